"""Whose a document is: the partner its title names, or the country in which a traveller signs it."""

from __future__ import annotations

from pipeline.events.parties.participants import codes_of, implied_state, in_role, named_between
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def partner_in_title(start: int, end: int, context: Context) -> list[Participant]:
    """ "A peace treaty with Moscow": the yearbook's own state and the other, by its capital or name."""
    for index in range(start, min(end + 3, len(context.view.units) - 1)):
        if context.view.units[index].lemma != "with":
            continue
        named = named_between(
            index + 1, index + 3, ("STATE", "PLACE", "ORG"), "named in the document", context
        )
        if named and named[0].iso3 != "JPN":
            return [*implied_state("JPN", "actor", index, "the yearbook's own state", context), *named[:1]]
    return []


def add_country_visited(candidate: Candidate, sides: Sides, context: Context, around: Around) -> None:
    """What a traveller signs on a visit to one country alone is signed with that country."""
    if sides.counterparts or candidate.rule.id != "agreement.sign" or candidate.relation == "passive":
        return
    travellers = {p.entity_id for p in around.enclosing if p.role == "actor"}
    visited = {p.iso3 for p in around.enclosing if p.role == "place"}
    own = codes_of(sides.actors)
    if (
        len(visited) == 1
        and not visited & (own | {""})
        and any(p.entity_id in travellers for p in sides.actors)
    ):
        sides.counterparts = implied_state(
            visited.pop(), "counterpart", candidate.start, "the country visited", context
        )


def adopted_at(candidate: Candidate, context: Context) -> list[Participant]:
    """ "Was adopted at the United Nations Conference": the body in whose session a document was adopted."""
    for part in [*candidate.frame.complements, *candidate.frame.leading]:
        if part.preposition not in ("at", "by", "in"):
            continue
        end = part.group.items[0].end
        bodies = named_between(part.group.start, end, ("ORG",), f"adopted {part.preposition}", context)
        found = [p for p in bodies if not p.iso3]
        if found:
            return in_role("actor", found[:1])
    return []
