"""Edits on top of edits, and the account of them that a reader can replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.align import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A replacement on the way to the repaired text: offsets in the text before it.

    `rule` and `chain` say by what right; `confidence` lies between 0 and 1. A change whose `new`
    equals what stood there is an abstention: a place seen and left alone.
    """

    start: int
    end: int
    new: str
    rule: str
    chain: str = ""
    confidence: float = 1.0
    abstained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One damaged place of a text (offsets into the text as it came) and what became of it."""

    start: int
    end: int
    damaged: str
    repaired: str
    chain: str
    rule: str
    confidence: float
    status: Literal["repaired", "abstained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A repaired text and the steps that lead to it; `encoding` only when bytes were given."""

    text: str
    steps: tuple[Step, ...]
    encoding: str = ""


def replay(text: str, steps: Iterable[Step]) -> str:
    """Apply the steps of an explanation to the text they were made for.

    >>> step = Step(start=5, end=8, damaged="´┐Ż", repaired="’", chain="cp1252>utf-8!>cp852",
    ...             rule="apostrophe-in-word", confidence=0.99, status="repaired")
    >>> replay("Japan´┐Żs", [step])
    'Japan’s'
    """
    parts, position = [], 0
    for step in steps:
        parts += [text[position : step.start], step.repaired]
        position = step.end
    parts.append(text[position:])
    return "".join(parts)


def apply_changes(text: str, changes: Sequence[Change]) -> str:
    """Return the text with all changes made."""
    parts, position = [], 0
    for change in changes:
        parts += [text[position : change.start], change.new]
        position = change.end
    parts.append(text[position:])
    return "".join(parts)


def compose(first: Sequence[Change], second: Sequence[Change], middle: str) -> list[Change]:
    """Merge two rounds of changes into one that leads from the first text to the last.

    `first` leads to `middle`, `second` starts from it; both are in order and without overlap.
    Where changes of both rounds touch the same characters they become one, which keeps the first
    round's chain in front of the second's, as damage is undone from the last reading backwards.

    >>> one = [Change(start=5, end=8, new="\ufffd", rule="layer", chain=">cp852")]
    >>> two = [Change(start=5, end=6, new="’", rule="apostrophe", chain="cp1252>utf-8!")]
    >>> merged = compose(one, two, "Japan\ufffds")[0]
    >>> merged.start, merged.end, merged.new, merged.chain, merged.rule
    (5, 8, '’', 'cp1252>utf-8!>cp852', 'apostrophe')
    """
    if not first or not second:
        return list(first or second)
    merged: list[Change] = []
    shift = 0  # offset in the middle text minus offset in the first text
    old_index = new_index = 0
    while old_index < len(first) or new_index < len(second):
        old = first[old_index] if old_index < len(first) else None
        new = second[new_index] if new_index < len(second) else None
        if old is not None and (new is None or old.start + shift + len(old.new) <= new.start):
            merged.append(old)
            shift += len(old.new) - (old.end - old.start)
            old_index += 1
        elif new is not None and (old is None or new.end <= old.start + shift):
            merged.append(replace(new, start=new.start - shift, end=new.end - shift))
            new_index += 1
        else:
            assert old is not None
            assert new is not None
            middle_start = middle_end = min(old.start + shift, new.start)
            start, group_old, group_new = middle_start - shift, old_index, new_index
            # Gather every change of either round that hangs together with these two.
            while True:
                if old_index < len(first) and (
                    old_index == group_old or first[old_index].start + shift < middle_end
                ):
                    old = first[old_index]
                    middle_end = max(middle_end, old.start + shift + len(old.new))
                    shift += len(old.new) - (old.end - old.start)
                    old_index += 1
                elif new_index < len(second) and (
                    new_index == group_new or second[new_index].start < middle_end
                ):
                    middle_end = max(middle_end, second[new_index].end)
                    new_index += 1
                else:
                    break
            merged.append(
                _merge(
                    first[group_old:old_index],
                    second[group_new:new_index],
                    middle[middle_start:middle_end],
                    middle_start,
                    (start, middle_end - shift),
                )
            )
    return merged


def _merge(
    old: Sequence[Change], new: Sequence[Change], middle: str, middle_start: int, span: tuple[int, int]
) -> Change:
    """Make one change of several that touch: `middle` is what they cover in the text between."""
    chain = new[-1].chain
    if not (chain and old[0].chain.startswith(chain)):
        chain += old[0].chain
    if len(new) == 1 and new[0].end - new[0].start == len(middle):
        text = new[0].new
    else:
        inner = [replace(c, start=c.start - middle_start, end=c.end - middle_start) for c in new]
        text = apply_changes(middle, inner)
    return Change(
        start=span[0],
        end=span[1],
        new=text,
        rule=new[-1].rule,
        chain=chain,
        confidence=min(change.confidence for change in (*old, *new)),
        abstained=new[-1].abstained,
    )


def edits_of(changes: Iterable[Change], text: str) -> list[Edit]:
    """Return the edits that really change something, each as narrow as it can be.

    A row may quote "Japan– U.S." to be readable, but only the blank goes: the words around it keep
    their own places in the raw text.
    """
    edits = []
    for change in changes:
        old, new = text[change.start : change.end], change.new
        if old == new:
            continue
        before = _common_length(old, new)
        after = _common_length(old[before:][::-1], new[before:][::-1])
        edits.append(
            Edit(start=change.start + before, end=change.end - after, new=new[before : len(new) - after])
        )
    return edits


def _common_length(first: str, second: str) -> int:
    for index, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return index
    return min(len(first), len(second))


def steps_of(changes: Sequence[Change], text: str) -> tuple[Step, ...]:
    """Return one step for each damaged place: changes of one kind inside one word count as one place."""
    steps: list[Step] = []
    for change in changes:
        damaged = text[change.start : change.end]
        if damaged == change.new and not change.abstained:
            continue
        status: Literal["repaired", "abstained"] = "abstained" if change.abstained else "repaired"
        step = Step(
            start=change.start,
            end=change.end,
            damaged=damaged,
            repaired=change.new,
            chain=change.chain,
            rule=change.rule,
            confidence=round(change.confidence, 2),
            status=status,
        )
        before = steps[-1] if steps else None
        if before and before.status == status and _is_one_place(before, step, text):
            between = text[before.end : step.start]
            steps[-1] = Step(
                start=before.start,
                end=step.end,
                damaged=text[before.start : step.end],
                repaired=before.repaired + between + step.repaired,
                chain=before.chain,
                rule=before.rule,
                confidence=min(before.confidence, step.confidence),
                status=status,
            )
        else:
            steps.append(step)
    return tuple(steps)


def _is_one_place(before: Step, after: Step, text: str) -> bool:
    if before.rule != after.rule or before.chain != after.chain or after.end - before.start > 40:
        return False
    between = text[before.end : after.start]
    return not between or between.isalpha()
