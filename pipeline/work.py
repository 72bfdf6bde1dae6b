"""One chapter through every stage, from its bytes to its share of the tables."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import recognize
from pipeline.cache import Cache, chapter_key, code_fingerprint, hash_files, hash_parts, write_output
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.errors import InputError
from pipeline.events import extract_events
from pipeline.export import check_rows, csv_lines, require_contract
from pipeline.ingest import Chapter, read_source
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import (
    ChapterOutput,
    ChapterResult,
    Document,
    Issue,
    Linking,
    RawDocument,
    Segment,
    TimeExpression,
)
from pipeline.recognize import (
    KnownNames,
    find_entities,
    find_known_names,
    find_mentions,
    pack_docs,
    pack_entities,
    parse_trees,
    unpack_docs,
    unpack_entities,
)
from pipeline.repair import repair_document
from pipeline.resolve import file_telling
from pipeline.segment import split_document
from pipeline.spacy_model import ModelIdentity, load_nlp
from pipeline.tables import chapter_tables, locate_events, record_chapter

if TYPE_CHECKING:
    from spacy.tokens import Doc


AFTER_LINKING = (
    *(
        "events",
        "resolve",
        "tables.py",
        "cells.py",
        "export.py",
        "outputs.py",
        "report.py",
        "decisions.py",
    ),
    *(
        "lexicon/event_rules",
        "lexicon/event_rules.py",
        "lexicon/event_types.csv",
        "lexicon/event_types.py",
    ),
    *(
        "run.py",
        "merge.py",
        "shares.py",
        "tasks.py",
        "cluster.py",
        "cli",
        "review",
        "corrections",
        "exports",
        "accession",
    ),
    *("score.py", "diff.py", "verify.py", "explain.py"),
)
"""Files and folders of the package that no stage up to the linking of names reads."""

load_nlp_once = cache(load_nlp)
load_gazetteer_once: Callable[[], Gazetteer] = cache(load_gazetteer)


def read_chapter(chapter: Chapter, model: ModelIdentity, store: Cache, result_path: Path) -> None:
    """Read one chapter and write its result file.

    Args:
        chapter: the chapter.
        model: the spaCy model to parse it with.
        store: where parses are kept.
        result_path: the file to write, whole or not at all.

    Raises:
        PipelineError: something is wrong with the chapter; no file is written.
    """
    result = extract_chapter(chapter, model, store)
    tables = chapter_tables(result)
    known = {"documents": {result.source.source_id}, "entities": set(result.entities)}
    require_contract(check_rows(tables, known=known), where=chapter.path)
    output = ChapterOutput(
        record=record_chapter(result, tables, map(file_telling, result.event_mentions)),
        tables={name: csv_lines(rows) for name, rows in tables.items()},
        text_layer="" if result.source.format == "txt" else result.raw,
    )
    # The result is kept under the key of the bytes that were there when the run began.
    if chapter_key(chapter.source_id, chapter.path, model.parts) != result_path.name:
        raise InputError("the file changed while it was being read", where=chapter.path, hint="run again")
    write_output(result_path, output)


def extract_chapter(chapter: Chapter, model: ModelIdentity, store: Cache | None = None) -> ChapterResult:
    """Take one chapter through every stage, from its bytes to located tellings of events.

    Raises:
        InputError: the file cannot be read as a chapter.
    """
    gazetteer = load_gazetteer_once()
    reading, docs = _read(chapter, model, store)
    raw, document, segments = reading.raw, reading.document, reading.segments
    times, linking = reading.times, reading.linking
    told, event_issues = extract_events(
        segments,
        docs,
        linking=linking,
        times=times,
        source=raw.source,
        gazetteer=gazetteer,
        rules=load_event_rules(),
    )
    implied = {party.entity_id for telling in told for party in telling.participants if party.entity_id}
    missing = sorted(implied - set(linking.entities))
    entities = dict(linking.entities) | {key: gazetteer.entity(key) for key in missing}
    return ChapterResult(
        source=raw.source,
        raw=raw.text,
        encoding=raw.encoding,
        repairs=document.repairs,
        segments=tuple(segments),
        mentions=linking.mentions,
        entities=entities,
        times=tuple(times),
        event_mentions=locate_events(told, segments),
        issues=(*document.issues, *reading.time_issues, *linking.issues, *event_issues),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A chapter after every stage that knows nothing of events."""

    raw: RawDocument
    document: Document
    segments: list[Segment]
    times: list[TimeExpression]
    time_issues: list[Issue]
    linking: Linking


