"""Apostrophes, quotation marks and dashes that a narrow codec turned into question marks ("Japan?s")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon.repair_words import is_english
from pipeline.repair.steps import Change

_LEAST_PLACES = 2
_SIGN_RE = re.compile(r"\?[A-Za-z0-9]")
_IN_WORD_RE = re.compile(r"(\?\?\?|\?)(s|t|re|ve|ll|d|m)(?=[ ,;:!)\n]|\.(?:\s|$)|$)")
_WORD_LEFT_RE = re.compile(r"(?<![^\s(\"“?])[A-Za-z][A-Za-z.]+\Z")
_OWNERS_RE = re.compile(r"(?<=[a-z]s)\?(?= [a-z])")
_YEARS_RE = re.compile(r"(?<=\b[12]\d{3})\?(?=\d\d(?:\d\d)?\b)")
_ASIDE_RE = re.compile(r"(?<=[a-z,)] )\?(?= [a-z])")
_INSERTION_RE = re.compile(r"(?<=[a-z,)] )(\?) [^?.\n]{2,120}(?<=[\w,)]) (\?)(?= [a-z])")
_QUOTED_RE = re.compile(r"(?<![^\s(])(\?)(?=[A-Za-z])[^?\n]{2,120}(?<=[\w.,!])(\?)(?=[\s,.;:)]|$)")
_LONGEST_WORD = 24


def restore_question_marks(text: str) -> list[Change]:
    """Turn a question mark that stands where none is ever printed into the sign it was.

    Inside a word ("Japan?s"), behind the owners ("both countries? ties"), around words ("the ?new era?
    of"), between years ("1999?2000") and between spaces ("ties ? old and new ? grew"). Only where a page
    shows two different such places: one alone may be an address, a formula or a slip. All other question
    marks stay.

    >>> from pipeline.repair.steps import apply_changes
    >>> text = "Japan?s aid isn?t large. Why? See a.jp/x?s=1"
    >>> apply_changes(text, restore_question_marks(text))
    'Japan’s aid isn’t large. Why? See a.jp/x?s=1'
    >>> text = "A ?new era? began in 1999?2000. Was it new? It was."
    >>> apply_changes(text, restore_question_marks(text))
    'A “new era” began in 1999–2000. Was it new? It was.'
    """
    if _SIGN_RE.search(text) is None:
        return []
    found: dict[int, Change] = {}
    for change in (*_apostrophes_in_words(text), *_quotation_marks(text), *_dashes(text), *_owners(text)):
        found.setdefault(change.start, change)
    places = {text[max(0, start - 4) : start] for start in found}
    return [found[start] for start in sorted(found)] if len(places) >= _LEAST_PLACES else []


def _change(start: int, end: int, new: str, confidence: float) -> Change:
    chain = "utf-8>ascii?" if end - start == len("???") else "cp1252>ascii?"
    return Change(start=start, end=end, new=new, rule="question-mark", chain=chain, confidence=confidence)


def _apostrophes_in_words(text: str) -> Iterator[Change]:
    for match in _IN_WORD_RE.finditer(text):
        left = _WORD_LEFT_RE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        if left is not None and _takes(left[0], match[2]):
            yield _change(match.start(1), match.end(1), "’", 0.9)


def _quotation_marks(text: str) -> Iterator[Change]:
    for match in _QUOTED_RE.finditer(text):
        yield _change(match.start(1), match.end(1), "“", 0.8)
        yield _change(match.start(2), match.end(2), "”", 0.8)


def _dashes(text: str) -> Iterator[Change]:
    for match in _INSERTION_RE.finditer(text):
        yield _change(match.start(1), match.end(1), "–", 0.7)
        yield _change(match.start(2), match.end(2), "–", 0.7)
    for pattern, confidence in ((_YEARS_RE, 0.9), (_ASIDE_RE, 0.7)):
        for match in pattern.finditer(text):
            yield _change(match.start(), match.end(), "–", confidence)


def _owners(text: str) -> Iterator[Change]:
    for match in _OWNERS_RE.finditer(text):
        yield _change(match.start(), match.end(), "’", 0.8)


def _takes(word: str, end: str) -> bool:
    """Tell whether a word may have the ending: "did" + n't, a name or an English word + 's."""
    if end == "t":
        return word.endswith("n") and (is_english(word[:-1]) or word.lower() in ("won", "can"))
    return word[0].isupper() or is_english(word)
