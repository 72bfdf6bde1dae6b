"""What stands around a reading: lists and ranges it belongs to, the year that follows, asides."""

from __future__ import annotations

from pipeline.dates.find import Reading
from pipeline.dates.tokens import Tokens
from pipeline.lexicon.date_rules import load_date_grammar

_FILLERS = frozenset({"IN", "ON", "THE", "COMMA"})
_MONTH_UNITS = frozenset({"day", "month", "season"})


def link_readings(tokens: Tokens, readings: list[Reading]) -> None:
    """Mark neighbours that form a list or a range, and let them share the year one of them has.

    "June, August and October 2008" share a year; "December 2008 to March" goes over its end.
    """
    for left, right in zip(readings, readings[1:], strict=False):
        if not left.link and right.first > left.last and not left.reference and not right.reference:
            left.link = _connection(tokens, left, right)
    for index in range(len(readings) - 2, -1, -1):
        left, right = readings[index], readings[index + 1]
        if left.link and left.year is None and right.year is not None and not left.point:
            if left.unit in _MONTH_UNITS and right.unit in _MONTH_UNITS:
                gap = left.number - right.number
                over_new_year = gap > 0 and left.unit != "season" and (left.link == "range" or gap >= 6)
                left.year, left.shared_year = right.year - over_new_year, True
            elif left.unit in ("half", "quarter") and left.unit == right.unit:
                left.year, left.shared_year = right.year, True
    for left, right in zip(readings, readings[1:], strict=False):
        if left.link and right.year is None and left.year is not None and not right.point:
            if left.unit in _MONTH_UNITS and right.unit in _MONTH_UNITS and right.number:
                over_new_year = left.number > right.number and left.unit != "season"
                right.year, right.shared_year = left.year + over_new_year, True


def _connection(tokens: Tokens, left: Reading, right: Reading) -> str:
    """Name what joins two neighbouring readings: "range", "list" or nothing."""
    if right.first - left.last > 4:
        return ""
    names = load_date_grammar().names
    gap = [names[code] for code in tokens.codes[left.last + 1 : right.first]]
    core = [name for name in gap if name not in _FILLERS]
    before = [names[code] for code in tokens.codes[max(0, left.first - 2) : left.first]]
    if core in (["TO"], ["UNTIL"]) or (core == ["DASH"] and gap == ["DASH"]):
        return "range"
    if core == ["AND"] and "BETWEEN" in before:
        return "range"
    if core in (["AND"], ["OR"], ["AMP"], ["SLASH"]) or gap == ["COMMA"]:
        return "list"
    return ""


def find_asides(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the token spans in brackets or quotation marks; one that never closes does not count."""
    names = load_date_grammar().names
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    quote: int | None = None
    for index, code in enumerate(tokens.codes):
        name = names[code]
        if name == "LPAR":
            opened.append(index)
        elif name == "RPAR" and opened:
            spans.append((opened.pop(), index))
        elif name == "QUOTE":
            word = tokens.word(index)
            if quote is None and word != "”":
                quote = index
            elif quote is not None:
                spans.append((quote, index))
                quote = None
        elif name == "PARA":
            opened.clear()
            quote = None
    return spans


def is_aside(tokens: Tokens, reading: Reading, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a date is told in passing: in brackets, quoted, "since 1951", "the 1951 treaty"."""
    if any(low < reading.first and reading.last < high for low, high in spans):
        return True
    names = load_date_grammar().names
    before = names[tokens.codes[reading.first - 1]] if reading.first else "PARA"
    after = names[tokens.codes[reading.last + 1]] if reading.last + 1 < len(tokens.codes) else "PARA"
    if before == "SINCE":
        return True
    if reading.unit == "year":
        return before in ("THE", "POSSESSIVE") and after in ("NAME", "WORD", "PLURAL")
    return False


def late_years(tokens: Tokens, readings: list[Reading], sentences: list[int]) -> list[int | None]:
    """For each reading, the year that its sentence gives only afterwards ("..., both in 2008")."""
    names = load_date_grammar().names
    years: list[int | None] = [None] * len(readings)
    for index, reading in enumerate(readings):
        if reading.unit != "year" or reading.year is None or reading.first < 2:
            continue
        word = tokens.word(reading.first - 2).lower()
        if names[tokens.codes[reading.first - 1]] not in ("IN", "OF", "PREP") or word not in (
            "both",
            "all",
            "each",
        ):
            continue
        for back in range(index - 1, -1, -1):
            other = readings[back]
            if sentences[back] != sentences[index] or other.year is not None:
                break
            if other.unit in _MONTH_UNITS and not other.point:
                years[back] = reading.year
    return years
