"""corrections.csv is read as people save it, and nothing in it is ever lost by writing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections import COLUMNS, Correction, add_corrections, format_corrections, parse_corrections
from pipeline.corrections.records import Dialect, load
from pipeline.errors import InputError

EDIT = Correction(
    event_id="e-1",
    locator="2010/north-america:10-17:VISIT he visited; then",
    field="date_edtf",
    was="2009",
    now="2009-11",
    decision="edit",
    reason='The page says "November",\nsee the caption',
    editor="K. I.",
    date="2026-11-23",
)
REJECT = Correction(event_id="e-2", was='=HYPERLINK("x";1)', decision="reject", reason="'tis no event")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_way_a_spreadsheet_saves_is_read(encoding: str, delimiter: str, newline: str) -> None:
    dialect = Dialect(delimiter=delimiter, newline=newline, encoding=encoding)
    content = format_corrections([EDIT, REJECT], dialect)
    found, seen = parse_corrections(content)
    assert found == [EDIT, REJECT]
    assert [one.line for one in found] == [2, 4]  # the first one holds a line break
    assert (seen.delimiter, seen.newline, seen.encoding) == (delimiter, newline, encoding)


def test_a_spreadsheet_neither_runs_nor_rewrites_what_we_write() -> None:
    cells = list(csv.reader(io.StringIO(format_corrections([EDIT, REJECT]).decode())))
    was = COLUMNS.index("was")
    assert cells[1][was] == "'2009"
    assert cells[1][was + 1] == "'2009-11"
    assert cells[2][was].startswith("'=")


def test_a_spreadsheet_that_quotes_everything_and_adds_columns_loses_nothing() -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*(name.upper() for name in COLUMNS), "my note", "", ""])
    writer.writerow([*(EDIT.cells()[name] for name in COLUMNS), "ask Hanako", "", ""])
    writer.writerow([""] * 12)
    content = b"\xef\xbb\xbf" + out.getvalue().encode()
    (found,), dialect = parse_corrections(content)
    assert found.extra == (("my note", "ask Hanako"),)
    assert found.cells() | {"my note": ""} == EDIT.cells() | {"my note": ""}
    again, _ = parse_corrections(format_corrections([found], dialect))
    assert again == [found]


def test_a_line_that_names_its_delimiter_is_understood() -> None:
    found, _ = parse_corrections(b"sep=;\r\nevent_id;decision;was\r\ne-1;reject;visited\r\n")
    assert found[0].line == 3


HEADER = "event_id,locator,field,was,now,decision\n"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, None),
        ("name,value\n1,2\n", 1, "does not name the columns"),
        ("decision,event_id,decision\n", 1, "two columns"),
        (HEADER + "e-1,,,x,,maybe\n", 2, "decision is one of"),
        (HEADER + "\n,,,x,,reject\n", 3, "neither event_id nor locator"),
        (HEADER + "e-1,,,,,accept\n", 2, "accept must say"),
        (HEADER + "e-1,,,,,reject\n", 2, "reject must quote"),
        (HEADER + "e-1,,confidence,1,2,edit\n", 2, "field is one of"),
        (HEADER + "e-1,,date_edtf,2009,Nov-09,edit\n", 2, "apostrophe"),
        (HEADER + "e-1,,status,occurred,happened,edit\n", 2, "status is one of"),
        (HEADER + "e-1,,actors,,Okada [Japan],edit\n", 2, "Name [ISO3]"),
        (HEADER + "e-1,,status,planned,planned,edit\n", 2, "are the same"),
        (HEADER + "e-1,somewhere,,visited,,reject\n", 2, "locator"),
        (HEADER + ",2010/x:5-9:VISIT,,,,add\n", 2, "must quote"),
        (HEADER + ",2010/x:5-9:PARTY,,went,,add\n", 2, "event_type is one of"),
        (HEADER + "e-1,,,visited,,merge\n", 2, "must name in `now`"),
        (HEADER + "e-1,,place,A,B,split\n", 2, "split needs"),
        (HEADER + 'e-1,,,"visited,,reject\n', 2, "not readable as CSV"),
        (HEADER + "e-1,,,a,b,accept,more,and,more,and,more\n", 2, "more cells than columns"),
    ],
)
def test_bad_lines_are_named(content: str, line: int, words: str | None) -> None:
    if words is None:
        assert parse_corrections(content.encode())[0] == []
        return
    with pytest.raises(InputError) as caught:
        parse_corrections(content.encode())
    assert words in str(caught.value)
    assert caught.value.where == f"corrections.csv:{line}"


def test_other_encodings_and_nul_are_refused_with_their_line() -> None:
    with pytest.raises(InputError, match=r"corrections\.csv:2: not UTF-8"):
        parse_corrections(HEADER.encode() + "e-1,,,Córdoba,,reject\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"corrections\.csv:2: holds a NUL"):
        parse_corrections(HEADER.encode() + b"e-1,,,a\0b,,reject\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_place(content: bytes) -> None:
    try:
        parse_corrections(content)
    except InputError as error:
        assert error.where.startswith("corrections.csv:")  # noqa: PT017


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6), st.sampled_from(",;\t"))
def test_whatever_is_written_is_read_back(rows: list[tuple[str, str, str, str]], delimiter: str) -> None:
    written = [
        Correction(event_id="e-1", was=f"x{was}", reason=reason, editor=editor, date=date, decision="reject")
        for was, reason, editor, date in rows
    ]
    written = [one for one in written if one.was.strip() == one.was]
    found, _ = parse_corrections(format_corrections(written, Dialect(delimiter=delimiter)))
    assert found == written


def test_new_decisions_go_beside_those_already_there(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(
        b"\xef\xbb\xbfevent_id;field;was;now;decision;my note\r\ne-9;status;planned;occurred;edit;hm\r\n"
    )
    add_corrections(path, [EDIT])
    path.write_bytes(path.read_bytes() + b"e-8;;;visited;;reject\r\n")  # somebody edits by hand meanwhile
    result = add_corrections(path, [EDIT, REJECT])
    found, dialect = load(path)
    assert found == result
    assert [one.event_id for one in found] == ["e-9", "e-1", "e-8", "e-2"]
    assert found[0].extra == (("my note", "hm"),)
    assert dialect.delimiter == ";"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    add_corrections(path, [], withdrawn=[EDIT])
    assert [one.event_id for one in load(path)[0]] == ["e-9", "e-8", "e-2"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_understood_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(HEADER + "e-1,,,x,,perhaps\n")
    with pytest.raises(InputError):
        add_corrections(path, [EDIT])
    assert path.read_text().endswith("perhaps\n")
    with pytest.raises(InputError):
        add_corrections(tmp_path / "new.csv", [Correction(event_id="e", decision="burn")])
    assert not (tmp_path / "new.csv").exists()
