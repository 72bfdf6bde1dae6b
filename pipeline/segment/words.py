"""Small questions about a line: does it end a sentence, is it in title case, is it a heading's numbering?"""

from __future__ import annotations

import re

from pipeline.lexicon.abbreviations import load_abbreviations
from pipeline.lexicon.layout_rules import LayoutRules, Marker, load_layout_rules

_END_RE = re.compile(r"[.!?…。:;][\"'”’»)\]）]*$")
_INNER_END_RE = re.compile(r"\b(?P<word>[A-Za-z]{3,})[\"'”’)]*[.!?][\"'”’)]*\s+[\"'“‘(]*[A-Z]")
_OPEN_END_RE = re.compile(
    r"(?:,|-|\b(?:the|a|an|of|in|on|at|to|for|by|with|from|and|or|as|that|which|its|his|their))$",
    re.IGNORECASE,
)
_CLOSERS = "\"'”’»)]）〉＞】》"
_OPENERS = "\"'“‘«([（〈＜【《"
_WORD_RE = re.compile(r"[^\W\d_][\w'’.&/-]*")


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as a sentence (or a clause that introduces a list) does.

    >>> ends_sentence("They met (in “Paris.”)"), ends_sentence("North America")
    (True, False)
    """
    return _END_RE.search(text, max(0, len(text) - 6)) is not None


def is_open(text: str) -> bool:
    """Tell whether a line breaks off where its sentence must go on: behind a comma, a hyphen, a small word.

    >>> is_open("visited the"), is_open("visited Japan")
    (True, False)
    """
    return _OPEN_END_RE.search(text, max(0, len(text) - 6)) is not None


def holds_sentence(text: str) -> bool:
    """Tell whether a sentence ends inside a text and another word follows.

    >>> holds_sentence("They met in May. The"), holds_sentence("Mr. Abe in Washington D.C. today")
    (True, False)
    """
    names = load_abbreviations()
    return any(
        match["word"] not in names.never and match["word"] not in names.sometimes
        for match in _INNER_END_RE.finditer(text)
    )


def starts_lower(text: str) -> bool:
    """Tell whether the first letter is a small one, with nothing but quotes before it."""
    return text.lstrip(_OPENERS)[:1].islower()


def starts_like_sentence(text: str) -> bool:
    """Tell whether a line can begin a sentence or heading: a capital, a digit, or a script without case."""
    first = text.lstrip(_OPENERS)[:1]
    return bool(first) and (first.isupper() or first.isdigit() or (first.isalpha() and not first.islower()))


def is_title_case(text: str) -> bool:
    """Tell whether every word that carries meaning has a capital.

    >>> is_title_case("Relations with Individual Countries"), is_title_case("An empty main street in Wuhan")
    (True, False)
    """
    small = load_layout_rules().words["title_small"]
    words = _WORD_RE.findall(text)
    return bool(words) and all(word[0].isupper() or not word[0].islower() or word in small for word in words)


WEAK_MARKERS = frozenset({"bare-letter", "number", "roman"})
"""Numberings that a sentence may begin with too ("A Japanese ...", "15 ASEAN ministers ...")."""


def find_marker(text: str) -> tuple[Marker, int] | None:
    """Return the numbering a line begins with, and where the words behind it start.

    >>> marker, end = find_marker("(1)  Overview")
    >>> marker.id, end
    ('bracketed-number', 5)
    """
    first = text[:1]
    if first.islower() and text[1:2] not in ".)" and not text[:7].lower().startswith(("chapter", "section")):
        return None
    for marker in load_layout_rules().markers:
        match = marker.pattern.match(text)
        if match:
            end = match.end()
            while end < len(text) and text[end] in " .:：":
                end += 1
            return marker, end
    return None


def bracketed(text: str, rules: LayoutRules) -> bool:
    """Tell whether a line stands in one pair of heading brackets.

    >>> bracketed("〈United States〉", load_layout_rules())
    True
    """
    return len(text) > 2 and any(
        text[0] == pair[0] and text[-1] == pair[1] and text.count(pair[0]) == 1
        for pair in rules.bracket_pairs
    )


def word_count(text: str) -> int:
    return len(text.split())
