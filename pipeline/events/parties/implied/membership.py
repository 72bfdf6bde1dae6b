"""Anniversaries, accessions and decisions: what is remembered, joined or decided upon."""

from __future__ import annotations

from pipeline.events.parties.participants import codes_of, in_role, named_between
from pipeline.events.parties.sides import Sides
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate


def complete_anniversary(candidate: Candidate, sides: Sides, context: Context) -> None:
    """The parties of an anniversary are those of what is remembered, wherever the sentence names them."""
    sides.places = []
    everyone = sides.parties
    if len(codes_of(everyone)) < 2:
        end = _clause_end(candidate, context)
        tail = named_between(candidate.start, end, ("STATE", "ORG", "DEMONYM"), "what is remembered", context)
        if len(codes_of(tail)) >= 2 or not everyone:
            everyone = tail
        if not everyone and candidate.verb is not None and context.view.clauses[candidate.verb].start == 0:
            everyone = named_between(end, len(context.view.units), ("STATE",), "who remembers", context)
        if not everyone:
            everyone = named_between(
                0, candidate.start, ("STATE", "COREF"), "before the anniversary", context
            )
        if len(codes_of(everyone)) < 2 and all(p.iso3 for p in everyone):
            both = named_between(end, len(context.view.units), ("COREF",), "both countries", context)
            everyone = both if len(both) == 2 else everyone
    sides.actors = in_role("actor", everyone[:1])
    sides.counterparts = in_role("counterpart", everyone[1:])


def complete_decision(candidate: Candidate, sides: Sides, context: Context) -> None:
    """What a state joins or decides upon is named behind the trigger; it has no place."""
    guard = candidate.rule.guard
    if guard not in ("accession", "decision"):
        return
    labels = ("ORG",) if guard == "accession" else ("STATE", "ORG")
    tail = named_between(candidate.end, candidate.end + 14, labels, "what is joined", context)
    own = {p.entity_id for p in sides.actors}
    sides.counterparts = [p for p in tail if p.entity_id not in own][:1] or sides.counterparts
    sides.places = []


def _clause_end(candidate: Candidate, context: Context) -> int:
    """Index behind the clause in which the trigger stands: up to a comma that another clause follows."""
    shape = context.view.shape
    for index in range(max(candidate.end, candidate.frame.end), len(shape)):
        if shape[index] in ",;.":
            return index
    return len(shape)
