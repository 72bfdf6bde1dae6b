"""Apostrophes that a narrow codec turned into question marks ("Japan?s", "didn???t")."""

from __future__ import annotations

import re

from pipeline.lexicon.repair_words import is_english
from pipeline.repair.steps import Change

_LEAST_WORDS = 2
_SIGNS = ("?s ", "?t ")
_IN_WORD_RE = re.compile(r"(\?\?\?|\?)(s|t|re|ve|ll|d|m)(?=[ ,;:!)\n]|\.(?:\s|$)|$)")
_WORD_LEFT_RE = re.compile(r"(?<![^\s(\"“])[A-Za-z][A-Za-z.]+\Z")
_LONGEST_WORD = 24


def restore_question_marks(text: str) -> list[Change]:
    """Turn a question mark inside a contraction or possessive into an apostrophe.

    Only where two different words of a page show it: a question mark is never followed by a lone
    "s" or "t" in print, but one address or formula may have it. All other question marks stay, also
    those that were quotation marks once.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "Japan?s aid isn?t large. Why? See a.jp/x?s=1"
    >>> apply_changes(text, restore_question_marks(text))
    'Japan’s aid isn’t large. Why? See a.jp/x?s=1'
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    changes, words = [], set()
    for match in _IN_WORD_RE.finditer(text):
        left = _WORD_LEFT_RE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        if left is None or not _takes(left[0], match[2]):
            continue
        words.add(left[0])
        changes.append(
            Change(
                start=match.start(1),
                end=match.end(1),
                new="’",
                rule="question-mark",
                chain="utf-8>ascii?" if len(match[1]) == 3 else "cp1252>ascii?",
                confidence=0.9,
            )
        )
    return changes if len(words) >= _LEAST_WORDS else []


def _takes(word: str, end: str) -> bool:
    """Tell whether a word may have the ending: "did" + n't, a name or an English word + 's."""
    if end == "t":
        return word.endswith("n") and (is_english(word[:-1]) or word.lower() in ("won", "can"))
    return word[0].isupper() or is_english(word)
