"""The use of force: forces act for their states, and attacks happen where they strike."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import (
    as_parties,
    codes_of,
    forces_state,
    implied_state,
    in_role,
    named_between,
    owner_in_name,
    state_place,
)
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_STRIKE_RE = re.compile(
    r"\b(?:attack|invas|invad|bomb|shell|offensive|raid|incursion|occup|aggression|strike)"
)
_OUR_RE = re.compile(r"\bour (?:territorial |own |country's )?(?:airspace|waters|territory)")
_COUP_RE = re.compile(r"\bcoup\b")
_TEST_RE = re.compile(r"nuclear test|test|nuclear explosion")


def complete_use_of_force(candidate: Candidate, sides: Sides, context: Context) -> None:
    """The state attacked, invaded or intruded upon is the counterpart, and the place if no other is named."""
    text = context.text_between(candidate.start, candidate.end).lower()
    rule = candidate.rule.id
    sides.actors = in_role("actor", [forces_state(p, context) for p in sides.actors])
    if not sides.places:
        # what is struck is a party by its state, and itself the place
        sides.places = in_role("place", [p for p in sides.counterparts if p.entity_id.startswith("place:")])
    if not sides.actors and candidate.relation == "passive":
        sides.actors = _whose_weapon(candidate, context)
    sides.counterparts = in_role("counterpart", [forces_state(p, context) for p in sides.counterparts])
    if not sides.counterparts:
        sides.counterparts = _whose_it_was(candidate, sides, context)
    if not sides.places and _STRIKE_RE.search(text) and rule != "military.radar":
        sides.places = [state_place(p, context) for p in sides.counterparts if p.iso3][:1]
    if rule == "military.intrude":
        if not sides.places and _OUR_RE.search(context.view.text) and candidate.frame.end:
            sides.places = implied_state(
                "JPN", "place", candidate.start, "our: the yearbook's own state", context
            )
        sides.counterparts = sides.counterparts or as_parties(in_role("counterpart", _abroad(sides)), context)
    if not sides.counterparts and "offensive" in text:
        sides.counterparts = in_role("counterpart", as_parties(_abroad(sides), context))
    if not sides.counterparts and _COUP_RE.search(text):
        sides.counterparts = in_role("counterpart", as_parties(sides.places[:1], context))
    if not sides.places and _TEST_RE.search(text):
        sides.places = [state_place(p, context) for p in sides.actors if p.iso3]


_TARGET_RE = re.compile(
    r"\b(?:embassy|consulate|legation|ship|vessel|warship|airliner|aircraft|plane|helicopter|tanker|trawler|boat|"
    r"freighter|airfields?|bases?|positions?|targets?|troops|forces|barracks|ports?|villages?|ambassador|diplomats?)\b",
    re.IGNORECASE,
)


def _whose_it_was(candidate: Candidate, sides: Sides, context: Context) -> list[Participant]:
    """ "The American Embassy was occupied", "attacked Egyptian airfields": the state whose they are."""
    group = candidate.frame.subject if candidate.relation == "passive" else None
    if candidate.relation != "passive" and candidate.frame.objects():
        group = candidate.frame.objects()[0].group
    if group is None or not candidate.rule.id.startswith(_HITS):
        return []
    words = context.text_between(group.start, group.end)
    if _TARGET_RE.search(words) is None:
        return []
    end = group.end
    if context.view.units[min(end, len(context.view.units) - 1)].lemma == "of":
        end += 3
    own = codes_of(sides.actors)
    named = named_between(group.start, end, ("DEMONYM", "STATE"), "whose it was", context)
    named = named or owner_in_name(group.start, group.end, "counterpart", "whose it was", context)
    return [p for p in named if p.iso3 not in own][:1]


def _whose_weapon(candidate: Candidate, context: Context) -> list[Participant]:
    """ "Was sunk by a North Korean torpedo": the state whose weapon it was."""
    for part in candidate.frame.complements:
        if part.preposition == "by":
            named = named_between(
                part.group.start, part.group.end, ("DEMONYM",), "by a weapon of its", context
            )
            return in_role("actor", named[:1])
    return []


_HITS = ("military.attack", "military.sink", "military.kill", "military.hostage", "dated.violence")


def _abroad(sides: Sides) -> list[Participant]:
    """The places that are not the actors' own."""
    own = codes_of(sides.actors)
    return [p for p in sides.places if p.iso3 not in own]
