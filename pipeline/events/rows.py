"""One trigger, several events: "respectively", month lists, gapping, coordinated dated complements."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipeline.events.former_latter import tell_apart
from pipeline.events.gapping import cut_gaps, rows_of_gaps
from pipeline.events.parties.fillers import Filler, Row, collect
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group
from pipeline.events.triggers import Candidate
from pipeline.model import TimeExpression

_TOGETHER = frozenset({"MEETING", "CALL", "NEGOTIATION", "AGREEMENT"})


def expand(candidate: Candidate, context: Context) -> list[Row]:
    """Return the rows of a candidate: one, or one per pair of what the sentence pairs up."""
    gaps = cut_gaps(candidate, context)
    fillers = collect(candidate, context)
    own = tell_apart(_own_rows(candidate, context, fillers), candidate, context)
    return own + rows_of_gaps(gaps, candidate, context)


def _own_rows(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    """The rows of the clause that has the trigger."""
    for pairing in (_by_journey, _by_bracket, _by_respectively, _by_complement, _by_dates):
        rows = pairing(candidate, context, fillers)
        if rows:
            return rows
    return [Row(fillers)]


def _by_journey(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    """ "Left on August 6 … and was back on August 18": one visit from departure to return."""
    if candidate.since is None and candidate.until is None:
        return []
    own = [*candidate.frame.times, *candidate.frame.leading_times]
    first = candidate.since if candidate.since is not None else own[0] if own else None
    if first is None:
        return []
    if candidate.until is None:
        return [Row(fillers, first, None, ["day of departure"])]
    start, end = context.view.units[first].time, context.view.units[candidate.until].time
    if start is None or end is None or not start.earliest < end.earliest:
        return []
    joined = replace(start, edtf=f"{start.edtf.split('/')[0]}/{end.edtf}", latest=end.latest, timex3_value="")
    return [Row(fillers, first, None, ["from departure to return"], span=joined)]


def _by_bracket(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    """ "President A of X (June) and King B of Y (December) came": one row per bracketed date."""
    frame = candidate.frame
    groups = [frame.subject] if frame.subject is not None else []
    groups += [part.group for part in frame.complements]
    for group in groups:
        if len(group.items) < 2 or not all(len(item.times) == 1 for item in group.items):
            continue
        rows = []
        for item in group.items:
            others = {
                unit for other in group.items if other is not item for unit in (*other.parties, *other.places)
            }
            kept = [filler for filler in fillers if filler.unit not in others]
            anchor = item.parties[0] if item.parties else item.phrase.start
            rows.append(Row(kept, item.times[0], anchor, ["date in the member's own bracket"]))
        return rows
    return []


def _times_in_row(candidate: Candidate, context: Context) -> list[int]:
    """Dates that stand in one coordination: "in April and May", "in May 2007 (Rome) and in June 2008"."""
    view = context.view
    times = _without_year_ahead(
        [index for index in candidate.frame.times if view.units[index].time is not None], context
    )
    chain = times[:1]
    for index in times[1:]:
        gap = view.shape[chain[-1] + 1 : index]
        if re.fullmatch(r"(?:\([^()]*\))?R?(?:,?C|,)R*I?", gap) is None:
            break
        chain.append(index)
    return chain if len(chain) > 1 else []


def _without_year_ahead(times: list[int], context: Context) -> list[int]:
    """ "Twice in 2013, in May and in October": the year only sums up the months behind it."""
    first = context.view.units[times[0]].time if times else None
    if first is None or first.precision != "year" or len(times) < 3:
        return times
    later = [time for index in times[1:] if (time := context.view.units[index].time) is not None]
    inside = all(time.edtf.startswith(first.edtf) and time.precision != "year" for time in later)
    return times[1:] if inside else times


def _by_respectively(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    times = _times_in_row(candidate, context)
    if len(times) < 2:
        return _pairs(candidate, context, fillers)
    frame = candidate.frame
    said = "respectively" in context.view.text.lower()
    if not said and (candidate.event_type in _TOGETHER or _range_of_days(times, context) is not None):
        return []  # "A and B met on June 3 and 4": both on both days
    groups = [frame.subject] if frame.subject is not None else []
    groups += [part.group for part in frame.complements]
    rows: list[Row] = []
    members = [_members(group, len(times)) for group in groups]
    matching = [parties for parties in members if parties]
    if not matching or (not said and len(matching) != 1):
        return []
    for number, time in enumerate(times):
        others = {
            unit
            for member in matching
            for position, parties in enumerate(member)
            if position != number
            for unit in parties
        }
        kept = [filler for filler in fillers if filler.unit not in others]
        rows.append(Row(kept, time, matching[0][number][0] if number else None, ["respectively"]))
    return rows


def _pairs(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    """ "Concluded agreements with A and B in X and Y, respectively": one row per pair of state and place."""
    frame = candidate.frame
    stop = max(frame.end, candidate.end) + 3
    if "respectively" not in context.text_between(candidate.start, stop).lower():
        return []
    groups = [part.group for part in frame.complements if candidate.roles.get(part.preposition or "object")]
    if frame.subject is not None:
        groups.insert(0, frame.subject)
    listed = [group for group in groups if len(group.items) > 1]
    count = len(listed[0].items) if listed else 0
    members = [_members(group, count) for group in listed]
    if len(listed) < 2 or not all(members):
        return []
    rows: list[Row] = []
    for number in range(count):
        others = {
            unit
            for member in members
            for position, parties in enumerate(member)
            if position != number
            for unit in parties
        }
        kept = [filler for filler in fillers if filler.unit not in others]
        rows.append(Row(kept, None, members[-1][number][0] if number else None, ["respectively"]))
    return rows


def _members(group: Group, count: int) -> list[list[int]]:
    """The parties of each member of a group of so many; "the Presidents of A and B" is a group of two."""
    if len(group.items) == count and all(item.parties for item in group.items):
        return [item.parties for item in group.items]
    if len(group.items) == 1 and len(group.items[0].parties) == count:
        return [[unit] for unit in group.items[0].parties]
    return []


def _by_complement(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    """ "With X in September 1990 and with Y in August 1992", "India in May and Nepal in June"."""
    frame = candidate.frame
    by_role: dict[str, list[int]] = {}
    for number, part in enumerate(frame.complements):
        role = candidate.roles.get(part.preposition or "object", "")
        if role and part.group.parties:
            by_role.setdefault(role, []).append(number)
    for numbers in by_role.values():
        if len(numbers) < 2:
            continue
        # what stands behind a member belongs to it, up to the next: "with X in Rome in May and with Y …"
        ends = [*numbers[1:], len(frame.complements)]
        members = [frame.complements[low:high] for low, high in zip(numbers, ends, strict=True)]
        dates = [[time for part in member for time in part.times] for member in members]
        if not all(dates):
            continue
        rows = []
        for position, member in enumerate(members):
            others = {
                unit
                for other in members
                if other is not member
                for part in other
                for unit in part.group.parties
            }
            kept = [filler for filler in fillers if filler.unit not in others]
            anchor = member[0].at if position else None
            rows.append(Row(kept, dates[position][0], anchor, ["coordinated complement with its own date"]))
        return rows
    return []


def _range_of_days(times: list[int], context: Context) -> TimeExpression | None:
    """ "May 25 and 26" is one event of two days."""
    first, last = context.view.units[times[0]].time, context.view.units[times[-1]].time
    if first is None or last is None or not (first.precision == last.precision == "day") or len(times) != 2:
        return None
    try:
        gap = (date.fromisoformat(last.earliest) - date.fromisoformat(first.earliest)).days
    except ValueError:
        return None
    if gap != 1:
        return None
    return replace(
        first,
        edtf=f"{first.edtf}/{last.edtf}",
        latest=last.latest,
        precision="day",
        timex3_value="",
        text=f"{first.text} and {last.text}",
        end=max(first.end, last.end),
    )


def _range_of_months(times: list[int], context: Context) -> TimeExpression | None:
    """A round of three countries and more "in September and October" is one journey."""
    first, last = context.view.units[times[0]].time, context.view.units[times[-1]].time
    if first is None or last is None or len(times) != 2:
        return None
    if not (first.precision == last.precision == "month" and first.edtf[:4] == last.edtf[:4]):
        return None
    if int(last.edtf[5:7]) - int(first.edtf[5:7]) != 1:
        return None
    return replace(first, edtf=f"{first.edtf}/{last.edtf}", latest=last.latest, end=last.end, timex3_value="")


def _by_dates(candidate: Candidate, context: Context, fillers: list[Filler]) -> list[Row]:
    times = _times_in_row(candidate, context)
    if len(times) < 2:
        return []
    joined = _range_of_days(times, context)
    places = sum(filler.role == "place" for filler in fillers)
    if joined is None and candidate.event_type == "VISIT" and places > 2:
        joined = _range_of_months(times, context)
    if joined is not None:
        return [Row(fillers, times[0], None, ["days in a row"], span=joined)]
    precise = {context.view.units[index].time.precision for index in times}  # type: ignore[union-attr]
    if precise == {"year"} and candidate.event_type != "CONFERENCE":
        return []
    bracketed = {time: place for place, time in candidate.frame.bracket_places}
    rows = []
    for number, time in enumerate(times):
        others = {place for other, place in bracketed.items() if other != time}
        kept = [filler for filler in fillers if filler.unit not in others]
        rows.append(Row(kept, time, time if number else None, ["coordinated dates"]))
    return rows
