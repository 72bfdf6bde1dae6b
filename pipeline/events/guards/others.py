"""Happenings that have no type of their own: foundings, deaths, publications, arrests, decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import (
    Context,
    Guard,
    clause_text,
    has_time_near,
    lemma_of,
    object_group,
)

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def found(candidate: Candidate, context: Context) -> bool:
    """An organisation, embassy or office set up, not a shop opened."""
    group = object_group(candidate)
    if group is None:
        return False
    head = context.view.units[group.items[0].phrase.head]
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if head.mention is not None and head.mention.label == "ORG":
        return (
            lemma in ("found", "establish", "create", "inaugurate", "form", "launch")
            and not context.is_series(group.items[0].phrase.head)
        ) or lemma == "found"
    text = context.text_between(group.start, group.end).lower()
    return not (
        lemma in ("open", "set", "launch", "form")
        and not re.search(
            r"embass|consulate|office|secretariat|commission|committee|"
            r"headquarters|center|centre|institute|task force|council",
            text,
        )
    )


def publication(candidate: Candidate, context: Context) -> bool:
    """A book or report that came out on a date."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if not context.has_time(candidate.frame):
        return False
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 4)).lower()
    group = object_group(candidate)
    text = (context.text_between(group.start, group.end) if group is not None else "").lower()
    subject = candidate.frame.subject
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    before = before or context.text_between(max(0, start - 2), start).lower()
    book = r"edition|book|report|white paper|bluebook|volume|first\b|paper|study"
    if lemma in ("come", "appear"):
        return bool(re.search(book, before)) and (lemma == "appear" or tail.startswith("out"))
    return bool(re.search(book, text))


def death(candidate: Candidate, context: Context) -> bool:
    """ "Died" or "passed away", not "passed"."""
    assert candidate.verb is not None
    if context.view.units[candidate.verb].lemma == "die":
        return True
    return (
        context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 2)).lower()
        == "away"
    )


def recognition(candidate: Candidate, context: Context) -> bool:
    """What is recognized has a name."""
    group = object_group(candidate)
    return group is not None and context.view.units[group.items[0].phrase.head].mention is not None


_AID_RE = re.compile(
    r"\b(?:aid|assistance|loans?|grants?|relief|team|goods|supplies|yen|dollars|funds?|support|contribution)\b"
)
_ACTS_OF_ONE = frozenset(
    [
        "send",
        "dispatch",
        "extend",
        "introduce",
        "adopt",
        "establish",
        "create",
        "launch",
        "raise",
        "cut",
        "reduce",
        "double",
        "freeze",
        "resume",
        "recognize",
        "withhold",
        "recall",
        "allow",
        "permit",
        "ban",
        "float",
        "devalue",
        "upgrade",
        "designate",
        "dissolve",
    ]
)
"""What a government decides alone and carries out later: the decision is a happening of its own."""


def decision(candidate: Candidate, context: Context) -> bool:
    """One side's dated decision on something particular; "decided to strengthen" is an outcome."""
    if not context.has_time(candidate.frame):
        return False
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 12)).lower()
    match = re.search(r"\bto (?:\w+ly )?(\w+)", tail)
    if match is None:
        return False
    subject = candidate.frame.subject
    if subject is not None and len(subject.items) == 1 and match[1] in _ACTS_OF_ONE:
        if _AID_RE.search(tail):
            return False
        return context.is_kind(subject, "state") or context.is_kind(subject, "org")
    return match[1] in (
        "take",
        "admit",
        "accept",
        "withdraw",
        "leave",
        "join",
        "build",
        "move",
        "open",
        "close",
        "end",
        "abolish",
        "accede",
        "let",
        "lift",
        "suspend",
        "expel",
    )


def mission(candidate: Candidate, context: Context) -> bool:
    """An embassy or office abroad that begins, ends or moves on a date; nobody opens a meeting there."""
    group = object_group(candidate)
    if group is None or not context.has_time(candidate.frame):
        return False
    text = context.text_between(group.start, candidate.frame.end)
    return re.search(r"[Ee]mbass|[Cc]onsulate|[Ll]egation|[Mm]ission|\b(?:in|at|to) [A-Z]", text) is not None


def ruling(candidate: Candidate, context: Context) -> bool:
    """A court's dated decision in one case."""
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, candidate.verb + 9).lower()
    said = re.search(
        r"judge?ment|ruling|verdict|award|decision|opinion|measures|order\b|\bthat\b|against|favou?r", tail
    )
    return said is not None and (context.has_time(candidate.frame) or has_time_near(context))


