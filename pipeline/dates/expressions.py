"""Writes resolved readings down as `TimeExpression` records, in one of two span conventions.

`edtf` is the table's own: articles and weekdays are left out of the span, a range of up to six
words is one expression, words that name no calendar time ("now") are none. `timeml` is that of
TimeML corpora: articles belong to the span, each end of a range is an expression of its own, and
"now", "former" or "recently" are expressions whose value is PRESENT_REF or PAST_REF.
"""

from __future__ import annotations

from typing import Literal

from pipeline.dates.guards import class_at
from pipeline.dates.resolve import Resolution
from pipeline.dates.tokens import Tokens
from pipeline.dates.values import CalendarValue
from pipeline.lexicon.date_rules import load_date_grammar
from pipeline.model import Basis, TimeExpression

Convention = Literal["edtf", "timeml"]

MAX_RANGE_WORDS = 6

_PRECISION = {"fiscal": "fiscal-year"}


def write_expressions(
    tokens: Tokens, resolutions: list[Resolution], *, segment_id: str, convention: Convention
) -> list[TimeExpression]:
    """Turn the resolutions of one text into records, in text order."""
    if convention == "timeml":
        return [_one(tokens, r, segment_id, convention) for r in resolutions]
    out: list[TimeExpression] = []
    index = 0
    while index < len(resolutions):
        first = resolutions[index]
        index += 1
        if first.reading.rule.timeml_only or first.reading.count == 0:
            continue
        if first.reading.link == "range" and index < len(resolutions):
            merged = _range(tokens, first, resolutions[index], segment_id)
            if merged:
                out.append(merged)
                index += 1
                continue
        out.append(_one(tokens, first, segment_id, convention))
    return out


def _one(tokens: Tokens, resolution: Resolution, segment_id: str, convention: Convention) -> TimeExpression:
    reading, value = resolution.reading, resolution.value
    start, end, kind, suffix = reading.core_start, reading.end, "DATE", ""
    if convention == "timeml":
        start = reading.start
        if reading.unit == "day":
            start, end, suffix = _part_of_day(tokens, resolution)
            kind = "TIME" if suffix else "DATE"
    is_open = value is not None and _is_open(tokens, resolution)
    edtf = value.edtf() if value else ""
    return TimeExpression(
        timex_id=resolution.label,
        segment_id=segment_id,
        start=start,
        end=end,
        text=tokens.text[start:end],
        edtf=_opened(value) if value and is_open else edtf,
        modifier=value.part if value else "",
        earliest=value.earliest() if value else "",
        latest=value.latest() if value and not is_open else "",
        precision=_PRECISION.get(value.unit, value.unit) if value else "",
        basis=resolution.basis,
        anchor=resolution.anchor,
        rule_id=reading.rule.id,
        timex3_type=kind,
        timex3_value=value.timex() + suffix if value else resolution.timex,
    )


def _part_of_day(tokens: Tokens, resolution: Resolution) -> tuple[int, int, str]:
    """Widen a day to "the night of 8 February": TimeML calls that a TIME. Returns start, end, suffix."""
    reading = resolution.reading
    first = reading.first
    words = load_date_grammar().words
    if class_at(tokens, first - 1) == "OF":
        at = first - 2 - (class_at(tokens, first - 2) == "HOURS")
        if class_at(tokens, at) == "DAYPART":
            suffix = f"T{words[tokens.word(at).lower()][1]}"
            at -= class_at(tokens, at - 1) == "MOD"
            at -= class_at(tokens, at - 1) == "THE"
            return tokens.starts[at], reading.end, suffix
    if class_at(tokens, reading.last) == "DAYPART":  # "that evening"
        return reading.start, reading.end, f"T{words[tokens.word(reading.last).lower()][1]}"
    if class_at(tokens, reading.last + 1) == "DAYPART":
        word = tokens.word(reading.last + 1)
        return reading.start, tokens.ends[reading.last + 1], f"T{words[word.lower()][1]}"
    return reading.start, reading.end, ""


def _end(value: CalendarValue, side: Literal[0, 1]) -> str:
    """Write one end of an interval; EDTF level 1 has no "199X" and no seasons inside one."""
    year, month, _ = value.bounds()[side]
    if value.unit in ("decade", "century"):
        return f"{year:04}"
    if value.unit == "season":
        return f"{year:04}-{month:02}"
    return value.edtf().split("/")[-side]


def _opened(value: CalendarValue) -> str:
    """Write a time that begins and does not end; EDTF level 1 has no "199X" inside an interval."""
    return f"{_end(value, 0)}/.."


def _is_open(tokens: Tokens, resolution: Resolution) -> bool:
    """Tell whether "since" stands before, so that the date begins a time without an end."""
    reading = resolution.reading
    if resolution.basis == "relative" or resolution.value is None or "/" in resolution.value.edtf():
        return False
    names = load_date_grammar().names
    first = reading.first
    while first and names[tokens.codes[first - 1]] == "THE":
        first -= 1
    if first == 0 or names[tokens.codes[first - 1]] != "SINCE":
        return False
    # "the highest since 1998" and "the first time since 1998" compare with a year and begin nothing
    word = tokens.word(first - 2).lower() if first > 1 else ""
    return not (word in ("time", "times", "first", "most", "only", "ever") or word.endswith("est"))


def _range(tokens: Tokens, first: Resolution, second: Resolution, segment_id: str) -> TimeExpression | None:
    """Make one expression of both ends of a range, or None where they stay two."""
    low, high = first.value, second.value
    start, end = first.reading.core_start, second.reading.end
    text = tokens.text[start:end]
    if low is None or high is None or len(text.split()) > MAX_RANGE_WORDS or low.earliest() > high.latest():
        return None
    left, right = _end(low, 0), _end(high, 1)
    bases: list[Basis] = ["none", "coverage-year", "relative", "context", "explicit"]
    weaker = min(first, second, key=lambda r: bases.index(r.basis))
    return TimeExpression(
        timex_id=first.label,
        segment_id=segment_id,
        start=start,
        end=end,
        text=text,
        edtf=f"{left}/{right}",
        modifier="",
        earliest=low.earliest(),
        latest=high.latest(),
        precision="interval",
        basis=weaker.basis,
        anchor=weaker.anchor,
        rule_id=first.reading.rule.id,
        timex3_type="DATE",
        timex3_value=f"{low.timex()}/{high.timex()}",
    )
