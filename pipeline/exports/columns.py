"""What the columns of the tables hold: their types, keys and descriptions, for formats that want to know."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import InputError, UsageError
from pipeline.export import exchange_folders
from pipeline.lexicon.codebook import Column, load_codebook
from pipeline.outputs import Row

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

ColumnType = Literal["integer", "number", "date", "text"]
Value = int | float | date | str | None


def column_type(table: str, column: str) -> ColumnType:
    """Return what a column holds; one that the codebook does not know holds text.

    >>> column_type("events", "edition_year"), column_type("entities", "mentions"), column_type("x", "y")
    ('integer', 'integer', 'text')
    """
    kind = _columns(table).get(column)
    return "text" if kind is None or kind.type == "string" else kind.type


def description(table: str, column: str) -> str:
    """Return what a column means, from the codebook."""
    kind = _columns(table).get(column)
    return kind.description if kind else ""


@cache
def _columns(table: str) -> dict[str, Column]:
    known = load_codebook().get(table)
    return {column.name: column for column in known.columns} if known else {}


def typed_rows(name: str, rows: Sequence[Row]) -> Iterator[list[Value]]:
    """Yield the rows of a table as values of their columns' types; an empty cell that is not text is None.

    Raises:
        InputError: a cell does not fit its column; the message names table, row and column.
    """
    types = [(column, column_type(name, column)) for column in (rows[0] if rows else ())]
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
    _remove_leftovers(target)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    handle = _lock(temporary)
    try:
        yield temporary / target.name
        if target.is_dir() and (temporary / target.name).is_dir():
            exchange_folders(temporary / target.name, target)
        else:
            (temporary / target.name).replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _remove_leftovers(target: Path) -> None:
    """Clear away what an export that was killed has left; the folder of a living one is locked."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.????????"):
        if path.is_dir() and not path.is_symlink():
            handle = _lock(path)
            if handle is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(handle)


def _lock(folder: Path) -> int | None:
    """Lock a folder for as long as the handle is open; None when another process holds it."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
