"""The order of repairs, and the public functions of the stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.align import AlignedText
from pipeline.model import Document, Issue, RawDocument, Repair
from pipeline.repair.charmaps import FIRST_HOLE, Holes
from pipeline.repair.decoding import decode_bytes
from pipeline.repair.holes import decide_holes, has_holes, mark_byte_holes
from pipeline.repair.layers import MOST_LAYERS, elect, undo_layer
from pipeline.repair.marks import decode_entities, join_accents, remove_invisible
from pipeline.repair.question_marks import restore_question_marks
from pipeline.repair.readings import find_runs
from pipeline.repair.shift_jis import restore_shift_jis_quotes
from pipeline.repair.spacing import (
    join_dashes,
    join_drop_caps,
    join_ligatures,
    join_ordinals,
    join_split_words,
    restore_lost_apostrophes,
)
from pipeline.repair.steps import Change, Explanation, apply_changes, compose, edits_of, steps_of

_MOST_ROUNDS = 6


def repair_text(text: str) -> str:
    """Give back what wrong codecs took from a text, and leave a sound text as it is.

    The text is taken as one page: its damaged places vote together on the codecs that were used,
    and a lost character is decided from its paragraph. Whatever neither decides stays as it is.

    Sound ASCII is never touched. ASCII changes only where the damage itself is ASCII, by the rules
    `html-entity` ("Japan&rsquo;s"), `html-ampersand` ("R&amp;D"), `split-ordinal` ("50 th"),
    `lost-apostrophe` ("Japan s position": a lone s, t, re, ve, ll or m behind a word of a closed
    list), `drop-cap` (a capital alone on its line, its word on the next), `split-ligature`
    ("affl uence"), and `split-word`, `shift-jis-half` and `question-mark` ("h ad", "Japanfs",
    "Japan?s", in at least two words of a page); straight quotes, hyphens, other question marks and
    spelling stay.

    Args:
        text: a chapter, or any text; lines and paragraphs as in the file.

    Returns:
        the repaired text. Repairing it again changes nothing.

    >>> repair_text("the Canadian public´┐Żs view of Japanâ€™s aid")
    'the Canadian public’s view of Japan’s aid'
    >>> repair_text("a loan of \ufffd3 billion")
    'a loan of \ufffd3 billion'
    """
    return apply_changes(text, _repair(text))


def explain(text: str) -> Explanation:
    """Repair a text and say, place by place, what was damaged and by what right it was changed.

    Returns:
        the text `repair_text` gives, and its steps in text order: offsets into `text`, the damaged
        and the repaired characters, the chain of readings (`cp1252>utf-8!>cp852`: windows-1252
        bytes read as UTF-8 with loss, that in turn read as cp852), the rule, a confidence from 0 to
        1, and whether the place was repaired or abstained from. `replay` applies them again.

    >>> for step in explain("the public´┐Żs view").steps:
    ...     print(step.start, step.damaged, step.repaired, step.chain, step.rule)
    10 ´┐Ż ’ cp1252>utf-8!>cp852 possessive
    """
    changes = _repair(text)
    return Explanation(text=apply_changes(text, changes), steps=steps_of(changes, text))


def repair_bytes(data: bytes) -> Explanation:
    """Decode a raw file and repair its text; `encoding` says which codec was used.

    UTF-8 comes first, with or without a byte-order mark, then UTF-16 with one, then windows-1252,
    then a detector. The steps count from the decoded text.

    >>> repair_bytes("Tokyo’s".encode("cp1252")).encoding
    'windows-1252'
    """
    text, encoding = decode_bytes(data)
    return replace(explain(text), encoding=encoding)


def repair_document(raw: RawDocument) -> Document:
    """Repair a chapter's text; every repair and every abstention is recorded with raw offsets.

    Args:
        raw: the chapter as read.

    Returns:
        the chapter with `aligned` (repaired text that knows where in the raw text each character
        stood), `repairs` (one row for each damaged place, `raw.text[start:end]` is its `damaged`)
        and `issues` (one for each place left undecided).
    """
    changes = _repair(raw.text)
    aligned = AlignedText.of_raw(raw.text)
    edits = edits_of(changes, raw.text)
    repairs = tuple(
        Repair(
            start=step.start,
            end=step.end,
            damaged=step.damaged,
            repaired=step.repaired,
            status=step.status,
            rule=step.rule,
            chain=step.chain,
            confidence=step.confidence,
        )
        for step in steps_of(changes, raw.text)
    )
    issues = tuple(
        Issue(
            severity="warning",
            code="undecided-character",
            source_id=raw.source.source_id,
            start=repair.start,
            end=repair.end,
            text=repair.damaged,
            message="a character was lost here and its surroundings do not say which; it was left alone",
        )
        for repair in repairs
        if repair.status == "abstained"
    )
    return Document(
        source=raw.source,
        raw=raw.text,
        aligned=aligned.edit(edits) if edits else aligned,
        encoding=raw.encoding,
        blocks=raw.blocks,
        repairs=repairs,
        issues=issues,
    )


def _repair(text: str) -> list[Change]:
    """Return the changes that lead from a text to its repaired form.

    Rounds are repeated until one changes nothing, which makes repairing twice the same as once.
    """
    changes: list[Change] = []
    current = text
    for _ in range(_MOST_ROUNDS):
        round_changes = _one_round(current)
        changes = compose(changes, round_changes, current)
        repaired = apply_changes(text, changes)
        if repaired == current:
            break
        current = repaired
    return [_with_full_chain(change) for change in changes]


def _one_round(text: str) -> list[Change]:
    changes: list[Change] = []
    current = text
    for find in _ASCII_PASSES if text.isascii() else _ALL_PASSES:
        found = find(current)
        if found:
            changes = compose(changes, found, current)
            current = apply_changes(current, found)
    return changes


def _undo_readings(text: str) -> list[Change]:
    """Take back wrong readings, then decide the holes they left."""
    changes: list[Change] = []
    runs = find_runs(text)
    if not runs:
        return changes
    current = text
    holes = Holes() if max(text) < chr(FIRST_HOLE) else None
    for layer in range(MOST_LAYERS):
        if layer:
            runs = find_runs(current)
        path = elect(runs, holes)
        if not path:
            break
        found = undo_layer(runs, path, holes)
        if not found:
            break
        changes = compose(changes, found, current)
        current = apply_changes(current, found)
    if holes is None or not has_holes(current):
        return changes
    for find in (mark_byte_holes, decide_holes):
        found = find(current, holes)
        changes = compose(changes, found, current)
        current = apply_changes(current, found)
    if not holes.patterns:
        return changes
    return [_without_signs(change, text, holes) for change in changes]


def _without_signs(change: Change, text: str, holes: Holes) -> Change:
    """Take a change back whose hole nothing decided: what stood there stays."""
    if not any(holes.pattern(character) for character in change.new):
        return change
    return replace(
        change, new=text[change.start : change.end], rule="undecided", confidence=0.0, abstained=True
    )


def _with_full_chain(change: Change) -> Change:
    """Write the origin before a chain that begins with a reading of UTF-8."""
    if not change.chain.startswith(">"):
        return change
    return replace(change, chain="utf-8" + change.chain)


_Pass = Callable[[str], list[Change]]
_SPACING: tuple[_Pass, ...] = (
    join_ordinals,
    join_drop_caps,
    join_ligatures,
    join_split_words,
    restore_lost_apostrophes,
    restore_shift_jis_quotes,
    restore_question_marks,
)
_ASCII_PASSES: tuple[_Pass, ...] = (decode_entities, *_SPACING)
# Soft hyphens and zero-width marks wait: U+00AD is also the second byte of a misread í.
_ALL_PASSES: tuple[_Pass, ...] = (
    decode_entities,
    _undo_readings,
    remove_invisible,
    join_accents,
    join_dashes,
    *_SPACING,
)
