"""Words that the printed page broke at the end of a line."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline.lexicon import read_toml

_BREAK_RE = re.compile(r"(?<![\w-])(?P<left>[A-Za-zÀ-ÿ]+(?:-[A-Za-z]+)*)(?P<gap>- +)(?P<right>[A-Za-zÀ-ÿ]+)")
_BROKEN_RE = re.compile(r"(?<![A-Za-zÀ-ÿ-])[A-Za-zÀ-ÿ-]+-\s+[A-Za-zÀ-ÿ]+")
_WORD_RE = re.compile(r"([A-Za-zÀ-ÿ]++(?:-[A-Za-zÀ-ÿ]++)*+)(-?\w)?")
"""A word, and what of another kind is glued to it: then it is none."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_toml("hyphens.toml")[name])


class Vocabulary:
    """The words of one chapter, which decide how its broken words were written.

    >>> words = Vocabulary("They held negotiations on co-operation. A large-scale effort.")
    >>> [words.join(*pair) for pair in (("negotia", "tions"), ("co", "operation"), ("short", "and"))]
    ['negotiations', 'co-operation', 'short- and']
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: Counter[str] | None = None

    def _count(self, word: str) -> int:
        if self._counts is None:  # most chapters have no broken word and need no count
            whole = _BROKEN_RE.sub(" ", self._text)  # the halves of broken words are no words
            self._counts = Counter(word.lower() for word, glued in _WORD_RE.findall(whole) if not glued)
        return self._counts[word.lower()]

    def find_breaks(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, new) for the gap of each broken word of a paragraph.

        >>> Vocabulary("").find_breaks("the negotia- tions of Asia- Pacific states")
        [(11, 13, ''), (26, 28, '-')]
        """
        if "- " not in text:
            return []
        found = []
        for match in _BREAK_RE.finditer(text):
            joined = self.join(match["left"], match["right"])
            new = joined[len(match["left"]) : len(joined) - len(match["right"])]
            if new != match["gap"]:
                found.append((match.start("gap"), match.end("gap"), new))
        return found

    def join(self, left: str, right: str) -> str:
        """Join the halves of a word: with its hyphen, without it, or not at all ("short- and long-term")."""
        if right in _words("suspended"):
            return f"{left}- {right}"
        whole, hyphened = left + right, f"{left}-{right}"
        if self._count(hyphened) or self._count(whole):
            return hyphened if self._count(hyphened) >= self._count(whole) else whole
        if not right[0].islower() or "-" in left:
            return hyphened
        if right in _words("endings"):
            return whole
        if left.lower() in _words("prefixes") or (self._count(left) and self._count(right)):
            return hyphened
        return whole
