"""Tellings of events get their evidence sentence and their places in the raw source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.model import EventMention, Participant, Segment


def locate_events(
    event_mentions: Iterable[EventMention], segments: Mapping[str, Segment]
) -> tuple[EventMention, ...]:
    """Give each telling of an event its evidence sentence and its places in the raw source.

    Args:
        event_mentions: tellings with segment offsets.
        segments: the chapter's segments by id, among them every one the tellings name.

    Returns:
        The same tellings with `evidence` and raw (code point) offsets filled in; tellings that share
        one trigger have numbered ids.
    """
    located: list[EventMention] = []
    seen: Counter[str] = Counter()
    for telling in event_mentions:
        segment = segments[telling.segment_id]
        seen[telling.event_mention_id] += 1
        number = seen[telling.event_mention_id]
        start, end = segment.aligned.raw_span(telling.start, telling.end)
        trigger_start, trigger_end = segment.aligned.raw_span(telling.trigger_start, telling.trigger_end)
        located.append(
            replace(
                telling,
                event_mention_id=telling.event_mention_id + (f"-{number}" if number > 1 else ""),
                evidence=segment.text[telling.start : telling.end],
                source_start=start,
                source_end=end,
                source_trigger_start=trigger_start,
                source_trigger_end=trigger_end,
                participants=tuple(_locate(p, segments[p.segment_id]) for p in telling.participants),
            )
        )
    return tuple(located)


def _locate(participant: Participant, segment: Segment) -> Participant:
    start, end = segment.aligned.raw_span(participant.start, participant.end)
    return replace(participant, source_id=segment.source_id, source_start=start, source_end=end)
