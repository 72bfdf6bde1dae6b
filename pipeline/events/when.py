"""The date of an event: bound to its trigger, else to its clause, else carried by the discourse."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.events.context import Context
from pipeline.events.groups import Frame
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


def own_date(candidate: Candidate, context: Context, taken: frozenset[int]) -> Dating | None:
    """The date in the trigger's own complements or in the adjunct that opens its clause.

    Args:
        candidate: the trigger.
        context: its sentence.
        taken: dates that another trigger in between has a better claim to.
    """
    view = context.view
    for index in candidate.frame.times:
        time = with_range(index, context)
        if time is not None and index not in taken and time.edtf:
            return Dating(time, "behind the trigger")
    phrase = candidate.phrase
    if phrase is not None:
        for index in range(phrase.start, phrase.end):
            time = with_range(index, context)
            if time is not None and time.edtf:
                return Dating(time, "inside the phrase")
        before = phrase.start - 1
        if before >= 0 and view.shape[before] == "T":
            time = with_range(before, context)
            if time is not None and time.edtf:
                return Dating(time, "before the noun")
        if candidate.standalone:
            dating = _end_of_list(candidate, context)
            if dating is not None:
                return dating
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        index = clause.start - 1
        if index >= 0 and view.shape[index] == "T" and index not in taken:
            time = with_range(index, context)
            if time is not None and time.edtf:
                return Dating(time, "before the verb")
        if candidate.frame.subject is not None:
            for item in candidate.frame.subject.items:
                for unit in item.times:
                    time = with_range(unit, context)
                    if time is not None and time.edtf:
                        return Dating(time, "bracket of the subject")
                span = range(item.phrase.start, item.end)
                if candidate.event_type == "ANNIVERSARY":
                    for unit in span:
                        time = with_range(unit, context)
                        if time is not None and time.edtf:
                            return Dating(time, "subject")
        opener = (
            clause.start
            if candidate.frame.subject is None
            else min(candidate.frame.subject.start, clause.start)
        )
        if (
            opener >= 2
            and view.shape[opener - 1] == "W"
            and view.units[opener - 1].lemma in ("when", "where")
        ):
            # "in 2008, when Japan was host": the clause explains the date before it
            index = opener - 2
            if view.shape[index] in ",)":
                index -= 1
            time = with_range(index, context)
            if time is not None and time.edtf:
                return Dating(time, "date the clause explains")
        for index in reversed(candidate.frame.leading_times):
            time = with_range(index, context)
            if time is not None and time.edtf:
                return Dating(time, "opening of the clause")
    return None


def _end_of_list(candidate: Candidate, context: Context) -> Dating | None:
    """ "The G8 summit in Canada and the APEC summit in Japan in 2010": the last date covers the list."""
    view = context.view
    index = candidate.frame.end
    while index < len(view.units) and view.shape[index] in ",C":
        index += 1
    if index == candidate.frame.end or index >= len(view.units) or candidate.phrase is None:
        return None
    follower = view.np_of[index]
    if follower is None or view.units[follower.head].lemma != view.units[candidate.phrase.head].lemma:
        return None
    frame = Frame()
    context.grammar.frame_right(follower.end, frame)
    for unit in frame.times:
        time = with_range(unit, context)
        if time is not None and time.edtf:
            return Dating(time, "end of the list")
    return None
