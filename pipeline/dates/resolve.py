"""Gives each reading its place in the calendar: the second pass, which knows what stood before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.dates.find import Reading
from pipeline.dates.values import CalendarValue, Unit, is_day
from pipeline.model import Basis

FORWARD_MONTHS = 4
"""A month that lies up to so many months ahead over the turn of the year belongs to the next year."""

BACKWARD_MONTHS = 2
"""A month that lies up to so many months back over the turn of the year belongs to the year before."""

_DEICTIC = frozenset({"THIS", "LAST", "NEXT", "AGO", "TODAY"})
_COARSER: dict[str, int] = {
    "day": 0,
    "week": 1,
    "month": 2,
    "season": 3,
    "quarter": 3,
    "half": 4,
    "year": 5,
    "fiscal": 5,
    "decade": 6,
    "century": 7,
}


@dataclass(slots=True)
class Anchor:
    """A date that others lean on, and what it is called in the `anchor` column."""

    value: CalendarValue
    label: str
    sentence: int = -1
    basis: Basis = "explicit"


@dataclass(slots=True)
class Resolution:
    """A reading with its value; no value when nothing decides it."""

    reading: Reading
    value: CalendarValue | None
    basis: Basis
    anchor: str
    label: str
    timex: str = ""


@dataclass(slots=True)
class Place:
    """Where a reading stands: its label (timex id), its sentence, and whether it is told in passing."""

    label: str
    sentence: int
    aside: bool
    late_year: int | None = None


@dataclass(slots=True)
class Resolver:
    """Walks through the readings of one text in order and remembers the last dates told.

    `coverage` is the time a chapter reports on, with its spill-over in months; `reference` the day
    on which a text speaks ("last year", "today"). Both may be unknown.
    """

    coverage: tuple[date, date] | None = None
    spill_over_months: int = 0
    reference: Anchor | None = None
    heading: Anchor | None = None
    last: Anchor | None = None
    last_month: Anchor | None = None
    last_day: Anchor | None = None
    out: list[Resolution] = field(default_factory=list)

    def start_section(self, heading: Anchor | None) -> None:
        """Forget what another section told; its heading's year, if any, holds from here."""
        self.heading = heading
        self.last = self.last_month = self.last_day = None

    def start_paragraph(self) -> None:
        """Forget the anchors of the paragraph before, in a chapter whose coverage is known."""
        self.last = self.last_month = self.last_day = None

    # ------------------------------------------------------------ one reading

    def resolve(self, reading: Reading, place: Place) -> Resolution:
        """Give one reading its value and remember it as an anchor where it tells the main line."""
        if reading.reference:
            return Resolution(reading, None, "none", "", place.label, reading.reference)
        value: CalendarValue | None
        basis: Basis
        timex, anchor = "", ""
        if reading.year is not None:
            value, basis = reading.value(), "explicit"
        elif reading.point:
            value, anchor, timex = self._relative(reading)
            basis = "relative" if value or timex else "none"
            if value and reading.rule.id in ("month", "month-day", "day-month", "season"):
                basis = "context"
        elif reading.weekday:
            value, anchor = self._weekday(reading.weekday, 0)
            basis = "relative" if value else "none"
        else:
            value, basis, anchor = self._year_from_context(reading, place)
        resolution = Resolution(reading, value, basis, anchor, place.label, timex)
        if value is not None and not place.aside:
            by_context: Basis = (
                basis if basis == "coverage-year" else "explicit" if basis == "explicit" else "context"
            )
            self._remember(Anchor(value, place.label, place.sentence, by_context))
        return resolution

    def _remember(self, anchor: Anchor) -> None:
        if anchor.value.unit in ("decade", "century"):
            if self.last is None:
                self.last = anchor
            return
        self.last = anchor
        if _COARSER[anchor.value.unit] <= 2:
            self.last_month = anchor
        elif self.last_month and self.last_month.value.year != anchor.value.year:
            self.last_month = None
        if anchor.value.unit == "day":
            self.last_day = anchor

    # --------------------------------------------------- months without a year

    def _year_from_context(self, reading: Reading, place: Place) -> tuple[CalendarValue | None, Basis, str]:
        """Find the year of a day, month or season that has none."""
        month = _first_month(reading)
        if place.late_year is not None:
            return reading.value(place.late_year), "explicit", ""
        for anchor in (self.last, self.heading):
            if anchor is None:
                continue
            year = _near_year(anchor.value, month)
            if self._is_covered(year, month, anchor, place):
                same = anchor.sentence == place.sentence and anchor is self.last
                basis: Basis = "context" if anchor.basis == "explicit" and not same else anchor.basis
                return reading.value(year), basis, anchor.label
        if self.coverage:
            covered = self._covered_year(month)
            if covered is not None:
                label = f"coverage {self.coverage[0]}/{self.coverage[1]}"
                return reading.value(covered), "coverage-year", label
            return None, "none", ""
        if self.reference:
            year = _nearest_past_year(self.reference.value, month)
            return reading.value(year), "relative", self.reference.label
        return None, "none", ""

    def _is_covered(self, year: int, month: int, anchor: Anchor, place: Place) -> bool:
        """Tell whether an anchor may decide: in a chapter, not when it leads beyond the coverage."""
        if not self.coverage or anchor is self.heading:
            return True
        start, end = self.coverage
        index = year * 12 + month - 1
        last = end.year * 12 + end.month - 1 + self.spill_over_months
        if index > last:
            return anchor.sentence == place.sentence and _COARSER[anchor.value.unit] <= 2
        if index >= start.year * 12 + start.month - 1:
            return True
        return place.sentence - anchor.sentence <= 1

    def _covered_year(self, month: int) -> int | None:
        """Return the year whose `month` lies in the coverage, None when none or several do."""
        if not self.coverage:
            return None
        start, end = self.coverage
        years = [
            year
            for year in range(start.year, end.year + 1)
            if start.year * 12 + start.month <= year * 12 + month <= end.year * 12 + end.month
        ]
        if len(years) == 1:
            return years[0]
        if not years:
            year = end.year + (month <= end.month)
            after = end.year * 12 + end.month + self.spill_over_months
            for candidate in (year - 1, year, year + 1):
                if end.year * 12 + end.month < candidate * 12 + month <= after:
                    return candidate
        return None

    # ---------------------------------------------------------------- pointers

    def _base(self, reading: Reading, unit: Unit) -> Anchor | None:
        """Return the anchor a pointer counts from: the day of speaking, or the last date told."""
        if reading.point in _DEICTIC and self.reference:
            return self.reference
        fitting = {"day": self.last_day, "week": self.last_day, "month": self.last_month}.get(unit, self.last)
        return fitting or self.heading or (self.reference if not self.coverage else self._coverage_anchor())

    def _coverage_anchor(self) -> Anchor | None:
        if self.coverage and self.coverage[0].year == self.coverage[1].year:
            value = CalendarValue(unit="year", year=self.coverage[0].year)
            return Anchor(value, f"coverage {self.coverage[0]}/{self.coverage[1]}")
        return None

    def _relative(self, reading: Reading) -> tuple[CalendarValue | None, str, str]:
        """Resolve "the following year", "three days later", "the 15th of the same month"."""
        unit = reading.point_unit or reading.unit
        if reading.weekday:
            value, label = self._weekday(reading.weekday, reading.shift)
            return value, label, ""
        if unit is None:
            return None, "", ""
        if reading.count == 0:
            return None, "", "FUTURE_REF" if reading.shift > 0 else "PAST_REF"
        if reading.rule.id == "point-month":
            return self._point_month(reading)
        base = self._base(reading, "year" if reading.count and unit in ("decade", "century") else unit)
        if base is None:
            return None, "", ""
        if reading.count:
            value = _count_on(base.value, unit, reading.shift * reading.count)
        else:
            value = _containing(base.value, unit)
            value = value.shifted(reading.shift) if value else None
        if value is None:
            return None, "", ""
        if reading.unit != unit or reading.number:  # "the 15th of the same month", "March of that year"
            return self._inside(reading, value), base.label, ""
        value = replace(value, part=reading.part, edge=reading.edge, approximate=reading.approximate)
        return value, base.label, ""

    def _inside(self, reading: Reading, frame: CalendarValue) -> CalendarValue | None:
        if reading.unit == "day" and not reading.number:
            if not is_day(frame.year, frame.number, reading.day):
                return None
            return CalendarValue(unit="day", year=frame.year, number=frame.number, day=reading.day)
        return reading.value(frame.year)

    def _point_month(self, reading: Reading) -> tuple[CalendarValue | None, str, str]:
        """Resolve "the following May", "last summer", "this March"."""
        base = self._base(reading, "month")
        if base is None or reading.unit is None:
            return None, "", ""
        month = _first_month(reading)
        index = base.value.month_index()
        year = base.value.year
        if reading.shift > 0:
            year += month <= index % 12 + 1 and _COARSER[base.value.unit] <= 3
        elif reading.shift < 0:
            year -= month >= index % 12 + 1 or _COARSER[base.value.unit] > 3
        return reading.value(year), base.label, ""

    def _weekday(self, weekday: int, shift: int) -> tuple[CalendarValue | None, str]:
        base = self.last_day if self.last_day and not self.reference else self.reference
        if base is None or base.value.unit != "day":
            return None, ""
        value = base.value
        here = date(2000 + value.year % 400, value.number, value.day).isoweekday()
        back = (here - weekday) % 7
        if shift < 0:
            return value.shifted(-(back or 7)), base.label
        if shift > 0 or base is self.last_day:
            return value.shifted((weekday - here) % 7 or 7 * (shift > 0)), base.label
        return value.shifted(-back), base.label


