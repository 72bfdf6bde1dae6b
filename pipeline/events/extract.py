"""The chapter read from top to bottom, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.events.datelines import date_speech, day_of_dateline
from pipeline.events.discourse import Discourse, Here
from pipeline.events.parties.participants import implied_state, parties_of
from pipeline.events.parties.topic import states_of
from pipeline.events.rows import expand
from pipeline.events.sentence.context import Context, states_by_code
from pipeline.events.sentence.coordination import Grammar
from pipeline.events.sentence.units import DocTokens, SentenceView
from pipeline.events.sentence.view import build_view
from pipeline.events.telling import tell_event
from pipeline.events.triggers import (
    Candidate,
    drop_doubles,
    find_triggers,
    join_journeys,
    join_sessions,
    read_relative_clauses,
    split_gapped,
)
from pipeline.lexicon.event_rules import EventRules
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import (
    EVENT_KINDS,
    Entity,
    EventMention,
    Issue,
    Linking,
    Mention,
    Participant,
    Segment,
    Source,
    TimeExpression,
)
from pipeline.packing import packed_by_position

if TYPE_CHECKING:
    from spacy.tokens import Doc


def extract_events(
    segments: Sequence[Segment],
    docs: Sequence[Doc],
    *,
    linking: Linking,
    times: Sequence[TimeExpression],
    source: Source,
    gazetteer: Gazetteer,
    rules: EventRules,
) -> tuple[list[EventMention], list[Issue]]:
    """Find what happened, when, who with whom, where, and whether it did.

    Args:
        segments: the chapter's segments in reading order.
        docs: one parsed Doc per segment, with the segment's text.
        linking: mentions with their entities.
        times: the dates found (segment offsets).
        source: the chapter, whose edition year bounds what can have happened.
        gazetteer: knows the states that a sentence implies without naming them.
        rules: the event rules.

    Returns:
        Event mentions in text order, and issues where a trigger was met but not understood.
    """
    reader = ChapterReader(source, rules, linking.entities, gazetteer)
    for passage in make_passages(segments, docs, linking.mentions, times):
        reader.read(passage)
    return reader.events, []


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A segment that may tell of events, with its words, its names and its dates in text order."""

    segment: Segment
    tokens: DocTokens
    names: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]


def make_passages(
    segments: Sequence[Segment],
    docs: Sequence[Doc],
    mentions: Iterable[Mention],
    times: Iterable[TimeExpression],
) -> Iterator[Passage]:
    """Yield the segments that may tell of events, in reading order, each with what stands in it."""
    mentions_of: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        mentions_of[mention.segment_id].append(mention)
    times_of: dict[str, list[TimeExpression]] = defaultdict(list)
    for time in times:
        times_of[time.segment_id].append(time)
    for segment, doc in zip(segments, docs, strict=True):
        if segment.kind in EVENT_KINDS:
            yield Passage(
                segment=segment,
                tokens=DocTokens.of_doc(doc),
                names=tuple(sorted(mentions_of[segment.segment_id], key=_start)),
                times=tuple(sorted(times_of[segment.segment_id], key=_start)),
            )


@packed_by_position
@dataclass(frozen=True, slots=True)
class Memory:
    """All that the reading of a passage depends on, apart from the passage and the rules."""

    last_event: EventMention | None
    discourse: Discourse


