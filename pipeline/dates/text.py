"""Dates of running text alone, told in order like a history book."""

from __future__ import annotations

import re
from datetime import date

from pipeline.dates.context import link_readings
from pipeline.dates.expressions import Convention, write_expressions
from pipeline.dates.find import find_readings
from pipeline.dates.place import find_places
from pipeline.dates.resolve import Anchor, Resolver
from pipeline.dates.sentences import sentence_starts
from pipeline.dates.tokens import tokenize
from pipeline.dates.values import CalendarValue
from pipeline.model import TimeExpression, stable_id


def tag_text(
    text: str,
    *,
    reference: date | None = None,
    coverage: tuple[date, date] | None = None,
    convention: Convention = "timeml",
) -> list[TimeExpression]:
    """Find every date of a text and say which day, month or year it means.

    Args:
        text: running text; offsets of the result count its code points.
        reference: the day on which the text was written, for "last year" or "on Friday"; without
            it such words count from the last date told.
        coverage: first and last day of the time the text reports on, for months that no year is near.
        convention: how spans are cut; see `pipeline.dates.expressions`.

    Returns:
        The expressions in text order; `segment_id` is empty.

    >>> [(t.text, t.timex3_value) for t in tag_text("In March 1941 they met, and again on 3 May.")]
    [('March 1941', '1941-03'), ('3 May', '1941-05-03')]
    """
    resolver = Resolver(coverage=coverage)
    if reference:
        day = CalendarValue(unit="day", year=reference.year, number=reference.month, day=reference.day)
        resolver.reference = Anchor(value=day, label=f"reference {reference}")
    tokens = tokenize(text)
    readings = find_readings(tokens)
    link_readings(tokens, readings)
    places = find_places(
        tokens,
        readings,
        [stable_id("t", reading.start, reading.end) for reading in readings],
        sentence_starts=sentence_starts(text),
        paragraph_starts=[0, *(match.end() for match in re.finditer("\n", text))],
    )
    resolutions = [resolver.resolve(reading, place) for reading, place in zip(readings, places, strict=True)]
    return write_expressions(tokens, resolutions, segment_id="", convention=convention)
