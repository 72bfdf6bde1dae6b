"""What stands around a reading: lists and ranges it belongs to, the year that follows, asides."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from pipeline.dates.guards import class_at
from pipeline.dates.reading import Link, Reading
from pipeline.dates.tokens import Tokens
from pipeline.lexicon.date_rules import load_date_grammar

_FILLERS = frozenset({"IN", "ON", "THE", "COMMA"})
MAX_ASIDE_TOKENS = 200
"""A longer stretch between marks is no aside: one of the marks is missing."""

MAX_BRACKET_TOKENS = 30
"""A day and its year are torn apart by no more than so many tokens in brackets."""

MAX_MEMBER_TOKENS = 14
"""Two dates of one series are no farther apart."""

_JOINS = frozenset({"NAME", "COMMA", "AND", "ON", "IN", "THE", "PREP", "OF", "TO", "HONORIFIC"})
_MONTH_UNITS = frozenset({"day", "month", "season"})


def link_readings(tokens: Tokens, readings: list[Reading]) -> None:
    """Mark neighbours that form a list or a range, and let them share the year one of them has.

    "June, August and October 2008" share a year; "December 2008 to March" goes over its end.
    """
    for reading in readings:
        if reading.unit == "day" and reading.year is None and not reading.point:
            reading.year = _named_year(tokens, reading)
            reading.is_name = reading.year is not None
    for left, right in pairwise(readings):
        if not left.link and right.first > left.last and not left.reference and not right.reference:
            left.link = _connection(tokens, left, right)
    for index in range(len(readings) - 2, -1, -1):
        left, right = readings[index], readings[index + 1]
        if left.link and left.year is None and right.year is not None and not left.point:
            if left.unit in _MONTH_UNITS and right.unit in _MONTH_UNITS:
                gap = left.number - right.number
                over_new_year = gap > 0 and left.unit != "season" and (left.link == "range" or gap >= 6)
                left.year = right.year - over_new_year
            elif left.unit in ("half", "quarter") and left.unit == right.unit:
                left.year = right.year
    for left, right in pairwise(readings):
        if not left.link or left.year is None or right.year is not None or right.point:
            continue
        if left.unit in _MONTH_UNITS and right.unit in _MONTH_UNITS and right.number:
            right.year = left.year + (left.number > right.number and left.unit != "season")


def _named_year(tokens: Tokens, reading: Reading) -> int | None:
    """Return the year of an event that goes by its day: "the June 4th incident"."""
    for named in load_date_grammar().named_days:
        if (named.month, named.day) == (reading.number, reading.day):
            behind = (
                tokens.word(i) for i in range(reading.last + 1, min(reading.last + 3, len(tokens.starts)))
            )
            if any(word.lower() in named.words for word in behind):
                return named.year
    return None


def _connection(tokens: Tokens, left: Reading, right: Reading) -> Link:
    """Name what joins two neighbouring readings: "range", "list" or nothing."""
    if right.first - left.last > 4:
        return ""
    names = load_date_grammar().names
    gap = [names[code] for code in tokens.codes[left.last + 1 : right.first]]
    core = [name for name in gap if name not in _FILLERS]
    before = [names[code] for code in tokens.codes[max(0, left.first - 2) : left.first]]
    if core == ["TO"] or (core == ["UNTIL"] and "COMMA" not in gap) or (core == ["DASH"] and gap == ["DASH"]):
        return "range"
    if core == ["AND"] and "BETWEEN" in before:
        return "range"
    if core in (["AND"], ["OR"], ["AMP"], ["SLASH"]) or gap == ["COMMA"]:
        return "list"
    return ""


class Asides:
    """The parts of a text in brackets or quotation marks; one that does not close soon is none."""

    def __init__(self, tokens: Tokens) -> None:
        codes = load_date_grammar().codes
        marks = re.compile(f"[{codes['LPAR']}{codes['RPAR']}{codes['QUOTE']}{codes['PARA']}]")
        self._starts: list[int] = []
        self._ends: list[int] = []
        opened: int | None = None
        quote: int | None = None
        for match in marks.finditer(tokens.codes):
            index, code = match.start(), match[0]
            if code == codes["LPAR"]:
                opened = index
            elif code == codes["RPAR"] and opened is not None:
                self._add(opened, index)
                opened = None
            elif code == codes["QUOTE"]:
                if quote is None and tokens.word(index) != "”":
                    quote = index
                elif quote is not None:
                    self._add(quote, index)
                    quote = None
            elif code == codes["PARA"]:
                opened = quote = None

    def _add(self, start: int, end: int) -> None:
        if end - start > MAX_ASIDE_TOKENS:
            return
        while self._starts and self._starts[-1] > start:  # brackets inside a quotation
            self._starts.pop(), self._ends.pop()
        self._starts.append(start)
        self._ends.append(end)

    def holds(self, reading: Reading) -> bool:
        """Tell whether a reading stands in brackets or quotation marks."""
        index = bisect_right(self._starts, reading.first) - 1
        return index >= 0 and reading.last < self._ends[index]


def is_aside(tokens: Tokens, reading: Reading, asides: Asides) -> bool:
    """Tell whether a date is told in passing: in brackets, quoted, "since 1951", "the May 1951 treaty"."""
    if reading.is_name or asides.holds(reading):
        return True
    before, after = class_at(tokens, reading.first - 1), class_at(tokens, reading.last + 1)
    if before == "SINCE":
        return True
    if reading.year is None or reading.link:
        return False
    return before in ("THE", "POSSESSIVE") and after in ("NAME", "WORD", "PLURAL")


def late_years(tokens: Tokens, readings: list[Reading], sentences: list[int]) -> list[int | None]:
    """For each reading, the year that its sentence gives only afterwards.

    "... (July) and ... (May), both in 2008" gives it to all before; "the June 4th incident of 1989"
    to the one it belongs to; "December 7 (December 8 in Tokyo), 1941" to both; "France on May 3 and
    Greece on May 8, 1980" to the whole series.
    """
    years: list[int | None] = [None] * len(readings)
    for index, reading in enumerate(readings):
        for back in _series_before(tokens, readings, sentences, index):
            years[back] = reading.year
        if reading.unit != "year" or reading.year is None or not index:
            continue
        bracket = _bracket_before(tokens, reading)
        left = readings[index - 1]
        if _is_named_by(tokens, left, reading):
            years[index - 1] = reading.year
        elif bracket is not None:
            for back in range(index - 1, -1, -1):
                other = readings[back]
                if other.year is not None or other.unit not in _MONTH_UNITS or other.last < bracket - 1:
                    break
                years[back] = reading.year
        elif _sums_up(tokens, reading):
            for back in range(index - 1, -1, -1):
                other = readings[back]
                if sentences[back] != sentences[index] or other.year is not None:
                    break
                if other.unit in _MONTH_UNITS and not other.point:
                    years[back] = reading.year
    return years


def _series_before(tokens: Tokens, readings: list[Reading], sentences: list[int], index: int) -> list[int]:
    """Return the dates without a year that a dated one closes as a series: "A on May 3, B on May 5, 1980"."""
    series: list[int] = []
    right = readings[index]
    if right.year is None or right.point or right.unit not in ("day", "month"):
        return []
    for back in range(index - 1, -1, -1):
        left = readings[back]
        if sentences[back] != sentences[index]:
            break
        if left.year is not None:
            return []  # an earlier year of the sentence goes on
        rises = (left.number, left.day or 0) < (right.number, right.day or 0)
        if left.unit != right.unit or left.point or not rises or not _only_names(tokens, left, right):
            return []
        series.append(back)
        right = left
    return series


def _only_names(tokens: Tokens, left: Reading, right: Reading) -> bool:
    """Tell whether nothing but names and the words that join them stands between two dates."""
    between = range(left.last + 1, right.first)
    names = [class_at(tokens, at) for at in between]
    return (
        "NAME" in names
        and len(names) <= MAX_MEMBER_TOKENS
        and bool({"COMMA", "AND"} & set(names))
        and all(
            name in _JOINS
            or (name == "WORD" and tokens.word(at) in ("with", "by"))
            or (name == "DOT" and class_at(tokens, at - 1) == "HONORIFIC")
            for at, name in zip(between, names, strict=True)
        )
    )


def _bracket_before(tokens: Tokens, year: Reading) -> int | None:
    """Return the token that opens the brackets between a day and its year, None where there are none."""
    close = year.first - 1 - (class_at(tokens, year.first - 1) == "COMMA")
    if class_at(tokens, close) != "RPAR":
        return None
    inside = range(close - 1, max(close - MAX_BRACKET_TOKENS, -1), -1)
    return next((index for index in inside if class_at(tokens, index) == "LPAR"), None)


def _sums_up(tokens: Tokens, reading: Reading) -> bool:
    """Tell whether a year holds for all dates before it: ", both in 2008", ", all of 1996"."""
    if class_at(tokens, reading.first - 1) not in ("IN", "OF", "PREP") or reading.first < 2:
        return False
    return tokens.word(reading.first - 2).lower() in ("both", "all", "each")


def _is_named_by(tokens: Tokens, left: Reading, year: Reading) -> bool:
    """Tell whether "the February conference of 1861" puts a date's year behind a name."""
    gap = [class_at(tokens, index) for index in range(left.last + 1, year.first)]
    if left.year is not None or left.unit not in ("day", "month") or left.point or not 2 <= len(gap) <= 6:
        return False
    return gap[-1] == "OF" and all(name in ("WORD", "NAME", "PLURAL", "QUOTE") for name in gap[:-1])
