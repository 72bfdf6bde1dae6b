"""The text layer of an HTML chapter, with what its elements say about each block.

Scripts, styles, comments and whatever a browser would not show as text are left out; nothing is
fetched, no entity but HTML's own is known, no script is run. Every block stands on its own line,
with a blank line between two blocks.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from lxml import etree

from pipeline.errors import InputError
from pipeline.ingest.decode import decode_bytes, sniff_format
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.lexicon import read_toml
from pipeline.model import Block, SegmentKind

_META_RE = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_NESTING_RE = re.compile(
    r"<(/?)(?:div|span|font|table|ul|ol|b|i|em|strong|center|blockquote|section|article|small|big|u|a)\b",
    re.IGNORECASE,
)
"""Elements that nest when they are not closed; paragraphs, list items and cells close each other."""
_SPACES_RE = re.compile(r"[ \t\r\n\f]+")
_MARK_RE = re.compile(r"[(\[]?[*※]?\d{1,3}[)\]]?")
_UNITS_RE = re.compile(r"(?:^|[\s\d(/])(?:[kcm]?m|10)$")
_DECORATIVE = frozenset(
    {"", "photo", "image", "img", "spacer", "logo", "picture", "icon", "banner", "line", "*"}
)


@dataclass(slots=True)
class _Piece:
    """A block while it grows."""

    kind: SegmentKind | None
    level: int
    inside_main: bool
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    verbatim: bool = False


def decode_html(data: bytes) -> tuple[str, str]:
    """Decode an HTML file as browsers do without a server: mark, valid UTF-8, `meta`, windows-1252.

    Returns:
        The markup and the encoding's name.

    Raises:
        InputError: the bytes are not text.

    >>> decode_html(b'<meta charset="shift_jis"><p>\\x93\\xfa\\x96{</p>')[1]
    'shift_jis'
    """
    text, encoding = decode_bytes(data)
    if encoding != "windows-1252":
        return text, encoding
    declared = _META_RE.search(data[:4096])
    if declared:
        name = declared[1].decode("ascii").lower()
        try:
            known = codecs.lookup(name).name
            if known not in _LATIN and not known.startswith("utf"):
                return data.decode({"shift_jis": "cp932"}.get(known, known)), name
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong label: browsers fall back too
    return text, encoding


def read_html(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, str, tuple[Block, ...]]:
    """Read an HTML page into its text layer.

    Args:
        data: the file's bytes.
        limits: bounds on size and nesting.

    Returns:
        The text layer, the encoding the file had, and the blocks (raw offsets into the text layer).

    Raises:
        InputError: the file is not HTML, is too large or too deeply nested, or holds no text.
    """
    if len(data) > limits.html_bytes:
        raise InputError(
            f"the page has {len(data):,} bytes, more than the {limits.html_bytes:,} allowed",
            hint="split it into chapters, or raise the limit",
        )
    kind = sniff_format(data)
    if kind:
        raise InputError(f"the file is {kind}, not HTML", hint="give it the suffix of its format")
    markup, encoding = decode_html(data)
    if not re.search(
        r"<\s*(?:html|body|head|p|div|br|h[1-6]|table|font|pre|!doctype)\b", markup[:20_000], re.I
    ):
        raise InputError(
            "the file holds no HTML elements", hint="give it the suffix .txt if it is plain text"
        )
    pieces = _Reader(_parse(markup, limits)).pieces
    text, blocks = _lay_out(pieces)
    if not text.strip():
        raise InputError(
            "the page holds no text", hint="it may be built by a script; save the page as it is shown"
        )
    return text, encoding, blocks


def html_title(data: bytes) -> str:
    """Return the `title` of a page, empty when it has none.

    >>> html_title(b"<html><head><title>Diplomatic Bluebook\\n 2010</title></head><p>Text</p>")
    'Diplomatic Bluebook 2010'
    """
    markup, _ = decode_html(data)
    found = re.search(r"<title[^>]*>(.{0,500}?)</title", markup[:50_000], re.IGNORECASE | re.DOTALL)
    if not found:
        return ""
    fragment = etree.fromstring(f"<p>{found[1]}</p>", etree.HTMLParser(no_network=True))
    return " ".join("".join(map(str, fragment.itertext())).split()) if fragment is not None else ""


def _parse(markup: str, limits: Limits) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    # Counting tags bounds the nesting before a tree is built.
    depth = deepest = 0
    for tag in _NESTING_RE.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > limits.html_depth * 20:
        raise InputError(
            f"the page nests its elements {deepest:,} deep", hint="it is not a chapter; remove or repair it"
        )
    try:
        root = etree.fromstring(markup.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"the HTML cannot be read: {error.msg}", hint="save the page again") from error
    if root is None:
        raise InputError(
            "the file holds no HTML elements", hint="give it the suffix .txt if it is plain text"
        )
    level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > limits.html_depth:
            raise InputError(
                f"the page nests its elements more than {limits.html_depth:,} deep",
                hint="it is not a chapter; remove or repair it",
            )
    return cast(etree._Element, root)


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
        self.pieces: list[_Piece] = []
        self._kinds: list[tuple[etree._Element, SegmentKind | None, int]] = []
        self._links = self._pre = self._main_depth = 0
        self._current = _Piece(None, 0, self._main is None)
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
        self._current = _Piece(kind, level, self._main is None or self._main_depth > 0)

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
        kept, self._current = self._current, _Piece("caption", 0, self._current.inside_main, [alt])
        self.pieces.append(kept) if any(part.strip() for part in kept.parts) else None
        self.pieces.append(self._current)
        self._current = _Piece(kept.kind, kept.level, kept.inside_main)


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


def _lay_out(pieces: list[_Piece]) -> tuple[str, tuple[Block, ...]]:
    """Write the pieces one below the other, a blank line between them, and say where each stands."""
    lines: list[str] = []
    blocks: list[Block] = []
    position = 0
    kinds = _link_lists(pieces)
    for piece, kind in zip(pieces, kinds, strict=True):
        text = "".join(piece.parts)
        if "\n" in text and not piece.verbatim:
            text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
        text = text.strip(" \t\n")
        if not text or text == "•":
            continue
        if lines:
            lines.append("\n\n")
            position += 2
        lines.append(text)
        blocks.append(Block(start=position, end=position + len(text), kind=kind, level=piece.level))
        position += len(text)
    return "".join(lines) + "\n", tuple(blocks)


def _link_lists(pieces: list[_Piece]) -> list[SegmentKind | None]:
    """Call a run of three or more short blocks that are nothing but links a menu."""

    def is_link(piece: _Piece) -> bool:
        text = "".join(piece.parts).strip("• \n\t")
        return piece.kind is None and 0 < len(text) <= 60 and piece.linked >= 0.9 * len(text)

    kinds = [piece.kind for piece in pieces]
    index = 0
    while index < len(pieces):
        end = index
        while end < len(pieces) and is_link(pieces[end]):
            end += 1
        if end - index >= 3:
            kinds[index:end] = ["nav"] * (end - index)
        index = max(end, index + 1)
    return kinds
