"""Parties that words point back to or that every reader knows: "it", "the Assembly", a non-permanent seat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.discourse import Told
from pipeline.events.parties.participants import (
    PEOPLE,
    codes_of,
    implied_state,
    in_role,
    name_party,
    of_role,
    parties_of,
    unique,
)
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_TOWARDS = frozenset({"AGREEMENT", "SANCTION", "AID", "OTHER", "NEGOTIATION"})
_IT_RE = re.compile(
    r"^(?:recogni[sz]\w+|assist\w+|aided) (?:it|them)\b|\b(?:with|to|for|against|on|upon|from) (?:it|them)\b"
)
_ASSEMBLY_RE = re.compile(r"\b(?:the|that) (?:General )?Assembly\b(?! of)")
_SEAT_RE = re.compile(r"\bnon-permanent (?:member|seat|membership)")


def point_back(
    candidate: Candidate,
    parties: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    topic: str,
    sentence: int,
) -> list[Participant]:
    """Add the counterpart that a pronoun or a well-known short name stands for.

    Args:
        candidate: the trigger.
        parties: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        topic: code of the state the sentences before spoke of last.
        sentence: number of the sentence at hand.
    """
    if context.segment_kind in ("caption", "list", "heading") and candidate.event_type == "AGREEMENT":
        return _signers_of_caption(candidate, parties, context)
    if candidate.rule.id == "agreement.adopt" and not of_role("actor", parties):
        parties = _organ(candidate, context) + parties
    if of_role("counterpart", parties) or candidate.verb is None:
        return parties
    stop = max(candidate.end, candidate.frame.end)
    tail = context.text_between(candidate.verb, min(stop + 2, len(context.view.units)))
    if candidate.event_type == "STATEMENT" and _ASSEMBLY_RE.search(tail):
        return parties + _body("UNGA", candidate, context)
    if candidate.rule.id == "office.elect" and _SEAT_RE.search(tail):
        return [p for p in parties if p.role != "place"] + _body("UNSC", candidate, context)
    if candidate.event_type == "AGREEMENT" and "esolution" in tail and told:
        answered = told[-1] if told[-1].event_type == "MILITARY" and told[-1].sentence == sentence else None
        states = [p for p in answered.participants if p.role == "actor"] if answered is not None else []
        return parties + in_role("counterpart", [p for p in states if p.entity_id.startswith("state:")][:1])
    hit = candidate.event_type == "SANCTION" and bool(of_role("actor", parties))
    if hit or (candidate.event_type in _TOWARDS and _IT_RE.search(tail)):
        without = codes_of(of_role("actor", parties))
        code = _spoken_of(candidate, without, context, told) or (topic if topic not in without else "")
        return parties + implied_state(code, "counterpart", candidate.start, "the state spoken of", context)
    return parties


def _spoken_of(candidate: Candidate, without: set[str], context: Context, told: Sequence[Told]) -> str:
    """The state named last before in the sentence; for a sanction, the one that the last sanction hit."""
    for unit in reversed(context.view.units[: candidate.start]):
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM"):
            for entity in context.entities_of(unit.mention):
                if entity.iso3 and entity.iso3 not in without:
                    return entity.iso3
    for happening in reversed(told[-2:]):
        if happening.event_type == candidate.event_type == "SANCTION":
            hit = codes_of(of_role("counterpart", happening.participants)) - without - {""}
            if len(hit) == 1:
                return hit.pop()
    return ""


_RESOLUTION_NUMBER_RE = re.compile(r"\b[Rr]esolutions? (?:No\. ?)?\d{1,4}\b(?!/)")


def _organ(candidate: Candidate, context: Context) -> list[Participant]:
    """ "The Council adopted Resolution 598": which organ of the United Nations numbers its resolutions so."""
    subject = candidate.frame.subject
    if subject is None or candidate.relation == "passive":
        return []
    words = context.text_between(subject.start, subject.end).strip()
    objects = context.text_between(candidate.start, max(candidate.end, candidate.frame.end) + 2)
    if words == "the Assembly" or words == "The Assembly":
        return in_role("actor", _body("UNGA", candidate, context)) if "esolution" in objects else []
    if words in ("the Council", "The Council") and _RESOLUTION_NUMBER_RE.search(objects):
        return in_role("actor", _body("UNSC", candidate, context))
    return []


def _body(body: str, candidate: Candidate, context: Context) -> list[Participant]:
    entity = context.gazetteer.find(f"org:{body}")
    if entity is None:
        return []
    unit = context.view.units[candidate.start]
    via = "body known by its short name"
    return [name_party(entity, "counterpart", unit.start, unit.end, via, context.segment_id)]


def _signers_of_caption(
    candidate: Candidate, parties: list[Participant], context: Context
) -> list[Participant]:
    """ "A and B after signing the Japan-UK Agreement": those in the picture, not the states in its title."""
    if any(p.entity_id.startswith(PEOPLE) for p in parties) or candidate.verb is None:
        return parties
    if context.view.units[candidate.verb].tag != "VBG":
        return parties
    shown: list[Participant] = []
    for unit in context.view.units[: candidate.verb]:
        if unit.mention is not None and unit.mention.label in ("PERSON", "OFFICE"):
            shown += parties_of(unit.mention, "actor", "named in the caption", context)
    shown = [p for p in unique(shown) if p.iso3]
    if len(codes_of(shown)) < 2:
        return parties
    first = [p for p in shown if p.iso3 == shown[0].iso3]
    others = [replace(p, role="counterpart") for p in shown if p not in first]
    return [*in_role("actor", first), *others, *of_role("place", parties)]
