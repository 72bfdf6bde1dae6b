"""Aid given and disasters suffered: whose, and where."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import (
    as_parties,
    codes_of,
    implied_state,
    in_role,
    of_role,
    parties_of,
    state_place,
    unique,
)
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def complete_aid(candidate: Candidate, sides: Sides, context: Context, around: Around) -> None:
    """Aid without a giver is the yearbook's own; a pledge made on a visit is for the country visited."""
    sides.actors = [p for p in sides.actors if not _fled_from(p, context)]
    prepositions = [part.preposition for part in candidate.frame.complements]
    fled = _FLED_RE.search(context.view.text) is not None
    if (
        not sides.actors
        and ("from" not in prepositions or fled)
        and "JPN" not in codes_of(sides.counterparts)
    ):
        sides.actors = implied_state("JPN", "actor", candidate.start, "the yearbook's own state", context)
    if not sides.counterparts:
        visited = as_parties(of_role("place", around.enclosing), context)
        sides.counterparts = in_role("counterpart", [p for p in visited if p.iso3 != "JPN"])
    if candidate.rule.id == "aid.care":
        _care_for_people(candidate, sides, context)
        return
    towns = _towns(candidate, context)
    sides.places = unique(towns.get(p.iso3) or state_place(p, context) for p in sides.counterparts if p.iso3)[
        :6
    ]


_FLED_RE = re.compile(r"\b(?:refugees?|evacuees?|persons|people|returnees|exiles|victims) from\b")


def _fled_from(party: Participant, context: Context) -> bool:
    """ "The refugees from Afghanistan": the country they left gives nothing."""
    if not party.via.startswith("from"):
        return False
    before = context.view.text[: max(0, party.start - context.view.start)].rstrip()
    return _FLED_RE.search(before[-40:]) is not None


def _care_for_people(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Helpers care for people where these are; refugees are no state's side."""
    if not sides.places:
        units = context.view.units
        for index in range(candidate.end, len(units)):
            mention = units[index].mention
            near = {unit.lemma for unit in units[max(0, index - 2) : index]}
            if (
                mention is not None
                and mention.label in ("STATE", "PLACE")
                and near & {"in", "at", "into", "to", "near"}
            ):
                sides.places = parties_of(mention, "place", "where they worked", context)[:1]
                break
    if "refugee" in context.view.text:
        sides.counterparts = []
    elif sides.places:
        sides.counterparts = in_role("counterpart", as_parties(sides.places, context))


def _towns(candidate: Candidate, context: Context) -> dict[str, Participant]:
    """The town or region to which help went, by the code of its state."""
    found: dict[str, Participant] = {}
    for part in candidate.frame.complements:
        if candidate.roles.get(part.preposition or "object") != "recipient":
            continue
        for unit in part.group.parties:
            mention = context.view.units[unit].mention
            if mention is not None and mention.label == "PLACE":
                for place in parties_of(mention, "place", "where the help went", context):
                    found.setdefault(place.iso3, place)
    for unit, _ in candidate.frame.bracket_places:
        mention = context.view.units[unit].mention
        if mention is not None and mention.label == "PLACE":
            for place in parties_of(mention, "place", "bracket", context):
                found.setdefault(place.iso3, place)
    return found


def complete_disaster(candidate: Candidate, sides: Sides, context: Context) -> None:
    """The state that is struck is the actor; some disasters of Japan are known by their names."""
    text = context.view.text.lower()
    if not sides.actors and any(name in text for name in context.rules.lists["own_disasters"]):
        sides.actors = implied_state("JPN", "actor", candidate.start, "a disaster known by its name", context)
    states = [p for p in sides.actors if p.entity_id.startswith("state:")]
    sides.actors = unique(states or as_parties(sides.actors, context))
    if states:
        struck = codes_of(states)
        sides.places = [p for p in sides.places if p.iso3 in struck]
    if not sides.actors:
        sides.actors = in_role("actor", as_parties(sides.places, context))
    placed = [p for p in sides.places if p.iso3]
    states_hit = [state_place(p, context) for p in sides.actors if p.iso3]
    regions = [p for p in sides.places if p.entity_id]  # "spread in West Africa"
    sides.places = (placed or states_hit or regions)[:3]
