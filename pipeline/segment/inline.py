"""Furniture inside running text: headings and captions of one-line editions, stamps, file names."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.layout_rules import LayoutRules, load_layout_rules
from pipeline.model import SegmentKind
from pipeline.segment.kinds import _CREDIT_RE, _dated
from pipeline.segment.lines import BULLET_RE
from pipeline.segment.words import find_marker

Cut = tuple[int, int, SegmentKind]
LONGEST_RUN = 400
"""Characters within which a heading in running text must come to its end."""

_BRACKET_RE = re.compile(r"\s?[(（](?P<inside>[^()（）]{3,250})[)）]")
_SENTENCE_END_RE = re.compile(r"[.!?。][\"'”’)\]]*\s+(?=[\"“‘(\[〈A-Z0-9])")
_TOKEN_RE = re.compile(r"\S+")
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
    cuts += _headings(text, title=title)
    kept: list[Cut] = []
    for cut in sorted(cuts):
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


@cache
def _glued_start_re() -> re.Pattern[str]:
    return re.compile(r"[.!?。][\"'”’)\]]*(?=[A-Z][a-z])")


def _captions(text: str, *, edition: int) -> list[Cut]:
    """A stretch between two sentences that ends in a picture's credit or date instead of a full stop."""
    found: list[Cut] = []
    rules = load_layout_rules()
    dated = _dated(rules)
    floor = 0
    for bracket in _BRACKET_RE.finditer(text):
        credit = _CREDIT_RE.search(bracket["inside"]) is not None
        if not credit and not dated.search(bracket["inside"]):
            continue
        rest = text[bracket.end() :].lstrip()
        if rest and not rest[0].isupper() and rest[0] not in '"“〈(':
            continue
        start = floor
        for boundary in _SENTENCE_END_RE.finditer(text, floor, bracket.start()):
            if not _is_abbreviated(text, boundary.start()):
                start = boundary.end()
        for boundary in _glued_start_re().finditer(text, start, bracket.start()):
            if not _is_abbreviated(text, boundary.start()):
                start = boundary.end()
        before = text[start : bracket.start()]
        words = len(before.split())
        if not (1 if credit else 2) <= words <= 50 or not before[:1].isupper():
            continue
        place = "," in bracket["inside"]
        if credit or (place and rest and edition >= 1996 and not _CAPTION_START_RE.match(before)):
            found.append((start, bracket.end(), "caption"))
            floor = bracket.end() + len(text[bracket.end() :]) - len(text[bracket.end() :].lstrip())
    return found


def _is_abbreviated(text: str, stop: int) -> bool:
    """Tell whether the full stop at `stop` belongs to an abbreviation such as "U.S."."""
    return (
        re.search(
            r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|St|No|Gen|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\Z",
            text[max(0, stop - 6) : stop],
        )
        is not None
    )


def _headings(text: str, *, title: str) -> list[Cut]:
    """Headings at the beginning of a paragraph, or between two of its sentences."""
    found: list[Cut] = []
    end = heading_run(text, 0, title=title)
    if end:
        found.append((0, end, "heading"))
    for boundary in _SENTENCE_END_RE.finditer(text, end):
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


def heading_run(text: str, start: int, *, title: str, numbered: bool = False) -> int:
    """Return where the heading that begins at `start` ends and running text begins, 0 when there is none.

    A heading shows by its closing bracket (〈United States〉), by being the chapter's title or a
    heading everyone knows, or by title case that breaks off before a word that begins sentences
    ("Message from the Minister A true ...").
    """
    rules = load_layout_rules()
    rest = text[start : start + LONGEST_RUN]
    if title and rest.lower().startswith(title.lower() + " ") and len(text) > len(title) + 40:
        return start + len(title)
    if BULLET_RE.match(rest):
        return 0
    marker = find_marker(rest)
    if numbered and not marker and rest[0] not in "〈<【＜《":
        return 0
    position = marker[1] if marker else 0
    best = 0
    content = 0
    known = False
    previous_small = True
    for token in _TOKEN_RE.finditer(rest, position):
        word = token[0]
        bare = word.strip("\"'“”‘’()[],:;")
        if best and not known and word[0] not in "〈<【＜《":
            break
        begins = bare in rules.words["sentence_starters"] and bare != "I" and word[0].isupper()
        if content and begins and not previous_small and rest[token.start() - 2] not in ",–—-":
            return start + len(rest[: token.start()].rstrip())
        if (
            known
            and word[0].isupper()
            and word[0] not in "〈<【＜《"
            and not _is_marker_word(rest, token.start())
        ):
            return start + best
        if word[0] in "〈<【＜《":
            close = _closing(rest, token.start(), rules)
            if not close:
                return start + best if best else 0
            best, known = close, False
            return _after_brackets(text, start + close, rules)
        small = bare in rules.words["title_small"]
        if word[-1] in ".!?;" and not re.fullmatch(r"(?:\d{1,2}|[IVX]+|(?:[A-Z]\.)+[A-Z]?)\.?", word):
            return 0
        if not small and bare and bare[0].islower():
            return 0
        content += not small
        previous_small = small
        phrase = rest[position : token.end()]
        known = any(
            phrase.endswith(heading) and _is_word_start(phrase, heading)
            for heading in rules.words["known_headings"]
        )
        best = token.end() if known else 0
    return 0


def _is_word_start(phrase: str, heading: str) -> bool:
    return len(phrase) == len(heading) or phrase[-len(heading) - 1] == " "


def _is_marker_word(rest: str, position: int) -> bool:
    found = find_marker(rest[position : position + 40])
    return found is not None and found[0].id in ("chapter", "section")


def _closing(rest: str, start: int, rules: LayoutRules) -> int:
    """Return where the heading bracket that opens at `start` is closed, 0 when it holds no heading."""
    for pair in rules.bracket_pairs:
        if rest[start] == pair[0]:
            end = rest.find(pair[1], start)
            inside = rest[start + 1 : end] if end > 0 else ""
            if inside and len(inside.split()) <= 10 and inside.strip()[:1].isupper():
                return end + 1
    return 0


def _after_brackets(text: str, end: int, rules: LayoutRules) -> int:
    """Go on over further bracketed headings directly behind."""
    while True:
        position = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip())
        if position < len(text) and any(text[position] == pair[0] for pair in rules.bracket_pairs):
            close = _closing(text[position : position + 200], 0, rules)
            if close:
                end = position + close
                continue
        return end
