"""Every format holds every row, typed, complete, and with hostile cells as plain text."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.errors import InputError, OutputError, UsageError
from pipeline.exports import FORMATS, export_outputs
from pipeline.exports.timeml import chapter_to_timeml
from pipeline.outputs import read_outputs

NASTY = '=HYPERLINK("x")<script>alert(1)</script>\u202e'


@pytest.fixture
def nasty_folder(folder: Path, sample: Any, synthetic: Any) -> Path:
    """The sample with one event whose cells mean harm."""
    tables = {name: [dict(row) for row in rows] for name, rows in sample.tables.items()}
    tables["events"][0] |= {"evidence": NASTY, "actors": "+1", "place": "@SUM(A1)", "counterparts": "-2+3"}
    tables["issues"].append(
        tables["issues"][0] | {"issue_id": "i-zz", "text": "'=1", "message": "javascript:x"}
    )
    synthetic.write_tables(tables, folder / "outputs")
    return folder


def export(folder: Path, name: str) -> list[Path]:
    return export_outputs(folder / "outputs", name, corpus=folder / "corpus")


@pytest.fixture
def database(nasty_folder: Path) -> Iterator[sqlite3.Connection]:
    path, _ = export(nasty_folder, "sqlite")
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_sqlite_has_keys_indexes_and_text_search(database: sqlite3.Connection, nasty_folder: Path) -> None:
    tables = read_outputs(nasty_folder / "outputs")
    for name, rows in tables.items():
        assert database.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(rows),)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    keys = database.execute("PRAGMA foreign_key_list(event_participants)").fetchall()
    assert {(key[2], key[3]) for key in keys} >= {("events", "event_id"), ("entities", "entity_id")}
    plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM events WHERE event_type='VISIT'").fetchall()
    assert "USING INDEX" in plan[0][3]
    found = database.execute(
        "SELECT rowid FROM events_fts WHERE events_fts MATCH 'telephone AND canada'"
    ).fetchall()
    expected = [
        row for row in tables["events"] if "telephone" in row["evidence"] and "Canada" in row["evidence"]
    ]
    assert len(found) == len(expected)
    folded = database.execute("SELECT count(*) FROM events_fts WHERE events_fts MATCH 'turkiye'").fetchone()[
        0
    ]
    assert folded == sum("Türkiye" in row["evidence"] for row in tables["events"])
    typed = database.execute(
        "SELECT typeof(source_start), typeof(confidence), typeof(parent_event_id) FROM events"
    )
    assert set(typed) == {("integer", "real", "null")}


def test_sqlite_keeps_hostile_text_as_it_is(database: sqlite3.Connection) -> None:
    query = "SELECT evidence, actors FROM events WHERE evidence LIKE '=HYPER%'"
    assert database.execute(query).fetchall() == [(NASTY, "+1")]
    assert database.execute("SELECT text FROM issues WHERE issue_id='i-zz'").fetchone() == ("'=1",)


def test_datasette_serves_it(nasty_folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = pytest.importorskip("datasette.app", reason="needs the extra serve")
    path, metadata = export(nasty_folder, "sqlite")

    async def ask() -> tuple[str, str]:
        server = app.Datasette([], immutables=[str(path)], metadata=json.loads(metadata.read_text()))
        try:
            page = await server.client.get("/bluebook/events?_search=telephone")
            found = await server.client.get(
                "/bluebook/events.json?_shape=array&evidence__startswith=%3DHYPER"
            )
        finally:
            server.executor.shutdown()
            for opened in server.databases.values():
                opened.close()
        assert page.status_code == found.status_code == 200
        return page.text, found.text

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Datasette's own dependencies
        html, found = asyncio.run(ask())
    assert "One row per happening." in html
    assert "The sentence that tells it" in html
    assert "<script>alert(1)" not in html
    assert json.loads(found)[0]["evidence"] == NASTY


def test_parquet_is_typed_and_complete(nasty_folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    paths = export(nasty_folder, "parquet")
    assert {path.stem for path in paths} == set(read_outputs(nasty_folder / "outputs"))
    table = parquet.read_table(next(path for path in paths if path.stem == "events"))
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["date_earliest"], types["source_start"], types["confidence"]) == (
        "date32[day]",
        "int64",
        "double",
    )
    assert NASTY in table.column("evidence").to_pylist()
    assert isinstance(table.column("date_earliest")[0].as_py(), date)
    assert table.schema.field("evidence").metadata == {
        b"description": b"The sentence that tells it, repaired and cleaned."
    }


def test_duckdb_answers_queries(nasty_folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs the extra duckdb")
    (path,) = export(nasty_folder, "duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        query = """SELECT count(*), min(date_earliest)
                   FROM events JOIN event_participants USING (event_id) WHERE role = 'actor'"""
        count, first = connection.execute(query).fetchone()
        assert count == 60
        assert isinstance(first, date)
        assert connection.execute("SELECT evidence FROM events WHERE evidence LIKE '=%'").fetchone() == (
            NASTY,
        )


def test_the_workbook_runs_no_formula_and_has_real_dates(nasty_folder: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="needs the extra xlsx")
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl to read the workbook back")
    (path,) = export(nasty_folder, "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "events"
    sheet = book["events"]
    assert sheet.freeze_panes == "B2"
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 60
    (row,) = [row for row in rows if row["evidence"].value == NASTY]
    for name, text in {
        "evidence": NASTY,
        "actors": "+1",
        "place": "@SUM(A1)",
        "counterparts": "-2+3",
    }.items():
        assert (row[name].data_type, row[name].value) == ("s", text)
    assert isinstance(row["date_earliest"].value, datetime)
    assert row["date_earliest"].is_date
    assert isinstance(row["source_start"].value, int)
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for line in sheet.iter_rows() for cell in line)


def test_a_cell_too_long_for_a_workbook_says_that_it_was_cut(
    folder: Path, sample: Any, synthetic: Any
) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl to read the workbook back")
    pytest.importorskip("xlsxwriter", reason="needs the extra xlsx")
    tables = {name: [dict(row) for row in rows] for name, rows in sample.tables.items()}
    tables["events"][0]["evidence"] = "long " * 8000
    synthetic.write_tables(tables, folder / "outputs")
    (path,) = export(folder, "xlsx")
    sheet = openpyxl.load_workbook(path)["events"]
    longest = max((str(cell.value) for line in sheet.iter_rows() for cell in line), key=len)
    assert len(longest) == 32_767
    assert "cut here" in longest


def test_jsonld_ties_events_to_their_parties_and_evidence(nasty_folder: Path) -> None:
    (path,) = export(nasty_folder, "jsonld")
    graph = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    by_id = {node["@id"]: node for node in graph}
    events = [node for node in graph if node["@type"] == "Event"]
    assert len(events) == 60
    for event in events:
        for role in ("bluebook:actor", "bluebook:counterpart", "location"):
            for party in event.get(role, []):
                assert party["@id"] in by_id
        target = event["subjectOf"]["oa:hasTarget"]
        assert target["oa:hasSource"]["@id"] in by_id
        assert target["oa:hasSelector"]["oa:end"] > target["oa:hasSelector"]["oa:start"]


def test_timeml_is_the_text_with_its_dates_and_events(folder: Path, sample: Any) -> None:
    paths = export(folder, "timeml")
    assert len(paths) == 4
    dates = events = 0
    for path, (_, text) in zip(paths, sorted(sample.texts.items()), strict=True):
        root = etree.fromstring(path.read_bytes())
        assert "".join(root.find("TEXT").itertext()) == text
        times = {element.get("tid") for element in root.iter("TIMEX3")}
        instances = {element.get("eiid"): element.get("eventID") for element in root.iter("MAKEINSTANCE")}
        assert set(instances.values()) == {element.get("eid") for element in root.iter("EVENT")}
        for link in root.iter("TLINK"):
            assert link.get("relatedToTime") in times
            assert link.get("eventInstanceID") in instances
        dates += len(list(root.find("TEXT").iter("TIMEX3")))
        events += len(instances)
    assert (dates, events) == (len(sample.tables["dates"]), 60)


def test_timeml_escapes_what_would_be_markup() -> None:
    text = "</TEXT><x>&\x00\x0b A visit\rin May 2009"
    start, day = text.index("visit"), text.index("May")
    blank = dict.fromkeys(("timex3_type", "modifier", "timex3_value"), "")
    times = [
        blank | {"date_id": "d1", "edtf": "2009-05", "source_start": str(day), "source_end": str(day + 8)},
        blank | {"date_id": "d2", "edtf": "2009", "source_start": str(day + 4), "source_end": str(day + 8)},
    ]
    event = {
        "event_id": '"<e>',
        "status": "negated",
        "date_edtf": "2009",
        "source_start": str(start),
        "source_end": str(len(text)),
        "trigger_start": str(start),
        "trigger_end": str(day + 2),
    }
    root = etree.fromstring(chapter_to_timeml({"source_id": "<a>"}, text, times, [event]).encode())
    assert "".join(root.find("TEXT").itertext()) == text.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    assert root.find("TEXT/EVENT").text == "visit\rin "
    assert root.find("MAKEINSTANCE").get("polarity") == "NEG"
    (link,) = root.iter("TLINK")
    assert [
        time.get("value") for time in root.iter("TIMEX3") if time.get("tid") == link.get("relatedToTime")
    ] == ["2009"]


@pytest.mark.parametrize("name", ["parquet", "duckdb", "xlsx"])
def test_a_missing_extra_is_named(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(module: str) -> Any:
        raise ImportError(module)

    monkeypatch.setattr("pipeline.exports.columns.import_module", refuse)
    with pytest.raises(UsageError, match=rf"pip install 'bluebook-events\[{name}\]'"):
        export(folder, name)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "duckdb"])
def test_the_same_tables_give_the_same_bytes(folder: Path, name: str) -> None:
    first = {path: path.read_bytes() for path in export(folder, name)}
    assert {path: path.read_bytes() for path in export(folder, name)} == first
    assert sorted(path.name for path in (folder / "exports").iterdir()) == sorted(
        {path.relative_to(folder / "exports").parts[0] for path in first}
    )


def test_what_cannot_be_exported_says_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of sqlite"):
        export(folder, "dbase")
    with pytest.raises(InputError, match=r"no events\.csv"):
        export(tmp_path / "nowhere", "sqlite")
    (folder / "exports").write_text("in the way")
    with pytest.raises(OutputError):
        export(folder, "sqlite")
    (folder / "exports").unlink()
    events = folder / "outputs" / "events.csv"
    events.write_text(
        events.read_text(encoding="utf-8").replace(",1986,", ",MCMLXXXVI,", 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"events\.csv:\d+: edition_year holds 'MCMLXXXVI'"):
        export(folder, "sqlite")
    assert list((folder / "exports").iterdir()) == []
