"""The tables of a run, as pandas holds them, with the reviewers' decisions applied."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.corrections.apply import apply_corrections
from pipeline.corrections.locator import Locator, Row
from pipeline.corrections.records import Correction
from pipeline.lexicon.codebook import load_codebook

if TYPE_CHECKING:
    from pandas import DataFrame

LoadChapter = Callable[[str], tuple[str, Mapping[str, str]]]

_NEEDED = ("segments", "repairs")


def correct_tables(
    tables: Mapping[str, DataFrame],
    corrections: Sequence[Correction],
    load_chapter: LoadChapter,
    *,
    where: str = "corpus/corrections.csv",
) -> dict[str, DataFrame]:
    """Return the tables of the whole corpus with every decision applied (see `apply_corrections`).

    Args:
        tables: the tables that are built from all chapters together, all cells text.
        corrections: the decisions, from `read_corrections`.
        load_chapter: gives, by source_id, a chapter's raw text and the CSV lines (without header) of its
            own tables; it is asked only for chapters that a decision speaks of.
        where: name of the corrections file, for messages.

    Raises:
        InputError: two decisions contradict each other; the message names both lines.
    """
    from pandas import DataFrame

    if not corrections:
        return dict(tables)
    known = set(tables["documents"]["source_id"])
    texts: dict[str, str] = {}
    rows: dict[str, list[Row]] = {name: _rows(frame) for name, frame in tables.items()}
    rows |= {name: [] for name in _NEEDED}
    for source_id in sorted(_chapters_named(corrections) & known):
        texts[source_id], lines = load_chapter(source_id)
        for name in _NEEDED:
            rows[name] += _read_lines(name, lines.get(name, ""))
    corrected = apply_corrections(rows, corrections, texts, where=where)
    return {
        name: DataFrame(corrected[name], columns=list(frame.columns), dtype=str)
        for name, frame in tables.items()
    }


def _rows(frame: DataFrame) -> list[Row]:
    columns = [str(column) for column in frame.columns]
    return [dict(zip(columns, cells, strict=True)) for cells in frame.itertuples(index=False, name=None)]


def _chapters_named(corrections: Sequence[Correction]) -> set[str]:
    """Return the chapters of all locators, and of ids, which begin with their chapter."""
    named = set()
    for one in corrections:
        for text in (one.locator, one.now):
            locator = Locator.parse(text)
            if locator:
                named.add(locator.source_id)
        named.add(one.event_id.rpartition(":")[0])
    return named


def _read_lines(name: str, lines: str) -> list[Row]:
    columns = load_codebook()[name].column_names
    return [dict(zip(columns, cells, strict=True)) for cells in csv.reader(io.StringIO(lines, newline=""))]
