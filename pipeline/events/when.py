"""The date of an event: bound to its trigger, else to its clause, else carried by the discourse."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events.guards import Context
from pipeline.events.triggers import Candidate
from pipeline.model import TimeExpression


@dataclass(frozen=True, slots=True)
class Dating:
    """A date and the path by which it was found."""

    time: TimeExpression
    path: str


def own_date(candidate: Candidate, context: Context, taken: frozenset[int]) -> Dating | None:
    """The date in the trigger's own complements or in the adjunct that opens its clause.

    Args:
        candidate: the trigger.
        context: its sentence.
        taken: dates that another trigger in between has a better claim to.
    """
    view = context.view
    for index in candidate.frame.times:
        time = view.units[index].time
        if time is not None and index not in taken and time.edtf:
            return Dating(time, "behind the trigger")
    phrase = candidate.phrase
    if phrase is not None:
        for index in range(phrase.start, phrase.end):
            time = view.units[index].time
            if time is not None and time.edtf:
                return Dating(time, "inside the phrase")
        before = phrase.start - 1
        if before >= 0 and view.shape[before] == "T":
            time = view.units[before].time
            if time is not None and time.edtf:
                return Dating(time, "before the noun")
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        index = clause.start - 1
        if index >= 0 and view.shape[index] == "T" and index not in taken:
            time = view.units[index].time
            if time is not None and time.edtf:
                return Dating(time, "before the verb")
        if candidate.frame.subject is not None:
            for item in candidate.frame.subject.items:
                for unit in item.times:
                    time = view.units[unit].time
                    if time is not None and time.edtf:
                        return Dating(time, "bracket of the subject")
                span = range(item.phrase.start, item.end)
                if candidate.event_type == "ANNIVERSARY":
                    for unit in span:
                        time = view.units[unit].time
                        if time is not None and time.edtf:
                            return Dating(time, "subject")
        for index in reversed(candidate.frame.leading_times):
            time = view.units[index].time
            if time is not None and time.edtf:
                return Dating(time, "opening of the clause")
    return None
