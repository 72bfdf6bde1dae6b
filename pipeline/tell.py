"""A chapter's events from what was read of it, and its result file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.cache import Cache, pack_record, write_result
from pipeline.errors import InputError
from pipeline.events import ToldPassage, tell_events
from pipeline.fingerprint import chapter_key, reading_key
from pipeline.ingest import Chapter
from pipeline.kept import (
    FiledPassage,
    KeptNames,
    KeptReading,
    KeptTelling,
    keep_telling,
    pack_filed,
    recall_reading,
    recall_telling,
    unpack_filed,
)
from pipeline.lexicon.asked_gazetteer import noted_gazetteer
from pipeline.lexicon.asked_rules import ALWAYS, Answerer
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.model import FiledTelling
from pipeline.resolve import file_telling
from pipeline.spacy_model import ModelIdentity
from pipeline.tables import locate_events


@cache
def rules_answerer() -> Answerer:
    """Return what answers questions about the event rules as they are."""
    return Answerer(load_event_rules())


def retell_chapter(chapter: Chapter, model: ModelIdentity, store: Cache, result_path: Path) -> bool:
    """Write a chapter's result from what is kept of its reading; return False when that is not kept.

    Neither spaCy nor any stage before the events is needed for that, nor the gazetteer if it is the same
    and no changed rule bears on the chapter.
    """
    key = reading_key(chapter.source_id, chapter.path, model.parts)
    reading = recall_reading(store, key)
    if reading is None or not reading.names.still_hold():
        return False
    write_told(reading, chapter, model, store, key, result_path)
    return True


def write_told(
    reading: KeptReading, chapter: Chapter, model: ModelIdentity, store: Cache, key: str, result_path: Path
) -> None:
    """Find the events of a chapter that was read, and write its result file.

    Raises:
        InputError: the file is no longer the one that was there when the run began; nothing is written.
    """
    # Before anything is kept of what it tells, under the key of the bytes that were there at first.
    if chapter_key(chapter.source_id, chapter.path, model.parts) != result_path.name:
        raise InputError("the file changed while it was being read", where=chapter.path, hint="run again")
    record = tell_chapter(reading, store, key)
    write_result(result_path, record, reading.tables)


def tell_chapter(reading: KeptReading, store: Cache, key: str) -> bytes:
    """Return the packed record of a chapter with its events.

    What was told when the rules were others is kept where they say the same of all that it hangs on.
    """
    kept = recall_telling(store, key)
    if kept is not None and not (kept.reading == reading.digest and kept.names.still_hold()):
        kept = None
    if kept is not None and not rules_answerer().changed(kept.answers):
        return kept.record
    before = unpack_filed(kept.passages) if kept else []
    gazetteer = noted_gazetteer()
    gazetteer.asked.clear()
    told = tell_events(
        reading.passages,
        source=reading.record.source,
        entities=reading.record.entities,
        gazetteer=gazetteer,
        rules=load_event_rules(),
        answerer=rules_answerer(),
        answers=kept.answers if kept else None,
        before=[passage.told for passage in before],
    )
    filed = [
        before[number] if number < len(before) and passage is before[number].told else _file(passage, reading)
        for number, passage in enumerate(told)
    ]
    entities = dict(reading.record.entities)
    implied = frozenset().union(*(passage.implied for passage in filed)) - set(entities)
    entities |= {entity_id: gazetteer.entity(entity_id) for entity_id in sorted(implied)}
    tellings = sorted(_tellings_of(filed, reading), key=lambda telling: telling.event_mention_id)
    record = pack_record(replace(reading.record, entities=entities, tellings=tuple(tellings)))
    answers = rules_answerer().answer_all(ALWAYS.union(*(passage.asked for passage in told)))
    names = KeptNames.of(gazetteer.asked, before=kept.names if kept else None)
    telling = KeptTelling(
        reading=reading.digest,
        names=names,
        answers=answers,
        record=record,
        passages=pack_filed(filed),
    )
    keep_telling(store, key, telling)
    return record


def _file(told: ToldPassage, reading: KeptReading) -> FiledPassage:
    """Locate and file what a passage told."""
    located = locate_events(told.events, reading.segments)
    return FiledPassage(
        told=replace(told, events=()),
        tellings=tuple(map(file_telling, located)),
        implied=frozenset(p.entity_id for telling in located for p in telling.participants if p.entity_id),
    )


def _tellings_of(filed: Sequence[FiledPassage], reading: KeptReading) -> list[FiledTelling]:
    """Return the tellings of a chapter, those that a later dateline gave a date with that date."""
    tellings: list[FiledTelling] = []
    for passage in filed:
        redated = passage.told.redated
        if redated is not None:
            (located,) = locate_events([redated], reading.segments)
            event_mention_id = tellings[-1].event_mention_id  # two of one trigger are numbered
            tellings[-1] = file_telling(replace(located, event_mention_id=event_mention_id))
        tellings += passage.tellings
    return tellings
