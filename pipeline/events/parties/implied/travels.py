"""Visits and exchanges: who travels, where to, and who is host."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import (
    as_parties,
    codes_of,
    implied_state,
    in_role,
    named_between,
    of_role,
    parties_of,
    state_place,
)
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_HERE = frozenset({"come", "arrive", "receive", "welcome", "have", "host", "land", "bring", "return"})
_HERE_RULES = frozenset(
    {"visit.our-country", "visit.guest-list", "visit.our-guest", "visit.had-as-guest", "visit.visitors"}
)


def complete_visit(candidate: Candidate, sides: Sides, context: Context, around: Around) -> None:
    """A visit leads abroad and has no counterpart; a traveller's state does not travel beside him."""
    sides.counterparts = []
    if candidate.rule.id == "visit.exchange":
        sides.places = [state_place(p, context) for p in sides.actors]
        return
    if not sides.places:
        sides.places = _unnamed_place(candidate, sides, context, around)
    own = codes_of(sides.actors)
    sides.places = [p for p in sides.places if p.iso3 not in own] or sides.places
    sides.actors = [
        p
        for p in sides.actors
        if not (
            p.entity_id.startswith("state:") and any(q.iso3 == p.iso3 and q is not p for q in sides.actors)
        )
    ]


def _unnamed_place(candidate: Candidate, sides: Sides, context: Context, around: Around) -> list[Participant]:
    """A guest who comes, comes to Japan; the visit that is returned leads to the first visitor's country."""
    units, verb = context.view.units, candidate.verb
    lemma = units[verb].lemma if verb is not None else ""
    codes = codes_of(sides.actors)
    if lemma in ("return", "repay", "reciprocate") and candidate.phrase is not None:
        hosts = [
            p for p in of_role("actor", around.before or around.enclosing) if p.iso3 and p.iso3 not in codes
        ]
        return [state_place(p, context) for p in hosts[:1]]
    if lemma == "follow":
        return of_role("place", around.enclosing)
    if candidate.rule.id == "visit.ceremony":
        stop = max(candidate.frame.end, candidate.end)
        honoured = named_between(candidate.end, stop, ("PERSON", "OFFICE"), "whose ceremony it is", context)
        return [state_place(p, context) for p in honoured[:1] if p.iso3 and p.iso3 not in codes]
    foreign = bool(codes) and "" not in codes and "JPN" not in codes
    if _leads_to_the_unknown(candidate, context):
        return []
    paid = candidate.rule.id == "visit.noun" and lemma in ("pay", "make")
    named = [
        unit
        for unit in context.states_in(candidate.end, max(candidate.frame.end, candidate.end))
        if candidate.rule.id not in _HERE_RULES
        or "JPN" not in {entity.iso3 for entity in context.unit_entities(unit)}
    ]
    if foreign and not named and (lemma in _HERE or candidate.rule.id in _HERE_RULES or paid):
        return implied_state(
            "JPN", "place", candidate.start, "guests come to the yearbook's own state", context
        )
    return []


_OUR_COUNTRY_RE = re.compile(r"\b(?:our|this) country\b", re.IGNORECASE)


def _leads_to_the_unknown(candidate: Candidate, context: Context) -> bool:
    """ "Made a visit to the Kalmar region": somewhere, only nobody knows where."""
    for part in candidate.frame.complements:
        words = context.text_between(part.group.start, part.group.end)
        if part.preposition == "to" and not part.group.parties and words[:1].isalpha():
            named = any(word[:1].isupper() for word in words.split())
            return named and _OUR_COUNTRY_RE.search(words) is None
    return False


def complete_exchange(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Guests are actors, the inviting country the counterpart; of two hosts the first is the actor."""
    sides.hosts = []
    states = [p for p in sides.actors if p.entity_id.startswith("state:")]
    if len(states) == len(sides.actors) == 2 and not sides.counterparts:
        first, second = sorted(sides.actors, key=_start_of)
        sides.actors, sides.counterparts = [first], in_role("counterpart", [second])
        return
    own = codes_of(sides.parties)
    if not sides.actors:
        sides.actors = _whose_art(candidate, context)
        own |= codes_of(sides.actors)
    if sides.actors:
        hosts = as_parties(sides.places, context)
        sides.counterparts += in_role("counterpart", [p for p in hosts if p.iso3 not in own])


_ART_OF_JAPAN_RE = re.compile(r"\b(?:Kabuki|Noh|Bunraku|Gagaku|[Ss]umo|[Ii]kebana|[Uu]kiyo-?e)\b")


def _whose_art(candidate: Candidate, context: Context) -> list[Participant]:
    """ "An exhibition of Korean ceramics": the state behind the first adjective of nationality."""
    for unit in context.view.units[candidate.start : max(candidate.frame.end, candidate.end)]:
        if unit.mention is not None and unit.mention.label == "DEMONYM":
            return as_parties(parties_of(unit.mention, "actor", "whose art or people", context), context)
    subject = candidate.frame.subject
    low = subject.start if subject is not None else candidate.start
    if _ART_OF_JAPAN_RE.search(context.text_between(min(low, candidate.start), candidate.end)):
        return implied_state("JPN", "actor", candidate.start, "an art of Japan", context)
    return []


def _start_of(participant: Participant) -> int:
    return participant.start
