"""In which of the towns a sentence names people met, and where one document was signed in two."""

from __future__ import annotations

from pipeline.events.parties.participants import PEOPLE
from pipeline.events.parties.sides import Sides
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
