"""Is it a happening at all: not habitual, counted, wished for or only pointed back to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import is_chronicle
from pipeline.events.sentence.context import Context, object_group
from pipeline.events.sentence.units import Clause

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_HABITUAL_RE = re.compile(
    r"\b(?:every (?:year|month|time|day|week)|each (?:year|time|month)|"
    r"(?:once|twice|\w+ times) (?:a|per|each|every) (?:year|month|week)|every other year|"
    r"annually|yearly|regularly|repeatedly|frequently|often|usually|"
    r"always|constantly|routinely|on (?:various|several|many|numerous|a number of) occasions|year after year|"
    r"from time to time|in general|on a regular basis|periodically|"
    r"traditionally|increasingly|continually|continuously)\b",
    re.IGNORECASE,
)

_FREQUENT_RE = re.compile(
    r"\b(?:frequent|regular|annual|mutual|reciprocal|repeated|constant|active|various|numerous|many|several|high-level|"
    r"such|other|any|future|further|more|no fewer|successive|"
    r"continued|periodic|close|possible|day-to-day|all)\b",
    re.IGNORECASE,
)

_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty dozens many several numerous hundreds some"
)

_COUNT_RE = re.compile(
    rf"^(?:a total of |over |more than |about |some )?(?:\d+|{'|'.join(_NUMBER_WORDS.split())})\b",
    re.IGNORECASE,
)


_GIVES_WORD = frozenset(["promise", "undertake", "pledge", "offer", "commit", "vow", "resolve", "announce"])
_HOPE_RE = re.compile(
    r"\b(?:hope[sd]?|hoping|hopeful|desires?|desirable|wish(?:es|ed)?|necessary|important|essential|imperative|urges?|urged|"
    r"expects?|expected|demands?|anticipates?|looks? forward|trusts?|calls? for) that\b[^.;]{0,160}$",
    re.IGNORECASE,
)
_MODALS = (("will",), ("would",), ("shall",), ("should",), ("may",), ("might",), ("can",), ("could",))
_PLANS = frozenset(
    ["agree", "undertake", "decide", "plan", "schedule", "expect", "propose", "intend", "invite", "prepare"]
)

_ANAPHORIC = frozenset(["this", "that", "these", "those", "such", "said", "same", "aforementioned"])


def particular(candidate: Candidate, context: Context) -> bool:
    """Reject what is habitual, counted, wished for, or only pointed back to."""
    view = context.view
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        unit = view.units[candidate.verb]
        stop = max(candidate.frame.end, candidate.end)
        while stop < len(view.units) and stop < candidate.frame.end + 6 and view.shape[stop] not in ",;.VXWU":
            stop += 1
        if _HABITUAL_RE.search(context.text_between(clause.start, stop)):
            return False
        before = context.text_between(max(0, clause.start - 3), clause.start)
        if re.search(r"\b(?:keep|kept|keeps|continued?|continues|used to|tend)\b", before):
            return False
        earlier = context.text_between(max(0, clause.start - 6), clause.start)
        if re.search(r"\b(?:each|every) time\b|\bwhenever\b", earlier, re.IGNORECASE):
            return False
        if (
            clause.auxiliaries == ("be",)
            and context.text_between(clause.start, candidate.verb).lower() == "be"
        ):
            return False  # "proposed that a community be created"
        if clause.infinitive and not _good_infinitive(candidate, context):
            return False
        timed = context.has_time(candidate.frame)
        if not timed and clause.auxiliaries[:1] in _MODALS and _HOPE_RE.search(_text_before(clause, context)):
            return False
        if clause.negated and not timed and _any_of_them(candidate, context):
            return False
        told = context.segment_kind in ("caption", "list", "heading")
        coming = (
            timed
            and re.search(r"\b[Ww]hen\b[^,;]{0,200}$", context.text_between(0, candidate.verb)) is not None
        )
        coming = coming or (timed and candidate.mode == "in-force")  # "it enters into force on April 1"
        due = candidate.rule.id == "visit.due" or (timed and _is_due(candidate.verb, context))
        chronicled = told or coming or due or is_chronicle(candidate, context)
        present_tense = unit.tag in ("VBZ", "VBP") and not clause.auxiliaries and not chronicled
        if present_tense and candidate.event_type != "ANNIVERSARY" and not _conditional(candidate, context):
            return False  # simple present: a habit
        if (
            unit.tag == "VBG"
            and not clause.auxiliaries
            and not told
            and candidate.event_type not in ("ANNIVERSARY", "NEGOTIATION")
        ) and unit.dep in ("pcomp", "amod", "csubj", "nsubj", "dobj", "pobj", "compound"):
            before = view.units[clause.start - 1].lemma if clause.start else ""
            if before != "by" and not (timed and before in ("after", "before", "since", "in", "following")):
                return False
        if (
            clause.auxiliaries[:1]
            and clause.auxiliaries[-1] == "be"
            and unit.tag == "VBG"
            and candidate.event_type not in ("NEGOTIATION", "SANCTION", "EXCHANGE", "MILITARY")
            and not timed
        ):
            return False
        present = [u.text.lower() for u in view.units[clause.start : candidate.verb] if u.shape == "X"]
        if (
            not told
            and not timed
            and unit.tag == "VBN"
            and present
            and present[-1] in ("is", "are")
            and not clause.infinitive
            and not _conditional(candidate, context)
        ):
            return False
        if (
            "have" in clause.auxiliaries
            and not timed
            and not clause.negated
            and candidate.rule.guard != "stay"
            and not _single_object(candidate, context)
        ):
            return False
    if candidate.phrase is not None:
        phrase = candidate.phrase
        text = context.phrase_text(phrase)
        head = view.units[phrase.head]
        plural = head.tag in ("NNS", "NNPS") and head.lemma not in (
            "talk",
            "talks",
            "negotiation",
            "remark",
            "consultation",
            "discussion",
            "election",
        )
        if plural and _COUNT_RE.match(text) and candidate.event_type != "ANNIVERSARY":
            return False
        if plural and _FREQUENT_RE.search(text) and not context.has_time(candidate.frame):
            return False
        if plural and _HABITUAL_RE.search(text):
            return False
        if candidate.verb is None and candidate.governor is not None:
            stop = min(len(view.units), candidate.governor + 7)
            if _HABITUAL_RE.search(context.text_between(candidate.governor, stop)):
                return False
        if candidate.standalone:
            if view.units[phrase.start].lemma in _ANAPHORIC:
                return False
            if (
                plural
                and candidate.event_type not in ("MILITARY", "OFFICE")
                and head.lemma not in ("games", "game")
                and candidate.rule.guard != "caption-only"
            ):
                return False
    return True


def _text_before(clause: Clause, context: Context) -> str:
    return context.text_between(0, clause.start)


def _is_due(verb: int, context: Context) -> bool:
    """ "Elections are due in March": one happening to come, not a habit."""
    return context.view.lemmas(verb, verb + 2) in ("be due", "be scheduled", "be expected")


def _any_of_them(candidate: Candidate, context: Context) -> bool:
    """ "Countries that have not ratified the treaty": whichever they are."""
    group = candidate.frame.subject
    if group is None or group.parties or "relative" not in candidate.frame.subject_path:
        return False
    head = context.view.units[group.items[0].phrase.head]
    return head.tag == "NNS" and head.lemma in ("country", "state", "nation", "government", "party", "member")


def _conditional(candidate: Candidate, context: Context) -> bool:
    """ "If North Korea carries out another nuclear test": one particular act that may come."""
    assert candidate.verb is not None
    before = context.text_between(0, context.view.clauses[candidate.verb].start)
    if re.search(r"\bif\b", re.split(r"[,;]", before)[-1], re.IGNORECASE) is None:
        return False
    phrase = candidate.phrase
    group = object_group(candidate)
    if phrase is None and group is not None:
        phrase = group.items[0].phrase
    if phrase is None:
        return False
    first, head = context.view.units[phrase.start], context.view.units[phrase.head]
    return head.mention is not None or (
        first.lemma in ("a", "an", "another", "the", "this") and head.tag == "NN"
    )


def _single_object(candidate: Candidate, context: Context) -> bool:
    """Undated present perfect tells of one happening only if its object is single ("a nuclear test")."""
    phrase = candidate.phrase
    if context.says_neither(candidate.frame.subject):
        return True  # "Neither India nor Pakistan has signed": of each it is told once
    if phrase is None:
        objects = candidate.frame.objects()
        clause = context.view.clauses[candidate.verb] if candidate.verb is not None else None
        if clause is not None and clause.passive and candidate.frame.subject is not None:
            if candidate.event_type in ("OFFICE", "OTHER", "SANCTION"):
                return True
            phrase = candidate.frame.subject.items[0].phrase
        elif objects:
            phrase = objects[0].group.items[0].phrase
        else:
            return candidate.event_type in ("OFFICE", "OTHER", "AGREEMENT")
    first = context.view.units[phrase.start]
    head = context.view.units[phrase.head]
    if head.mention is not None:
        return candidate.event_type not in ("AID", "MEETING")
    return first.lemma in ("a", "an", "its", "first", "no") or (first.lemma == "the" and head.tag == "NN")


def _good_infinitive(candidate: Candidate, context: Context) -> bool:
    """Keep an infinitive of purpose or plan ("visited Canada to attend …"), drop wishes and tasks."""
    view = context.view
    assert candidate.verb is not None
    clause = view.clauses[candidate.verb]
    if (
        clause.auxiliaries
        and clause.auxiliaries[0] in ("be", "have")
        and not _wish_before(context, clause.start)
    ):
        return True
    if candidate.event_type == "ANNIVERSARY" and clause.start == 0:
        return "T" in view.shape  # "To mark the anniversary, the two countries held …"
    wish = _wish_before(context, clause.start)
    if (
        wish in ("decide", "pledge", "agree", "commit", "promise", "announce")
        and candidate.event_type == "AID"
    ):
        candidate.mode = "pledged"
        return _governing_date(candidate, context)
    earlier = [verb for verb in view.clauses if verb < clause.start]
    if candidate.event_type == "AID" and earlier and view.units[earlier[-1]].lemma in _GIVES_WORD:
        candidate.mode = "pledged"
        return _governing_date(candidate, context)
    if wish in _PLANS:
        return (
            context.has_time(candidate.frame)
            or candidate.event_type in ("NEGOTIATION",)
            or wish in ("schedule",)
        )
    if wish:
        return False
    governor = view.units[candidate.verb].head
    while governor >= 0 and view.shape[governor] != "V":
        governor = view.units[governor].head
    previous = [verb for verb in view.clauses if verb < clause.start]
    if not previous:
        return False
    lemma = view.units[previous[-1]].lemma
    if lemma in ("force", "compel", "oblige") and view.clauses[previous[-1]].passive:
        return context.has_time(candidate.frame)  # "was forced to give up his office in August"
    return lemma in (
        "visit",
        "go",
        "come",
        "travel",
        "gather",
        "fly",
        "send",
        "dispatch",
        "assemble",
        "meet",
        "arrive",
        "be",
        "head",
        "fail",
        "proceed",
        "return",
        "become",
    )


def _governing_date(candidate: Candidate, context: Context) -> bool:
    """Is the decision to do something dated ("decided in May 2015 to extend a loan")?"""
    view = context.view
    assert candidate.verb is not None
    start = view.clauses[candidate.verb].start
    before = [verb for verb in view.clauses if verb < start]
    return context.has_time(candidate.frame) or bool(
        before and "T" in view.shape[max(0, before[-1] - 8) : start]
    )


def _wish_before(context: Context, start: int) -> str:
    for index in range(start - 1, max(-1, start - 4), -1):
        unit = context.view.units[index]
        if (unit.shape in "VJNX" and unit.lemma in context.rules.lists["wishes"]) or (
            unit.shape in "JN" and unit.lemma in context.rules.lists["tasks"]
        ):
            return unit.lemma
        if unit.shape in ".;,":
            break
    return ""


def not_remembered(candidate: Candidate, context: Context) -> bool:
    """What an anniversary remembers is told by the anniversary ("the 20th since they normalized ties")."""
    if candidate.event_type in ("ANNIVERSARY", "EXCHANGE"):
        return True
    before = context.text_between(max(0, candidate.start - 16), candidate.start)
    return (
        re.search(
            r"\b(?:anniversary (?:of|"
            r"since)|(?:\d+(?:st|"
            r"nd|rd|th)|\w+(?:ieth|"
            r"th|st|nd|rd)) (?:year "
            r")?since|years (?:since|"
            r"after|ago since)|years "
            r"(?:had |have "
            r")?passed\b.{0,200}\bsince)\b[^,;]{0,200}$",
            before,
            re.IGNORECASE,
        )
        is None
    )
