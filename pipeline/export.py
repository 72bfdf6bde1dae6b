"""Tables checked against the codebook, then written whole or not at all."""

from __future__ import annotations

import csv
import ctypes
import glob
import io
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache import hash_files, unwritable_outputs
from pipeline.cells import guard_row
from pipeline.errors import OutputError
from pipeline.lexicon.codebook import Column, Table, frictionless_package, load_codebook
from pipeline.model import Share

if TYPE_CHECKING:
    from pandas import DataFrame

_STAGING, _ASIDE = ".writing-", "-old"
"""Marks of the folders that stand beside the outputs folder while a run writes."""
_HALF_PAGE_RE = re.compile(r"\.review\.html\.\d+")
_DAY_RE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER_RE = re.compile(r"-?\d+(\.\d+)?")


Columns = Mapping[str, Sequence[str]]
Known = Mapping[str, Container[str]]


def check_tables(tables: Mapping[str, DataFrame], *, known: Known | None = None) -> list[str]:
    """Return every way in which some tables, read back, break the codebook, one sentence each.

    See `check_rows`.
    """
    problems: list[str] = []
    columns = {}
    for name, frame in tables.items():
        table = load_codebook()[name]
        if list(frame.columns)[: len(table.columns)] != table.column_names:
            problems.append(f"{name}: columns are {', '.join(frame.columns)}")
        else:
            columns[name] = {column: frame[column].tolist() for column in table.column_names}
    return problems + _problems(columns, known or {})


def check_rows(tables: Mapping[str, Sequence[Sequence[str]]], *, known: Known | None = None) -> list[str]:
    """Return every way in which rows of tables break the codebook, one sentence each.

    Checked are required cells, types, closed lists, patterns, bounds, unique keys and links.

    Args:
        tables: rows of any of the codebook's tables, by name.
        known: keys of rows that are not among them; a link to a table that is neither there nor
            known is not checked.

    Returns:
        The problems; an empty list means that the contract holds.
    """
    columns = {}
    for name, rows in tables.items():
        names = load_codebook()[name].column_names
        columns[name] = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    return _problems(columns, known or {})


def _problems(tables: Mapping[str, Columns], known: Known) -> list[str]:
    keys: dict[str, Container[str]] = {
        name: set(columns[load_codebook()[name].key[0]])
        for name, columns in tables.items()
        if len(load_codebook()[name].key) == 1
    }
    keys |= known
    return [
        problem
        for name, columns in tables.items()
        for problem in _table_problems(load_codebook()[name], columns, keys)
    ]


def _table_problems(table: Table, columns: Columns, keys: Known) -> Iterator[str]:
    for column in table.columns:
        cells = dict.fromkeys(columns[column.name])
        wrong = sorted(cell for cell in cells if not _fits(cell, column))
        if wrong:
            yield f"{table.name}.{column.name}: {len(wrong)} wrong values, among them {wrong[0]!r}"
        target = table.links.get(column.name)
        if target and target in keys:
            lost = sorted(cell for cell in cells if cell and cell not in keys[target])
            if lost:
                yield f"{table.name}.{column.name}: {len(lost)} point to no row of {target}, e.g. {lost[0]!r}"
    counted = Counter(zip(*(columns[name] for name in table.key), strict=True))
    twice = [key for key, number in counted.items() for _ in range(number - 1)]
    if twice:
        yield f"{table.name}: {len(twice)} keys stand twice, e.g. {twice[0][0]!r}"
    if {"source_start", "source_end"} <= set(columns):
        pairs = zip(columns["source_start"], columns["source_end"], strict=True)
        backwards = sum(
            int(start) > int(end) for start, end in pairs if start.isdecimal() and end.isdecimal()
        )
        if backwards:
            yield f"{table.name}: {backwards} rows end before they start"


def _fits(cell: str, column: Column) -> bool:
    if not cell:
        return not column.required
    if column.enum:
        return cell in column.enum
    if column.pattern:
        return re.fullmatch(column.pattern, cell) is not None
    if column.type == "date":
        return _DAY_RE.fullmatch(cell) is not None
    if column.type == "integer" and not cell.isdecimal():
        return False
    if column.type in ("integer", "number"):
        return _NUMBER_RE.fullmatch(cell) is not None and _within(float(cell), column)
    return True


def _within(number: float, column: Column) -> bool:
    above = column.minimum is None or column.minimum <= number
    below = column.maximum is None or number <= column.maximum
    return above and below


