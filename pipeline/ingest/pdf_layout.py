"""Reading order of PDF pages: words to lines, lines to columns, columns to blocks of one kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.pdf_lines import TextLine, Word, find_fragments, find_gutter, split_at
from pipeline.model import Block

_NUMBERED_RE = re.compile(
    r"[(\[]?(?:[*※†‡]{1,3}|(?:note|注)\s?\d{0,2}|[*※]?\d{1,3})[)\].:]?(?:\s|$)", re.IGNORECASE
)
_BOLD_LEVEL = 6
"""How deep a heading stands that only its bold letters show."""
_MARGIN = 0.09
"""Share of the page's height, above and below, in which running heads and feet stand."""


@dataclass(slots=True, kw_only=True)
class _PageLines:
    number: int
    width: float
    height: float
    fragments: list[TextLine]
    lines: list[TextLine]
    gutter: float | None = None
    blocks: list[list[TextLine]] = field(default_factory=list)


def lay_out_pages(pages: Sequence[tuple[tuple[float, float], list[Word]]]) -> tuple[str, tuple[Block, ...]]:
    """Write pages of words as text in reading order.

    Args:
        pages: for each page its (width, height) in points and its words.

    Returns:
        The text layer, one blank line between two blocks, and the blocks.
    """
    laid = []
    for number, ((width, height), words) in enumerate(pages, start=1):
        fragments = find_fragments(words)
        gutter = find_gutter(fragments, width)
        lines = split_at(fragments, gutter)
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


def _adopt_gutter(pages: Sequence[_PageLines]) -> None:
    """Give the last page of a chapter, too short to show its columns, the gutter of the other pages."""
    known = [page.gutter for page in pages if page.gutter is not None]
    for page in pages:
        if page.gutter is None and known:
            gutter = min(known, key=lambda found: abs(found - page.width / 2))
            lines = split_at(page.fragments, gutter)
            crossing = sum(1 for line in lines if line.left < gutter < line.right and len(line.words) > 3)
            behind = sum(1 for line in lines if line.left >= gutter)
            if behind >= 3 and crossing <= 1:
                page.gutter, page.lines = gutter, lines


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
        book = re.fullmatch(r"#?\s*+(?:diplomatic bluebook\s*+#?\s*+#?|chapter #.*)", key)
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
