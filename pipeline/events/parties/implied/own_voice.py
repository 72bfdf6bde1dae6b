"""The yearbook speaks of its own state as "we"."""

from __future__ import annotations

from pipeline.events.parties.participants import codes_of, implied_state, in_role
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate


def add_ourselves(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Name Japan as the one who acts where the subject is "we" ("We shall chair the G20 Summit in June").

    Args:
        candidate: the trigger.
        sides: the parties; a series that was taken for the actor becomes the counterpart.
        context: the sentence.
    """
    if candidate.frame.subject is not None or candidate.verb is None or any(p.iso3 for p in sides.actors):
        return
    units, clauses = context.view.units, context.view.clauses
    pointer = clauses[candidate.verb].start - 1
    if pointer >= 1 and units[pointer].shape == "C":
        pointer = clauses[min(clauses)].start - 1  # "we shall chair the summit and welcome leaders"
    if pointer < 0 or units[pointer].text.lower() != "we":
        return
    sides.counterparts = in_role("counterpart", sides.actors) + sides.counterparts
    sides.actors = implied_state("JPN", "actor", pointer, "we: the yearbook's own state", context)


def governs_at_home(candidate: Candidate, sides: Sides, context: Context) -> bool:
    """Is the one who acts with others not Japan: "the Government signed with the rebels", or Japan named?

    Args:
        candidate: the trigger.
        sides: the parties found so far.
        context: the sentence.
    """
    codes = codes_of(sides.counterparts)
    return "JPN" in codes or (codes == {""} and context.rules_unnamed(candidate.frame.subject))
