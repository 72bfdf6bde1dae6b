"""Undo wrong readings layer by layer; the whole page votes on which codec was used.

A reading is taken back only where the result is clearly less odd (see `oddness`), and a reading
that one short word alone asks for is refused: two bytes may agree by chance, a page does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.lexicon.repair_words import is_accented_word
from pipeline.repair.charmaps import (
    KATAKANA_DOT,
    MULTI_BYTE,
    REPLACEMENT,
    SINGLE_BYTE,
    Holes,
    Unit,
    read_as_pair,
    read_as_utf8,
)
from pipeline.repair.oddness import run_price
from pipeline.repair.steps import Change

MOST_LAYERS = 6
_CONTEXT = 16
_SAMPLE = 240
_SUSPICIOUS = 0.75
_LAYER_PRICE = 0.15  # a reading taken back must pay for itself
_RUN_RE = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A wrong reading: text written in one codec (UTF-8 most often) was read in another."""

    written: str
    read: str

    def undo(self, run: str, holes: Holes | None) -> list[Unit]:
        if self.written == "utf-8":
            return read_as_utf8(run, self.read, holes)
        return read_as_pair(run, self.written, self.read)

    @property
    def needed_gain(self) -> float:
        """What the page must gain in all before this reading is believed."""
        if self.written == "utf-8":
            return 0.9
        return 0.4 if self.read == "latin-1" else 2.0


UTF8_READINGS = tuple(Reading("utf-8", codec) for codec in (*SINGLE_BYTE, *MULTI_BYTE))
PAIR_READINGS = tuple(
    Reading(written, read)
    for written, read in (
        ("cp1252", "latin-1"),
        ("cp1252", "cp437"),
        ("cp1252", "cp850"),
        ("cp1252", "cp852"),
        ("cp1252", "mac_roman"),
        ("cp1252", "cp1250"),
        ("cp1252", "cp1251"),
        ("mac_roman", "cp1252"),
        ("cp1252", "cp932"),
        ("cp1252", "gbk"),
        ("cp1252", "big5"),
        ("cp1252", "euc_kr"),
        ("cp1252", "euc_jp"),
        ("cp1252", "cp775"),
        ("cp1252", "cp866"),
        ("cp1252", "koi8-r"),
        ("cp1252", "cp1253"),
        ("cp850", "cp1252"),
        ("cp437", "cp1252"),
    )
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of non-ASCII characters of the page, with the text beside it on its line."""

    start: int
    left: str
    text: str
    right: str
    price: float


def find_runs(text: str) -> list[Run]:
    """Return every stretch of non-ASCII characters with its price."""
    runs = []
    for match in _RUN_RE.finditer(text):
        start, end = match.span()
        left, right = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
        runs.append(Run(start, left, match[0], right, _price(left, match[0], right)))
    return runs


@lru_cache(maxsize=32768)
def _price(left: str, run: str, right: str) -> float:
    return run_price(left, run, right)


def _apply(units: Iterable[Unit], run: str) -> str:
    parts, position = [], 0
    for unit in units:
        parts += [run[position : unit.start], unit.new]
        position = unit.end
    parts.append(run[position:])
    return "".join(parts)


def gain_of(reading: Reading, run: Run, holes: Holes | None) -> float:
    """Return by how much a run becomes less odd when the reading is taken back; 0 if it does not apply."""
    units = reading.undo(run.text, holes)
    if not units:
        return 0.0
    after = _price(run.left, _apply(units, run.text), run.right)
    bonus = 0.8 * sum(unit.new.count(REPLACEMENT) for unit in units if unit.end - unit.start >= 2)
    return run.price - after + bonus - _LAYER_PRICE


def _sampled(runs: list[Run]) -> list[Run]:
    step = max(1, len(runs) // _SAMPLE)
    return runs[::step]


def elect(runs: list[Run], holes: Holes | None) -> Reading | None:
    """Return the reading by which the page gains most, or None when none is worth it.

    Only runs that look odd now have a vote, but every run that a reading would spoil counts against it.
    """
    odd = _sampled([run for run in runs if run.price >= _SUSPICIOUS])
    if not odd:
        return None
    characters = set("".join(run.text for run in odd))
    calm = _sampled([run for run in runs if run.price < _SUSPICIOUS])
    best, best_gain = None, 0.0
    whole = sum(run.price for run in odd)
    for group in (UTF8_READINGS, PAIR_READINGS):
        for reading in group:
            gains = [gain_of(reading, run, holes) for run in odd]
            total = sum(gains)
            if total <= best_gain or total < reading.needed_gain:
                continue
            if reading.written != "utf-8":
                # a mix-up of two codecs is blind to what it spoils; UTF-8 is not
                total += sum(min(0.0, gain_of(reading, run, holes)) for run in calm)
                voters = {run.text for run, gain in zip(odd, gains, strict=True) if gain > 0}
                if len(voters) < 2 and total < 3 * reading.needed_gain and reading.read != "latin-1" and sum(gain > 0 for gain in gains) < 3:
                    continue
            elif not _is_enough(reading, odd, gains, holes):
                continue
            if total > best_gain and total >= reading.needed_gain:
                best, best_gain = reading, total
        if best is not None and best_gain > 0.5 * whole:
            break
    del characters
    return best


def _is_enough(reading: Reading, odd: list[Run], gains: list[float], holes: Holes | None) -> bool:
    """Refuse a reading that rests on a single accented letter in a word nobody knows."""
    winners = [run for run, gain in zip(odd, gains, strict=True) if gain > 0]
    if len(winners) != 1:
        return True
    run = winners[0]
    units = reading.undo(run.text, holes)
    if len(units) != 1 or units[0].end - units[0].start > 2 or not units[0].new.isalpha():
        return True
    left = re.search(r"[^\W\d_]*\Z", run.left + run.text[: units[0].start])
    right = re.match(r"[^\W\d_]*", run.text[units[0].end :] + run.right)
    return is_accented_word((left[0] if left else "") + units[0].new + (right[0] if right else ""))


def undo_layer(text: str, runs: list[Run], reading: Reading, holes: Holes | None) -> list[Change]:
    """Take one reading back wherever that makes the text less odd."""
    chain = f"{reading.written}>{reading.read}" if reading.written != "utf-8" else f">{reading.read}"
    changes = []
    for run in runs:
        units = reading.undo(run.text, holes)
        if not units or gain_of(reading, run, holes) <= (-0.3 if reading.written != "utf-8" else 0.0):
            continue
        for unit in units:
            changes.append(
                Change(
                    start=run.start + unit.start,
                    end=run.start + unit.end,
                    new=unit.new,
                    rule="misread-codec",
                    chain=chain,
                    confidence=0.99 if unit.end - unit.start > 1 else 0.9,
                )
            )
    return changes


def has_katakana_dots(text: str) -> bool:
    """Tell whether unreadable bytes may stand as katakana dots in this text."""
    return KATAKANA_DOT in text
