"""Whose citizen a person is who was elected, appointed or died, where no title of a state tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.discourse import Told
from pipeline.events.parties.participants import PEOPLE, state_place
from pipeline.events.parties.topic import states_of
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.lexicon.nationalities import load_nationalities
from pipeline.model import Participant

_OF_A_PERSON = frozenset({"OFFICE", "MILITARY", "VISIT"})
_RULES = frozenset({"other.die", "other.death", "other.funeral", "other.custody"})


def add_nationality(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    topic: str,
) -> list[Participant]:
    """Give people without a state theirs, if the words beside the name or what was told before has it.

    The head of an organisation who acts for it stays without one; one who is chosen for the post has it.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        topic: code of the state the sentences before spoke of last.
    """
    if candidate.event_type not in _OF_A_PERSON and candidate.rule.id not in _RULES:
        return participants
    chosen = candidate.event_type == "OFFICE" or candidate.rule.id in _RULES
    found = [_of_state(p, context, told, chosen=chosen) for p in participants]
    return _of_topic(found, context, topic) if candidate.event_type == "OFFICE" else found


_HEADS_RE = re.compile(
    r"^(?:Vice |Acting |Deputy )?(?:President|Prime Minister|Premier|Chancellor|Foreign Minister|King)\b"
)


def _of_topic(participants: list[Participant], context: Context, topic: str) -> list[Participant]:
    """ "Prime Minister Arias resigned", in a passage about Spain: whose office it was."""
    home = {p.iso3 for p in participants if p.iso3} | set(states_of(context)) or {topic}
    code = home.pop() if len(home) == 1 else ""
    unknown = [p for p in participants if not p.iso3 and _HEADS_RE.search(p.title)]
    bodies = [u.mention for u in context.view.units if u.mention is not None and u.mention.label == "ORG"]
    if any(not entity.iso3 for body in bodies for entity in context.entities_of(body)):
        return participants  # the president of a bank or of an organisation
    if not code or not unknown:
        return participants
    found = [replace(p, iso3=code) if p in unknown else p for p in participants]
    if any(p.role == "place" for p in found):
        return found
    return [*found, *(state_place(p, context) for p in found if p.iso3)][: len(found) + 1]


def _of_state(person: Participant, context: Context, told: Sequence[Told], *, chosen: bool) -> Participant:
    if person.iso3 or person.role == "place" or person.entity_id.startswith(("state:", "org:")):
        return person
    if not person.entity_id.startswith(PEOPLE) and not person.title and not chosen:
        return person
    code = _beside(person, context)
    if not code and chosen:
        known = context.gazetteer.find(person.entity_id)
        code = known.iso3 if known is not None else ""
        code = code or load_nationalities().get(person.entity_id, "")
    code = code or _told_before(person, told)
    return replace(person, iso3=code) if code else person


def _beside(person: Participant, context: Context) -> str:
    """ "Mr. Attali of France", "the Japanese journalist Nagai", "Nagai, a Japanese journalist"."""
    units = context.view.units
    at = next((i for i, unit in enumerate(units) if unit.start <= person.start < unit.end), -1)
    if at < 0:
        return ""
    mention = units[at].mention
    if mention is not None and mention.iso3:
        return mention.iso3
    shape = context.view.shape
    if at + 2 < len(units) and units[at + 1].lemma in ("of", "from"):
        return _state_at(at + 2, context)
    if shape[at + 1 : at + 2] == ",":
        for index in range(at + 2, min(at + 6, len(units))):
            if shape[index] in ",VX;":
                break
            code = _state_at(index, context)
            if code:
                return code
    phrase = context.view.np_of[at]
    for index in range(phrase.start, at) if phrase is not None else ():
        code = _state_at(index, context)
        if code:
            return code
    return ""


def _state_at(index: int, context: Context) -> str:
    mention = context.view.units[index].mention
    if mention is None or mention.label not in ("STATE", "DEMONYM"):
        return ""
    return next((entity.iso3 for entity in context.entities_of(mention) if entity.iso3), "")


def _told_before(person: Participant, told: Sequence[Told]) -> str:
    """The state with which the same person was told of before."""
    for happening in reversed(told):
        for other in happening.participants:
            if other.iso3 and other.role in ("actor", "counterpart") and _same(other, person):
                return other.iso3
    return ""


def _same(one: Participant, other: Participant) -> bool:
    return bool(one.entity_id and one.entity_id == other.entity_id) or one.name == other.name
