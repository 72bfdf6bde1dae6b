"""Honest accounting: what went in is in the tables or in the list of problems, and a loss is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.ingest import find_chapters
from pipeline.verify import balance_outputs, verify_outputs
from tests.faults.conftest import EXTRACT, Driver


def test_every_file_of_the_corpus_is_a_chapter_or_a_problem(tmp_path: Path) -> None:
    names = [
        "1990/a.txt",
        "1990/b.txt",
        "1990/c.docx",
        "d.txt",
        "1990/deep/e.txt",
        "1990/f.toml",
        "1991/a.html",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Words.", encoding="utf-8")
    (tmp_path / "1990/a.toml").write_text('edition = 1990\ntitle = "T"\n', encoding="utf-8")
    chapters, problems = find_chapters(tmp_path)
    told = {chapter.path for chapter in chapters} | {
        Path(problem.where.split(":")[0]) for problem in problems
    }
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    missing = {
        path for path in files - told if path.with_suffix(".toml") not in told and path.suffix != ".toml"
    }
    assert missing == set()


LOSSES = {
    "segments.csv": "characters",
    "dates.csv": "dates are announced",
    "mentions.csv": "mentions are announced",
    "events.csv": "events are announced",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks")
@pytest.mark.parametrize("table", LOSSES)
def test_a_lost_row_is_noticed(driver: Driver, own_home: Path, table: str) -> None:
    assert driver.do(own_home, *EXTRACT)["code"] == 0
    outputs = own_home / "outputs"
    assert balance_outputs(outputs) == []
    assert verify_outputs(outputs, corpus=own_home / "corpus") == []
    lines = (outputs / table).read_text(encoding="utf-8").splitlines(keepends=True)
    (outputs / table).write_text("".join(lines[:-1]), encoding="utf-8")
    assert any(LOSSES[table] in problem for problem in balance_outputs(outputs))
    assert verify_outputs(outputs, corpus=own_home / "corpus") != []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_chapter_that_cannot_be_read_is_told_in_every_run(driver: Driver, own_home: Path) -> None:
    broken = own_home / "corpus/1990/broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n%%EOF")
    broken.with_suffix(".toml").write_text('edition = 1990\ntitle = "Broken"\n', encoding="utf-8")
    first, second = (driver.do(own_home, *EXTRACT) for _ in range(2))
    assert first["code"] == second["code"] == 1
    assert "broken.pdf" in first["log"]
    assert second["log"] == first["log"]
    broken.unlink()
    broken.with_suffix(".toml").unlink()
    assert driver.do(own_home, *EXTRACT)["code"] == 0
