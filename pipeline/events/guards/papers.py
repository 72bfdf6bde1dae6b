"""Documents, relations, negotiations and statements: what must hold for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def document(candidate: Candidate, context: Context) -> bool:
    """Documents of several parties or of an organisation; one party's own paper is no agreement."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(
        r"\b(?:treaty|agreement|convention|protocol|memorandum|accord|pact|joint|communiqu|declaration|resolution|charter|"
        r"action plan|plan of action|guidelines|framework|roadmap|"
        r"compact|vision|outcome document|notes|program(?:me)? of action)",
        text,
    ):
        verb = context.view.units[candidate.verb].lemma if candidate.verb is not None else ""
        return not (verb == "announce" and not re.search(r"\bjoint\b|\bdeclaration\b", text))
    subject = candidate.frame.subject
    if subject is not None and re.search(
        r"\bstatement\b|\bstrategy\b|\bplan\b|\bprinciples\b|\bagenda\b", text
    ):
        return any(context.is_series(index) for index in subject.parties) or "joint" in text
    return False


def relations(candidate: Candidate, context: Context) -> bool:
    """Diplomatic relations, or ties normalized, restored or severed."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    assert candidate.verb is not None
    verb = context.view.units[candidate.verb].lemma
    if "diplomatic" in text:
        return True
    return verb in ("normalize", "normalise", "restore", "sever", "resume") and bool(
        re.search(r"\b(?:ties|relations)\b", text)
    )


_TALKED_OF_RE = re.compile(
    r"\b(?:negotiations?|talks|consultations?|discussions?) (?:on|for|about|towards?|concerning)(?: the)? ?$"
)
"""What talks are on has not come about yet."""


def agreement_noun(candidate: Candidate, context: Context) -> bool:
    """A particular signing or document, not its anniversary and not the aim of having one."""
    phrase = candidate.phrase
    assert phrase is not None
    before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
    if (
        re.search(r"anniversary of|\btoward|\bearly\b|\bfor the\b|\baim", before)
        and not candidate.frame.times
    ):
        return False
    if "anniversary" in before or _TALKED_OF_RE.search(before) is not None:
        return False
    if re.search(
        r"(?:establishment|normali[sz]ation|restoration|severance|resumption)$",
        context.phrase_text(phrase).lower(),
    ):
        behind = context.text_between(phrase.end, phrase.end + 6).lower()
        return bool(
            re.search(
                r"^of (?:their |its )?(?:full )?(?:diplomatic )?(?:relations|ties)|^of diplomatic", behind
            )
        ) and context.has_time(candidate.frame)
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, min(len(context.view.units), phrase.end + 12)).lower()
    head = context.view.units[phrase.head].lemma
    if head == "exchange":
        return _PAPERS_EXCHANGED_RE.match(tail) is not None and (
            not candidate.standalone or (context.has_time(candidate.frame) and not _upon(candidate, context))
        )
    if head in ("accession", "approval", "acceptance", "opening", "expiry", "expiration", "termination"):
        return _OF_A_TREATY_RE.match(tail) is not None and context.has_time(candidate.frame)
    if head == "ratification" and _owned_by_a_state(candidate, context):
        return context.has_time(candidate.frame) and _TREATY_RE.search(context.view.text) is not None
    if not candidate.standalone:
        return bool(
            re.search(r"agreement|treaty|protocol|memorandum|declaration|notes|relations", text + " " + tail)
        )
    if not context.has_time(candidate.frame):
        return False
    return bool(
        re.search(
            r"agreement|treaty|protocol|memorandum|declaration|resolution|convention|epa|relations|notes",
            text + " " + tail,
        )
    )


_PAPERS_EXCHANGED_RE = re.compile(
    r"of (?:the |diplomatic |verbal |official |two )*(?:notes|letters|instruments|documents|ratifications)\b"
)
_OF_A_TREATY_RE = re.compile(
    r"(?:of|to) (?:the |this |that |a )?(?:[\w-]+ ){0,6}?"
    r"(?:treaty|agreement|protocol|convention|accord|pact|covenant|charter|diplomatic relations)\b"
)
_TREATY_RE = re.compile(r"\b(?:Treaty|Agreement|Protocol|Convention|Accord|Pact|Charter|treaty|convention)\b")


_PARLIAMENT_RE = re.compile(
    r"\b(?:Diet|Parliament|Congress|Senate|Assembly|Duma|Bundestag|Knesset|House of)\b"
)


def consent(candidate: Candidate, context: Context) -> bool:
    """A parliament's yes to a treaty, once."""
    tail = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    approving = subject is not None and _PARLIAMENT_RE.search(
        context.text_between(subject.start, subject.end)
    )
    return (_TREATY_RE.search(tail) is not None or bool(approving)) and context.has_time(candidate.frame)


