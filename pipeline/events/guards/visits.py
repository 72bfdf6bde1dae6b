"""Visits: stays, guests, receptions, missions, calls at a port."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def stay(candidate: Candidate, context: Context) -> bool:
    """ "Was in India in May": a named person, a place and a date, and nothing else that he was."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame) or candidate.frame.objects():
        return False
    first = candidate.frame.complements[0] if candidate.frame.complements else None
    return (
        first is not None
        and first.preposition == "in"
        and context.is_kind(first.group, "place")
        and context.is_kind(subject, "person")
    )


def received(candidate: Candidate, context: Context) -> bool:
    """Received by a person is a meeting; received in a country, or by it, a visit."""
    if candidate.relation == "passive":
        by = [part for part in candidate.frame.complements if part.preposition == "by"]
        placed = any(
            part.preposition in ("in", "to", "at") and context.is_kind(part.group, "place")
            for part in candidate.frame.complements
        )
        if by and context.is_kind(by[0].group, "person") and not placed:
            candidate.event_type = "MEETING"
            candidate.roles.update({"subject": "actor", "by": "counterpart"})
    return True


def mission(candidate: Candidate, context: Context) -> bool:
    """A delegation sent abroad visits; a relief or observer team does other work."""
    group = object_group(candidate)
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return not re.search(
        r"relief|rescue|medical|disaster|peacekeep|observ|election|reconstruction|self-defense|survey", text
    )


def guest_of(candidate: Candidate, context: Context) -> bool:
    """A guest on a date, or one among several that are named."""
    return context.has_time(candidate.frame) or "among" in context.view.text


def first_journey(candidate: Candidate, context: Context) -> bool:
    """A dated journey is named."""
    return re.search(r"\b(?:journey|trip|visit|tour)\b", context.view.text) is not None and context.has_time(
        candidate.frame
    )


def dated_call(candidate: Candidate, context: Context) -> bool:
    """ "Called at Cairo in June": not "called in Prague for a new treaty"."""
    return context.has_time(candidate.frame) and not any(
        part.preposition in ("for", "on") for part in candidate.frame.complements
    )


def traveller(candidate: Candidate, context: Context) -> bool:
    """Whoever goes somewhere travels; who flies goods, and a relief team that sets out, does other things."""
    if candidate.frame.objects():
        return False
    subject = candidate.frame.subject
    teams = ("team", "relief team", "medical team", "rescue team", "troop", "force", "aircraft", "ship")
    return subject is None or not context.has_noun(subject, teams)


GUARDS: dict[str, Guard] = {
    "traveller": traveller,
    "dated-call": dated_call,
    "guest-of": guest_of,
    "first-journey": first_journey,
    "mission": mission,
    "stay": stay,
    "received": received,
}
