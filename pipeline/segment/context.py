"""What each unit of a chapter is, by what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.lexicon.layout_rules import load_layout_rules
from pipeline.model import SegmentKind
from pipeline.segment.kinds import (
    LONGEST_CAPTION,
    LONGEST_FURNITURE,
    LONGEST_HEADING,
    heading_level,
    is_caption,
    kind_by_rule,
    looks_like_photograph,
)
from pipeline.segment.lines import BULLET_RE, Line, Unit
from pipeline.segment.marks import GLUED_MARK_RE
from pipeline.segment.words import (
    WEAK_MARKERS,
    ends_sentence,
    find_marker,
    is_open,
    is_title_case,
    starts_lower,
    word_count,
)


def rule_kinds(lines: Sequence[Line], *, edition: int) -> list[SegmentKind | None]:
    """Return for each line the kind that it shows by itself, None where its surroundings must tell.

    An edition's title inside a page is a running head. What a mirror site lists between "Similar
    documents" and "Transcription" belongs to the site.
    """
    rules = load_layout_rules()
    starts, ends = rules.words["nav_region_start"], rules.words["nav_region_end"]
    last_end = max((i for i, line in enumerate(lines) if line.text.lower() in ends), default=-1)
    kinds: list[SegmentKind | None] = []
    prose_seen = in_region = False
    for index, line in enumerate(lines):
        small = line.text.lower()
        in_region = (in_region or small in starts) and small not in ends
        kind = (
            "nav"
            if in_region and index < last_end
            else kind_by_rule(line.text, edition=edition, prose_seen=prose_seen)
        )
        if kind == "title" and prose_seen:
            kind = "footer"
        elif kind is None and len(line.text) > 60 and ends_sentence(line.text):
            prose_seen = True
        if kind is None and _is_whole_caption(lines, index, kinds, edition=edition):
            kind = "caption"
        kinds.append(kind)
    return kinds


def _is_whole_caption(
    lines: Sequence[Line], index: int, kinds: Sequence[SegmentKind | None], *, edition: int
) -> bool:
    """Tell whether a line alone is a caption: nothing above runs on into it."""
    line = lines[index]
    if len(line.text) > LONGEST_FURNITURE or line.text[-1] not in ")）":
        return False
    opens = line.gap or kinds[index - 1] is not None or ends_sentence(lines[index - 1].text)
    return opens and not starts_lower(line.text) and is_caption(line.text, edition=edition)


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
        elif not ends_sentence(unit.text) and word_count(unit.text) <= 12 and _in_table(units, index):
            unit.kind = "list"
        else:
            found = find_marker(unit.text)
            item = found is not None and (found[0].id not in WEAK_MARKERS or unit.text[found[1] - 2] == ".")
            unit.kind = "list" if item and word_count(unit.text) <= 60 else "paragraph"
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
        if is_open(units[index].text) and not find_marker(unit.text):
            return _is_broken_title(units[index], unit)
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
    while first > max(0, index - 6) and bare(units[first - 1]):
        first -= 1
    while last + 1 < len(units) and last < index + 6 and bare(units[last + 1]):
        last += 1
    top = not any(unit.kind in ("paragraph", "list", "heading") for unit in units[max(0, first - 5) : first])
    return last - first + 1 >= (6 if top else 4)


def _mark_duplicates(units: Sequence[Unit]) -> None:
    """A text printed twice in a row is a picture's alternative text and its caption."""
    prose = False
    for unit, other in pairwise(units):
        same = unit.text == other.text and 4 <= word_count(unit.text) <= LONGEST_CAPTION
        if same and not prose and is_title_case(unit.text) and not BULLET_RE.match(unit.text):
            continue  # a page's name above its own heading
        prose = prose or ends_sentence(unit.text)
        if same and unit.kind in (None, "caption") and not unit.given:
            unit.kind = other.kind = "caption"


def _mark_running_heads(units: Sequence[Unit]) -> None:
    """A short line that comes back on page after page is a running head; its first copy may be a heading."""
    keys = [re.sub(r"\d+", "#", unit.text.lower()) if len(unit.text) <= 80 else "" for unit in units]
    counts = Counter(key for key in keys if len(key) > 3)
    texts = Counter(unit.text for unit in units if len(unit.text) <= 80)
    seen: set[str] = set()
    for index, (unit, key) in enumerate(zip(units, keys, strict=True)):
        if unit.kind is not None or counts[key] < 3 or not key or ends_sentence(unit.text):
            continue
        exact = texts[unit.text] >= 3
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


def _join_broken_headings(units: list[Unit]) -> None:
    """Put together a heading whose line the page broke, and a number with the heading it numbers."""
    joined: list[Unit] = []
    for unit in units:
        if joined and _heads_go_on(joined[-1], unit):
            joined[-1].absorb(unit)
        else:
            joined.append(unit)
    units[:] = joined


def _heads_go_on(above: Unit, unit: Unit) -> bool:
    """Tell whether two heading lines are one heading."""
    both = above.kind == unit.kind == "heading" and not above.given and not unit.given
    if not both or unit.level != 7 or find_marker(unit.text) or word_count(above.text) > LONGEST_HEADING:
        return False
    found = find_marker(above.text)
    bare = found is not None and not above.text[found[1] :] and found[0].id != "chapter"
    wrapped = not unit.gap and found is not None and len(above.text) >= 50 and unit.text[0] not in "(（〈<["
    return bare or wrapped or starts_lower(unit.text) or is_open(above.text)


def _mark_title_page(units: Sequence[Unit]) -> None:
    """Between the edition's title and its publisher, and for the year below it, all is title."""
    titles = []
    for index, unit in enumerate(units):
        if unit.kind in ("paragraph", "list"):
            break
        if unit.kind == "title":
            titles.append(index)
        elif unit.kind == "heading" and titles == [index - 1] and re.fullmatch(r"(?:19|20)\d\d", unit.text):
            unit.kind = "title"
            titles.append(index)
    for unit in units[titles[0] : titles[-1]] if titles else ():
        if unit.kind == "heading" and not unit.numbered:
            unit.kind = "title"


def _mark_titles(units: Sequence[Unit]) -> None:
    """A chapter's name is a title: bare lines under "Chapter 2", or above it at the top of the page."""
    _mark_title_page(units)
    for index, unit in enumerate(units):
        if unit.kind in ("paragraph", "list"):
            break
        if unit.kind != "heading" or not unit.numbered or unit.level != 1:
            continue
        before = [other for other in units[:index] if other.kind not in ("nav", "footer")]
        known = load_layout_rules().words["known_headings"]
        if all(
            other.kind == "title"
            or (other.kind == "heading" and not other.numbered and other.text not in known)
            for other in before
        ):
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
        if names and not numbered_next and names[-1].text in known:
            names = names[:-1]
        if bare or numbered_next:
            for other in names:
                other.kind, other.level = "title", 1
        break
