"""What each unit of a chapter is: by what it says, and by what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.lexicon.layout_rules import LayoutRules, load_layout_rules
from pipeline.model import SegmentKind
from pipeline.segment.lines import BULLET_RE, OPEN_END_RE, Line, Unit
from pipeline.segment.words import (
    bracketed,
    ends_sentence,
    find_marker,
    is_title_case,
    starts_like_sentence,
    starts_lower,
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

_LAST_BRACKET_RE = re.compile(r"\s*[(（](?P<inside>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\.?$")
_CREDIT_RE = re.compile(r"\b(?:photos?|photograph|picture|source|courtesy)\b\s*(?::|by|of)|©", re.IGNORECASE)
_PARTICIPLE_RE = re.compile(r"\b(?!(?:during|including|following|regarding|concerning)\b)[a-z]{3,}ing\b")


def _dated(rules: LayoutRules) -> re.Pattern[str]:
    months = rules.alternatives["months"]
    return re.compile(rf"\b(?:(?:{months})\.?\s+\d{{1,2}}\b|\d{{1,2}}\s+(?:{months})\b)")


def kind_by_rule(line: str, *, edition: int) -> SegmentKind | None:
    """Return the kind of a line that shows by itself what it is, or None.

    >>> kind_by_rule("Contents | Back | Next", edition=2010)
    'nav'
    """
    if len(line) > LONGEST_FURNITURE:
        return None
    for rule in load_layout_rules().rules:
        if rule.fits(line, edition=edition):
            return rule.kind
    return None


def rule_kinds(lines: Sequence[Line], *, edition: int) -> list[SegmentKind | None]:
    """Return for each line the kind a rule tells; an edition's title inside a page is a running head."""
    kinds: list[SegmentKind | None] = []
    prose_seen = False
    for line in lines:
        kind = kind_by_rule(line.text, edition=edition)
        if kind == "title" and prose_seen:
            kind = "footer"
        elif kind is None and len(line.text) > 60 and ends_sentence(line.text):
            prose_seen = True
        kinds.append(kind)
    return kinds


def is_caption(text: str, *, edition: int) -> bool:
    """Tell whether a whole unit is the caption of a picture, by the bracket it ends in.

    >>> is_caption("The two leaders shaking hands (May 3, Tokyo)", edition=2012)
    True
    >>> is_caption("They met in London (May 3) and in Paris.", edition=2012)
    False
    """
    bracket = _LAST_BRACKET_RE.search(text)
    if not bracket or word_count(text) > LONGEST_CAPTION:
        return False
    before = text[: bracket.start()]
    if not before or ends_sentence(before) or word_count(before) < 2:
        return False
    if _CREDIT_RE.search(bracket["inside"]):
        return True
    rules = load_layout_rules()
    if not _dated(rules).search(bracket["inside"]) or text.endswith("."):
        return False
    if edition < FIRST_PHOTOGRAPHS or (find_marker(text) and not BULLET_RE.match(text)):
        return False
    return before.split()[0].rstrip(",") not in rules.words["documents"]


def looks_like_photograph(text: str, *, edition: int) -> bool:
    """Tell whether a line without a full stop describes who is seen rather than what follows."""
    words = word_count(text)
    if edition < FIRST_PHOTOGRAPHS or not 4 <= words <= LONGEST_CAPTION or find_marker(text):
        return False
    titles = load_layout_rules().words["person_titles"]
    person = any(text.startswith(f"{title} ") for title in titles) or text.startswith(
        ("Mr. ", "Ms. ", "Mrs. ")
    )
    if person and (_PARTICIPLE_RE.search(text) or re.search(r"\b(?:with|and|at|\(left\)|\(right\))\b", text)):
        return ("'s " not in text and "’s " not in text) or _PARTICIPLE_RE.search(text) is not None
    return not is_title_case(text) and words >= 7 and (_PARTICIPLE_RE.search(text) is not None or words >= 9)


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
    if bracketed(text, rules):
        return rules.bracket_level if words <= 20 and not ends_sentence(text[:-1]) else 0
    if BULLET_RE.match(text) and not re.match(r"[■●◆◇○□]", text):
        return 0
    if re.search(r"[.!;:,…。][\"'”’»)\]）]*$", text) and not re.search(r"\b(?:U\.S|D\.C|etc)\.$", text):
        return 0
    found = find_marker(text)
    if found:
        marker, end = found
        rest = text[end:]
        if not rest:
            return marker.level
        if not starts_like_sentence(rest) or any(rest.startswith(m + " ") for m in rules.words["months"]):
            return 0
        if marker.id == "letter" and not is_title_case(rest) and words > 9:
            return 0
        return marker.level if is_title_case(rest) or words <= 18 else 0
    if text[0] in "(（" and text[-1] in ")）":
        inside = text[1:-1]
        return (
            7
            if words <= 15 and inside and starts_like_sentence(inside) and not inside.startswith("See")
            else 0
        )
    if not starts_like_sentence(text):
        return 0
    digits = sum(any(c.isdigit() for c in word) for word in text.split())
    if (2 * digits > words and words > 1) or (text[0].isdigit() and words < 2):
        return 0
    if is_title_case(text):
        return 7 if words <= 20 else 0
    return 7 if words <= 8 else 0


