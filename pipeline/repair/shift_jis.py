"""Quotes of Shift-JIS that lost their first byte: ’ “ ” stand in the text as the letters f, g, h.

In Shift-JIS the curly marks are two bytes, 81 65 to 81 68 (and 81 63 for the ellipsis). Where a tool
drops the 81, a plain letter stays. Met in a text edition of 2016. True f, g and h are told from
these by the words they leave, and by the page: one odd word decides nothing.
"""

from __future__ import annotations

import re

from pipeline.lexicon.repair_words import is_english
from pipeline.repair.steps import Change

_LEAST_PLACES = 2
_LONGEST_QUOTE = 300
_APOSTROPHE_RE = re.compile(r"(?<![^\s(])([A-Za-z][A-Za-z.]*)f(s|t|re|ve|ll|d|m)(?=[\s,;:!?)]|\.(?:\s|$)|$)")
_PLURAL_RE = re.compile(r"(?<![^\W_])([A-Za-z]{2,}s)f(?= [a-z])")
_OPENING_RE = re.compile(r"(?<![^\s(])g(?=([A-Z0-9][\w.+-]*|[a-z]+))")
_CLOSING_RE = re.compile(r"([A-Za-z0-9.+-]{1,300}[.,?!]?)h(?![^\W_])")
_NAME_RE = re.compile(r"[A-Z][a-z]+\Z")


def restore_shift_jis_quotes(text: str) -> list[Change]:
    """Turn f, g and h back into the marks they were, on a page where several words show it.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "Japanfs view and Chinafs view of the g2+2h meeting of chiefs"
    >>> apply_changes(text, restore_shift_jis_quotes(text))
    'Japan’s view and China’s view of the “2+2” meeting of chiefs'
    """
    if "fs " not in text:  # without a possessive no page is taken for one of these
        return []
    apostrophes = [
        _change(match.end(1), "’")
        for match in _APOSTROPHE_RE.finditer(text)
        if _is_owner(match[1], match[2]) and not is_english(match[0])
    ]
    apostrophes += [
        _change(match.end(1), "’")
        for match in _PLURAL_RE.finditer(text)
        if is_english(match[1]) and not is_english(match[0])
    ]
    possessives = [change for change in apostrophes if text[change.end : change.end + 1] == "s"]
    quotes = _quote_pairs(text) if possessives else []
    distinct = {text[max(0, change.start - 5) : change.start] for change in possessives}
    if len(apostrophes) + len(quotes) < _LEAST_PLACES or len(distinct) < 1 + (not quotes):
        return []
    return sorted([*apostrophes, *quotes], key=lambda change: change.start)


def _change(position: int, mark: str) -> Change:
    return Change(
        start=position,
        end=position + 1,
        new=mark,
        rule="shift-jis-half",
        chain="cp932>ascii!",
        confidence=0.95,
    )


def _is_owner(word: str, end: str) -> bool:
    if end == "t":
        return (word.endswith("n") and is_english(word[:-1])) or word in ("can", "won", "don")
    if end == "s":
        return (bool(_NAME_RE.match(word)) and len(word) > 3) or (
            word.islower() and len(word) > 4 and is_english(word)
        )
    return is_english(word)


def _quote_pairs(text: str) -> list[Change]:
    """Find an opening g and the closing h behind it on the same line."""
    changes: list[Change] = []
    position = 0
    while True:
        opening = _OPENING_RE.search(text, position)
        if opening is None:
            return changes
        position = opening.end()
        if not _is_glued(opening[1], "g"):
            continue
        window_end = min(len(text), position + _LONGEST_QUOTE)
        line_end = text.find("\n", position, window_end)
        window_end = line_end if line_end >= 0 else window_end
        for closing in _CLOSING_RE.finditer(text, position, window_end):
            if _is_glued(closing[1], "h"):
                changes += [_change(opening.start(), "“"), _change(closing.end(1), "”")]
                position = closing.end()
                break


def _is_glued(word: str, letter: str) -> bool:
    """Tell whether a word is one without the letter at its rim, and none with it."""
    bare = word.strip(".,?!")
    whole = letter + bare if letter == "g" else bare + letter
    if not bare or is_english(whole):
        return False
    return bare != bare.lower() or any(c.isdigit() for c in bare) or is_english(bare) or word != bare
