"""Reviewed chapters become a test set, and the pipeline's own rows are scored against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import (
    Correction,
    add_corrections,
    apply_corrections,
    locator_of,
    read_corrections,
    summarise,
)
from pipeline.errors import InputError, UsageError
from pipeline.review.gold import write_reviewed_gold
from pipeline.score import score_outputs


def decide(sample: Any, event: dict[str, str], decision: str, **cells: str) -> Correction:
    locator = str(locator_of(event, sample.texts[event["source_id"]]))
    return Correction(event_id=event["event_id"], locator=locator, decision=decision, **cells)  # type: ignore[arg-type]


@pytest.fixture
def reviewed(folder: Path, sample: Any) -> Path:
    """The sample with every event of its first chapter decided on: one wrong, one with a wrong date."""
    chapter = sample.tables["documents"][0]["source_id"]
    events = [row for row in sample.tables["events"] if row["source_id"] == chapter]
    other = next(row for row in sample.tables["events"] if row["source_id"] != chapter)
    dated = next(row for row in events[1:] if row["date_precision"] == "day")
    decisions = [
        decide(sample, events[0], "reject", was=events[0]["trigger"]),
        decide(sample, dated, "edit", field="date_edtf", was=dated["date_edtf"], now=dated["date_edtf"][:7]),
        *(decide(sample, row, "accept", was=summarise(row)) for row in events[1:] if row is not dated),
        decide(sample, other, "accept", was=summarise(other)),
    ]
    add_corrections(folder / "corpus" / "corrections.csv", decisions)
    return folder


def test_the_pipeline_is_scored_against_what_people_decided(reviewed: Path, sample: Any) -> None:
    corrections = reviewed / "corpus" / "corrections.csv"
    gold = reviewed / "gold"
    chapters = write_reviewed_gold(corrections, reviewed / "outputs", reviewed / "corpus", gold)
    assert chapters == [sample.tables["documents"][0]["source_id"]]
    score = score_outputs(gold, reviewed / "outputs")
    found, core = score.ratios["events det"], score.ratios["events core"]
    assert (found.hit, found.predicted, found.gold) == (14, 15, 14)
    assert (core.hit, core.predicted, core.gold) == (13, 15, 14)
    assert not any(name.startswith(("dates", "repairs")) for name in score.ratios)


def test_tables_that_hold_the_decisions_are_not_scored_against_them(
    reviewed: Path, sample: Any, synthetic: Any
) -> None:
    corrections = reviewed / "corpus" / "corrections.csv"
    tables = apply_corrections(sample.tables, read_corrections(corrections), sample.texts)
    synthetic.write_tables(tables, reviewed / "outputs")
    with pytest.raises(UsageError, match="already hold"):
        write_reviewed_gold(corrections, reviewed / "outputs", reviewed / "corpus", reviewed / "gold")


def test_a_chapter_half_reviewed_is_no_gold(folder: Path) -> None:
    with pytest.raises(InputError, match="no chapter is reviewed to its end"):
        write_reviewed_gold(
            folder / "corpus" / "corrections.csv", folder / "outputs", folder / "corpus", folder / "gold"
        )
