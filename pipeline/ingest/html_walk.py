"""The walk through an HTML page: which blocks it has, and what its elements say about each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

from pipeline.lexicon import read_toml
from pipeline.model import SegmentKind

_SPACES_RE = re.compile(r"[ \t\r\n\f]+")
_MARK_RE = re.compile(r"[(\[]?[*※]?\d{1,3}[)\]]?")
_UNITS_RE = re.compile(r"(?:^|[\s\d(/])(?:[kcm]?m|10)$")
_DECORATIVE = frozenset(
    {"", "photo", "image", "img", "spacer", "logo", "picture", "icon", "banner", "line", "*"}
)


@dataclass(slots=True)
class Piece:
    """A block while it grows."""

    kind: SegmentKind | None
    level: int
    inside_main: bool
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    verbatim: bool = False


def collect_pieces(root: etree._Element) -> list[Piece]:
    """List the blocks of a page in the order in which a browser shows them."""
    return _Reader(root).pieces


@cache
def _layout() -> dict[str, Any]:
    raw = read_toml("html_layout.toml")
    return {
        **{name: frozenset(raw[name]) for name in ("dropped", "block", "cell", "main_tags", "main_words")},
        "kind_of_tag": raw["kind_of_tag"],
        "kind_of_word": raw["kind_of_word"],
    }


def _words_of(element: etree._Element) -> list[str]:
    named = f"{element.get('id') or ''} {element.get('class') or ''} {element.get('role') or ''}".lower()
    return [word for word in re.split(r"[^a-z]+", named) if word]


class _Reader:
    """Walks a page once, element by element, and collects its blocks."""

    def __init__(self, root: etree._Element) -> None:
        self._layout = _layout()
        self._main = self._find_main(root)
        self._after_main = False
        self.pieces: list[Piece] = []
        self._kinds: list[tuple[etree._Element, SegmentKind | None, int]] = []
        self._links = self._pre = self._main_depth = 0
        self._current = Piece(None, 0, self._main is None)
        self._walk(root)
        self._flush()

    def _find_main(self, root: etree._Element) -> etree._Element | None:
        """Return the smallest marked element that holds most of the page's running text."""
        total = _running_text(root)
        best: tuple[int, etree._Element] | None = None
        for element in root.iter("main", "article", "div", "section", "td"):
            marked = element.tag in self._layout["main_tags"] or any(
                word in self._layout["main_words"] for word in _words_of(element)
            )
            if marked:
                inside = _running_text(element)
                if inside >= 0.7 * total and (best is None or inside <= best[0]):
                    best = (inside, element)
        return best[1] if best else None

    def _kind_here(self) -> tuple[SegmentKind | None, int]:
        for _, kind, level in reversed(self._kinds):
            if kind is not None:
                return kind, level
        return None, 0

    def _flush(self) -> None:
        if any(part.strip() for part in self._current.parts):
            self.pieces.append(self._current)
        kind, level = self._kind_here()
        if self._main is not None and not self._main_depth and kind in (None, "heading"):
            kind, level = ("footer" if self._after_main else "nav"), 0
        self._current = Piece(kind, level, self._main is None or self._main_depth > 0)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._pre:
            self._current.parts.append(text)
            self._current.verbatim = True
            return
        collapsed = _SPACES_RE.sub(" ", text)
        if collapsed == " " and (not self._current.parts or self._current.parts[-1][-1:] in " \n\t"):
            return
        if self._links:
            self._current.linked += len(collapsed.strip())
        self._current.parts.append(collapsed)

    def _walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if self._is_dropped(element, tag):
                    walker.skip_subtree()
                    continue
                self._open(element, tag)
                self._add(element.text)
            else:
                if not self._is_dropped(element, tag):
                    self._close(element, tag)
                if element is not root:
                    self._add(element.tail)

    def _is_dropped(self, element: etree._Element, tag: str) -> bool:
        return tag in self._layout["dropped"] or _is_hidden(element)

    def _open(self, element: etree._Element, tag: str) -> None:
        layout = self._layout
        if element is self._main:
            self._flush()
            self._main_depth += 1
            self._flush()
        if tag == "a":
            self._links += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "br":
            self._current.parts.append("\n")
        elif tag == "img":
            self._image(element)
        if tag in layout["block"]:
            self._flush()
            kind: SegmentKind | None = layout["kind_of_tag"].get(tag)
            level = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else 0
            if kind is None and not (element is self._main or self._contains_main(element)):
                kinds = [
                    layout["kind_of_word"][word]
                    for word in _words_of(element)
                    if word in layout["kind_of_word"]
                ]
                kind = kinds[0] if kinds else None
                if tag in ("header", "aside") and self._main is not None and not self._main_depth:
                    kind = "nav"
                elif tag == "footer" and not self._main_depth:
                    kind = "footer"
            self._kinds.append((element, kind, level))
            self._flush()
            if tag == "li" and kind is None:
                self._current.parts.append("• ")
        elif tag in layout["cell"] and any(part.strip() for part in self._current.parts):
            self._current.parts.append("\t")

    def _contains_main(self, element: etree._Element) -> bool:
        return (
            self._main is not None
            and not self._main_depth
            and any(a is element for a in self._main.iterancestors())
        )

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self._links -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag == "sup":
            self._superscript()
        if self._kinds and self._kinds[-1][0] is element:
            self._flush()
            self._kinds.pop()
            self._flush()
        if element is self._main:
            self._flush()
            self._main_depth -= 1
            self._after_main = True
            self._flush()

    def _superscript(self) -> None:
        """Write a raised footnote number in square brackets, so that it is not read as part of the word."""
        parts = self._current.parts
        if parts and _MARK_RE.fullmatch(parts[-1].strip()) and len(parts) > 1:
            before = "".join(parts[-4:-1])
            if not _UNITS_RE.search(before):
                parts[-1] = f"[{parts[-1].strip('()[] *※')}]"

    def _image(self, element: etree._Element) -> None:
        """Give a picture's alternative text a block of its own; buttons stay where they are."""
        alt = _SPACES_RE.sub(" ", element.get("alt") or "").strip()
        if alt.lower() in _DECORATIVE:
            return
        if len(alt.split()) < 4:
            if self._links:
                self._add(f" {alt} ")
            return
        kept, self._current = self._current, Piece("caption", 0, self._current.inside_main, [alt])
        self.pieces.append(kept) if any(part.strip() for part in kept.parts) else None
        self.pieces.append(self._current)
        self._current = Piece(kept.kind, kept.level, kept.inside_main)


def _running_text(element: etree._Element) -> int:
    """Count the characters of sentences inside an element, outside of links, scripts and menus."""
    total = 0
    for text in element.itertext():
        if len(text) > 60:
            total += len(text)
    return total


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style
