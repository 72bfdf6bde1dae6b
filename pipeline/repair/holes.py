"""Decide what each lost character was: the cheapest reading of a whole paragraph, quotes balanced.

A dynamic programme (Viterbi) walks over the holes and quotation marks of a line. Its state is which
quotes are open; each hole offers its candidates (see `hole_rules`), each open quote without an end,
and each end without a beginning, costs. What no candidate explains cheaply stays a hole.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pipeline.lexicon.repair_words import words_of_shape
from pipeline.repair.charmaps import FIRST_HOLE, REPLACEMENT, Holes, Pattern, fits
from pipeline.repair.hole_rules import Candidate, candidates, window
from pipeline.repair.oddness import kind_of
from pipeline.repair.steps import Change

ABSTAIN_PRICE = 2.5
_LONGEST_LOSS = 3  # more lost characters side by side were a word, not punctuation
_UNCLOSED = 2.6  # dearer than leaving the mark: a lone opening quote may be double or single
_UNOPENED = 3.0
_SINGLE_OUTSIDE = 1.0  # single quotes that are not inside double ones
_MARK_RE = re.compile(f"[\ufffd“”‘’{chr(FIRST_HOLE)}-\U0010ffff]")
_FEW_ALONE = 0.15
_LIST_HEAD = 200
_WORD_LEFT_RE = re.compile(r"(?:[^\W\d_]|(?<!\ufffd)(?:\ufffd\ufffd){1,10}(?!\ufffd)){0,20}\Z")
_WORD_RIGHT_RE = re.compile(r"(?:[^\W\d_]|(?:\ufffd\ufffd)+(?!\ufffd))*")
_LOST_RE = re.compile("\ufffd+")
_LIST_RE = re.compile(r"(?:^[\s(]*|: )[•\ufffd\U0010f000-\U0010ffff][ \t\u00a0]")
_SPEAKS_OF_IT_RE = re.compile(r"U\+FFFD|[Rr]eplacement [Cc]haracter")
_NOTHING = Candidate("", "undecided", "plain", ABSTAIN_PRICE)


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way so far to a state: what each hole was, as a linked list."""

    price: float
    choice: Candidate | None
    hole: int
    before: _Way | None


def has_holes(text: str) -> bool:
    """Tell whether a text has lost characters."""
    return REPLACEMENT in text or bool(text and max(text) >= chr(FIRST_HOLE))


