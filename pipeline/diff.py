"""What a run changed: two outputs folders, or two git revisions of one, row by row and field by field."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.lexicon.codebook import load_codebook
from pipeline.outputs import Row, read_table

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that both sides have, with each field that differs as (old, new)."""

    key: Key
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """What differs in one table; rows by key, in the order of the keys."""

    name: str
    key_columns: tuple[str, ...]
    added: tuple[tuple[Key, Row], ...]
    removed: tuple[tuple[Key, Row], ...]
    changed: tuple[RowChange, ...]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Say whether both sides hold the same rows and columns."""
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


def diff_outputs(old: Path, new: Path) -> list[TableDiff]:
    """Compare two outputs folders and return the tables that differ, in the order of their names.

    The order of rows and columns does not count. A column that only one side has is named once and does
    not make every row a changed one.

    Raises:
        InputError: a folder does not exist or a table is not readable.
    """
    for folder in (old, new):
        if not folder.is_dir():
            raise InputError("there is no such outputs folder", where=folder)
    names = sorted({path.stem for folder in (old, new) for path in folder.glob("*.csv")})
    diffs = (
        diff_tables(name, read_table(old / f"{name}.csv"), read_table(new / f"{name}.csv")) for name in names
    )
    return [diff for diff in diffs if not diff.is_same]


def diff_tables(name: str, old: Sequence[Row], new: Sequence[Row]) -> TableDiff:
    """Compare two versions of one table.

    >>> before = [{"event_id": "e-1", "status": "planned"}]
    >>> after = [{"event_id": "e-1", "status": "occurred"}]
    >>> diff_tables("events", before, after).changed
    (RowChange(key=('e-1',), fields={'status': ('planned', 'occurred')}),)
    """
    old_columns, new_columns = _columns(old), _columns(new)
    codebook = load_codebook()
    known = codebook[name].key if name in codebook else (old_columns or new_columns)[:1]
    key_columns = tuple(column for column in known if column in (*old_columns, *new_columns))
    before, after = _by_key(old, key_columns), _by_key(new, key_columns)
    shared = [column for column in new_columns if column in old_columns]
    changed = []
    for key in sorted(before.keys() & after.keys()):
        one, other = before[key], after[key]
        fields = {column: (one[column], other[column]) for column in shared if one[column] != other[column]}
        if fields:
            changed.append(RowChange(key=key[: len(key_columns)], fields=fields))
    return TableDiff(
        name=name,
        key_columns=key_columns,
        added=_only(after, before, len(key_columns)),
        removed=_only(before, after, len(key_columns)),
        changed=tuple(changed),
        columns_added=tuple(column for column in new_columns if old and column not in old_columns),
        columns_removed=tuple(column for column in old_columns if new and column not in new_columns),
    )


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(rows[0]) if rows else ()


def _by_key(rows: Sequence[Row], key_columns: Sequence[str]) -> dict[Key, Row]:
    """Return rows by key; a key that stands twice gets a number, so that no row is left out."""
    found: dict[Key, Row] = {}
    for row in rows:
        key = tuple(row.get(column, "") for column in key_columns)
        number = 1
        while (key if number == 1 else (*key, f"#{number}")) in found:
            number += 1
        found[key if number == 1 else (*key, f"#{number}")] = row
    return found


def _only(mine: Mapping[Key, Row], other: Mapping[Key, Row], size: int) -> tuple[tuple[Key, Row], ...]:
    return tuple((key[:size], mine[key]) for key in sorted(mine.keys() - other.keys()))


def to_text(diffs: Sequence[TableDiff], *, limit: int = 0) -> str:
    """Write a comparison for people: per table a line of counts, then the rows.

    Args:
        diffs: what `diff_outputs` gave.
        limit: rows shown per table and kind of change; 0 shows all.

    >>> print(to_text([diff_tables("events", [{"event_id": "e-1", "status": "planned"}],
    ...                            [{"event_id": "e-1", "status": "occurred"}])]))
    events: 0 added, 0 removed, 1 changed
      ~ e-1
          status: planned → occurred
    """
    if not diffs:
        return "no difference"
    lines = []
    for diff in diffs:
        counts = f"{len(diff.added):,} added, {len(diff.removed):,} removed, {len(diff.changed):,} changed"
        lines.append(f"{diff.name}: {counts}")
        lines += [f"  + column {column}" for column in diff.columns_added]
        lines += [f"  - column {column}" for column in diff.columns_removed]
        for sign, rows in (("-", diff.removed), ("+", diff.added)):
            shown = rows[:limit] if limit else rows
            lines += [f"  {sign} {_key_text(key)}  {_row_text(row, diff.key_columns)}" for key, row in shown]
            lines += _rest(len(rows) - len(shown), sign)
        changes = diff.changed[:limit] if limit else diff.changed
        for change in changes:
            lines.append(f"  ~ {_key_text(change.key)}")
            for column, (old, new) in change.fields.items():
                lines.append(f"      {column}: {_cell_text(old)} → {_cell_text(new)}")
        lines += _rest(len(diff.changed) - len(changes), "~")
    return "\n".join(lines)


def _rest(count: int, sign: str) -> list[str]:
    return [f"  {sign} and {count:,} more"] if count > 0 else []


def _key_text(key: Key) -> str:
    return " ".join(_cell_text(part) for part in key)


def _row_text(row: Row, key_columns: Sequence[str]) -> str:
    cells = [_cell_text(cell) for column, cell in row.items() if cell and column not in key_columns]
    text = " | ".join(cells)
    return text if len(text) <= 160 else f"{text[:159]}…"


def _cell_text(cell: str) -> str:
    """Show a cell on one line, without characters that would act on a terminal."""
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cell)
    return shown or "(empty)"


def to_json(diffs: Sequence[TableDiff]) -> dict[str, Any]:
    """Return a comparison as plain values for `json.dumps`, tables by name.

    >>> to_json([diff_tables("events", [], [{"event_id": "e-1"}])])["events"]["added"]
    [{'key': ['e-1'], 'row': {'event_id': 'e-1'}}]
    """
    return {
        diff.name: {
            "key_columns": list(diff.key_columns),
            "columns_added": list(diff.columns_added),
            "columns_removed": list(diff.columns_removed),
            "added": [{"key": list(key), "row": row} for key, row in diff.added],
            "removed": [{"key": list(key), "row": row} for key, row in diff.removed],
            "changed": [
                {
                    "key": list(change.key),
                    "fields": {name: {"old": old, "new": new} for name, (old, new) in change.fields.items()},
                }
                for change in diff.changed
            ],
        }
        for diff in diffs
    }


@contextmanager
def open_side(name: str, *, folder: str = "outputs", repository: Path = Path()) -> Iterator[Path]:
    """Give the outputs folder that a name means: a folder, or a git revision that holds one.

    `runs/may` is a folder; `HEAD~1`, `v1.2` and `main:tables` are revisions, the last with the folder's
    path in it. The folder of a revision is there only inside the `with`.

    Raises:
        InputError: neither a folder nor a revision, or a revision without that folder.
    """
    if name and Path(name).is_dir():
        yield Path(name)
        return
    revision, _, inside = name.partition(":")
    inside = inside or folder
    if revision.startswith("-") or not revision:
        raise InputError("neither a folder nor a git revision", where=name)
    archive = _git(repository, "archive", "--format=tar", f"{revision}:{inside}", name=name)
    with tempfile.TemporaryDirectory() as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(temporary, filter="data")
        if not list(Path(temporary).glob("*.csv")):
            raise InputError("this revision has no tables there", where=name, hint="name one that has")
        yield Path(temporary)


def _git(repository: Path, *arguments: str, name: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(repository), *arguments], capture_output=True, check=True, timeout=120
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(
            "neither a folder nor a git revision with an outputs folder",
            where=name,
            hint="commit outputs first",
        ) from error
    return done.stdout
