"""Dates of a Bluebook chapter, whose months mostly come without a year."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.dates.context import find_asides, is_aside, late_years, link_readings
from pipeline.dates.expressions import write_expressions
from pipeline.dates.find import Reading, find_readings
from pipeline.dates.resolve import Anchor, Place, Resolver
from pipeline.dates.sentences import sentence_at
from pipeline.dates.tokens import Tokens, tokenize
from pipeline.dates.values import CalendarValue
from pipeline.lexicon.date_rules import load_date_grammar
from pipeline.model import Issue, Segment, Source, TimeExpression, stable_id

_SILENT_KINDS = frozenset({"nav", "footer"})


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
    edition = Anchor(CalendarValue(unit="year", year=source.edition_year), f"edition {source.edition_year}")
    resolver = Resolver(
        coverage=(source.coverage_start, source.coverage_end),
        spill_over_months=source.spill_over_months,
        reference=edition,
    )
    times: list[TimeExpression] = []
    issues: list[Issue] = []
    sentence_base = 0
    for segment in segments:
        if segment.kind in _SILENT_KINDS:
            continue
        tokens = tokenize(segment.text)
        readings = [r for r in find_readings(tokens) if not _is_edition_title(tokens, r)]
        link_readings(tokens, readings)
        asides = find_asides(tokens)
        starts = [start for start, _ in segment.sentences] or [0]
        sentences = [sentence_base + sentence_at(starts, reading.start) for reading in readings]
        sentence_base += len(starts) + 1
        is_heading = segment.kind in ("heading", "title")
        if is_heading:
            resolver.start_section(None)
            resolver.reference = edition
        else:
            resolver.start_paragraph()
        late = late_years(tokens, readings, sentences)
        resolutions = []
        for reading, sentence, year in zip(readings, sentences, late, strict=True):
            low, high = segment.aligned.raw_span(reading.core_start, reading.end)
            label = stable_id("t", segment.source_id, low, high)
            place = Place(label, sentence, is_aside(tokens, reading, asides), year)
            resolution = resolver.resolve(reading, place)
            if reading.unit == "season" and resolution.basis in ("coverage-year", "none"):
                continue  # "in the dry season": no calendar time unless the text fixes a year
            if reading.point == "TODAY" and resolution.value is None:
                continue
            resolutions.append(resolution)
            if is_heading and resolution.value is not None:
                resolver.heading = Anchor(resolution.value, label, sentence)
            if _is_dateline(tokens, reading) and resolution.value is not None:
                resolver.reference = Anchor(resolution.value, label, sentence)
        found = write_expressions(tokens, resolutions, segment_id=segment.segment_id, convention="edtf")
        times += found
        issues += [_undecided(time, segment) for time in found if not time.edtf]
    return times, issues


def _undecided(time: TimeExpression, segment: Segment) -> Issue:
    low, high = segment.aligned.raw_span(time.start, time.end)
    return Issue(
        severity="warning",
        code="date-undecided",
        source_id=segment.source_id,
        start=low,
        end=high,
        text=time.text,
        message="nothing in the text or in the coverage decides which year this is",
    )


def _is_edition_title(tokens: Tokens, reading: Reading) -> bool:
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
    """Tell whether a day is the date of the text around it: "(United Nations, New York, 25 September 1990)"."""
    if reading.unit != "day" or reading.year is None or len(tokens.starts) > 16:
        return False
    names = load_date_grammar().names
    return names[tokens.codes[0]] == "LPAR" and reading.last + 2 >= len(tokens.starts)
