"""The reviewers' decisions in corpus/corrections.csv, put into the tables of a run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.corrections import apply_corrections, read_corrections
from pipeline.ingest import decode_bytes
from pipeline.lexicon.codebook import load_codebook
from pipeline.model import ChapterOutput
from pipeline.tables import Rows, make_rows

Dicts = list[dict[str, str]]


def apply_decisions(
    tables: Mapping[str, Rows], *, corpus: Path, read_chapter: Callable[[str], ChapterOutput]
) -> dict[str, Rows]:
    """Put every decision that still fits into the tables of the whole corpus.

    Args:
        tables: the tables as the pipeline made them.
        corpus: the corpus folder; without a corrections.csv in it the tables stay as they are.
        read_chapter: gives a chapter's share of the tables by source id.

    Returns:
        The tables with decisions applied; one that no longer fits is a row of `issues`.

    Raises:
        InputError: corrections.csv cannot be understood, or two lines contradict each other.
    """
    path = corpus / "corrections.csv"
    corrections = read_corrections(path)
    if not corrections:
        return dict(tables)
    documents = {row["source_id"]: row for row in _as_dicts("documents", tables["documents"])}
    named = {correction.target.rsplit(":", 1)[0] for correction in corrections}
    named |= {correction.locator.split(":", 1)[0] for correction in corrections}
    chapters = {name: read_chapter(name) for name in sorted(named & set(documents))}
    texts = {
        name: chapter.text_layer or decode_bytes((corpus / documents[name]["path"]).read_bytes())[0]
        for name, chapter in chapters.items()
    }
    before = {name: _as_dicts(name, rows) for name, rows in tables.items()}
    for name in ("segments", "repairs"):
        before[name] = [row for chapter in chapters.values() for row in _chapter_rows(chapter, name)]
    after = apply_corrections(before, corrections, texts, where=path.name)
    _count_again(after)
    return {name: make_rows(name, after[name]) for name in tables}


def _as_dicts(table: str, rows: Rows) -> Dicts:
    columns = load_codebook()[table].column_names
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _chapter_rows(chapter: ChapterOutput, table: str) -> Dicts:
    columns = load_codebook()[table].column_names
    return list(csv.DictReader(io.StringIO(chapter.tables[table], newline=""), fieldnames=columns))


def _count_again(tables: Mapping[str, Dicts]) -> None:
    """Decisions add, merge and part events and write issues, so a chapter's counts are taken anew."""
    for row in tables["documents"]:
        for name in ("events", "issues"):
            row[name] = str(sum(other["source_id"] == row["source_id"] for other in tables[name]))
