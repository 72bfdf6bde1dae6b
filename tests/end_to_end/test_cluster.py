"""A real Dask scheduler with two real workers gives the bytes of a local run, even when one is killed."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import make_corpus
from tests.conftest import Bluebook
from tests.end_to_end.test_command import snapshot

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'bluebook-events[distributed]'")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    make_corpus(folder, words=6000, chapters=8)
    return folder


@pytest.fixture(scope="module")
def local(bluebook: Bluebook, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that a run in one process writes."""
    outputs, kept = tmp_path_factory.mktemp("local") / "outputs", tmp_path_factory.mktemp("local-cache")
    done = bluebook("extract", "--corpus", corpus, "--outputs", outputs, "--cache", kept, "--workers", 1)
    assert done.returncode == 0, done.stderr
    return snapshot(outputs)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on this machine, and its two workers."""
    (tmp_path / "dask").mkdir()
    told = tmp_path / "scheduler.json"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
        "XDG_CACHE_HOME": str(tmp_path / "worker-cache"),
    }
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(told)]
        with (tmp_path / f"dask/{len(processes)}.log").open("wb") as log:
            processes.append(
                subprocess.Popen(command, cwd=tmp_path / "dask", env=environment, stdout=log, stderr=log)
            )

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
    try:
        _wait(told.is_file)
        for _ in range(2):
            start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        yield json.loads(told.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _wait(happened: object, seconds: float = 60) -> None:
    assert callable(happened)
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def _results(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("results/**/*") if path.is_file() and path.suffix == ""]


@pytest.mark.parametrize("through_an_address", [False, True])
def test_a_killed_worker_changes_nothing(
    through_an_address: bool,
    corpus: Path,
    local: dict[str, bytes],
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
) -> None:
    address, workers = cluster
    outputs, shared = tmp_path / "outputs", tmp_path / "shared"
    words = ["--scheduler", address, "--cache", tmp_path / "cache" if through_an_address else shared]
    if through_an_address:
        words += ["--shared", shared.as_uri()]
    command = [sys.executable, "-m", "pipeline", "extract", "--corpus", corpus, "--outputs", outputs, *words]
    run = subprocess.Popen([str(word) for word in command], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    _wait(lambda: len(_results(shared)) >= 1)
    workers[0].kill()
    assert len(_results(shared)) < 8, "the run was over before the worker died"
    _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    assert snapshot(outputs) == local

    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    missing = _results(shared)[0]
    missing.unlink()
    again = subprocess.run(
        [*map(str, command), "--force"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert missing.is_file()
    assert snapshot(outputs) == local


def test_nobody_at_the_address_is_wrong_usage(bluebook: Bluebook, corpus: Path, tmp_path: Path) -> None:
    done = bluebook(
        "extract", "--corpus", corpus, "--outputs", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9",
        "--cache", tmp_path / "cache",
    )  # fmt: skip
    assert done.returncode == 2
    assert "no Dask scheduler answers" in done.stderr


def test_a_forced_run_computes_again_on_a_cluster_too(bluebook: Bluebook, tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus", words=400, chapters=2)
    places = ["--corpus", tmp_path / "corpus", "--outputs", tmp_path / "out", "--cache", tmp_path / "cache"]
    first = bluebook("extract", *places)
    assert first.returncode == 0, first.stderr
    before = {path: path.stat().st_ino for path in (tmp_path / "cache/results").rglob("*/*")}
    again = bluebook("extract", *places, "--force", "--scheduler", "local", "--workers", 1)
    assert again.returncode == 0, again.stderr
    assert len(before) == 2
    assert all(path.stat().st_ino != inode for path, inode in before.items())
