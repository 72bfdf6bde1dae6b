"""Datelines ("(United Nations, New York, 25 September 1990)"): they date and place the speech above them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.events.confidence import LENT, UNDATED, confidence_of, signs_in, step_of, without_signs
from pipeline.events.parties.participants import name_party
from pipeline.model import Entity, EventMention, Mention, Participant, Segment, TimeExpression

_WORDY_RE = re.compile(
    r"\b(?:is|are|was|were|has|have|held|visited|met|signed|photo|meeting|shaking|talks)\b", re.IGNORECASE
)
_LONGEST = 110
"""Characters; what is longer tells of something."""


def day_of_dateline(segment: Segment, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the day of a segment that is a dateline, None where it is none.

    Args:
        segment: a bracket or a heading with one day in it.
        times: the dates in it.
    """
    text = segment.text.strip()
    days = [time for time in times if time.precision == "day" and time.edtf]
    if len(days) != 1 or len(text) > _LONGEST or text.rstrip(")").endswith(".") or _WORDY_RE.search(text):
        return None
    return days[0] if text.startswith("(") or segment.kind == "heading" else None


def date_speech(
    event: EventMention,
    day: TimeExpression,
    segment: Segment,
    names: Sequence[Mention],
    entities: Mapping[str, Entity],
) -> EventMention:
    """Return the statement above a dateline with its day and place; any other event as it is.

    Args:
        event: the event told last.
        day: the dateline's day.
        segment: the dateline.
        names: the names in it.
        entities: the chapter's entities.
    """
    if event.date_edtf or event.event_type != "STATEMENT":
        return event
    signs = signs_in(event.trace) - {UNDATED} | {LENT}
    return replace(
        event,
        confidence=confidence_of(signs),
        timex_id=day.timex_id,
        date_edtf=day.edtf,
        date_modifier=day.modifier,
        date_earliest=day.earliest,
        date_latest=day.latest,
        date_precision=day.precision,
        date_basis="context",
        participants=event.participants + _places(segment, names, entities)[:1],
        trace=(*without_signs(event.trace), "date: dateline below", step_of(signs)),
    )


def _places(
    segment: Segment, names: Sequence[Mention], entities: Mapping[str, Entity]
) -> tuple[Participant, ...]:
    return tuple(
        name_party(entity, "place", name.start, name.end, "dateline", segment.segment_id)
        for name in names
        if name.label in ("PLACE", "STATE")
        for entity in (entities[key] for key in name.entity_ids if key in entities)
    )
