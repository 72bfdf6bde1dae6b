"""A chapter's events told again after a change of the rules, passage by passage, only where it bears.

What a passage tells depends on the passage, on what was told before it (the reader's memory), and on
what it asks of the rules. Where all three are as they were, so is what it tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.events.extract import ChapterReader, Memory, Passage
from pipeline.lexicon.asked_rules import ALWAYS, Answerer, Answers, Question, note_questions
from pipeline.lexicon.event_rules import EventRules
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import Entity, EventMention, Source
from pipeline.packing import packed_by_position


@packed_by_position
@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPassage:
    """What one passage gave, and what that hangs on.

    `redated` is the last event before the passage when a dateline in it has given that event a date;
    `memory` is the reader's memory behind the passage.
    """

    asked: frozenset[Question]
    redated: EventMention | None
    events: tuple[EventMention, ...]
    memory: Memory


def tell_events(
    passages: Sequence[Passage],
    *,
    source: Source,
    entities: Mapping[str, Entity],
    gazetteer: Gazetteer,
    rules: EventRules,
    answerer: Answerer | None = None,
    answers: Answers | None = None,
    before: Sequence[ToldPassage] = (),
) -> list[ToldPassage]:
    """Find the events of a chapter, and keep what was told before where nothing bears on it.

    Args:
        passages: from `make_passages`, in reading order; only those that are read again are looked at.
        source: the chapter.
        entities: the entities that the passages name.
        gazetteer: knows the states that a sentence implies without naming them.
        rules: the event rules.
        answerer: answers questions from these rules; needed with `before` alone.
        answers: how the questions that `before` asked were answered then.
        before: what the same passages told under other rules; empty to read all of them.

    Returns:
        What each passage tells, the same as if all were read.
    """
    changed = set(ALWAYS) if answerer is None or answers is None else answerer.changed(answers)
    asked: set[Question] = set()
    one_of_each: dict[Question, Question] = {}
    reader = ChapterReader(source, note_questions(rules, asked), entities, gazetteer)
    memory = reader.memory()
    as_before = not changed & ALWAYS
    told: list[ToldPassage] = []
    for number in range(len(passages)):
        kept = before[number] if number < len(before) else None
        if kept is None or not as_before or not changed.isdisjoint(kept.asked):
            asked.clear()
            reader.recall(memory)
            reader.read(passages[number])
            new = _told(reader, memory, frozenset(one_of_each.setdefault(q, q) for q in asked))
            as_before = kept is not None and not changed & ALWAYS and new.memory == kept.memory
        else:
            new = kept
        told.append(new)
        memory = new.memory
    return told


def _told(reader: ChapterReader, memory: Memory, asked: frozenset[Question]) -> ToldPassage:
    events = reader.events
    redated = None
    if memory.last_event is not None:
        redated = events[0] if events[0] is not memory.last_event else None
        events = events[1:]
    return ToldPassage(
        asked=asked,
        redated=redated,
        events=tuple(events),
        memory=reader.memory(),
    )


def join_events(told: Sequence[ToldPassage]) -> list[EventMention]:
    """Return the events of all passages in text order."""
    events: list[EventMention] = []
    for passage in told:
        if passage.redated is not None:
            events[-1] = passage.redated
        events += passage.events
    return events
