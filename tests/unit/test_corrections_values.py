"""What a correction may hold, and that its dates mean what the pipeline's own dates mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections.values import (
    EDITABLE,
    closed_list,
    date_bounds,
    join_parties,
    split_parties,
    value_problem,
)
from pipeline.dates.values import CalendarValue


@pytest.mark.parametrize("part", ["", "start", "mid", "end"])
@pytest.mark.parametrize(
    "value",
    [
        CalendarValue(unit="day", year=2009, number=11, day=13),
        CalendarValue(unit="month", year=2009, number=2),
        CalendarValue(unit="month", year=2008, number=12),
        CalendarValue(unit="season", year=2010, number=21),
        CalendarValue(unit="season", year=2010, number=24),
        CalendarValue(unit="year", year=1986),
        CalendarValue(unit="decade", year=1990),
        CalendarValue(unit="century", year=1900),
    ],
)
def test_bounds_agree_with_the_date_stage(value: CalendarValue, part: str) -> None:
    parted = CalendarValue(
        unit=value.unit,
        year=value.year,
        number=value.number,
        day=value.day,
        part=part,  # type: ignore[arg-type]
    )
    expected = (parted.earliest(), parted.latest())
    assert date_bounds(parted.edtf(), part if value.unit != "day" else "")[:2] == expected


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("2009-04/2010-03", "2009-04-01", "2010-03-31", "range"),
        ("2009-10-08/..", "2009-10-08", "", "range"),
        ("../1991-12", "", "1991-12-31", "range"),
        ("1991-12~", "1991-12-01", "1991-12-31", "month"),
        ("1984?", "1984-01-01", "1984-12-31", "year"),
        ("", "", "", ""),
    ],
)
def test_ranges_and_open_ends(edtf: str, earliest: str, latest: str, precision: str) -> None:
    assert date_bounds(edtf) == (earliest, latest, precision)


@pytest.mark.parametrize(
    "edtf",
    ["Nov-09", "2009-13", "2009-02-30", "2010/2009", "../..", "0000", "2009-25", "09", "9999-24", "2009/"],
)
def test_what_is_no_date_is_said(edtf: str) -> None:
    assert value_problem("date_edtf", edtf)


@given(st.sampled_from(EDITABLE), st.text(max_size=15))
def test_any_value_is_taken_or_refused_in_words(field: str, value: str) -> None:
    problem = value_problem(field, value)
    assert problem == "" or len(problem) > 10


NAMES = st.text(st.characters(categories=["L", "Zs"]), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["", "JPN", "SUN"])), max_size=4))
def test_parties_are_read_back_as_written(parties: list[tuple[str, str]]) -> None:
    assert split_parties(join_parties(parties)) == parties


def test_closed_lists_come_from_the_codebook() -> None:
    assert "VISIT" in closed_list("event_type")
    assert closed_list("date_modifier") == ("", "start", "mid", "end")
    assert "summit" in closed_list("mode")
    assert closed_list("actors") == ()
