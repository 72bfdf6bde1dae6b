"""Run after run over a corpus that changes: nothing grows, nothing is left behind, nothing differs.

The short form is part of every run of the tests; `make soak` goes on for an hour, or for as many seconds
as BLUEBOOK_SOAK names, and writes what it measured into docs/RELIABILITY.md. BLUEBOOK_SOAK_KEEP names
a file that takes a line for each round: what was done, memory, handles and threads, size of the cache.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from pipeline.verify import verify_outputs
from tests.conftest import NO_NETWORK
from tests.faults.conftest import ROOT, snapshot
from tests.reliability import SEED, note, record
from tests.soak.corpus import WorkedOn

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
SECONDS = int(os.environ.get("BLUEBOOK_SOAK", "0"))
SHORT_ROUNDS = 10
CACHE_MB = 1.0 if SECONDS else 0.2
WARM_UP_SHARE = 0.25
"""Memory is compared from here on: by then every branch has been taken and every cache is filled."""
MOST_GROWTH = 1.05
COLD_EVERY, COMMAND_EVERY = 10, 20


class OneProcess:
    """A process that does run after run."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("loop.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=home,
            env=environment,
        )

    def do(self, *words: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What both ways of running share; temporary files go to a folder that is looked into."""
    (tmp_path / "temporary").mkdir()
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([NO_NETWORK, str(ROOT)]),
        "TMPDIR": str(tmp_path / "temporary"),
        "OMP_NUM_THREADS": "1",
        "NO_COLOR": "1",
    }


@pytest.fixture
def process(tmp_path: Path, environment: dict[str, str]) -> Iterator[OneProcess]:
    (tmp_path / "home").mkdir()
    process = OneProcess(tmp_path / "home", environment)
    yield process
    process.end()


def rounds() -> Iterator[int]:
    """Count the rounds until the time is up."""
    began, number = time.monotonic(), 0
    while number < SHORT_ROUNDS or time.monotonic() - began < SECONDS:
        number += 1
        yield number


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def left_behind(home: Path, temporary: Path) -> list[str]:
    """Return files that no run should leave: temporary ones, half-written ones, folders beside ours."""
    beside = {path.name for path in home.iterdir()} - {"corpus", "outputs", "cache"}
    hidden = [str(path) for path in home.rglob(".*")]
    return [*sorted(beside), *hidden, *(str(path) for path in temporary.iterdir())]


def test_run_after_run(process: OneProcess, tmp_path: Path, environment: dict[str, str]) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    corpus = WorkedOn(home, random.Random(f"{SEED} soak"))
    words = ("extract", "--workers", "1", "--cache", "cache", "--cache-size", str(CACHE_MB))
    memory: list[int] = []
    handles: list[int] = []
    forgot = cold = by_command = 0
    largest_cache = 0
    for number in rounds():
        did = corpus.change() if number > 1 else "start"
        if number % COMMAND_EVERY == 0:
            ended = by_the_command(home, *words[:2], "2", *words[3:], environment=environment)
            by_command += 1
        else:
            before = {path.name for path in (home / "cache").glob("*/*/*")}
            ended = process.do(*words)
            forgot += len(before - {path.name for path in (home / "cache").glob("*/*/*")})
            memory.append(ended["memory"])
            handles.append(ended["handles"] + ended["threads"])
        assert ended["code"] == int(corpus.is_broken), (number, did, ended["log"])
        assert "Traceback" not in ended["log"], (number, did, ended["log"])
        assert left_behind(home, temporary) == [], (number, did)
        largest_cache = max(largest_cache, bytes_in(home / "cache"))
        assert largest_cache <= CACHE_MB * 1e6, (number, did)
        keep_round(number, did, ended | {"cache": bytes_in(home / "cache")})
        if number % COLD_EVERY == 0:
            compare_with_a_cold_run(home, tmp_path / "cold", environment)
            assert verify_outputs(home / "outputs", corpus=home / "corpus") == [], (number, did)
            cold += 1
    warm = memory[int(len(memory) * WARM_UP_SHARE) :]
    early, late = median(warm[: len(warm) // 3 + 1]), median(warm[-len(warm) // 3 :])
    assert max(handles[2:]) == handles[2], "handles or threads are left open"
    assert forgot > 0, "the cache was never full, so that nothing was forgotten"
    if SECONDS:
        assert late <= early * MOST_GROWTH, f"memory grew from {early:,.0f} to {late:,.0f} bytes"
    record("extract in one process over a changing corpus", tried=len(memory), survived=len(memory))
    record("extract as a command over a changing corpus", tried=by_command, survived=by_command)
    record("tables of a worked-on corpus compared with a cold run", tried=cold, survived=cold)
    note(
        "soak",
        f"{number:,} runs one after the other, {len(memory):,} of them in one process: memory in use "
        f"{early / 1e6:.0f} MB (median of the first third after warm-up) and {late / 1e6:.0f} MB (last "
        f"third); {handles[2]} handles and threads in the third run, {handles[-1]} in the last; largest "
        f"cache {largest_cache / 1e6:.2f} MB of {CACHE_MB} MB allowed, {forgot:,} results forgotten.",
    )


def keep_round(number: int, did: str, ended: dict[str, Any]) -> None:
    path = os.environ.get("BLUEBOOK_SOAK_KEEP")
    if path:
        told = {name: ended.get(name) for name in ("memory", "handles", "threads", "cache")}
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps({"round": number, "did": did, **told}) + "\n")


def by_the_command(home: Path, *words: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "pipeline", *words]
    ended = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return {"code": ended.returncode, "log": ended.stdout + ended.stderr}


def compare_with_a_cold_run(home: Path, cold: Path, environment: dict[str, str]) -> None:
    """Read a copy of the corpus without anything kept; the tables must be the same bytes."""
    cold.mkdir()
    shutil.copytree(home / "corpus", cold / "corpus")
    ended = by_the_command(cold, "extract", "--cache", "none", "--workers", "1", environment=environment)
    assert ended["code"] in (0, 1), ended["log"]
    assert snapshot(cold / "outputs") == snapshot(home / "outputs")
    shutil.rmtree(cold)
