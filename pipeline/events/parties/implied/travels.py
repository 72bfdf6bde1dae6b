"""Visits and exchanges: who travels, where to, and who is host."""

from __future__ import annotations

from pipeline.events.parties.participants import as_parties, codes_of, in_role, parties_of
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def complete_visit(sides: Sides) -> None:
    """A visit leads abroad and has no counterpart; a traveller's state does not travel beside him."""
    sides.counterparts = []
    own = codes_of(sides.actors)
    sides.places = [p for p in sides.places if p.iso3 not in own] or sides.places
    sides.actors = [
        p
        for p in sides.actors
        if not (
            p.entity_id.startswith("state:") and any(q.iso3 == p.iso3 and q is not p for q in sides.actors)
        )
    ]


def complete_exchange(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Guests are actors, the inviting country the counterpart; of two hosts the first is the actor."""
    sides.hosts = []
    states = [p for p in sides.actors if p.entity_id.startswith("state:")]
    if len(states) == len(sides.actors) == 2 and not sides.counterparts:
        first, second = sorted(sides.actors, key=_start_of)
        sides.actors, sides.counterparts = [first], in_role("counterpart", [second])
        return
    own = codes_of(sides.parties)
    if not sides.actors:
        sides.actors = _whose_art(candidate, context)
        own |= codes_of(sides.actors)
    if sides.actors:
        hosts = as_parties(sides.places, context)
        sides.counterparts += in_role("counterpart", [p for p in hosts if p.iso3 not in own])


def _whose_art(candidate: Candidate, context: Context) -> list[Participant]:
    """ "An exhibition of Korean ceramics": the state behind the first adjective of nationality."""
    for unit in context.view.units[candidate.start : max(candidate.frame.end, candidate.end)]:
        if unit.mention is not None and unit.mention.label == "DEMONYM":
            return as_parties(parties_of(unit.mention, "actor", "whose art or people", context), context)
    return []


def _start_of(participant: Participant) -> int:
    return participant.start
