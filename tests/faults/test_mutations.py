"""Good tables damaged at random, one cell or row at a time: `bluebook verify` names each damage."""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.verify import verify_outputs
from tests.faults.conftest import EXTRACT, Driver
from tests.reliability import IS_FULL, SEED, note, record

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="forks")]
KINDS = ("empty", "other", "character", "row gone", "row twice")
NUMBER = 400 if IS_FULL else 60


def damage(rows: list[list[str]], choice: random.Random) -> str | None:
    """Harm a table (its first row is the header) in one place and say how; None when it came out the same."""
    kind = choice.choice(KINDS)
    row, column = choice.randrange(1, len(rows)), choice.randrange(len(rows[0]))
    cell = rows[row][column]
    if kind == "row gone":
        del rows[row]
    elif kind == "row twice":
        rows.insert(row, rows[row])
    elif kind == "empty":
        rows[row][column] = ""
    elif kind == "other":
        rows[row][column] = choice.choice([other[column] for other in rows[1:]])
    elif cell:
        at = choice.randrange(len(cell))
        new = str((int(cell[at]) + 1) % 10) if cell[at] in "0123456789" else "y" if cell[at] == "x" else "x"
        rows[row][column] = cell[:at] + new + cell[at + 1 :]
    changed = kind.startswith("row") or rows[row][column] != cell
    return f"{rows[0][column]}[{row}]: {kind}" if changed else None


def is_named(outputs: Path, corpus: Path) -> bool:
    """Tell whether the damage is told, by a sentence or by an error that a reader understands."""
    try:
        return verify_outputs(outputs, corpus=corpus) != []
    except InputError:
        return True


def try_damages(home: Path, seed: int) -> tuple[int, list[str]]:
    outputs, choice = home / "outputs", random.Random(seed)
    tables = [path for path in sorted(outputs.glob("*.csv")) if path.read_bytes().count(b"\n") > 1]
    tried, missed = 0, []
    for _ in range(NUMBER):
        path = choice.choice(tables)
        sound = path.read_bytes()
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        told = damage(rows, choice)
        if told is None:
            continue
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)
        tried += 1
        if not is_named(outputs, home / "corpus"):
            missed.append(f"{path.stem}.{told}")
        path.write_bytes(sound)
    return tried, missed


@pytest.fixture
def sound_home(driver: Driver, own_home: Path) -> Path:
    ended = driver.do(own_home, *EXTRACT)
    assert ended["code"] == 0, ended["log"]
    assert verify_outputs(own_home / "outputs", corpus=own_home / "corpus") == []
    return own_home


def test_every_damage_to_a_table_is_named(sound_home: Path) -> None:
    tried, missed = try_damages(sound_home, SEED)
    assert tried > NUMBER / 2
    assert missed == []
    record("damage to a table named by verify", tried=tried, survived=tried - len(missed))


def test_most_damage_is_named_by_what_the_tables_say(sound_home: Path) -> None:
    """The same with the hashes of the files struck from run.json, as one who edits both would do."""
    account = json.loads((sound_home / "outputs/run.json").read_text(encoding="utf-8"))
    account["files"] = {}
    (sound_home / "outputs/run.json").write_text(json.dumps(account), encoding="utf-8")
    tried, missed = try_damages(sound_home, SEED)
    assert len(missed) < tried * 0.25, missed
    note(
        "damage to a table, with its hash struck out",
        f"of {tried} random damages to a table whose hash was struck from `run.json`, the other cells and "
        f"the chapters gave away {tried - len(missed)}.",
    )


def test_a_chapter_left_out_and_a_chapter_changed_are_named(sound_home: Path) -> None:
    corpus, outputs = sound_home / "corpus", sound_home / "outputs"
    (corpus / "1990/new.txt").write_text("On 3 May 1990 they met.", encoding="utf-8")
    (corpus / "1990/new.toml").write_text('edition = 1990\ntitle = "New"\n', encoding="utf-8")
    (problem,) = verify_outputs(outputs, corpus=corpus)
    assert "1990/new is a chapter of the corpus and is not there" in problem
    (corpus / "1990/new.txt").write_text("", encoding="utf-8")  # one that cannot be read is missing rightly
    assert verify_outputs(outputs, corpus=corpus) == []
    (corpus / "1990/europe.html").write_text("<p>Other words.</p>", encoding="utf-8")
    (problem,) = verify_outputs(outputs, corpus=corpus)
    assert "1990/europe.html has changed since it was read" in problem


def test_a_missing_account_is_told(sound_home: Path) -> None:
    (sound_home / "outputs/run.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="account of the run"):
        verify_outputs(sound_home / "outputs", corpus=sound_home / "corpus")
