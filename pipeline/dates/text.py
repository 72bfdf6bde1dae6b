"""Dates of running text alone, told in order like a history book."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.dates.context import link_readings
from pipeline.dates.coverage import Coverage
from pipeline.dates.expressions import Convention, write_expressions
from pipeline.dates.find import find_readings
from pipeline.dates.place import Place, find_places
from pipeline.dates.reading import Reading
from pipeline.dates.resolve import Anchor, Resolver
from pipeline.dates.sentences import sentence_starts
from pipeline.dates.tokens import tokenize
from pipeline.dates.values import CalendarValue, Unit, is_day
from pipeline.errors import UsageError
from pipeline.model import TimeExpression

LOOK_AHEAD_SENTENCES = 3
"""How far the first dates of a text may stand before the first year."""


def tag_text(
    text: str,
    *,
    reference: date | str | None = None,
    coverage: tuple[date, date] | None = None,
    convention: Convention = "timeml",
) -> list[TimeExpression]:
    """Find every date of a text and say which day, month or year it means.

    Args:
        text: running text; offsets of the result count its code points.
        reference: when the text was written, for "last year" or "on Friday": a day, or text `YYYY`,
            `YYYY-MM` or `YYYY-MM-DD`; without it such words count from the last date told.
        coverage: first and last day of the time the text reports on, for months that no year is near.
        convention: how spans are cut; see `pipeline.dates.expressions`.

    Returns:
        The expressions in text order; `segment_id` is empty.

    Raises:
        UsageError: `reference` is no date.

    >>> [(t.text, t.timex3_value) for t in tag_text("In March 1941 they met, and again on 3 May.")]
    [('March 1941', '1941-03'), ('3 May', '1941-05-03')]
    """
    resolver = Resolver(coverage=Coverage(start=coverage[0], end=coverage[1]) if coverage else None)
    if reference:
        resolver.reference = Anchor(value=read_reference(str(reference)), label=f"reference {reference}")
    tokens = tokenize(text)
    readings = find_readings(tokens)
    link_readings(tokens, readings)
    places = find_places(
        tokens,
        readings,
        [f"t{reading.start}" for reading in readings],
        sentence_starts=sentence_starts(text),
        paragraph_starts=[0, *(match.end() for match in re.finditer("\n", text))],
    )
    if reference is None and coverage is None:
        resolver.heading = _first_year(readings, places)
    resolutions = [resolver.resolve(reading, place) for reading, place in zip(readings, places, strict=True)]
    return write_expressions(tokens, resolutions, segment_id="", convention=convention)


def _first_year(readings: Sequence[Reading], places: Sequence[Place]) -> Anchor | None:
    """Return the first date with a year; dates before it, which lack one, look ahead to it."""
    for reading, place in zip(readings, places, strict=True):
        value = reading.value() if reading.unit in ("day", "month", "season", "year") else None
        if value and not place.aside:
            near = place.sentence - places[0].sentence <= LOOK_AHEAD_SENTENCES
            return Anchor(value=value, label=place.label) if near else None
    return None


def read_reference(text: str) -> CalendarValue:
    """Read the time a text was written: a year, a month or a day.

    Raises:
        UsageError: it is none of these.

    >>> read_reference("2010-03").unit
    'month'
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    if not year or month > 12 or (day and not is_day(year, month, day)) or (match and match[2] and not month):
        raise UsageError(f"{text} is no date", hint="write YYYY, YYYY-MM or YYYY-MM-DD")
    unit: Unit = "day" if day else "month" if month else "year"
    return CalendarValue(unit=unit, year=year, number=month, day=day)
