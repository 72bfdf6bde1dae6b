"""Dates of a Bluebook chapter, whose months mostly come without a year."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.dates.context import link_readings
from pipeline.dates.coverage import Coverage
from pipeline.dates.expressions import write_expressions
from pipeline.dates.find import find_readings
from pipeline.dates.guards import class_at
from pipeline.dates.place import find_places
from pipeline.dates.reading import Reading
from pipeline.dates.resolve import Anchor, Resolution, Resolver
from pipeline.dates.tokens import Tokens, tokenize
from pipeline.dates.values import CalendarValue
from pipeline.model import Issue, Segment, Source, TimeExpression, stable_id

_SILENT_KINDS = frozenset({"nav", "footer"})
_ASIDE_KINDS = frozenset({"caption", "footnote"})


def find_times(segments: Sequence[Segment], *, source: Source) -> tuple[list[TimeExpression], list[Issue]]:
    """Find every date of a chapter and say which day, month or year it means.

    A month without a year takes it from its sentence, from the sentence before, from the heading
    above it, or else from the time the edition covers; `basis` and `anchor` say from where.

    Args:
        segments: the chapter in reading order; offsets of the result count a segment's code points.
        source: the chapter's sidecar, for coverage and edition year.

    Returns:
        The expressions in text order, and one issue for each whose year nothing decides.
    """
    edition_year = CalendarValue(unit="year", year=source.edition_year)
    edition = Anchor(value=edition_year, label=f"edition {source.edition_year}")
    resolver = Resolver(
        coverage=Coverage(
            start=source.coverage_start, end=source.coverage_end, spill_over_months=source.spill_over_months
        ),
        reference=edition,
    )
    headings: dict[str, Anchor] = {}
    times: list[TimeExpression] = []
    issues: list[Issue] = []
    first_sentence = 0
    for paragraph, segment in enumerate(segments):
        if segment.kind in _SILENT_KINDS:
            continue
        is_heading = segment.kind in ("heading", "title")
        if is_heading:
            resolver.start_section()
            resolver.reference, resolver.heading = edition, None
        elif segment.heading_path:
            above = (headings[text] for text in reversed(segment.heading_path) if text in headings)
            resolver.heading = next(above, None)
        tokens = tokenize(segment.text)
        readings = [reading for reading in find_readings(tokens) if not is_edition_title(tokens, reading)]
        link_readings(tokens, readings)
        sentence_starts = [start for start, _ in segment.sentences] or [0]
        places = find_places(
            tokens,
            readings,
            [_label(segment, reading) for reading in readings],
            sentence_starts=sentence_starts,
            paragraph_starts=[0],
            first_sentence=first_sentence,
            first_paragraph=paragraph,
            all_aside=segment.kind in _ASIDE_KINDS,
        )
        first_sentence += (
            len(sentence_starts) + 1
        )  # the last sentence of one segment is no neighbour of the next
        resolutions = []
        for reading, place in zip(readings, places, strict=True):
            resolution = resolver.resolve(reading, place)
            if _is_nothing(resolution):
                continue
            resolutions.append(resolution)
            if resolution.value is None:
                continue
            anchor = Anchor(value=resolution.value, label=place.label, sentence=place.sentence)
            if is_heading and not place.aside and _heads_section(tokens, reading, source):
                resolver.heading = headings[segment.text] = anchor
            if _is_dateline(tokens, reading):
                resolver.reference = anchor
        found = write_expressions(tokens, resolutions, segment_id=segment.segment_id, convention="edtf")
        times += found
        issues += [_undecided(time, segment) for time in found if not time.edtf]
    return times, issues


def _label(segment: Segment, reading: Reading) -> str:
    low, high = segment.aligned.raw_span(reading.core_start, reading.end)
    return stable_id("t", segment.source_id, low, high)


def _is_nothing(resolution: Resolution) -> bool:
    """Tell whether an expression is no date after all: "in the dry season", "today"."""
    reading = resolution.reading
    if reading.unit == "season":
        return resolution.basis in ("coverage-year", "none")
    return resolution.value is None and (reading.point == "TODAY" or resolution.timex == "PRESENT_REF")


def _heads_section(tokens: Tokens, reading: Reading, source: Source) -> bool:
    """Tell whether a heading's year dates what follows: "in 2005" does, "toward 2020" does not."""
    if reading.unit in ("decade", "century") or reading.link or reading.year is None:
        return False
    if reading.year > source.coverage_end.year + 1:
        return False
    return class_at(tokens, reading.first - 1) in (
        "IN",
        "PREP",
        "OF",
        "COMMA",
        "LPAR",
        "STOP",
        "DASH",
        "PARA",
        "DOT",
    )


def _undecided(time: TimeExpression, segment: Segment) -> Issue:
    low, high = segment.aligned.raw_span(time.start, time.end)
    return Issue(
        severity="warning",
        code="date-undecided",
        source_id=segment.source_id,
        start=low,
        end=high,
        text=time.text,
        message="nothing in the text or in the coverage decides which date this is",
    )


def is_edition_title(tokens: Tokens, reading: Reading) -> bool:
    """Tell whether a year names an edition: "Diplomatic Bluebook 2010", "the 1998 volume"."""
    if reading.unit != "year" or reading.point:
        return False
    before = tokens.word(reading.first - 1).lower() if reading.first else ""
    behind = [
        tokens.word(i).lower() for i in range(reading.last + 1, min(reading.last + 4, len(tokens.starts)))
    ]
    return before == "bluebook" or bool(
        behind and (behind[0] in ("volume", "edition", "bluebook") or {"bluebook", "seisho"} & set(behind))
    )


def _is_dateline(tokens: Tokens, reading: Reading) -> bool:
    """Tell whether a day dates the speech below it: "(United Nations, New York, 25 September 1990)"."""
    if reading.unit != "day" or reading.year is None or len(tokens.starts) > 16:
        return False
    return class_at(tokens, 0) == "LPAR" and reading.last + 2 >= len(tokens.starts)
