"""Tables are checked against the codebook and written whole or not at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pandas import DataFrame, read_csv

from pipeline.errors import OutputError
from pipeline.export import check_rows, check_tables, csv_lines, require_contract, write_outputs
from pipeline.lexicon.codebook import load_codebook
from pipeline.model import Share

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


def test_rows_are_checked_like_tables() -> None:
    row = dict.fromkeys(load_codebook()["event_mentions"].column_names, "0")
    row |= {"event_mention_id": "a", "event_id": "x", "source_start": "2", "source_end": "1"}
    rows = [list(row.values())] * 2
    assert check_rows({"event_mentions": rows}, known={"events": {"y"}}) == [
        "event_mentions.event_id: 1 point to no row of events, e.g. 'x'",
        "event_mentions: 1 keys stand twice, e.g. 'a'",
        "event_mentions: 2 rows end before they start",
    ]
    assert check_rows({"event_mentions": []}) == []


def a_share(source_id: str, text_layer: str, **tables: str) -> Share:
    return Share(tables=tables, text_layers={source_id: text_layer} if text_layer else {})


def documents() -> Share:
    (row,) = some_tables()["documents"].values.tolist()
    return Share(tables={"documents": csv_lines([row])})


def nothing() -> dict[str, object]:
    return {}


def test_written_tables_read_back(tmp_path: Path) -> None:
    shares = [a_share("1990/talks", "a\r\nb", repairs="r,1\n"), a_share("1990/z", ""), documents()]
    write_outputs(shares, outputs=tmp_path / "out", run=lambda: {"a": 1})
    back = read_csv(tmp_path / "out" / "documents.csv", dtype=str, keep_default_na=False)
    assert back.iloc[0]["source_id"] == "1990/talks"
    assert (tmp_path / "out/text/1990/talks.txt").read_bytes() == b"a\r\nb"
    assert not (tmp_path / "out/text/1990/z.txt").exists()
    assert (tmp_path / "out/repairs.csv").read_text(encoding="utf-8").endswith("confidence\nr,1\n")
    assert json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["a"] == 1
    package = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert paths == {f"{name}.csv" for name in load_codebook()}
    assert paths <= {path.name for path in (tmp_path / "out").iterdir()}


def test_what_was_run_is_asked_for_when_all_is_written(tmp_path: Path) -> None:
    written: list[str] = []

    def shares() -> Iterator[Share]:
        yield documents()
        written.append("documents")

    write_outputs(shares(), outputs=tmp_path / "out", run=lambda: {"written": list(written)})
    run = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
    assert run["written"] == ["documents"]


def test_broken_tables_stop_the_run() -> None:
    with pytest.raises(OutputError, match="break their contract"):
        require_contract(check_tables(some_tables(format="docx")), where="outputs")
    require_contract(check_tables(some_tables()), where="outputs")


def test_a_failing_run_leaves_the_previous_tables_untouched(tmp_path: Path) -> None:
    write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def shares_on_a_failing_disk() -> Iterator[Share]:
        yield a_share("1990/talks", "text", repairs="r,1\n")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_outputs(shares_on_a_failing_disk(), outputs=tmp_path / "out", run=nothing)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_files_of_other_people_stay(tmp_path: Path) -> None:
    (tmp_path / "out/my charts").mkdir(parents=True)
    (tmp_path / "out/my charts/visits.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out/notes.md").write_text("mine", encoding="utf-8")
    for _ in range(2):
        write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    assert (tmp_path / "out/notes.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out/my charts/visits.txt").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_table_changed_by_hand_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    with (tmp_path / "out/events.csv").open("a", encoding="utf-8") as handle:
        handle.write("my own row\n")
    for _ in range(2):
        write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    assert "my own row" not in (tmp_path / "out/events.csv").read_text(encoding="utf-8")
    (kept,) = (tmp_path / "out").glob("events.edited-*.csv")
    assert "my own row" in kept.read_text(encoding="utf-8")


def test_a_text_layer_of_a_chapter_that_is_gone_goes_too(tmp_path: Path) -> None:
    write_outputs([a_share("1990/old", "old")], outputs=tmp_path / "out", run=nothing)
    write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    assert not (tmp_path / "out/text").exists()


def test_an_outputs_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="not a folder"):
        write_outputs([documents()], outputs=tmp_path / "out", run=nothing)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"
