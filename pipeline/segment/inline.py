"""Furniture inside running text: headings and captions of one-line editions, stamps, file names."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.layout_rules import load_layout_rules
from pipeline.model import SegmentKind
from pipeline.segment.heading_runs import heading_run
from pipeline.segment.kinds import CREDIT_RE, FIRST_PHOTOGRAPHS, dated_re

LONGEST_STRETCH = 600
"""Characters before a picture's credit in which its caption must begin."""
Cut = tuple[int, int, SegmentKind]

_BRACKET_RE = re.compile(r"\s?[(（](?P<inside>[^()（）]{3,250})[)）]")
_SENTENCE_END_RE = re.compile(r"[.!?。][\"'”’)\]]*(?:\s+(?=[\"“‘(\[A-Z0-9])|\s*(?=[〈＜《【]))")
_GLUED_END_RE = re.compile(r"[.!?。][\"'”’)\]]*(?=[A-Z][a-z])")
_CAPTION_START_RE = re.compile(
    r"(?:In|On|At|During|After|Following|Since|By|From|As|With|When|While|If|For)\b"
)


def cut_inline(text: str, *, edition: int, title: str = "") -> list[Cut]:
    """Find the furniture inside a paragraph.

    Args:
        text: the paragraph.
        edition: the edition's year.
        title: the chapter's title, which a one-line edition may begin with.

    Returns:
        (start, end, kind) of each piece of furniture, in order and without overlap.

    >>> text = "Introduction The year was busy. They met.Leaders (May 3, Paris; Photo: AP) All went home."
    >>> [(text[start:end], kind) for start, end, kind in cut_inline(text, edition=2016)]
    [('Introduction', 'heading'), ('Leaders (May 3, Paris; Photo: AP)', 'caption')]
    """
    cuts: list[Cut] = []
    small = text.lower()
    for rule in load_layout_rules().rules:
        if rule.scope == "inline" and any(hint in small for hint in rule.hints):
            cuts += [
                (m.start(), m.end(), rule.kind) for m in rule.pattern.finditer(text) if m.end() > m.start()
            ]
    cuts += _captions(text, edition=edition)
    # Running heads of a mirror site's page stand before its first heading.
    begin = next((end for start, end, kind in sorted(cuts) if start == 0 and kind == "footer"), 0)
    cuts += _headings(text, begin, title=title)
    kept: list[Cut] = []
    for cut in sorted(cuts):
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


def _captions(text: str, *, edition: int) -> list[Cut]:
    """A stretch between two sentences that ends in a picture's credit or date instead of a full stop."""
    found: list[Cut] = []
    dated = dated_re()
    floor = 0
    for bracket in _BRACKET_RE.finditer(text):
        floor = max(floor, bracket.start() - LONGEST_STRETCH)
        credit = CREDIT_RE.search(bracket["inside"]) is not None
        if not credit and (not dated.search(bracket["inside"]) or _stands_alone(text, bracket.start())):
            continue
        rest = text[bracket.end() : bracket.end() + 40].lstrip()
        if rest and rest[0].islower() and credit:
            start = _start_inside_sentence(
                text, _last_sentence_start(text, floor, bracket.start()), bracket.start()
            )
            if start >= 0:
                found.append((start, bracket.end(), "caption"))
                floor = bracket.end()
            continue
        if rest and not rest[0].isupper() and rest[0] not in '"“〈(':
            continue
        start = _last_sentence_start(text, floor, bracket.start())
        before = text[start : bracket.start()]
        words = len(before.split())
        if not (1 if credit else 2) <= words <= 50 or not before[:1].isupper():
            continue
        place = "," in bracket["inside"]
        if credit or (
            place and rest and edition >= FIRST_PHOTOGRAPHS and not _CAPTION_START_RE.match(before)
        ):
            found.append((start, bracket.end(), "caption"))
            floor = bracket.end() + len(text[bracket.end() :]) - len(text[bracket.end() :].lstrip())
    return found


def _stands_alone(text: str, bracket: int) -> bool:
    """Tell whether a bracket follows a finished sentence and so holds a remark of its own."""
    end = len(text[:bracket].rstrip()) - 1
    return end >= 0 and text[end] in ".!?" and not _is_abbreviated(text, end)


def _last_sentence_start(text: str, low: int, high: int) -> int:
    """Return where the sentence begins that is still open at `high`."""
    start = low
    for pattern in (_SENTENCE_END_RE, _GLUED_END_RE):
        for boundary in pattern.finditer(text, start, high):
            if not _is_abbreviated(text, boundary.start()):
                start = boundary.end()
    return start


def _start_inside_sentence(text: str, low: int, high: int) -> int:
    """Return where a caption begins that breaks into a sentence, -1 when that cannot be told.

    The credit and the small letter behind it prove that there is a caption. It begins with who is
    seen, directly behind a word after which no name can belong to the sentence's own phrase.
    """
    small = load_layout_rules().words["title_small"]
    for subject in _subject_re().finditer(text, low + 1, high):
        before = text[low : subject.start()].split()
        if before and before[-1][0].islower() and before[-1] not in small:
            return subject.start()
    return -1


@cache
def _subject_re() -> re.Pattern[str]:
    titles = load_layout_rules().alternatives["person_titles"]
    return re.compile(
        rf"(?<=\s)(?:{titles}|Japan-[A-Z][\w.-]*(?:\s+[A-Z][\w’'-]*){{0,8}}\s+(?:Meeting|Summit|Dialogue|Talks))\b"
    )


def _is_abbreviated(text: str, stop: int) -> bool:
    """Tell whether the full stop at `stop` belongs to an abbreviation such as "U.S."."""
    return (
        re.search(
            r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|St|No|Gen|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\Z",
            text[max(0, stop - 6) : stop],
        )
        is not None
    )


def _headings(text: str, begin: int, *, title: str) -> list[Cut]:
    """Headings at the beginning of a paragraph, or between two of its sentences."""
    found: list[Cut] = []
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    end = heading_run(text, begin, title=title)
    if end:
        found.append((begin, end, "heading"))
    for boundary in _SENTENCE_END_RE.finditer(text, max(begin, end)):
        start = boundary.end()
        if (
            text[start] in "(〈<【＜《"
            or text[start].isdigit()
            or text.startswith(("Section ", "Chapter "), start)
        ):
            stop = heading_run(text, start, title="", numbered=True)
            if stop:
                found.append((start, stop, "heading"))
    return found
