"""A workbook: one sheet per table, heads frozen, days as real dates, and no cell that runs as a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.exports.columns import column_type, description, need, typed_rows, written_whole
from pipeline.outputs import Row

MAX_ROWS = 1_048_575
MAX_CELL = 32_767
_CUT = " … [cut here: a cell holds 32,767 characters]"
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets count a 29 February 1900 that never was
_WIDTHS = {"integer": 9, "number": 10, "date": 12, "text": 16}
_WIDE = {
    "evidence": 70,
    "text": 60,
    "message": 60,
    "actors": 30,
    "counterparts": 30,
    "place": 20,
    "title": 24,
}
_ORDER = ("events", "event_participants", "documents", "dates", "entities", "mentions", "issues")


def write_workbook(
    tables: Mapping[str, Sequence[Row]],
    _texts: Mapping[str, str],
    target: Path,
) -> list[Path]:
    """Write the tables as an Excel workbook.

    Text is written as text whatever it begins with, so `=HYPERLINK(...)` is shown and not run. Days before
    March 1900 stay text, because spreadsheets cannot count them.

    Raises:
        UsageError: a table has more rows than a sheet holds.
    """
    xlsxwriter = need("xlsxwriter", "xlsx")
    names = sorted(tables, key=_sheet_order)
    for name in names:
        if len(tables[name]) > MAX_ROWS:
            raise UsageError(
                f"{name} has {len(tables[name]):,} rows, a sheet holds {MAX_ROWS:,}",
                hint="use --format parquet",
            )
    with written_whole(target) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(str(temporary), options | {"constant_memory": True})
        book.set_properties({"title": "Diplomatic Bluebook events", "created": datetime(2000, 1, 1)})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for name in names:
            if tables[name]:
                _write_sheet(book, name, tables[name], formats)
        book.close()
    return [target]


def _sheet_order(name: str) -> tuple[int, str]:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER), name


def _write_sheet(book: Any, name: str, rows: Sequence[Row], formats: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    columns = list(rows[0])
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDE.get(column, _WIDTHS[column_type(name, column)]))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, formats["head"])
        sheet.write_comment(0, at, description(name, column))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for number, values in enumerate(typed_rows(name, rows), start=1):
        for at, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                if value >= _FIRST_DAY:
                    sheet.write_datetime(
                        number, at, datetime(value.year, value.month, value.day), formats["date"]
                    )
                else:
                    sheet.write_string(number, at, value.isoformat())
            elif isinstance(value, str):
                sheet.write_string(number, at, _fitting(value))
            else:
                sheet.write_number(number, at, value)


def _fitting(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - len(_CUT)] + _CUT
