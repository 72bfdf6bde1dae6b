"""An entity, or a mention of one, as a party to a happening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.events.sentence.context import Context
from pipeline.model import Entity, Mention, Participant, Role

PEOPLE = ("person:", "office:")
"""How the ids of people and of offices begin."""


def name_party(
    entity: Entity, role: Role, start: int, end: int, via: str, segment_id: str, *, title: str = ""
) -> Participant:
    """Make an entity a party.

    Args:
        entity: who or what it is.
        role: its role.
        start: segment offset of the words that name or imply it.
        end: segment offset behind them.
        via: the path by which it was found.
        segment_id: where these words stand.
        title: its title as the text has it.
    """
    return Participant(
        role=role,
        entity_id=entity.entity_id,
        name=entity.name,
        iso3=entity.iso3,
        title=title,
        segment_id=segment_id,
        start=start,
        end=end,
        via=via,
    )


def implied_state(iso3: str, role: Role, unit: int, via: str, context: Context) -> list[Participant]:
    """Make a state a party although no word names it there; it points to the unit that implies it.

    Returns:
        The state, or nothing where the code is empty or unknown.
    """
    state = context.state(iso3) if iso3 else None
    if state is None:
        return []
    word = context.view.units[unit]
    return [name_party(state, role, word.start, word.end, via, context.segment_id)]


def parties_of(mention: Mention, role: Role, via: str, context: Context) -> list[Participant]:
    """Make the entities of a mention parties; people and places stay even where linking found nobody.

    Returns:
        One party per entity ("the two leaders" are two); none for an unknown body.
    """
    entities = context.entities_of(mention)
    if role == "place" and mention.label == "STATE":
        entities = [town_named(entity, mention.text, context) for entity in entities]
    if entities:
        return [
            name_party(entity, role, mention.start, mention.end, via, context.segment_id, title=mention.title)
            for entity in entities
        ]
    if role == "place" and mention.label == "PLACE":
        name, title = mention.text, ""
    elif mention.label in ("PERSON", "OFFICE"):
        name, title = mention.name or mention.title or mention.text, mention.title
    else:
        return []
    return [
        Participant(
            role=role,
            entity_id="",
            name=name,
            iso3=mention.iso3,
            title=title,
            segment_id=context.segment_id,
            start=mention.start,
            end=mention.end,
            via=via + "; not linked",
        )
    ]


def named_between(
    start: int, end: int, labels: tuple[str, ...], via: str, context: Context
) -> list[Participant]:
    """Make counterparts of all who are named between two units.

    Args:
        start: the first unit.
        end: the unit behind the last.
        labels: labels of the mentions that count.
        via: the path by which they are found.
        context: the sentence.
    """
    mentions = [unit.mention for unit in context.view.units[start : max(start, end)]]
    found = [
        party
        for mention in mentions
        if mention is not None and mention.label in labels
        for party in parties_of(mention, "counterpart", via, context)
    ]
    return unique(as_parties(found, context))


def owner_in_name(start: int, end: int, role: Role, via: str, context: Context) -> list[Participant]:
    """Return the state whose adjective opens the name of a body ("the Indian Parliament").

    Args:
        start: the first unit.
        end: the unit behind the last.
        role: the role the state gets.
        via: the path by which it is found.
        context: the sentence.
    """
    for index in range(start, min(end, len(context.view.units))):
        mention = context.view.units[index].mention
        if mention is None or mention.label != "ORG" or context.entities_of(mention):
            continue
        words = mention.text.split()
        for size in (2, 1):
            found = context.gazetteer.lookup(" ".join(words[:size])) if len(words) > size else ()
            codes = {entity.iso3 for entity in found if entity.entity_id.startswith("state:")}
            if len(codes) == 1:
                return implied_state(codes.pop(), role, index, via, context)
    return []


def as_parties(participants: Iterable[Participant], context: Context) -> list[Participant]:
    """Put the government in the place of a city: "Tokyo and Seoul signed"; unknown places act for nobody."""
    found: list[Participant] = []
    for participant in participants:
        if not participant.entity_id.startswith("place:"):
            if participant.role != "place" or participant.entity_id or participant.iso3:
                found.append(participant)
        elif (state := context.state(participant.iso3)) is not None:
            found.append(_of_entity(participant, state))
    return found


def state_place(participant: Participant, context: Context) -> Participant:
    """The state of a party as the place."""
    state = context.state(participant.iso3)
    place = _of_entity(participant, state) if state is not None else participant
    return replace(place, role="place")


def town_named(state: Entity, words: str, context: Context) -> Entity:
    """ "Kyiv received the Prime Minister": a capital that acts for its state is itself the place."""
    towns = [e for e in context.gazetteer.lookup(words) if e.type == "place" and e.iso3 == state.iso3]
    return towns[0] if state.type == "state" and towns else state


def forces_state(participant: Participant, context: Context) -> Participant:
    """A navy or an army acts for its state."""
    state = context.state(participant.iso3) if participant.iso3 else None
    if state is None or not participant.entity_id.startswith("org:"):
        return participant
    return replace(participant, entity_id=state.entity_id, name=state.name)


def in_role(role: Role, participants: Iterable[Participant]) -> list[Participant]:
    """The same parties in another role."""
    return [replace(participant, role=role) for participant in participants]


def of_role(role: Role, participants: Iterable[Participant]) -> list[Participant]:
    """Those of the parties that have a role."""
    return [participant for participant in participants if participant.role == role]


def codes_of(participants: Iterable[Participant]) -> set[str]:
    """The codes of the states that parties belong to; an empty one for those without a state."""
    return {participant.iso3 for participant in participants}


def unique(participants: Iterable[Participant]) -> list[Participant]:
    """Keep the first of each party."""
    kept: dict[tuple[str, str, str], Participant] = {}
    for participant in participants:
        kept.setdefault((participant.entity_id, participant.name, participant.iso3), participant)
    return list(kept.values())


def _of_entity(participant: Participant, entity: Entity) -> Participant:
    return replace(participant, entity_id=entity.entity_id, name=entity.name, iso3=entity.iso3, title="")
