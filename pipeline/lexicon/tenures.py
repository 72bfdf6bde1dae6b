"""Who held which office, from when to when, and what that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.lexicon.gazetteer_rows import first_day, last_day
from pipeline.model import Entity

Interval = tuple[date, date]
"""Two days, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One person in one office: `body` is a state's ISO3 code or an organisation's id."""

    person_id: str
    name: str
    body: str
    office: str
    valid_from: str
    valid_to: str
    source: str

    def overlaps(self, interval: Interval) -> bool:
        """Tell whether the tenure may have included a day of the interval."""
        return first_day(self.valid_from) <= interval[1] and interval[0] <= last_day(self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An entity that a name may mean, and why: the office held on that day and where that is known from."""

    entity: Entity
    office: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
