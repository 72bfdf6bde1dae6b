"""The tables while decisions are put into them: reading a field, setting it with all that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.cells import unguard_formula
from pipeline.corrections.conflicts import IDENTITY
from pipeline.corrections.locator import Finder, Found, Locator, Row
from pipeline.corrections.participants import rewrite_parties
from pipeline.corrections.records import Correction
from pipeline.corrections.values import PARTY_ROLES, date_bounds, fold, join_parties, split_parties
from pipeline.lexicon.codebook import load_codebook
from pipeline.lexicon.event_types import find_codes
from pipeline.model import stable_id

Tables = Mapping[str, Sequence[Row]]

_TOUCHED = ("events", "event_participants", "event_mentions", "entities", "issues")
"""Tables that decisions change."""

SUMMARY_FIELDS = ("event_type", "date_edtf", "actors", "counterparts", "place", "status")
"""What an acceptance vouches for; when one of them changes, the event waits for a new look."""


def summarise(event: Row) -> str:
    """Write what an acceptance vouches for as one cell.

    >>> summarise({"event_type": "VISIT", "date_edtf": "2009-11", "actors": "Barack Obama [USA]",
    ...            "counterparts": "", "place": "Japan [JPN]", "status": "occurred"})
    'VISIT | 2009-11 | Barack Obama [USA] |  | Japan [JPN] | occurred'
    """
    return " | ".join(event[name] for name in SUMMARY_FIELDS)


class Workbench:
    """A copy of the tables with what is needed to find and change their events.

    Args:
        tables: rows by table name; they are copied, not changed.
        texts: raw text of each chapter by source_id.
        where: name of the corrections file, for messages.
    """

    def __init__(self, tables: Tables, texts: Mapping[str, str], where: str) -> None:
        self.tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        for name in _TOUCHED:
            self.tables.setdefault(name, [])
        self.columns = {
            name: tuple(rows[0]) if rows else tuple(load_codebook()[name].column_names)
            for name, rows in self.tables.items()
        }
        self.texts, self.where = texts, where
        self.finder = Finder(self.tables["events"], self.tables["event_mentions"], texts)
        self.participants: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.tables["event_participants"]:
            self.participants[row["event_id"]].append(row)
        self.documents = {row["source_id"]: row for row in self.tables.get("documents", [])}
        self.applied: defaultdict[str, list[Correction]] = defaultdict(list)
        self.stale: set[str] = set()
        self.before_edits: dict[str, str] = {}

    def find_event(self, one: Correction) -> Found:
        """Find the event that a decision speaks of."""

        def fits(event: Row) -> bool:
            if one.field:
                return fold(self.value(event, one.field)) in (fold(one.was), fold(one.now))
            return fold(one.was) == fold(summarise(event))

        return self.finder.find(one.event_id, one.locator, fits)

    def find(self, name: str) -> Found:
        """Find the event that a merge names, by id or by locator."""
        return self.finder.find(name, name)

    def insert(self, event: Row) -> None:
        """Put a new event into the tables."""
        self.tables["events"].append(event)
        self.finder.register(event)
        self.count(event["source_id"], "events", 1)

    def value(self, event: Row, field: str) -> str:
        """Return what a field of an event says; the host is read from the participants."""
        if field in event:
            return event[field]
        rows = [row for row in self.participants[event["event_id"]] if row["role"] == PARTY_ROLES[field]]
        rows.sort(key=_position_of)
        return join_parties([(row["name"], row["iso3"]) for row in rows])

    def set_value(self, event: Row, field: str, value: str) -> None:
        """Set a field and every column that follows from it."""
        if field in event:
            event[field] = value
        if field in ("event_type", "mode", "status"):
            _set_codes(event)
        if field in ("date_edtf", "date_modifier"):
            _set_bounds(event)
        if field == "place" and "place_iso3" in event:
            event["place_iso3"] = next((iso3 for _, iso3 in split_parties(value)), "")
        if field in PARTY_ROLES:
            self.participants[event["event_id"]] = rewrite_parties(
                self.participants[event["event_id"]],
                self.tables["entities"],
                self.columns,
                event,
                PARTY_ROLES[field],
                value,
                self.texts.get(event["source_id"], ""),
            )

    def is_quoted(self, words: str, event: Row) -> bool:
        """Say whether words that a decision quotes still stand in the event's evidence, cleaned or raw.

        Instead of words, a decision may quote the whole event, as an acceptance does.
        """
        start, end = int(event["source_start"]), int(event["source_end"])
        raw = self.texts.get(event["source_id"], "")[start:end]
        if fold(words) == fold(summarise(event)):
            return True
        return any(fold(words) in fold(text) for text in (event["evidence"], event["trigger"], raw))

    def repaired(self, source_id: str, start: int, end: int) -> str:
        """Return the raw text between two offsets, damage repaired as in repairs.csv, on one line."""
        text, parts, position = self.texts[source_id], list[str](), start
        repairs = [row for row in self.tables.get("repairs", []) if row["source_id"] == source_id]
        for row in sorted(repairs, key=_start_of):
            low, high = int(row["source_start"]), int(row["source_end"])
            if position <= low and high <= end and row["status"] == "repaired":
                parts += [text[position:low], unguard_formula(row["repaired"])]
                position = high
        return " ".join("".join([*parts, text[position:end]]).split())

    def edition_year(self, source_id: str) -> str:
        """Return the edition of a chapter."""
        if source_id in self.documents:
            return self.documents[source_id].get("edition_year", "")
        events = self.finder.by_source.get(source_id, [])
        return events[0].get("edition_year", "") if events else ""

    def count(self, source_id: str, column: str, change: int) -> None:
        """Keep a chapter's own count of its events or issues right."""
        row = self.documents.get(source_id, {})
        if row.get(column, "").isdigit():
            row[column] = str(int(row[column]) + change)

    def outdate(self, one: Correction, event: Row) -> None:
        """Record that an event changed since a decision was made on it."""
        self.stale.add(event["event_id"])
        if one.field:
            value = self.value(event, one.field)
        else:
            value = summarise(event) if one.decision == "accept" else event["evidence"]
        what = one.field or "the event"
        self.report(
            one, "correction-stale", f"it was made when {what} was “{one.was}”; now it is “{value}”", event
        )

    def report(self, one: Correction, code: str, reason: str, event: Row | None = None) -> None:
        """Add the issue row of a decision that does not apply any more."""
        locator = Locator.parse(one.locator)
        source_id, start, end = self._place_of(locator, event)
        row = dict.fromkeys(self.columns["issues"], "") | {
            "issue_id": stable_id("i", source_id, start, code, *(one.cells()[name] for name in IDENTITY)),
            "severity": "warning",
            "code": code,
            "source_id": source_id,
            "source_start": str(start),
            "source_end": str(end),
            "text": one.was,
            "message": f"{self.where}:{one.line}: {one.decision} {one.field or 'event'} on "
            f"{one.event_id or one.locator} does not apply: {reason}; look again, then change the line",
        }
        self.tables["issues"].append(row)
        self.count(row["source_id"], "issues", 1)

    def _place_of(self, locator: Locator | None, event: Row | None) -> tuple[str, int, int]:
        """Return chapter, start and end of what a decision speaks of, as far as they are still there."""
        if event is not None:
            return event["source_id"], int(event["source_start"]), int(event["source_end"])
        if locator is None or (
            locator.source_id not in self.documents and locator.source_id not in self.texts
        ):
            return "", 0, 0
        size = len(self.texts.get(locator.source_id, "")) or locator.end
        return locator.source_id, min(locator.start, size), min(locator.end, size)

    def finish(self) -> dict[str, list[Row]]:
        """Return the tables, each sorted by its key."""
        participants = [row for rows in self.participants.values() for row in rows]
        self.tables["event_participants"] = participants
        for name in _TOUCHED:
            key = load_codebook()[name].key
            pairs = [(_key_of(row, key), row) for row in self.tables[name]]
            self.tables[name] = [row for _, row in sorted(pairs, key=_first)]
        return self.tables


