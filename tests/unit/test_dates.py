"""Dates of a chapter and of running text, from end to end: the case files and the lexicon's examples."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.align import AlignedText
from pipeline.dates import find_times, tag_text
from pipeline.dates.sentences import sentence_starts
from pipeline.lexicon.date_rules import DateRule, load_date_grammar
from pipeline.model import Segment, SegmentKind, Source, TimeExpression

CASES = Path(__file__).parents[1] / "cases" / "dates"


def make_source(
    edition: int = 2010,
    coverage: tuple[str, str] = ("2009-01-01", "2009-12-31"),
    source_id: str = "2010/test",
) -> Source:
    return Source(
        source_id=source_id,
        edition_year=edition,
        title="Test",
        path=f"{edition}/test.txt",
        format="txt",
        coverage_start=date.fromisoformat(coverage[0]),
        coverage_end=date.fromisoformat(coverage[1]),
    )


def make_segments(*parts: tuple[SegmentKind, str, tuple[str, ...]]) -> list[Segment]:
    """Make the segments of a chapter; each part is kind, text and the headings above it."""
    raw = "\n\n".join(text for _, text, _ in parts)
    aligned = AlignedText.of_raw(raw)
    segments = []
    offset = 0
    for number, (kind, text, heading_path) in enumerate(parts):
        starts = sentence_starts(text)
        segments.append(
            Segment(
                segment_id=f"s-{number}",
                source_id="2010/test",
                kind=kind,
                heading_path=heading_path,
                pieces=((offset, offset + len(text)),),
                aligned=aligned.slice(offset, offset + len(text)),
                sentences=tuple(zip(starts, [*starts[1:], len(text)], strict=True)),
            )
        )
        offset += len(text) + 2
    return segments


def find_in_paragraph(text: str) -> list[TimeExpression]:
    return find_times(make_segments(("paragraph", text, ())), source=make_source())[0]


def load_cases() -> list[Any]:
    params = []
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(reason=case["comment"])] if case["expect"] == "fail" else []
            params.append(pytest.param(case, id=f"{path.stem}: {case['label']}", marks=marks))
    return params


def times_of_case(case: dict[str, Any]) -> list[TimeExpression]:
    if case.get("mode") == "text":
        reference = date.fromisoformat(case["reference"]) if "reference" in case else None
        return tag_text(case["original"], reference=reference)
    original = case["original"]
    parts: list[Any] = [("paragraph", original)] if isinstance(original, str) else original
    segments = make_segments(*((kind, text, tuple(*path)) for kind, text, *path in parts))
    coverage = tuple(case.get("coverage", ("2009-01-01", "2009-12-31")))
    return find_times(segments, source=make_source(case.get("edition", 2010), coverage))[0]


@pytest.mark.parametrize("case", load_cases())
def test_case(case: dict[str, Any]) -> None:
    times = times_of_case(case)
    assert [t.text for t in times] == [expected["text"] for expected in case["expected"]]
    for time, expected in zip(times, case["expected"], strict=True):
        assert {name: getattr(time, name) for name in expected} == expected


def test_there_are_enough_cases() -> None:
    assert len(load_cases()) >= 250


RULES = load_date_grammar().rules


@pytest.mark.parametrize(
    ("rule", "example", "value"), [(rule, *example) for rule in RULES for example in rule.examples]
)
def test_lexicon_example(rule: DateRule, example: str, value: str) -> None:
    marked = re.search(r"\[(.*)\]", example)
    assert marked
    start = marked.start()
    plain = example.replace("[", "").replace("]", "")
    times = [t for t in tag_text(plain, reference=date(2009, 6, 15)) if t.rule_id == rule.id]
    assert (start, marked[1], value) in [(t.start, t.text, t.timex3_value) for t in times]


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule in RULES for example in rule.counter_examples]
)
def test_lexicon_counter_example(rule: DateRule, example: str) -> None:
    assert rule.id not in [t.rule_id for t in tag_text(example)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_examples(rule: DateRule) -> None:
    assert rule.examples
    assert rule.counter_examples


@pytest.mark.parametrize("named", load_date_grammar().named_days, ids=lambda named: named.example)
def test_named_day(named: Any) -> None:
    (time,) = find_in_paragraph(named.example)
    assert time.edtf == f"{named.year}-{named.month:02}-{named.day:02}"


def test_undecided_dates_become_issues() -> None:
    segments = make_segments(("paragraph", "It began in March.", ()))
    times, issues = find_times(segments, source=make_source(1987, ("1986-01-01", "1987-06-30")))
    assert [(t.edtf, t.basis, t.earliest, t.anchor) for t in times] == [("", "none", "", "")]
    assert [(i.code, i.text, i.start, i.end) for i in issues] == [("date-undecided", "March", 12, 17)]


def test_anchor_names_what_decided() -> None:
    first, second = find_in_paragraph("In 2007 aid was cut. In May it was restored.")
    assert second.anchor == first.timex_id
    (alone,) = find_in_paragraph("In May it was restored.")
    assert alone.anchor == "coverage 2009-01-01/2009-12-31"
    (spoken,) = find_in_paragraph("Last year it was restored.")
    assert spoken.anchor == "edition 2010"


def test_one_chapter_does_not_depend_on_another() -> None:
    before = find_in_paragraph("The envoy came in June.")
    find_in_paragraph("In 1955 much changed. It rained in July 1955.")
    assert find_in_paragraph("The envoy came in June.") == before


def test_ids_depend_on_raw_positions() -> None:
    alone = find_in_paragraph("The envoy came in June.")
    more = find_in_paragraph("The envoy came in June. He left in July.")
    assert alone[0].timex_id == more[0].timex_id