def mark_byte_holes(text: str, holes: Holes) -> list[Change]:
    """Where every lost *byte* left a U+FFFD, make one hole of the two or three that were a character.

    A page is read so on which next to no U+FFFD stands alone. On another page only a pair inside a
    word of the gazetteer is. Long stretches (lost kanji) stay.

    >>> changes = mark_byte_holes("Japan\ufffd\ufffd\ufffds aid, Jos\ufffd\ufffd", Holes())
    >>> [(change.start, change.end) for change in changes]
    [(5, 8), (18, 20)]
    """
    runs = [match.span() for match in _LOST_RE.finditer(text)]
    alone = sum(end - start == 1 for start, end in runs)
    of_bytes = alone <= _FEW_ALONE * len(runs)
    changes = []
    for start, end in runs:
        if of_bytes:
            sizes = _cut(text, start, end)
        elif end - start in (2, 4) and _is_word_of_two_byte_letters(text, start, end):
            sizes = [2] * ((end - start) // 2)
        else:
            continue
        for size in sizes:
            pattern: Pattern = (None,) * size
            changes.append(
                Change(start=start, end=start + size, new=holes.sign(pattern), rule="lost-bytes", chain="")
            )
            start += size
    return changes


def _is_foreign(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch of U+FFFD was a word in another script rather than punctuation."""
    before, after = text[start - 1 : start], text[end : end + 1]
    beside_cjk = any(kind_of(neighbour) in ("cjk", "halfwidth") for neighbour in (before, after) if neighbour)
    inside_word = before.isalpha() and after.isalpha() and end - start == _LONGEST_LOSS
    return beside_cjk or inside_word or end - start > _LONGEST_LOSS


def _is_word_of_two_byte_letters(text: str, start: int, end: int) -> bool:
    """Tell whether the gazetteer knows the word if every pair of U+FFFD in it was one letter."""
    left = _WORD_LEFT_RE.search(text[max(0, start - 20) : start])
    right = _WORD_RIGHT_RE.match(text[end : end + 20])
    word = (left[0] if left else "") + text[start:end] + (right[0] if right else "")
    shape = word.replace(REPLACEMENT * 2, REPLACEMENT)
    if len(shape) - shape.count(REPLACEMENT) < 2:
        return False
    return any(
        all(fits(new, (None, None)) for new, old in zip(known, shape, strict=True) if old == REPLACEMENT)
        for known in words_of_shape(shape)
    )


def _cut(text: str, start: int, end: int) -> list[int]:
    """Cut a stretch of lost bytes into characters of two and three bytes."""
    length = end - start
    if length > 8 or (length >= 6 and text[start - 1 : start] == "(" and text[end : end + 1] == ")"):
        return []
    after_letter = start > 0 and text[start - 1].isalpha()
    return {
        1: [],
        2: [2],
        3: [3],
        4: [2, 2],
        5: [2, 3] if after_letter else [3, 2],
        6: [3, 3],
        7: [2, 2, 3],
        8: [2, 3, 3] if after_letter else [3, 3, 2],
    }[length]


def decide_holes(text: str, holes: Holes) -> list[Change]:
    """Return what every hole of a text becomes; undecided ones are abstentions.

    >>> [c.new for c in decide_holes("He called it \ufffda fair offer,\ufffd Chile\ufffds best.", Holes())]
    ['“', '”', '’']
    """
    shown = text
    if text and max(text) >= chr(FIRST_HOLE):
        signs = {ord(sign): REPLACEMENT for sign in holes.signs.values()}
        shown = text.translate(signs)
    changes: list[Change] = []
    position = 0
    while True:
        first = _MARK_RE.search(text, position)
        if first is None:
            return changes
        line_start = text.rfind("\n", 0, first.start()) + 1
        line_end = _paragraph_end(text, first.start())
        if not _SPEAKS_OF_IT_RE.search(text, line_start, line_end):
            changes += _decide_line(text, shown, line_start, line_end, holes)
        position = line_end + 1


def _paragraph_end(text: str, position: int) -> int:
    """Return the end of the line, and of the lines it runs on into (a small letter comes next)."""
    while True:
        end = text.find("\n", position)
        if end < 0:
            return len(text)
        before, after = text[end - 1 : end], text[end + 1 : end + 2]
        if (
            not (before.isalpha() or before in (",", REPLACEMENT) or before >= chr(FIRST_HOLE))
            or not after.islower()
        ):
            return end
        position = end + 1


def _decide_line(text: str, shown: str, line_start: int, line_end: int, holes: Holes) -> list[Change]:
    marks = [match.start() for match in _MARK_RE.finditer(text, line_start, line_end)]
    lost, marks = _long_losses(text, marks)
    if all(text[mark] in "“”‘’" for mark in marks):
        return lost
    in_list = bool(_LIST_RE.search(text[line_start : min(line_end, line_start + _LIST_HEAD)]))
    ways: dict[str, _Way] = {"": _Way(0.0, None, -1, None)}
    offered: dict[int, tuple[Candidate, ...]] = {}
    for mark in marks:
        character = text[mark]
        if character in "“”‘’":
            ways = _pass_quote(ways, character, shown, mark)
            continue
        pattern = holes.pattern(character)
        if character != REPLACEMENT and pattern is None:
            continue  # a private-use character of the page itself
        left, right = window(shown, mark, mark + 1, line_start, line_end)
        at_start = mark - len(left) == line_start
        options = candidates(left, right, pattern, at_start, in_list)
        offered[mark] = options
        ways = _fill_hole(ways, options, mark)
    last = min(
        (
            _Way(way.price + _UNCLOSED * len(state), way.choice, way.hole, way.before)
            for state, way in ways.items()
        ),
        key=lambda way: way.price,
    )
    return sorted([*lost, *_changes_along(last, text, offered)], key=lambda change: change.start)


def _long_losses(text: str, marks: list[int]) -> tuple[list[Change], list[int]]:
    """Set aside stretches of many U+FFFD: a foreign word was lost there, and nobody can know it."""
    lost: list[Change] = []
    kept: list[int] = []
    position = -1
    for mark in marks:
        if mark < position:
            continue
        match = _LOST_RE.match(text, mark)
        if match and _is_foreign(text, *match.span()):
            position = match.end()
            lost.append(
                Change(
                    start=mark,
                    end=position,
                    new=match[0],
                    rule="foreign-word-lost",
                    chain="utf-8!",
                    confidence=0.0,
                    abstained=True,
                )
            )
        else:
            kept.append(mark)
    return lost, kept


def _pass_quote(ways: dict[str, _Way], character: str, text: str, mark: int) -> dict[str, _Way]:
    """Let a quotation mark that was not lost open or close."""
    if character == "’":
        before, after = text[mark - 1 : mark], text[mark + 1 : mark + 2]
        if after.isalnum() or not before.strip():
            return ways
        passed: dict[str, _Way] = {}
        for state, way in ways.items():
            if state.endswith("‘"):
                _keep(passed, state[:-1], way)
                _keep(passed, state, _Way(way.price + 0.5, way.choice, way.hole, way.before))
            else:
                _keep(passed, state, way)
        return passed
    passed = {}
    for state, way in ways.items():
        price, after_state = _opened(state, character) if character in "“‘" else _closed(state, character)
        _keep(passed, after_state, _Way(way.price + min(price, 1.0), way.choice, way.hole, way.before))
    return passed


def _opened(state: str, character: str) -> tuple[float, str]:
    if character in state:
        return 1.5, state
    price = 0.2 if state else _SINGLE_OUTSIDE if character == "‘" else 0.0
    return (0.0 if state == "“" else price), state + character


def _closed(state: str, character: str) -> tuple[float, str]:
    opener = "“" if character == "”" else "‘"
    if state.endswith(opener):
        return 0.0, state[:-1]
    if opener in state:
        return 1.5, state[: state.index(opener)]
    return _UNOPENED, state


def _fill_hole(ways: dict[str, _Way], options: tuple[Candidate, ...], mark: int) -> dict[str, _Way]:
    best: dict[str, tuple[float, Candidate, _Way]] = {}
    for state, way in ways.items():
        for candidate in (*options, _NOTHING):
            price, after = way.price + candidate.price, state
            if candidate.effect == "open":
                extra, after = _opened(state, candidate.char)
                price += extra
            elif candidate.effect == "close":
                extra, after = _closed(state, candidate.char)
                price += extra
            if after not in best or price < best[after][0]:
                best[after] = (price, candidate, way)
    return {state: _Way(price, choice, mark, way) for state, (price, choice, way) in best.items()}


def _keep(ways: dict[str, _Way], state: str, way: _Way) -> None:
    if state not in ways or way.price < ways[state].price:
        ways[state] = way


def _changes_along(way: _Way | None, text: str, offered: dict[int, tuple[Candidate, ...]]) -> list[Change]:
    changes: list[Change] = []
    seen: set[int] = set()
    while way is not None:
        if way.choice is not None and way.hole not in seen:
            seen.add(way.hole)
            choice = way.choice
            changes.append(
                Change(
                    start=way.hole,
                    end=way.hole + 1,
                    new=choice.char or text[way.hole],
                    rule=choice.rule,
                    chain="cp1252>utf-8!" if text[way.hole] == REPLACEMENT else "",
                    confidence=_confidence(choice, offered[way.hole]) if choice.char else 0.0,
                    abstained=not choice.char,
                )
            )
        way = way.before
    return changes[::-1]


def _confidence(choice: Candidate, options: tuple[Candidate, ...]) -> float:
    """Return a confidence from how much dearer the next best candidate was."""
    others = [o.price for o in options if o.char != choice.char]
    margin = min([*others, ABSTAIN_PRICE]) - choice.price
    return 1 / (1 + math.exp(-1.6 * (margin + 0.6)))
