"""Visits: stays, guests, receptions, missions, calls at a port."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, has_time_near, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def stay(candidate: Candidate, context: Context) -> bool:
    """ "Was in India in May": a named person, a place and a date, and nothing else that he was."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame) or candidate.frame.objects():
        return False
    first = candidate.frame.complements[0] if candidate.frame.complements else None
    placed = first is not None and first.preposition == "in" and context.is_kind(first.group, "place")
    if first is None or not placed or not context.is_kind(subject, "person"):
        return False
    places = list(takewhile(lambda part: part.preposition in ("in", "at"), candidate.frame.complements))
    candidate.frame = replace(candidate.frame, complements=places)  # "… after a stay in Prague": elsewhere
    return True


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
    elif context.view.units[candidate.start].lemma in ("host", "receive"):
        subject = candidate.frame.subject
        if subject is not None and context.is_kind(subject, "person") and context.has_time(candidate.frame):
            candidate.event_type = "MEETING"  # "President Biden hosted Prime Minister Kishida at Camp David"
            candidate.roles.update(
                {"subject": "actor", "object": "counterpart", "at": "place", "in": "place"}
            )
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
    assert candidate.verb is not None
    on_the_way = context.view.units[candidate.verb].tag == "VBG" and has_time_near(context)
    return (on_the_way or context.has_time(candidate.frame)) and not any(
        part.preposition in ("for", "on")
        and context.view.units[part.group.items[0].phrase.head].lemma not in _ROUTE
        for part in candidate.frame.complements
    )


_ROUTE = ("way", "journey", "return", "trip", "route", "tour", "leg")


_TEAMS = (
    *("team", "relief team", "medical team", "rescue team", "troop", "force", "aircraft", "ship"),
    *("engineer", "soldier", "contingent", "battalion", "marine", "peacekeeper"),
)


def traveller(candidate: Candidate, context: Context) -> bool:
    """Whoever goes somewhere travels; who flies goods, and a relief team that sets out, does other things."""
    if candidate.frame.objects():
        return False
    subject = candidate.frame.subject
    return subject is None or not context.has_noun(subject, _TEAMS)


_JOURNEY_NOUNS = ("tour", "trip", "visit", "journey", "mission", "voyage", "swing", "round")


def departs(candidate: Candidate, context: Context) -> bool:
    """ "Left Tokyo for Burma", "left on a tour of": a way out with its aim, not "left office for good"."""
    return any(
        part.preposition in ("for", "on", "to")
        and (context.is_kind(part.group, "place") or context.has_noun(part.group, _JOURNEY_NOUNS))
        for part in candidate.frame.complements
    )


_JOURNEY_RE = re.compile(r"\b(?:tours?|trips?|visits?|journeys?|travels?|missions?|swings?|invitations?)\b")


def carried(candidate: Candidate, context: Context) -> bool:
    """ "His travels took him to India": a place is named behind."""
    assert candidate.verb is not None
    stop = max(candidate.frame.end, candidate.end) + 8
    before = context.text_between(0, candidate.verb).lower()
    journey = _JOURNEY_RE.search(re.split(r"[;.]", before)[-1])
    return journey is not None and bool(context.states_in(candidate.verb, min(stop, len(context.view.units))))


_TIME_SUBJECT_RE = re.compile(
    r"\b(?:year|month|spring|summer|autumn|winter|period|\d{4}|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|invitation)(?: (?:also|then|again))?\s*$"
)


def time_brought(candidate: Candidate, context: Context) -> bool:
    """ "May 1984 saw him in India", "the year brought to Japan": a stretch of time is what brings him."""
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    return _TIME_SUBJECT_RE.search(context.text_between(0, start)) is not None


_GUEST_LIST_RE = re.compile(
    r"^(?:\W*(?:also )?among .{0,300}"
    r"|\W*(?:the |our |its |other |state |foreign |official |distinguished )*)"
    r"(?:guests?|visitors?|callers|dignitaries|(?:leaders|statesmen|ministers|heads of state|those)\b.{0,300}"
    r"\b(?:came|visited|received|called|welcomed))\b"
)


def among_guests(candidate: Candidate, context: Context) -> bool:
    """ "Among the guests of the year were …", "Visitors from Europe were …": a list of those who came."""
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(0, start).lower()
    return _GUEST_LIST_RE.search(before) is not None


def two_travellers(candidate: Candidate, context: Context) -> bool:
    """ "Exchanged visits": two known people, each in the other's country."""
    subject = candidate.frame.subject
    return subject is not None and len(subject.parties) == 2


_TAKES_OFFICE_RE = re.compile(
    r"\b(?:in (?:this |that |the )?(?:office|post)|as (?:\w+ ){0,3}(?:president|minister|premier))\b"
)


def next_visitor(candidate: Candidate, context: Context) -> bool:
    """ "President Frondizi followed in December": dated, and not in an office."""
    tail = context.text_between(candidate.start, max(candidate.frame.end, candidate.end)).lower()
    return (
        candidate.relation == "active"
        and context.has_time(candidate.frame)
        and not _TAKES_OFFICE_RE.search(tail)
    )


GUARDS: dict[str, Guard] = {
    "departs": departs,
    "carried": carried,
    "time-brought": time_brought,
    "among-guests": among_guests,
    "two-travellers": two_travellers,
    "next-visitor": next_visitor,
    "traveller": traveller,
    "dated-call": dated_call,
    "guest-of": guest_of,
    "first-journey": first_journey,
    "mission": mission,
    "stay": stay,
    "received": received,
}