def _read(chapter: Chapter, model: ModelIdentity, store: Cache | None) -> tuple[_Reading, list[Doc]]:
    """Take a chapter up to its linked names, or take that from the cache: no rule of events bears on it."""
    key = _reading_key(chapter, model)
    kept = store.read(key, "readings") if store else None
    if store and kept is not None:
        reading = pickle.loads(kept)
        assert isinstance(reading, _Reading)
        parse = store.read(_parse_key(reading.segments, model), "parses")
        if parse is not None:
            return reading, unpack_docs(parse)
    gazetteer = load_gazetteer_once()
    raw = read_source(chapter)
    document = clean_document(repair_document(raw))
    segments = split_document(document)
    if not segments:
        raise InputError("the file holds no text", where=chapter.path, hint="replace or remove it")
    times, time_issues = find_times(segments, source=raw.source)
    known = find_known_names(segments, gazetteer=gazetteer)
    docs = _parse(segments, known, model, store)
    mentions = find_mentions(segments, docs, gazetteer=gazetteer, known=known)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=raw.source, gazetteer=gazetteer
    )
    reading = _Reading(
        raw=raw,
        document=document,
        segments=segments,
        times=times,
        time_issues=time_issues,
        linking=linking,
    )
    # As with results: kept only if the file is still the one that was there at first.
    if store and _reading_key(chapter, model) == key:
        store.write(key, "readings", pickle.dumps(reading, protocol=pickle.HIGHEST_PROTOCOL))
    return reading, docs


def _reading_key(chapter: Chapter, model: ModelIdentity) -> str:
    files = hash_files([chapter.path, chapter.path.with_suffix(".toml")])
    return hash_parts(chapter.source_id, files, model.parts, code_fingerprint(without=AFTER_LINKING))


def _parse_key(segments: Sequence[Segment], model: ModelIdentity) -> str:
    words = [(segment.kind, segment.text, segment.sentences) for segment in segments]
    return hash_parts(model.name, model.version, model.sha256, _parse_code(), words)


def _parse(
    segments: Sequence[Segment], known: Sequence[KnownNames], model: ModelIdentity, store: Cache | None
) -> list[Doc]:
    """Parse the segments, or take the parse from the cache: it depends on their words and the model alone.

    So do the named entities of a stretch of words. Which stretches are looked at depends on the names
    that are known without the model: another gazetteer costs at most the reading of a few more.
    """
    key = _parse_key(segments, model)
    kept = store.read(key, "parses") if store else None
    if kept is None:
        docs = parse_trees(segments, nlp=load_nlp_once(model))
        if store:
            store.write(key, "parses", pack_docs(docs))
    else:
        docs = unpack_docs(kept)
    seen = unpack_entities(store.read(key, "entities") if store else None)
    read = find_entities(
        docs, known=[names.spans for names in known], load=lambda: load_nlp_once(model), seen=seen
    )
    if store and read:
        store.write(key, "entities", pack_entities(seen))
    return docs


@cache
def _parse_code() -> str:
    """Return a hash of the modules that make a parse: another code, another parse."""
    folder = Path(recognize.__file__).parent
    return hash_files(folder / name for name in ("entities.py", "kept.py", "parsing.py", "words.py"))
