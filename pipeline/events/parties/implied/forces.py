"""The use of force: forces act for their states, and attacks happen where they strike."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import (
    as_parties,
    codes_of,
    forces_state,
    implied_state,
    in_role,
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
    sides.counterparts = in_role("counterpart", [forces_state(p, context) for p in sides.counterparts])
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


def _abroad(sides: Sides) -> list[Participant]:
    """The places that are not the actors' own."""
    own = codes_of(sides.actors)
    return [p for p in sides.places if p.iso3 not in own]
