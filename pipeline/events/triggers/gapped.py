"""Documents that share one verb: "the EPA with A was signed in May, and the EPA with B in June"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Complement, Frame
from pipeline.events.triggers.candidate import Candidate


def split_gapped(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Make one trigger of each document that stands with its own date under one verb.

    Args:
        candidates: the triggers of a sentence in text order.
        context: the sentence.

    Returns:
        The triggers, those of the further documents right behind the one whose verb they share.
    """
    found: list[Candidate] = []
    for candidate in candidates:
        further = _further(candidate, context) if candidate.event_type == "AGREEMENT" else []
        if not further:
            found.append(candidate)
            continue
        cut = further[0].at
        listed = _before(candidate, cut, context)
        if listed is not None:
            found.append(listed)
        found += [_of_document(candidate, part, further, context) for part in further]
    return found


def _further(candidate: Candidate, context: Context) -> list[Complement]:
    """The complements that are documents with a date of their own."""
    frame = candidate.frame
    if candidate.verb is None or (candidate.relation == "active" and candidate.mode != "in-force"):
        return []
    documents = tuple(context.rules.lists["documents"])
    return [
        part
        for part in frame.complements
        if not part.preposition
        and part.times
        and part.at > candidate.verb
        and context.has_noun(part.group, documents)
    ]


def _before(candidate: Candidate, cut: int, context: Context) -> Candidate | None:
    """The trigger without what stands behind the cut; None where it only announces the list that follows."""
    frame = candidate.frame
    times = [time for time in frame.times if time < cut]
    announced = context.view.shape[cut - 1 : cut] == ";" or context.view.shape[cut - 2 : cut] == ";D"
    if announced and not times:
        return None
    parts = [part for part in frame.complements if part.at < cut]
    kept = replace(frame, complements=parts, times=times, end=min(frame.end, cut))
    return replace(candidate, frame=kept)


def _of_document(
    candidate: Candidate, part: Complement, further: list[Complement], context: Context
) -> Candidate:
    """The same act, done to a further document."""
    frame = candidate.frame
    later = [other.at for other in further if other.at > part.at]
    end = min(later, default=frame.end)
    own = Frame(
        subject=part.group,
        subject_path="shared gap",
        complements=[other for other in frame.complements if part.at < other.at < end],
        times=[time for time in frame.times if part.at <= time < end],
        bracket_places=[place for place in frame.bracket_places if part.at <= place[0] < end],
        end=end,
    )
    head = part.group.items[0].phrase
    return replace(candidate, frame=own, start=head.start, end=head.end, trace=[*candidate.trace, "gapped"])
