"""The words by which damaged text is judged: common English ones, and those with accents.

`english_words.csv` comes from SCOWL (Spell Checker Oriented Word Lists, Kevin Atkinson and others;
sizes up to 35, American and British), small-letter words of two letters or more.
`accented_words.csv` is the project's own gazetteer of names and words with letters beyond ASCII.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

from pipeline.lexicon import read_csv

HOLE = "\ufffd"
_MOST_HOLES = 4


@cache
def english_words() -> frozenset[str]:
    """Return common English words in small letters.

    >>> "diplomacy" in english_words()
    True
    """
    return frozenset(row["word"] for row in read_csv("english_words.csv"))


@cache
def accented_words() -> tuple[str, ...]:
    """Return the gazetteer's words, the likelier first where two have the same shape.

    >>> "São" in accented_words()
    True
    """
    return tuple(row["word"] for row in read_csv("accented_words.csv"))


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


@cache
def _shapes() -> dict[str, tuple[str, ...]]:
    """Index the words by what is left of them when some of their accented letters are lost."""
    shapes: dict[str, list[str]] = {}
    for word in accented_words():
        for variant in dict.fromkeys((word, word[:1].upper() + word[1:], word.upper())):
            places = [index for index, character in enumerate(variant) if character >= "\x80"]
            for count in range(1, min(len(places), _MOST_HOLES) + 1):
                for lost in combinations(places, count):
                    shape = "".join(HOLE if i in lost else c for i, c in enumerate(variant))
                    options = shapes.setdefault(shape, [])
                    if variant not in options:
                        options.append(variant)
    return {shape: tuple(options) for shape, options in shapes.items()}


def words_of_shape(shape: str) -> tuple[str, ...]:
    """Return the words that a word with holes (U+FFFD, one a letter) may have been.

    >>> words_of_shape("S\ufffdo")
    ('São',)
    """
    return _shapes().get(shape, ())
