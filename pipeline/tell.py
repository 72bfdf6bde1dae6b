"""A chapter's events from what was read of it, and its result file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.cache import Cache, pack_record, write_result
from pipeline.errors import InputError
from pipeline.events import join_events, tell_events
from pipeline.fingerprint import chapter_key, reading_key
from pipeline.ingest import Chapter
from pipeline.kept import (
    KeptReading,
    KeptTelling,
    keep_telling,
    pack_told,
    recall_reading,
    recall_telling,
    unpack_told,
)
from pipeline.lexicon.asked_rules import ALWAYS, Answerer
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.resolve import file_telling
from pipeline.spacy_model import ModelIdentity
from pipeline.tables import locate_events


@cache
def answerer() -> Answerer:
    """Return what answers questions about the event rules as they are."""
    return Answerer(load_event_rules())


def retell_chapter(chapter: Chapter, model: ModelIdentity, store: Cache, result_path: Path) -> bool:
    """Write a chapter's result from what is kept of its reading; return False when that is not kept.

    Neither spaCy nor any stage before the events is needed for that, nor the gazetteer if no changed
    rule bears on the chapter.
    """
    key = reading_key(chapter.source_id, chapter.path, model.parts)
    reading = recall_reading(store, key)
    if reading is None:
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
    record = tell_chapter(reading, store, key)
    if chapter_key(chapter.source_id, chapter.path, model.parts) != result_path.name:
        raise InputError("the file changed while it was being read", where=chapter.path, hint="run again")
    write_result(result_path, record, reading.tables)


def tell_chapter(reading: KeptReading, store: Cache, key: str) -> bytes:
    """Return the packed record of a chapter with its events.

    What was told when the rules were others is kept where they say the same of all that it hangs on.
    """
    kept = recall_telling(store, key)
    if kept is not None and not answerer().changed(kept.answers):
        return kept.record
    gazetteer = load_gazetteer()
    told = tell_events(
        reading.passages,
        source=reading.record.source,
        entities=reading.record.entities,
        gazetteer=gazetteer,
        rules=load_event_rules(),
        answerer=answerer(),
        answers=kept.answers if kept else None,
        before=unpack_told(kept.passages) if kept else (),
    )
    tellings = locate_events(join_events(told), reading.segments)
    entities = dict(reading.record.entities)
    implied = {p.entity_id for telling in tellings for p in telling.participants if p.entity_id}
    entities |= {entity_id: gazetteer.entity(entity_id) for entity_id in sorted(implied - set(entities))}
    filed = sorted(map(file_telling, tellings), key=lambda telling: telling.event_mention_id)
    record = pack_record(replace(reading.record, entities=entities, tellings=tuple(filed)))
    answers = answerer().answer_all(ALWAYS.union(*(passage.asked for passage in told)))
    keep_telling(store, key, KeptTelling(answers=answers, record=record, passages=pack_told(told)))
    return record
