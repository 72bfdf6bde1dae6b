"""Where sentences end, by rule: full stops, abbreviations, and words that can only begin a sentence."""

from __future__ import annotations

import re

from pipeline.lexicon.abbreviations import load_abbreviations
from pipeline.lexicon.layout_rules import load_layout_rules

_CANDIDATE_RE = re.compile(
    r"""
    (?<! [.!?…。] ) (?P<mark> [.!?…。]+ )
    (?P<closers> ["'”’»)\]）]* )
    (?: (?P<gap> \s+ ) | (?<=[.])(?=[A-Z][a-z]) )   # or glued: "agreed.The leaders"
    (?P<openers> ["'“‘«(\[（]* )
    (?P<next> [^\W_][\w’'-]* | \S )
    """,
    re.VERBOSE,
)
_LAST_WORD_RE = re.compile(r"(?<![^\s(\[\"“”‘—–/-])[^\s(\[\"“”‘—–/-]*+\Z")
_INITIALS_RE = re.compile(r"(?:[A-Z]\.)*[A-Z]")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of one paragraph, without the spaces between them.

    A full stop behind an abbreviation ends the sentence only when a word follows that begins
    sentences ("visited the U.S. In May ..."); a doubtful one does not.

    Args:
        text: the text of one paragraph.

    Returns:
        (start, end) of each sentence, in offsets of the text.

    >>> text = "Mr. Abe met him in Washington D.C. in May. They agreed."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Abe met him in Washington D.C. in May.', 'They agreed.']
    """
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _CANDIDATE_RE.finditer(text):
        end = match.end("closers")
        if end > start and _ends_here(text, match, start):
            spans.append((start, end))
            start = match.end("gap") if match["gap"] else end
    stop = len(text.rstrip())
    if start < stop:
        spans.append((start, stop))
    return tuple(spans)


def _ends_here(text: str, match: re.Match[str], start: int) -> bool:
    following = match["next"]
    first = following[0]
    starters = load_layout_rules().words["sentence_starters"]
    if not match["gap"]:
        return (
            following in starters
            and match["mark"] == "."
            and text[match.start() - 3 : match.start()].islower()
        )
    if first.islower():
        return False
    if match["mark"] != ".":
        return True
    word = _LAST_WORD_RE.search(text[max(start, match.start() - 40) : match.start()])
    last = word[0] if word else ""
    if match["closers"] and not last:
        return True
    abbreviations = load_abbreviations()
    if last in abbreviations.never:
        return False
    if last in abbreviations.before_number and first.isdigit():
        return False
    if last.isdigit() and match.start() - len(last) == start and len(last) <= 2:
        return False  # "1. Asia": the number of a heading or list item
    if last in abbreviations.sometimes or _INITIALS_RE.fullmatch(last):
        if match["openers"] and first.isupper() and last in abbreviations.sometimes:
            return "(" not in match["openers"]
        return following in starters
    return True
