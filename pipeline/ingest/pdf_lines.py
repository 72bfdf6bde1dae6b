"""Lines of a PDF page: words on one baseline, and the gutter between two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import SegmentKind

_MARK_RE = re.compile(r"[(\[]?[*※]?\d{1,3}[)\]]?[,.]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a page; places in points from the lower left corner.

    `glued` says that nothing but a change of size parts it from the word before.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    glued: bool


@dataclass(slots=True, kw_only=True)
class TextLine:
    """Words of one line of one column, in reading order; `baseline` and `size` are the longest word's."""

    words: list[Word]
    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    kind: SegmentKind | None = None
    level: int = 0


def _line_of(words: list[Word], *, text: str = "") -> TextLine:
    longest = max(words, key=_length)
    return TextLine(
        words=words,
        text=text or _text_of(words),
        left=words[0].left,
        right=words[-1].right,
        baseline=longest.baseline,
        size=longest.size,
        bold=all(word.bold for word in words),
    )


def _length(word: Word) -> tuple[int, float]:
    return len(word.text), word.size


def find_fragments(words: Sequence[Word]) -> list[TextLine]:
    """Put words on one baseline together, left to right, as far as no wide gap parts them."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.baseline, word.left)):
        # A raised mark stands above the line it belongs to, so the row takes a little more than one baseline.
        if rows and abs(rows[-1][0].baseline - word.baseline) <= 0.45 * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    fragments: list[TextLine] = []
    for row in rows:
        row.sort(key=lambda word: word.left)
        current = [row[0]]
        for word in row[1:]:
            if word.left - current[-1].right > 1.6 * max(word.size, current[-1].size, 6):
                fragments.append(_line_of(current))
                current = [word]
            else:
                current.append(word)
        fragments.append(_line_of(current))
    return fragments


def _text_of(words: Sequence[Word]) -> str:
    """Write a line's words; a raised number behind a word is a footnote mark and goes in brackets."""
    parts: list[str] = []
    size = max(word.size for word in words)
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        # PDFium may take what stands behind a raised mark for another line; its place says that it touches.
        touches = before is not None and word.left - before.right < 0.2 * size and word.text[0] in ".,;:)]’”"
        glued = before is not None and (word.glued or touches)
        if before is not None and word.size < 0.8 * size and _MARK_RE.fullmatch(word.text):
            raised = word.baseline > before.baseline + 0.1 * size
            if raised and glued:
                digits = word.text.strip("()[],.*※")
                parts.append(f"[{digits}]" + word.text[len(word.text.rstrip(",.")) :])
                continue
        parts.append(word.text if before is None or glued else " " + word.text)
    return "".join(parts)


def find_gutter(fragments: Sequence[TextLine], width: float) -> float | None:
    """Return the middle of the white strip between two columns, None when the page has one column.

    The strip is where hardly any word stands, though many lines have words on both sides of it.
    """
    rows: dict[int, list[TextLine]] = {}
    for fragment in fragments:
        rows.setdefault(round(fragment.baseline / 3), []).append(fragment)
    words = [word for fragment in fragments for word in fragment.words]
    if len(words) < 40:
        return None
    best: tuple[float, float] | None = None
    crossings = [0] * (int(width / 2) + 2)
    for word in words:
        for step in range(max(0, int(word.left / 2) + 1), min(int(word.right / 2) + 1, len(crossings))):
            crossings[step] += 1
    candidates = [(2.0 * step, crossings[step]) for step in range(int(0.15 * width), int(0.35 * width) + 1)]
    least = min(crossing for _, crossing in candidates)
    total = len(rows)
    run: list[float] = []
    for position, crossing in [*candidates, (0.0, 10**9)]:
        if crossing <= max(least, 0.02 * len(words) / 10):
            run.append(position)
            continue
        if len(run) >= 3:
            middle = (run[0] + run[-1]) / 2
            left = sum(1 for word in words if word.right <= middle)
            right = sum(1 for word in words if word.left >= middle)
            balance = min(left, right) / len(words)
            clear = _clear_rows(fragments, middle)
            score = clear * min(balance, 0.4)
            if balance > 0.12 and clear >= 0.5 * total and (best is None or score > best[0]):
                best = (score, middle)
        run = []
    return best[1] if best else None


def _clear_rows(fragments: Sequence[TextLine], position: float) -> int:
    """Count lines that end before the strip or begin behind it."""
    return sum(1 for fragment in fragments if fragment.right <= position or fragment.left >= position)


def split_at(fragments: Sequence[TextLine], gutter: float | None) -> list[TextLine]:
    """Part the lines at the gutter where a gap stands there; join what a wide gap parted elsewhere."""
    if gutter is None:
        joined: list[TextLine] = []
        for fragment in fragments:
            if (
                joined
                and abs(joined[-1].baseline - fragment.baseline) < 2
                and fragment.left > joined[-1].right
            ):
                words = joined[-1].words + fragment.words
                joined[-1] = _line_of(words, text=f"{joined[-1].text}   {fragment.text}")
            else:
                joined.append(fragment)
        return joined
    lines: list[TextLine] = []
    for fragment in fragments:
        left = [word for word in fragment.words if word.right <= gutter]
        right = [word for word in fragment.words if word.left >= gutter]
        if left and right and len(left) + len(right) == len(fragment.words):
            gap = right[0].left - left[-1].right
            spaces = sorted(
                b.left - a.right for a, b in zip(fragment.words, fragment.words[1:], strict=False)
            )
            if gap > 1.5 * max(spaces[len(spaces) // 2], 0.2 * fragment.size) and gap > 0.5 * fragment.size:
                lines += [_line_of(left), _line_of(right)]
                continue
        lines.append(fragment)
    return lines
