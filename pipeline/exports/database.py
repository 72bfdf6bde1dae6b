"""SQLite: the tables with keys, indexes and full-text search, and a metadata file for Datasette."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from pipeline.exports.columns import Value, column_type, description, typed_rows, written_whole
from pipeline.lexicon.codebook import load_codebook
from pipeline.outputs import Row

_SQL_TYPES = {"integer": "INTEGER", "number": "REAL", "date": "TEXT", "text": "TEXT"}
_INDEXES = {
    "events": ("event_type", "date_earliest", "date_edtf", "status", "review_status", "place_iso3"),
    "event_participants": ("iso3", "name"),
    "entities": ("type", "iso3"),
    "dates": ("edtf",),
    "issues": ("code",),
}
_SEARCHED = {
    "events": ("evidence", "trigger", "actors", "counterparts", "place"),
    "segments": ("text",),
    "issues": ("text", "message"),
}


def write_sqlite(
    tables: Mapping[str, Sequence[Row]],
    _texts: Mapping[str, str],
    target: Path,
) -> list[Path]:
    """Write the tables as a SQLite database, and `<name>.metadata.json` beside it for Datasette.

    Text stays as it is: SQL and Datasette show a cell that begins with `=` as text. An empty cell of a
    column with a reference, number or date is NULL.
    """
    with written_whole(target) as temporary, closing(sqlite3.connect(temporary)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        for name, rows in tables.items():
            if rows:
                _write_table(database, name, rows)
        database.commit()
        database.execute("VACUUM")
    metadata = target.with_suffix(".metadata.json")
    content = json.dumps(_metadata(target.stem, tables), ensure_ascii=False, indent=2) + "\n"
    with written_whole(metadata) as temporary:
        temporary.write_text(content, encoding="utf-8")
    return [target, metadata]


def _write_table(database: sqlite3.Connection, name: str, rows: Sequence[Row]) -> None:
    columns = list(rows[0])
    links = load_codebook()[name].links
    references = [(column, other) for column, other in links.items() if column in columns]
    parts = [f"{_quoted(column)} {_SQL_TYPES[column_type(name, column)]}" for column in columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, load_codebook()[name].key))})")
    for column, other in references:
        key = _quoted(load_codebook()[other].key[0])
        parts.append(f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)} ({key})")
    database.execute(f"CREATE TABLE {_quoted(name)} ({', '.join(parts)})")
    referring = {column for column, _ in references}
    marks = ", ".join("?" * len(columns))
    values = (
        [_sql_value(value, column in referring) for value, column in zip(row, columns, strict=True)]
        for row in typed_rows(name, rows)
    )
    database.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", values)
    wanted = [column for column, _ in references if column != load_codebook()[name].key[0]]
    wanted += [column for column in _INDEXES.get(name, ()) if column in columns]
    for column in wanted:
        database.execute(f"CREATE INDEX {_quoted(f'{name}_{column}')} ON {_quoted(name)} ({_quoted(column)})")
    searched = [column for column in _SEARCHED.get(name, ()) if column in columns]
    if searched:
        listed = ", ".join(map(_quoted, searched))
        index = _quoted(f"{name}_fts")
        database.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5 ({listed}, content='{name}', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _sql_value(value: Value, is_reference: bool) -> int | float | str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if is_reference and value == "" else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _metadata(database: str, tables: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    facets = {"events": ["event_type", "status", "review_status", "edition_year"], "issues": ["code"]}
    labels = {"documents": "title", "entities": "name", "events": "evidence"}
    listed: dict[str, dict[str, object]] = {}
    for name, rows in tables.items():
        if not rows:
            continue
        listed[name] = {"description": load_codebook()[name].description, "size": 50}
        if name in labels:
            listed[name]["label_column"] = labels[name]
        if name in facets:
            listed[name]["facets"] = facets[name]
        listed[name]["columns"] = {column: description(name, column) for column in rows[0]}
    if "events" in listed:
        listed["events"]["sort"] = "date_earliest"
    return {
        "title": "Events in Japan’s Diplomatic Bluebook",
        "description": "Event tables made from chapters of the Diplomatic Bluebook; every row points to the "
        "sentence it came from. Edited material: not made or approved by the Ministry.",
        "source": "Diplomatic Bluebook, Ministry of Foreign Affairs of Japan",
        "databases": {database: {"tables": listed}},
    }
