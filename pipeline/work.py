"""One chapter through every stage, from its bytes to its share of the tables."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import recognize
from pipeline.cache import Cache, hash_files, hash_parts, pack_tables
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.errors import InputError
from pipeline.events import extract_events, make_passages
from pipeline.export import check_rows, csv_lines, require_contract
from pipeline.fingerprint import reading_key, surroundings, text_key
from pipeline.ingest import Chapter, read_source
from pipeline.kept import KeptNames, KeptReading, KeptText, keep_reading, keep_text, recall_text
from pipeline.lexicon.asked_gazetteer import noted_gazetteer
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import ChapterResult, Linking, Segment
from pipeline.recognize import (
    KnownNames,
    find_entities,
    find_known_names,
    find_mentions,
    pack_entities,
    pack_parses,
    parse_trees,
    unpack_docs,
    unpack_entities,
    unpack_parses,
)
from pipeline.repair import repair_document
from pipeline.segment import split_document
from pipeline.spacy_model import ModelIdentity, load_nlp
from pipeline.tables import chapter_tables, locate_events, record_chapter
from pipeline.tell import write_told

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@cache
def load_nlp_once(model: ModelIdentity) -> Language:
    """Load a model, once in a process."""
    nlp = load_nlp(model)
    gc.freeze()  # it stays: no use looking through it for garbage again and again
    return nlp


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
    text = _read_text(chapter, store)
    segments = text.segments
    times, time_issues = find_times(segments, source=text.source)
    known = find_known_names(segments, gazetteer=gazetteer)
    docs = _parse(segments, known, model, store)
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


def _read_text(chapter: Chapter, store: Cache | None) -> KeptText:
    """Take a chapter from its bytes to its segments, or take them from the cache.

    Raises:
        InputError: the file cannot be read as a chapter.
    """
    key = text_key(chapter.source_id, chapter.path)
    text = recall_text(store, key) if store else None
    if text is not None:
        return text
    raw = read_source(chapter)
    document = clean_document(repair_document(raw))
    text = KeptText(
        source=raw.source,
        raw=raw.text,
        encoding=raw.encoding,
        repairs=document.repairs,
        segments=tuple(split_document(document)),
        issues=document.issues,
    )
    if not text.segments:
        raise InputError("the file holds no text", where=chapter.path, hint="replace or remove it")
    # What was read is kept under the key of the bytes that were there at first.
    if store and text_key(chapter.source_id, chapter.path) == key:
        keep_text(store, key, text)
    return text


def _parse(
    segments: Sequence[Segment], known: Sequence[KnownNames], model: ModelIdentity, store: Cache | None
) -> list[Doc]:
    """Parse the segments, or take what is there from the cache: a parse depends on words and model alone.

    So do the named entities of a stretch of words. Which stretches are looked at depends on the names
    that are known without the model: another gazetteer costs at most the reading of a few more.
    """
    key = hash_parts(*model.parts, surroundings(), _parse_code(), segments[0].source_id)
    docs = parse_segments_once(segments, key, model, store)
    seen = unpack_entities(store.read(key, "entities") if store else None)
    found = find_entities(
        docs, known=[names.spans for names in known], load=lambda: load_nlp_once(model), seen=seen
    )
    if store and found != seen:
        store.write(key, "entities", pack_entities(found))
    return docs


def parse_segments_once(
    segments: Sequence[Segment], key: str, model: ModelIdentity, store: Cache | None
) -> list[Doc]:
    """Parse those segments of a chapter that were not in it when it was parsed last.

    Args:
        segments: the segments in reading order.
        key: under which the chapter's parse is kept.
        model: the spaCy model.
        store: where it is kept, if it is.

    Returns:
        One Doc per segment, with tags and trees.
    """
    names = [hash_parts(segment.text, segment.sentences) for segment in segments]
    content = store.read(key, "parses") if store else None
    kept_names, kept = unpack_parses(content) if content is not None else ([], b"")
    if kept_names == names:
        return unpack_docs(kept)
    nlp = load_nlp_once(model)
    there: defaultdict[str, list[Doc]] = defaultdict(list)
    if not set(names).isdisjoint(kept_names):
        for name, doc in zip(kept_names, unpack_docs(kept, vocabulary=nlp.vocab), strict=True):
            there[name].append(doc)
    found = [there[name].pop() if there[name] else None for name in names]  # each Doc has one place
    missing = [segment for segment, doc in zip(segments, found, strict=True) if doc is None]
    parsed = iter(parse_trees(missing, nlp=nlp))
    docs = [next(parsed) if doc is None else doc for doc in found]
    if store:
        store.write(key, "parses", pack_parses(names, docs))
    return docs


@cache
def _parse_code() -> str:
    """Return a hash of the modules that make a parse: another code, another parse."""
    folder = Path(recognize.__file__).parent
    return hash_files(folder / name for name in ("entities.py", "kept.py", "parsing.py", "words.py"))
