"""What a happening takes over from the one told before it: a predecessor, a conference, both countries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.context import Context
from pipeline.events.discourse import Told
from pipeline.events.roles import _participants, _unique, _with_role
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_INSTEAD_RE = re.compile(
    r"\b(?:in (?:the )?place of|instead of|in succession to|succeeding|replacing|over from(?: that of)?|"
    r"as (?:the )?successor (?:to|of))\b"
)
_HIS_PLACE_RE = re.compile(
    r"\b(?:in|took|taken|taking|take) (?:his|her|their) (?:place|stead)\b|\bsucceeded (?:him|her)\b"
)
_NEITHER_RE = re.compile(
    r"^neither(?: (?:country|side|state|government|of (?:the two|them)))?\b", re.IGNORECASE
)
_PEOPLE = ("person:", "office:")


def add_predecessor(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    segment_id: str,
) -> list[Participant]:
    """Name whom the new holder of an office follows ("in place of Mr. X", "took his place").

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        segment_id: where the trigger stands.
    """
    if candidate.event_type != "OFFICE" or any(p.role == "counterpart" for p in participants):
        return participants
    actors = {(p.entity_id, p.name) for p in participants if p.role == "actor"}
    if not actors or candidate.verb is None:
        return participants
    view = context.view
    stop = min(len(view.units), candidate.end + 14)
    tail = context.text_between(candidate.verb, stop)
    match = _INSTEAD_RE.search(tail)
    if match is not None:
        low = view.units[candidate.verb].start + match.end()
        for unit in view.units[candidate.verb : stop]:
            mention = unit.mention
            if unit.start < low or mention is None or mention.label not in ("PERSON", "OFFICE"):
                continue
            found = _participants("counterpart", mention, context, segment_id, "whom the holder follows")
            return participants + _in_state(found, participants)
    if _HIS_PLACE_RE.search(tail):
        for happening in reversed(told[-3:]):
            gone = [
                p
                for p in happening.participants
                if p.role in ("actor", "counterpart")
                and p.entity_id.startswith(_PEOPLE)
                and (p.entity_id, p.name) not in actors
            ]
            if gone and happening.event_type in ("OTHER", "OFFICE", "MILITARY"):
                found = [replace(_with_role(gone[0], "counterpart"), via="whose place was taken")]
                return _in_state(participants, found) + _in_state(found, participants)
    return participants


def _in_state(people: list[Participant], others: list[Participant]) -> list[Participant]:
    """The holder of an office and the one before serve the same state."""
    codes = [p.iso3 for p in others if p.iso3]
    return [
        replace(p, iso3=codes[0]) if codes and not p.iso3 and p.entity_id.startswith(_PEOPLE) else p
        for p in people
    ]


def of_the_conference(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    last: Told | None,
    sentence: int,
) -> Told | None:
    """The conference just told whose declaration this is, if no one else is named as its author.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        last: the event told last before.
        sentence: number of the sentence at hand.
    """
    if candidate.rule.id != "agreement.adopt" or last is None or last.event_type != "CONFERENCE":
        return None
    if sentence - last.sentence > 2 or any(p.role in ("actor", "counterpart") for p in participants):
        return None
    text = context.text_between(
        candidate.frame.subject.start if candidate.frame.subject is not None else candidate.start,
        max(candidate.end, candidate.frame.end),
    )
    if re.search(
        r"\b(?:[Dd]eclaration|[Cc]ommuniqu[eé]|[Cc]harter|[Ss]tatement|[Pp]lan|[Aa]genda|[Pp]rogramme?)\b",
        text,
    ):
        return last
    return None


def parties_of(conference: Told) -> list[Participant]:
    """The body that met, and where."""
    parties = [p for p in conference.participants if p.role in ("actor", "counterpart")]
    bodies = [p for p in parties if p.entity_id.startswith("org:")] or parties
    places = [p for p in conference.participants if p.role == "place"]
    return [replace(_with_role(p, "actor"), via="the conference told before") for p in bodies] + places[:1]


def neither(
    candidate: Candidate, participants: list[Participant], context: Context, *, states: list[Participant]
) -> list[Participant]:
    """ "Neither country has signed": the two states the sentence before named.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        states: the states named last, as participants.
    """
    subject = candidate.frame.subject
    low = subject.start if subject is not None else 0
    if len(states) != 2 or any(p.role in ("actor", "counterpart") for p in participants):
        return participants
    if not _NEITHER_RE.search(context.text_between(low, candidate.start)) and not _NEITHER_RE.search(
        context.view.text
    ):
        return participants
    return _unique([*states, *participants])


_THESE_RE = re.compile(r"\b(?:to|for) (?:these|those|both|the) (?:two|three|four|countries|nations)\b")


def aid_for_these(
    candidate: Candidate, participants: list[Participant], context: Context, *, states: list[Participant]
) -> list[Participant]:
    """ "He pledged aid to these two": the states the sentence before named.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        states: the states named last, as participants.
    """
    tail = context.text_between(candidate.end, len(context.view.units))
    if candidate.event_type != "AID" or len(states) < 2 or _THESE_RE.search(tail) is None:
        return participants
    if re.search(r"\b(?:to|for) (?:these|those|both|the) two\b", tail) and len(states) != 2:
        return participants
    kept = [p for p in participants if p.role != "counterpart"]
    actors = {p.iso3 for p in kept if p.role == "actor"}
    return kept + [_with_role(p, "counterpart") for p in states if p.iso3 not in actors]


def session_of(candidate: Candidate, context: Context, series: Sequence[Participant]) -> list[Participant]:
    """ "They met in Paris in July", of the leaders of a series: its session, and no bilateral meeting.

    Args:
        candidate: the trigger.
        context: the sentence.
        series: the series the sentence before named.

    Returns:
        The series as actor, or nothing where the pronoun may mean others.
    """
    return list(series) if candidate.rule.id == "conference.they-met" and len(series) == 1 else []


def spoke_there(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    last: Told | None,
    sentence: int,
) -> list[Participant]:
    """ "Prime Minister Mori spoke there": before the body whose session was told just before.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        last: the conference told last before.
        sentence: number of the sentence at hand.
    """
    if candidate.rule.id != "statement.spoke" or last is None or sentence - last.sentence > 2:
        return participants
    if context.text_between(candidate.end, candidate.end + 1).lower() != "there":
        return participants
    body = [_with_role(p, "counterpart") for p in parties_of(last) if p.entity_id.startswith("org:")]
    places = [p for p in last.participants if p.role == "place"]
    roles = {p.role for p in participants}
    return (
        participants
        + (body[:1] if "counterpart" not in roles else [])
        + (places[:1] if "place" not in roles else [])
    )
