"""What a chapter tells about the place of a mention: its sentence, its date, its section."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.tenures import Interval
from pipeline.link.names import states_in
from pipeline.model import Mention, Segment, Source, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Chapter:
    """A chapter's segments, sentences, dates and mentions, asked by position.

    Args:
        mentions: in reading order.
        segments: in reading order, each with the `Doc` made from it in `docs`.
        times: the chapter's temporal expressions.
        source: says what time the chapter covers.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        *,
        segments: Sequence[Segment],
        docs: Sequence[Doc],
        times: Sequence[TimeExpression],
        source: Source,
        gazetteer: Gazetteer,
    ) -> None:
        self.source = source
        self.gazetteer = gazetteer
        self.segments = {segment.segment_id: segment for segment in segments}
        self._ids = list(self.segments)
        self.order = {segment.segment_id: index for index, segment in enumerate(segments)}
        self.docs = {segment.segment_id: doc for segment, doc in zip(segments, docs, strict=True)}
        self._times: dict[str, list[TimeExpression]] = defaultdict(list)
        for time in times:
            self._times[time.segment_id].append(time)
        self._heading_states: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.coverage: Interval = (
            source.coverage_start,
            source.coverage_end + timedelta(days=30 * source.spill_over_months),
        )
        self._sentence_starts = {
            segment.segment_id: [start for start, _ in segment.sentences] for segment in segments
        }
        self.state_of: dict[str, tuple[str, ...]] = {}
        """States of the mentions linked so far, by mention id; the linker fills it."""
        self.by_sentence: dict[tuple[str, int], list[Mention]] = defaultdict(list)
        for mention in mentions:
            self.by_sentence[mention.segment_id, self.sentence_index(mention)].append(mention)

    def sentence_index(self, mention: Mention) -> int:
        """Return the number of the sentence, in its segment, that a mention begins in."""
        return max(0, bisect_right(self._sentence_starts[mention.segment_id], mention.start) - 1)

    def sentence_dates(self, mention: Mention) -> list[Interval]:
        """Return the dates told in a mention's sentence, the nearest first."""
        starts = self._sentence_starts[mention.segment_id]
        index = self.sentence_index(mention)
        low = starts[index] if starts else 0
        high = starts[index + 1] if index + 1 < len(starts) else len(self.segments[mention.segment_id].text)
        near = sorted(
            (time for time in self._times[mention.segment_id] if low <= time.start < high),
            key=lambda time: (min(abs(time.start - mention.end), abs(mention.start - time.end)), time.start),
        )
        return [interval for time in near if (interval := _interval(time)) is not None]

    def dates(self, mention: Mention) -> list[Interval]:
        """Return when a mention's sentence may play: its dates, nearest first, then the coverage."""
        return [*self.sentence_dates(mention), self.coverage]

    def day(self, mention: Mention) -> date:
        """Return one day that stands for the time a mention speaks of."""
        dates = self.sentence_dates(mention)
        return dates[0][0] if dates else self.source.coverage_end

    def sentence_states(self, mention: Mention) -> frozenset[str]:
        """Return the states that the other names in a mention's sentence belong to, as far as linked."""
        others = self.by_sentence[mention.segment_id, self.sentence_index(mention)]
        return frozenset(
            iso3
            for other in others
            if other.mention_id != mention.mention_id
            for iso3 in (other.iso3, *(self.state_of.get(other.mention_id, ())))
            if iso3
        )

    def heading_states(self, mention: Mention) -> tuple[str, ...]:
        """Return the states that the headings above a mention name, the innermost heading first."""
        path = self.segments[mention.segment_id].heading_path
        if path not in self._heading_states:
            self._heading_states[path] = tuple(self._read_headings(path))
        return self._heading_states[path]

    def _read_headings(self, path: tuple[str, ...]) -> Iterator[str]:
        seen: set[str] = set()
        for heading in reversed(path):
            for iso3 in states_in(heading, gazetteer=self.gazetteer):
                if iso3 not in seen:
                    seen.add(iso3)
                    yield iso3

    def before(self, mention: Mention, *, segments: int = 3) -> Iterator[list[Mention]]:
        """Yield the mentions before one, sentence by sentence backwards, within its section.

        The mention's own sentence comes first, with what stands before it there; earlier segments
        follow while they share the heading, `segments` of them at most.
        """
        index = self.sentence_index(mention)
        own = self.by_sentence[mention.segment_id, index]
        yield [other for other in own if other.start < mention.start]
        for earlier in range(index - 1, -1, -1):
            yield self.by_sentence.get((mention.segment_id, earlier), [])
        here = self.segments[mention.segment_id]
        at = self.order[mention.segment_id]
        for segment_id in reversed(self._ids[max(0, at - segments) : at]):
            segment = self.segments[segment_id]
            if segment.heading_path != here.heading_path:
                return
            for earlier in range(len(segment.sentences) - 1, -1, -1):
                yield self.by_sentence.get((segment_id, earlier), [])


def _interval(time: TimeExpression) -> Interval | None:
    if not time.earliest and not time.latest:
        return None
    earliest = date.fromisoformat(time.earliest) if time.earliest else date.min
    latest = date.fromisoformat(time.latest) if time.latest else date.max
    return (earliest, latest)
