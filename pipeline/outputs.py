"""Reading an outputs folder back: its tables as rows of text, and the source text each row points into."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
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
    if not path.is_file():
        return []
    # A chapter on a single line is one cell, longer than the csv module's cautious default.
    csv.field_size_limit(1 << 30)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            return [
                {name: unguard_formula(cell) for name, cell in zip(header, cells, strict=True)}
                for cells in reader
            ]
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"not a CSV table: {error}", where=path, hint="extract again") from error


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
