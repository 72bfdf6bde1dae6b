"""Guards that ask for a date, or a date or place, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, has_time_near

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def dated(candidate: Candidate, context: Context) -> bool:
    """Only with a date of its own is this a happening."""
    return context.has_time(candidate.frame)


def dated_near(candidate: Candidate, context: Context) -> bool:
    """Only with a date of its own or of its sentence is this a happening."""
    return context.has_time(candidate.frame) or has_time_near(context)


def dated_or_placed(candidate: Candidate, context: Context) -> bool:
    """ "Where Prime Minister Koizumi spoke on the second day": a speech at an occasion the sentence names."""
    with_whom = any(part.preposition == "with" for part in candidate.frame.complements)
    if with_whom:
        return False
    assert candidate.verb is not None
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(max(0, start - 5), start).lower()
    if re.search(r"\bwhere\b|\bat which\b", before) is not None:
        return True
    after = context.text_between(candidate.verb + 1, candidate.verb + 2).lower()
    return after == "there" and context.has_time(candidate.frame)


def is_chronicle(candidate: Candidate, context: Context) -> bool:
    """ "President Nixon visits China (February 21, 1972)": the historic present of a chronology.

    The one date of the sentence is a day, in brackets at its end or set off at its head.
    """
    shape, units = context.view.shape, context.view.units
    if shape.count("T") != 1:
        return False
    at = shape.index("T")
    time = units[at].time
    if time is None or time.precision != "day":
        return False
    closed = re.fullmatch(r"[(]T[)].?", shape[at - 1 :] if at else "") is not None
    headed = at <= 1 and re.match(r"I?T[;H(]|T(?=[MDJNA])", shape) is not None
    return closed or headed


GUARDS: dict[str, Guard] = {
    "dated-near": dated_near,
    "dated": dated,
    "dated-or-placed": dated_or_placed,
}
