"""Sanctions: penalties against a state, and trade or rights cut off towards one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import dated_near
from pipeline.events.sentence.context import Context, Guard, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def sanction(candidate: Candidate, context: Context) -> bool:
    """The measure is a penalty: sanctions, an embargo, a ban, a freeze, or something "against" a state."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, max(group.end, candidate.frame.end)).lower()
    return bool(re.search(r"sanction|embargo|\bban\b|against|freeze", text)) and "cooperation" not in text


def sanction_verb(candidate: Candidate, context: Context) -> bool:
    """A penal act: towards a state or its people, not a development project that stopped."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    group = object_group(candidate)
    text = context.text_between(
        context.view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)
    ).lower()
    if group is not None and candidate.relation == "passive":
        text = context.text_between(group.start, group.end).lower() + " " + text
    if lemma == "sanction":
        return group is not None and bool(group.parties)
    if lemma == "expel":
        return "diplomat" in text or "ambassador" in text or "official" in text
    if lemma in ("suspend", "halt", "stop", "withhold"):
        return bool(
            re.search(
                r"\b(?:aid|assistance|loans?|economic cooperation|oda|exports?|imports?|trade|flights?|"
                r"rights|remittances?|shipments?|deliver\w+|visas?|payments|privileges)\b",
                text,
            )
        ) and bool(
            context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
            or candidate.relation == "passive"
        )
    if lemma in ("bar", "ban", "prohibit"):
        return bool(
            re.search(
                r"\b(?:entry|enter|export|import|vessels?|ships?|official|flight|person|individual|trade)",
                text,
            )
        )
    return bool(re.search(r"asset|fund|aid|assistance|loan|cooperation|account", text))


_PENAL_RE = re.compile(
    r"\b(?:(?:imports?|exports?|trade|oil|arms|sales|supply|supplies|shipments?|"
    r"deliver\w+|flights?|air links?)\b.{0,60}\b(?:to|from|with|for|of)\b|"
    r"ports? to|from its ports|airspace|borders? (?:to|with)|most-favou?red|visas?\b|transit|landing rights|"
    r"(?:ships?|vessels?|airlines?) )",
    re.IGNORECASE,
)


def penal(candidate: Candidate, context: Context) -> bool:
    """Trade, ports or rights cut off towards a named state, once."""
    text = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    acting = subject is not None and bool(subject.parties)
    codes = {
        e.iso3
        for i in context.states_in(candidate.end, len(context.view.units))
        for e in context.unit_entities(i)
    }
    own = {e.iso3 for i in (subject.parties if subject is not None else []) for e in context.unit_entities(i)}
    return (
        acting and dated_near(candidate, context) and bool(codes - own) and _PENAL_RE.search(text) is not None
    )


def _against_another(candidate: Candidate, context: Context) -> bool:
    """Does the clause name a state other than the one that acts?"""
    subject = candidate.frame.subject
    acting = subject.parties if subject is not None and candidate.relation != "passive" else []
    low = subject.start if subject is not None and candidate.relation == "passive" else candidate.end
    high = max(candidate.frame.end, candidate.end)
    named = {e.iso3 for i in context.states_in(low, high) for e in context.unit_entities(i)}
    return bool(named - {e.iso3 for i in acting for e in context.unit_entities(i)})


def duties(candidate: Candidate, context: Context) -> bool:
    """Duties and controls laid on the goods of another state, once."""
    return dated_near(candidate, context) and _against_another(candidate, context)


def measures_against(candidate: Candidate, context: Context) -> bool:
    """Measures against a state, not against inflation."""
    text = context.text_between(candidate.start, len(context.view.units))
    penal_words = re.search(r"\bagainst\b|\bsanctions?\b|\bembargo\b|\bban\b", text)
    return penal_words is not None and duties(candidate, context)


_STOPPABLE_RE = re.compile(
    r"\b(?:aid|assistance|loans?|cooperation|oda|exports?|imports?|trade|flights?|shipments?|sales|deliver\w+)\b"
)


def stopped_aid(candidate: Candidate, context: Context) -> bool:
    """Aid or trade with a named state put a stop to, no war."""
    text = context.text_between(candidate.start, len(context.view.units))
    return _STOPPABLE_RE.search(text) is not None and duties(candidate, context)


GUARDS: dict[str, Guard] = {
    "duties": duties,
    "measures-against": measures_against,
    "stopped-aid": stopped_aid,
    "penal": penal,
    "sanction": sanction,
    "sanction-verb": sanction_verb,
}
