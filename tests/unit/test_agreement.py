"""Cells that follow from others: what the pipeline writes agrees, and what was changed does not."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.agreement import is_meant
from pipeline.dates.expressions import _PRECISION
from pipeline.dates.values import CalendarValue, Part, Unit

NUMBERS = {"day": 12, "month": 12, "season": 24, "quarter": 4, "half": 2, "week": 52}


@st.composite
def values(draw: st.DrawFn) -> CalendarValue:
    """Any value that the grammar of dates can make, of years that the tables can write."""
    unit = draw(st.sampled_from(get_args(Unit)))
    year = draw(st.integers(1800, 2090))
    step = {"decade": 10, "century": 100}.get(unit, 1)
    return CalendarValue(
        unit=unit,
        year=year - year % step,
        number=draw(st.integers(21 if unit == "season" else 1, NUMBERS.get(unit, 1))),
        day=draw(st.integers(1, 28)),
        part=draw(st.sampled_from(get_args(Part))),
        edge=draw(st.booleans()) and unit in ("year", "month", "fiscal"),
        approximate=draw(st.booleans()),
        fiscal=draw(st.booleans()),
    )


@given(values())
def test_what_the_pipeline_means_agrees(value: CalendarValue) -> None:
    precision = _PRECISION.get(value.unit, value.unit)
    if value.edge and not value.part:
        return  # an edge is the beginning, the middle or the end of something
    assert is_meant(value.edtf(), value.part, value.earliest(), value.latest(), precision), value


@given(values(), st.sampled_from(["earliest", "latest"]), st.integers(1, 40))
def test_another_day_does_not(value: CalendarValue, side: str, days: int) -> None:
    if value.part or "/" in value.edtf():
        return
    day = CalendarValue(unit="day", year=2000, number=1, day=1).shifted(days).edtf()
    bounds = {"earliest": value.earliest(), "latest": value.latest()}
    if bounds[side] != day:
        bounds[side] = day
        assert not is_meant(value.edtf(), "", **bounds, precision=_PRECISION.get(value.unit, value.unit))


@pytest.mark.parametrize(
    ("cells", "is_sound"),
    [
        (("", "", "", "", ""), True),
        (("", "", "2009-01-01", "", ""), False),
        (("1998/..", "", "1998-01-01", "", "year"), True),
        (("1998/..", "", "1998-01-01", "1999-01-01", "year"), False),
        (("1998/..", "", "1997-12-31", "", "year"), False),
        (("2009-10/2009-12", "start", "2009-10-01", "2009-10-31", "quarter"), True),
        (("2009-10/2009-12", "", "2009-09-30", "2009-12-31", "quarter"), False),
        (("2009-10/2009-12", "", "2009-10-01", "2010-01-01", "quarter"), False),
        (("2009-02-30", "", "2009-02-28", "2009-02-28", "day"), False),
        (("2009-03", "", "2009-03-01", "2009-03-31", "day"), False),
        (("199X", "", "1990-01-01", "1999-12-31", "decade"), True),
    ],
)
def test_days_follow_from_the_date(cells: tuple[str, str, str, str, str], is_sound: bool) -> None:
    assert is_meant(*cells) == is_sound
