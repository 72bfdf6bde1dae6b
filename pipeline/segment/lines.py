"""The lines of a chapter, and the units (headings, paragraphs ...) that they make."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.align import AlignedText
from pipeline.model import Block, SegmentKind
from pipeline.segment.words import (
    WEAK_MARKERS,
    ends_sentence,
    find_marker,
    is_open,
    is_title_case,
    starts_lower,
)

BULLET_RE = re.compile(r"(?:[•・●○◆◇■□▪‣⁃◦*※]|[–—-](?=\s))\s*(?=\S)|[oO]\s{2,}(?=\S)")
WRAP_WIDTH = 130
"""A line longer than this (characters) was not broken by the width of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not blank, without the spaces around it (offsets into the cleaned chapter).

    `gap` says that a blank line, another block or the beginning of the chapter stands before it.
    """

    start: int
    end: int
    text: str
    indent: int
    gap: bool
    block: int
    page: int | None


@dataclass(slots=True, kw_only=True)
class Unit:
    """Lines that belong together, in reading order; the kind is found step by step.

    `spans` are offsets into the cleaned chapter; `text` is what stands there, joined by one space.
    `given` says that the file format itself told the kind.
    """

    spans: list[tuple[int, int]]
    text: str
    gap: bool
    kind: SegmentKind | None = None
    level: int = 0
    page: int | None = None
    given: bool = False
    numbered: bool = False

    def absorb(self, other: Unit, *, separator: str = " ") -> None:
        """Take in the unit that continues this one."""
        self.spans += other.spans
        self.text += separator + other.text

    def cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the chapter's spans behind the characters `start` to `end` of the unit's text."""
        found, position = [], 0
        for low, high in self.spans:
            first, last = max(start - position, 0), min(end - position, high - low)
            if first < last:
                found.append((low + first, low + last))
            position += high - low + 1
        return found


def find_lines(aligned: AlignedText, blocks: Sequence[Block]) -> list[Line]:
    r"""List the lines of a chapter; the blocks of HTML and PDF also part lines.

    >>> [(line.text, line.gap) for line in find_lines(AlignedText.of_raw("One\n\n  two\nthree"), ())]
    [('One', True), ('two', True), ('three', False)]
    """
    # Blocks come in raw offsets; a chapter's characters know theirs, so a bisection translates.
    bounds = [(bisect_left(aligned.starts, b.start), bisect_left(aligned.starts, b.end)) for b in blocks]
    lines: list[Line] = []
    gap, position, current, last = True, 0, 0, -1
    for raw_line in aligned.text.splitlines(keepends=True):
        content = raw_line.strip()
        if content:
            indent = len(raw_line) - len(raw_line.lstrip())
            start = position + indent
            while current < len(bounds) and bounds[current][1] <= start:
                current += 1
            inside = current < len(bounds) and bounds[current][0] <= start
            block = current if inside else -1
            lines.append(
                Line(
                    start=start,
                    end=start + len(content),
                    text=content,
                    indent=indent,
                    gap=gap or block != last,
                    block=block,
                    page=blocks[current].page if inside else None,
                )
            )
            gap, last = False, block
        else:
            gap = True
        position += len(raw_line)
    return lines


def join_lines(
    lines: Sequence[Line], kinds: Sequence[SegmentKind | None], blocks: Sequence[Block]
) -> list[Unit]:
    """Make units of lines: lines that a page's width broke go together, all others stand alone.

    Args:
        lines: the lines of a chapter.
        kinds: the kind of each line where a rule already told it, else None.
        blocks: what the file format told.
    """
    units: list[Unit] = []
    runs = _runs(lines)
    for index, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        block = blocks[line.block] if line.block >= 0 else None
        previous = lines[index - 1] if index else None
        joined = (
            previous is not None
            and not line.gap
            and kind is None
            and kinds[index - 1] is None
            and _continues(previous, line, run=runs[index], first=units[-1].spans[0][0] == previous.start)
        )
        if previous is not None and not line.gap and kind is None and kinds[index - 1] == "footnote":
            joined = starts_lower(line.text) or not ends_sentence(previous.text)
        if block is not None and previous is not None and line.block == previous.block:
            # PDF blocks are paragraphs already; HTML's are where their element tells a kind.
            whole = block.page is not None and not (
                BULLET_RE.match(line.text) and ends_sentence(previous.text)
            )
            joined = joined or block.kind is not None or (whole and kind is None)
        if joined:
            units[-1].spans.append((line.start, line.end))
            units[-1].text += " " + line.text
        else:
            given = block.kind if block is not None else None
            units.append(
                Unit(
                    spans=[(line.start, line.end)],
                    text=line.text,
                    gap=line.gap,
                    kind=kind or given,
                    level=block.level if block is not None else 0,
                    page=line.page,
                    given=given is not None,
                )
            )
    return units


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines without a gap between them: the longest one's length, and whether a page's width broke them."""

    width: int
    wrapped: bool


def _runs(lines: Sequence[Line]) -> list[_Run]:
    """Return for each line the run it stands in."""
    runs: list[_Run] = []
    index = 0
    while index < len(lines):
        end = index + 1
        while end < len(lines) and not lines[end].gap:
            end += 1
        rows = lines[index:end]
        open_rows = sum(not ends_sentence(row.text) for row in rows[:-1])
        runs += [_Run(max(len(row.text) for row in rows), 2 * open_rows >= len(rows))] * len(rows)
        index = end
    return runs


def _continues(previous: Line, line: Line, *, run: _Run, first: bool) -> bool:
    """Tell whether a line goes on with what the line directly above it says."""
    if BULLET_RE.match(line.text) or _begins_item(previous, line):
        return False
    if starts_lower(line.text):
        return not ends_sentence(previous.text) or len(previous.text) >= 0.8 * run.width
    if run.width > WRAP_WIDTH and len(previous.text) > WRAP_WIDTH:
        return False
    if line.indent > previous.indent + 1 and ends_sentence(previous.text):
        return False
    full = len(previous.text) >= max(0.75 * run.width, 25)
    if ends_sentence(previous.text):
        bare = is_title_case(line.text) and not ends_sentence(line.text) and len(line.text) < 0.75 * run.width
        return full and run.wrapped and not bare
    if is_open(previous.text):
        return True
    # A short line without a full stop above a capital is a heading, unless the page's width broke it.
    if first and find_marker(previous.text):
        return False
    if first and is_title_case(previous.text):
        return full and len(previous.text) >= 45
    return full or not first


def _begins_item(previous: Line, line: Line) -> bool:
    """Tell whether a line begins with a numbering of its own, not with a word of the sentence above."""
    found = find_marker(line.text)
    if found is None or found[0].id not in WEAK_MARKERS:
        return found is not None
    open_above = not ends_sentence(previous.text) and len(previous.text) >= 40
    return not open_above and is_title_case(line.text)
