"""States that no word of the sentence names, under the name they had on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.events.sentence.context import Context
from pipeline.model import Participant, TimeExpression


def name_of_the_day(
    participants: list[Participant], time: TimeExpression | None, context: Context
) -> list[Participant]:
    """Give the states that a person or a title implies the name of the day ("Mobutu" in 1990: Zaire).

    Args:
        participants: the parties of an event.
        time: its date; without one the names stay.
        context: the sentence; a state it names keeps the name that is written there.
    """
    if time is None or not time.earliest:
        return participants
    day = date.fromisoformat(time.earliest)
    return [
        _on(party, day, context) if party.entity_id.startswith("state:") else party for party in participants
    ]


def _on(party: Participant, day: date, context: Context) -> Participant:
    state = context.gazetteer.state_on(party.iso3, day)
    if state is None or state.entity_id == party.entity_id or _is_named(party, context):
        return party
    return replace(party, entity_id=state.entity_id, name=state.name)


def _is_named(party: Participant, context: Context) -> bool:
    return any(
        unit.mention is not None and unit.start == party.start and party.entity_id in unit.mention.entity_ids
        for unit in context.view.units
    )
