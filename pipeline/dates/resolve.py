"""Gives each reading its place in the calendar: the second pass, which knows what stood before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.dates.coverage import Coverage
from pipeline.dates.place import Place
from pipeline.dates.pointers import (
    COARSENESS,
    containing,
    count_on,
    is_fine,
    latest_year,
    near_year,
    weekday_near,
)
from pipeline.dates.reading import Reading
from pipeline.dates.values import CalendarValue, Unit, is_day
from pipeline.model import Basis

LEAP_YEARS = 3
"""A date that leaps so many years ahead in the middle of a paragraph is told in passing, ..."""

OPENING_LEAP_YEARS = 5
"""... but for one that opens its sentence ("In 1943, ...") it takes so many."""

ROLLOVER_MONTHS = 3
"""In a chapter, "In December ... In February ..." runs on over the coverage's end by so many months."""

ROLLOVER_MONTHS_IN_SENTENCE = 2
"""Within one sentence by fewer, since a sentence may also list events in any order."""

_SPEAKING = frozenset({"THIS", "LAST", "NEXT", "AGO", "TODAY"})
"""Words that point from the day of speaking and not from the date told last."""

_SEASON_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A date that others lean on; `label` is what the `anchor` column calls it.

    `is_told` says that its words gave its year ("May 2009", "this May"), `is_main` that it stands in
    the main clause without a year of its own, so that the story has reached it.
    """

    value: CalendarValue
    label: str
    sentence: int = -1
    paragraph: int = -1
    clause: int = 0
    opens_sentence: bool = False
    aside: bool = False
    basis: Basis = "explicit"
    is_told: bool = True
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A reading with its value, None when nothing decides it; `timex` is a TimeML value of another kind."""

    reading: Reading
    value: CalendarValue | None
    basis: Basis = "none"
    anchor: str = ""
    label: str = ""
    timex: str = ""


