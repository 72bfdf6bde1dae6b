"""Whose a document is: the partner its title names, or the country in which a traveller signs it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.parties.participants import codes_of, implied_state, in_role, named_between
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_HELP_RE = re.compile(
    r"\b(?:loans?|credits?|grants?|aid|assistance|debts?|reparations?|donation)\b", re.IGNORECASE
)
_DOCUMENT_RE = re.compile(r"(?:Agreement|Treaty|Pact|Convention|Accords?|Protocol|Charter|Covenant)$")


def names_document(party: Participant, context: Context) -> bool:
    """Is what was taken for a body the document itself ("the North American Free Trade Agreement")?"""
    start = context.view.start
    return _DOCUMENT_RE.search(context.view.text[party.start - start : party.end - start]) is not None


def give_state_left(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Give the one signatory without a state the one state of the document that nobody else has signed for.

    Args:
        candidate: the trigger.
        sides: the parties; a state that stood beside those who signed for it is taken away.
        context: the sentence.
    """
    people = [p for p in sides.parties if not p.entity_id.startswith(("state:", "org:"))]
    bare = [p for p in people if not p.iso3]
    if len(bare) != 1 or len(people) < 2:
        return
    groups = [candidate.frame.subject] if candidate.frame.subject is not None else []
    groups += [part.group for part in candidate.frame.objects()]
    named = [
        p
        for group in groups
        for p in named_between(group.start, group.end, ("STATE",), "named in the document", context)
    ]
    states = [p for p in sides.parties if p.entity_id.startswith("state:")]
    left = codes_of([*named, *states]) - codes_of(people)
    if len(left) != 1:
        return
    code = left.pop()
    for side in (sides.actors, sides.counterparts):
        side[:] = [replace(p, iso3=code) if p is bare[0] else p for p in side if p not in states]


def partner_in_title(start: int, end: int, context: Context) -> list[Participant]:
    """ "A peace treaty with Moscow", "a loan to India": the yearbook's own state and the other."""
    helps = _HELP_RE.search(context.text_between(start, end + 3)) is not None
    for index in range(start, min(end + 3, len(context.view.units) - 1)):
        lemma = context.view.units[index].lemma
        if lemma != "with" and not (helps and lemma in ("to", "for")):
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
