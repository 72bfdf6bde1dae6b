"""Many chapters over one or several processes.

A task reads one chapter and writes one result file, and nothing else. Doing it twice gives the same
file, so it may run in this process, in another one or on another machine.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from pipeline import OBJECTS_BETWEEN_COLLECTIONS
from pipeline.cache import Cache, read_record
from pipeline.errors import PipelineError
from pipeline.ingest import Chapter
from pipeline.spacy_model import ModelIdentity

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

_BYTES_WORTH_A_PROCESS = 100_000
"""Below this much text, loading the model once more takes longer than reading the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A chapter to read, the model to read it with, and the file its result goes to."""

    chapter: Chapter
    model: ModelIdentity
    store: Cache
    result: Path


Run = Callable[[Sequence[Task]], Iterator[tuple[Task, PipelineError | None]]]
"""Does tasks in any order and yields each as it ends, with what was wrong with it, if anything."""


def do_tasks(
    chapters: Sequence[Chapter],
    keys: Mapping[str, str],
    model: ModelIdentity,
    store: Cache,
    *,
    workers: int,
    force: bool,
    say: Callable[[str], None],
    run: Run | None = None,
) -> tuple[dict[str, Path], list[PipelineError]]:
    """Read all chapters whose result is not kept yet, the largest first.

    Args:
        chapters: the chapters, in the order of the tables.
        keys: the key of each chapter's result, by source id.
        model: the spaCy model.
        store: where results are kept.
        workers: most processes to use; 1 reads in this one.
        force: read again what is kept.
        say: takes each line of progress.
        run: does the tasks elsewhere, for example on a cluster.

    Returns:
        The result files by source id, in the order of the chapters, and what was wrong with chapters
        that gave none.
    """
    if force:
        store = replace(store, forgetful=True)
    tasks = [
        Task(chapter=c, model=model, store=store, result=store.path(keys[c.source_id], "results"))
        for c in chapters
    ]
    waiting = [task for task in tasks if not store.has_whole(task.result.name, "results")]
    sizes = {task.chapter.source_id: _size(task.chapter.path) for task in waiting}
    waiting.sort(key=lambda task: (-sizes[task.chapter.source_id], task.chapter.source_id))
    failed: dict[str, PipelineError] = {}
    size = sum(sizes.values())
    processes = min(workers, len(waiting), 1 + size // _BYTES_WORTH_A_PROCESS)
    began, done, words = time.monotonic(), 0, 0
    finished = run(waiting) if run else _run_tasks(waiting, processes)
    for number, (task, problem) in enumerate(finished, 1):
        done += sizes[task.chapter.source_id]
        if problem is None:
            words += read_record(task.result).words
        else:
            failed[task.chapter.source_id] = problem
        seconds = max(time.monotonic() - began, 0.001)
        left = f", {_as_time(seconds * (size - done) / done)} left" if number < len(waiting) else ""
        say(f"[{number}/{len(waiting)}] {task.chapter.source_id} ({words / seconds:,.0f} words/s{left})")
    names = [(task.chapter.source_id, task.result) for task in tasks]
    files = {name: result for name, result in names if name not in failed}
    return files, [failed[task.chapter.source_id] for task in tasks if task.chapter.source_id in failed]


def _size(path: Path) -> int:
    """Return a file's size in bytes; 1 when it is gone, which its reading will tell."""
    try:
        return max(path.stat().st_size, 1)
    except OSError:
        return 1


def _as_time(seconds: float) -> str:
    """Write a time as a person reads it.

    >>> _as_time(42), _as_time(150)
    ('42 s', '2 min 30 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _run_tasks(tasks: Sequence[Task], processes: int) -> Iterator[tuple[Task, PipelineError | None]]:
    if processes < 2:
        for task in tasks:
            yield task, do_task(task)
    else:
        yield from _run_in_processes(tasks, processes)


def _run_in_processes(tasks: Sequence[Task], processes: int) -> Iterator[tuple[Task, PipelineError | None]]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_start_worker, initargs=(stop,)
    ) as pool:
        futures = {pool.submit(do_task, task): task for task in tasks}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as error:
            raise PipelineError(
                "a worker process was stopped from outside, perhaps for want of memory",
                hint="try again with --workers 1; finished chapters are kept",
            ) from error
        except BaseException:
            stop.set()  # what a worker has half read is not worth waiting for; nothing is half written
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _start_worker(stop: Event) -> None:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    _end_with_the_run(stop)


def _end_with_the_run(stop: Event) -> None:
    """Let this worker process end when the run is killed or stopped; nobody else would ever tell it to.

    Ctrl-C reaches every process of a terminal: the run alone acts on it, and says so once.
    """
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_when, args=(stop.wait,), daemon=True).start()
    run = parent_process()
    if run is not None:
        Thread(target=_end_when, args=(run.join,), daemon=True).start()


def _end_when(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)


def do_task(task: Task) -> PipelineError | None:
    """Read one chapter and write its result file; return what is wrong with the chapter, if anything."""
    from pipeline.tell import retell_chapter

    try:
        if retell_chapter(task.chapter, task.model, task.store, task.result):
            return None
        from pipeline.work import read_chapter  # loads every stage, and soon spaCy

        read_chapter(task.chapter, task.model, task.store, task.result)
    except PipelineError as problem:
        return problem
    except OSError as error:
        where = error.filename or task.chapter.path
        reason = error.strerror or str(error)
        return PipelineError(f"reading this chapter failed at {where}: {reason}", where=task.chapter.path)
    except MemoryError:
        return PipelineError(
            "there is not enough memory to read this chapter",
            where=task.chapter.path,
            hint="give the run more memory, use --workers 1, or split the chapter",
        )
    except Exception as fault:  # a fault of ours costs one chapter, never the run
        if os.environ.get("BLUEBOOK_DEBUG"):
            raise
        return PipelineError(
            f"a fault of the pipeline stopped this chapter: {type(fault).__name__}: {fault}",
            where=task.chapter.path,
            hint="please report it with the chapter; BLUEBOOK_DEBUG=1 shows where",
        )
    return None
