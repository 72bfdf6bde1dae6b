""" "The former in March, the latter in June": what is said of each of two events or people told before."""

from __future__ import annotations

from pipeline.events.parties.fillers import Filler, Row
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group
from pipeline.events.sentence.frame import Frame, read_right
from pipeline.events.triggers import Candidate

_PLACES = frozenset({"STATE", "PLACE"})


def tell_apart(rows: list[Row], candidate: Candidate, context: Context) -> list[Row]:
    """Give each of two rows what "the former" and "the latter" say of it.

    Args:
        rows: the rows of a trigger; one that names two people or states becomes two.
        candidate: the trigger.
        context: the sentence.
    """
    said = _former_and_latter(candidate, context)
    if said is None:
        return rows
    if len(rows) == 2:
        return [_placed(row, frame, context) for row, frame in zip(rows, said, strict=True)]
    pair = _pair(candidate)
    if len(rows) != 1 or pair is None or not all(frame.times for frame in said):
        return rows
    parted = []
    for number, frame in enumerate(said):
        other = pair[1 - number]
        kept = [filler for filler in rows[0].fillers if filler.unit not in other]
        row = Row(kept, frame.times[0], pair[1][0] if number else None, ["the former, the latter"])
        parted.append(_placed(row, frame, context))
    return parted


def _former_and_latter(candidate: Candidate, context: Context) -> list[Frame] | None:
    """What stands behind "the former" and "the latter", where both follow the trigger."""
    if "latter" not in context.view.text:
        return None
    units = context.view.units
    at = [
        next((i for i in range(candidate.end, len(units)) if units[i].text.lower() == word), None)
        for word in ("former", "latter")
    ]
    if at[0] is None or at[1] is None or at[0] > at[1]:
        return None
    frames = []
    for index in (at[0], at[1]):
        frame = Frame()
        behind = index + 1 if context.view.shape[index + 1 : index + 2] in ("I", "T") else index + 2
        read_right(context.grammar, behind, frame, stop=frozenset({at[1] - 1, at[1]}))
        frames.append(frame)
    return frames


def _pair(candidate: Candidate) -> tuple[list[int], list[int]] | None:
    """The two people or states that the subject or a complement names."""
    frame = candidate.frame
    groups: list[Group] = [frame.subject] if frame.subject is not None else []
    groups += [part.group for part in frame.complements]
    for group in groups:
        if len(group.items) == 2 and all(item.parties for item in group.items):
            return group.items[0].parties, group.items[1].parties
    return None


def _placed(row: Row, frame: Frame, context: Context) -> Row:
    """A row with the places of its half; those of the whole sentence are behind it."""
    places = [
        unit
        for part in frame.complements
        for unit in part.group.parties
        if (mention := context.view.units[unit].mention) is not None and mention.label in _PLACES
    ]
    if places:
        row.fillers = [filler for filler in row.fillers if filler.role != "place"]
        row.fillers += [Filler("place", unit, "the former, the latter") for unit in places]
    return row
