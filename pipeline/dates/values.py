"""What a date means: one stretch of the calendar, written as EDTF, as TimeML and as first and last day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "season", "quarter", "half", "year", "fiscal", "decade", "century"]
Part = Literal["", "start", "mid", "end"]

_TIMEX_SEASON = {21: "SP", 22: "SU", 23: "FA", 24: "WI"}
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarValue:
    """One unit of the proleptic Gregorian calendar.

    `year` is astronomical (480 BC is -479); of a decade or a century it is the first year of the
    hundred or ten as people write them (1990, 1900). `number` is the month, the EDTF season, the
    quarter, half or ISO week. `part` is "early", "mid" or "late" in it (`end of` and `beginning of`
    also set `edge`, because they name a moment and not a third). `of` is the fiscal year's sign.
    """

    unit: Unit
    year: int
    number: int = 0
    day: int = 0
    part: Part = ""
    edge: bool = False
    approximate: bool = False
    fiscal: bool = False

    def month_index(self) -> int:
        """Return the month counted from year 0, of units that have one; else the first month."""
        first = self.bounds()[0]
        return first[0] * 12 + first[1] - 1

    # --------------------------------------------------------------- as days

    def bounds(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """Return the first and last day as (year, month, day), without regard to `part`."""
        y, n = self.year, self.number
        if self.unit == "day":
            return (y, n, self.day), (y, n, self.day)
        if self.unit == "week":
            monday = date.fromisocalendar(y, n, 1)
            sunday = monday + timedelta(days=6)
            return (monday.year, monday.month, monday.day), (sunday.year, sunday.month, sunday.day)
        if self.unit == "month":
            return _months(y, n, n)
        if self.unit == "season":
            return _months(y, *_SEASON_MONTHS[n])
        if self.unit in ("quarter", "half"):
            length = 3 if self.unit == "quarter" else 6
            first = (n - 1) * length + (4 if self.fiscal else 1)
            return _months(y, first, first + length - 1)
        if self.unit == "fiscal":
            return _months(y, 4, 15)
        last = {"year": 0, "decade": 9, "century": 99}[self.unit]
        if self.unit != "year" and y < 0:  # the 470s BC are the years -478 to -469, written here as -478
            return (y, 1, 1), (y + last, 12, 31)
        return (y, 1, 1), (y + last, 12, 31)

    def narrowed(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """Return first and last day of the third (or of the edge) the expression names."""
        low, high = self.bounds()
        if not self.part:
            return low, high
        if self.edge and self.unit in ("year", "fiscal"):
            first = low[1]  # January, or April of a fiscal year
            begin, end = {
                "start": (first, first),
                "mid": (first + 5, first + 6),
                "end": (first + 11, first + 11),
            }[self.part]
            return _months(self.year, begin, end)
        if self.unit == "month":
            first, last = {"start": (1, 10), "mid": (11, 20), "end": (21, high[2])}[self.part]
            return (low[0], low[1], first), (low[0], low[1], last)
        third = ("start", "mid", "end").index(self.part)
        if self.unit in ("decade", "century"):  # whole years: 1990-93, 1994-96, 1997-99
            first, last = (
                ((0, 3), (4, 6), (7, 9))[third]
                if self.unit == "decade"
                else ((0, 33), (34, 66), (67, 99))[third]
            )
            return (low[0] + first, 1, 1), (low[0] + last, 12, 31)
        months = (high[0] - low[0]) * 12 + high[1] - low[1] + 1
        if months < 3:
            return low, high
        begin = months * third // 3
        end = months * (third + 1) // 3 - 1
        return _months(low[0], low[1] + begin, low[1] + end)

    # --------------------------------------------------------------- as text

    def edtf(self) -> str:
        """Write the value as EDTF level 1; `early`, `mid` and `late` leave no mark, edges are `~`."""
        text = self._edtf_unit()
        if self.edge and self.unit in ("year", "month", "fiscal") and self.part != "mid":
            year, month, _ = self.bounds()[0 if self.part == "start" else 1]
            return f"{_year(year)}-{month:02}~"
        return f"{text}~" if self.approximate and "/" not in text and not text.endswith("X") else text

    def _edtf_unit(self) -> str:
        year = _year(self.year)
        if self.unit == "day":
            return f"{year}-{self.number:02}-{self.day:02}"
        if self.unit in ("month", "season"):
            return f"{year}-{self.number:02}"
        if self.unit == "year":
            return year
        if self.unit in ("decade", "century") and self.year >= 0:
            return year[:3] + "X" if self.unit == "decade" else year[:2] + "XX"
        low, high = self.bounds()
        if self.unit == "week":
            return f"{_iso(low)}/{_iso(high)}"
        if self.unit in ("decade", "century"):
            return f"{_year(low[0])}/{_year(high[0])}"
        return f"{_iso(low)[:-3]}/{_iso(high)[:-3]}"

    def timex(self) -> str:
        """Write the value as TimeML does (`1990-SP`, `199`, `BC0480`); `part` goes to its `mod`."""
        bc = self.year < 0 or (self.year == 0 and self.unit not in ("decade", "century"))
        if bc and self.unit in ("decade", "century"):
            years_bc = 1 - self.bounds()[1][0]  # the last year of the 470s BC is 470 BC
            return f"BC{years_bc // 10:03}" if self.unit == "decade" else f"BC{years_bc // 100:02}"
        year = f"BC{1 - self.year:04}" if bc else f"{self.year:04}"
        if self.unit == "decade":
            return year[:3]
        if self.unit == "century":
            return year[:2]
        if self.unit == "season":
            return f"{year}-{_TIMEX_SEASON[self.number]}"
        if self.unit in ("quarter", "half"):
            prefix = "FY" if self.fiscal else ""
            return f"{prefix}{year}-{self.unit[0].upper()}{self.number}"
        if self.unit == "fiscal":
            return f"FY{year}"
        if self.unit == "week":
            return f"{year}-W{self.number:02}"
        if self.unit == "year":
            return year
        return f"{year}-{self.number:02}" + (f"-{self.day:02}" if self.unit == "day" else "")

    def earliest(self) -> str:
        """Return the first possible day as an ISO date."""
        return _iso(self.narrowed()[0])

    def latest(self) -> str:
        """Return the last possible day as an ISO date."""
        return _iso(self.narrowed()[1])

    def shifted(self, count: int) -> CalendarValue:
        """Return the unit `count` units later (earlier when negative).

        >>> CalendarValue(unit="month", year=1999, number=12).shifted(1).edtf()
        '2000-01'
        """
        plain = replace(self, part="", edge=False, approximate=False)
        if self.unit in ("year", "fiscal"):
            return replace(plain, year=self.year + count)
        if self.unit in ("decade", "century"):
            return replace(plain, year=self.year + count * (10 if self.unit == "decade" else 100))
        if self.unit == "month":
            months = self.year * 12 + self.number - 1 + count
            return replace(plain, year=months // 12, number=months % 12 + 1)
        if self.unit == "day":
            year, month, day = add_days((self.year, self.number, self.day), count)
            return replace(plain, year=year, number=month, day=day)
        if self.unit == "week":
            low = self.bounds()[0]
            iso = (date(*low) + timedelta(weeks=count)).isocalendar()
            return replace(plain, year=iso.year, number=iso.week)
        base = 21 if self.unit == "season" else 1
        size = 2 if self.unit == "half" else 4
        index = self.year * size + self.number - base + count
        return replace(plain, year=index // size, number=index % size + base)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month, also before the year 1.

    >>> month_length(2000, 2), month_length(1900, 2), month_length(-3, 2)
    (29, 28, 28)
    """
    if month == 2:
        return 29 if calendar.isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_day(year: int, month: int, day: int) -> bool:
    """Tell whether the calendar has this day."""
    return 1 <= month <= 12 and 1 <= day <= month_length(year, month)


def add_days(day: tuple[int, int, int], count: int) -> tuple[int, int, int]:
    """Count days on, in any year: the calendar repeats every 400 years."""
    year, month, number = day
    moved = date(2000 + year % 400, month, number) + timedelta(days=count)
    return year + moved.year - (2000 + year % 400), moved.month, moved.day


def _months(year: int, first: int, last: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Days of a run of months; month numbers beyond 12 lie in later years."""
    low_year, low = year + (first - 1) // 12, (first - 1) % 12 + 1
    high_year, high = year + (last - 1) // 12, (last - 1) % 12 + 1
    return (low_year, low, 1), (high_year, high, month_length(high_year, high))


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


def _iso(day: tuple[int, int, int]) -> str:
    return f"{_year(day[0])}-{day[1]:02}-{day[2]:02}"
