"""What a happening takes over from the one told before it: a predecessor, a conference, both countries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.discourse import Told
from pipeline.events.parties.participants import PEOPLE, codes_of, in_role, of_role, parties_of, unique
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_INSTEAD_RE = re.compile(
    r"\b(?:in (?:the )?place of|instead of|in succession to|succeeding|replacing|over from(?: that of)?|"
    r"as (?:the )?successor (?:to|of))\b"
)
_HIS_PLACE_RE = re.compile(
    r"\b(?:in|took|taken|taking|take) (?:his|her|their) (?:place|stead)\b|"
    r"\bsucceed(?:ed|s|ing)? (?:him|her)\b|"
    r"\bas (?:his|her|the) successor\b|\breplac(?:ed|es|ing) (?:him|her)\b"
)
_MONARCHS = (
    "Crown Pr",
    "Emperor",
    "Empress",
    "King",
    "Queen",
    "Prince ",
    "Princess ",
    "Sultan",
    "Amir",
    "Emir",
)
_COMES_IN = frozenset({"office.inaugurate", "office.take-office", "office.take-over", "office.become"})
_DECLARATION_RE = re.compile(
    r"\b(?:[Dd]eclaration|[Cc]ommuniqu[eé]|[Cc]harter|[Ss]tatement|[Pp]lan|[Aa]genda|[Pp]rogramme?)\b"
)
_NEITHER_RE = re.compile(
    r"^neither(?: (?:country|side|state|government|of (?:the two|them)))?\b", re.IGNORECASE
)


def add_predecessor(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    sentence: int,
) -> list[Participant]:
    """Name whom the new holder of an office follows ("in place of Mr. X", "took his place").

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        sentence: number of the sentence at hand.
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
            found = parties_of(mention, "counterpart", "whom the holder follows", context)
            return participants + _in_state(found, participants)
    for part in candidate.frame.complements:
        # "took over the Chancellorship from Mr. Schmidt"
        if part.preposition != "from" or "over" not in context.text_between(candidate.verb, part.at):
            continue
        mentions = [view.units[unit].mention for unit in part.group.parties]
        people = [m for m in mentions if m is not None and m.label in ("PERSON", "OFFICE")]
        if people:
            found = parties_of(people[0], "counterpart", "from whom the office was taken over", context)
            return participants + _in_state(found, participants)
    if _HIS_PLACE_RE.search(tail) or candidate.rule.id in _COMES_IN:
        for happening in reversed(told[-3:]):
            if not _HIS_PLACE_RE.search(tail) and not _left_open(happening, participants, sentence):
                continue
            gone = [
                p
                for p in happening.participants
                if p.role in ("actor", "counterpart")
                and p.entity_id.startswith(PEOPLE)
                and (p.entity_id, p.name) not in actors
            ]
            if gone and happening.event_type in ("OTHER", "OFFICE", "MILITARY"):
                found = [replace(gone[0], role="counterpart", via="whose place was taken")]
                return _in_state(participants, found) + _in_state(found, participants)
    return participants


def _left_open(happening: Told, participants: list[Participant], sentence: int) -> bool:
    """Did the event just told, one sentence back at most, leave an office of the state without holder?"""
    if happening.sentence < sentence - 1 or not happening.ends_office:
        return False
    if any(p.name.startswith(_MONARCHS) for p in participants):
        return False  # an heir accedes without a predecessor being named
    people = [p for p in happening.participants if p.entity_id.startswith(PEOPLE)]
    return bool(codes_of(people) & codes_of(of_role("actor", participants)) - {""})


def _in_state(people: list[Participant], others: list[Participant]) -> list[Participant]:
    """The holder of an office and the one before serve the same state."""
    codes = [p.iso3 for p in others if p.iso3]
    return [
        replace(p, iso3=codes[0]) if codes and not p.iso3 and p.entity_id.startswith(PEOPLE) else p
        for p in people
    ]


def next_visitor(candidate: Candidate, happenings: Sequence[Told], *, sentence: int) -> Told | None:
    """The visit after which another guest "followed", if that was told last, at most one sentence back.

    Args:
        candidate: the trigger; one that takes the verb for a change of office becomes a visit.
        happenings: the events told before, oldest first.
        sentence: number of the sentence at hand.
    """
    if not happenings or candidate.verb is None:
        return None
    last = happenings[-1]
    return last if last.event_type == "VISIT" and last.sentence >= sentence - 1 else None


