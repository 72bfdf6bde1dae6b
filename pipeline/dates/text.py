"""Dates of running text alone, told in order like a history book."""

from __future__ import annotations

from datetime import date

from pipeline.dates.context import find_asides, is_aside, late_years, link_readings
from pipeline.dates.expressions import Convention, write_expressions
from pipeline.dates.find import find_readings
from pipeline.dates.resolve import Anchor, Place, Resolver
from pipeline.dates.sentences import sentence_at, sentence_starts
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
    anchor = None
    if reference:
        day = CalendarValue(unit="day", year=reference.year, number=reference.month, day=reference.day)
        anchor = Anchor(day, f"reference {reference}")
    resolver = Resolver(reference=anchor, coverage=coverage)
    tokens = tokenize(text)
    readings = find_readings(tokens)
    link_readings(tokens, readings)
    asides = find_asides(tokens)
    starts = sentence_starts(text)
    sentences = [sentence_at(starts, reading.start) for reading in readings]
    late = late_years(tokens, readings, sentences)
    resolutions = []
    for reading, sentence, year in zip(readings, sentences, late, strict=True):
        place = Place(
            stable_id("t", reading.start, reading.end), sentence, is_aside(tokens, reading, asides), year
        )
        resolutions.append(resolver.resolve(reading, place))
    return write_expressions(tokens, resolutions, segment_id="", convention=convention)
