"""Cells that follow from other cells: days from the EDTF value, parties from their rows, ids from offsets."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.corrections.values import PARTY_ROLES, date_bounds, event_modes, join_parties

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Mapping[str, str]

_DATES = {
    "dates": ("edtf", "modifier", "earliest", "latest", "precision"),
    "events": ("date_edtf", "date_modifier", "date_earliest", "date_latest", "date_precision"),
}
_KEYS = {"dates": "date_id", "mentions": "mention_id", "segments": "segment_id", "repairs": "repair_id"}
_OFFSET_RE = re.compile(r"(?P<source>.+):[a-z](?P<start>\d{7,})(-.*)?", re.DOTALL)


def disagreements(tables: Mapping[str, DataFrame]) -> Iterator[str]:
    """Yield a sentence for each column whose cells do not follow from the cells they are made of.

    Args:
        tables: tables that keep the contract, all cells as text.
    """
    rows: dict[str, list[Any]] = {name: frame.to_dict("records") for name, frame in tables.items()}
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, columns in _DATES.items():
        for row in rows[name]:
            edtf, modifier, *days = (row[column] for column in columns)
            if not is_meant(edtf, modifier, *days):
                wrong[f"{name}: the days or the precision do not follow from the date"].append(edtf)
    for name, key in _KEYS.items():
        for row in rows[name]:
            match = _OFFSET_RE.fullmatch(row[key])
            if not match or (match["source"], int(match["start"])) != _place(row):
                wrong[f"{name}: the id does not tell where the row stands"].append(row[key])
            if name in ("dates", "mentions") and not row["text"].strip():
                wrong[f"{name}: the row shows no words"].append(row[key])
    _check_entities(rows, wrong)
    _check_events(rows, wrong)
    for problem, cases in wrong.items():
        yield f"{problem} in {len(cases)} rows, e.g. {cases[0]!r}"


def is_meant(edtf: str, modifier: str, earliest: str, latest: str, precision: str) -> bool:
    """Tell whether first day, last day and precision are those that an EDTF date means.

    A date narrowed by a modifier, or one with two ends (which may each be narrowed), lies inside its bounds;
    any other has exactly these bounds.

    >>> is_meant("2009-03", "", "2009-03-01", "2009-03-31", "month")
    True
    >>> is_meant("2009-03", "", "2009-03-01", "2009-03-30", "month")
    False
    """
    try:
        low, high, unit = date_bounds(edtf)
    except ValueError:
        return False
    if modifier or "/" in edtf:
        inside = low <= earliest and (latest <= high or not high)
        return inside and bool(earliest) == bool(low) and bool(latest) == bool(high)
    return (earliest, latest, precision) == (low, high, unit)


def _place(row: Row) -> tuple[str, int]:
    return row["source_id"], int(row["source_start"])


def _check_entities(rows: Mapping[str, Sequence[Row]], wrong: dict[str, list[str]]) -> None:
    known = {row["entity_id"] for row in rows["entities"]}
    named: Counter[str] = Counter()
    for row in rows["mentions"]:
        ids = row["entity_ids"].split("; ") if row["entity_ids"] else []
        named.update(ids)
        if not known.issuperset(ids) or row["entity_id"] != (ids[0] if len(ids) == 1 else ""):
            wrong["mentions: entity_id and entity_ids disagree"].append(row["mention_id"])
    for row in rows["entities"]:
        if int(row["mentions"]) != named[row["entity_id"]]:
            wrong["entities: there are not as many mentions"].append(row["entity_id"])


def _check_events(rows: Mapping[str, Sequence[Row]], wrong: dict[str, list[str]]) -> None:
    years = {row["source_id"]: row["edition_year"] for row in rows["documents"]}
    modes = event_modes()
    parties: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows["event_participants"]:
        parties[row["event_id"], row["role"]].append(row)
    for (event_id, role), share in parties.items():
        share.sort(key=lambda row: int(row["position"]))
        if [int(row["position"]) for row in share] != list(range(1, len(share) + 1)):
            wrong[f"event_participants: each {role} is not numbered from 1"].append(event_id)
    tellings = {(row["event_id"], *_spot(row)) for row in rows["event_mentions"]}
    for row in rows["events"]:
        event_id = row["event_id"]
        if row["mode"] and row["mode"] not in modes.get(row["event_type"], ()):
            wrong["events: the mode is none of the type's"].append(event_id)
        if row["edition_year"] != years[row["source_id"]]:
            wrong["events: the year of the edition is not the chapter's"].append(event_id)
        if row["review_status"] == "unreviewed" and (event_id, *_spot(row)) not in tellings:
            wrong["events: no telling stands where the event does"].append(event_id)
        for column, role in PARTY_ROLES.items():
            named = [(party["name"], party["iso3"]) for party in parties[event_id, role]]
            if column in row and row[column] != join_parties(named):
                wrong[f"events: {column} are not those of event_participants"].append(event_id)
        place = parties[event_id, "place"]
        if row["place_iso3"] != (place[0]["iso3"] if place else ""):
            wrong["events: place_iso3 is not that of event_participants"].append(event_id)


def _spot(row: Row) -> tuple[str, ...]:
    columns = ("source_id", "source_start", "source_end", "trigger", "trigger_start", "trigger_end")
    return tuple(row[column] for column in columns)