def require_contract(problems: Collection[str], *, where: str | Path) -> None:
    """Stop the run when a table breaks its contract: no table is better than a wrong one.

    Raises:
        OutputError: there is a problem.
    """
    if problems:
        raise OutputError(
            "the tables break their contract and were not written: " + "; ".join(list(problems)[:5]),
            where=where,
            hint="this is a fault of the pipeline; please report it with the chapter",
        )


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Write a table's rows as CSV lines, without the header, so that no spreadsheet runs a cell."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(guard_row, rows))
    return text.getvalue()


def write_outputs(shares: Iterable[Share], *, outputs: Path, run: Callable[[], Mapping[str, object]]) -> None:
    """Write all tables, text layers, datapackage.json and run.json into the outputs folder at once.

    The new folder is built beside the old one and the two change places in one step, so that a
    reader sees the previous outputs or the new ones, never a mixture. Files that are not ours stay, and
    a table that somebody changed by hand is kept beside the new one as `<table>.edited-<hash>.csv`.

    Args:
        shares: parts of the tables, checked, each table's lines in the order of its keys; written one by one.
        outputs: the folder to write; made if it is missing.
        run: asked for what was run, for run.json, when all shares are written.

    Raises:
        OutputError: the folder cannot be written; what was there is untouched.
    """
    outputs = Path(os.path.realpath(outputs))  # a link to a folder stays a link; the folder is exchanged
    try:
        if outputs.exists() and not outputs.is_dir():
            raise NotADirectoryError(20, "it is a file, not a folder")
        outputs.mkdir(parents=True, exist_ok=True)
        if not os.access(outputs, os.W_OK | os.X_OK):  # a swap would replace it all the same
            raise PermissionError(13, "the folder is read-only")
        clear_leftovers(outputs)
        staging = Path(tempfile.mkdtemp(prefix=f".{outputs.name}{_STAGING}", dir=outputs.parent))
        try:
            staging.chmod(outputs.stat().st_mode & 0o7777)
            _write_shares(staging, shares)
            _write_json(staging / "datapackage.json", frictionless_package(load_codebook()))
            _write_json(staging / "run.json", {**run(), "files": _file_hashes(staging)})
            _carry_over(outputs, staging)
            exchange_folders(staging, outputs)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise unwritable_outputs(outputs, error) from error


def clear_leftovers(outputs: Path) -> None:
    """Clear away what a run that was killed has left beside the outputs folder, which we hold alone.

    Args:
        outputs: the folder itself, not a link to it; put back from beside it when the kill hit between
            the three steps of an exchange.
    """
    for path in sorted(outputs.parent.glob(f".{glob.escape(outputs.name)}{_STAGING}*")):
        if path.name.endswith(_ASIDE) and not any(outputs.iterdir()):
            path.rename(outputs)  # it was killed between the three steps of an exchange
        else:
            shutil.rmtree(path, ignore_errors=True)


def _write_shares(folder: Path, shares: Iterable[Share]) -> None:
    with ExitStack() as stack:
        handles = {}
        for name, table in load_codebook().items():
            handle = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            handle.write(",".join(table.column_names) + "\n")
            handles[name] = handle
        for share in shares:
            for name, lines in share.tables.items():
                handles[name].write(lines)
            for source_id, text in share.text_layers.items():
                path = folder / "text" / f"{source_id}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="")


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _file_hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hash_files([path])
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _carry_over(old: Path, new: Path) -> None:
    """Keep what people put into the outputs folder, and what they changed in a table by hand."""
    written = _hashes_of_last_run(old)
    for entry in old.iterdir():
        target = new / entry.name
        if _HALF_PAGE_RE.fullmatch(entry.name):  # a review page whose writing was killed
            continue
        if entry.name == "text" or (target.exists() and entry.name not in written):
            continue
        if target.exists():
            found = hash_files([entry])
            if found == written[entry.name]:
                continue
            target = new / f"{entry.stem}.edited-{found[:8]}{entry.suffix}"
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, target, copy_function=os.link, symlinks=True)
        elif not target.exists():
            os.link(entry, target, follow_symlinks=False)


def _hashes_of_last_run(outputs: Path) -> dict[str, str]:
    try:
        content = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
        return dict(content["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def exchange_folders(new: Path, current: Path) -> None:
    """Let two folders change places in one step where the system can, else in three.

    Raises:
        OSError: they stay, or have been put back, where they were.
    """
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at_working_directory, flag_exchange = -100, 2
    if exchange is not None:
        paths = (os.fsencode(new.absolute()), os.fsencode(current.absolute()))
        if exchange(at_working_directory, paths[0], at_working_directory, paths[1], flag_exchange) == 0:
            return
    aside = new.with_name(new.name + _ASIDE)
    current.rename(aside)
    try:
        new.rename(current)
    except OSError:
        aside.rename(current)
        raise
    aside.rename(new)
