"""The words by which damaged text is judged: common English ones, and those with accents.

`english_words.csv` comes from SCOWL (Spell Checker Oriented Word Lists, Kevin Atkinson and others;
sizes up to 35, American and British), small-letter words of two letters or more.
`accented_words.csv` is the project's own gazetteer of names and words with letters beyond ASCII.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import read_lines

HOLE = "\ufffd"
_MOST_HOLES = 4
_ACCENTED_RE = re.compile(r"[^\x00-\x7f]")


@cache
def english_words() -> frozenset[str]:
    """Return common English words in small letters.

    >>> "diplomacy" in english_words()
    True
    """
    return frozenset(read_lines("english_words.csv"))


@cache
def accented_words() -> tuple[str, ...]:
    """Return the gazetteer's words, the likelier first where two have the same shape.

    >>> "São" in accented_words()
    True
    """
    return tuple(line.partition(",")[0] for line in read_lines("accented_words.csv"))


def is_english(word: str) -> bool:
    """Tell whether a word, in whatever case, is a common English one.

    >>> is_english("Agreed"), is_english("a"), is_english("Asunci")
    (True, True, False)
    """
    small = word.lower()
    return small in english_words() or small in ("a", "i")


@cache
def _with_case_variants() -> frozenset[str]:
    words = set(accented_words())
    return frozenset(
        words | {word.upper() for word in words} | {word[:1].upper() + word[1:] for word in words}
    )


def is_accented_word(word: str) -> bool:
    """Tell whether the gazetteer has this word, also as a title or in capitals.

    >>> is_accented_word("CÔTE"), is_accented_word("Cõte")
    (True, False)
    """
    return word in _with_case_variants()


def _without_accents(word: str) -> str:
    return _ACCENTED_RE.sub(HOLE, word)


@cache
def _by_shape() -> dict[str, list[str]]:
    """Index the words by what is left of them when all of their accented letters are lost."""
    shapes: dict[str, list[str]] = {}
    for word in accented_words():
        for variant in dict.fromkeys((word, word[:1].upper() + word[1:], word.upper())):
            alike = shapes.setdefault(_without_accents(variant), [])
            if variant not in alike:
                alike.append(variant)
    return shapes


def words_of_shape(shape: str) -> tuple[str, ...]:
    """Return the words that a word with one to four holes (U+FFFD, one a letter) may have been.

    >>> words_of_shape("S\ufffdo")
    ('São',)
    """
    if not 1 <= shape.count(HOLE) <= _MOST_HOLES:
        return ()
    alike = _by_shape().get(_without_accents(shape), ())
    return tuple(word for word in alike if _fits(word, shape))


def _fits(word: str, shape: str) -> bool:
    return all(left in (letter, HOLE) for letter, left in zip(word, shape, strict=True))
