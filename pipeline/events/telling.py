"""One row of a trigger told as an event: parties, date, status and evidence put together."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.confidence import confidence_of, signs_of, step_of
from pipeline.events.dating.find import find_date
from pipeline.events.discourse import Discourse, Here, Told
from pipeline.events.mode import mode_of
from pipeline.events.parties.day_names import name_of_the_day
from pipeline.events.parties.fillers import Row
from pipeline.events.parties.find import find_parties
from pipeline.events.parties.partner import is_bare_round
from pipeline.events.parties.passage import journey_around
from pipeline.events.parties.sequel import (
    adopted_there,
    last_conference,
    lend_parties,
    next_visitor,
    place_there,
    session_of,
)
from pipeline.events.parties.settle import settle
from pipeline.events.sentence.context import Context, lemma_of
from pipeline.events.status import status_of
from pipeline.events.substance import has_substance
from pipeline.events.triggers import Candidate
from pipeline.model import EventMention, Segment, Source, stable_id

_LENT = ("from", "year")
"""How the paths of dates begin that another event or the passage lends."""
_ENDS_OFFICE = frozenset(
    {"other.die", "office.resign", "office.step-down", "office.oust", "office.bring-down", "military.sink"}
)
"""The rules of happenings that leave an office without its holder: death, resignation, removal, murder."""


def tell_event(
    candidate: Candidate,
    row: Row,
    context: Context,
    *,
    segment: Segment,
    source: Source,
    discourse: Discourse,
    here: Sequence[Here],
) -> tuple[EventMention, Told] | None:
    """Put an event together.

    Args:
        candidate: the trigger.
        row: one of its rows.
        context: the sentence.
        segment: the segment, for the raw offsets of the trigger.
        source: the chapter.
        discourse: what the sentences before told.
        here: the events told before in the sentence.

    Returns:
        The event, and what later sentences may borrow from it; None where too little is known of it.
    """
    if candidate.rule.id == "conference.they-met" and not session_of(candidate, discourse.series):
        return None  # the pronoun may mean any people
    guest_before: Told | None = None
    if lemma_of(candidate, context) == "follow" and candidate.event_type in ("VISIT", "OFFICE"):
        happenings = [*discourse.told, *(other.told for other in here)]
        guest_before = next_visitor(candidate, happenings, sentence=discourse.sentence)
        if guest_before is not None:
            candidate.event_type = "VISIT"  # "he was followed by President X": the next guest, no successor
        elif candidate.event_type == "VISIT":
            return None
    settled = settle(row, candidate, context)
    antecedent = (
        guest_before
        or journey_around(candidate, row, settled, context, told=discourse.told, sentence=discourse.sentence)
        or discourse.antecedent(candidate, context, settled)
    )
    participants = find_parties(
        candidate, settled, context, antecedent=antecedent, discourse=discourse, here=here
    )
    if is_bare_round(candidate, context) and not any(
        p.role in ("actor", "counterpart") for p in participants
    ):
        return None  # of an election, a match or a debate
    happenings = [*discourse.told, *(other.told for other in here)]
    conference = last_conference(happenings, sentence=discourse.sentence)
    if conference is not None and adopted_there(candidate, participants, context):
        participants = lend_parties(conference, participants)
    else:
        participants = place_there(candidate, participants, conference)
        conference = None
    dating = find_date(
        candidate,
        row,
        context,
        here=here,
        conference=conference,
        antecedent=antecedent,
        discourse=discourse,
    )
    time = dating.time if dating is not None else None
    status, why = status_of(candidate, context, time, source)
    participants = name_of_the_day(participants, time, context)
    if status == "hypothetical" and time is None and all(p.role != "actor" for p in participants):
        return None  # "Japan should welcome more young people": nobody in particular
    if not has_substance(candidate, participants, time, context, negated=status == "negated"):
        return None
    lent = dating is not None and dating.path.startswith(_LENT)
    if (lent and status in ("negated", "hypothetical")) or (
        status == "negated" and _not_so_far(candidate, context)
    ):
        time = dating = None  # what did not happen has no date but its own
    if status == "negated" and time is not None and time.edtf.endswith("/.."):
        time = dating = None  # "have not met since 2008": no day on which it did not happen
    basis = "none" if time is None else time.basis
    if time is not None and lent and basis == "explicit":
        basis = "context"
    signs = signs_of(candidate, participants, dating, status, context, here)
    start, end = _trigger_span(candidate, row, context)
    raw_start, raw_end = segment.aligned.raw_span(start, end)
    event = EventMention(
        event_mention_id=stable_id("e", source.source_id, raw_start, candidate.event_type, raw_end),
        source_id=source.source_id,
        segment_id=segment.segment_id,
        start=context.view.start,
        end=context.view.end,
        trigger_start=start,
        trigger_end=end,
        trigger=segment.text[start:end],
        event_type=candidate.event_type,
        mode=mode_of(candidate, participants, context),
        status=status,
        participants=tuple(participants),
        timex_id=time.timex_id if time is not None else "",
        date_edtf=time.edtf if time is not None else "",
        date_modifier=time.modifier if time is not None else "",
        date_earliest=time.earliest if time is not None else "",
        date_latest=time.latest if time is not None else "",
        date_precision=time.precision if time is not None else "",
        date_basis=basis,
        rule_id=candidate.rule.id,
        confidence=confidence_of(signs),
        trace=(
            *candidate.trace,
            *row.trace,
            f"date: {dating.path}" if dating is not None else "date: none in reach",
            f"status: {status}" + (f" ({why})" if why else ""),
            step_of(signs),
        ),
    )
    told = Told(
        candidate.event_type,
        time,
        tuple(participants),
        discourse.sentence,
        ends_office=status == "occurred" and candidate.rule.id in _ENDS_OFFICE,
    )
    return event, told


def _not_so_far(candidate: Candidate, context: Context) -> bool:
    """ "Had not yet come into force at the end of the year": the date says until when."""
    if candidate.event_type != "AGREEMENT" or candidate.verb is None:
        return False
    return "have" in context.view.clauses[candidate.verb].auxiliaries


def _trigger_span(candidate: Candidate, row: Row, context: Context) -> tuple[int, int]:
    """Segment offsets of the trigger's words, or of what tells this row from the others of its trigger."""
    units = context.view.units
    if row.anchor is not None:
        return units[row.anchor].start, units[row.anchor].end
    anchor = candidate.start
    if candidate.standalone and candidate.phrase is not None:
        anchor = candidate.phrase.start
        while anchor < candidate.start and context.view.shape[anchor] in "DRQ":
            anchor += 1
    return units[anchor].start, units[max(anchor, candidate.end - 1)].end
