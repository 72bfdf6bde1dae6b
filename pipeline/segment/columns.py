"""Two columns that stand side by side in a text file, kept apart by a gap of spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.segment.lines import Line

_GAP_RE = re.compile(r" {3,}")
_WORD_RE = re.compile(r"[A-Za-z]{2,}")
FEWEST_ROWS = 3
"""Rows with text on both sides below which a gap is taken for chance."""


def part_columns(lines: Sequence[Line]) -> list[Line]:
    """Put the left column before the right one wherever lines hold two columns side by side.

    The gap must stand at one place: row after row the right column begins in the same position, and
    no word crosses it. Both sides must read as prose, so that tables stay in rows. Columns that only
    one space parts are left as they are, because where they part cannot be known.

    Args:
        lines: the lines of a chapter from top to bottom.

    Returns:
        The lines in reading order; those of two columns are cut in two.
    """
    result: list[Line] = []
    index = 0
    while index < len(lines):
        start = _right_edge(lines, index)
        end = index
        while start and end < len(lines) and _fits(lines[end], start):
            end += 1
        rows = list(lines[index:end])
        if not rows:
            rows = [lines[index]]
        elif _reads_as_columns(rows, start):
            rows = _reorder(rows, start)
        result += rows
        index = max(end, index + 1)
    return result


def _right_edge(lines: Sequence[Line], index: int) -> int:
    """Return the position at which right columns begin in the rows from `index` on, 0 when none does."""
    if not _GAP_RE.search(lines[index].text):
        return 0
    starts: Counter[int] = Counter()
    for line in lines[index : index + 12]:
        for gap in _GAP_RE.finditer(line.text):
            starts[line.indent + gap.end()] += 1
    position, count = max(starts.items(), key=lambda item: (item[1], item[0]))
    return position if count >= FEWEST_ROWS else 0


def _fits(line: Line, start: int) -> bool:
    """Tell whether no word of the line crosses the gap before `start`."""
    offset = start - line.indent
    if line.block >= 0 and line.page is not None:
        return False
    if offset <= 0:
        return offset >= -4
    return len(line.text) < offset or line.text[max(0, offset - 3) : offset].isspace()


def _reads_as_columns(rows: Sequence[Line], start: int) -> bool:
    both = [row for row in rows if 0 < start - row.indent < len(row.text)]
    if len(both) < FEWEST_ROWS or len(both) < 0.3 * len(rows):
        return False
    for side in (
        [row.text[: start - row.indent] for row in both],
        [row.text[start - row.indent :] for row in both],
    ):
        words = sum(len(_WORD_RE.findall(text)) for text in side)
        if words < 3 * len(both):
            return False
    return True


def _reorder(rows: Sequence[Line], start: int) -> list[Line]:
    columns: tuple[list[Line], list[Line]] = ([], [])
    last = [-1, -1]
    for number, row in enumerate(rows):
        offset = max(0, min(start - row.indent, len(row.text)))
        for side, (low, high) in enumerate(((0, offset), (offset, len(row.text)))):
            text = row.text[low:high]
            if not text.strip():
                continue
            low += len(text) - len(text.lstrip())
            part = replace(
                row,
                start=row.start + low,
                end=row.start + low + len(text.strip()),
                text=text.strip(),
                indent=row.indent if side == 0 else max(0, row.indent + low - start),
                gap=row.gap or last[side] != number - 1,
            )
            last[side] = number
            columns[side].append(part)
    return columns[0] + columns[1]
