"""Fillers become parties: places told from parties, shared roles told apart, doubles dropped."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.events.parties.fillers import Filler, Row
from pipeline.events.parties.participants import (
    PEOPLE,
    as_parties,
    codes_of,
    in_role,
    name_party,
    parties_of,
    state_place,
    unique,
)
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Mention, Participant

_SYMMETRIC = frozenset({"MEETING", "CALL", "AGREEMENT", "NEGOTIATION", "ANNIVERSARY"})
_PARTY_LABELS = frozenset({"PERSON", "OFFICE", "STATE", "DEMONYM", "ORG", "COREF", "PLACE"})
_SEATS = {"org:USA-WHITE-HOUSE": "place:washington-d-c", "org:RUS-KREMLIN": "place:moscow"}
"""Where the seats of power stand that are named for a place ("signed at the White House")."""
_OVER_PLACE = frozenset({"STATE", "PLACE"})


@dataclass(slots=True)
class _Gathered:
    """Parties as the fillers give them; `pending` and `series` have no side yet."""

    actors: list[Participant] = field(default_factory=list)
    counterparts: list[Participant] = field(default_factory=list)
    hosts: list[Participant] = field(default_factory=list)
    places: list[Participant] = field(default_factory=list)
    pending: list[Participant] = field(default_factory=list)
    series: list[Participant] = field(default_factory=list)


def settle(row: Row, candidate: Candidate, context: Context) -> list[Participant]:
    """Turn fillers into participants: resolve shared roles and drop doubles.

    Args:
        row: the fillers of one event.
        candidate: the trigger.
        context: the sentence.

    Returns:
        Actors, counterparts, hosts and places, in this order.
    """
    gathered = _Gathered()
    for filler in row.fillers:
        mention = context.view.units[filler.unit].mention
        if mention is not None and mention.label in _PARTY_LABELS:
            _gather(filler, mention, candidate.event_type, gathered, context)
    event_type, series = candidate.event_type, gathered.series
    actors, counterparts = unique(gathered.actors), unique(gathered.counterparts)
    if series and event_type == "OTHER":
        actors, counterparts = series, []
    elif series and actors:
        counterparts += series
    elif series:
        actors = series
    if _is_mutual(candidate, context):
        gathering = event_type == "CONFERENCE" or context.says_neither(candidate.frame.subject)
        actors, counterparts = _split_sides(actors, counterparts, gathered.pending, one_side=gathering)
    else:
        for party in gathered.pending:
            (counterparts if actors else actors).append(party)
    actors, counterparts = unique(actors), unique(counterparts)
    seen = {(p.entity_id, p.name) for p in actors}
    counterparts = [p for p in counterparts if (p.entity_id, p.name) not in seen]
    return [
        *in_role("actor", actors),
        *in_role("counterpart", counterparts),
        *in_role("host", gathered.hosts),
        *unique(gathered.places),
    ]


def _gather(filler: Filler, mention: Mention, event_type: str, gathered: _Gathered, context: Context) -> None:
    """Put the parties of one filler on the side where they belong."""
    role, via, label = filler.role, filler.via, mention.label
    if role == "place":
        gathered.places += _places(filler, mention, event_type, context)
        if label == "ORG" and event_type == "CONFERENCE":
            gathered.series += parties_of(mention, "actor", via, context)
        if label == "ORG" and event_type == "STATEMENT" and context.is_series(filler.unit):
            gathered.counterparts += parties_of(mention, "counterpart", via, context)
        return
    if role == "audience":
        for party in parties_of(mention, "counterpart", via, context):
            if party.iso3 and not party.entity_id.startswith("person:"):
                gathered.places.append(state_place(party, context))
            else:
                gathered.counterparts.append(party)
        return
    if event_type == "DISASTER" and label == "PLACE":
        gathered.places += parties_of(mention, "place", via, context)
        return
    parties = as_parties(parties_of(mention, "actor", via, context), context)
    if role == "actor":
        gathered.actors += parties
    elif (
        role == "counterpart" and event_type == "STATEMENT" and label == "ORG" and parties and parties[0].iso3
    ):
        # a national parliament as audience says where, not with whom
        gathered.places.append(state_place(parties[0], context))
    elif role in ("counterpart", "recipient"):
        gathered.counterparts += parties
        if event_type == "MILITARY" and label == "PLACE" and via == "object" and parties:
            gathered.places += parties_of(mention, "place", via, context)  # "raided Tripoli": there
    elif role == "host":
        gathered.hosts += parties
    elif role == "party":
        gathered.pending += parties
    elif role == "founded" or (role == "series" and label == "ORG"):
        gathered.series += parties
    elif role == "fighting":
        gathered.actors += parties
        gathered.places += in_role("place", parties)
    elif role == "series" and label in _OVER_PLACE and via.startswith("premod"):
        gathered.pending += parties
    elif role == "series" and label in _OVER_PLACE:
        gathered.places += parties_of(mention, "place", via, context)
    elif role == "series" and label in ("PERSON", "OFFICE", "COREF"):
        gathered.actors += parties


def _places(filler: Filler, mention: Mention, event_type: str, context: Context) -> list[Participant]:
    """The places that a filler in the role of place stands for."""
    town = _SEATS.get(next(iter(mention.entity_ids), "")) if mention.label == "ORG" else None
    if town is not None:
        entity = context.gazetteer.find(town)
        return [
            name_party(e, "place", mention.start, mention.end, filler.via, context.segment_id)
            for e in (entity,)
            if e is not None
        ]
    if mention.label == "ORG" and event_type == "STATEMENT":
        found = parties_of(mention, "place", filler.via, context)
        return [state_place(p, context) for p in found if p.iso3]
    if mention.label == "DEMONYM" and event_type == "VISIT" and filler.via.startswith("place:"):
        # "the guest of the Japanese Government"
        return [state_place(p, context) for p in parties_of(mention, "place", filler.via, context)]
    if mention.label in _OVER_PLACE or (mention.label == "COREF" and _stands_for_places(mention, context)):
        return parties_of(mention, "place", filler.via, context)
    return []


def _stands_for_places(mention: Mention, context: Context) -> bool:
    found = [entity.type for entity in context.entities_of(mention)]
    return bool(found) and all(kind in ("place", "state") for kind in found)


def _is_mutual(candidate: Candidate, context: Context) -> bool:
    """Do the parties of an act stand over against each other, so that the first one's side is the actor?"""
    event_type = candidate.event_type
    text = context.text_between(candidate.start, candidate.end).lower()
    joint = (event_type == "STATEMENT" and "joint" in text) or (
        event_type == "MILITARY" and "exercise" in text
    )
    tail = context.text_between(candidate.start, candidate.frame.end).lower()
    alike = event_type == "NEGOTIATION" and ("membership" in tail or "accession" in tail)
    return (event_type in _SYMMETRIC and not alike) or event_type == "CONFERENCE" or joint


def _split_sides(
    actors: list[Participant], counterparts: list[Participant], pending: list[Participant], *, one_side: bool
) -> tuple[list[Participant], list[Participant]]:
    """Two sides of one act: the first named with its state, and the others; who hold a conference are one."""
    persons = {p.iso3 for p in (*actors, *counterparts) if p.entity_id.startswith(PEOPLE) and p.iso3}
    extra = [p for p in pending if not (p.entity_id.startswith("state:") and p.iso3 in persons)]
    codes = codes_of([*actors, *counterparts])
    extra = [p for p in extra if not p.iso3 or p.iso3 not in codes]
    if counterparts:
        return actors or extra[:1], counterparts + [
            p for p in (extra if actors else extra[1:]) if p.iso3 not in codes
        ]
    if one_side and actors:
        return actors, extra
    together = [*actors, *extra]
    together = [
        p for p in together if not (p.entity_id.startswith("state:") and p.iso3 in persons)
    ] or together
    if not together:
        return [], []
    first = together[0]
    own = [p for p in together if p is first or (first.iso3 and p.iso3 == first.iso3)]
    return own, [p for p in together if p not in own]
