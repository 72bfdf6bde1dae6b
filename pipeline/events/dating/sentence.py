"""A date of the sentence that reaches the trigger without standing in its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.events.dating.own import Dating, dating_at
from pipeline.events.discourse import Here
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.triggers import Candidate

_PLANNED_RE = re.compile(r"\b(?:planned|scheduled|due|set|slated)\b", re.IGNORECASE)


def sentence_date(candidate: Candidate, context: Context, here: Sequence[Here]) -> Dating | None:
    """Return the date that another part of the sentence lends a trigger.

    Args:
        candidate: the trigger.
        context: its sentence.
        here: the events told before it in the sentence.
    """
    return (
        _of_event_before(candidate, context, here)
        or _of_governing_verb(candidate, context)
        or _of_plan(context)
        or _of_opening(candidate, context)
        or _of_explained_verb(candidate, context)
        or _of_main_clause(candidate, context)
        or _of_caption(context)
    )


def _of_event_before(candidate: Candidate, context: Context, here: Sequence[Here]) -> Dating | None:
    """The date of the event in whose clause this one stands ("came to Tokyo in May for the talks")."""
    for other in reversed(here):
        if other.told.time is None or _aside(other.trigger, candidate, context):
            continue
        if candidate.event_type == "AID" and other.told.event_type == "DISASTER" and other.trigger.standalone:
            continue  # the day of the earthquake is not the day of the help
        if ";" in context.view.shape[other.trigger.end : candidate.start]:
            return None
        if other.trigger.frame.end >= candidate.start or _subordinate(candidate, other.trigger, context):
            return Dating(other.told.time, f"from the {other.told.event_type.lower()} it belongs to")
    return None


def _aside(other: Candidate, candidate: Candidate, context: Context) -> bool:
    """ "In Berlin, whose wall had been opened in 1989, he spoke": the relative clause lends no date."""
    if other.verb is None or candidate.verb is None or other.frame.end >= candidate.start:
        return False
    view = context.view
    opener = view.clauses[other.verb].start
    if other.frame.subject is not None:
        opener = min(opener, other.frame.subject.start)
    relative = view.shape[max(0, opener - 2) : opener]
    closed = view.shape[other.frame.end : view.clauses[candidate.verb].start]
    own = candidate.frame.subject
    return "W" in relative and closed.startswith(",") and own is not None and own.start > other.end


def _of_governing_verb(candidate: Candidate, context: Context) -> Dating | None:
    """The date beside the verb on which a noun hangs."""
    if candidate.governor is None or not candidate.standalone:
        return None
    frame = clause_frame(context.grammar, candidate.governor)
    for index in [*frame.times, *reversed(frame.leading_times)]:
        dating = dating_at(index, "clause of the governing verb", context)
        if dating is not None:
            return dating
    return None


def _of_plan(context: Context) -> Dating | None:
    """ "The visit that had been planned for March 2011 was cancelled": when it was due."""
    for index, unit in enumerate(context.view.units):
        if (
            unit.time is not None
            and unit.time.edtf
            and _PLANNED_RE.search(context.text_between(max(0, index - 4), index))
        ):
            return Dating(unit.time, "when it was due")
    return None


def _of_opening(candidate: Candidate, context: Context) -> Dating | None:
    """A date that opens the sentence covers all of it; so does that of "It was in August 1995 that …"."""
    view = context.view
    if view.units[0].lemma == "it" and view.shape[1:2] in ("V", "X") and "T" in view.shape[2:5]:
        time = view.units[view.shape.index("T")].time
        if time is not None and time.edtf:
            return Dating(time, "cleft")
    first = view.shape.find("T", 0, 4)
    if first >= 0 and "V" not in view.shape[:first] and ";" not in view.shape[first : candidate.start]:
        time = view.units[first].time
        if time is not None and time.edtf:
            return Dating(time, "opening of the sentence")
    return None


def _of_explained_verb(candidate: Candidate, context: Context) -> Dating | None:
    """ "Replied on June 12 by adopting a resolution": the date of the verb it explains."""
    view, verb = context.view, candidate.verb
    if verb is None or not (view.units[verb].tag == "VBG" or view.clauses[verb].infinitive):
        return None
    left = view.shape.rfind("T", 0, candidate.start)
    if left < 0 or set(view.shape[left : candidate.start]) & set(";WU"):
        return None
    return dating_at(left, "clause of the governing verb", context)


def _of_main_clause(candidate: Candidate, context: Context) -> Dating | None:
    """ "To mark the anniversary, the two held a reception in May": the purpose has the date of the act."""
    verb, view = candidate.verb, context.view
    if verb is None or view.clauses[verb].start != 0 or not view.clauses[verb].infinitive:
        return None
    later = [other for other in view.clauses if other > candidate.end]
    if not later or "," not in view.shape[candidate.end : later[0]]:
        return None
    frame = clause_frame(context.grammar, later[0])
    for index in frame.times:
        dating = dating_at(index, "clause of the main verb", context)
        if dating is not None:
            return dating
    return None


def _of_caption(context: Context) -> Dating | None:
    """In a caption the bracket at the end dates everything before it."""
    if context.segment_kind in ("caption", "list", "heading"):
        for unit in reversed(context.view.units):
            if unit.time is not None and unit.time.edtf:
                return Dating(unit.time, "bracket of the caption")
    return None


def _subordinate(candidate: Candidate, other: Candidate, context: Context) -> bool:
    """Does the candidate's clause hang on the other's: relative, participle, shared subject, purpose?"""
    path = candidate.frame.subject_path
    if path.startswith("shared") or "relative" in path:
        return True
    view = context.view
    subject = candidate.frame.subject
    if subject is not None and subject.parties:
        mention = view.units[subject.parties[0]].mention
        if mention is not None and mention.label == "COREF":
            return True
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        if clause.infinitive or view.units[candidate.verb].tag == "VBG":
            return True
        low = other.end
        gap = view.shape[low : clause.start]
        return "W" in gap
    return candidate.relation.startswith("prep")
