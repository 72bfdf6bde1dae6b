"""Footnote marks glued to words: "States16", "BRICS(1)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.lexicon.layout_rules import load_layout_rules
from pipeline.segment.kinds import GLUED_MARK_RE

_NUMBER_RE = re.compile(r"[•・*※(（\[\s]*(?:note\s*)?(\d{1,3})", re.IGNORECASE)
_WORD_BEFORE_RE = re.compile(r"[A-Za-zÀ-ÿ'’-]+\Z")


def footnote_numbers(footnotes: Iterable[str]) -> frozenset[str]:
    """Return the numbers that the footnotes of a chapter begin with.

    >>> sorted(footnote_numbers(["• 1 CELAC: a community", "*2 As of March"]))
    ['1', '2']
    """
    return frozenset(match[1] for match in map(_NUMBER_RE.match, footnotes) if match)


def find_marks(text: str, *, numbers: frozenset[str]) -> list[tuple[int, int]]:
    """Return the spans of the footnote marks that are glued to words.

    A number glued to an ordinary word ("States16") or to a closing bracket or quote is a mark. One
    glued to an abbreviation (G20, COP21, TPP11) is one only if the chapter has that footnote.

    >>> text = "The States16 and CELAC1 met the G20 in line with Article(3)."
    >>> [text[start:end] for start, end in find_marks(text, numbers=frozenset({"1"}))]
    ['16', '1']
    """
    spans: list[tuple[int, int]] = []
    own = load_layout_rules().words["numbered_nouns"]
    for match in GLUED_MARK_RE.finditer(text):
        word = _WORD_BEFORE_RE.search(text, max(0, match.start() - 40), match.start())
        last = text[match.start() - 1]
        known = (match["digits"] or match["bracketed"]) in numbers
        if word is None:
            if last in ")”’\"" and text[match.start() - 2 : match.start() - 1].isalpha():
                spans.append(match.span())
            continue
        name = word[0]
        if name.lower() in own:
            continue
        ordinary = len(name) >= 3 and name[-1].islower() and name[-2].islower() and len(match["digits"] or "") <= 2
        bracketed = match["bracketed"] is not None and len(name) >= 2
        if ordinary or bracketed or (known and len(name) >= 3):
            spans.append(match.span())
    return spans
