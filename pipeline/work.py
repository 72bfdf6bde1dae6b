"""One chapter through every stage, from its bytes to its share of the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cache import Cache, pack_tables
from pipeline.dates import find_times
from pipeline.events import extract_events, make_passages
from pipeline.export import check_rows, csv_lines, require_contract
from pipeline.fingerprint import reading_key
from pipeline.ingest import Chapter
from pipeline.kept import KeptNames, KeptReading, keep_reading
from pipeline.lexicon.asked_gazetteer import noted_gazetteer
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import ChapterResult, Linking
from pipeline.parse import parse_chapter
from pipeline.recognize import find_known_names, find_mentions
from pipeline.spacy_model import ModelIdentity
from pipeline.tables import chapter_tables, locate_events, record_chapter
from pipeline.tell import write_told
from pipeline.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Doc


def read_chapter(chapter: Chapter, model: ModelIdentity, store: Cache, result_path: Path) -> None:
    """Read one chapter and write its result file.

    Args:
        chapter: the chapter.
        model: the spaCy model to parse it with.
        store: where parses are kept, and what was read.
        result_path: the file to write, whole or not at all.

    Raises:
        PipelineError: something is wrong with the chapter; no file is written.
    """
    key = reading_key(chapter.source_id, chapter.path, model.parts)
    gazetteer = noted_gazetteer()
    gazetteer.asked.clear()
    result, docs = _read(chapter, model, store, gazetteer)
    tables = chapter_tables(result)
    known = {"documents": {result.source.source_id}, "entities": set(result.entities)}
    require_contract(check_rows(tables, known=known), where=chapter.path)
    text_layer = "" if result.source.format == "txt" else result.raw
    reading = KeptReading(
        names=KeptNames.of(gazetteer.asked),
        record=record_chapter(result, tables, ()),
        tables=pack_tables({name: csv_lines(rows) for name, rows in tables.items()}, text_layer),
        passages=list(make_passages(result.segments, docs, result.mentions, result.times)),
        segments={segment.segment_id: segment for segment in result.segments},
    )
    # What was read is kept under the key of the bytes that were there at first.
    if reading_key(chapter.source_id, chapter.path, model.parts) == key:
        keep_reading(store, key, reading)
    write_told(reading, chapter, model, store, key, result_path)


def extract_chapter(chapter: Chapter, model: ModelIdentity, store: Cache | None = None) -> ChapterResult:
    """Take one chapter through every stage, from its bytes to located tellings of events.

    Raises:
        InputError: the file cannot be read as a chapter.
    """
    gazetteer = load_gazetteer()
    result, docs = _read(chapter, model, store, gazetteer)
    told, event_issues = extract_events(
        result.segments,
        docs,
        linking=Linking(mentions=result.mentions, entities=result.entities, issues=()),
        times=result.times,
        source=result.source,
        gazetteer=gazetteer,
        rules=load_event_rules(),
    )
    segments = {segment.segment_id: segment for segment in result.segments}
    tellings = locate_events(told, segments)
    return replace(result, event_mentions=tellings, issues=(*result.issues, *event_issues))


def _read(
    chapter: Chapter, model: ModelIdentity, store: Cache | None, gazetteer: Gazetteer
) -> tuple[ChapterResult, list[Doc]]:
    """Take a chapter through every stage but the events; return what it gave so far, and its parse."""
    text = read_text(chapter, store)
    segments = text.segments
    times, time_issues = find_times(segments, source=text.source)
    known = find_known_names(segments, gazetteer=gazetteer)
    docs = parse_chapter(segments, known, model, store)
    mentions = find_mentions(segments, docs, gazetteer=gazetteer, known=known)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=text.source, gazetteer=gazetteer
    )
    result = ChapterResult(
        source=text.source,
        raw=text.raw,
        encoding=text.encoding,
        repairs=text.repairs,
        segments=segments,
        mentions=linking.mentions,
        entities=linking.entities,
        times=tuple(times),
        event_mentions=(),
        issues=(*text.issues, *time_issues, *linking.issues),
    )
    return result, docs
