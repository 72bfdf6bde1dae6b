"""One chapter from its bytes to its share of the tables, and many of them over several processes.

A task reads one chapter and writes one result file, and nothing else. Doing it twice gives the same
file, so it may run in this process, in another one or on another machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache import Cache, hash_parts, write_output
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.errors import PipelineError
from pipeline.events import extract_events
from pipeline.export import check_tables, csv_lines, require_contract
from pipeline.ingest import Chapter, read_source
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import ChapterOutput, ChapterResult, Segment
from pipeline.recognize import find_mentions, pack_docs, parse_segments, unpack_docs
from pipeline.repair import repair_document
from pipeline.segment import split_document
from pipeline.spacy_model import ModelIdentity, load_nlp
from pipeline.tables import chapter_tables, locate_events, record_chapter

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A chapter to read, the model to read it with, and the file its result goes to."""

    chapter: Chapter
    model: ModelIdentity
    store: Cache
    result: Path


load_nlp_once = cache(load_nlp)
load_gazetteer_once: Callable[[], Gazetteer] = cache(load_gazetteer)


def do_tasks(
    chapters: Sequence[Chapter],
    keys: Mapping[str, str],
    model: ModelIdentity,
    store: Cache,
    *,
    workers: int,
    force: bool,
    say: Callable[[str], None],
) -> tuple[list[Path], list[PipelineError]]:
    """Read all chapters whose result is not kept yet, the largest first.

    Args:
        chapters: the chapters, in the order of the tables.
        keys: the key of each chapter's result, by source id.
        model: the spaCy model.
        store: where results are kept.
        workers: number of processes; 1 reads in this one.
        force: read again what is kept.
        say: takes each line of progress.

    Returns:
        The result files in the order of the chapters, and what was wrong with chapters that gave none.
    """
    tasks = [
        Task(chapter=c, model=model, store=store, result=store.path(keys[c.source_id], "results"))
        for c in chapters
    ]
    waiting = [task for task in tasks if force or not store.has(task.result.name, "results")]
    waiting.sort(key=lambda task: (-task.chapter.path.stat().st_size, task.chapter.source_id))
    failed: dict[str, PipelineError] = {}
    for number, (task, problem) in enumerate(_run_tasks(waiting, workers), 1):
        say(f"[{number}/{len(waiting)}] {task.chapter.source_id}")
        if problem is not None:
            failed[task.chapter.source_id] = problem
    files = [task.result for task in tasks if task.chapter.source_id not in failed]
    return files, [failed[task.chapter.source_id] for task in tasks if task.chapter.source_id in failed]


def _run_tasks(tasks: Sequence[Task], workers: int) -> Iterator[tuple[Task, PipelineError | None]]:
    if workers == 1 or len(tasks) < 2:
        for task in tasks:
            yield task, do_task(task)
        return
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(do_task, task): task for task in tasks}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as error:
            raise PipelineError(
                "a worker process was stopped from outside, perhaps for want of memory",
                hint="try again with --workers 1; finished chapters are kept",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def do_task(task: Task) -> PipelineError | None:
    """Read one chapter and write its result file; return what is wrong with the chapter, if anything."""
    try:
        result = extract_chapter(task.chapter, task.model, task.store)
        tables = chapter_tables(result)
        known = {"documents": {result.source.source_id}, "entities": set(result.entities)}
        require_contract(check_tables(tables, known=known), where=task.chapter.path)
    except PipelineError as problem:
        return problem
    output = ChapterOutput(
        record=record_chapter(result, tables),
        tables={name: csv_lines(table) for name, table in tables.items()},
        text_layer="" if result.source.format == "txt" else result.raw,
    )
    write_output(task.result, output)
    return None


def extract_chapter(chapter: Chapter, model: ModelIdentity, store: Cache | None = None) -> ChapterResult:
    """Take one chapter through every stage, from its bytes to located tellings of events.

    Raises:
        InputError: the file cannot be read as a chapter.
    """
    gazetteer = load_gazetteer_once()
    raw = read_source(chapter)
    document = clean_document(repair_document(raw))
    segments = split_document(document)
    times, time_issues = find_times(segments, source=raw.source)
    docs = _parse(segments, model, store)
    mentions = find_mentions(segments, docs, gazetteer=gazetteer)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=raw.source, gazetteer=gazetteer
    )
    told, event_issues = extract_events(
        segments,
        docs,
        linking=linking,
        times=times,
        source=raw.source,
        gazetteer=gazetteer,
        rules=load_event_rules(),
    )
    return ChapterResult(
        source=raw.source,
        raw=raw.text,
        encoding=raw.encoding,
        repairs=document.repairs,
        segments=tuple(segments),
        mentions=linking.mentions,
        entities=linking.entities,
        times=tuple(times),
        event_mentions=locate_events(told, segments),
        issues=(*document.issues, *time_issues, *linking.issues, *event_issues),
    )


def _parse(segments: Sequence[Segment], model: ModelIdentity, store: Cache | None) -> list[Doc]:
    """Parse the segments, or take the parse from the cache: it depends on their words and the model alone."""
    words = [(segment.kind, segment.text, segment.sentences) for segment in segments]
    key = hash_parts(model.name, model.version, model.sha256, words)
    kept = store.read(key, "parses") if store else None
    if kept is None:
        docs = parse_segments(segments, nlp=load_nlp_once(model))
        kept = pack_docs(docs)
        if store:
            store.write(key, "parses", kept)
    return unpack_docs(kept)
