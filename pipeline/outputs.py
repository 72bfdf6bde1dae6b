"""Reading an outputs folder back: its tables as rows of text, and the source text each row points into."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.cells import unguard_formula
from pipeline.errors import InputError
from pipeline.ingest.decode import decode_bytes
from pipeline.lexicon.codebook import load_codebook

Row = dict[str, str]


def read_outputs(folder: Path) -> dict[str, list[Row]]:
    """Read every CSV table of an outputs folder; a table that is not there is empty.

    Raises:
        InputError: the folder holds no events.csv, or a table is not readable as CSV.
    """
    if not (folder / "events.csv").is_file():
        raise InputError("holds no events.csv", where=folder, hint="run `make extract` first")
    return {name: read_table(folder / f"{name}.csv") for name in load_codebook()}


def read_table(path: Path) -> list[Row]:
    """Read one CSV table as rows of text; a file that does not exist has no rows.

    Raises:
        InputError: the file is not UTF-8 CSV; the message names it.
    """
    return list(iterate_table(path))


def iterate_table(path: Path, columns: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of one CSV table one by one, so that it may be larger than the memory.

    Args:
        path: the table.
        columns: the columns wanted; all when empty.

    Raises:
        InputError: the file is not UTF-8 CSV or lacks a column; the message names it.
    """
    if not path.is_file():
        return
    # A chapter on a single line is one cell, longer than the csv module's cautious default.
    csv.field_size_limit(1 << 30)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            wanted = [(name, header.index(name)) for name in columns or header]
            for cells in _whole(reader, len(header)):
                yield {name: _plain(cells[at]) for name, at in wanted}
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"not a CSV table: {error}", where=path, hint="extract again") from error


def _plain(cell: str) -> str:
    return unguard_formula(cell) if cell[:1] == "'" else cell


def _whole(rows: Iterable[list[str]], width: int) -> Iterator[list[str]]:
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row has {len(row)} cells, the header {width}")
        yield row


def read_texts(documents: Sequence[Mapping[str, str]], outputs: Path, corpus: Path) -> dict[str, str]:
    """Return the raw text of each chapter: a text file itself, else the text layer kept beside the tables.

    A chapter whose text has gone is left out. A path that leads out of the two folders is not read.
    """
    texts = {}
    for row in documents:
        is_text = row.get("format", "txt") == "txt"
        root = corpus if is_text else outputs / "text"
        path = root / (row.get("path", "") if is_text else f"{row['source_id']}.txt")
        if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
            continue
        content = path.read_bytes()
        texts[row["source_id"]] = decode_bytes(content)[0] if is_text else content.decode("utf-8", "replace")
    return texts
