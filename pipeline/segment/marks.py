"""Footnote marks glued to words: "States16", "BRICS(1)", "population.2"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.lexicon.layout_rules import load_layout_rules

GLUED_MARK_RE = re.compile(
    r"""
    (?<= [A-Za-zÀ-ÿ)”’".,] )
    (?: (?P<digits> \d{1,3} ) | \( (?P<bracketed> \d{1,2} ) \) | \[ (?P<raised> \d{1,3} ) \] )
    (?! [\w%°] | [.,]\d | -[A-Za-z0-9] )
    """,
    re.VERBOSE,
)
"""A number glued to the end of a word; whether it is a footnote's mark is another question."""
_NUMBER_RE = re.compile(r"[•・*※(（\[\s]*(?:note\s*)?(\d{1,3})", re.IGNORECASE)
_WORD_BEFORE_RE = re.compile(r"(?<![A-Za-zÀ-ÿ'’-])[A-Za-zÀ-ÿ'’-]++\Z")
_PUNCTUATED_RE = re.compile(r"(?<![A-Za-zÀ-ÿ])(?P<word>[A-Za-zÀ-ÿ]{3,}+)[)”’\"]*(?P<point>[.,)”’\"])\Z")


def footnote_numbers(footnotes: Iterable[str]) -> frozenset[str]:
    """Return the numbers that the footnotes of a chapter begin with.

    >>> sorted(footnote_numbers(["• 1 CELAC: a community", "*2 As of March"]))
    ['1', '2']
    """
    return frozenset(match[1] for match in map(_NUMBER_RE.match, footnotes) if match)


def find_marks(text: str, *, numbers: frozenset[str]) -> list[tuple[int, int]]:
    """Return the spans of the footnote marks that are glued to words.

    A number glued to an ordinary word ("States16"), behind its full stop or closing bracket, is a mark.
    One glued to an abbreviation (G20, COP21, TPP11) is one only if the chapter has that footnote.

    >>> text = "The States16 and CELAC1 met the G20.4 It was in line with Article(3)."
    >>> [text[start:end] for start, end in find_marks(text, numbers=frozenset({"1"}))]
    ['16', '1']
    """
    found = []
    for match in GLUED_MARK_RE.finditer(text):
        # HTML and PDF write a raised number in square brackets: they know that it is a mark.
        if match["raised"] or _is_mark(text, match, numbers=numbers):
            found.append(match.span())
    return found


def _is_mark(text: str, match: re.Match[str], *, numbers: frozenset[str]) -> bool:
    own = load_layout_rules().words["numbered_nouns"]
    known = (match["digits"] or match["bracketed"]) in numbers
    word = _WORD_BEFORE_RE.search(text[max(0, match.start() - 40) : match.start()])
    if word is None:
        before = _PUNCTUATED_RE.search(text[max(0, match.start() - 40) : match.start()])
        if before is None or before["word"].lower() in own:
            return False
        rest = text[match.end() : match.end() + 2]
        return before["point"] not in ".," or known or not rest.strip() or rest[:1] == " "
    name = word[0]
    if name.lower() in own or len(name) < 2:
        return False
    ordinary = len(name) >= 3 and name[-2:].islower() and len(match["digits"] or "") <= 2
    return ordinary or match["bracketed"] is not None or (known and len(name) >= 3)
