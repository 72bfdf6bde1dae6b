"""The tables in other tools' own formats: a database, columns, a workbook, linked data, TimeML.

Each module writes one format from the CSV tables alone. `export_outputs` is the way in. What a format
needs beyond the project's own dependencies is an extra: `pip install 'bluebook-events[parquet]'`.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.errors import OutputError, UsageError
from pipeline.exports.database import write_sqlite
from pipeline.exports.duck import write_duckdb
from pipeline.exports.linked import write_jsonld
from pipeline.exports.parquet import write_parquet
from pipeline.exports.timeml import write_timeml
from pipeline.exports.workbook import write_workbook
from pipeline.outputs import Row, read_outputs, read_texts

Tables = Mapping[str, Sequence[Row]]

FORMATS: dict[str, str] = {
    "sqlite": "bluebook.db",
    "parquet": "parquet",
    "duckdb": "bluebook.duckdb",
    "xlsx": "bluebook.xlsx",
    "jsonld": "bluebook.jsonld",
    "timeml": "timeml",
}
"""Each format with the name of the file (for parquet and timeml: the folder) it is written to."""

_WRITERS: dict[str, Callable[[Tables, Mapping[str, str], Path], list[Path]]] = {
    "sqlite": write_sqlite,
    "parquet": write_parquet,
    "duckdb": write_duckdb,
    "xlsx": write_workbook,
    "jsonld": write_jsonld,
    "timeml": write_timeml,
}


def export_outputs(
    outputs: Path, format_name: str, *, corpus: Path, destination: Path | None = None
) -> list[Path]:
    """Write the tables of an outputs folder in another format and return the files written.

    Args:
        outputs: the folder with the CSV tables.
        format_name: one of `FORMATS`.
        corpus: the folder with the chapters; TimeML needs their text.
        destination: file or folder to write; by default `exports` beside the outputs folder, with the
            name that `FORMATS` gives.

    Raises:
        UsageError: no such format, or the extra it needs is not installed.
        InputError: there are no tables, or a cell does not fit its column.
        OutputError: the destination cannot be written.
    """
    if format_name not in FORMATS:
        raise UsageError(f"there is no format {format_name!r}", hint=f"one of {', '.join(FORMATS)}")
    tables = read_outputs(outputs)
    texts = read_texts(tables["documents"], outputs, corpus) if format_name == "timeml" else {}
    target = destination or outputs.parent / "exports" / FORMATS[format_name]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return _WRITERS[format_name](tables, texts, target)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", where=target) from error
    except _library_errors() as error:
        raise OutputError(f"cannot be written: {error}", where=target) from error


def _library_errors() -> tuple[type[Exception], ...]:
    """Return what the formats' libraries raise when a file cannot be written, as far as they are loaded."""
    found: list[type[Exception]] = [sqlite3.Error]
    if "duckdb" in sys.modules:
        found.append(sys.modules["duckdb"].Error)
    if "xlsxwriter" in sys.modules:
        found.append(sys.modules["xlsxwriter"].exceptions.FileCreateError)
    return tuple(found)
