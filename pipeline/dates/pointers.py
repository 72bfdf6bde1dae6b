"""Calendar arithmetic for words that point from one date to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.dates.values import CalendarValue, Unit

COARSENESS: dict[str, int] = {
    "day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "half": 4, "year": 5, "fiscal": 5,
    "decade": 6, "century": 7,
}  # fmt: skip
"""How rough each unit is; a date says nothing about finer units than its own."""

FORWARD_MONTHS = 4
"""A month that lies up to so many months ahead, over the turn of the year, belongs to the next year."""

BACKWARD_MONTHS = 1
"""A month that lies up to so many months back, over the turn of the year, belongs to the year before."""


def is_fine(value: CalendarValue) -> bool:
    """Tell whether a date says its month."""
    return COARSENESS[value.unit] <= COARSENESS["month"]


def near_year(anchor: CalendarValue, month: int) -> int:
    """Return the year of `month` when told after `anchor`: the same year, but for the turn of the year.

    >>> near_year(CalendarValue(unit="month", year=1941, number=12), 2)
    1942
    >>> near_year(CalendarValue(unit="month", year=1941, number=6), 2)
    1941
    """
    if not is_fine(anchor):
        return anchor.year
    index = anchor.month_index()
    year, told = index // 12, index % 12 + 1
    if month < told and month + 12 - told <= FORWARD_MONTHS:
        return year + 1
    if month > told and told + 12 - month <= BACKWARD_MONTHS:
        return year - 1
    return year


def latest_year(reference: CalendarValue, month: int) -> int:
    """Return the year of the last such month up to the reference, or up to two months ahead of it."""
    if COARSENESS[reference.unit] > COARSENESS["season"]:
        return reference.year
    index = reference.month_index()
    return index // 12 if month <= index % 12 + 1 + 2 else index // 12 - 1


def containing(value: CalendarValue, unit: Unit) -> CalendarValue | None:
    """Return the unit that holds a date ("that month" of a day), None when the date is rougher.

    >>> containing(CalendarValue(unit="day", year=-479, number=9, day=1), "decade").timex()
    'BC048'
    """
    if unit == value.unit:
        return replace(value, part="", edge=False, approximate=False)
    if COARSENESS[unit] < COARSENESS[value.unit]:
        return None
    year, month, day = value.bounds()[0]
    if unit == "month":
        return CalendarValue(unit="month", year=year, number=month)
    if unit == "week":
        if not 1 <= year <= 9998:
            return None
        iso = date(year, month, day).isocalendar()
        return CalendarValue(unit="week", year=iso.year, number=iso.week)
    if unit in ("year", "fiscal"):
        return CalendarValue(unit="year", year=year)
    if unit in ("decade", "century"):
        size = 10 if unit == "decade" else 100
        # people count the years before Christ downwards: the 480s BC are 489 to 480
        first = year // size * size if year > 0 else 1 - ((1 - year) // size * size + size - 1)
        return CalendarValue(unit=unit, year=first)
    return None


def count_on(value: CalendarValue, unit: Unit, count: int) -> CalendarValue | None:
    """Count units on from a date, None when it is not known that exactly.

    >>> count_on(CalendarValue(unit="day", year=1944, number=2, day=28), "day", 2).edtf()
    '1944-03-01'
    """
    if unit == "decade":
        unit, count = "year", count * 10
    elif unit == "century":
        unit, count = "year", count * 100
    elif unit == "week":
        unit, count = "day", count * 7
    base = containing(value, unit)
    return base.shifted(count) if base and abs(count) < 100_000 else None


def weekday_near(day: CalendarValue, weekday: int, shift: int) -> CalendarValue:
    """Return the day of the week before (-1), after (1) or last up to (0) a day; Monday is 1."""
    here = date(2000 + day.year % 400, day.number, day.day).isoweekday()
    back = (here - weekday) % 7
    if shift < 0:
        return day.shifted(-(back or 7))
    if shift > 0:
        return day.shifted(7 - back)
    return day.shifted(-back)
