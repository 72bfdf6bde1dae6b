"""The date in the trigger's own clause: behind it, in its phrase, before it, or opening its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Frame, read_right
from pipeline.events.triggers import Candidate
from pipeline.model import TimeExpression


@dataclass(frozen=True, slots=True)
class Dating:
    """A date and the path by which it was found."""

    time: TimeExpression
    path: str


_TO = frozenset({"to", "until", "till", "through"})


def with_range(index: int, context: Context) -> TimeExpression | None:
    """The date at a unit, joined with the other end of "from March 22, 1995 to March 23, 1995"."""
    view = context.view
    time = view.units[index].time
    if time is None:
        return None
    first, last = index, index
    if view.shape[index + 1 : index + 3] == "IT" and view.units[index + 1].lemma in _TO:
        last = index + 2
    elif view.shape[max(0, index - 2) : index] == "TI" and view.units[index - 1].lemma in _TO:
        first = index - 2
    start, end = view.units[first].time, view.units[last].time
    if first == last or start is None or end is None:
        return time
    plain = all(part.edtf and "/" not in part.edtf for part in (start, end))
    if not plain or not start.earliest <= end.latest:
        return time
    return replace(
        start,
        edtf=f"{start.edtf}/{end.edtf}",
        end=max(start.end, end.end),
        text=context.text_between(first, last + 1),
        latest=end.latest,
        timex3_value="",
    )


def dating_at(index: int, path: str, context: Context) -> Dating | None:
    """The date at a unit, if there is one and it is known.

    Args:
        index: the unit.
        path: how the unit was found.
        context: the sentence.
    """
    time = with_range(index, context)
    return Dating(time, path) if time is not None and time.edtf else None


def own_date(candidate: Candidate, context: Context) -> Dating | None:
    """Return the date in the trigger's own complements or in the adjunct that opens its clause.

    Args:
        candidate: the trigger.
        context: its sentence.
    """
    for index, path in _own_units(candidate, context):
        dating = dating_at(index, path, context)
        if dating is not None:
            return dating
    return None


def _own_units(candidate: Candidate, context: Context) -> Iterator[tuple[int, str]]:
    """Units at which the trigger's own date may stand, the nearest first, and what each is to the trigger."""
    view, frame, phrase = context.view, candidate.frame, candidate.phrase
    for index in frame.times:
        yield index, "behind the trigger"
    if phrase is not None:
        for index in range(phrase.start, phrase.end):
            yield index, "inside the phrase"
        if phrase.start > 0 and view.shape[phrase.start - 1] == "T":
            yield phrase.start - 1, "before the noun"
    if candidate.verb is None:
        for index in _end_of_list(candidate, context):
            yield index, "end of the list"
        return
    start = view.clauses[candidate.verb].start
    if start > 0 and view.shape[start - 1] == "T":
        yield start - 1, "before the verb"
    opener = start
    if frame.subject is not None:
        opener = min(frame.subject.start, start)
        for item in frame.subject.items:
            for index in item.times:
                yield index, "bracket of the subject"
            if candidate.event_type == "ANNIVERSARY":
                for index in range(item.phrase.start, item.end):
                    yield index, "subject"
    if opener >= 2 and view.shape[opener - 1] == "W" and view.units[opener - 1].lemma in ("when", "where"):
        # "in 2008, when Japan was host": the clause explains the date before it
        yield opener - 3 if view.shape[opener - 2] in ",)" else opener - 2, "date the clause explains"
    for index in reversed(frame.leading_times):
        yield index, "opening of the clause"


def _end_of_list(candidate: Candidate, context: Context) -> list[int]:
    """ "The G8 summit in Canada and the APEC summit in Japan in 2010": the last date covers the list."""
    view, end = context.view, candidate.frame.end
    index = end
    while index < len(view.units) and view.shape[index] in ",C":
        index += 1
    if index == end or index >= len(view.units) or candidate.phrase is None:
        return []
    follower = view.np_of[index]
    if follower is None or view.units[follower.head].lemma != view.units[candidate.phrase.head].lemma:
        return []
    frame = Frame()
    read_right(context.grammar, follower.end, frame)
    return frame.times
