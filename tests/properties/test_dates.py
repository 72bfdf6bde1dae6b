"""Properties of the date finder on texts nobody wrote: made of date words in any order."""

from __future__ import annotations

import re
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dates import tag_text, write_timeml
from pipeline.dates.pointers import count_on
from pipeline.dates.values import CalendarValue, is_day

WORDS = """
    early late mid end beginning of the in on by from to until since between and or both year month day week
    decade century 1 2 4 15 28 29 30 31 1st 2nd 15th 30th 1990 1999 2000 2008 2009 1888 480 BC AD 1990s '96
    January February March May June December Nov. Dec. spring summer fall winter first second third half
    quarter fiscal FY2009 Heisei 21 平成21年 two three ten years days months later earlier ago following same
    next last previous this that before after now recently Tuesday Christmas , . - – / ( ) “ ” 12/31/1999
"""

texts = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=40).map(" ".join)
references = st.one_of(st.none(), st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))


@settings(max_examples=200, deadline=None)
@given(texts, references, st.sampled_from(["edtf", "timeml"]))
def test_what_is_found_is_well_formed(text: str, reference: date | None, convention: str) -> None:
    position = 0
    for found in tag_text(text, reference=reference, convention=convention):  # type: ignore[arg-type]
        assert position <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text == found.text.strip()
        position = found.end
        assert bool(found.edtf) == bool(found.earliest) == (found.basis != "none")
        if found.edtf:
            parse_edtf(found.edtf)  # raises when it is no EDTF
            assert re.fullmatch(r"-?\d{4}-\d\d-\d\d", found.earliest)
            bc = found.earliest.startswith("-") or found.latest.startswith("-")
            assert not found.latest or bc or found.earliest <= found.latest


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for found in tag_text(text):
        assert text[found.start : found.end] == found.text


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_results_do_not_depend_on_other_texts(one: str, other: str) -> None:
    alone = tag_text(one)
    tag_text(other)
    assert tag_text(one) == alone


@settings(max_examples=60, deadline=None)
@given(texts)
def test_timeml_keeps_the_text(text: str) -> None:
    from lxml import etree

    xml = write_timeml("doc", text, tag_text(text))
    root = etree.fromstring(xml.encode())
    assert "".join(root.find("TEXT").itertext()) == text


@given(st.integers(-3000, 3000), st.integers(1, 12), st.integers(1, 31), st.integers(-5000, 5000))
def test_counting_days_there_and_back(year: int, month: int, day: int, count: int) -> None:
    if not is_day(year, month, day):
        return
    start = CalendarValue(unit="day", year=year, number=month, day=day)
    there = count_on(start, "day", count)
    assert there is not None
    assert count_on(there, "day", -count) == start


@pytest.mark.parametrize(
    "unit",
    [
        "1-",
        "1 - ",
        "12, ",
        "1990-",
        "May ",
        "the end of ",
        "early ",
        "(",
        "“",
        "1,000.",
        "3 years ",
        "年平成",
    ],
)
def test_long_nonsense_comes_to_an_end(unit: str) -> None:
    """A search that goes back and forth would need hours; `benchmarks/dates.py` measures the growth."""
    text = unit * (60_000 // len(unit))
    for found in tag_text(text):
        assert text[found.start : found.end] == found.text
