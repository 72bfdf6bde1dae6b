"""Did it happen: occurred, planned, ongoing, negated or hypothetical."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Source, Status, TimeExpression

_CANCEL = frozenset(
    [
        "postpone",
        "cancel",
        "abandon",
        "reject",
        "refuse",
        "decline",
        "fail",
        "shelve",
        "forgo",
        "call_off",
        "veto",
    ]
)
_AHEAD = frozenset(["toward", "towards", "ahead_of", "in_preparation_for", "prior_to"])
_PLAN = frozenset(
    [
        "schedule",
        "plan",
        "expect",
        "slate",
        "intend",
        "decide",
        "agree",
        "undertake",
        "prepare",
        "propose",
        "invite",
        "announce",
    ]
)
_PLANNED_BEFORE_RE = re.compile(
    r"\b(?:toward|towards|ahead of|in preparation for|preparations? "
    r"for|in the lead-up to|in the run-up to|upcoming|forthcoming|"
    r"next|scheduled|planned|prior to|looking ahead to|with a "
    r"view to|aiming at|aim for|for the success of|success of)\b",
    re.IGNORECASE,
)
_HYPOTHETICAL_RE = re.compile(
    r"\b(?:if|should|were to|in case of|in the event of|whether|would have|could|might)\b", re.IGNORECASE
)


def status_of(
    candidate: Candidate, context: Context, time: TimeExpression | None, source: Source
) -> tuple[Status, str]:
    """Return the status of a candidate and the word that decided it."""
    view = context.view
    verb = candidate.verb if candidate.verb is not None else candidate.governor
    late = time is not None and bool(time.earliest) and time.earliest > f"{source.edition_year}-04-30"
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        unit = view.units[candidate.verb]
        before = context.text_between(max(0, clause.start - 6), clause.start).lower()
        if candidate.rule.id == "visit.due":
            return "planned", "due"
        if (
            clause.negated
            or context.says_neither(candidate.frame.subject)
            or candidate.rule.id == "visit.put-off"
        ):
            return "negated", "negation"
        own = candidate.rule.id.startswith(("aid.forgive", "sanction.lift", "agreement.end"))
        negative = "" if own else _governing(candidate.verb, context, _CANCEL, _NEGATIVE_RE)
        if negative:
            return "negated", negative
        if re.search(
            r"\b(?:no|neither|nor)\b",
            context.text_between(max(0, clause.start - 4), candidate.verb + 3).lower(),
        ) and (_no_object(candidate, context)):
            return "negated", "no"
        if clause.infinitive and re.search(r"\bremain(?:s|ed)? $", before + " "):
            return "negated", "remains to be"
        first = clause.auxiliaries[0] if clause.auxiliaries else ""
        if first in ("should", "could", "might", "would", "may"):
            if first in ("would",) and "have" not in clause.auxiliaries:
                return "planned", "would"
            return "hypothetical", first
        if first in ("will", "shall", "’ll", "'ll"):
            return "planned", first
        if clause.infinitive:
            if re.search(
                r"\bif\b[^,;]{0,80}\b(?:were|was) to\b", context.text_between(0, candidate.verb).lower()
            ):
                return "hypothetical", "if"
            if (
                first == "be"
                or re.search(r"\b(?:is|are|was|were) (?:\w+ly )?$", before)
                or _be_to(candidate, context)
            ):
                return ("planned", "is to")
            plan = _governing(candidate.verb, context, _PLAN, None)
            if candidate.event_type == "STATEMENT" and unit.lemma == plan:
                plan = ""  # "went on television to announce"
            if plan and not (
                candidate.event_type in ("AID", "SANCTION") and plan in ("decide", "announce", "agree")
            ):
                return "planned", plan
        if re.search(r"\bif\b", re.split(r"[,;]", context.text_between(0, clause.start).lower())[-1]):
            return "hypothetical", "if"
        if (
            unit.tag in ("VBZ", "VBP")
            and not clause.auxiliaries
            and candidate.event_type == "CONFERENCE"
            and re.search(r"\bwhen\b[^,;]{0,200}$", context.text_between(0, clause.start).lower())
        ):
            return "planned", "when"
        to_come = time is not None and bool(time.earliest) and time.earliest > str(source.coverage_end)
        if unit.tag == "VBZ" and not clause.auxiliaries and candidate.mode == "in-force" and to_come:
            return "planned", "present"
        if unit.tag == "VBG" and "be" in clause.auxiliaries:
            return "ongoing", "progressive"
        if unit.tag == "VBG" and candidate.event_type == "ANNIVERSARY":
            return "ongoing", "marking"
        if candidate.event_type == "ANNIVERSARY" and unit.tag in ("VBZ", "VBP"):
            return "ongoing", "present"
    if candidate.phrase is not None:
        phrase = candidate.phrase
        text = context.phrase_text(phrase)
        before = context.text_between(max(0, phrase.start - 3), phrase.start)
        after = context.text_between(
            phrase.end, min(len(view.units), max(candidate.frame.end, phrase.end + 6) + 4)
        )
        if (
            verb is not None
            and candidate.standalone
            and candidate.relation in ("object", "passive", "intransitive")
        ):
            lemma = view.units[verb].lemma
            clause = view.clauses[verb]
            if (
                lemma in _CANCEL and not (lemma == "fail" and candidate.event_type == "MILITARY")
            ) or re.match(r"(?:call|put) off", view.lemmas(verb, verb + 2)):
                return "negated", lemma
            if lemma in ("schedule", "plan", "slate") or (lemma in ("propose", "expect", "anticipate")):
                return "planned", lemma
            if clause.auxiliaries[:1] in (("will",), ("shall",)):
                return "planned", "will"
        if re.match(r"no\b", text, re.IGNORECASE):
            return "negated", "no"
        if re.search(r"\b(?:upcoming|forthcoming|planned|scheduled|next)\b", text, re.IGNORECASE):
            return "planned", "planned"
        if (
            re.search(r"\b(?:postpon|cancel|called off|put off|deferred|shelved)", after)
            and candidate.standalone
        ):
            return "negated", "postponed"
        if re.search(
            r"\b(?:to be held|to take place|scheduled (?:for|to)|due (?:to be held|in|on|for)|planned for)\b",
            after,
        ):
            return "planned", "to be held"
        ahead = candidate.relation[5:] if candidate.relation.startswith("prep") else ""
        if candidate.standalone and ahead in _AHEAD and (late or time is None or time.precision == "year"):
            return "planned", ahead.replace("_", " ")
        if (
            candidate.standalone
            and (late or time is None or time.precision == "year")
            and _PLANNED_BEFORE_RE.search(before)
        ):
            return "planned", before.strip().split()[-1]
    if (
        time is not None
        and time.edtf.endswith("/..")
        and candidate.event_type in ("NEGOTIATION", "SANCTION", "MILITARY")
    ):
        return "ongoing", "since"
    if late and _future_clause(candidate, context):
        return "planned", "date after the report"
    return "occurred", ""


_NEGATIVE_RE = re.compile(
    r"\b(?:fail(?:ed|s)? to|refus(?:ed|es) to|unable to|did "
    r"not|never|declin(?:ed|es) to|without|instead of)\s*$",
    re.IGNORECASE,
)


def _governing(verb: int, context: Context, lemmas: frozenset[str], pattern: re.Pattern[str] | None) -> str:
    """The verb above an infinitive or passive ("was scheduled to be held"), if it is one of `lemmas`."""
    view = context.view
    clause = view.clauses[verb]
    before = context.text_between(max(0, clause.start - 4), clause.start)
    if pattern is not None and pattern.search(before):
        return before.strip().split()[-1]
    if view.units[verb].lemma in lemmas:
        return view.units[verb].lemma
    for index in range(clause.start - 1, max(-1, clause.start - 3), -1):
        if view.shape[index] in "VJX" and view.units[index].lemma in lemmas:
            return view.units[index].lemma
    return ""


def _no_object(candidate: Candidate, context: Context) -> bool:
    view = context.view
    phrases = [candidate.phrase] if candidate.phrase is not None else []
    phrases += [item.phrase for part in candidate.frame.objects() for item in part.group.items]
    if candidate.frame.subject is not None:
        phrases += [item.phrase for item in candidate.frame.subject.items]
    return any(view.units[phrase.start].lemma in ("no", "neither") for phrase in phrases)


def _be_to(candidate: Candidate, context: Context) -> bool:
    view = context.view
    assert candidate.verb is not None
    clause = view.clauses[candidate.verb]
    index = clause.start
    while index < candidate.verb and view.shape[index] != "t":
        index += 1
    return index > 0 and view.units[index - 1].lemma == "be"


def _future_clause(candidate: Candidate, context: Context) -> bool:
    """A date beyond the report alone does not make a plan; a past tense says that it happened."""
    view = context.view
    verb = candidate.verb if candidate.verb is not None else candidate.governor
    if verb is None:
        return context.segment_kind not in ("caption", "list")
    unit = view.units[verb]
    return candidate.standalone or unit.tag not in ("VBD", "VBN")
