"""Tables checked against the codebook, then written whole or not at all."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.lexicon.codebook import Column, Table, frictionless_package, load_codebook

if TYPE_CHECKING:
    from pandas import DataFrame

_DAY_RE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER_RE = re.compile(r"-?\d+(\.\d+)?")


def check_tables(tables: Mapping[str, DataFrame]) -> list[str]:
    """Return every way in which the tables break the codebook, one sentence each.

    Checked are columns, required cells, types, closed lists, patterns, bounds, unique keys and
    links between tables. An empty list means that the contract holds.
    """
    problems = []
    keys = {
        name: set(tables[name][table.key[0]])
        for name, table in load_codebook().items()
        if name in tables and len(table.key) == 1
    }
    for name, table in load_codebook().items():
        if name not in tables:
            problems.append(f"{name}: the table is missing")
        elif list(tables[name].columns)[: len(table.columns)] != table.column_names:
            problems.append(f"{name}: columns are {', '.join(tables[name].columns)}")
        else:
            problems += _table_problems(table, tables[name], keys)
    return problems


def _table_problems(table: Table, frame: DataFrame, keys: Mapping[str, set[str]]) -> Iterator[str]:
    for column in table.columns:
        wrong = sorted({cell for cell in frame[column.name] if not _fits(cell, column)})
        if wrong:
            yield f"{table.name}.{column.name}: {len(wrong)} wrong values, among them {wrong[0]!r}"
        target = table.links.get(column.name)
        if target:
            lost = sorted({cell for cell in frame[column.name] if cell and cell not in keys[target]})
            if lost:
                yield f"{table.name}.{column.name}: {len(lost)} point to no row of {target}, e.g. {lost[0]!r}"
    twice = frame[frame.duplicated(list(table.key))]
    if len(twice):
        yield f"{table.name}: {len(twice)} keys stand twice, e.g. {twice.iloc[0][table.key[0]]!r}"
    if {"source_start", "source_end"} <= set(frame.columns):
        backwards = (frame["source_start"].astype(int) > frame["source_end"].astype(int)).sum()
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


def write_outputs(
    tables: Mapping[str, DataFrame], *, outputs: Path, texts: Mapping[str, str], run: Mapping[str, object]
) -> None:
    """Write all tables, datapackage.json, run.json and text layers into the outputs folder at once.

    The new folder is built beside the old one and the two change places in one step, so that a
    reader sees the previous outputs or the new ones, never a mixture. Files that are not ours stay.

    Args:
        tables: every table by name, checked.
        outputs: the folder to write; made if it is missing.
        texts: text layer of each HTML and PDF chapter, by source id.
        run: what was run, for run.json.

    Raises:
        OutputError: the tables break the codebook, or the folder cannot be written.
    """
    problems = check_tables(tables)
    if problems:
        raise OutputError(
            "the tables break their contract and were not written: " + "; ".join(problems[:5]),
            where=outputs,
            hint="this is a fault of the pipeline; please report it with the chapter",
        )
    try:
        _swap_in(outputs, tables, texts, run)
    except OSError as error:
        raise OutputError(
            f"the tables cannot be written: {error.strerror or error}",
            where=outputs,
            hint="choose a folder you may write to with --outputs; the previous tables are untouched",
        ) from error


def _swap_in(
    outputs: Path, tables: Mapping[str, DataFrame], texts: Mapping[str, str], run: Mapping[str, object]
) -> None:
    if outputs.exists() and not outputs.is_dir():
        raise NotADirectoryError(20, "it is a file, not a folder")
    outputs.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=outputs):
        pass  # fails on a read-only folder, which a swap would otherwise replace
    staging = Path(tempfile.mkdtemp(prefix=f".{outputs.name}-", dir=outputs.parent))
    try:
        staging.chmod(outputs.stat().st_mode & 0o7777)
        _write_folder(staging, tables, texts, run)
        _carry_over(outputs, staging)
        _exchange(staging, outputs)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write_folder(
    folder: Path, tables: Mapping[str, DataFrame], texts: Mapping[str, str], run: Mapping[str, object]
) -> None:
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    for name, content in (("datapackage", frictionless_package(load_codebook())), ("run", run)):
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=name == "run")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    for source_id, text in texts.items():
        path = folder / "text" / f"{source_id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _carry_over(old: Path, new: Path) -> None:
    """Keep what people put into the outputs folder themselves."""
    for entry in old.iterdir():
        if entry.name != "text" and not (new / entry.name).exists():
            if entry.is_dir():
                shutil.copytree(entry, new / entry.name, copy_function=os.link, symlinks=True)
            else:
                os.link(entry, new / entry.name, follow_symlinks=False)


def _exchange(new: Path, current: Path) -> None:
    """Let two folders change places in one step where the system can, else in two."""
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at_working_directory, flag_exchange = -100, 2
    if exchange is not None:
        paths = (os.fsencode(new.absolute()), os.fsencode(current.absolute()))
        if exchange(at_working_directory, paths[0], at_working_directory, paths[1], flag_exchange) == 0:
            return
    aside = new.with_name(new.name + "-old")
    current.rename(aside)
    new.rename(current)
    aside.rename(new)
