"""What each unit of a chapter is: by what it says, and by what stands around it."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.layout_rules import load_layout_rules
from pipeline.model import SegmentKind
from pipeline.segment.lines import BULLET_RE
from pipeline.segment.words import (
    WEAK_MARKERS,
    bracketed,
    ends_sentence,
    find_marker,
    holds_sentence,
    is_title_case,
    starts_like_sentence,
    word_count,
)

LONGEST_FURNITURE = 300
"""Characters; a longer line is not asked whether it is furniture as a whole."""
LONGEST_HEADING = 30
"""Words."""
LONGEST_CAPTION = 60
"""Words."""
FIRST_PHOTOGRAPHS = 1996
"""The first edition whose pages carry photographs; before, a bare line is a heading."""

_LAST_BRACKET_RE = re.compile(
    r"(?:(?<!\s)\s++)?[(（](?P<inside>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\.?$"
)
CREDIT_RE = re.compile(r"\b(?:photos?|photograph|picture|source|courtesy)\b\s*(?::|by|of)|©", re.IGNORECASE)
_YEAR_RE = re.compile(r"(?:19|20)\d\d")
_TOLD_RE = re.compile(r"\b(?:was|were|has|have|had|is|are|will|would|should|[a-z]{2,}ed)\b")
"""A verb that tells what happened: captions show it instead."""
_PARTICIPLE_RE = re.compile(r"\b(?!(?:during|including|following|regarding|concerning)\b)[a-z]{3,}ing\b")


@cache
def dated_re() -> re.Pattern[str]:
    """Return the pattern of a day of a month, in either order."""
    months = load_layout_rules().alternatives["months"]
    return re.compile(
        rf"\b(?:(?:{months})\.?\s+\d{{1,2}}\b|\d{{1,2}}\s+(?:{months})\b|(?:{months})(?:\s+\d{{4}})?,)"
    )


def kind_by_rule(line: str, *, edition: int, prose_seen: bool = True) -> SegmentKind | None:
    """Return the kind of a line that shows by itself what it is, or None.

    Some rules (a chapter's name with a page number) hold only after running text: at the top of the
    page the same line is the heading itself.

    >>> kind_by_rule("Contents | Back | Next", edition=2010)
    'nav'
    """
    if len(line) > LONGEST_FURNITURE:
        return None
    for rule in load_layout_rules().rules:
        if (prose_seen or not rule.after_prose) and rule.fits(line, edition=edition):
            return rule.kind
    return None


def is_caption(text: str, *, edition: int) -> bool:
    """Tell whether a whole unit is the caption of a picture, by the bracket it ends in.

    >>> is_caption("The two leaders shaking hands (May 3, Tokyo)", edition=2012)
    True
    >>> is_caption("They met in London (May 3) and in Paris.", edition=2012)
    False
    """
    if text.rstrip(".")[-1:] not in (")", "）") or word_count(text) > LONGEST_CAPTION:
        return False
    bracket = _LAST_BRACKET_RE.search(text)
    if not bracket:
        return False
    before = text[: bracket.start()]
    if not before or ends_sentence(before) or word_count(before) < 2:
        return False
    if CREDIT_RE.search(bracket["inside"]):
        return True
    rules = load_layout_rules()
    if not dated_re().search(bracket["inside"]) or text.endswith("."):
        return False
    if edition < FIRST_PHOTOGRAPHS or (find_marker(text) and not BULLET_RE.match(text)):
        return False
    return before.split()[0].rstrip(",") not in rules.words["documents"]


def looks_like_photograph(text: str, *, edition: int) -> bool:
    """Tell whether a line without a full stop describes who is seen rather than what follows."""
    words = word_count(text)
    if edition < FIRST_PHOTOGRAPHS or not 4 <= words <= LONGEST_CAPTION or find_marker(text):
        return False
    if holds_sentence(text):
        return False
    titles = load_layout_rules().words["person_titles"]
    person = any(text.startswith(f"{title} ") for title in titles) or text.startswith(
        ("Mr. ", "Ms. ", "Mrs. ")
    )
    if person and (_PARTICIPLE_RE.search(text) or re.search(r"\b(?:with|and|at|\(left\)|\(right\))\b", text)):
        return ("'s " not in text and "’s " not in text) or _PARTICIPLE_RE.search(text) is not None
    shown = _PARTICIPLE_RE.search(text) is not None or re.search(r"\b(?:at|during|before|after) the\b", text)
    return not is_title_case(text) and words >= 6 and bool(shown) and not _TOLD_RE.search(text)


def heading_level(text: str, *, closed: bool) -> int:
    """Return how deep a heading stands in the heading path, 0 when the text is no heading.

    Args:
        text: the unit's text.
        closed: nothing that follows goes on with this text.

    >>> heading_level("(1)  Overview", closed=True), heading_level("They met in May.", closed=True)
    (4, 0)
    """
    words = word_count(text)
    rules = load_layout_rules()
    if words > LONGEST_HEADING or not closed:
        return 0
    found = find_marker(text)
    if holds_sentence(text[found[1] :] if found else text):
        return 0
    if bracketed(text, rules):
        return rules.bracket_level if words <= 20 and not ends_sentence(text[:-1]) else 0
    if BULLET_RE.match(text) and not re.match(r"[■●◆◇○□]", text):
        return 0
    if found and found[0].id not in WEAK_MARKERS - {"number"} and re.search(r"[a-z]{3}\.$", text):
        # Editions before 1980 close even their headings with a full stop: "(1) Trade with Asia."
        rest = text[found[1] : -1]
        if is_title_case(rest) and starts_like_sentence(rest) and words <= 8 and not _TOLD_RE.search(rest):
            return found[0].level
    if re.search(r"[.!;:,…。][\"'”’»)\]）]*$", text) and not re.search(r"\b(?:U\.S|D\.C|etc)\.$", text):
        return 0
    if found:
        marker, end = found
        rest = text[end:]
        if not rest:
            return marker.level
        if not starts_like_sentence(rest) or any(rest.startswith(m + " ") for m in rules.words["months"]):
            return 0
        if marker.id in WEAK_MARKERS and not is_title_case(rest) and words > 9:
            return 0
        return marker.level if is_title_case(rest) or words <= 18 else 0
    if text[0] in "(（" and text[-1] in ")）":
        inside = text[1:-1]
        remark = inside.split(" ")[0].rstrip(":,") in rules.words["bracket_remarks"]
        return 7 if words <= 15 and starts_like_sentence(inside) and not remark else 0
    if not starts_like_sentence(text):
        return 0
    if _YEAR_RE.fullmatch(text):
        return 7
    digits = sum(any(c.isdigit() for c in word) for word in text.split())
    if (2 * digits > words and words > 1) or (text[0].isdigit() and words < 2):
        return 0
    if is_title_case(text):
        return 7 if words <= 20 else 0
    return 7 if words <= 8 else 0
