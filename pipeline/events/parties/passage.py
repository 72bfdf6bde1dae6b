"""The journey or session told just before, when what follows plainly belongs to it though nothing says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.dating.own import own_date
from pipeline.events.discourse import Told
from pipeline.events.parties.fillers import Row
from pipeline.events.parties.participants import PEOPLE, codes_of, of_role
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, TimeExpression

_DONE_ON_A_JOURNEY = frozenset({"MEETING", "STATEMENT", "AGREEMENT"})
_STAGES_AT_HOME = frozenset({"agreement.in-force", "agreement.it-in-force", "agreement.end"})

_THE_DOCUMENT_RE = re.compile(
    r"(?:(?:the|this|that) (?:(?:latter|former|new|same|said|first|second|above-mentioned) )?"
    r"(?:instrument|treaty|agreement|convention|protocol|pact|accord|document|arrangement)"
    r"|it|both|the latter)"
    r"(?: (?:is|was|were|has|had|will|having|then|duly|itself|came|entered|went|took|still|not)\b|,|$)",
    re.IGNORECASE,
)


def journey_around(
    candidate: Candidate,
    row: Row,
    settled: Sequence[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    sentence: int,
) -> Told | None:
    """Return the visit of the sentence before on which a traveller met, spoke or signed.

    "Foreign Minister Sonoda visited Beijing in August. He met with Premier Hua": the meeting is part of the
    journey if the traveller takes part in it, the other side is of the country visited, nothing places it
    elsewhere, and its own date, if it has one, falls within the journey.

    Args:
        candidate: the trigger.
        row: its row, which may have a date of its own.
        settled: the parties among its grammatical neighbours.
        context: the sentence.
        told: the events told before, oldest first.
        sentence: number of the sentence at hand.
    """
    if candidate.event_type not in _DONE_ON_A_JOURNEY or candidate.rule.id in _STAGES_AT_HOME:
        return None
    own_places = of_role("place", settled)
    parties = [p for p in settled if p.role in ("actor", "counterpart")]
    own = context.view.units[row.time].time if row.time is not None else None
    if own is None:
        dating = own_date(candidate, context)
        own = dating.time if dating is not None else None
    for visit in reversed(told):
        if visit.event_type != "VISIT" or visit.sentence < sentence - 1:
            continue
        places = of_role("place", visit.participants)
        travellers = {_key(p) for p in of_role("actor", visit.participants) if _is_person(p)}
        shared = [p for p in parties if _is_person(p) and _key(p) in travellers]
        if not shared or not within(own, visit.time):
            continue
        if own_places:
            inside = codes_of(own_places) <= codes_of(places) or not codes_of(places) - {""}
            if inside:
                return replace(visit, participants=())
            continue
        if not places:
            continue
        others = codes_of(p for p in parties if p not in shared and p.iso3) - codes_of(shared)
        here = [p for p in places if p.iso3 in others]
        if others and not here:
            return None
        if not others and (candidate.event_type == "MEETING" or len(places) > 1):
            return None
        rest = [p for p in visit.participants if p.role != "place"]
        return replace(visit, participants=(*rest, *(here or places)))
    return None


def same_document(
    candidate: Candidate,
    parties: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    sentence: int,
) -> list[Participant]:
    """Return the parties of the agreement just told, for "the treaty has not yet come into force".

    Args:
        candidate: the trigger.
        parties: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        sentence: number of the sentence at hand.
    """
    if candidate.event_type != "AGREEMENT" or candidate.rule.id not in _STAGES_AT_HOME:
        return parties
    if any(p.role in ("actor", "counterpart") for p in parties) or candidate.verb is None:
        return parties
    subject = candidate.frame.subject
    low = subject.start if subject is not None else context.view.clauses[candidate.verb].start - 1
    if not _THE_DOCUMENT_RE.match(context.text_between(max(0, low), candidate.verb)):
        return parties
    for agreement in reversed(told):
        if agreement.event_type == "AGREEMENT" and agreement.sentence >= sentence - 2:
            sides = [p for p in agreement.participants if p.role in ("actor", "counterpart")]
            return [replace(p, via="parties of the document told before") for p in sides] + parties
    return parties


def within(own: TimeExpression | None, other: TimeExpression | None) -> bool:
    """Can what has the first date belong to what has the second? Yes if it has none of its own.

    Args:
        own: the date of the part.
        other: the date of the whole.
    """
    if own is None or not own.edtf:
        return True
    if other is None or not other.edtf:
        return False
    return other.earliest <= own.earliest and own.latest <= other.latest


def _is_person(party: Participant) -> bool:
    return party.entity_id.startswith(PEOPLE) or (not party.entity_id and bool(party.title))


def _key(party: Participant) -> str:
    return party.entity_id or party.name