def one_sided(candidate: Candidate, context: Context) -> bool:
    """A policy or plan that one government or cabinet gave itself on a date, no document of two sides."""
    if not context.has_time(candidate.frame):
        return False
    subject = candidate.frame.subject if candidate.relation != "passive" else None
    agent = next((part.group for part in candidate.frame.complements if part.preposition == "by"), None)
    maker = subject or agent
    if maker is None or len(maker.items) != 1:
        return False
    text = context.text_between(maker.start, maker.end)
    return (
        re.search(
            r"\b(?:[Gg]overnment|[Cc]abinet|[Mm]inistry|[Aa]dministration|Council of Ministers)\b", text
        )
        is not None
    )


def other_noun(candidate: Candidate, context: Context) -> bool:
    """A noun without a verb is dated, and says who joined, was founded or died."""
    phrase = candidate.phrase
    assert phrase is not None
    head = context.view.units[phrase.head].lemma
    if not candidate.standalone:
        return True
    if head in ("accession", "founding", "death", "reunification", "unification", "independence"):
        parties = any(
            part.preposition in ("of", "to") and part.group.parties for part in candidate.frame.complements
        ) or any(context.view.units[i].mention is not None for i in range(phrase.start, phrase.end))
        before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
        return context.has_time(candidate.frame) and parties and "anniversary" not in before
    return head in ("funeral", "referendum") and context.has_time(candidate.frame)


def emergency(candidate: Candidate, context: Context) -> bool:
    """A state of emergency, martial law or curfew."""
    group = object_group(candidate)
    pronoun = group is None and candidate.verb is not None
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return bool(re.search(r"emergency|martial law|curfew", text)) and not pronoun


def chartered(candidate: Candidate, context: Context) -> bool:
    """An aircraft was sent to bring people out."""
    return (
        re.search(
            r"charter|evacuat|military aircraft|government plane|special flight", context.view.text.lower()
        )
        is not None
    )


def custody(candidate: Candidate, context: Context) -> bool:
    """Somebody known was arrested, sentenced or set free; goods and hostages at large are not meant."""
    group = object_group(candidate)
    if group is None:
        return False
    if not context.is_kind(group, "person") and not context.has_noun(
        group,
        (
            "national",
            "nationals",
            "citizen",
            "fisherman",
            "crew",
            "leader",
            "student",
            "hostage",
            "abductee",
            "journalist",
            "prisoner",
        ),
    ):
        return False
    if lemma_of(candidate, context) in (
        "release",
        "free",
        "hold",
        "detain",
        "set",
        "take",
        "place",
        "put",
        "return",
        "try",
    ):
        text = clause_text(candidate, context)
        if lemma_of(candidate, context) in ("release", "free", "detain"):
            return context.has_time(candidate.frame) or context.is_kind(group, "person")
        return (
            re.search(
                r"\b(?:custody|house arrest|detention|prison|free|at liberty|hostage|trial|home)\b", text
            )
            is not None
        )
    return True


def own_law(candidate: Candidate, context: Context) -> bool:
    """A state's own constitution or law, dated, and no treaty."""
    text = context.text_between(max(0, candidate.start - 8), candidate.frame.end)
    return context.has_time(candidate.frame) and not re.search(
        r"[Tt]reaty|[Cc]onvention|[Aa]greement|[Pp]rotocol", text
    )


def measure(candidate: Candidate, context: Context) -> bool:
    """A measure that somebody took on a date; demand and markets raise prices too."""
    if not context.has_time(candidate.frame):
        return False
    if candidate.relation == "passive":
        return True
    subject = candidate.frame.subject
    if subject is None:
        return False
    if subject.parties:
        return True
    text = context.text_between(subject.start, subject.end).lower()
    return (
        re.search(r"\b(?:government|countries|cabinet|bank|authorities|ministry|parliament|states)\b", text)
        is not None
    )


GUARDS: dict[str, Guard] = {
    "own-law": own_law,
    "measure": measure,
    "mission": mission,
    "ruling": ruling,
    "one-sided": one_sided,
    "custody": custody,
    "emergency": emergency,
    "chartered": chartered,
    "found": found,
    "publication": publication,
    "death": death,
    "recognition": recognition,
    "decision": decision,
    "other-noun": other_noun,
}