def classify(units: list[Unit], *, edition: int) -> None:
    """Give every unit its kind, in place."""
    _mark_running_heads(units)
    _mark_duplicates(units)
    for unit in units:
        if unit.kind is None and is_caption(unit.text, edition=edition):
            unit.kind = "caption"
        elif unit.kind == "heading" and not unit.given:
            unit.kind = None
    prose_left = _prose_left(units)
    in_photo_index = False
    for index, unit in enumerate(units):
        if unit.kind is not None:
            if unit.kind == "heading":
                found = find_marker(unit.text)
                unit.level = found[0].level if found else unit.level or 7
                unit.numbered = found is not None
                in_photo_index = "photo index" in unit.text.lower()
            continue
        above = units[index - 1] if index else None
        if (
            above is not None
            and above.kind == "heading"
            and _is_broken_title(above, unit)
            and starts_lower(unit.text)
        ):
            unit.kind, unit.level = "heading", 7
            continue
        closed = _is_closed(units, index)
        bullet = BULLET_RE.match(unit.text)
        level = heading_level(unit.text, closed=closed)
        if level and level < 7 and not bullet:
            unit.kind, unit.level, unit.numbered = "heading", level, find_marker(unit.text) is not None
            continue
        if in_photo_index and (bullet or not level):
            unit.kind = "caption"
        elif bullet and not (level and unit.text[0] in "■●◆◇○□"):
            unit.kind = "list"
        elif closed and not ends_sentence(unit.text) and looks_like_photograph(unit.text, edition=edition):
            unit.kind = "caption"
        elif level and (prose_left[index] or not _prose_before(units, index)) and not _in_table(units, index):
            unit.kind, unit.level = "heading", level
            if "photo index" in unit.text.lower():
                in_photo_index = True
        else:
            unit.kind = "list" if find_marker(unit.text) and word_count(unit.text) <= 60 else "paragraph"
    _mark_numbered_footnotes(units)
    _join_broken_headings(units)
    _mark_titles(units)


def _prose_left(units: Sequence[Unit]) -> list[bool]:
    """Tell for each unit whether running text or a caption still follows it (a signature has none)."""
    left, seen = [], False
    for unit in reversed(units):
        left.append(seen)
        seen = (
            seen
            or unit.kind in ("caption", "heading")
            or (
                unit.kind is None
                and (
                    ends_sentence(unit.text)
                    or find_marker(unit.text) is not None
                    or word_count(unit.text) > 12
                )
            )
            or BULLET_RE.match(unit.text) is not None
        )
    return left[::-1]


def _prose_before(units: Sequence[Unit], index: int) -> bool:
    return any(unit.kind in ("paragraph", "list", "caption") for unit in units[max(0, index - 40) : index])


def _is_closed(units: Sequence[Unit], index: int) -> bool:
    """Tell whether the text after a unit does not go on with its last sentence."""
    for unit in units[index + 1 : index + 8]:
        if unit.kind in ("nav", "footer", "caption", "footnote"):
            continue
        return (
            not starts_lower(unit.text)
            or find_marker(unit.text) is not None
            or _is_broken_title(units[index], unit)
        )
    return True


def _is_broken_title(unit: Unit, following: Unit) -> bool:
    """Tell whether a small first letter goes on with a title ("... Efforts", "by Japan in 1985")."""
    return (
        is_title_case(unit.text)
        and is_title_case(following.text)
        and not ends_sentence(following.text)
        and word_count(following.text) <= 12
    )


def _in_table(units: Sequence[Unit], index: int) -> bool:
    """Tell whether a bare short line stands among many such lines, as in a table or a list of names."""

    def bare(unit: Unit) -> bool:
        return (
            unit.kind in (None, "list", "paragraph", "heading")
            and not unit.given
            and not unit.numbered
            and not ends_sentence(unit.text)
            and word_count(unit.text) <= 12
            and not find_marker(unit.text)
        )

    first = last = index
    while first > 0 and bare(units[first - 1]):
        first -= 1
    while last + 1 < len(units) and last < index + 6 and bare(units[last + 1]):
        last += 1
    top = not any(unit.kind in ("paragraph", "list", "heading") for unit in units[max(0, first - 5) : first])
    return last - first + 1 >= (6 if top else 4)


