"""A journey told by its ends or its legs is one visit: "left on the 6th … and was back on the 18th"."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group, Item
from pipeline.events.sentence.frame import Complement, clause_frame
from pipeline.events.sentence.units import NounPhrase
from pipeline.events.triggers.candidate import Candidate

_BACK_RE = re.compile(
    r"(?:returned|returning|(?:came|coming|flew|flying|arrived) (?:back|home)|(?:was|were|is|got) back|"
    r"(?:went|journeyed|headed) home|stayed|remained|left|departed|leaving|ended|ending)\b",
    re.IGNORECASE,
)
_OUT_RE = re.compile(
    r"(?:left|leaving|departed|departing|set (?:out|off|forth)|setting (?:out|off|forth)|started|starting|"
    r"flew|sailed|took off|taking off|began|beginning)\b",
    re.IGNORECASE,
)
_HOME_ONLY_RE = re.compile(r"(?:left|departed|leaving)\b", re.IGNORECASE)
_PRECISE = ("day", "month")
_NAMING = ("prep on", "prep with", "prep for")


def join_journeys(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Make one visit of the departure, the legs and the return that a sentence tells.

    Args:
        candidates: the triggers of a sentence in text order.
        context: the sentence.

    Returns:
        The triggers without those that are part of an earlier visit.
    """
    dropped: set[int] = set()
    for visit in candidates:
        if visit.event_type != "VISIT" or id(visit) in dropped:
            continue
        dropped |= _take_legs(visit, candidates, context)
        if visit.verb is not None and visit.rule.id != "visit.guest-list":
            dropped |= _take_ends(visit, candidates, context)
    return [candidate for candidate in candidates if id(candidate) not in dropped]


def _take_legs(visit: Candidate, candidates: list[Candidate], context: Context) -> set[int]:
    """ "Set off on a tour that led him to Bangladesh": where it led is where the visit goes."""
    dropped: set[int] = set()
    for leg in candidates:
        if leg is visit or leg.start < visit.start:
            continue
        if leg.standalone and leg.rule.id == "visit.noun" and leg.relation in _NAMING:
            if visit.verb is not None and leg.start < visit.frame.end:
                dropped.add(id(leg))  # "set off on a tour of": one journey, named by verb and noun
            continue
        if _stops_on_the_way(leg, visit, context):
            stops = [
                Complement("to", part.at, part.group) for part in leg.frame.complements if part.group.parties
            ]
            if stops:
                visit.frame.complements = [
                    part for part in visit.frame.complements if not _is_region(part, context)
                ] + stops
                dropped.add(id(leg))
            continue
        if _tells_when(leg, visit, context):
            visit.frame.times = leg.frame.times
            visit.frame.complements = [p for p in visit.frame.complements if not p.group.parties]
            visit.frame.complements.append(_places_behind(leg, context))
            dropped.add(id(leg))
            continue
        followed = visit.verb is not None and context.view.units[visit.verb].lemma == "follow"
        relative = "relative" in leg.frame.subject_path and leg.event_type == "VISIT"
        if leg.rule.id == "visit.take-him" or (followed and relative):
            visit.frame.complements = [
                part for part in visit.frame.complements if not _is_region(part, context)
            ]
            visit.frame.complements.append(_places_behind(leg, context))
            if not context.has_time(visit.frame):
                visit.frame.times = leg.frame.times
            dropped.add(id(leg))
    return dropped


def _tells_when(leg: Candidate, visit: Candidate, context: Context) -> bool:
    """ "Was the first to set foot in Japan when he landed in Tokyo on the 18th": one arrival, told twice."""
    if leg.event_type != "VISIT" or leg.verb is None or visit.verb is None or not leg.frame.times:
        return False
    start, units = context.view.clauses[leg.verb].start, context.view.units
    pronoun = start > 1 and (m := units[start - 1].mention) is not None and m.label == "COREF"
    return pronoun and units[start - 2].lemma == "when" and not context.has_time(visit.frame)


def _stops_on_the_way(leg: Candidate, visit: Candidate, context: Context) -> bool:
    """ "Travelled through Latin America, stopping in Mexico and Chile": stops of the same journey."""
    verb = leg.verb
    if leg.event_type != "VISIT" or verb is None or visit.verb is None or verb < visit.verb:
        return False
    bare = context.view.units[verb].tag == "VBG" and not context.view.clauses[verb].auxiliaries
    return bare and not leg.frame.times and not _other_subject(verb, visit.verb, context)


