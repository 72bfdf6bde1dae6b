"""The closing check of the accounts, on hand-made tables of two chapters."""

import csv
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.lexicon.codebook import load_codebook
from pipeline.verify import balance_outputs

# In documents.csv "2010/a" stands first; in all other tables "2010/a-b:..." stands before "2010/a:...".
CHAPTERS = ("2010/a-b", "2010/a")


def write(outputs: Path, table: str, rows: list[dict[str, str]]) -> None:
    with (outputs / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, load_codebook()[table].column_names, restval="0")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    for table in load_codebook():
        write(tmp_path, table, [])
    counts = {"characters": "20", "segments": "2", "mentions": "1"}
    write(tmp_path, "documents", [{"source_id": name} | counts for name in sorted(CHAPTERS)])
    write(tmp_path, "segments", [row for name in CHAPTERS for row in two_segments(name)])
    write(tmp_path, "mentions", [a_mention(name) for name in CHAPTERS])
    return tmp_path


def two_segments(name: str) -> list[dict[str, str]]:
    spans = (("0", "12"), ("12", "20"))
    return [
        {"segment_id": f"{name}:s{start}", "source_id": name, "source_start": start, "source_end": end}
        for start, end in spans
    ]


def a_mention(name: str, segment: str = "s12") -> dict[str, str]:
    return {"mention_id": f"{name}:m13", "source_id": name, "segment_id": f"{name}:{segment}"}


def test_accounts_that_balance(outputs: Path) -> None:
    assert balance_outputs(outputs) == []


def test_a_gap_between_segments(outputs: Path) -> None:
    write(outputs, "segments", [row for name in CHAPTERS for row in two_segments(name)][:3])
    assert balance_outputs(outputs) == [
        "2010/a: 20 characters were read, its segments hold 12",
        "mentions: 1 rows of 2010/a stand in no segment",
        "2010/a: 2 segments are announced, 1 are there",
    ]


def test_a_mention_in_the_segment_of_another_chapter(outputs: Path) -> None:
    stray = a_mention("2010/a") | {"segment_id": "2010/a-b:s12"}
    write(outputs, "mentions", [a_mention("2010/a-b"), stray])
    assert balance_outputs(outputs) == ["mentions: 1 rows of 2010/a stand in no segment"]


def test_rows_of_no_chapter_are_noticed(outputs: Path) -> None:
    write(outputs, "mentions", [a_mention(name) for name in (*CHAPTERS, "2011/z")])
    assert balance_outputs(outputs) == ["mentions: rows of 2011/z stand out of order, or it is no chapter"]


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no events\.csv"):
        balance_outputs(tmp_path)
