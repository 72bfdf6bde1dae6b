"""Reading order of PDF pages: words to lines, lines to columns, columns to blocks of one kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, SegmentKind

_NUMBERED_RE = re.compile(
    r"[(\[]?(?:[*※†‡]{1,3}|(?:note|注)\s?\d{0,2}|[*※]?\d{1,3})[)\].:]?(?:\s|$)", re.IGNORECASE
)
_MARK_RE = re.compile(r"[(\[]?[*※]?\d{1,3}[)\]]?[,.]?")
_BOLD_LEVEL = 6
"""How deep a heading stands that only its bold letters show."""
_MARGIN = 0.09
"""Share of the page's height, above and below, in which running heads and feet stand."""


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


@dataclass(slots=True, kw_only=True)
class _PageLines:
    number: int
    width: float
    height: float
    fragments: list[TextLine]
    lines: list[TextLine]
    gutter: float | None = None
    blocks: list[list[TextLine]] = field(default_factory=list)


def _length(word: Word) -> tuple[int, float]:
    return len(word.text), word.size


def lay_out_pages(pages: Sequence[tuple[tuple[float, float], list[Word]]]) -> tuple[str, tuple[Block, ...]]:
    """Write pages of words as text in reading order.

    Args:
        pages: for each page its (width, height) in points and its words.

    Returns:
        The text layer, one blank line between two blocks, and the blocks.
    """
    laid = []
    for number, ((width, height), words) in enumerate(pages, start=1):
        fragments = _fragments(words)
        gutter = _find_gutter(fragments, width)
        lines = _split_at(fragments, gutter)
        laid.append(
            _PageLines(
                number=number, width=width, height=height, fragments=fragments, lines=lines, gutter=gutter
            )
        )
    _adopt_gutter(laid)
    body = _body_size(laid)
    _mark_margins(laid, body=body)
    headings = _heading_sizes(laid, body)
    for page in laid:
        _mark_kinds(page, body=body, headings=headings)
        page.blocks = _blocks(page)
    return _write(laid)


def _fragments(words: Sequence[Word]) -> list[TextLine]:
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


def _find_gutter(fragments: Sequence[TextLine], width: float) -> float | None:
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


def _adopt_gutter(pages: Sequence[_PageLines]) -> None:
    """Give the last page of a chapter, too short to show its columns, the gutter of the other pages."""
    known = [page.gutter for page in pages if page.gutter is not None]
    for page in pages:
        if page.gutter is None and known:
            gutter = min(known, key=lambda found: abs(found - page.width / 2))
            lines = _split_at(page.fragments, gutter)
            crossing = sum(1 for line in lines if line.left < gutter < line.right and len(line.words) > 3)
            behind = sum(1 for line in lines if line.left >= gutter)
            if behind >= 3 and crossing <= 1:
                page.gutter, page.lines = gutter, lines


def _split_at(fragments: Sequence[TextLine], gutter: float | None) -> list[TextLine]:
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


