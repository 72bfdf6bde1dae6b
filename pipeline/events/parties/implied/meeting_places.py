"""In which of the towns a sentence names people met, and where one document was signed in two."""

from __future__ import annotations

from pipeline.events.parties.participants import PEOPLE, name_party
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_ROW_GAP = 6
"""At most this many characters stand between the members of a row of towns."""


def keep_one_place(sides: Sides, *, in_a_row: bool = False) -> None:
    """People meet in one place: in a city, if one is named; what is signed may be so in several at once."""
    if len(sides.places) > 1:
        sides.places = [p for p in sides.places if not p.via.startswith("premod")] or sides.places
        sides.places = [p for p in sides.places if p.iso3] or sides.places
        cities = [p for p in sides.places if p.entity_id.startswith("place:")]
        kept = (cities or sides.places)[:1]
        for place in cities[1:] if in_a_row else ():
            near = 0 < place.start - kept[-1].end <= _ROW_GAP and place.via == kept[0].via
            if near or _each_his_own(kept[-1], place, sides):
                kept.append(place)  # "in Tokyo and Washington", "by A in Tokyo and B in Washington"
        sides.places = kept


def _each_his_own(place: Participant, other: Participant, sides: Sides) -> bool:
    """Does one who signed stand right before each of two towns?"""
    ends = [p.end for p in sides.parties if p.entity_id.startswith(PEOPLE)]
    return all(any(0 < town.start - end <= _ROW_GAP for end in ends) for town in (place, other))


def host_town(candidate: Candidate, context: Context) -> list[Participant]:
    """Return the town that is host and so is the place ("the conference that Tokyo hosted").

    Args:
        candidate: the trigger, whose subject or agent is the host.
        context: the sentence.
    """
    groups = [candidate.frame.subject] if candidate.frame.subject is not None else []
    groups += [part.group for part in candidate.frame.complements if part.preposition == "by"]
    mentions = [context.view.units[unit].mention for group in groups for unit in group.parties]
    for mention in mentions:
        if mention is None or mention.label not in ("PLACE", "STATE"):
            continue
        towns = [entity for entity in context.gazetteer.lookup(mention.text) if entity.type == "place"]
        if towns and towns[0].iso3:
            via = "the town that is host"
            return [name_party(towns[0], "place", mention.start, mention.end, via, context.segment_id)]
    return []
