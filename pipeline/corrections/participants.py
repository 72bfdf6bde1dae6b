"""Keep event_participants in step with a party cell that a reviewer changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.corrections.locator import Row
from pipeline.corrections.values import split_parties

_OFFICE_RE = re.compile(
    r"\b(?:President|Prime|Minister|Secretary|Ambassador|Chancellor|King|Queen|Emperor|Governor|Envoy|Premier)\b"
)


def rewrite_parties(
    mine: Sequence[Row],
    entities: list[Row],
    columns: Mapping[str, Sequence[str]],
    event: Row,
    role: str,
    cell: str,
    text: str,
) -> list[Row]:
    """Return an event's participant rows such that those of one role say what its cell says.

    A party that stays keeps its row. A new one is looked up among the entities by name and code, then
    made; its place in the source is where the event's sentence names it, else the whole sentence.

    Args:
        mine: the event's participant rows.
        entities: rows of entities.csv; a party that nobody knows yet is added.
        columns: columns of both tables.
        event: the event's row.
        role: the role whose cell changed.
        cell: the parties, as TABLES writes them.
        text: raw text of the chapter.
    """
    others = [row for row in mine if row["role"] != role]
    known = {
        (row["name"], row["iso3"]): row for row in (*others, *(row for row in mine if row["role"] == role))
    }
    first = min((int(row["position"] or 0) for row in mine), default=1)
    fresh = []
    for position, (name, iso3) in enumerate(split_parties(cell), start=min(first, 1)):
        row = dict.fromkeys(columns["event_participants"], "")
        if (name, iso3) in known:
            row |= known[name, iso3]
        else:
            start, end = _place_of(name, event, text)
            row |= {
                "entity_id": _entity_id(entities, columns["entities"], name, iso3, role),
                "name": name,
                "iso3": iso3,
                "source_start": str(start),
                "source_end": str(end),
            }
            if "source_id" in row:
                row["source_id"] = event["source_id"]
        fresh.append(row | {"event_id": event["event_id"], "role": role, "position": str(position)})
    return [*others, *fresh]


def _place_of(name: str, event: Row, text: str) -> tuple[int, int]:
    """Return where the sentence names a party: its whole name, else its last word, else the sentence."""
    start, end = int(event["source_start"]), int(event["source_end"])
    sentence = text[start:end]
    for words in (name, name.split()[-1] if name.split() else ""):
        match = re.search(rf"\b{re.escape(words)}\b", sentence) if words else None
        if match:
            return start + match.start(), start + match.end()
    return start, end


def _entity_id(entities: list[Row], columns: Sequence[str], name: str, iso3: str, role: str) -> str:
    same = sorted(row["entity_id"] for row in entities if row["name"] == name and row["iso3"] == iso3)
    if same:
        return same[0]
    kind = _kind_of(name, iso3, role)
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-")
    entity_id = f"office:{iso3}:{slug}" if kind == "office" else f"{_PREFIX.get(kind, kind)}:{slug}"
    if any(row["entity_id"] == entity_id for row in entities):
        entity_id = f"{entity_id}-{iso3.lower() or 'reviewer'}"
    new = {"entity_id": entity_id, "type": kind, "name": name, "iso3": iso3, "mentions": "0"}
    entities.append(dict.fromkeys(columns, "") | new)
    return entity_id


_PREFIX = {"organisation": "org"}


def _kind_of(name: str, iso3: str, role: str) -> str:
    """Say what kind of entity a reviewer's party is, from its form alone."""
    if role in ("place", "host") and iso3:
        return "place"
    if not iso3:
        return "organisation"
    return "office" if _OFFICE_RE.search(name) else "person"