@dataclass(slots=True, kw_only=True)
class Resolver:
    """Walks through the readings of one text in order and remembers the last dates told.

    `coverage` is the time a chapter reports on, `reference` the day on which a text speaks ("last
    year", "today"). Both may be unknown.
    """

    coverage: Coverage | None = None
    reference: Anchor | None = None
    heading: Anchor | None = None
    last: Anchor | None = None
    last_month: Anchor | None = None
    last_day: Anchor | None = None
    passing: Anchor | None = None
    mentioned: Anchor | None = None
    stated: dict[int, str] = field(default_factory=dict)
    told: Anchor | None = None
    """The chapter's last date that said its year: it decides where the coverage holds a month twice."""

    def start_section(self) -> None:
        """Forget the dates of the section before."""
        self.last = self.last_month = self.last_day = self.passing = self.mentioned = None
        self.stated = {}

    def resolve(self, reading: Reading, place: Place) -> Resolution:
        """Give one reading its value, and keep it as an anchor for what follows."""
        if reading.reference:
            return Resolution(reading=reading, value=None, label=place.label, timex=reading.reference)
        timex, anchor = "", ""
        value: CalendarValue | None
        basis: Basis
        if reading.unit is None and not reading.point:  # "4/5/1987"
            return Resolution(reading=reading, value=None, label=place.label)
        if reading.year is not None:
            value, basis = reading.value(), "explicit"
        elif reading.weekday:
            value, anchor = self._weekday(reading, place)
            basis = "relative"
        elif reading.point:
            value, anchor, timex = self._pointed(reading, place)
            # "March of that year" is a date of its own that takes its year from another
            own = (
                reading.unit in ("day", "month", "season") and reading.number and reading.point_unit == "year"
            )
            basis = "context" if own else "relative"
        else:
            value, basis, anchor = self._with_year(reading, place)
        if value is None:
            return Resolution(
                reading=reading, value=None, label=place.label, timex=timex or _undecided_timex(reading)
            )
        self._remember(value, basis, anchor, reading, place)
        return Resolution(reading=reading, value=value, basis=basis, anchor=anchor, label=place.label)

    # ---------------------------------------------------------------- memory

    def _remember(
        self, value: CalendarValue, basis: Basis, base: str, reading: Reading, place: Place
    ) -> None:
        """Take a date as anchor for what follows, or for its own sentence alone if told in passing.

        `base` is the anchor it took its own year from: where that is the day of speaking, later dates
        had better count from there, too.
        """
        anchor = Anchor(
            value=value,
            label=place.label,
            sentence=place.sentence,
            paragraph=place.paragraph,
            clause=place.clause,
            opens_sentence=place.opens_sentence,
            aside=place.aside,
            basis="context" if basis == "relative" else basis,
            is_told=basis == "explicit" or reading.point == "THIS",
            is_main=reading.year is None,
        )
        if value.unit in ("decade", "century", "fiscal"):
            self.last = self.last or (anchor if value.unit != "fiscal" else None)
            return
        if not place.bracketed:
            self.mentioned = anchor
            if basis == "explicit" and reading.year is not None:
                self.stated.setdefault(value.year, place.label)
        if place.aside or self._is_excursion(value, reading, place):
            self.passing = anchor
            return
        self.passing = None
        if basis == "explicit":
            self.told = anchor
        finer = self.last_month
        if (
            finer
            and value.unit == "year"
            and finer.value.year == value.year
            and finer.sentence == place.sentence
        ):
            return  # "On December 7 (...), 1941": the day stays the finer anchor
        if self.coverage or self.reference is None or base != self.reference.label:
            self.last = anchor
        if is_fine(value):
            self.last_month = anchor
        elif self.last_month and self.last_month.value.year != value.year:
            self.last_month = None
        if value.unit == "day":
            self.last_day = anchor

    def _is_excursion(self, value: CalendarValue, reading: Reading, place: Place) -> bool:
        """Tell whether a date leaves the course of the story for its own sentence only.

        Looking back ("a year earlier"), looking ahead ("next year"), a later year in the middle of a
        sentence ("troops stayed until 2011"), and a leap of some years in the middle of a paragraph.
        """
        if reading.point and value.unit in ("year", "month"):
            looks_ahead = reading.point == "NEXT" and not reading.rule.keep_article
            return reading.shift < 0 or looks_ahead
        if self.last_month is None or reading.year is None:
            return False
        ahead = value.year - self.last_month.value.year
        if value.unit == "year" and not place.opens_sentence and ahead > 0:
            return True
        leap = OPENING_LEAP_YEARS if place.opens_sentence else LEAP_YEARS
        return ahead >= leap and not place.opens_paragraph and place.paragraph == self.last_month.paragraph

    # --------------------------------------------------- months without a year

    def _with_year(self, reading: Reading, place: Place) -> tuple[CalendarValue | None, Basis, str]:
        """Find the year of a day, month or season that has none: value, basis, anchor."""
        month = (
            _SEASON_MONTH.get(reading.number, reading.number) if reading.unit == "season" else reading.number
        )
        if place.late_year is not None:
            return reading.value(place.late_year), "explicit", ""
        for anchor in (self._passing_in(place), self.last):
            if anchor and (year := self._year_near(anchor, month, place)) is not None:
                same = anchor.sentence == place.sentence and anchor.basis != "context"
                keeps = same or (anchor.basis == "coverage-year" and year == anchor.value.year)
                return _dated(reading, year), anchor.basis if keeps else "context", anchor.label
        if self.heading:
            return reading.value(near_year(self.heading.value, month)), "context", self.heading.label
        if self.coverage:
            covered = self.coverage.year_after(month) if place.is_future else self.coverage.year_of(month)
            if covered is None and self.told and self.coverage.is_in(self.told.value.year, month):
                return reading.value(self.told.value.year), "context", self.told.label
            if covered is None:
                return None, "none", ""
            if covered in self.stated:
                return reading.value(covered), "context", self.stated[covered]
            return reading.value(covered), "coverage-year", self.coverage.label
        if self.reference:
            year = latest_year(self.reference.value, month)
            year += place.is_future and year * 12 + month - 1 < self.reference.value.month_index()
            return reading.value(year), "relative", self.reference.label
        return None, "none", ""

    def _passing_in(self, place: Place) -> Anchor | None:
        """Return the date told in passing in the same sentence, if the reading may lean on it."""
        if self.passing is None or self.passing.sentence != place.sentence:
            return None
        return self.passing if place.aside or not self.passing.aside else None

    def _year_near(self, anchor: Anchor, month: int, place: Place) -> int | None:
        """Return the year an anchor gives a month; None where something else decides better."""
        year = near_year(anchor.value, month)
        gap = place.sentence - anchor.sentence
        if self.coverage is None:
            if self.reference is None:
                return year
            # a text that speaks from a day of its own goes back to it sooner than a history book
            is_told = is_fine(anchor.value) or anchor.opens_sentence or gap == 0
            return year if is_told and gap <= 1 and place.paragraph == anchor.paragraph else None
        if anchor.paragraph != place.paragraph:
            return None
        if anchor.basis == "coverage-year":
            if self.coverage.year_of(month) == year:
                return year
            # only the run from December on into the next year tells more than the coverage itself
            runs_on = year > anchor.value.year and _runs_on(self.coverage, anchor, year, month, place)
            return year if runs_on and gap <= 1 and self.coverage.holds(year, month) else None
        if self.coverage.is_over(year, month) and gap > 0 and not (anchor.opens_sentence or anchor.is_main):
            return None  # "the election due in January 2010 was put off" leads no sentence into 2010
        if self.coverage.holds(year, month):
            return year if _runs_on(self.coverage, anchor, year, month, place) else anchor.value.year
        if self.coverage.is_ahead(year, month) and not (
            anchor.is_told and (is_fine(anchor.value) or place.is_future)
        ):
            return None
        if gap == 0:
            return year if anchor.clause == place.clause or anchor.opens_sentence else None
        return year if gap == 1 and anchor.opens_sentence else None

    # ---------------------------------------------------------------- pointers

    def _base(self, reading: Reading, unit: Unit, place: Place) -> Anchor | None:
        """Return the date a pointer counts from: the day of speaking, or the last date told."""
        if reading.point in _SPEAKING and self.reference:
            return self.reference
        passing = self._passing_in(place)
        if passing and COARSENESS[passing.value.unit] <= COARSENESS[unit if unit != "season" else "year"]:
            return passing
        if reading.point in ("SAME", "THAT") and self.mentioned and unit == "year":
            return self.mentioned
        fitting = {"day": self.last_day, "week": self.last_day, "month": self.last_month}.get(unit, self.last)
        if fitting or self.heading:
            return fitting or self.heading
        if self.coverage is None:
            return self.reference
        return Anchor(value=self.coverage.year, label=self.coverage.label) if self.coverage.year else None

    def _pointed(self, reading: Reading, place: Place) -> tuple[CalendarValue | None, str, str]:
        """Resolve "the following year", "three days later", "the 15th of the same month"."""
        unit = reading.point_unit or reading.unit
        if unit is None:
            return None, "", ""
        if reading.count == 0:  # "a few days later"
            return None, "", "FUTURE_REF" if reading.shift > 0 else "PAST_REF"
        if reading.point == "THIS" and unit == "day" and (not self.reference or self.coverage):
            return None, "", "PRESENT_REF"  # "to this day"
        if reading.point == "TODAY" and not self.reference:
            return None, "", {0: "PRESENT_REF", 1: "FUTURE_REF", -1: "PAST_REF"}[reading.shift]
        if reading.rule.id == "point-month":
            return self._pointed_month(reading, place)
        base = self._base(reading, "year" if unit in ("decade", "century") else unit, place)
        if base is None:
            return None, "", ""
        if reading.count:
            value = count_on(base.value, unit, reading.shift * reading.count)
        else:
            frame = containing(base.value, unit)
            value = frame.shifted(reading.shift) if frame else None
        if value is None:
            return None, "", ""
        if reading.unit != unit or reading.number:
            return _inside(reading, value), base.label, ""
        return replace(value, part=reading.part, edge=reading.edge), base.label, ""

    def _pointed_month(self, reading: Reading, place: Place) -> tuple[CalendarValue | None, str, str]:
        """Resolve "the following May", "last summer", "this March"."""
        base = self._base(reading, "season" if reading.shift == 0 else "month", place) or self.last
        if base is None:
            return None, "", ""
        month = (
            _SEASON_MONTH.get(reading.number, reading.number) if reading.unit == "season" else reading.number
        )
        year, told = base.value.year, base.value.month_index() % 12 + 1
        is_rough = COARSENESS[base.value.unit] > COARSENESS["season"]
        if reading.shift > 0:
            year += is_rough or month <= told
        elif reading.shift < 0:
            year -= is_rough or month >= told
        return reading.value(year), base.label, ""

    def _weekday(self, reading: Reading, place: Place) -> tuple[CalendarValue | None, str]:
        base = self.reference or self.last_day
        if base is None or base.value.unit != "day":
            return None, ""
        shift = reading.shift or int(place.is_future)
        return weekday_near(base.value, reading.weekday, shift), base.label


