"""What the words of one date expression say by themselves, before any anchoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.dates.values import CalendarValue, Part, Unit, is_day
from pipeline.lexicon.date_rules import DateRule

Link = Literal["", "range", "list"]


@dataclass(slots=True, kw_only=True)
class Reading:
    """One expression and what its own words say; whatever is None has to come from elsewhere.

    `first` and `last` are token numbers (inclusive), `start`, `end` text offsets, `core_start` the
    offset behind a leading article or weekday. `unit` is the unit the expression names. `point` is
    the word that points ("following"), `shift` its direction, `point_unit` what is counted
    ("the 15th of the same *month*"); `count` of them when it says how many (0: it does not).
    `link` tells how the next reading hangs on this one; `is_name` marks the day in an event's name.
    """

    first: int
    last: int
    start: int
    end: int
    core_start: int
    rule: DateRule
    unit: Unit | None = None
    year: int | None = None
    number: int = 0
    day: int = 0
    part: Part = ""
    edge: bool = False
    approximate: bool = False
    fiscal: bool = False
    point: str = ""
    shift: int = 0
    point_unit: Unit | None = None
    count: int | None = None
    weekday: int = 0
    reference: str = ""
    link: Link = ""
    is_name: bool = False

    def value(self, year: int | None = None) -> CalendarValue | None:
        """Build the calendar value, with `year` where the words give none; None if no such day exists."""
        year = self.year if year is None else year
        if year is None or self.unit is None:
            return None
        if self.unit == "day" and not is_day(year, self.number, self.day):
            return None
        return CalendarValue(
            unit=self.unit,
            year=year,
            number=self.number,
            day=self.day,
            part=self.part,
            edge=self.edge,
            approximate=self.approximate,
            fiscal=self.fiscal,
        )
