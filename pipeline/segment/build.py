"""From units to segments: cut, reunite, number, and write down as pieces of the raw text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.align import AlignedText, Edit
from pipeline.lexicon.layout_rules import load_layout_rules
from pipeline.model import PROSE_KINDS, Document, Segment, stable_id
from pipeline.segment.columns import part_columns
from pipeline.segment.context import classify, rule_kinds
from pipeline.segment.hyphens import Vocabulary
from pipeline.segment.inline import cut_inline
from pipeline.segment.lines import BULLET_RE, Unit, find_lines, join_lines
from pipeline.segment.marks import find_marks, footnote_numbers
from pipeline.segment.sentences import split_sentences
from pipeline.segment.words import WEAK_MARKERS, ends_sentence, find_marker, is_open, starts_lower

_SPACES_RE = re.compile(r"\s{2,}|[^\S ]")


def split_document(doc: Document) -> list[Segment]:
    """Divide a chapter into segments, in reading order.

    Every character of the raw text lies in exactly one piece of one segment; the space between two
    pieces belongs to the piece before it.

    Args:
        doc: the repaired and cleaned chapter.

    Returns:
        The segments; none for a chapter without text.
    """
    edition = doc.source.edition_year
    lines = part_columns(find_lines(doc.aligned, doc.blocks))
    units = join_lines(lines, rule_kinds(lines, edition=edition), doc.blocks)
    classify(units, edition=edition)
    units = _cut_units(units, edition=edition, title=doc.source.title)
    units = _reunite(units)
    return _build(doc, units) if units else []


def _cut_units(units: Sequence[Unit], *, edition: int, title: str) -> list[Unit]:
    """Cut the furniture out of paragraphs; what is left of a paragraph stays one or more paragraphs."""
    cut_units: list[Unit] = []
    for unit in units:
        cuts = cut_inline(unit.text, edition=edition, title=title) if unit.kind in PROSE_KINDS else []
        if not cuts:
            cut_units.append(unit)
            continue
        position = 0
        for start, end, kind in [*cuts, (len(unit.text), len(unit.text), unit.kind)]:
            rest_kind = unit.kind if position == 0 else "paragraph"
            for low, high, part_kind in ((position, start, rest_kind), (start, end, kind)):
                part = unit.text[low:high]
                stripped = part.strip()
                if stripped:
                    low += part.index(stripped[0])
                    cut_units.append(
                        Unit(
                            spans=unit.cut(low, low + len(stripped)),
                            text=stripped,
                            gap=unit.gap if not low else False,
                            kind=part_kind,
                            level=7 if part_kind == "heading" else 0,
                            page=unit.page,
                        )
                    )
            position = end
    return cut_units


def _reunite(units: Sequence[Unit]) -> list[Unit]:
    """Put a sentence together again that a caption, a footnote or the end of a page interrupts."""
    result: list[Unit] = []
    open_unit: Unit | None = None
    for unit in units:
        if unit.kind in PROSE_KINDS:
            if open_unit is not None and _goes_on(open_unit, unit, interrupted=result[-1] is not open_unit):
                open_unit.absorb(unit)
                continue
            open_unit = unit
        elif unit.kind in ("heading", "title"):
            open_unit = None
        result.append(unit)
    return result


def _goes_on(above: Unit, unit: Unit, *, interrupted: bool) -> bool:
    """Tell whether a paragraph goes on with the sentence that the one above leaves open."""
    if unit.kind != "paragraph" or ends_sentence(above.text):
        return False
    if starts_lower(unit.text):
        return True
    if is_open(above.text):
        # "Ladies and Gentlemen," stands alone; a comma above a caption or the end of a page does not.
        return interrupted or not above.text.endswith(",")
    # Behind a page's end or a caption a name may go on ("met President" / "Bush"), but no new sentence.
    starters = load_layout_rules().words["sentence_starters"]
    long = above.text.count(" ", 0, 200) >= 7
    return long and (interrupted or unit.page is not None) and unit.text.split()[0] not in starters


def _build(doc: Document, units: Sequence[Unit]) -> list[Segment]:
    source_id = doc.source.source_id
    pieces = _raw_pieces(doc, units)
    words = Vocabulary(doc.aligned.text)
    numbers = footnote_numbers(unit.text for unit in units if unit.kind == "footnote")
    segments: list[Segment] = []
    path: list[tuple[float, str]] = []
    for unit, unit_pieces in zip(units, pieces, strict=True):
        if not unit_pieces:
            continue
        aligned = _text_of(doc.aligned, unit, numbers=numbers, words=words)
        # The name under "Chapter 2" stands just below it in the path; an edition's title is not part of it.
        depth = 1.5 if unit.kind == "title" else float(unit.level)
        opens = unit.kind == "heading" or (unit.kind == "title" and unit.level > 0)
        if opens:
            path = [step for step in path if step[0] < depth]
        segments.append(
            Segment(
                segment_id=stable_id("s", source_id, unit_pieces[0][0]),
                source_id=source_id,
                kind=unit.kind or "paragraph",
                heading_path=tuple(text for _, text in path),
                pieces=unit_pieces,
                aligned=aligned,
                sentences=_sentences(aligned.text, unit),
                page=unit.page,
            )
        )
        if opens:
            path.append((depth, aligned.text))
    return segments


def _sentences(text: str, unit: Unit) -> tuple[tuple[int, int], ...]:
    """Split what holds sentences; the number or bullet of a list item is not part of its first one."""
    if unit.kind not in ("paragraph", "list", "footnote"):
        return ((0, len(text)),)
    start = 0
    bullet = BULLET_RE.match(text)
    if bullet:
        start = bullet.end()
    marker = find_marker(text[start:])
    if marker and marker[0].id not in WEAK_MARKERS:
        start += marker[1]
    return tuple((low + start, high + start) for low, high in split_sentences(text[start:]))


def _raw_pieces(doc: Document, units: Sequence[Unit]) -> list[tuple[tuple[int, int], ...]]:
    """Give each unit its raw pieces so that together they cover the raw text without gap or overlap."""
    owners = sorted((low, index) for index, unit in enumerate(units) for low, _ in unit.spans)
    starts: list[tuple[int, int]] = []
    for low, owner in owners:
        raw = doc.aligned.starts[low] if starts else 0
        if starts and starts[-1][1] == owner:
            continue
        if starts and raw <= starts[-1][0]:
            continue  # two units made of one raw character: it stays with the first
        starts.append((raw, owner))
    pieces: list[list[tuple[int, int]]] = [[] for _ in units]
    for (low, owner), (high, _) in zip(starts, [*starts[1:], (len(doc.raw), -1)], strict=True):
        pieces[owner].append((low, high))
    for index, unit in enumerate(units):
        order = {doc.aligned.starts[low]: position for position, (low, _) in enumerate(unit.spans)}
        pieces[index].sort(key=lambda piece: order.get(piece[0], -1))
    return [tuple(found) for found in pieces]


def _text_of(chapter: AlignedText, unit: Unit, *, numbers: frozenset[str], words: Vocabulary) -> AlignedText:
    """Join a unit's spans to one line of text, without marks, broken words and double spaces."""
    aligned = AlignedText.join([chapter.slice(low, high) for low, high in unit.spans], separator=" ")
    if unit.kind not in ("footnote", "nav", "footer"):
        marks = find_marks(aligned.text, numbers=numbers)
        if marks:
            aligned = aligned.edit([Edit(start=low, end=high, new="") for low, high in marks])
    breaks = words.find_breaks(aligned.text)
    if breaks:
        aligned = aligned.edit([Edit(start=low, end=high, new=new) for low, high, new in breaks])
    if _SPACES_RE.search(aligned.text):
        aligned = aligned.edit(
            [Edit(start=m.start(), end=m.end(), new=" ") for m in _SPACES_RE.finditer(aligned.text)]
        )
    return aligned
