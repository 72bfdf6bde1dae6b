"""The seven, later eight, powers behind "the seven leaders" and "the Venice Summit"."""

from __future__ import annotations

from pipeline.events.guards.gatherings import names_the_seven
from pipeline.events.parties.participants import name_party
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def the_seven(candidate: Candidate, context: Context) -> list[Participant]:
    """Return the group that a yearly summit of the industrial powers is a session of.

    "The leaders of the seven industrial democracies" are the G7, with Russia the G8. A summit called by its
    town is theirs in the year in which they met there: "the Venice Summit" of 1987.

    Args:
        candidate: the trigger of a conference.
        context: the sentence.
    """
    subject, phrase = candidate.frame.subject, candidate.phrase
    low = min(candidate.start, subject.start) if subject is not None else candidate.start
    low = min(low, phrase.start) if phrase is not None else low
    text = context.text_between(low, max(candidate.end, candidate.start + 1, _of_end(candidate))).lower()
    name = ("G8" if "eight" in text else "G7") if names_the_seven(text) else _by_town(candidate, context)
    if not name:
        return []
    found = context.gazetteer.lookup(name)
    unit = context.view.units[low]
    via = "the powers that hold yearly summits"
    return [
        name_party(entity, "actor", unit.start, unit.end, via, context.segment_id) for entity in found[:1]
    ]


def _of_end(candidate: Candidate) -> int:
    """Behind "of the industrialized democracies", where that follows the noun."""
    phrase = candidate.phrase
    if phrase is None:
        return 0
    parts = [p for p in candidate.frame.complements if p.preposition == "of" and p.at == phrase.end]
    return max((part.group.end for part in parts), default=phrase.end)


def _by_town(candidate: Candidate, context: Context) -> str:
    """The group that met in the town of "the Bonn Summit" in the year the sentence tells."""
    phrase = candidate.phrase
    if phrase is None or not context.phrase_text(phrase).endswith(" Summit"):
        return ""
    units = context.view.units
    towns = [u.text for u in units[phrase.start : phrase.end] if u.mention and u.mention.label == "PLACE"]
    years = {unit.time.earliest[:4] for unit in units if unit.time is not None}
    names = {f"{town} {year}" for town in towns for year in years}
    if names & context.rules.lists["summits_of_the_seven"]:
        return "G7"
    return "G8" if names & context.rules.lists["summits_of_the_eight"] else ""
