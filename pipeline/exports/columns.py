"""What the columns of the tables hold: their types, keys and descriptions, for formats that want to know."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import InputError, UsageError
from pipeline.outputs import Row

ColumnType = Literal["integer", "number", "date", "text"]
Value = int | float | date | str | None

_INTEGERS = frozenset(
    (
        *("edition_year", "position", "words", "mention_count"),
        *("source_start", "source_end", "trigger_start", "trigger_end"),
        *("repairs", "segments", "mentions", "dates", "events", "issues"),
    )
)
_DATES = frozenset(("date_earliest", "date_latest", "earliest", "latest", "coverage_start", "coverage_end"))

FOREIGN_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "segments": (("source_id", "documents"),),
    "repairs": (("source_id", "documents"),),
    "mentions": (("source_id", "documents"), ("segment_id", "segments"), ("entity_id", "entities")),
    "dates": (("source_id", "documents"), ("segment_id", "segments")),
    "events": (("source_id", "documents"), ("parent_event_id", "events")),
    "event_participants": (("event_id", "events"), ("entity_id", "entities")),
    "event_mentions": (("event_id", "events"), ("source_id", "documents"), ("segment_id", "segments")),
    "issues": (("source_id", "documents"),),
}
"""Each table with its columns that name a row of another table, by that table's own key."""


def column_type(column: str) -> ColumnType:
    """Return what a column holds.

    >>> column_type("edition_year"), column_type("date_edtf"), column_type("date_earliest")
    ('integer', 'text', 'date')
    """
    if column in _INTEGERS:
        return "integer"
    if column in ("confidence", "score"):
        return "number"
    return "date" if column in _DATES else "text"


def typed_rows(name: str, rows: Sequence[Row]) -> Iterator[list[Value]]:
    """Yield the rows of a table as values of their columns' types; an empty cell that is not text is None.

    Raises:
        InputError: a cell does not fit its column; the message names table, row and column.
    """
    types = [(column, column_type(column)) for column in (rows[0] if rows else ())]
    for number, row in enumerate(rows, start=2):
        values = []
        for column, kind in types:
            try:
                values.append(_value(row[column], kind))
            except ValueError as error:
                raise InputError(
                    f"{column} holds {row[column]!r}, which is no {kind}",
                    where=f"{name}.csv:{number}",
                    hint="extract again",
                ) from error
        yield values


def _value(cell: str, kind: ColumnType) -> Value:
    if kind == "text":
        return cell
    if not cell:
        return None
    if kind == "integer":
        return int(cell)
    return float(cell) if kind == "number" else date.fromisoformat(cell)


def descriptions(datapackage: Path) -> dict[str, dict[str, str]]:
    """Return the description of each column, by table and column; empty when there is no data package."""
    try:
        package = json.loads(datapackage.read_text(encoding="utf-8"))
        return {
            resource["name"]: {
                field["name"]: field.get("description", "") for field in resource["schema"]["fields"]
            }
            for resource in package["resources"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def need(module: str, extra: str) -> Any:
    """Import a package that only one export needs.

    Raises:
        UsageError: it is not installed; the message says how to get it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise UsageError(
            f"this format needs the package {module}", hint=f"pip install 'bluebook-events[{extra}]'"
        ) from error


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a temporary place to write a file or folder; it takes the target's place only when complete."""
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield temporary / target.name
        if target.is_dir():
            target.replace(temporary / "old")
        (temporary / target.name).replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
