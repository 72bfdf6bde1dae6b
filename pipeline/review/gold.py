"""Reviewed chapters as a gold folder, so that `bluebook score` can measure the pipeline against people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.corrections import GOLD_COLUMNS, gold_from_corrections, read_corrections
from pipeline.errors import InputError, UsageError
from pipeline.outputs import Row, read_outputs, read_texts


def write_reviewed_gold(corrections: Path, outputs: Path, corpus: Path, destination: Path) -> list[str]:
    """Write what reviewers decided as gold_events.csv and sources.csv, and return the chapters in it.

    Args:
        corrections: the decisions (corpus/corrections.csv).
        outputs: tables extracted with the decisions set aside; the same tables are then scored.
        corpus: the folder with the chapters.
        destination: the gold folder to write; made if it is missing.

    Raises:
        UsageError: the tables already hold the decisions, so that the pipeline would be measured against
            itself.
        InputError: no chapter is reviewed to its end, or two decisions contradict each other.
    """
    tables = read_outputs(outputs)
    if any(row["review_status"] != "unreviewed" for row in tables["events"]):
        raise UsageError(
            "these tables already hold the reviewers' decisions",
            where=outputs,
            hint="bluebook extract --no-corrections --outputs OTHER, then score OTHER",
        )
    texts = read_texts(tables["documents"], outputs, corpus)
    rows = gold_from_corrections(tables, read_corrections(corrections), texts)
    chapters = sorted({row["id"] for row in rows})
    if not chapters:
        raise InputError(
            "no chapter is reviewed to its end",
            where=corrections,
            hint="decide on every event of one chapter",
        )
    destination.mkdir(parents=True, exist_ok=True)
    _write(destination / "gold_events.csv", GOLD_COLUMNS, rows)
    _write(destination / "sources.csv", ("id",), ({"id": chapter} for chapter in chapters))
    return chapters


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
