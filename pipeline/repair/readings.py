"""Wrong readings of text: which there are, what taking one back gives, and what a run gains by it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.repair.charmaps import (
    MULTI_BYTE,
    REPLACEMENT,
    SINGLE_BYTE,
    Holes,
    Unit,
    read_as_pair,
    read_as_utf8,
)
from pipeline.repair.oddness import kind_of, run_price

SUSPICIOUS = 0.75
LAYER_PRICE = 0.15  # a reading taken back must pay for itself
_CONTEXT = 16
_LOST_BONUS = 1.1  # EF BF BD do not come together by chance: a lost character that was read again
_ASCII_SIGN_RE = re.compile(r"[@\[\\\]^_`{|}~]")  # second bytes of kanji; not found in prose
# A run is read again as a whole; one that fills a page is cut where no sequence of 2, 3, 4 or 6 is torn.
_RUN_RE = re.compile(r"[^\x00-\x7f]{1,600}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of non-ASCII characters of the page, with the text beside it on its line."""

    start: int
    left: str
    text: str
    right: str
    price: float


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a reading back makes of a run; `units` is empty where it does not apply."""

    units: list[Unit]
    text: str
    bonus: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A wrong reading: text written in one codec (UTF-8 most often) was read in another."""

    written: str
    read: str

    def undo(self, run: str, holes: Holes | None) -> Undone:
        """Take the reading back for a run; what a page has read once is remembered with its holes."""
        if holes is None:
            return self._undo(run, None)
        key = (self.written, self.read, run)
        undone: Undone | None = holes.undone.get(key)
        if undone is None:
            undone = holes.undone[key] = self._undo(run, holes)
        return undone

    def _undo(self, run: str, holes: Holes | None) -> Undone:
        if self.written == "utf-8":
            units = read_as_utf8(run, self.read, holes)
            lost = sum(unit.new.count(REPLACEMENT) for unit in units if unit.end - unit.start >= 2)
            return Undone(units, _apply(units, run), _LOST_BONUS * lost)
        units = read_as_pair(run, self.written, self.read)
        signs = 0
        if self.read in MULTI_BYTE:
            signs = sum(len(_ASCII_SIGN_RE.findall(unit.new)) for unit in units)
        return Undone(units, _apply(units, run), -signs)

    def gain(self, run: Run, holes: Holes | None) -> float:
        """Return by how much a run becomes less odd without this reading; 0 if it does not apply."""
        undone = self.undo(run.text, holes)
        if not undone.units:
            return 0.0
        return run.price - price_of(run.left, undone.text, run.right) + undone.bonus - LAYER_PRICE

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


def find_runs(text: str) -> list[Run]:
    """Return every stretch of non-ASCII characters with its price; nothing when none looks odd.

    The quick look goes first: most runs are single marks, whose price hangs on two neighbours only.
    """
    spans, odd = [], False
    for match in _RUN_RE.finditer(text):
        start, end = match.span()
        price = _quick_price(text[start - 1 : start], match[0], text[end : end + 1])
        if price < 0:
            price = _price(text[max(0, start - _CONTEXT) : start], match[0], text[end : end + _CONTEXT])
        odd = odd or price >= SUSPICIOUS
        spans.append((start, end, price))
    if not odd:
        return []
    return [
        Run(start, text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT], price)
        for start, end, price in spans
    ]


def price_of(left: str, run: str, right: str) -> float:
    """Return how odd a run is, looking at the words beside it only where it has letters."""
    price = _quick_price(left[-1:], run, right[:1])
    return _price(left, run, right) if price < 0 else price


@lru_cache(maxsize=32768)
def _quick_price(before: str, run: str, after: str) -> float:
    """Return the price of a run by its two neighbours, or -1 where the words around it count too."""
    if any(kind_of(character) in ("lower", "upper") for character in run):
        return -1.0
    return run_price(before, run, after)


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
