"""Meetings told without the words "meeting" or "talks": who faced whom, and the summits of the seven."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_THE_SEVEN_RE = re.compile(
    r"\b(?:the|all|these|other) (?:seven|eight) (?:\w+ ){0,3}"
    r"(?:leaders|heads|powers|nations|countries|democracies|summit)"
    r"|\b(?:leaders|heads|ministers)\b.{0,40}\bof the (?:seven|eight)\b|\b(?:seven|eight)[- ]nation\b"
)
_SESSION_RE = re.compile(
    r"\b(?:Summit|Conference|General Assembly|Session|Meeting|Ministerial|Forum|Council)\b"
)


def dated_person(candidate: Candidate, context: Context) -> bool:
    """ "Saw President Kim in Seoul in November": a day, a month or a place, and somebody known."""
    placed = any(
        part.preposition in ("in", "at") and context.is_kind(part.group, "place")
        for part in candidate.frame.complements
    )
    return context.has_time(candidate.frame) and (placed or candidate.relation == "active")


def two_dated(candidate: Candidate, context: Context) -> bool:
    """ "Mr. A and Mr. B exchanged views in May": two people and a date."""
    subject = candidate.frame.subject
    return subject is not None and len(subject.parties) > 1 and context.has_time(candidate.frame)


def the_seven(candidate: Candidate, context: Context) -> bool:
    """ "The seven leaders gathered": the summit of the industrial democracies, dated or placed."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    return names_the_seven(context.text_between(subject.start, candidate.start))


def names_the_seven(text: str) -> bool:
    """Do words speak of the seven or eight powers that hold yearly summits?"""
    return _THE_SEVEN_RE.search(text.lower()) is not None


def seated_at(candidate: Candidate, context: Context) -> bool:
    """ "Took his seat at the Williamsburg Summit", "led the delegation to the General Assembly"."""
    if not context.has_time(candidate.frame):
        return False
    return any(
        part.preposition in ("at", "to")
        and (
            context.is_kind(part.group, "series")
            or _SESSION_RE.search(context.text_between(part.group.start, part.group.end)) is not None
        )
        for part in candidate.frame.complements
    )


GUARDS: dict[str, Guard] = {
    "dated-person": dated_person,
    "two-dated": two_dated,
    "the-seven": the_seven,
    "seated-at": seated_at,
}