def _body_size(pages: Sequence[_PageLines]) -> float:
    """Return the size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 10.0


def _mark_margins(pages: Sequence[_PageLines], *, body: float) -> None:
    """Call the lines at the top and bottom that repeat on other pages, or only number them, footers."""
    seen: Counter[str] = Counter()
    zone: list[tuple[_PageLines, TextLine, str]] = []
    for page in pages:
        for line in page.lines:
            share = line.baseline / page.height if page.height else 0.5
            if (share < _MARGIN or share > 1 - _MARGIN) and _stands_apart(line, page):
                key = re.sub(r"\d+", "#", line.text.lower())
                zone.append((page, line, key))
        for key in {key for owner, _, key in zone if owner is page}:
            seen[key] += 1
    for page, line, key in zone:
        number = re.fullmatch(r"[-–—\s|]*(?:page\s*)?(?:#|[ivxl]+)(?:\s*(?:/|of)\s*#)?[-–—\s|]*", key)
        stamp = re.search(r"\.(?:indd|indb|qxd|qxp|fm)\b", line.text)
        book = re.fullmatch(r"#?\s*(?:diplomatic bluebook|chapter #.*)\s*#?\s*#?", key)
        small = (
            line.size <= 0.88 * body and len(line.text.split()) <= 12 and not _NUMBERED_RE.match(line.text)
        )
        if number or stamp or seen[key] >= 2 or (book and page.number > 1) or small:
            line.kind = "footer"


def _stands_apart(line: TextLine, page: _PageLines) -> bool:
    """Tell whether white space parts a line from the text of the page, as it does a head or foot."""
    gap = 1.6 * line.size
    for other in page.lines:
        beside = other.left < line.right and line.left < other.right
        if other is not line and beside and 0 < abs(other.baseline - line.baseline) < gap:
            return other.size <= line.size and abs(other.size - line.size) < 0.6 and _in_margin(other, page)
    return True


def _in_margin(line: TextLine, page: _PageLines) -> bool:
    """Tell whether a line stands so near the edge that only heads and feet stand there."""
    return not 0.06 < line.baseline / page.height < 0.94


def _heading_sizes(pages: Sequence[_PageLines], body: float) -> list[float]:
    """Return the sizes of headings, the largest first."""
    sizes = {round(line.size * 2) / 2 for page in pages for line in page.lines if line.kind is None}
    return sorted((size for size in sizes if size >= 1.12 * body), reverse=True)


def _mark_kinds(page: _PageLines, *, body: float, headings: Sequence[float]) -> None:
    for line in page.lines:
        if line.kind is not None:
            continue
        size = round(line.size * 2) / 2
        # A drop cap is large too, but it is a letter and no heading.
        if size >= 1.12 * body and len(line.text) > 2:
            line.kind, line.level = "heading", headings.index(size) + 1 if size in headings else 1
        elif size <= 0.88 * body:
            line.kind = "caption"


def _blocks(page: _PageLines) -> list[list[TextLine]]:
    """Put the lines of a page in reading order and part them into blocks."""
    ordered: list[TextLine] = []
    feet = [line for line in page.lines if line.kind == "footer"]
    body = sorted((line for line in page.lines if line.kind != "footer"), key=lambda line: -line.baseline)
    if page.gutter is None:
        ordered = sorted(body, key=lambda line: (-line.baseline, line.left))
    else:
        band: list[TextLine] = []
        for line in body:
            if line.left < page.gutter < line.right:
                ordered += [*_columns(band, page.gutter), line]
                band = []
            else:
                band.append(line)
        ordered += _columns(band, page.gutter)
    blocks: list[list[TextLine]] = []
    for line in ordered:
        if blocks and _same_block(blocks[-1], line, page):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    for block in blocks:
        if block[0].kind == "caption" and _is_footnote(block, ordered, page):
            for line in block:
                line.kind = "footnote"
    for block in blocks:
        if block[0].kind is None and block[0].bold and len(block) <= 2 and _is_short_heading(block):
            for line in block:
                line.kind, line.level = "heading", _BOLD_LEVEL
    notes = [block for block in blocks if block[0].kind == "footnote"]
    return [block for block in blocks if block[0].kind != "footnote"] + notes + [[line] for line in feet]


def _is_short_heading(block: Sequence[TextLine]) -> bool:
    text = " ".join(line.text for line in block)
    return len(text.split()) <= 20 and re.search(r"[.;:,]$", text) is None


def _columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    left = [line for line in lines if line.right <= gutter]
    return left + [line for line in lines if line.right > gutter]


def _same_block(block: Sequence[TextLine], line: TextLine, page: _PageLines) -> bool:
    """Tell whether a line goes on with the block above it: same kind and size, no gap, no new indent."""
    above = block[-1]
    if line.kind != above.kind or abs(line.size - above.size) > 0.6 or line.bold != above.bold:
        return False
    drop = above.baseline - line.baseline
    if not 0 < drop <= 1.75 * max(line.size, above.size):
        return False
    if len(block) > 1 and drop > 1.3 * (block[-2].baseline - above.baseline):
        return False
    if line.kind == "caption" and _NUMBERED_RE.match(line.text):
        return False
    if page.gutter is not None and (line.left > page.gutter) != (above.left > page.gutter):
        return False
    edge = min(other.left for other in block)
    indented = line.left - edge > 0.8 * line.size and line.kind is None
    ended = re.search(r"[.!?:][\"'”’)\]]*$", above.text) is not None
    short = above.right < max(other.right for other in block) - 2 * line.size
    return not (indented and ended) and not (ended and short and line.kind is None)


def _is_footnote(block: Sequence[TextLine], ordered: Sequence[TextLine], page: _PageLines) -> bool:
    """Tell small print at the foot of its column that begins with a number or mark from a caption."""
    first = block[0]
    if not _NUMBERED_RE.match(first.text):
        return False

    def same_column(line: TextLine) -> bool:
        return page.gutter is None or (line.left > page.gutter) == (first.left > page.gutter)

    below = [line for line in ordered if line.baseline < first.baseline and same_column(line)]
    return all(line.kind in ("caption", "footnote", "footer") for line in below)


def _write(pages: Sequence[_PageLines]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for page in pages:
        for block in page.blocks:
            text = "\n".join(line.text for line in block)
            if parts:
                parts.append("\n\n")
                position += 2
            parts.append(text)
            blocks.append(
                Block(
                    start=position,
                    end=position + len(text),
                    kind=block[0].kind,
                    level=block[0].level,
                    page=page.number,
                )
            )
            position += len(text)
    return "".join(parts) + "\n", tuple(blocks)
