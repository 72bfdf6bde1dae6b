"""Dates of a chapter and of running text, from end to end."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.align import AlignedText
from pipeline.dates import find_times, tag_text
from pipeline.dates.sentences import sentence_starts
from pipeline.model import Segment, SegmentKind, Source


def make_source(edition: int = 2010, start: str = "2009-01-01", end: str = "2009-12-31") -> Source:
    return Source(
        source_id=f"{edition}/test",
        edition_year=edition,
        title="Test",
        path=f"{edition}/test.txt",
        format="txt",
        coverage_start=date.fromisoformat(start),
        coverage_end=date.fromisoformat(end),
    )


def make_segments(*parts: tuple[SegmentKind, str]) -> list[Segment]:
    raw = "\n\n".join(text for _, text in parts)
    aligned = AlignedText.of_raw(raw)
    segments = []
    offset = 0
    for number, (kind, text) in enumerate(parts):
        starts = sentence_starts(text)
        segments.append(
            Segment(
                segment_id=f"s-{number}",
                source_id="2010/test",
                kind=kind,
                heading_path=(),
                pieces=((offset, offset + len(text)),),
                aligned=aligned.slice(offset, offset + len(text)),
                sentences=tuple(zip(starts, [*starts[1:], len(text)], strict=True)),
            )
        )
        offset += len(text) + 2
    return segments


def test_month_without_year_takes_the_coverage_year() -> None:
    times, issues = find_times(
        make_segments(("paragraph", "The Foreign Minister went to Ottawa in May.")), source=make_source()
    )
    assert [(t.text, t.edtf, t.basis) for t in times] == [("May", "2009-05", "coverage-year")]
    assert issues == []


def test_heading_year_holds_for_its_section() -> None:
    times, _ = find_times(
        make_segments(("heading", "Relations in 2005"), ("paragraph", "The envoy came in June.")),
        source=make_source(),
    )
    assert [(t.edtf, t.basis) for t in times] == [("2005", "explicit"), ("2005-06", "context")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On 8 May 1945 it ended.", ["1945-05-08"]),
        ("In December 1941 they met, and in February again.", ["1941-12", "1942-02"]),
    ],
)
def test_running_text(text: str, values: list[str]) -> None:
    assert [t.timex3_value for t in tag_text(text)] == values
