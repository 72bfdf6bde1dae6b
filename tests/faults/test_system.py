"""Full disk, read-only folder, a file that goes away, a second run, a damaged cache: told, and no loss."""

from __future__ import annotations

import random
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.cache import Cache, hold_outputs
from pipeline.errors import PipelineError
from pipeline.ingest import find_chapters
from pipeline.spacy_model import ModelIdentity
from pipeline.tasks import do_tasks
from tests.faults.conftest import EXTRACT, TALKS, Driver, snapshot
from tests.reliability import IS_FULL, SEED, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and uses the limits of Linux"),
]
NUMBER = 50 if IS_FULL else 2


def says_why(ended: dict[str, Any], *words: str) -> bool:
    """Tell whether a run ended with code 1 and said these words, without a traceback."""
    log = ended["log"]
    return ended["code"] == 1 and "Traceback" not in log and all(word in log for word in words)


def without_cache(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in snapshot(folder).items() if not name.startswith("cache/")}


def test_a_full_disk(driver: Driver, home: Path, tmp_path: Path) -> None:
    """Writing fails after some bytes of a file, as on a full disk; afterwards there is room again."""
    clean = shutil.copytree(home, tmp_path / "clean")
    before = snapshot(clean / "outputs")
    assert driver.do(clean, *EXTRACT)["code"] == 0
    after = snapshot(clean / "outputs")
    choose = random.Random(f"{SEED} full disk")
    largest = max(map(len, after.values()))
    for _ in range(NUMBER):
        folder = shutil.copytree(home, tmp_path / "full")
        if choose.random() < 0.5:
            shutil.rmtree(folder / "cache")
        ended = driver.do(folder, *EXTRACT, most_file_bytes=choose.randrange(1, largest))
        if ended["code"] == 0:
            assert snapshot(folder / "outputs") == after
        else:
            assert says_why(ended, "File too large"), ended["log"]
            assert snapshot(folder / "outputs") == before
        assert driver.do(folder, *EXTRACT)["code"] == 0
        assert snapshot(folder / "outputs") == after
        assert {path.name for path in folder.iterdir()} == {path.name for path in clean.iterdir()}
        shutil.rmtree(folder)
    record("disk full during a run", tried=NUMBER, survived=NUMBER)


def test_a_full_disk_while_adding_exporting_and_reviewing(driver: Driver, home: Path, tmp_path: Path) -> None:
    commands = [
        ("add", "--yes", "--no-run", "--edition", "1990", "--id", "new", "europe.html"),
        ("export", "--format", "jsonld"),
        ("export", "--format", "sqlite"),
        ("export", "--format", "xlsx"),
        ("export", "--format", "timeml"),
        ("export", "--format", "parquet"),
        ("export", "--format", "duckdb"),
        ("review",),
    ]
    for words in commands:
        folder = shutil.copytree(home, tmp_path / "full")
        before = snapshot(folder)
        ended = driver.do(folder, *words, most_file_bytes=40)
        assert says_why(ended), (words, ended["log"])
        assert snapshot(folder) == before, words
        shutil.rmtree(folder)
    record("disk full during add, export, review", tried=len(commands), survived=len(commands))


READ_ONLY = {
    "outputs": ("outputs", EXTRACT, "outputs: the tables cannot be written"),
    "the folder around outputs": (".", EXTRACT, "outputs: the tables cannot be written"),
    "cache": ("cache", ("extract", "--force", *EXTRACT[1:]), "Permission denied"),
    "corpus": (
        "corpus/1990",
        ("add", "--yes", "--no-run", "--edition", "1990", "--id", "new", "europe.html"),
        "the chapter cannot be written",
    ),
    "exports": ("exports", ("export", "--format", "jsonld"), "cannot be written"),
    "outputs at review": ("outputs", ("review",), "outputs"),
}


@pytest.mark.parametrize("case", READ_ONLY)
def test_a_read_only_folder(driver: Driver, own_home: Path, case: str) -> None:
    name, words, message = READ_ONLY[case]
    target = own_home / name
    target.mkdir(exist_ok=True)
    inside = [target, *(path for path in target.rglob("*") if path.is_dir() and name == "cache")]
    before = without_cache(own_home)
    for path in inside:
        path.chmod(0o555)
    try:
        ended = driver.do(own_home, *words, powerless=True)
    finally:
        for path in inside:
            path.chmod(0o755)
    assert says_why(ended, message), ended["log"]
    assert without_cache(own_home) == before
    record("read-only folder", tried=1, survived=1)


def test_a_chapter_that_may_not_be_read(driver: Driver, own_home: Path) -> None:
    path = own_home / "corpus/1990/europe.html"
    path.chmod(0)
    ended = driver.do(own_home, *EXTRACT, powerless=True)
    assert says_why(ended, "europe.html", "Permission denied"), ended["log"]
    assert b"1990/talks" in (own_home / "outputs/documents.csv").read_bytes()
    record("file that may not be read", tried=1, survived=1)


