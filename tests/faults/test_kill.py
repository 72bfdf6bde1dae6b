"""Killed without warning at any moment, a command leaves the old state or the new one, never a mixture."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import read_corrections
from tests.faults.conftest import EXTRACT, Driver, snapshot
from tests.reliability import IS_FULL, SEED, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and counts the steps of Linux"),
]
Snapshot = Mapping[str, bytes]
FORMATS = ("sqlite", "parquet", "duckdb", "xlsx", "jsonld", "timeml")


def moments(kind: str, number: int, clean: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Choose when to kill: mostly at a step of the work with files, sometimes after a share of the time."""
    choose = random.Random(f"{SEED} {kind}")
    steps = choose.sample(range(1, clean["steps"] + 1), min(number, clean["steps"]))
    times = [choose.random() * clean["seconds"] for _ in range(max(1, number // 5))]
    return [*({"step": step} for step in steps), *({"seconds": max(0.001, second)} for second in times)]


def kill_often(
    driver: Driver,
    template: Path,
    scratch: Path,
    *words: str,
    kind: str,
    number: int,
    look: Callable[[Path], Snapshot],
    states: Callable[[Snapshot, Snapshot], list[Snapshot]] = lambda before, after: [before, after],
) -> None:
    """Run a command once undisturbed, then kill it again and again, each time in a fresh copy."""
    clean_folder = shutil.copytree(template, scratch / "clean")
    before = look(clean_folder)
    clean = driver.do(clean_folder, *words)
    assert clean["code"] == 0, clean["log"]
    after = look(clean_folder)
    assert after != before
    names = {path.name for path in clean_folder.iterdir()}
    tried = moments(kind, number, clean)
    for moment in tried:
        folder = shutil.copytree(template, scratch / "killed")
        ended = driver.do(folder, *words, **moment)
        assert "Traceback" not in ended["log"]
        if ended["killed"]:
            assert look(folder) in states(before, after), (moment, sorted(look(folder)))
        again = driver.do(folder, *words)
        assert again["code"] == 0, (moment, again["log"])
        assert look(folder) == after, moment
        assert {path.name for path in folder.iterdir()} == names, moment
        shutil.rmtree(folder)
    record(f"kill -9 during {kind}", tried=len(tried), survived=len(tried))


def outputs_of(folder: Path) -> Snapshot:
    return snapshot(folder / "outputs")


def test_a_first_run(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    template = shutil.copytree(home, tmp_path / "home")
    shutil.rmtree(template / "outputs")
    shutil.rmtree(template / "cache")
    kill_often(
        driver,
        template,
        tmp_path,
        *EXTRACT,
        kind="a first run",
        number=number_of_kills,
        look=outputs_of,
    )


def test_a_run_with_a_new_chapter(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    template = shutil.copytree(home, tmp_path / "home")
    (template / "outputs/notes.md").write_text("mine", encoding="utf-8")
    with (template / "outputs/events.csv").open("a", encoding="utf-8") as handle:
        handle.write("my own row\n")
    kill_often(
        driver,
        template,
        tmp_path,
        *EXTRACT,
        kind="a run with a new chapter",
        number=number_of_kills,
        look=outputs_of,
    )


@pytest.mark.skipif(not IS_FULL, reason="takes long: `make faults`")
def test_a_run_in_parallel(driver: Driver, home: Path, tmp_path: Path) -> None:
    """The workers, which are processes of their own, end with the run that was killed."""
    template = shutil.copytree(home, tmp_path / "home")
    shutil.rmtree(template / "cache")
    words = ("extract", "--quiet", "--workers", "2", "--cache", "cache")
    before = outputs_of(template)
    clean_folder = shutil.copytree(template, tmp_path / "clean")
    clean = driver.do(clean_folder, *words, parallel=True)
    assert clean["code"] == 0, clean["log"]
    after = outputs_of(clean_folder)
    choose = random.Random(f"{SEED} parallel")
    number = 10 if IS_FULL else 1
    for _ in range(number):
        folder = shutil.copytree(template, tmp_path / "killed")
        ended = driver.do(
            folder,
            *words,
            parallel=True,
            seconds=(0.3 + 0.7 * choose.random()) * clean["seconds"],
            variables={"STARTED_FOR": str(folder)},
        )
        assert outputs_of(folder) in (before, after)
        assert ended["killed"] or ended["code"] == 0
        assert eventually(lambda folder=folder: not processes_in(folder)), processes_in(folder)
        again = driver.do(folder, *EXTRACT)
        assert again["code"] == 0, again["log"]
        assert outputs_of(folder) == after
        shutil.rmtree(folder)
    record("kill -9 during a run in two processes", tried=number, survived=number)


def processes_in(folder: Path) -> list[str]:
    """Return the ids of living processes that were started for a folder, known by their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"STARTED_FOR={folder}".encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_adding_a_chapter(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    """A chapter is in the corpus or not; at worst its sidecar waits, which the next `add` completes."""
    template = shutil.copytree(home, tmp_path / "home")
    for name in ("europe.html", "europe.toml"):
        (template / "corpus/1990" / name).unlink()

    def chapters(folder: Path) -> Snapshot:
        found = snapshot(folder / "corpus")
        return {name: content for name, content in found.items() if not Path(name).name.startswith(".")}

    def states(before: Snapshot, after: Snapshot) -> list[Snapshot]:
        waiting = {name: content for name, content in after.items() if not name.endswith("europe.html")}
        return [before, waiting, after]

    kill_often(
        driver,
        template,
        tmp_path,
        *("add", "--yes", "--no-run", "--edition", "1990", "europe.html"),
        kind="add",
        number=number_of_kills,
        look=chapters,
        states=states,
    )


@pytest.mark.parametrize("style", FORMATS if IS_FULL else ("sqlite", "timeml"))
def test_an_export(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int, style: str) -> None:
    """An export that is there already stays whole until the new one takes its place."""
    template = shutil.copytree(home, tmp_path / "home")
    words = ("export", "--format", style)
    first = driver.do(template, *words)
    if "needs the package" in first["log"]:
        pytest.skip(first["log"])
    assert first["code"] == 0, first["log"]
    assert driver.do(template, *EXTRACT)["code"] == 0

    def exported(folder: Path) -> Snapshot:
        if style == "duckdb":  # its files hold random identifiers
            return {"rows": rows_of(folder / "exports/bluebook.duckdb")}
        found = snapshot(folder / "exports")
        return {name: content for name, content in found.items() if not name.startswith(".")}

    kill_often(
        driver,
        template,
        tmp_path,
        *words,
        kind=f"export to {style}",
        number=max(1, number_of_kills // 3),
        look=exported,
    )


def rows_of(path: Path) -> bytes:
    """Return the rows of every table of a DuckDB file."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.execute("SHOW TABLES").fetchall()]
        return repr({name: database.table(name).fetchall() for name in names}).encode()


def test_the_review_page(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    template = shutil.copytree(home, tmp_path / "home")

    def page(folder: Path) -> Snapshot:
        return snapshot(folder / "outputs/review.html")

    kill_often(
        driver, template, tmp_path, "review", kind="review", number=max(2, number_of_kills // 3), look=page
    )


def test_the_review_server(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    """No decision that the page was told is saved is ever lost, and none is written by half."""
    decisions = [{"event_id": f"e-{n}", "was": 'words, "quoted"', "decision": "reject"} for n in range(12)]

    def serve(folder: Path, **moment: Any) -> dict[str, Any]:
        return driver.do(
            folder,
            outputs=str(folder / "outputs"),
            corpus=str(folder / "corpus"),
            decisions=decisions,
            **moment,
        )

    clean_folder = shutil.copytree(home, tmp_path / "clean")
    clean = serve(clean_folder)
    assert (clean["code"], clean["confirmed"]) == (0, len(decisions)), clean["log"]
    tried = moments("serve", number_of_kills, clean)
    for moment in tried:
        folder = shutil.copytree(home, tmp_path / "killed")
        path = folder / "corpus/corrections.csv"
        ended = serve(folder, **moment)
        saved = [one.event_id for one in read_corrections(path)]
        assert saved == [line["event_id"] for line in decisions[: len(saved)]]
        assert ended["confirmed"] <= len(saved) <= ended["confirmed"] + 1
        again = serve(folder)
        assert (again["code"], again["confirmed"]) == (0, len(decisions)), again["log"]
        assert [one.event_id for one in read_corrections(path)] == [line["event_id"] for line in decisions]
        assert not list(path.parent.glob(".*")), moment
        shutil.rmtree(folder)
    record("kill -9 during review --serve", tried=len(tried), survived=len(tried))