@dataclass(slots=True)
class ChapterReader:
    """Reads a chapter passage by passage and carries the discourse from sentence to sentence."""

    source: Source
    rules: EventRules
    entities: Mapping[str, Entity]
    gazetteer: Gazetteer
    events: list[EventMention] = field(default_factory=list)
    discourse: Discourse = field(default_factory=Discourse)
    states: dict[str, Entity] = field(init=False)

    def __post_init__(self) -> None:
        self.states = states_by_code(self.entities.values())

    def memory(self) -> Memory:
        """Return what the next passage may lean on."""
        return Memory(self.events[-1] if self.events else None, replace(self.discourse))

    def recall(self, memory: Memory) -> None:
        """Go on as if what led to this memory had just been read; of the events, only the last is there."""
        self.events = [memory.last_event] if memory.last_event is not None else []
        self.discourse = replace(memory.discourse)

    def read(self, passage: Passage) -> None:
        """Add a passage's events to those told so far; a dateline may give its date to the last of them."""
        discourse, segment = self.discourse, passage.segment
        names, times = passage.names, passage.times
        discourse.enter(segment.heading_path)
        if segment.kind == "heading":
            discourse.heading_body = self._last_body(names)
            discourse.heading_states = self._states(names)
        day = day_of_dateline(segment, times)
        if day is not None:
            discourse.dateline = day
            if self.events:
                self.events[-1] = date_speech(self.events[-1], day, segment, names, self.entities)
            return
        for view in self._views(passage):
            discourse.sentence += 1
            if view is not None:
                self._read_sentence(segment, view, times)

    def _states(self, names: Sequence[Mention]) -> tuple[str, ...]:
        """The codes of the states a heading names."""
        return tuple(
            self.entities[entity].iso3
            for name in names
            if name.label in ("STATE", "DEMONYM")
            for entity in name.entity_ids
            if entity in self.entities
        )

    def _last_body(self, names: Sequence[Mention]) -> Entity | None:
        """The organisation a heading names last."""
        bodies = [
            self.entities[entity]
            for name in names
            if name.label == "ORG"
            for entity in name.entity_ids
            if entity in self.entities
        ]
        return bodies[-1] if bodies else None

    def _views(self, passage: Passage) -> Iterator[SentenceView | None]:
        """The sentences of a segment as the rules read them; None for one without words."""
        segment, tokens = passage.segment, passage.tokens
        headless = segment.kind in ("caption", "list", "heading")
        for start, end in segment.sentences:
            first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            if first == last:
                yield None
                continue
            yield build_view(
                tokens,
                first,
                last,
                (start, end),
                segment.text,
                [name for name in passage.names if start <= name.start and name.end <= end],
                [time for time in passage.times if start <= time.start and time.end <= end],
                self.rules.phrases,
                self.rules.verbs if headless else frozenset(),
            )

    def _read_sentence(self, segment: Segment, view: SentenceView, times: Sequence[TimeExpression]) -> None:
        context = Context(
            view=view,
            grammar=Grammar(view, party_nouns=self.rules.lists["party_nouns"]),
            rules=self.rules,
            entities=self.entities,
            segment_id=segment.segment_id,
            segment_kind=segment.kind,
            gazetteer=self.gazetteer,
            states=self.states,
        )
        bound: set[str] = set()
        here: list[Here] = []
        for candidate in self._triggers(context):
            rows = expand(candidate, context)
            if candidate.rule.id == "conference.host-role":
                rows = rows[:1]  # "was host in May, and in October was elected": one summit, one row
            for row in rows:
                told = tell_event(
                    candidate if row.frame is None else replace(candidate, frame=row.frame),
                    row,
                    context,
                    segment=segment,
                    source=self.source,
                    discourse=self.discourse,
                    here=here,
                )
                if told is None:
                    continue
                event, happening = told
                self.events.append(event)
                here.append(Here(candidate, happening))
                if event.timex_id and "date: date the clause explains" not in event.trace:
                    bound.add(event.timex_id)
        self._remember(context, here)
        if segment.kind in ("paragraph", "list"):
            own = [time for time in times if view.start <= time.start and time.end <= view.end]
            self.discourse.note_frame(own, bound, self.source)

    def _triggers(self, context: Context) -> list[Candidate]:
        """The triggers of a sentence, those that tell of one happening together as one."""
        found = drop_doubles(split_gapped(find_triggers(context), context))
        found = join_sessions(found, context)
        return join_journeys(read_relative_clauses(found, context), context)

    def _remember(self, context: Context, here: Sequence[Here]) -> None:
        """Keep for the sentences to come what this one told and whom it named."""
        self.discourse.series = tuple(_series_of(context)[:2])
        named = states_of(context)
        if named:
            self.discourse.states = tuple(
                state for code in named for state in implied_state(code, "actor", 0, "named before", context)
            )
            self.discourse.states_at = self.discourse.sentence
            foreign = [code for code in named if code != "JPN"]
            self.discourse.topic = (foreign or named)[0]
        for other in here:
            self.discourse.tell(other.told)


def _series_of(context: Context) -> list[Participant]:
    """The series of conferences a sentence names."""
    return [
        series
        for index, unit in enumerate(context.view.units)
        if unit.mention is not None and context.is_series(index)
        for series in parties_of(unit.mention, "actor", "the series told of before", context)
    ]


def _start(span: Mention | TimeExpression) -> int:
    return span.start
