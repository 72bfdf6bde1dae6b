"""Clock, little memory, locale, time zone, hash seed, version of Python: told, or the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import pipeline.tasks
from pipeline.cache import Cache
from pipeline.errors import PipelineError
from pipeline.ingest import find_chapters
from pipeline.spacy_model import ModelIdentity
from pipeline.verify import verify_outputs
from tests.conftest import NO_NETWORK
from tests.faults.conftest import EXTRACT, ROOT, TALKS, Driver, snapshot
from tests.reliability import IS_FULL, SEED, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and uses the limits of Linux"),
]
Snapshot = Mapping[str, bytes]
FAKETIME = [str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]


@pytest.fixture(scope="module")
def sound(driver: Driver, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The tables that the corpus of `home` gives."""
    folder = shutil.copytree(home, tmp_path_factory.mktemp("sound") / "home")
    ended = driver.do(folder, *EXTRACT)
    assert ended["code"] == 0, ended["log"]
    return snapshot(folder / "outputs")


def test_a_clock_that_jumps_changes_nothing(
    driver: Driver, home: Path, tmp_path: Path, sound: Snapshot
) -> None:
    """It jumps by years within each run and between a first run, one from the cache and an unchanged one."""
    number = 20 if IS_FULL else 2
    for round_ in range(number):
        folder = Path(shutil.copytree(home, tmp_path / f"clock-{round_}"))
        shutil.rmtree(folder / "cache")
        for part in ("first", "unchanged", "from the cache"):
            if part == "from the cache":
                shutil.rmtree(folder / "outputs")
            ended = driver.do(folder, *EXTRACT, "--cache-size", "0.1", clock=f"{SEED} {round_} {part}")
            assert ended["code"] == 0, ended["log"]
            assert snapshot(folder / "outputs") == sound
        shutil.rmtree(folder)
    record("clock that jumps during a run", tried=3 * number, survived=3 * number)