def _mark_duplicates(units: Sequence[Unit]) -> None:
    """A text printed twice in a row is a picture's alternative text and its caption."""
    for unit, other in pairwise(units):
        same = unit.text == other.text and 4 <= word_count(unit.text) <= LONGEST_CAPTION
        if same and unit.kind in (None, "caption") and not unit.given:
            unit.kind = other.kind = "caption"


def _mark_running_heads(units: Sequence[Unit]) -> None:
    """A short line that comes back on page after page is a running head; its first copy may be a heading."""
    keys = [re.sub(r"\d+", "#", unit.text.lower()) if len(unit.text) <= 80 else "" for unit in units]
    counts = Counter(key for key in keys if len(key) > 3)
    seen: set[str] = set()
    for index, (unit, key) in enumerate(zip(units, keys, strict=True)):
        if unit.kind is not None or counts[key] < 3 or not key or ends_sentence(unit.text):
            continue
        exact = sum(1 for other in units if other.text == unit.text) >= 3
        adjacent = index and keys[index - 1] == key
        if exact and not adjacent and key in seen and not BULLET_RE.match(unit.text):
            unit.kind = "footer"
        seen.add(key)


_NOTE_NUMBER_RE = re.compile(r"[(（]?(\d{1,3})[)）]?[.:]?\s+(?=\S)")


def _mark_numbered_footnotes(units: Sequence[Unit]) -> None:
    """A numbered line that explains a mark glued to a word above is its footnote."""
    marks: set[str] = set()
    for unit in units:
        number = _NOTE_NUMBER_RE.match(unit.text)
        explains = number is not None and number[1] in marks
        if explains and unit.kind in ("list", "paragraph", "heading") and not unit.given:
            assert number is not None
            rest = unit.text[number.end() :]
            colon = re.match(r"[^.:]{2,80}:\s", rest)
            if (
                ends_sentence(unit.text) and unit.text[0].isdigit() and not re.match(r"\d+\.", unit.text)
            ) or colon:
                unit.kind = "footnote"
                continue
        for match in GLUED_MARK_RE.finditer(unit.text):
            marks.add(match["digits"] or match["bracketed"] or match["raised"])


GLUED_MARK_RE = re.compile(
    r"""
    (?<= [A-Za-zÀ-ÿ)”’".,] )
    (?: (?P<digits> \d{1,3} ) | \( (?P<bracketed> \d{1,2} ) \) | \[ (?P<raised> \d{1,3} ) \] )
    (?! [\w%°] | [.,]\d | -[A-Za-z0-9] )
    """,
    re.VERBOSE,
)
"""A number glued to the end of a word; whether it is a footnote's mark is another question."""


def _join_broken_headings(units: list[Unit]) -> None:
    """Put together a heading whose line the page broke, and a number with the heading it numbers."""
    index = 1
    while index < len(units):
        above, unit = units[index - 1], units[index]
        both = above.kind == unit.kind == "heading" and not above.given and not unit.given
        if both and not find_marker(unit.text) and unit.level == 7:
            found = find_marker(above.text)
            bare = found is not None and not above.text[found[1] :] and found[0].id != "chapter"
            goes_on = starts_lower(unit.text) or OPEN_END_RE.search(above.text) is not None
            wrapped = (
                not unit.gap and found is not None and len(above.text) >= 50 and unit.text[0] not in "(（〈<["
            )
            if bare or goes_on or wrapped:
                above.absorb(unit)
                del units[index]
                continue
        index += 1


def _mark_titles(units: Sequence[Unit]) -> None:
    """A chapter's name is a title: bare lines under "Chapter 2", or above it at the top of the page."""
    for index, unit in enumerate(units):
        if unit.kind in ("paragraph", "list"):
            break
        if unit.kind != "heading" or not unit.numbered or unit.level != 1:
            continue
        before = [other for other in units[:index] if other.kind not in ("nav", "footer")]
        if all(other.kind == "title" or (other.kind == "heading" and not other.numbered) for other in before):
            for other in before:
                other.kind = "title"
        found = find_marker(unit.text)
        bare = found is not None and not unit.text[found[1] :]
        after = index + 1
        while (
            after < len(units)
            and units[after].kind == "heading"
            and not units[after].numbered
            and units[after].level == 7
        ):
            after += 1
        names = units[index + 1 : after]
        numbered_next = after < len(units) and units[after].kind == "heading"
        known = load_layout_rules().words["known_headings"]
        if names and not numbered_next and names[-1].text in known:
            names = names[:-1]
        if bare or numbered_next:
            for other in names:
                other.kind, other.level = "title", 1
        break
