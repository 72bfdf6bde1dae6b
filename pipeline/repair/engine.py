"""The order of repairs, and the public functions of the stage."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.align import AlignedText
from pipeline.model import Document, Issue, RawDocument, Repair
from pipeline.repair.charmaps import FIRST_HOLE, Holes
from pipeline.repair.decoding import decode_bytes
from pipeline.repair.holes import decide_holes, has_holes, mark_byte_holes
from pipeline.repair.layers import MOST_LAYERS, elect, undo_layer
from pipeline.repair.marks import decode_entities, join_accents, remove_invisible
from pipeline.repair.readings import find_runs
from pipeline.repair.shift_jis import restore_shift_jis_quotes
from pipeline.repair.spacing import (
    join_dashes,
    join_drop_caps,
    join_ligatures,
    join_ordinals,
    restore_lost_apostrophes,
)
from pipeline.repair.steps import Change, Explanation, apply_changes, compose, edits_of, steps_of

_MOST_ROUNDS = 6


def repair_text(text: str) -> str:
    """Give back what wrong codecs took from a text, and leave a sound text as it is."""
    return apply_changes(text, _repair(text))


def explain(text: str) -> Explanation:
    """Repair a text and say, place by place, what was damaged and by what right it was changed."""
    changes = _repair(text)
    return Explanation(text=apply_changes(text, changes), steps=steps_of(changes, text))


def repair_bytes(data: bytes) -> Explanation:
    """Decode a raw file and repair its text."""
    text, encoding = decode_bytes(data)
    explanation = explain(text)
    return Explanation(text=explanation.text, steps=explanation.steps, encoding=encoding)


def repair_document(raw: RawDocument) -> Document:
    """Repair a chapter's text; every repair and every abstention is recorded with raw offsets."""
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
    return Change(
        start=change.start,
        end=change.end,
        new=text[change.start : change.end],
        rule="undecided",
        chain=change.chain,
        confidence=0.0,
        abstained=True,
    )


def _with_full_chain(change: Change) -> Change:
    """Write the origin before a chain that begins with a reading of UTF-8."""
    if not change.chain.startswith(">"):
        return change
    return Change(
        start=change.start,
        end=change.end,
        new=change.new,
        rule=change.rule,
        chain="utf-8" + change.chain,
        confidence=change.confidence,
        abstained=change.abstained,
    )


_Pass = Callable[[str], list[Change]]
_SPACING: tuple[_Pass, ...] = (
    join_ordinals,
    join_drop_caps,
    join_ligatures,
    restore_lost_apostrophes,
    restore_shift_jis_quotes,
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