@pytest.mark.skipif(not FAKETIME, reason="needs Debian's libfaketime")
@pytest.mark.parametrize(
    "clock", ["@1970-01-02 00:00:00", "@2099-12-31 23:59:58", "+0 x100000"][: 3 if IS_FULL else 1]
)
def test_the_system_s_clock_changes_nothing(
    bluebook: Any, home: Path, tmp_path: Path, sound: Snapshot, clock: str
) -> None:
    folder = Path(shutil.copytree(home, tmp_path / "home"))
    shutil.rmtree(folder / "cache")
    variables = {"LD_PRELOAD": FAKETIME[0], "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    ended = bluebook("extract", *EXTRACT[2:], cwd=folder, **variables)
    assert ended.returncode == 0, ended.stderr
    assert "-" not in "".join(line.partition("(")[2] for line in ended.stderr.splitlines() if " left" in line)
    assert snapshot(folder / "outputs") == sound
    record("system clock decades off or racing", tried=1, survived=1)


@pytest.mark.parametrize("now", [[5.0] * 9, [5.0, 4.0, 3.0, 2.0, 1.0], [5.0, 5.0, 1e12, 1e12, 1e12]])
def test_the_time_left_is_never_negative(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    """Even when no time passes, it runs backwards or leaps, progress is a number a person can read."""
    times = iter(now)
    monkeypatch.setattr(pipeline.tasks.time, "monotonic", lambda: next(times))
    chapters, _ = find_chapters(home / "corpus")
    said: list[str] = []
    pipeline.tasks.do_tasks(
        chapters,
        {chapter.source_id: "00" for chapter in chapters},
        ModelIdentity(name="none", version="", sha256=""),
        Cache(tmp_path),
        workers=1,
        force=False,
        say=said.append,
        run=lambda tasks: ((task, PipelineError("not read")) for task in tasks),
    )
    assert len(said) == len(chapters)
    assert all("-" not in line.partition("(")[2] and "inf" not in line for line in said)


def test_a_limit_too_small_for_the_model_is_told(bluebook: Any, own_home: Path) -> None:
    before = snapshot(own_home / "outputs")
    script = f"ulimit -v 350000; exec {sys.executable} -m pipeline {' '.join(EXTRACT)}"
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([NO_NETWORK, str(ROOT)]), "NO_COLOR": "1"}
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=own_home,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 1
    assert "MB of memory" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert snapshot(own_home / "outputs") == before
    record("memory limit too small to begin", tried=1, survived=1)


def test_memory_that_is_refused_is_told(driver: Driver, home: Path, tmp_path: Path, sound: Snapshot) -> None:
    """At the nth step of a run there is no memory; the tables stay or are whole, and the reason is told."""
    template = Path(shutil.copytree(home, tmp_path / "template"))
    shutil.rmtree(template / "cache")
    before = snapshot(template / "outputs")
    clean = driver.do(Path(shutil.copytree(template, tmp_path / "clean")), *EXTRACT)
    choose = random.Random(f"{SEED} memory")
    steps = choose.sample(range(1, clean["steps"] + 1), 50 if IS_FULL else 3)
    told = 0
    for step in steps:
        folder = Path(shutil.copytree(template, tmp_path / "home"))
        ended = driver.do(folder, *EXTRACT, step=step, no_memory=True)
        told += is_whole_or_told(ended, folder, before=before, sound=sound)
        again = driver.do(folder, *EXTRACT)
        assert again["code"] == 0, again["log"]
        assert snapshot(folder / "outputs") == sound
        shutil.rmtree(folder)
    assert told > len(steps) / 2  # what only tidies up may do without
    record("memory refused at a step", tried=len(steps), survived=len(steps))


def is_whole_or_told(ended: Mapping[str, Any], folder: Path, *, before: Snapshot, sound: Snapshot) -> bool:
    """Check what a run without enough memory left, and return whether it said so."""
    found = snapshot(folder / "outputs")
    assert "Traceback" not in ended["log"]
    if ended["code"] == 0:
        assert found == sound
        return False
    assert ended["killed"] or "not enough memory" in ended["log"], ended["log"]
    if found != before:  # new tables, without a chapter that was told
        for problem in verify_outputs(folder / "outputs", corpus=folder / "corpus"):
            _, chapter, *words = problem.split()
            assert " ".join(words) == "is a chapter of the corpus and is not there", problem
            assert chapter in ended["log"], ended["log"]
    return True


def test_a_limit_on_memory_costs_a_chapter_or_is_told(driver: Driver, home: Path, tmp_path: Path) -> None:
    """How much a run needs depends on the machine: limits are tried up to the first that is enough."""
    template = Path(shutil.copytree(home, tmp_path / "template"))
    shutil.rmtree(template / "cache")
    (template / "corpus/1990/long.txt").write_text(TALKS * 200, encoding="utf-8")
    (template / "corpus/1990/long.toml").write_text('edition = 1990\ntitle = "Long"\n', encoding="utf-8")
    before = snapshot(template / "outputs")
    sound: Snapshot = {}
    if IS_FULL:
        clean = Path(shutil.copytree(template, tmp_path / "clean"))
        assert driver.do(clean, *EXTRACT)["code"] == 0
        sound = snapshot(clean / "outputs")

    def is_too_little(more: int) -> bool:
        folder = Path(shutil.copytree(template, tmp_path / "home"))
        told = is_whole_or_told(
            driver.do(folder, *EXTRACT, more_memory=more), folder, before=before, sound=sound
        )
        if IS_FULL:
            assert driver.do(folder, *EXTRACT)["code"] == 0
            assert snapshot(folder / "outputs") == sound
        shutil.rmtree(folder)
        return told

    assert is_too_little(0), "this process held memory enough for a long chapter before it began"
    if IS_FULL:
        tried, enough = 2, 1_000_000
        while is_too_little(enough):
            tried, enough = tried + 1, 2 * enough
        choose = random.Random(f"{SEED} limit")
        fewer = [is_too_little(choose.randrange(enough)) for _ in range(20)]
        record("memory limited during a run", tried=tried + len(fewer), survived=tried + len(fewer))
    else:
        record("memory limited during a run", tried=1, survived=1)


def test_a_chapter_that_needs_too_much_memory_costs_itself_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("pipeline.work.read_chapter", runs_out)
    chapters, _ = find_chapters(home / "corpus")
    task = pipeline.tasks.Task(
        chapter=chapters[0],
        model=ModelIdentity(name="none", version="", sha256=""),
        store=Cache(tmp_path),
        result=tmp_path / "result",
    )
    problem = pipeline.tasks.do_task(task)
    assert isinstance(problem, PipelineError)
    assert "not enough memory" in problem.message
    assert problem.where == str(chapters[0].path)


SURROUNDINGS = [
    {"PYTHONHASHSEED": "4711", "PYTHONUTF8": "0", "LC_ALL": "POSIX", "TZ": "Pacific/Kiritimati"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "LANG": "ja_JP.UTF-8"},
    {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
]


@pytest.mark.parametrize("variables", SURROUNDINGS if IS_FULL else SURROUNDINGS[:1])
def test_other_surroundings_give_the_same_bytes(
    bluebook: Any, driver: Driver, home: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    clean = shutil.copytree(home, tmp_path / "clean")
    assert driver.do(clean, *EXTRACT)["code"] == 0
    folder = shutil.copytree(home, tmp_path / "elsewhere")
    shutil.rmtree(folder / "cache")
    ended = bluebook(*EXTRACT, cwd=folder, **variables)
    assert ended.returncode == 0, ended.stderr
    assert snapshot(folder / "outputs") == snapshot(clean / "outputs")
    assert verify_outputs(folder / "outputs", corpus=folder / "corpus") == []
    record("time zone, locale, hash seed", tried=1, survived=1)


@pytest.mark.parametrize("python", os.environ.get("BLUEBOOK_PYTHONS", "").split())
def test_other_pythons_give_the_same_bytes(driver: Driver, home: Path, tmp_path: Path, python: str) -> None:
    """BLUEBOOK_PYTHONS names interpreters, of other versions, that have requirements.lock installed."""
    clean = shutil.copytree(home, tmp_path / "clean")
    assert driver.do(clean, *EXTRACT)["code"] == 0
    folder = shutil.copytree(home, tmp_path / "other")
    shutil.rmtree(folder / "cache")
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([NO_NETWORK, str(ROOT)])}
    subprocess.run([python, "-m", "pipeline", *EXTRACT], cwd=folder, env=variables, check=True)
    assert snapshot(folder / "outputs") == snapshot(clean / "outputs")
    record("another version of Python", tried=1, survived=1)