def last_conference(happenings: Sequence[Told], *, sentence: int) -> Told | None:
    """The conference told last, if it is among the last four events and at most two sentences back.

    Args:
        happenings: the events told before, oldest first.
        sentence: number of the sentence at hand.
    """
    last = next((h for h in reversed(happenings[-4:]) if h.event_type == "CONFERENCE"), None)
    return last if last is not None and sentence - last.sentence <= 2 else None


def adopted_there(candidate: Candidate, participants: list[Participant], context: Context) -> bool:
    """Is this the declaration of the conference just told, because no one else is named as its author?

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
    """
    if candidate.rule.id != "agreement.adopt" or any(
        p.role in ("actor", "counterpart") for p in participants
    ):
        return False
    text = context.text_between(
        candidate.frame.subject.start if candidate.frame.subject is not None else candidate.start,
        max(candidate.end, candidate.frame.end),
    )
    return _DECLARATION_RE.search(text) is not None


def lend_parties(conference: Told, participants: list[Participant]) -> list[Participant]:
    """Give a declaration the body that adopted it as actor, and its place unless it has one.

    Args:
        conference: the conference that adopted it.
        participants: what was read so far.
    """
    lent = _body_and_place(conference)
    return of_role("actor", lent) + (of_role("place", participants) or of_role("place", lent))


def place_there(
    candidate: Candidate, participants: list[Participant], conference: Told | None
) -> list[Participant]:
    """ "TICAD was held in Tokyo; it adopted the Tokyo Declaration": a body adopts where it met.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        conference: the conference told last, if it is near.
    """
    if conference is None or candidate.rule.id != "agreement.adopt" or of_role("place", participants):
        return participants
    bodies = {p.entity_id for p in conference.participants if p.entity_id.startswith("org:")}
    if bodies & {p.entity_id for p in participants if p.role in ("actor", "counterpart")}:
        return participants + of_role("place", conference.participants)[:1]
    return participants


def _body_and_place(conference: Told) -> list[Participant]:
    """The body that met, and where."""
    parties = [p for p in conference.participants if p.role in ("actor", "counterpart")]
    bodies = [p for p in parties if p.entity_id.startswith("org:")] or parties
    places = of_role("place", conference.participants)
    return [replace(p, role="actor", via="the conference told before") for p in bodies] + places[:1]


def neither(
    candidate: Candidate, participants: list[Participant], context: Context, *, states: Sequence[Participant]
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
    return unique([*states, *participants])


_THESE_RE = re.compile(r"\b(?:to|for) (?:these|those|both|the) (?:two|three|four|countries|nations)\b")


def aid_for_these(
    candidate: Candidate, participants: list[Participant], context: Context, *, states: Sequence[Participant]
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
    actors = codes_of(of_role("actor", kept))
    return kept + in_role("counterpart", [p for p in states if p.iso3 not in actors])


def session_of(candidate: Candidate, series: Sequence[Participant]) -> list[Participant]:
    """ "They met in Paris in July", of the leaders of a series: its session, and no bilateral meeting.

    Args:
        candidate: the trigger.
        series: the series the sentence before named.

    Returns:
        The series as actor, or nothing where the pronoun may mean others.
    """
    return list(series) if candidate.rule.id == "conference.they-met" and len(series) == 1 else []


_SESSION_RE = re.compile(
    r"\bthe (?:Assembly|Council|General Assembly|session|delegates|Summit|summit|conference|Conference)\b"
)


def spoke_there(
    candidate: Candidate, participants: list[Participant], context: Context, *, last: Told | None
) -> list[Participant]:
    """ "Prime Minister Mori spoke there": before the body whose session was told just before.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        last: the conference told last before.
    """
    if candidate.event_type != "STATEMENT" or last is None:
        return participants
    behind = context.text_between(candidate.start, max(candidate.end, candidate.frame.end))
    there = re.match(r"\w+ there\b", behind)
    if not there and not _SESSION_RE.search(behind):
        return participants
    body = in_role("counterpart", [p for p in _body_and_place(last) if p.entity_id.startswith("org:")])
    places = of_role("place", last.participants)
    roles = {p.role for p in participants}
    return (
        participants
        + (body[:1] if "counterpart" not in roles else [])
        + (places[:1] if "place" not in roles else [])
    )
