"""Elections and offices: the place is the state of who comes or goes."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import (
    PEOPLE,
    in_role,
    name_party,
    parties_of,
    state_place,
    unique,
)
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_HOUSES_RE = re.compile(
    r"\b(?:House of (?:Representatives|Councillors)|(?:Lower|Upper) "
    r"House|Liberal Democratic Party|LDP|Democratic Party of Japan|DPJ|"
    r"Japan Socialist Party|Komeito|the Diet)\b"
)
_STATE_OF_OFFICE = frozenset(
    [
        "office.election",
        "office.win",
        "office.bring-down",
        "office.form",
        "office.dissolve",
        "office.inauguration",
        "office.take-office",
        "office.polls",
        "office.voters",
        "office.victorious",
        "office.reshuffle",
        "office.junta-goes",
    ]
)
_NATIONAL_RE = re.compile(r"\b(?:Prime|Foreign) Minister\b")
_INTERNATIONAL_RE = re.compile(
    r"\b(?:of this session|General Assembly|Secretary-General|Director[- ]General|of the Council)\b"
)


def complete_office(candidate: Candidate, sides: Sides, context: Context) -> None:
    """The place of an office is the state of who comes or goes, unless the office is international."""
    if not sides.parties:
        sides.actors = _voters(candidate, context) or in_role("actor", sides.places)
    if not sides.parties and candidate.rule.id in _STATE_OF_OFFICE:
        sides.actors = _only_state(context)
    own = [p for p in sides.parties if p.iso3]
    bodies = [p for p in sides.counterparts if not p.iso3 and not p.entity_id.startswith(PEOPLE)]
    national = own and _NATIONAL_RE.search(context.text_between(candidate.start, candidate.end + 5))
    if bodies or (not national and _INTERNATIONAL_RE.search(context.view.text)):
        sides.places = []
    elif own:
        sides.places = [state_place(own[0], context)]
    elif not sides.places:
        sides.places = _state_in_complements(candidate, context)


def _voters(candidate: Candidate, context: Context) -> list[Participant]:
    """ "Libya elected a congress": the state that votes, where nobody is named who was elected."""
    subject = candidate.frame.subject
    if candidate.relation != "active" or subject is None or candidate.roles.get("subject"):
        return []
    mentions = [context.view.units[unit].mention for unit in subject.parties]
    return unique(
        state
        for mention in mentions
        if mention is not None and mention.label in ("STATE", "DEMONYM")
        for state in parties_of(mention, "actor", "the state that voted", context)
    )


def _state_in_complements(candidate: Candidate, context: Context) -> list[Participant]:
    """The state named last "of" or "in" which the office is held."""
    found: list[Participant] = []
    for part in candidate.frame.complements:
        for unit in part.group.parties:
            mention = context.view.units[unit].mention
            if part.preposition in ("of", "in") and mention is not None and mention.label == "STATE":
                found = parties_of(mention, "place", f"{part.preposition} state of the office", context)[:1]
    return found


def _only_state(context: Context) -> list[Participant]:
    """The one state a sentence names; for the houses and parties of Japan that needs no name."""
    found = unique(
        state
        for unit in context.view.units
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM")
        for state in parties_of(unit.mention, "actor", "the one state of the sentence", context)
    )
    if len(found) == 1:
        return found
    japan, match = context.state("JPN"), _HOUSES_RE.search(context.view.text)
    if found or japan is None or match is None:
        return []
    start = context.view.start + match.start()
    end = start + len(match[0])
    return [name_party(japan, "actor", start, end, "a house or party of Japan", context.segment_id)]
