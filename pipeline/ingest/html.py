"""The text layer of an HTML chapter, with what its elements say about each block.

Scripts, styles, comments and whatever a browser would not show as text are left out; nothing is
fetched, no entity but HTML's own is known, no script is run. Every block stands on its own line,
with a blank line between two blocks.
"""

from __future__ import annotations

import codecs
import re
from typing import cast

from lxml import etree

from pipeline.errors import InputError
from pipeline.ingest.decode import decode_bytes, sniff_format
from pipeline.ingest.html_walk import Piece, collect_pieces
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.model import Block, SegmentKind

_META_RE = re.compile(rb"<meta[^>]{0,300}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_NESTING_RE = re.compile(
    r"<(/?)(?:div|span|font|table|ul|ol|b|i|em|strong|center|blockquote|section|article|small|big|u|a)\b",
    re.IGNORECASE,
)
"""Elements that nest when they are not closed; paragraphs, list items and cells close each other."""


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
    pieces = collect_pieces(_parse(markup, limits))
    _ask_trafilatura(pieces, markup)
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
    found = re.search(r"<title[^>]{0,200}>(.{0,500}?)</title", markup[:50_000], re.IGNORECASE | re.DOTALL)
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


def _ask_trafilatura(pieces: list[Piece], markup: str) -> None:
    """Tell the site's frame from the text on pages that mark neither: blocks of links before and behind it.

    The page's own marks are trusted first. Only where there are none and a good part of the page is
    links is trafilatura asked which blocks are text, and only what stands before the first of them
    or behind the last is called the site's.
    """
    marked = any(piece.kind in ("nav", "footer") for piece in pieces)
    letters = [sum(len(part.strip()) for part in piece.parts) for piece in pieces]
    linked = sum(piece.linked for piece in pieces)
    if marked or len(pieces) < 8 or linked < 0.15 * sum(letters):
        return
    import trafilatura  # heavy, and most pages do without it

    extracted = trafilatura.extract(markup, include_comments=False, include_tables=True, deduplicate=False)
    kept_text = re.sub(r"\W+", "", extracted or "")
    kept = [
        index
        for index, piece in enumerate(pieces)
        if letters[index] > 20 and re.sub(r"\W+", "", "".join(piece.parts)) in kept_text
    ]
    if not kept or sum(letters[index] for index in kept) < 0.5 * (sum(letters) - linked):
        return  # it found too little to be believed
    for index, piece in enumerate(pieces):
        outside = index < kept[0] or index > kept[-1]
        if outside and piece.kind is None and piece.linked >= 0.5 * letters[index]:
            piece.kind = "nav" if index < kept[0] else "footer"


def _lay_out(pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Write the pieces one below the other, a blank line between them, and say where each stands."""
    lines: list[str] = []
    blocks: list[Block] = []
    position = 0
    kinds = _link_lists(pieces)
    for piece, kind in zip(pieces, kinds, strict=True):
        text = "".join(piece.parts)
        if "\n" in text and not piece.verbatim:
            text = re.sub(r"(?:(?<![ \t])[ \t]++)?\n[ \t]*+", "\n", text)
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


def _link_lists(pieces: list[Piece]) -> list[SegmentKind | None]:
    """Call a run of three or more short blocks that are nothing but links a menu."""

    def is_link(piece: Piece) -> bool:
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
