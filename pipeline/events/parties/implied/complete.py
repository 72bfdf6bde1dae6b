"""Each type of happening completed by its own rules, then the places tidied."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.parties.implied.aid import complete_aid, complete_disaster
from pipeline.events.parties.implied.forces import complete_use_of_force
from pipeline.events.parties.implied.membership import complete_anniversary, complete_decision
from pipeline.events.parties.implied.offices import complete_office
from pipeline.events.parties.implied.talks import (
    complete_agreement,
    complete_conference,
    complete_meeting,
    complete_negotiation,
    complete_statement,
)
from pipeline.events.parties.implied.travels import complete_exchange, complete_visit
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def complete(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    around: Around,
) -> list[Participant]:
    """Add the parties and places a type implies and drop roles it does not have.

    Args:
        candidate: the trigger.
        participants: actors, counterparts and places found in the sentence.
        context: the sentence.
        around: the parties of what was told around it.
    """
    sides = Sides.of(participants)
    match candidate.event_type:
        case "MEETING" | "CALL":
            complete_meeting(candidate, sides, context, around)
        case "AGREEMENT":
            complete_agreement(candidate, sides, context, around)
        case "NEGOTIATION":
            complete_negotiation(candidate, sides, context, around)
        case "STATEMENT":
            complete_statement(candidate, sides, context, around)
        case "CONFERENCE":
            complete_conference(candidate, sides, context, around)
        case "VISIT":
            complete_visit(candidate, sides, context, around)
        case "EXCHANGE":
            complete_exchange(candidate, sides, context)
        case "OFFICE":
            complete_office(candidate, sides, context)
        case "AID":
            complete_aid(candidate, sides, context, around)
        case "DISASTER":
            complete_disaster(candidate, sides, context)
        case "MILITARY":
            complete_use_of_force(candidate, sides, context)
        case "SANCTION":
            sides.places = []
        case "ANNIVERSARY":
            complete_anniversary(candidate, sides, context)
        case "OTHER":
            complete_decision(candidate, sides, context)
    if candidate.event_type != "VISIT" or len(sides.places) == 2:
        sides.places = _tidy_places(sides.places)
    return sides.listed()


def _tidy_places(places: list[Participant]) -> list[Participant]:
    """A town and its country are one place."""
    if (
        len(places) > 1
        and not places[0].iso3
        and places[1].iso3
        and places[1].entity_id.startswith("state:")
        and (0 < places[1].start - places[0].end < 4)
    ):
        places = [replace(places[0], iso3=places[1].iso3), *places[2:]]
    cities = [p for p in places if p.entity_id.startswith("place:")]
    if len(places) > 1 and cities and len({p.iso3 for p in places}) == 1:
        return cities[:1]
    return places