@pytest.mark.parametrize("harm", [{}, {"content": TALKS.replace("8 May", "9 May")}], ids=["gone", "changed"])
def test_a_file_that_changes_in_mid_run(
    driver: Driver, home: Path, tmp_path: Path, harm: dict[str, str]
) -> None:
    """The other chapters go on, and no result is ever kept for bytes that were not read."""
    for name in ("talks.txt", "talks.toml") if IS_FULL and not harm else ("talks.txt",):
        template = shutil.copytree(home, tmp_path / f"template-{name}")
        shutil.rmtree(template / "cache")
        clean = shutil.copytree(template, tmp_path / f"clean-{name}")
        steps = driver.do(clean, *EXTRACT)["steps"]
        changed = shutil.copytree(template, tmp_path / f"changed-{name}")
        path = changed / "corpus/1990" / name
        if harm:
            path.write_text(harm["content"], encoding="utf-8")
        else:
            path.unlink()
        code = driver.do(changed, *EXTRACT)["code"]
        choose = random.Random(f"{SEED} {name}")
        tried = choose.sample(range(1, steps + 1), min(NUMBER, steps))
        for step in tried:
            folder = shutil.copytree(template, tmp_path / "harmed")
            told = {"path": f"corpus/1990/{name}", **harm}
            ended = driver.do(folder, *EXTRACT, step=step, harm=told)
            assert ended["code"] in (0, 1), ended["log"]
            assert "Traceback" not in ended["log"]
            assert "fault of the pipeline" not in ended["log"]
            assert b"1990/europe" in (folder / "outputs/documents.csv").read_bytes(), (step, ended["log"])
            again = driver.do(folder, *EXTRACT)
            assert again["code"] == code, again["log"]
            assert snapshot(folder / "outputs") == snapshot(changed / "outputs"), step
            shutil.rmtree(folder)
        kind = "file changed in mid-run" if harm else "file gone in mid-run"
        record(kind, tried=len(tried), survived=len(tried))


def test_a_second_run_is_told_to_wait(driver: Driver, own_home: Path) -> None:
    before = snapshot(own_home / "outputs")
    with hold_outputs(own_home / "outputs"):
        ended = driver.do(own_home, *EXTRACT[:-1], "another cache")
    assert says_why(ended, "outputs: another run is writing to this folder"), ended["log"]
    assert snapshot(own_home / "outputs") == before


def test_two_runs_at_once(driver: Driver, home: Path, tmp_path: Path) -> None:
    """On one outputs folder one of them may be sent away; on one cache with two folders none is."""
    other = Driver()
    rounds = 20 if IS_FULL else 1
    try:
        clean = shutil.copytree(home, tmp_path / "clean")
        assert driver.do(clean, *EXTRACT)["code"] == 0
        after = snapshot(clean / "outputs")
        with ThreadPoolExecutor(2) as pool:
            for number in range(rounds):
                folder = shutil.copytree(home, tmp_path / f"two{number}")
                words = (*EXTRACT, "--force")
                pair = list(pool.map(lambda one, f=folder, w=words: one.do(f, *w), (driver, other)))
                assert min(ended["code"] for ended in pair) == 0
                for ended in pair:
                    assert ended["code"] == 0 or says_why(ended, "another run"), ended["log"]
                assert snapshot(folder / "outputs") == after
                places = [("--outputs", "one"), ("--outputs", "two")]
                pair = list(
                    pool.map(
                        lambda one, place, f=folder, w=words: one.do(f, *w, *place), (driver, other), places
                    )
                )
                assert [ended["code"] for ended in pair] == [0, 0], [ended["log"] for ended in pair]
                assert snapshot(folder / "one") == snapshot(folder / "two")
    finally:
        assert other.process.stdin is not None
        assert other.process.stdout is not None
        other.process.stdin.close()
        other.process.wait(timeout=30)
        other.process.stdout.close()
    record("two runs at once", tried=2 * rounds, survived=2 * rounds)


def test_a_forced_run_leaves_another_its_results(home: Path, tmp_path: Path) -> None:
    """A run that has found a result on the cache they share reads it when it writes its tables."""
    chapters, _ = find_chapters(home / "corpus")
    cache = Cache(tmp_path)
    cache.write("00", "results", b"what another run is about to read")
    do_tasks(
        chapters[:1],
        {chapters[0].source_id: "00"},
        ModelIdentity(name="none", version="", sha256=""),
        cache,
        workers=1,
        force=True,
        say=print,
        run=lambda tasks: ((task, PipelineError("not read")) for task in tasks),
    )
    assert cache.read("00", "results") == b"what another run is about to read"


def test_a_damaged_cache_is_read_anew(driver: Driver, home: Path, tmp_path: Path) -> None:
    clean = shutil.copytree(home, tmp_path / "clean")
    assert driver.do(clean, *EXTRACT)["code"] == 0
    after = snapshot(clean / "outputs")
    choose = random.Random(f"{SEED} cache")
    for number in range(NUMBER):
        folder = shutil.copytree(clean, tmp_path / "damaged")
        shutil.rmtree(folder / "outputs")
        for path in (path for path in sorted((folder / "cache").rglob("*")) if path.is_file()):
            content = bytearray(path.read_bytes())
            if number % 3 == 0:
                content = content[: choose.randrange(len(content))]
            elif number % 3 == 1:
                content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
            else:
                content = bytearray(len(content))
            path.write_bytes(content)
        ended = driver.do(folder, *EXTRACT)
        assert ended["code"] == 0, ended["log"]
        assert snapshot(folder / "outputs") == after
        shutil.rmtree(folder)
    record("damaged cache files", tried=NUMBER, survived=NUMBER)
