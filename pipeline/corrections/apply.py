"""Put the reviewers' decisions into the tables, each only while what it was based on still holds.

Additions come first, then splits, edits, acceptances, rejections and merges, so that neither the order of
the lines nor that of the rows matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.corrections.conflicts import (
    check_additions,
    check_decisions,
    order_of,
    part_values,
    without_repeats,
)
from pipeline.corrections.locator import Found, Locator, Row
from pipeline.corrections.records import Correction
from pipeline.corrections.values import fold
from pipeline.corrections.workbench import Tables, Workbench, summarise
from pipeline.model import stable_id

REVIEW_STATUSES = ("unreviewed", "accepted", "edited", "split", "merged", "added", "rejected", "stale")
"""What `review_status` can say. Of several decisions on an event the later in this list shows."""
_STATUS_OF = {
    "accept": "accepted",
    "edit": "edited",
    "split": "split",
    "merge": "merged",
    "add": "added",
    "reject": "rejected",
}
_EDIT_ORDER = {"event_type": 0, "date_edtf": 0, "date_modifier": 2, "date_basis": 3}

Target = tuple[Correction, Found]


def apply_corrections(
    tables: Tables,
    corrections: Iterable[Correction],
    texts: Mapping[str, str] | None = None,
    *,
    where: str = "corpus/corrections.csv",
) -> dict[str, list[Row]]:
    """Return the tables with every decision applied that still fits, and an issue for each that does not.

    To be called once, right before the tables are written. Nothing that is passed in is changed.

    Args:
        tables: rows by table name (`events`, `event_participants`, `event_mentions`, `entities`,
            `issues`, and where present `segments`, `repairs`, `documents`); every cell is text.
        corrections: the decisions, from `read_corrections`.
        texts: raw text of each chapter by source_id. Without the text of its chapter no event can be
            added, and a locator's quotation is not checked.
        where: name of the corrections file, for messages.

    Raises:
        InputError: two decisions contradict each other; the message names both lines.
    """
    work = Workbench(tables, texts or {}, where)
    for event in work.tables["events"]:
        event["review_status"] = "unreviewed"
    distinct = sorted(without_repeats(corrections), key=order_of)
    additions = [one for one in distinct if one.decision == "add"]
    check_additions(additions, where)
    for one in additions:
        _add(work, one)
    splits = _find(work, [one for one in distinct if one.decision == "split"])
    check_decisions(splits, work.find, where)
    _split(work, splits)
    others = _find(work, [one for one in distinct if one.decision not in ("add", "split")])
    yielding = check_decisions([*splits, *others], work.find, where)
    for one, other in yielding:
        row = work.find_event(one).event
        work.report(one, "correction-ambiguous", f"line {other.line} decides on the same event now", row)
    yielded = {id(one) for one, _ in yielding}
    standing = [pair for pair in others if id(pair[0]) not in yielded]
    _edit(work, [pair for pair in standing if pair[0].decision == "edit"])
    for decision, act in (("accept", _accept), ("reject", _reject), ("merge", _merge)):
        for one, found in standing:
            if one.decision == decision and found.event is not None:
                act(work, one, found, found.event)
    _set_statuses(work)
    return work.finish()


def review_counts(events: Iterable[Row]) -> dict[str, int]:
    """Count events by review status, in the order of `REVIEW_STATUSES`.

    >>> review_counts([{"review_status": "accepted"}, {"review_status": "unreviewed"}])
    {'unreviewed': 1, 'accepted': 1}
    """
    found = [event["review_status"] for event in events]
    return {status: found.count(status) for status in REVIEW_STATUSES if status in found}


def _find(work: Workbench, corrections: Iterable[Correction]) -> list[Target]:
    """Find the event of each decision; one whose event is gone becomes an issue."""
    targets = []
    for one in corrections:
        found = work.find_event(one)
        if found.event is None:
            is_ambiguous = "events stand" in found.reason
            code = "correction-ambiguous" if is_ambiguous else "correction-target-missing"
            work.report(one, code, found.reason)
        targets.append((one, found))
    return targets


def _add(work: Workbench, one: Correction) -> None:
    """Make an event the pipeline did not find, if the source still says what the reviewer quoted."""
    locator = Locator.parse(one.locator)
    text = work.texts.get(locator.source_id) if locator else None
    if locator is None or text is None:
        work.report(one, "correction-target-missing", "its chapter is not in the corpus")
        return
    found = work.finder.find("", one.locator)
    if found.event is not None and found.is_same_claim:
        work.applied[found.event["event_id"]].append(one)  # the pipeline finds it by itself now
        return
    if locator.end > len(text) or fold(text[locator.start : locator.end]) != fold(one.was):
        work.report(one, "correction-stale", f"the source no longer has “{one.was}” there")
        return
    start, end, segment_id = _sentence(work, one, locator)
    if not start <= locator.start < locator.end <= end <= len(text):
        work.report(one, "correction-evidence", f"the sentence {start}-{end} does not hold the trigger")
        return
    if not segment_id:
        work.report(one, "correction-evidence", "no piece of the page holds these words")
        return
    event = _blank(work.columns["events"]) | {
        "event_id": stable_id("e", locator.source_id, locator.start, locator.event_type, "reviewer"),
        "source_id": locator.source_id,
        "edition_year": work.edition_year(locator.source_id),
        "event_type": locator.event_type,
        "status": "occurred",
        "date_basis": "none",
        "trigger": work.repaired(locator.source_id, locator.start, locator.end),
        "evidence": work.repaired(locator.source_id, start, end),
        "source_start": str(start),
        "source_end": str(end),
        "trigger_start": str(locator.start),
        "trigger_end": str(locator.end),
        "mention_count": "1",
        "confidence": "1.00",
    }
    mention = _blank(work.columns["event_mentions"]) | {
        "event_mention_id": event["event_id"],
        "event_id": event["event_id"],
        "source_id": locator.source_id,
        "segment_id": segment_id,
        "source_start": str(start),
        "source_end": str(end),
        "trigger": event["trigger"],
        "rule": "reviewer",
    }
    mention |= {name: event[name] for name in ("trigger_start", "trigger_end") if name in mention}
    work.insert(event)
    work.set_value(event, "event_type", locator.event_type)
    work.tables["event_mentions"].append(mention)
    work.applied[event["event_id"]].append(one)


def _blank(columns: Iterable[str]) -> Row:
    return dict.fromkeys(columns, "")


def _sentence(work: Workbench, one: Correction, locator: Locator) -> tuple[int, int, str]:
    """Return the raw span of an added event's sentence (as given, else its segment) and the segment's id."""
    low, high, segment_id = locator.start, locator.end, ""
    for segment in work.tables.get("segments", []):
        start, end = int(segment["source_start"]), int(segment["source_end"])
        if segment["source_id"] == locator.source_id and start <= locator.start < end:
            low, high, segment_id = start, end, segment["segment_id"]
    if one.now:
        first, _, last = one.now.partition("-")
        low, high = int(first), int(last)
    return low, high, segment_id


def _split(work: Workbench, targets: Iterable[Target]) -> None:
    """Make several events of one that tells of several happenings."""
    by_event: defaultdict[str, list[tuple[Correction, Row]]] = defaultdict(list)
    for one, found in targets:
        if found.event is None:
            continue
        if found.is_same_claim and fold(work.value(found.event, one.field)) == fold(one.was):
            by_event[found.event["event_id"]].append((one, found.event))
        else:
            work.outdate(one, found.event)
    for lines in by_event.values():
        event = lines[0][1]
        copies = [_copy(work, event, part) for part in range(2, len(part_values(lines[0][0])) + 1)]
        for one, _ in lines:
            for row, value in zip([event, *copies], part_values(one), strict=True):
                work.set_value(row, one.field, value)
                work.applied[row["event_id"]].append(one)


def _copy(work: Workbench, event: Row, part: int) -> Row:
    event_id, start = event["event_id"], int(event["trigger_start"])
    copy = event | {"event_id": stable_id("e", event["source_id"], start, event_id, "part", part)}
    twin_id = {"event_id": copy["event_id"]}
    work.participants[copy["event_id"]] = [row | twin_id for row in work.participants[event["event_id"]]]
    for row in [row for row in work.tables["event_mentions"] if row["event_id"] == event["event_id"]]:
        told_at = int(row.get("trigger_start") or row["source_start"])
        mention_id = stable_id("e", row["source_id"], told_at, row["event_mention_id"], "part", part)
        work.tables["event_mentions"].append(row | twin_id | {"event_mention_id": mention_id})
    work.tables["events"].append(copy)
    work.finder.register_part(event, part, copy)
    work.count(event["source_id"], "events", 1)
    return copy


def _edit(work: Workbench, targets: Iterable[Target]) -> None:
    """Change fields; all guards are read before any field changes, so that order cannot matter."""
    work.before_edits = {event["event_id"]: summarise(event) for event in work.tables["events"]}
    fitting = []
    for one, found in targets:
        if found.event is None:
            continue
        value = fold(work.value(found.event, one.field))
        if value in (fold(one.was), fold(one.now)):
            fitting.append((one, found.event))
        else:
            work.outdate(one, found.event)
    for one, event in sorted(fitting, key=_edit_order):
        if fold(work.value(event, one.field)) != fold(one.now):
            work.set_value(event, one.field, one.now)
        work.applied[event["event_id"]].append(one)


def _edit_order(pair: tuple[Correction, Row]) -> int:
    """Dates before their modifiers and bases, so that what a date implies does not undo an edit."""
    return _EDIT_ORDER.get(pair[0].field, 1)


def _accept(work: Workbench, one: Correction, found: Found, event: Row) -> None:
    if one.field:
        holds = found.is_same_claim and fold(work.value(event, one.field)) == fold(one.was)
    else:
        seen = (summarise(event), work.before_edits[event["event_id"]])
        holds = fold(one.was) in (fold(summary) for summary in seen)
    if holds:
        work.applied[event["event_id"]].append(one)
    else:
        work.outdate(one, event)


def _reject(work: Workbench, one: Correction, found: Found, event: Row) -> None:
    if found.is_same_claim and work.is_quoted(one.was, event):
        work.applied[event["event_id"]].append(one)
    else:
        work.outdate(one, event)


def _merge(work: Workbench, one: Correction, found: Found, event: Row) -> None:
    """Let one event be told by another: its mentions move there, its own row goes."""
    kept = work.find(one.now).event
    if kept is None:
        work.report(one, "correction-target-missing", f"there is no event {one.now} to merge into", event)
        work.stale.add(event["event_id"])
        return
    if kept is event:
        work.applied[kept["event_id"]].append(one)  # the pipeline joins the two by itself now
        return
    if not found.is_same_claim or not work.is_quoted(one.was, event):
        work.outdate(one, event)
        return
    gone, stays = event["event_id"], kept["event_id"]
    for row in work.tables["event_mentions"]:
        if row["event_id"] == gone:
            row["event_id"] = stays
    for row in work.tables["events"]:
        if row.get("parent_event_id") == gone:
            row["parent_event_id"] = "" if row is kept else stays
    kept["mention_count"] = str(int(kept["mention_count"] or 1) + int(event["mention_count"] or 1))
    work.participants.pop(gone, None)
    work.tables["events"] = [row for row in work.tables["events"] if row is not event]
    work.finder.by_id[gone] = kept
    work.applied[stays] += [*work.applied.pop(gone, []), one]
    work.count(event["source_id"], "events", -1)


def _set_statuses(work: Workbench) -> None:
    for event in work.tables["events"]:
        decisions = {one.decision for one in work.applied[event["event_id"]]}
        statuses = {_STATUS_OF[decision] for decision in decisions}
        if event["event_id"] in work.stale and "accept" not in decisions:
            statuses.add("stale")
        event["review_status"] = max(statuses, key=REVIEW_STATUSES.index, default="unreviewed")
