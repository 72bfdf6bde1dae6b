"""Reviewed chapters as gold: what people decided becomes the next test set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.corrections.apply import apply_corrections
from pipeline.corrections.locator import Row
from pipeline.corrections.records import Correction
from pipeline.corrections.workbench import Tables

GOLD_COLUMNS = tuple(
    "id n anchor event_type date_edtf date_basis actors counterparts place status note anchor_start".split()  # noqa: SIM905
)
_WORDS_RE = re.compile(r"\S+(?:\s+\S+){0,5}")
_UNDECIDED = ("unreviewed", "stale")


def gold_from_corrections(
    tables: Tables,
    corrections: Iterable[Correction],
    texts: Mapping[str, str],
    *,
    with_open_chapters: bool = False,
) -> list[Row]:
    """Return the reviewed chapters' events in the form of gold_events.csv.

    A chapter counts as reviewed when each of its events was decided on; a rejected event is left out,
    so that finding it again costs precision.

    Args:
        tables: the tables as extracted, before any decision was applied.
        corrections: the decisions, from `read_corrections`.
        texts: raw text of each chapter by source_id.
        with_open_chapters: take the decided events of chapters with undecided ones too.

    Raises:
        InputError: two decisions contradict each other.
    """
    events = apply_corrections(tables, corrections, texts)["events"]
    by_source: defaultdict[str, list[Row]] = defaultdict(list)
    for event in events:
        by_source[event["source_id"]].append(event)
    rows: list[Row] = []
    for source_id in sorted(by_source):
        chapter = by_source[source_id]
        if not with_open_chapters and any(row["review_status"] in _UNDECIDED for row in chapter):
            continue
        decided = [row for row in chapter if row["review_status"] not in (*_UNDECIDED, "rejected")]
        for number, event in enumerate(sorted(decided, key=_place), start=1):
            rows.append(_gold_row(event, number, texts[source_id]))
    return rows


def _gold_row(event: Row, number: int, text: str) -> Row:
    start = int(event["trigger_start"])
    match = _WORDS_RE.match(text, start, int(event["source_end"]))
    return {
        "id": event["source_id"],
        "n": str(number),
        "anchor": " ".join(match[0].split()) if match else event["trigger"],
        **{name: event[name] for name in GOLD_COLUMNS[3:10]},
        "note": event["review_status"],
        "anchor_start": str(start),
    }


def _place(event: Row) -> tuple[int, str]:
    return int(event["trigger_start"]), event["event_id"]
