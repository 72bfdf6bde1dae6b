"""Killed while two worker processes read, a run leaves no half table and no worker behind."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import make_corpus
from tests.faults.conftest import EXTRACT, Driver, snapshot
from tests.reliability import IS_FULL, SEED, note, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and reads /proc"),
]
NUMBER = 50 if IS_FULL else 1
CHAPTERS = 8
PATIENCE_SECONDS = 120


def processes_of(folder: Path) -> list[int]:
    """Return the ids of living processes that were started for a folder, known by their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"STARTED_FOR={folder}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def workers_of(folder: Path) -> list[int]:
    """Return the processes among them that read chapters."""
    return [pid for pid in processes_of(folder) if "spawn_main" in told(pid, "cmdline")]


def told(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def ticks(pid: int) -> int:
    """Return the processor time a process has used, in hundredths of a second; 0 when it is gone."""
    fields = told(pid, "stat").rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def parent_of(pid: int) -> int:
    fields = told(pid, "stat").rpartition(") ")[2].split()
    return int(fields[1]) if fields else 0


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def kill_while_both_work(folder: Path, run: Future[dict[str, Any]], *, chapters: int, delay: float) -> bool:
    """Wait until some chapters are read, then kill the run if both workers are at work.

    Returns:
        Whether both used the processor between the two looks just before the kill.
    """

    def is_time() -> bool:
        results = len(list((folder / "cache/results").glob("*/*")))
        return run.done() or (len(workers_of(folder)) == 2 and results >= chapters)

    if not eventually(is_time) or run.done():
        return False
    workers = workers_of(folder)
    before = [ticks(pid) for pid in workers]
    time.sleep(delay)
    after = [ticks(pid) for pid in workers]
    if run.done():
        return False
    os.kill(parent_of(workers[0]), signal.SIGKILL)
    return len(workers) == 2 and all(one < other for one, other in zip(before, after, strict=True))


def test_a_run_in_two_processes(driver: Driver, tmp_path: Path) -> None:
    """The workers, which are processes of their own, end with the run that was killed."""
    template = tmp_path / "home"
    make_corpus(template / "corpus", words=4000, chapters=CHAPTERS, seed=SEED)
    words = ("extract", "--quiet", "--workers", "2", "--cache", "cache")
    clean = shutil.copytree(template, tmp_path / "clean")
    assert driver.do(clean, *EXTRACT)["code"] == 0
    after = snapshot(clean / "outputs")
    choose = random.Random(f"{SEED} parallel")
    landed = tried = 0
    with ThreadPoolExecutor(1) as pool:
        while landed < NUMBER and tried < 3 * NUMBER:
            tried += 1
            folder = Path(shutil.copytree(template, tmp_path / f"killed-{tried}"))
            order = {"parallel": True, "variables": {"STARTED_FOR": str(folder)}}
            run = pool.submit(driver.do, folder, *words, **order)
            chapters, delay = choose.randrange(CHAPTERS - 3), 0.1 + 0.2 * choose.random()
            landed += kill_while_both_work(folder, run, chapters=chapters, delay=delay)
            ended = run.result(timeout=PATIENCE_SECONDS)
            assert ended["killed"] or ended["code"] == 0, ended["log"]
            assert snapshot(folder / "outputs") in ({}, after)
            assert eventually(lambda folder=folder: not processes_of(folder)), processes_of(folder)
            again = driver.do(folder, *EXTRACT)
            assert again["code"] == 0, again["log"]
            assert snapshot(folder / "outputs") == after
            assert {path.name for path in folder.iterdir()} == {path.name for path in clean.iterdir()}
            shutil.rmtree(folder)
    assert landed >= NUMBER, "too few kills hit while both workers were busy"
    record("kill -9 while two processes read", tried=tried, survived=tried)
    note(
        "parallel kills",
        f"{landed} of {tried} parallel runs were killed while both workers used the processor.",
    )
