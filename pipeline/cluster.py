"""The same tasks on a Dask cluster: other machines, one shared place for the results.

A worker must see the chapters under the same paths as we do, and have this same version installed.
It needs no more memory than a local process, and one that dies costs only the chapters it held.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.cache import default_folder, write_whole
from pipeline.errors import PipelineError, UsageError
from pipeline.fingerprint import code_fingerprint
from pipeline.tasks import Task, do_task

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""Instead of a scheduler's address: start a cluster on this machine for this run."""

_LOCAL_CONFIG: dict[str, object] = {
    "distributed.worker.profile.enabled": False,  # it looks at every worker a hundred times a second
    # Dask has the system take back memory at once, and the model's arrays then cost a fifth of the time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}

_MOST_AT_ONCE = 2_000
"""Tasks handed to a scheduler at a time, so that neither it nor we hold more of them, however many wait."""

_one_at_a_time = threading.Lock()
"""A worker may have many threads, but there is one model in its process."""


def run_on_cluster(
    tasks: Sequence[Task], *, scheduler: str, workers: int, shared: str = ""
) -> Iterator[tuple[Task, PipelineError | None]]:
    """Do tasks on the workers of a Dask scheduler and yield each one as it ends.

    Every task can be done again at any time: a worker first looks whether the result is there already.
    When a worker dies, the scheduler gives its tasks to another.

    Args:
        tasks: the tasks, the largest first.
        scheduler: address of the scheduler ("tcp://host:8786"), or "local".
        workers: processes of a local cluster; ignored with an address.
        shared: a folder or fsspec address that all workers can write to ("s3://bucket/folder"). Without
            it, the cache folder of the tasks must be one that all workers see.

    Raises:
        UsageError: Dask is not installed, or nobody answers at the address.
    """
    if not tasks:
        return
    waiting = []
    for task in map(_absolute, tasks):
        if shared and not task.store.forgetful and _fetch(task, shared):
            yield task, None
        else:
            waiting.append(task)
    with _connect(scheduler, workers) as client:
        from distributed import as_completed

        start_waiting: Callable[..., Any] = as_completed
        ended = start_waiting()
        held: dict[Any, Task] = {}
        order = enumerate(waiting)

        def submit(most: int) -> None:
            for number, task in islice(order, most):
                future = client.submit(
                    _do_remote_task, task, code_fingerprint(), shared, pure=False, priority=-number
                )
                held[future] = task
                ended.add(future)

        submit(_MOST_AT_ONCE)
        for future in ended:
            task = held.pop(future)
            submit(1)
            problem = future.result() if future.status == "finished" else _died(task, future.exception())
            yield task, problem or _not_arrived(task, shared)


def _not_arrived(task: Task, shared: str) -> PipelineError | None:
    if not shared and not task.result.is_file():
        return PipelineError(
            f"its result did not arrive in {task.store.folder}",
            where=task.chapter.path,
            hint="all workers must see this cache folder; without such a folder, say --shared ADDRESS",
        )
    if shared and not _fetch(task, shared):
        return PipelineError(f"its result did not arrive at {shared}", where=task.chapter.path)
    return None


def _absolute(task: Task) -> Task:
    chapter = replace(task.chapter, corpus=task.chapter.corpus.absolute(), path=task.chapter.path.absolute())
    store = replace(task.store, folder=task.store.folder.absolute())
    return replace(task, chapter=chapter, store=store, result=task.result.absolute())


@contextmanager
def _connect(scheduler: str, workers: int) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            "--scheduler needs Dask, which is not installed",
            hint="pip install 'bluebook-events[distributed]'",
        ) from error
    connect: Callable[..., Client] = Client  # Dask has no types
    start_cluster: Callable[..., Any] = LocalCluster
    if scheduler == LOCAL:
        import dask

        settings = {
            "n_workers": workers,
            "threads_per_worker": 1,
            "dashboard_address": None,
            "silence_logs": logging.CRITICAL,  # what a user needs to know stands in the summary
            "preload": [__name__],
        }
        with (
            dask.config.set(_LOCAL_CONFIG),
            start_cluster(**settings) as cluster,
            connect(cluster) as client,
        ):
            yield client
        return
    try:
        client = connect(scheduler, timeout="5s")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {scheduler}", hint="start one with `dask scheduler`"
        ) from error
    with client:
        yield client


def dask_setup(_worker: object) -> None:
    """Let Ctrl-C be the run's affair alone; Dask calls this in each worker of a local cluster."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do_remote_task(task: Task, code: str, shared: str) -> PipelineError | None:
    """Do one task where this worker is; with a shared place, in the worker's own cache and then there."""
    if code != code_fingerprint():
        return PipelineError(
            "a worker has another version of this package than we do",
            where=task.chapter.path,
            hint="install the same version everywhere",
        )
    if shared:
        own = replace(task.store, folder=default_folder())
        task = replace(task, store=own, result=own.path(task.result.name, "results"))
    with _one_at_a_time:
        is_there = task.result.is_file() and not task.store.forgetful
        problem = None if is_there else do_task(task)
    if problem is None and shared:
        _send(task, shared)
    return problem


def _died(task: Task, fault: BaseException | None) -> PipelineError:
    return PipelineError(
        f"this chapter was given up after its workers died: {fault}",
        where=task.chapter.path,
        hint="give the workers more memory, or split the chapter",
    )


def _place(task: Task, shared: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    files, folder = url_to_fs(shared)
    return files, f"{folder.rstrip('/')}/results/{task.result.name}"


def _send(task: Task, shared: str) -> None:
    """Put a result into the shared place under its final name only once it is whole."""
    files, place = _place(task, shared)
    if files.exists(place) and not task.store.forgetful:
        return
    files.makedirs(place.rpartition("/")[0], exist_ok=True)
    beside = f"{place}.{threading.get_native_id()}.{id(task)}"
    files.pipe_file(beside, task.result.read_bytes())
    files.mv(beside, place)


def _fetch(task: Task, shared: str) -> bool:
    """Copy a result from the shared place into our cache; tell whether it was there."""
    files, place = _place(task, shared)
    try:
        content = files.cat_file(place)
    except FileNotFoundError:
        return False
    task.result.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(task.result, content)
    return True
