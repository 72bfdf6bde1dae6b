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
    r"|\bsummit (?:meeting |conference )?of (?:the )?(?:\w+ ){0,2}"
    r"(?:industriali[sz]ed|industrial|advanced|western) (?:\w+ )?(?:democracies|nations|countries|powers)"
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


def the_seven(candidate: Candidate, context: Context) -> bool:
    """ "The seven leaders gathered": the summit of the industrial democracies, dated or placed."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    return names_the_seven(context.text_between(subject.start, candidate.start))


def names_the_seven(text: str) -> bool:
    """Do words speak of the seven or eight powers that hold yearly summits?"""
    return _THE_SEVEN_RE.search(text.lower()) is not None


def held_by_the_seven(candidate: Candidate, context: Context) -> bool:
    """ "The heads of government of the seven held their summit": the series, whoever is its host."""
    subject = candidate.frame.subject
    if subject is None or candidate.verb is None:
        return False
    return names_the_seven(context.text_between(subject.start, candidate.verb))


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


def met_whom(candidate: Candidate, context: Context) -> bool:
    """ "Conferred with his ASEAN counterparts": a state and a group of states meet in conference."""
    units = context.view.units
    others = [
        unit
        for part in candidate.frame.complements
        if part.preposition in ("with", "") and candidate.roles.get(part.preposition or "object")
        for unit in part.group.parties
    ]
    groups = [
        entity
        for unit in others
        if (mention := units[unit].mention) is not None and mention.label == "ORG"
        for entity in context.unit_entities(unit)
        if not entity.iso3 and entity.entity_id not in context.rules.lists["bilateral_orgs"]
    ]
    if others and len(groups) == len(others):
        candidate.event_type = "CONFERENCE"
    return True


def body_meets(candidate: Candidate, context: Context) -> bool:
    """ "The Group of 24 met in Brussels": a body of several states, with a date and with nobody else."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame) or not subject.parties:
        return False
    if candidate.frame.objects() or any(
        part.preposition == "with" and part.group.parties for part in candidate.frame.complements
    ):
        return False
    mentions = [context.view.units[unit].mention for unit in subject.parties]
    if not all(mention is not None and mention.label == "ORG" for mention in mentions):
        return False
    entities = [entity for unit in subject.parties for entity in context.unit_entities(unit)]
    return not any(entity.iso3 for entity in entities)


_BY_TELEPHONE_RE = re.compile(
    r"\b(?:by|on|over) (?:the )?(?:tele)?phone\b(?! (?:call|conversation|talk|meeting|line|book))",
    re.IGNORECASE,
)


def by_telephone(candidate: Candidate, context: Context) -> bool:
    """ "On the telephone on March 17 President Obama promised": said in a call, on a date."""
    to_whom = any(context.is_kind(part.group, "person") for part in candidate.frame.objects())
    return (
        to_whom
        and context.has_time(candidate.frame)
        and _BY_TELEPHONE_RE.search(context.view.text) is not None
    )


def few_gather(candidate: Candidate, context: Context) -> bool:
    """ "The leaders of Japan, the United States and Korea gathered": two or three sides, on a date."""
    subject = candidate.frame.subject
    if subject is None or candidate.frame.objects() or not context.has_time(candidate.frame):
        return False
    mentions = [context.view.units[unit].mention for unit in subject.parties]
    labels = {mention.label for mention in mentions if mention is not None}
    return len(subject.parties) in (2, 3) and labels <= {"STATE", "DEMONYM", "PERSON", "OFFICE"}


GUARDS: dict[str, Guard] = {
    "by-telephone": by_telephone,
    "met-whom": met_whom,
    "body-meets": body_meets,
    "dated-person": dated_person,
    "few-gather": few_gather,
    "the-seven": the_seven,
    "seated-at": seated_at,
}
