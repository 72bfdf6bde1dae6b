"""Reading an outputs folder back: its tables as rows of text, and the source text each row points into."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.cells import unguard_formula
from pipeline.errors import InputError

Row = dict[str, str]

TABLE_KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("source_id",),
    "segments": ("segment_id",),
    "repairs": ("repair_id",),
    "mentions": ("mention_id",),
    "entities": ("entity_id",),
    "dates": ("date_id",),
    "events": ("event_id",),
    "event_participants": ("event_id", "role", "position"),
    "event_mentions": ("event_mention_id",),
    "issues": ("issue_id",),
}
"""Each table with the columns that make its key."""

TABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "entities": "entity_id type name iso3 cow_code wikidata_id valid_from valid_to mentions",
        "events": "event_id source_id edition_year event_type mode status date_edtf date_modifier "
        "date_earliest date_latest date_precision date_basis actors counterparts place place_iso3 trigger "
        "evidence source_start source_end trigger_start trigger_end parent_event_id mention_count "
        "plover_type plover_mode cameo_code confidence review_status",
        "event_participants": "event_id role position entity_id name iso3 title source_start source_end",
        "event_mentions": "event_mention_id event_id source_id segment_id source_start source_end trigger "
        "rule",
        "issues": "issue_id severity code source_id source_start source_end text message",
    }.items()
}
"""Columns of the tables that decisions touch, for when such a table is still empty."""


def read_outputs(folder: Path) -> dict[str, list[Row]]:
    """Read every CSV table of an outputs folder; a table that is not there is empty.

    Raises:
        InputError: the folder holds no events.csv, or a table is not readable as CSV.
    """
    if not (folder / "events.csv").is_file():
        raise InputError("holds no events.csv", where=folder, hint="run `make extract` first")
    return {name: read_table(folder / f"{name}.csv") for name in TABLE_KEYS}


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
    """Return the raw text of each chapter: the text layer kept beside the tables, else the file itself.

    A chapter whose file has gone is left out. Paths that lead out of the two folders are not read.
    """
    texts = {}
    for row in documents:
        layer = outputs / "text" / f"{row['source_id']}.txt"
        source = corpus / row.get("path", "")
        for path, root, encoding in ((layer, outputs, "utf-8"), (source, corpus, row.get("encoding", ""))):
            if path.resolve().is_relative_to(root.resolve()) and path.is_file():
                texts[row["source_id"]] = _decode(path.read_bytes(), encoding)
                break
    return texts


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")
