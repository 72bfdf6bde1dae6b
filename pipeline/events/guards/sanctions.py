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
    if lemma == "sanction":
        return group is not None and bool(group.parties)
    if lemma == "expel":
        return "diplomat" in text or "ambassador" in text or "official" in text
    if lemma in ("suspend", "halt", "stop", "withhold"):
        return bool(
            re.search(r"\b(?:aid|assistance|loans?|economic cooperation|oda|exports?|imports?|trade)\b", text)
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
    r"ports? to|airspace to|most-favou?red|visas?\b|transit)",
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


GUARDS: dict[str, Guard] = {
    "penal": penal,
    "sanction": sanction,
    "sanction-verb": sanction_verb,
}
