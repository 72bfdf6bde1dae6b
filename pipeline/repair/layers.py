"""Undo wrong readings layer by layer; the whole page votes on which codec was used.

A reading is taken back only where the result is clearly less odd (see `oddness`), and a reading
that one short word alone asks for is refused: two bytes may agree by chance, a page does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.lexicon.repair_words import is_accented_word
from pipeline.repair.charmaps import MULTI_BYTE, REPLACEMENT, Holes
from pipeline.repair.oddness import kind_of
from pipeline.repair.readings import (
    LAYER_PRICE,
    PAIR_READINGS,
    SUSPICIOUS,
    UTF8_READINGS,
    Reading,
    Run,
    price_of,
)
from pipeline.repair.steps import Change

MOST_LAYERS = 6
_SURE = 3
_VERY_SURE = 10
_FOLLOW_BLINDLY = -1.2
_FOLLOW = -0.35
_FOLLOW_PAIR = -0.2  # does not touch a word the gazetteer knows
_DEPTH = 3
_MOST_KINDS = 14
# A mark in its place; \x1f is the border between the run and the text beside it.
_PROOF_RE = re.compile(
    r"""[A-Za-z]\x1f’\x1f?(?:s|t|re|ve|ll|d|m)\x1f?(?![A-Za-z])  # Japan’s
      | [\s(]\x1f“\x1f?[A-Z][a-z]                              # “We
      | [a-z][.,?!]\x1f”(?:\x1f|$)                              # said.”
      | [A-Za-z]s\x1f’\x1f[ ][a-z]                              # sides’ aims
      | [\s(]\x1f[£¥€]\x1f\d                                   # £5
    """,
    re.VERBOSE,
)
_LETTERS_LEFT_RE = re.compile(r"(?<![^\W\d_])[^\W\d_]*+\Z")
_LETTERS_RIGHT_RE = re.compile(r"[^\W\d_]*")


@dataclass(frozen=True, slots=True)
class Vote:
    """A run that stands for `weight` equal runs of the page."""

    run: Run
    weight: float


def _electorate(runs: Iterable[Run]) -> list[Vote]:
    """Choose who votes: the most frequent runs, each in up to two surroundings."""
    by_text: dict[str, list[Run]] = {}
    for run in runs:
        by_text.setdefault(run.text, []).append(run)
    frequent = sorted(by_text.values(), key=lambda same: (-len(same), same[0].start))[:_MOST_KINDS]
    votes = []
    for same in frequent:
        chosen = same[:: max(1, len(same) // 2)][:2]
        votes += [Vote(run, len(same) / len(chosen)) for run in chosen]
    return votes


def elect(runs: list[Run], holes: Holes | None) -> tuple[Reading, ...]:
    """Return the readings, last one first, by which the page gains most; none when none is worth it.

    Only runs that look odd have a vote, but a mix-up of two codecs must not spoil the others
    either. A reading is also credited with what can be gained by the readings behind it.
    """
    odd = [run for run in runs if run.price >= SUSPICIOUS and run.text.strip(REPLACEMENT)]
    if not odd:
        return ()
    calm = _electorate(run for run in runs if run.price < SUSPICIOUS)
    return _best(_electorate(odd), calm, holes, _DEPTH)[1]


def _best(
    odd: list[Vote], calm: list[Vote], holes: Holes | None, depth: int
) -> tuple[float, tuple[Reading, ...]]:
    """Return the whole gain of the best series of readings, and the series."""
    best: tuple[Reading, ...] = ()
    best_gain = 0.0
    whole = sum(vote.weight * vote.run.price for vote in odd)
    pairs = PAIR_READINGS if depth == _DEPTH else PAIR_READINGS[:1]  # behind a layer only C1 controls
    for group in (UTF8_READINGS, pairs):
        for reading in group:
            gain, behind = _whole_gain(reading, odd, calm, holes, depth, whole)
            if gain > best_gain:
                best, best_gain = (reading, *behind), gain
        if best_gain > 0.6 * whole:
            break
    return best_gain, best


def _whole_gain(
    reading: Reading, odd: list[Vote], calm: list[Vote], holes: Holes | None, depth: int, whole: float
) -> tuple[float, tuple[Reading, ...]]:
    """Return what a page gains by a reading and those behind it; 0 when it is not to be believed."""
    nothing: tuple[float, tuple[Reading, ...]] = (0.0, ())
    gains, after = [], []
    consumed = total_length = 0.0
    for vote in odd:
        run = vote.run
        undone = reading.undo(run.text, holes)
        gains.append(reading.gain(run, holes))
        total_length += vote.weight * len(run.text)
        consumed += vote.weight * sum(unit.end - unit.start for unit in undone.units)
        if undone.units and not undone.text.isascii():
            price = price_of(run.left, undone.text, run.right)
            after.append(Vote(Run(0, run.left, undone.text, run.right, price), vote.weight))
    gain = sum(g * vote.weight for g, vote in zip(gains, odd, strict=True))
    if not consumed:
        return nothing
    behind: tuple[Reading, ...] = ()
    if reading.written == "utf-8":
        rest = [vote for vote in after if vote.run.price >= SUSPICIOUS]
        remaining = sum(vote.weight * vote.run.price for vote in rest)
        if depth > 1 and consumed > 0.6 * total_length and remaining > 0.15 * whole:
            more, behind = _best(rest, [], holes, depth - 1)
            gain += more
        if gain < reading.needed_gain or not _is_enough(reading, odd, gains, holes):
            return nothing
        return gain, behind
    if gain < reading.needed_gain:
        return nothing
    winners = [vote for vote, g in zip(odd, gains, strict=True) if g > 0]
    if reading.read != "latin-1":
        proofs = [vote for vote in winners if _proves(reading, vote.run, holes)]
        if sum(vote.weight for vote in proofs) < max(2, 0.3 * sum(vote.weight for vote in winners)):
            return nothing
    if reading.read in MULTI_BYTE:
        # True kanji may stand beside misread quotes, but not on most of the page.
        if sum(vote.weight for vote in calm if kind_of(vote.run.text[0]) == "cjk") > sum(
            vote.weight for vote in winners
        ):
            return nothing
    else:
        gain += sum(min(0.0, reading.gain(vote.run, holes)) * vote.weight for vote in calm)
    if gain < reading.needed_gain:
        return nothing
    return gain, ()


def _proves(reading: Reading, run: Run, holes: Holes | None) -> bool:
    """Tell whether a mix-up, taken back, gives what English prose has: "Japan’s", "“We", "Côte"."""
    undone = reading.undo(run.text, holes)
    if _PROOF_RE.search(run.left[-3:] + "\x1f" + undone.text + "\x1f" + run.right[:3]):
        return True
    has_letter = any(unit.new[0].isalpha() for unit in undone.units)
    return has_letter and is_accented_word(_word_around(run, undone.text))


def _word_around(run: Run, new: str) -> str:
    left, right = _LETTERS_LEFT_RE.search(run.left), _LETTERS_RIGHT_RE.match(run.right)
    return (left[0] if left else "") + new.strip("’“”‘") + (right[0] if right else "")


def _is_enough(reading: Reading, odd: list[Vote], gains: list[float], holes: Holes | None) -> bool:
    """Refuse a reading that rests on one pair of characters which gives no word or mark we know."""
    winners = [vote for vote, gain in zip(odd, gains, strict=True) if gain > 0]
    if not winners:  # all depends on the readings behind
        winners = [vote for vote in odd if reading.undo(vote.run.text, holes).units]
    if len(winners) != 1 or winners[0].weight > 1:
        return True
    run = winners[0].run
    units = reading.undo(run.text, holes).units
    if len(units) != 1 or units[0].end - units[0].start > 2 or units[0].new in "\u00a0°§£¥½":
        return True
    left = _LETTERS_LEFT_RE.search(run.left + run.text[: units[0].start])
    right = _LETTERS_RIGHT_RE.match(run.text[units[0].end :] + run.right)
    return is_accented_word((left[0] if left else "") + units[0].new + (right[0] if right else ""))


def undo_layer(runs: list[Run], path: tuple[Reading, ...], holes: Holes | None) -> list[Change]:
    """Take the first reading of a path back wherever it, or the path after it, makes the text less odd."""
    reading, *behind = path
    is_utf8 = reading.written == "utf-8"
    chain = f">{reading.read}" if is_utf8 else f"{reading.written}>{reading.read}"
    readings = []
    for run in runs:
        undone = reading.undo(run.text, holes)
        if undone.units:
            gain = reading.gain(run, holes)
            if behind:
                gain = max(gain, _gain_behind(undone.text, run, behind, holes))
            readings.append((gain, run, undone.units))
    # Where the page is sure, a run follows it that would not have asked for it alone.
    winners = sum(gain > 0 for gain, _, _ in readings)
    sure = winners >= _SURE
    least = 0.0
    if sure and is_utf8:
        least = _FOLLOW_BLINDLY if winners >= _VERY_SURE else _FOLLOW
    elif sure and reading.read not in MULTI_BYTE:
        least = _FOLLOW_PAIR
    changes = []
    for gain, run, units in readings:
        if gain <= least:
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


def _gain_behind(new: str, run: Run, behind: list[Reading], holes: Holes | None) -> float:
    """Return what a run gains once the readings behind the first are taken back too."""
    best = -math.inf
    for reading in behind:
        undone = reading.undo(new, holes)
        if not undone.units:
            break
        new = undone.text
        best = max(best, run.price - price_of(run.left, new, run.right) - LAYER_PRICE)
    return best
