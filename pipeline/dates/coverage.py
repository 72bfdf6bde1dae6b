"""The months a chapter reports on, and which year they give to a month that has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.dates.values import CalendarValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The time a chapter reports on, and for how many months after it the chapter may run on.

    >>> coverage = Coverage(start=date(1990, 8, 1), end=date(1991, 7, 31), spill_over_months=4)
    >>> coverage.year_of(10), coverage.year_of(3), coverage.year_after(3)
    (1990, 1991, 1992)
    """

    start: date
    end: date
    spill_over_months: int = 0

    @property
    def label(self) -> str:
        """What the `anchor` column calls it."""
        return f"coverage {self.start}/{self.end}"

    @property
    def year(self) -> CalendarValue | None:
        """The calendar year it covers, None when it touches several."""
        return CalendarValue(unit="year", year=self.start.year) if self.start.year == self.end.year else None

    def year_of(self, month: int) -> int | None:
        """Return the year whose `month` it covers; None when it covers none, or several."""
        low, high = _index(self.start.year, self.start.month), _index(self.end.year, self.end.month)
        for last in (high, high + self.spill_over_months):
            years = [y for y in range(low // 12, last // 12 + 1) if low <= _index(y, month) <= last]
            if years:
                return years[0] if len(years) == 1 else None
        return None

    def year_after(self, month: int) -> int:
        """Return the year of the first such month behind the coverage ("will be held in May")."""
        return self.end.year + (month <= self.end.month)

    def is_ahead(self, year: int, month: int) -> bool:
        """Tell whether a month lies behind the coverage and its spill-over."""
        return _index(year, month) > _index(self.end.year, self.end.month) + self.spill_over_months

    def is_over(self, year: int, month: int) -> bool:
        """Tell whether a month lies behind the coverage, in its spill-over or later."""
        return _index(year, month) > _index(self.end.year, self.end.month)

    def is_in(self, year: int, month: int) -> bool:
        """Tell whether a month lies in the coverage itself."""
        first = _index(self.start.year, self.start.month)
        return first <= _index(year, month) <= _index(self.end.year, self.end.month)

    def holds(self, year: int, month: int) -> bool:
        """Tell whether a month lies in the coverage or its spill-over."""
        return _index(self.start.year, self.start.month) <= _index(year, month) and not self.is_ahead(
            year, month
        )


def _index(year: int, month: int) -> int:
    return year * 12 + month - 1