def _first_month(reading: Reading) -> int:
    if reading.unit == "season":
        return {21: 3, 22: 6, 23: 9, 24: 12}[reading.number]
    if reading.unit in ("half", "quarter"):
        return 1
    return reading.number


def _near_year(anchor: CalendarValue, month: int) -> int:
    """Return the year of `month` when told after `anchor`: the same year, but for the turn of the year.

    >>> _near_year(CalendarValue(unit="month", year=1941, number=12), 2)
    1942
    >>> _near_year(CalendarValue(unit="month", year=1941, number=6), 2)
    1941
    """
    if _COARSER[anchor.unit] > 3:
        return anchor.bounds()[0][0]
    index = anchor.month_index()
    year, told = index // 12, index % 12 + 1
    if month < told and month + 12 - told <= FORWARD_MONTHS:
        return year + 1
    if month > told and told + 12 - month <= BACKWARD_MONTHS:
        return year - 1
    return year


def _nearest_past_year(reference: CalendarValue, month: int) -> int:
    """Return the year of the last such month up to the reference (or up to two months ahead)."""
    if _COARSER[reference.unit] > 3:
        return reference.year
    index = reference.month_index()
    return index // 12 if month <= index % 12 + 1 + 2 else index // 12 - 1


def _containing(value: CalendarValue, unit: Unit) -> CalendarValue | None:
    """Return the unit that holds `value` ("that month" of a day); None when it is told less exactly."""
    if unit == value.unit:
        return replace(value, part="", edge=False, approximate=False)
    if _COARSER[unit] < _COARSER[value.unit]:
        return None
    (year, month, day), _ = value.bounds()
    if unit == "month":
        return CalendarValue(unit="month", year=year, number=month)
    if unit == "week":
        if not 1 <= year <= 9998:
            return None
        iso = date(year, month, day).isocalendar()
        return CalendarValue(unit="week", year=iso.year, number=iso.week)
    if unit in ("year", "fiscal"):
        year = value.year if value.unit in ("season", "quarter", "half") else year
        return CalendarValue(unit="year", year=year)
    if unit == "decade":
        return CalendarValue(
            unit="decade", year=year // 10 * 10 if year > 0 else -((-year + 1) // 10 * 10 + 8)
        )
    if unit == "century":
        return CalendarValue(
            unit="century", year=year // 100 * 100 if year > 0 else -((-year + 1) // 100 * 100 + 99)
        )
    return None


def _count_on(value: CalendarValue, unit: Unit, count: int) -> CalendarValue | None:
    """Count days, weeks, months or years on from a date."""
    if unit == "decade":
        unit, count = "year", count * 10
    elif unit == "century":
        unit, count = "year", count * 100
    elif unit == "week":
        unit, count = "day", count * 7
    base = _containing(value, unit)
    return base.shifted(count) if base else None
