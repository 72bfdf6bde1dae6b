"""Make the review page: one HTML file with the tables, the chapters and all that shows them inside.

Everything that came from a chapter is packed (JSON, compressed, base64), so that no text of a source can
become markup; the script puts it on the page as text only, and a content security policy forbids
everything but the page's own script and style.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.corrections import COLUMNS, Correction, locator_of, read_corrections
from pipeline.corrections.values import closed_list, event_modes, join_parties
from pipeline.outputs import Row, read_outputs, read_texts

ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = ("1-decisions.js", "2-table.js", "3-overview.js", "4-evidence.js", "5-main.js")
_TEXT_COLUMNS = (
    *(
        "event_id",
        "event_type",
        "mode",
        "status",
        "date_edtf",
        "date_modifier",
        "date_earliest",
        "date_latest",
    ),
    *("date_precision", "date_basis", "actors", "counterparts", "place", "trigger", "evidence"),
    *("confidence", "review_status"),
)
_OFFSET_COLUMNS = ("source_start", "source_end", "trigger_start", "trigger_end")
_PACKED = '<script type="application/octet-stream" id="chapter-{}">{}</script>'
_MARK_OF_LABEL = {"PLACE": "place"}


def build_page(outputs: Path, corpus: Path, *, save_address: str = "") -> str:
    """Return the review page of an outputs folder as one HTML file that needs nothing else.

    Args:
        outputs: the folder with the tables.
        corpus: the folder with the chapters and corrections.csv.
        save_address: path to which the page sends decisions; empty when it is opened from disk.

    Raises:
        InputError: the folder holds no tables, or corrections.csv cannot be understood.
    """
    tables = read_outputs(outputs)
    texts = read_texts(tables["documents"], outputs, corpus)
    corrections = read_corrections(corpus / "corrections.csv")
    return render_page(tables, texts, corrections, save_address=save_address)


def render_page(
    tables: Mapping[str, Sequence[Row]],
    texts: Mapping[str, str],
    corrections: Sequence[Correction],
    *,
    save_address: str = "",
) -> str:
    """Return the review page of tables at hand (see `build_page`)."""
    sources = [row["source_id"] for row in tables["documents"]]
    sources += sorted({row["source_id"] for row in tables["events"]} - set(sources))
    number = {source_id: index for index, source_id in enumerate(sources)}
    events = sorted(tables["events"], key=_reading_order)
    data = {
        "events": _event_columns(events, tables["event_participants"], texts, number),
        "documents": _documents(tables["documents"], sources),
        "issues": [_issue(row, number) for row in tables["issues"]],
        "names": {row["iso3"]: row["name"] for row in tables["entities"] if row["type"] == "state"},
        "tellings": _tellings(events, tables["event_mentions"], number),
        "lists": {
            "types": event_modes(),
            "statuses": closed_list("status"),
            "bases": closed_list("date_basis"),
            "modifiers": closed_list("date_modifier"),
        },
        "columns": COLUMNS,
        "saved": [one.cells() for one in corrections],
    }
    chapters = _chapters(tables, events, texts, number)
    script = "\n".join(_asset(name) for name in _SCRIPTS)
    style = _asset("page.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "connect-src 'self'" if save_address else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {
        "save": save_address,
        "policy": policy,
        "style": style,
        "data": _pack(data),
        "chapters": "\n".join(
            _PACKED.format(number[source_id], _pack(chapter)) for source_id, chapter in chapters.items()
        ),
        "script": script,
    }
    return _fill(_asset("page.html"), parts)


def _fill(template: str, parts: Mapping[str, str]) -> str:
    """Put each part at its `{{name}}`; what is put in is not looked through again."""
    pieces = template.split("{{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}}")
        filled += [parts[name], rest]
    return "".join(filled)


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _pack(value: Any) -> str:
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(zlib.compress(content, 9)).decode()


def _reading_order(row: Row) -> tuple[str, int, str]:
    return row["source_id"], int(row["trigger_start"] or row["source_start"]), row["event_id"]


def _event_columns(
    events: Sequence[Row], participants: Sequence[Row], texts: Mapping[str, str], number: Mapping[str, int]
) -> dict[str, list[Any]]:
    hosts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in participants:
        if row["role"] == "host":
            hosts[row["event_id"]].append((row["name"], row["iso3"]))
    columns: dict[str, list[Any]] = {
        name: [row.get(name, "") for row in events] for name in _TEXT_COLUMNS
    } | {name: [int(row[name] or 0) for row in events] for name in _OFFSET_COLUMNS}
    columns["source"] = [number[row["source_id"]] for row in events]
    columns["host"] = [join_parties(hosts[row["event_id"]]) for row in events]
    columns["locator"] = [str(locator_of(row, texts.get(row["source_id"], ""))) for row in events]
    return columns


def _documents(documents: Sequence[Row], sources: Sequence[str]) -> list[list[str]]:
    rows = {row["source_id"]: row for row in documents}
    return [[source_id, rows.get(source_id, {}).get("title", "")] for source_id in sources]


def _issue(row: Row, number: Mapping[str, int]) -> list[Any]:
    place = [number.get(row["source_id"], -1), int(row["source_start"] or 0), int(row["source_end"] or 0)]
    return [row["severity"], row["code"], *place, row["text"], row["message"]]


def _tellings(
    events: Sequence[Row], mentions: Sequence[Row], number: Mapping[str, int]
) -> dict[str, list[list[int]]]:
    """Return, for events told more than once, where: by the event's position on the page."""
    at = {row["event_id"]: str(index) for index, row in enumerate(events)}
    places: defaultdict[str, list[list[int]]] = defaultdict(list)
    for row in sorted(mentions, key=_source_order):
        if row["event_id"] in at and row["source_id"] in number:
            span = [number[row["source_id"]], int(row["source_start"]), int(row["source_end"])]
            places[at[row["event_id"]]].append(span)
    return {index: spans for index, spans in places.items() if len(spans) > 1}


