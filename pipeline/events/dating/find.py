"""The date of an event: its row's, its clause's, its sentence's, or one that earlier sentences lend."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.dating.own import Dating, own_date
from pipeline.events.dating.sentence import sentence_date
from pipeline.events.discourse import Discourse, Here, Told
from pipeline.events.parties.fillers import Row
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate


def find_date(
    candidate: Candidate,
    row: Row,
    context: Context,
    *,
    here: Sequence[Here],
    conference: Told | None,
    antecedent: Told | None,
    discourse: Discourse,
) -> Dating | None:
    """Return the date of one row of a trigger and the path by which it was found.

    Args:
        candidate: the trigger.
        row: the row, which has its own date where a sentence pairs dates with parties.
        context: the sentence.
        here: the events told before in the sentence.
        conference: the conference told before whose declaration this is.
        antecedent: the earlier event the sentence points back to ("during this visit").
        discourse: knows the year the passage speaks of.
    """
    dating = _date_of_row(row, context) or own_date(candidate, context)
    dating = dating or sentence_date(candidate, context, here)
    if dating is None and conference is not None and conference.time is not None:
        dating = Dating(conference.time, "from the conference told before")
    if dating is None and antecedent is not None and antecedent.time is not None:
        dating = Dating(antecedent.time, f"from the {antecedent.event_type.lower()} told before")
    if (
        dating is None
        and context.segment_kind in ("paragraph", "list")
        and candidate.event_type != "ANNIVERSARY"
    ):
        dating = discourse.year() or discourse.year_of_dateline()
    return dating


def _date_of_row(row: Row, context: Context) -> Dating | None:
    if row.span is not None:
        return Dating(row.span, "days in a row")
    time = context.view.units[row.time].time if row.time is not None else None
    return Dating(time, row.trace[-1] if row.trace else "row") if time is not None else None
