"""What may have stood in one hole, by the rules of the lexicon and the gazetteer of accented words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.errors import LexiconError
from pipeline.lexicon import read_csv, read_toml
from pipeline.lexicon.repair_words import is_english, words_of_shape
from pipeline.repair.charmaps import REPLACEMENT, Pattern, fits

_WINDOW = 28
_FRAGMENT_LEFT_RE = re.compile(r"(?<![^\W\d_\ufffd])[^\W\d_\ufffd]*+\Z")
_FRAGMENT_RIGHT_RE = re.compile(r"[^\W\d_\ufffd]*")
_WORD_LEFT_RE = re.compile(r"(?<![^\W\d_])(?<!\ufffd)(?:[^\W\d_]|\ufffd)*+\Z")
_WORD_RIGHT_RE = re.compile(r"(?:[^\W\d_]|\ufffd)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a hole may have been; an empty `char` means that nobody can know."""

    char: str
    rule: str
    effect: str
    price: float


@dataclass(frozen=True, slots=True)
class HoleRule:
    """A row of hole_rules.toml, compiled."""

    id: str
    char: str
    effect: str
    left: re.Pattern[str]
    right: re.Pattern[str]
    words: bool
    list_line: bool
    price: float


_FIELDS = {"id", "char", "effect", "left", "right", "words", "list", "price", "example", "counter"}


@cache
def load_hole_rules() -> tuple[HoleRule, ...]:
    """Read and check the rules.

    Raises:
        LexiconError: a rule has unknown fields or a pattern that is no regex.
    """
    rules = []
    for row in read_toml("hole_rules.toml")["rule"]:
        if unknown := set(row) - _FIELDS:
            raise LexiconError(
                f"unknown fields {sorted(unknown)} in rule {row.get('id')}", where="hole_rules.toml"
            )
        try:
            rules.append(
                HoleRule(
                    row["id"],
                    row["char"],
                    row.get("effect", "plain"),
                    re.compile(f"(?:{row['left']})\\Z"),
                    re.compile(row["right"]),
                    row.get("words", False),
                    row.get("list", False),
                    float(row["price"]),
                )
            )
        except (KeyError, re.error) as error:
            raise LexiconError(f"rule {row.get('id')}: {error}", where="hole_rules.toml") from error
    return tuple(rules)


@cache
def _apostrophe_shapes() -> frozenset[str]:
    words = [row["word"].replace("’", REPLACEMENT) for row in read_csv("apostrophe_words.csv")]
    return (
        frozenset(words) | {word[:1].upper() + word[1:] for word in words} | {word.upper() for word in words}
    )


def window(text: str, start: int, end: int, line_start: int, line_end: int) -> tuple[str, str]:
    """Return the text beside a hole that the rules may look at."""
    left, right = text[max(line_start, start - _WINDOW) : start], text[end : min(line_end, end + _WINDOW)]
    return left.replace("\n", " "), right.replace("\n", " ")


@lru_cache(maxsize=32768)
def candidates(
    left: str, right: str, pattern: Pattern | None, at_line_start: bool, in_list: bool
) -> tuple[Candidate, ...]:
    """Return what a hole may have been, cheapest first, at most one candidate a character and effect.

    Args:
        left, right: the text beside it, other holes shown as U+FFFD.
        pattern: what is known of its UTF-8 bytes.
        at_line_start: `left` reaches back to the start of the line.
        in_list: the line begins with a bullet.

    >>> [c.char for c in candidates("Japan", "s aid", None, False, False)][:1]
    ['’']
    """
    found: dict[tuple[str, str], Candidate] = {}

    def add(candidate: Candidate) -> None:
        key = (candidate.char, candidate.effect)
        if key not in found or candidate.price < found[key].price:
            found[key] = candidate

    for candidate in _letters(left, right, pattern):
        add(candidate)
    context = left if at_line_start else "\x00" + left  # keeps ^ in a pattern from matching mid-line
    for rule in load_hole_rules():
        match = rule.left.search(context)
        if match is None or not rule.right.match(right):
            continue
        if rule.words and not _are_words(left, right):
            continue
        if rule.list_line and not in_list:
            continue
        options = [char for char in rule.char if pattern is None or fits(char, pattern)]
        if len(options) == 1:
            add(Candidate(options[0], rule.id, rule.effect, rule.price))
        elif options:
            add(Candidate("", rule.id, "plain", rule.price))
    return tuple(sorted(found.values(), key=lambda c: (c.price, c.char, c.effect)))


def _are_words(left: str, right: str) -> bool:
    """Tell whether the letters on both sides of a hole are words rather than pieces of one word."""
    start, end = _FRAGMENT_LEFT_RE.search(left), _FRAGMENT_RIGHT_RE.match(right)
    before, after = start[0] if start else "", end[0] if end else ""
    behind = left[: len(left) - len(before)][-1:]
    if behind.isdigit() or (behind in "’\ufffd" and before in ("s", "t", "re", "ve", "ll", "d", "m")):
        before = ""  # "90s", "3rd", "Japan’s"
    name_before = len(before) > 2 and before[0].isupper()
    name_after = len(after) > 1 and after[0].isupper()
    return (not before or is_english(before) or name_before) and (
        not after or is_english(after) or name_after
    )


def _letters(left: str, right: str, pattern: Pattern | None) -> list[Candidate]:
    start, end = _WORD_LEFT_RE.search(left), _WORD_RIGHT_RE.match(right)
    before, after = start[0] if start else "", end[0] if end else ""
    if len(before) + len(after) < 2:
        return []
    # a hole at the rim of the word may be a quotation mark: try the word with and without such holes
    shapes = [(before, after)]
    if before.startswith(REPLACEMENT):
        shapes.append((before.lstrip(REPLACEMENT), after))
    if after.endswith(REPLACEMENT):
        shapes += [(b, after.rstrip(REPLACEMENT)) for b, _ in list(shapes)]
    if after.startswith(REPLACEMENT) or REPLACEMENT + "s" in after:
        shapes += [(b, after.partition(REPLACEMENT)[0]) for b, _ in list(shapes)]
    result: list[Candidate] = []
    for first, last in shapes:
        for ligature in "ﬁﬂﬀﬃﬄ":
            if (pattern is not None and fits(ligature, pattern)) or (pattern is None and first and last):
                word = first + unicodedata.normalize("NFKC", ligature) + last
                if is_english(word) and not (is_english(first) and is_english(last)):
                    result.append(Candidate(ligature, "ligature", "plain", 0.2))
        shape = first + REPLACEMENT + last
        if last == "s" and pattern is None and not is_english(first):
            # "José’s" in windows-1252 read as UTF-8: E9 92 together became one U+FFFD
            for word in words_of_shape(first + REPLACEMENT)[:1]:
                if "à" <= word[-1] <= "ï":
                    result.append(Candidate(word[-1] + "’", "accented-word-possessive", "plain", 0.04))
        if shape in _apostrophe_shapes() and (pattern is None or fits("’", pattern)):
            result.append(Candidate("’", "apostrophe-word", "plain", 0.0))
        # a small-letter word, or a short one, that is English without the hole proves little
        doubtful = is_english(first + last) or (is_english(first) and not last)
        for rank, word in enumerate(words_of_shape(shape)):
            letter = word[len(first)]
            if letter >= "\x80" and (pattern is None or fits(letter, pattern)):
                price = (1.2 if doubtful else 0.05) + 0.3 * rank
                result.append(Candidate(letter, "accented-word", "plain", price))
    return result
