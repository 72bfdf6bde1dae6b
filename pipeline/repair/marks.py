"""Damage that needs no search: HTML entities left in prose, invisible characters, split accents."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

from pipeline.repair.charmaps import upper_half
from pipeline.repair.steps import Change

_ENTITY_RE = re.compile(r"&(?:amp;)*(#[0-9]{2,7};|#[xX][0-9a-fA-F]{2,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_KEPT_NAMES = frozenset({"amp", "AMP", "lt", "LT", "gt", "GT", "quot", "QUOT", "apos", "Tab", "NewLine"})
_AMPERSAND_RE = re.compile(
    r"(?:(?<=[A-Z])&(?:amp;)+(?=[A-Z](?![A-Za-z]*;))|(?<=[a-z.] )&(?:amp;)+(?= [A-Z]))"
)
_NEARBY = 120
_CODE_RE = re.compile(r"</?[A-Za-z]|[{}`\\]|&lt;|&gt;|\b(?:X?HTML|XML|SGML|[Ee]ntit(?:y|ies))\b")
_INVISIBLE = ("\u00ad", "\ufeff", "\u200b", "\u2060", "\u200c", "\u200d")
_INVISIBLE_RE = re.compile(
    "(?<=[A-Za-zÀ-ɏ])\u00ad+|[\ufeff\u200b\u2060]|(?<=[A-Za-z0-9 ])[\u200c\u200d](?=[A-Za-z0-9 ])"
)
_ACCENT_RE = re.compile(r"[\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328\u031b]+")
_QUOTE_ENTITY_RE = re.compile(
    r"(?<=[^\W_])&(?:amp;)?(?:#0?39|apos|#[xX]27);(?=(?:s|t|re|ve|ll|d|m)(?![^\W_]))"
)


def decode_entities(text: str) -> list[Change]:
    """Turn entities that a web page left in its prose into the characters they stand for.

    `&amp;`, `&lt;`, `&gt;` and `&quot;` stay, because texts write of them; only `&amp;` between two
    capitals, in a line without code, is an ampersand. Numbers 128 to 159 mean windows-1252, as in
    browsers.

        >>> from pipeline.repair.steps import apply_changes
        >>> text = "Japan&#146;s caf&eacute; &amp;ndash;"
        >>> apply_changes(text, decode_entities(text))
        'Japan’s café –'
    """
    if "&" not in text or ";" not in text:
        return []
    changes = []
    for match in _ENTITY_RE.finditer(text):
        new = _meaning(match[1])
        if new is not None and not _is_code(text, match.start(), match.end()):
            changes.append(_change(match, new, "html-entity"))
    for match in _QUOTE_ENTITY_RE.finditer(text):
        changes.append(_change(match, "'", "html-entity"))
    for match in _AMPERSAND_RE.finditer(text):
        if not _is_code(text, match.start(), match.end()):
            changes.append(_change(match, "&", "html-ampersand"))
    return sorted(changes, key=lambda change: change.start)


def _is_code(text: str, start: int, end: int) -> bool:
    """Tell whether the words around an entity, on its line, are code or speak of HTML."""
    low, high = max(0, start - _NEARBY), min(len(text), end + _NEARBY)
    line_start, line_end = text.rfind("\n", low, start) + 1, text.find("\n", end, high)
    return bool(_CODE_RE.search(text, max(line_start, low), line_end if line_end >= 0 else high))


def _change(match: re.Match[str], new: str, rule: str) -> Change:
    return Change(start=match.start(), end=match.end(), new=new, rule=rule, chain="html")


def _meaning(reference: str) -> str | None:
    if not reference.startswith("#"):
        if reference[:-1] in _KEPT_NAMES or reference not in html5:
            return None
        new = html5[reference]
    else:
        digits = reference[1:-1]
        number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        is_cp1252 = 0x80 <= number < 0xA0
        new = upper_half("cp1252")[number - 0x80] if is_cp1252 else html.unescape(f"&#{number};")
    if (
        new.isascii()
        or new == "\ufffd"
        or any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in new)
    ):
        return None
    return new


def remove_invisible(text: str) -> list[Change]:
    """Remove characters that print nothing: soft hyphens, zero-width spaces, byte-order marks.

    The joiners U+200C and U+200D go only from between Latin letters; other scripts need them.

        >>> from pipeline.repair.steps import apply_changes
        >>> apply_changes("gov\\u00aden\\u00adment", remove_invisible("gov\\u00aden\\u00adment"))
        'govenment'
    """
    if not any(sign in text for sign in _INVISIBLE):
        return []
    return [
        Change(start=match.start(), end=match.end(), new="", rule="invisible-character")
        for match in _INVISIBLE_RE.finditer(text)
    ]


def join_accents(text: str) -> list[Change]:
    """Join a letter and the accent that follows it as a character of its own (Unicode NFC).

    >>> from pipeline.repair.steps import apply_changes
    >>> len(apply_changes("Jose\\u0301", join_accents("Jose\\u0301")))
    4
    """
    changes = []
    for match in _ACCENT_RE.finditer(text):
        start = match.start() - 1
        new = unicodedata.normalize("NFC", text[max(0, start) : match.end()])
        if start >= 0 and len(new) == 1 and text[start].isascii() and text[start].isalpha():
            changes.append(Change(start=start, end=match.end(), new=new, rule="split-accent", chain="nfd"))
    return changes