def _runs_on(coverage: Coverage, anchor: Anchor, year: int, month: int, place: Place) -> bool:
    """Tell whether the story may run on from an anchor over the end of the coverage.

    "In December ... In February ..." does; "in Russia in November, in Peru in March" may be any order.
    """
    if year == anchor.value.year or not coverage.is_over(year, month):
        return True
    ahead = year * 12 + month - 1 - anchor.value.month_index()
    limit = ROLLOVER_MONTHS_IN_SENTENCE if anchor.sentence == place.sentence else ROLLOVER_MONTHS
    return not place.aside and ahead <= limit


def _undecided_timex(reading: Reading) -> str:
    """Write what is known of a date without a year as TimeML does: "XXXX-05", "XXXX-XX-20"."""
    if reading.unit not in ("day", "month", "season") or reading.weekday:
        return ""
    if reading.unit == "day" and not reading.number:
        return f"XXXX-XX-{reading.day:02}" if reading.day else "XXXX-XX-XX"
    leap_year = reading.value(2000)
    return f"XXXX{leap_year.timex()[4:]}" if leap_year and reading.number else ""


def _dated(reading: Reading, year: int) -> CalendarValue | None:
    """Put a date into a year, 29 February into the nearest one that has it."""
    return next((value for y in (year, year + 1, year - 1) if (value := reading.value(y))), None)


def _inside(reading: Reading, frame: CalendarValue) -> CalendarValue | None:
    """Put a day into its month, or a day, month or half-year into its year."""
    if reading.unit == "day" and not reading.number:
        if not is_day(frame.year, frame.number, reading.day):
            return None
        return CalendarValue(unit="day", year=frame.year, number=frame.number, day=reading.day)
    if reading.unit == "month" and not reading.number:  # "the first half of the month"
        return replace(frame, part=reading.part)
    return reading.value(frame.year)
