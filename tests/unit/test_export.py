"""Tables are checked against the codebook and written whole or not at all."""

import json
from pathlib import Path

import pytest
from pandas import DataFrame, read_csv

from pipeline.errors import OutputError
from pipeline.export import check_tables, write_outputs
from pipeline.lexicon.codebook import load_codebook

DOCUMENT = {
    "source_id": "1990/talks",
    "edition_year": "1990",
    "coverage_start": "1989-07-01",
    "coverage_end": "1990-06-30",
    "title": "Talks",
    "path": "1990/talks.txt",
    "format": "txt",
    "encoding": "utf-8",
    "sha256": "0" * 64,
    "language": "en",
    **dict.fromkeys(
        ["words", "characters", "repairs", "segments", "mentions", "dates", "events", "issues"], "0"
    ),
}


def some_tables(**document: str) -> dict[str, DataFrame]:
    tables = {
        name: DataFrame(columns=table.column_names, dtype=str) for name, table in load_codebook().items()
    }
    row = dict.fromkeys(tables["documents"].columns, "") | DOCUMENT | document
    tables["documents"] = DataFrame([row], dtype=str)[list(tables["documents"].columns)]
    return tables


def test_good_tables_have_no_problems() -> None:
    assert check_tables(some_tables()) == []


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("edition_year", "MCMXC", "documents.edition_year: 1 wrong values, among them 'MCMXC'"),
        ("coverage_start", "1989", "documents.coverage_start: 1 wrong values, among them '1989'"),
        ("format", "docx", "documents.format: 1 wrong values, among them 'docx'"),
        ("title", "", "documents.title: 1 wrong values, among them ''"),
        ("words", "-1", "documents.words: 1 wrong values, among them '-1'"),
    ],
)
def test_a_cell_that_breaks_the_contract_is_named(column: str, cell: str, expected: str) -> None:
    assert check_tables(some_tables(**{column: cell})) == [expected]


def test_a_link_to_nowhere_is_named() -> None:
    tables = some_tables()
    names = tables["event_mentions"].columns
    row = dict.fromkeys(names, "0") | {"source_id": "1990/talks", "event_id": "x", "segment_id": "y"}
    tables["event_mentions"] = DataFrame([row], dtype=str)[list(names)]
    assert check_tables(tables) == [
        "event_mentions.event_id: 1 point to no row of events, e.g. 'x'",
        "event_mentions.segment_id: 1 point to no row of segments, e.g. 'y'",
    ]


def test_written_tables_read_back(tmp_path: Path) -> None:
    write_outputs(some_tables(), outputs=tmp_path / "out", texts={"1990/talks": "a\r\nb"}, run={"a": 1})
    back = read_csv(tmp_path / "out" / "documents.csv", dtype=str, keep_default_na=False)
    assert back.iloc[0]["source_id"] == "1990/talks"
    assert (tmp_path / "out/text/1990/talks.txt").read_bytes() == b"a\r\nb"
    package = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {
        f"{name}.csv" for name in load_codebook()
    }


def test_broken_tables_leave_the_previous_ones_untouched(tmp_path: Path) -> None:
    write_outputs(some_tables(), outputs=tmp_path, texts={}, run={})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match="break their contract"):
        write_outputs(some_tables(format="docx"), outputs=tmp_path, texts={}, run={})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_files_of_other_people_stay(tmp_path: Path) -> None:
    (tmp_path / "out/my charts").mkdir(parents=True)
    (tmp_path / "out/my charts/visits.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out/notes.md").write_text("mine", encoding="utf-8")
    write_outputs(some_tables(), outputs=tmp_path / "out", texts={}, run={})
    write_outputs(some_tables(), outputs=tmp_path / "out", texts={}, run={})
    assert (tmp_path / "out/notes.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out/my charts/visits.txt").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_text_layer_of_a_chapter_that_is_gone_goes_too(tmp_path: Path) -> None:
    write_outputs(some_tables(), outputs=tmp_path / "out", texts={"1990/old": "old"}, run={})
    write_outputs(some_tables(), outputs=tmp_path / "out", texts={}, run={})
    assert not (tmp_path / "out/text").exists()


def test_an_outputs_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="not a folder"):
        write_outputs(some_tables(), outputs=tmp_path / "out", texts={}, run={})
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"
