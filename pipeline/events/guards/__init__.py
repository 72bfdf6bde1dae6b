"""What must hold beyond the words of a rule: the named conditions that event rules refer to as `guard`.

A guard takes a candidate and the context of its sentence and says whether the candidate stays; it may also
settle the candidate's type, mode or roles. There is one module per field of events, and:

particular  a happening, not habitual, counted, wished for or only pointed back to
dates       guards that ask for a date and nothing else
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.events.guards import (
    dates,
    disasters,
    forces,
    gatherings,
    giving,
    membership,
    negotiations,
    occasions,
    offices,
    others,
    papers,
    particular,
    relief,
    sanctions,
    sessions,
    speeches,
    territory,
    visits,
)
from pipeline.events.sentence.context import Context, Guard

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

GUARDS: dict[str, Guard] = {
    **dates.GUARDS,
    **disasters.GUARDS,
    **forces.GUARDS,
    **gatherings.GUARDS,
    **giving.GUARDS,
    **membership.GUARDS,
    **negotiations.GUARDS,
    **occasions.GUARDS,
    **offices.GUARDS,
    **others.GUARDS,
    **papers.GUARDS,
    **relief.GUARDS,
    **sanctions.GUARDS,
    **sessions.GUARDS,
    **speeches.GUARDS,
    **territory.GUARDS,
    **visits.GUARDS,
}


def accepts(candidate: Candidate, context: Context) -> bool:
    """Does a candidate pass its rule's guard and the conditions that hold for all?"""
    guard = candidate.rule.guard
    if guard and not GUARDS[guard](candidate, context):
        return False
    return happened_once(candidate, context) and sessions.remote(candidate, context)


def happened_once(candidate: Candidate, context: Context) -> bool:
    """Is it one happening that the text tells of now, neither habitual nor only remembered?"""
    return particular.particular(candidate, context) and particular.not_remembered(candidate, context)
