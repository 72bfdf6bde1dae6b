"""Killed without warning at any moment, a command leaves the old state or the new one, never a mixture."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Kills:
    """What came of killing a command again and again.

    `landed` counts the kills that hit while the command was at work; one that came too late is none.
    `faults` says of each that did harm which it was and what was found.
    """

    landed: int
    faults: list[str]


def moments(kind: str, number: int, clean: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Choose when to kill: mostly at a step of the work with files, sometimes after a share of the time."""
    choose = random.Random(f"{SEED} {kind}")
    steps = choose.sample(range(1, clean["steps"] + 1), min(number, clean["steps"]))
    return [*({"step": step} for step in steps), *times(choose, max(1, number // 5), clean)]


def times(choose: random.Random, number: int, clean: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"seconds": max(0.001, choose.random() * clean["seconds"])} for _ in range(number)]


def exchange_steps(kind: str, number: int, clean: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Choose the steps around the last renames, where the new tables take their place, and others."""
    around = [step + more for step in clean["renames"][-3:] for more in range(3)]
    others = moments(kind, number, clean)
    return [*({"step": step} for step in dict.fromkeys(around)), *others]


def kill_often(
    driver: Driver,
    template: Path,
    scratch: Path,
    *words: str,
    kind: str,
    number: int,
    look: Callable[[Path], Snapshot],
    states: Callable[[Snapshot, Snapshot], list[Snapshot]] = lambda before, after: [before, after],
    when: Callable[[str, int, Mapping[str, Any]], list[dict[str, Any]]] = moments,
    **order: Any,
) -> Kills:
    """Run a command once undisturbed, then kill it again and again, each time in a fresh copy.

    Short work has fewer steps than kills are wanted: more of them follow after a share of the time, until
    enough have hit, for on a busy machine some come too late.
    """
    clean_folder = shutil.copytree(template, scratch / "clean")
    before = look(clean_folder)
    clean = driver.do(clean_folder, *words, **order)
    after = look(clean_folder)
    if clean["code"] != 0 or after == before:
        return Kills(0, [f"the undisturbed run changed nothing: {clean['log']}"])
    names = {path.name for path in clean_folder.iterdir()}
    planned = when(kind, number, clean)
    more = times(random.Random(f"{SEED} {kind} more"), 4 * number, clean)
    landed, faults = 0, []
    for place, moment in enumerate([*planned, *more]):
        if place >= len(planned) and landed >= number:
            break
        folder = shutil.copytree(template, scratch / "killed")
        ended = driver.do(folder, *words, **order, **moment)
        landed += ended["killed"]
        found = look(folder)
        again = driver.do(folder, *words, **order)
        left = {path.name for path in folder.iterdir()} ^ names
        wrong = {
            "a traceback": "Traceback" in ended["log"] + again["log"],
            "neither the old state nor the new": found not in states(before, after),
            "the next run failed": again["code"] != 0,
            "the next run gave something else": look(folder) != after,
            f"left behind: {sorted(left)}": bool(left),
        }
        faults += [f"{moment}: {name}\n{again['log']}" for name, is_so in wrong.items() if is_so]
        shutil.rmtree(folder)
    return Kills(landed, faults)


def tell(kind: str, kills: Kills) -> None:
    record(f"kill -9 during {kind}", tried=kills.landed, survived=kills.landed)


def outputs_of(folder: Path) -> Snapshot:
    return snapshot(folder / "outputs")


def test_a_first_run(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    template = shutil.copytree(home, tmp_path / "home")
    shutil.rmtree(template / "outputs")
    shutil.rmtree(template / "cache")
    kind = "a first run"
    kills = kill_often(
        driver, template, tmp_path, *EXTRACT, kind=kind, number=number_of_kills, look=outputs_of
    )
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell(kind, kills)


def test_a_run_with_a_new_chapter(driver: Driver, home: Path, tmp_path: Path, number_of_kills: int) -> None:
    template = shutil.copytree(home, tmp_path / "home")
    (template / "outputs/notes.md").write_text("mine", encoding="utf-8")
    with (template / "outputs/events.csv").open("a", encoding="utf-8") as handle:
        handle.write("my own row\n")
    kind = "a run with a new chapter"
    kills = kill_often(
        driver, template, tmp_path, *EXTRACT, kind=kind, number=number_of_kills, look=outputs_of
    )
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell(kind, kills)


def test_a_run_where_folders_cannot_change_places(
    driver: Driver, home: Path, tmp_path: Path, number_of_kills: int
) -> None:
    """On such a system the tables may be absent for a moment; the next run brings back what was there."""
    template = shutil.copytree(home, tmp_path / "home")
    (template / "outputs/notes.md").write_text("mine", encoding="utf-8")
    kind = "a run where folders cannot change places"
    kills = kill_often(
        driver,
        template,
        tmp_path,
        *EXTRACT,
        kind=kind,
        number=number_of_kills,
        look=outputs_of,
        states=lambda before, after: [before, after, {}],
        when=exchange_steps,
        without_exchange=True,
    )
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell(kind, kills)


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

    kills = kill_often(
        driver,
        template,
        tmp_path,
        *("add", "--yes", "--no-run", "--edition", "1990", "europe.html"),
        kind="add",
        number=number_of_kills,
        look=chapters,
        states=states,
    )
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell("add", kills)


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

    kind = f"export to {style}"
    kills = kill_often(driver, template, tmp_path, *words, kind=kind, number=number_of_kills, look=exported)
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell(kind, kills)


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

    kills = kill_often(driver, template, tmp_path, "review", kind="review", number=number_of_kills, look=page)
    assert kills.faults == []
    assert kills.landed >= number_of_kills
    tell("review", kills)


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
    landed = 0
    for moment in moments("serve", number_of_kills, clean):
        folder = shutil.copytree(home, tmp_path / "killed")
        path = folder / "corpus/corrections.csv"
        ended = serve(folder, **moment)
        landed += ended["killed"]
        saved = [one.event_id for one in read_corrections(path)]
        assert saved == [line["event_id"] for line in decisions[: len(saved)]]
        assert ended["confirmed"] <= len(saved) <= ended["confirmed"] + 1
        again = serve(folder)
        assert (again["code"], again["confirmed"]) == (0, len(decisions)), again["log"]
        assert [one.event_id for one in read_corrections(path)] == [line["event_id"] for line in decisions]
        assert not list(path.parent.glob(".*")), moment
        shutil.rmtree(folder)
    assert landed >= number_of_kills
    record("kill -9 during review --serve", tried=landed, survived=landed)