def _is_region(part: Complement, context: Context) -> bool:
    """Is a complement a part of the world without a state of its own ("Latin America")?"""
    units = [unit for unit in part.group.parties if context.view.units[unit].mention is not None]
    labels = {mention.label for unit in units if (mention := context.view.units[unit].mention) is not None}
    return labels == {"PLACE"} and not any(
        entity.iso3 for unit in units for entity in context.unit_entities(unit)
    )


def _places_behind(leg: Candidate, context: Context) -> Complement:
    """All places named between the verb of a leg and the next clause, as one complement."""
    view = context.view
    assert leg.verb is not None
    items: list[Item] = []
    index = leg.verb + 1
    while index < len(view.units) and view.shape[index] not in "VW;.":
        mention = view.units[index].mention
        if mention is not None and mention.label in ("STATE", "PLACE"):
            items.append(Item(NounPhrase(index, index + 1, index), [index], index + 1))
        index += 1
    return Complement("to", leg.verb + 1, Group(items or [_nothing(leg.verb)], leg.verb + 1, index))


def _nothing(at: int) -> Item:
    return Item(NounPhrase(at, at + 1, at), [], at + 1)


def _take_ends(visit: Candidate, candidates: list[Candidate], context: Context) -> set[int]:
    """Find the dates of departure and return around a visit; the clause that tells of one is no event."""
    view, verb = context.view, visit.verb
    assert verb is not None
    dropped: set[int] = set()
    own = _dates_of(verb, context)
    if "have" in view.clauses[verb].auxiliaries:
        return dropped  # "had come in May 1980, returned in July": told as two journeys
    for other in view.clauses:
        if other == verb:
            continue
        text = view.text[view.units[other].start - view.start :]
        auxiliary = context.text_between(other - 1, other + 1) if other else ""
        other_dates = _dates_of(other, context)
        if len(other_dates) != 1 or not _same_traveller(other, verb, context):
            continue
        time = view.units[other_dates[0]].time
        if time is None or time.precision not in _PRECISE or "/" in time.edtf:
            continue
        trigger = next((c for c in candidates if c.verb == other), None)
        if trigger is not None and not _is_end(trigger, visit, context):
            continue
        if other > verb and _BACK_RE.match(text) and "until" not in auxiliary and own:
            if _HOME_ONLY_RE.match(text) and not _arrival(verb, context):
                continue
            visit.until = other_dates[0]
        elif other < verb and _OUT_RE.match(text) and view.units[other].tag == "VBG":
            if own and own != other_dates:
                visit.until = own[-1]
            visit.since = other_dates[0]
        else:
            continue
        if trigger is not None:
            dropped.add(id(trigger))
    return dropped


def _dates_of(verb: int, context: Context) -> list[int]:
    frame = clause_frame(context.grammar, verb)
    if not frame.times and context.view.shape[verb + 1 : verb + 3] == "UT":
        return [verb + 2]  # "stayed until November 12"
    return frame.times or frame.leading_times


def _is_end(trigger: Candidate, visit: Candidate, context: Context) -> bool:
    """Is a trigger the end of this journey? A return to a third country is another journey."""
    if trigger.event_type not in ("VISIT", "OTHER"):
        return False
    stem = [part for part in trigger.frame.complements if part.preposition in ("to", "for", "in")]
    named = {
        entity.iso3 for part in stem for unit in part.group.parties for entity in context.unit_entities(unit)
    }
    traveller = visit.frame.subject.parties if visit.frame.subject is not None else []
    home = {entity.iso3 for unit in traveller for entity in context.unit_entities(unit)} | {"JPN"}
    return named <= home


def _arrival(verb: int, context: Context) -> bool:
    return context.view.units[verb].lemma in ("arrive", "come", "land", "reach", "visit", "fly", "be")


def _same_traveller(other: int, verb: int, context: Context) -> bool:
    """Have two clauses of a sentence the same subject, or a pronoun or nothing in its place?"""
    view = context.view
    low, high = min(other, verb), max(other, verb)
    if ";" in view.shape[low:high]:
        return False
    if any(
        view.shape[index] == "V" and index not in (other, verb) and _other_subject(index, verb, context)
        for index in range(low, high)
    ):
        return False
    return not _other_subject(other, verb, context)


def _other_subject(other: int, verb: int, context: Context) -> bool:
    """Has a clause a named subject that the visit's clause has not?"""
    theirs = clause_frame(context.grammar, other).subject
    ours = clause_frame(context.grammar, verb).subject
    if theirs is None or ours is None or not theirs.parties:
        return False
    units = context.view.units
    if all((m := units[unit].mention) is not None and m.label == "COREF" for unit in theirs.parties):
        return False  # "from which he returned"
    return not set(theirs.parties) & set(ours.parties)
