"""The tables of all development texts: every row is shown by its source, and verify sees what is wrong."""

import csv
import shutil
from pathlib import Path

import pytest

from pipeline.score import score_outputs
from pipeline.verify import read_tables, read_texts, verify_outputs
from tests.conftest import Bluebook

ROOT = Path(__file__).parent.parent.parent
GOLD = ROOT / "tests/gold"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def extracted(bluebook: Bluebook, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The gold texts as a corpus, added and extracted with the command: (corpus, outputs)."""
    folder = tmp_path_factory.mktemp("gold")
    with (GOLD / "sources.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            added = bluebook(
                "add",
                GOLD / row["file"],
                *("--edition", row["edition"], "--id", row["id"]),
                *("--corpus", folder / "corpus", "--yes", "--no-run"),
            )
            assert added.returncode == 0, added.stderr
    result = bluebook("extract", "--corpus", folder / "corpus", "--outputs", folder / "outputs")
    assert result.returncode == 0, result.stderr
    return folder / "corpus", folder / "outputs"


def test_the_tables_pass_their_own_verification(extracted: tuple[Path, Path]) -> None:
    corpus, outputs = extracted
    assert verify_outputs(outputs, corpus=corpus) == []


def test_slicing_the_raw_source_gives_the_damaged_original(extracted: tuple[Path, Path]) -> None:
    corpus, outputs = extracted
    tables = read_tables(outputs)
    texts = read_texts(tables["documents"], outputs=outputs, corpus=corpus)
    row = tables["repairs"].set_index("source_id").loc["2010/seed_2010_north_america"]
    raw = texts["2010/seed_2010_north_america"]
    assert raw[int(row["source_start"]) : int(row["source_end"])] == row["damaged"] == "´┐Ż"
    checked = 0
    for name, frame in tables.items():
        if "source_start" not in frame.columns:
            continue
        for record in frame.to_dict("records"):
            part = texts[record["source_id"]][int(record["source_start"]) : int(record["source_end"])]
            assert part or name == "issues", (name, record)
            checked += 1
    assert checked > 500


def test_the_real_chapter_is_read_without_a_fault(extracted: tuple[Path, Path]) -> None:
    score = score_outputs(GOLD, extracted[1], only=["seed_2010_north_america"])
    assert score.misses == ()
    wanted = {f"events {name}": 9 for name in ("det", "core", "row")} | {
        "dates value": 10,
        "repairs exact": 1,
    }
    assert {name: score.ratios[name].hit for name in wanted} == wanted
    assert all(score.ratios[name].f1 == 100 for name in wanted)
    assert score.shares["layout furniture right"] == 100
    assert score.shares["layout prose called furniture"] == 0


def test_a_chapter_without_events_gives_none(extracted: tuple[Path, Path]) -> None:
    events = read_tables(extracted[1])["events"]
    assert "1998/w1998_intro" not in set(events["source_id"])


DAMAGE = {
    "an offset moved": ("mentions", "source_start", lambda cell: str(int(cell) + 1), "does not show"),
    "a date that is none": ("dates", "edtf", lambda _: "2009-13", "not EDTF"),
    "days in the wrong order": ("dates", "earliest", lambda _: "2099-01-01", "earliest after latest"),
    "a type outside the list": ("events", "event_type", lambda _: "PARTY", "event_type"),
    "a link to nowhere": ("event_participants", "event_id", lambda _: "nobody", "point to no row"),
    "a count that lies": ("documents", "events", lambda cell: str(int(cell) + 1), "documents:"),
    "a key twice": ("segments", "segment_id", lambda _: "1986/w1986_asia:s0000000", "stand twice"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_verify_sees_damage(extracted: tuple[Path, Path], tmp_path: Path, damage: str) -> None:
    corpus, outputs = extracted
    shutil.copytree(outputs, tmp_path / "outputs")
    table, column, change, expected = DAMAGE[damage]
    path = tmp_path / "outputs" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    target = next(row for row in rows[3:] if row[column])
    target[column] = change(target[column])
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    problems = verify_outputs(tmp_path / "outputs", corpus=corpus)
    assert any(expected in problem for problem in problems), problems