def _set_codes(event: Row) -> None:
    """Work out the codes of other ontologies from type, mode and status."""
    codes = find_codes(event["event_type"], event.get("mode", ""), event["status"])
    event |= dict(zip(("plover_type", "plover_mode", "cameo_code"), codes, strict=True))


def _set_bounds(event: Row) -> None:
    """Work out the days, the precision and the basis of an event's date."""
    try:
        low, high, precision = date_bounds(event["date_edtf"], event.get("date_modifier", ""))
    except ValueError:  # a date of the pipeline's own kind stays as it is when its modifier is edited
        return
    event |= {"date_earliest": low, "date_latest": high, "date_precision": precision}
    if not event["date_edtf"]:
        event |= {"date_basis": "none", "date_modifier": ""}
    elif event["date_basis"] in ("", "none"):
        event["date_basis"] = "context"  # the reader took it from the chapter around the sentence


def _key_of(row: Row, key: Sequence[str]) -> tuple[str | int, ...]:
    return tuple(int(row[name] or 0) if name == "position" else row[name] for name in key)


def _first(pair: tuple[tuple[str | int, ...], Row]) -> tuple[str | int, ...]:
    return pair[0]


def _position_of(row: Row) -> int:
    return int(row["position"] or 0)


def _start_of(row: Row) -> int:
    return int(row["source_start"])
