"""What a row must have to be an event: somebody or somewhere, and for some types a date as well."""

from __future__ import annotations

from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, TimeExpression


def has_substance(
    candidate: Candidate,
    participants: list[Participant],
    time: TimeExpression | None,
    context: Context,
    *,
    negated: bool,
) -> bool:
    """Return whether enough is known of an event to make it a row.

    Args:
        candidate: the trigger.
        participants: the parties.
        time: the date, or None.
        context: the sentence.
        negated: the text says that it did not happen; of that less is told.
    """
    parties = [p for p in participants if p.role in ("actor", "counterpart")]
    if time is None and _is_title_line(candidate, context):
        return bool(parties) and any(p.role in ("counterpart", "place") for p in participants)
    if candidate.event_type == "VISIT":
        placed = any(p.role == "place" for p in participants)
        homecoming = candidate.relation == "prep from"  # "came back from his tour in May"
        return bool(parties) and (placed or (time is not None and not homecoming))
    if candidate.event_type == "AGREEMENT" and negated and candidate.frame.subject is not None:
        return True
    if candidate.event_type == "AGREEMENT" and time is not None and candidate.frame.subject is not None:
        return bool(parties) or candidate.frame.subject_path.startswith(("tree", "shared"))
    if candidate.event_type == "SANCTION" and negated:
        return True
    if candidate.event_type == "NEGOTIATION" and candidate.verb is not None and time is not None:
        return True  # "the Kennedy Round came to a close in May 1967": the parties are too many to name
    if candidate.event_type in ("MEETING", "CALL", "AID", "SANCTION", "AGREEMENT", "NEGOTIATION"):
        return bool(parties)
    return (
        bool(participants)
        or time is not None
        or (negated and candidate.event_type in ("OTHER", "OFFICE", "MILITARY"))
    )


def _is_title_line(candidate: Candidate, context: Context) -> bool:
    """ "Twentieth Session of the General Assembly": a heading without a verb names what is told below it."""
    if context.segment_kind not in ("heading", "list") or context.view.clauses:
        return False
    return candidate.event_type != "STATEMENT"  # an address is dated by the line below its title