def _upon(candidate: Candidate, context: Context) -> bool:
    """ "Entered into force upon the exchange of the instruments": the entry into force is told."""
    before = context.text_between(0, candidate.start).lower()
    return (
        re.search(
            r"\b(?:force|effect|effective|signed|concluded)\b[^;.]{0,60}\b(?:upon|with|by|through|on) the $",
            before + " ",
        )
        is not None
    )


def _owned_by_a_state(candidate: Candidate, context: Context) -> bool:
    """ "Russia's ratification", "ratification by the Diet"."""
    phrase = candidate.phrase
    assert phrase is not None
    return any(
        context.view.units[index].mention is not None for index in range(phrase.start, phrase.end)
    ) or any(part.preposition == "by" and part.group.parties for part in candidate.frame.complements)


_SIGNED_PAPER = (
    r"(?:conventions?|treat(?:y|ies)|agreements?|protocols?|declarations?|pacts?|accords?|communiqu[eé]s?|memorand(?:um|a)|"
    r"documents?|charters?|armistice|epa|instruments?|final act|joint statement)\b"
)


def put_signature(candidate: Candidate, context: Context) -> bool:
    """ "Put their names to the convention", "the treaty to which they set their names": a document."""
    lemma = context.view.units[candidate.start].lemma
    tail = context.text_between(candidate.start, candidate.frame.end + 8).lower()
    if re.search(rf"\b(?:to|on|under|upon|beneath) (?:[\w'’-]+ ){{0,9}}?{_SIGNED_PAPER}", tail):
        return "pen to paper" in tail or lemma != "give"
    before = context.text_between(0, context.view.clauses[candidate.start].start).lower()
    return re.search(rf"\b{_SIGNED_PAPER}[^;.]*\b(?:to|under|on) which\b[^;.]*$", before) is not None


def statement(candidate: Candidate, context: Context) -> bool:
    """A speech, press conference or protest of somebody; a joint statement is an agreement."""
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    if re.search(r"\bjoint\b.{0,200}\b(?:statement|declaration|message)|presidential statement", text):
        return False
    if (
        text.endswith(("proposal", "apology", "interview", "announcement", "message"))
        and candidate.standalone
    ):
        return False
    if candidate.standalone:
        told = context.segment_kind in ("caption", "list", "heading")
        owner = any(
            context.view.units[i].mention is not None for i in range(phrase.start, phrase.end)
        ) or any(part.preposition == "by" and part.group.parties for part in candidate.frame.complements)
        if told:
            return owner or any(context.view.units[i].mention is not None for i in range(phrase.start))
        if (
            candidate.relation in ("prep in", "prep at")
            and candidate.governor is not None
            and not text.endswith("statement")
        ):
            first = context.view.units[phrase.start].lemma
            audience = any(
                part.preposition in ("to", "before", "at", "in") for part in candidate.frame.complements
            )
            return first in ("a", "an", "his", "her", "my") and (
                audience or context.has_time(candidate.frame)
            )
        return owner and (context.has_time(candidate.frame)) and not text.endswith("statement")
    return True


def document_before(candidate: Candidate, context: Context) -> bool:
    """ "It has not entered into force": a pronoun for the document that the sentence spoke of before."""
    if candidate.frame.subject is not None and candidate.frame.subject.parties:
        return False
    assert candidate.verb is not None
    if candidate.frame.subject_path == "pronoun" or (
        context.text_between(0, 1).lower() in ("it", "they")
        and context.view.clauses[candidate.verb].start <= 3
    ):
        return True  # nothing but a document of the sentence before enters into force
    low = context.view.clauses[candidate.verb].start
    near = context.text_between(max(0, low - 3), candidate.verb).lower()
    before = context.text_between(0, low).lower()
    return re.search(r"\b(?:it|they|which)\b", near) is not None and (
        re.search(r"\b(?:agreement|treaty|convention|protocol|accord|pact|charter)\b", before) is not None
    )


GUARDS: dict[str, Guard] = {
    "consent": consent,
    "put-signature": put_signature,
    "document-before": document_before,
    "document": document,
    "relations": relations,
    "agreement-noun": agreement_noun,
    "statement": statement,
}