def _chapters(
    tables: Mapping[str, Sequence[Row]],
    events: Sequence[Row],
    texts: Mapping[str, str],
    number: Mapping[str, int],
) -> dict[str, dict[str, Any]]:
    chapters: dict[str, dict[str, Any]] = {
        source_id: {"text": texts[source_id], "segments": [], "marks": [], "participants": {}}
        for source_id in number
        if source_id in texts
    }
    for row in sorted(tables["segments"], key=_source_order):
        if row["source_id"] in chapters:
            chapters[row["source_id"]]["segments"].append([*_span(row), row["kind"]])
    for name, mark in (("mentions", _mention_mark), ("dates", _date_mark), ("repairs", _repair_mark)):
        for row in sorted(tables[name], key=_source_order):
            if row["source_id"] in chapters:
                chapters[row["source_id"]]["marks"].append([*_span(row), *mark(row)])
    source_of = {row["event_id"]: row["source_id"] for row in events}
    for row in tables["event_participants"]:
        source_id = source_of.get(row["event_id"], "")
        chapter = chapters.get(source_id)
        if chapter and row["source_start"] and row.get("source_id", source_id) == source_id:
            party = join_parties([(row["name"], row["iso3"])])
            chapter["participants"].setdefault(row["event_id"], []).append([*_span(row), row["role"], party])
    return chapters


def _mention_mark(row: Row) -> tuple[str, str]:
    return _MARK_OF_LABEL.get(
        row["label"], "other"
    ), f"{row['label'].lower()}: {row['entity_id'] or 'unknown'}"


def _date_mark(row: Row) -> tuple[str, str]:
    return "date", f"date: {row['edtf'] or 'no calendar date'}"


def _repair_mark(row: Row) -> tuple[str, str]:
    return "repair", f"→ {row['repaired']}" if row["status"] == "repaired" else "damaged, left alone"


def _span(row: Row) -> tuple[int, int]:
    return int(row["source_start"]), int(row["source_end"])


def _source_order(row: Row) -> tuple[str, int, int]:
    return row["source_id"], *_span(row)
