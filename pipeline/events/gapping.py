"""Clauses that leave out the verb told before: "A visited Australia in May, and B Mexico in June"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.events.parties.fillers import Row, collect
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import PERSONAL, Group
from pipeline.events.sentence.frame import Complement, Frame, read_right
from pipeline.events.triggers import Candidate

_SEPARATOR_RE = re.compile(r"[,;]C?|C")
_STATES = frozenset({"STATE", "DEMONYM", "ORG"})
_SESSIONS = frozenset({"MEETING", "CALL", "NEGOTIATION", "CONFERENCE"})
_NEXT = frozenset(
    ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last", "final"]
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A clause without a verb: who stands where the subject would (None for "the second"), and the rest."""

    start: int
    subject: Group | None
    frame: Frame


def cut_gaps(candidate: Candidate, context: Context) -> list[Gap]:
    """Take the clauses that repeat a trigger without its verb out of the trigger's frame.

    Args:
        candidate: the trigger; what belongs to a gapped clause leaves its frame.
        context: the sentence.

    Returns:
        The gapped clauses in text order.
    """
    frame, view = candidate.frame, context.view
    if candidate.verb is None or view.shape.count("T") < 2 or not (frame.times or frame.leading_times):
        return []
    gaps = list(_gaps(candidate, context))
    if gaps:
        first = gaps[0].start
        frame.complements = [part for part in frame.complements if part.at < first]
        for part in frame.complements:
            part.times = [time for time in part.times if time < first]
        frame.times = [time for time in frame.times if time < first]
        frame.end = min(frame.end, first)
    return gaps


def rows_of_gaps(gaps: list[Gap], candidate: Candidate, context: Context) -> list[Row]:
    """Return one row per gapped clause; what it does not say is as in the clause before.

    Args:
        gaps: the gapped clauses.
        candidate: the trigger.
        context: the sentence.
    """
    rows: list[Row] = []
    for gap in gaps:
        frame = _filled(gap, candidate)
        fillers = collect(replace(candidate, frame=frame), context)
        rows.append(Row(fillers, gap.frame.times[0], gap.start, ["verb of the clause before"], frame=frame))
    return rows


def _filled(gap: Gap, candidate: Candidate) -> Frame:
    """The frame of a gapped clause with what it leaves out taken from the clause that has the verb."""
    whole, own = candidate.frame, gap.frame
    said = {part.preposition for part in own.complements}
    said_roles = {candidate.roles.get(part.preposition or "object", "") for part in own.complements} - {""}
    kept = [
        part
        for part in whole.complements
        if part.preposition not in said
        and candidate.roles.get(part.preposition or "object", "") not in said_roles
    ]
    return Frame(
        subject=gap.subject or whole.subject,
        subject_path="gapped clause" if gap.subject is not None else whole.subject_path,
        complements=own.complements + kept,
        leading=[] if "place" in said_roles else whole.leading,
        times=own.times,
        bracket_places=own.bracket_places,
        end=own.end,
    )


def _gaps(candidate: Candidate, context: Context) -> Iterator[Gap]:
    starts = list(_starts(candidate, context))
    for number, (start, subject, behind) in enumerate(starts):
        stop = frozenset(other for other, _, _ in starts[number + 1 :])
        frame = Frame()
        read_right(context.grammar, behind, frame, stop=stop, verbal=True)
        if not frame.times or context.view.shape[frame.end : frame.end + 1] in ("V", "X", "W"):
            return
        if subject is not None and not _is_new_subject(subject, frame, starts[0][0], candidate, context):
            return
        if candidate.phrase is not None and frame.objects():
            return  # "and Mr. Okada the Kabul Conference in July": told by another noun
        yield Gap(start, subject, frame)


def _starts(candidate: Candidate, context: Context) -> Iterator[tuple[int, Group | None, int]]:
    """Where a gapped clause may begin behind the trigger's first date: unit, subject, unit behind it."""
    view, grammar = context.view, context.grammar
    assert candidate.verb is not None
    end = next((verb for verb in view.clauses if verb >= candidate.end), len(view.units))
    index = candidate.end
    if candidate.frame.leading_times or any(time < candidate.end for time in candidate.frame.times):
        dated = True
    else:
        dated = False
    while index < end:
        dated = dated or view.shape[index] == "T"
        match = _SEPARATOR_RE.match(view.shape, index) if dated else None
        if match is None or match.end() >= end:
            index += 1
            continue
        at = match.end()
        phrase = view.np_of[at]
        if phrase is not None and phrase.start == at:
            group = grammar.group(phrase, deep=True)
            if group.parties and group.end < end and view.shape[group.end] in "MITDN":
                yield at, group, group.end
            index = group.end
        elif (
            candidate.event_type in _SESSIONS and view.units[at].lemma == "the" and _is_next(at + 1, context)
        ):
            yield at, None, at + 2
            index = at + 2
        else:
            index = at


def _is_next(index: int, context: Context) -> bool:
    """ "The second in Tokyo in May", "the latter in June": an ordinal without its noun."""
    view = context.view
    return view.units[index].text.lower() in _NEXT and view.shape[index + 1 : index + 2] in ("I", "T")


def _is_new_subject(group: Group, frame: Frame, first: int, candidate: Candidate, context: Context) -> bool:
    """Is a name behind "and" who acted next, and not whom or what the act was next done to?

    It is if the clause before has nobody of its kind beside the subject ("A visited Peru in May and B …"),
    or if the gapped clause has such a name as well ("A met B in May and C D in June").
    """
    kind, surface = _kind(group, context), candidate.frame.subject
    if surface is None or not kind or _kind(surface, context) != kind:
        return False
    parallel = [part for part in candidate.frame.complements if part.at < first]
    if candidate.event_type == "OFFICE":  # "was elected President": the post is no second person
        parallel = [part for part in parallel if not _is_post(part, context)]
    if not any(_is(part, kind, context) for part in parallel):
        return not _is_place_of(group, candidate, context)
    return any(
        _is(part, kind, context) and part.preposition in {other.preposition for other in parallel}
        for part in frame.complements
    )


def _is(part: Complement, kind: str, context: Context) -> bool:
    return bool(part.group.parties) and _kind(part.group, context) == kind


def _is_post(part: Complement, context: Context) -> bool:
    mentions = [context.view.units[unit].mention for unit in part.group.parties]
    return all(mention is not None and mention.label == "OFFICE" for mention in mentions)


def _is_place_of(group: Group, candidate: Candidate, context: Context) -> bool:
    """A state behind a journey's "and" is where it went next: "the Chinese party came in May and Japan …"."""
    return candidate.event_type == "VISIT" and _kind(group, context) == "state"


def _kind(group: Group, context: Context) -> str:
    """Whether a coordination is of people or of states and bodies; empty for anything else."""
    mentions = [context.view.units[unit].mention for unit in group.parties]
    labels = {mention.label for mention in mentions if mention is not None}
    if labels and labels <= PERSONAL:
        return "person"
    return "state" if labels and labels <= _STATES else ""
