"""The tables of a chapter: its own, and its share of those that all chapters together decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.lexicon.codebook import load_codebook
from pipeline.model import (
    ChapterRecord,
    ChapterResult,
    Entity,
    Event,
    EventMention,
    FiledTelling,
    Issue,
    Source,
)
from pipeline.tables.rows import (
    Row,
    date_rows,
    document_row,
    entity_row,
    event_row,
    issue_rows,
    mention_rows,
    participant_rows,
    repair_row,
    segment_rows,
    tell_apart,
    telling_row,
)

Rows = list[list[str]]
"""Rows of a table of the codebook, each with its cells in the order of the columns."""


def chapter_tables(chapter: ChapterResult) -> dict[str, Rows]:
    """Turn what one chapter gave into the tables whose rows belong to that chapter alone.

    Returns:
        `segments`, `repairs`, `mentions` and `dates`; all cells text, rows sorted by key.
    """
    rows = {
        "segments": [row for segment in chapter.segments for row in segment_rows(segment)],
        "repairs": [repair_row(repair, chapter.source.source_id) for repair in chapter.repairs],
        "mentions": tell_apart(mention_rows(chapter), "mention_id"),
        "dates": tell_apart(date_rows(chapter), "date_id"),
    }
    return {name: make_rows(name, table_rows) for name, table_rows in rows.items()}


def record_chapter(
    chapter: ChapterResult, tables: Mapping[str, Rows], tellings: Iterable[FiledTelling]
) -> ChapterRecord:
    """Keep of a chapter what the tables of the whole corpus need.

    Args:
        chapter: what the chapter gave.
        tables: its own tables, from `chapter_tables`.
        tellings: its tellings of events, packed.
    """
    named = Counter(entity for mention in chapter.mentions for entity in mention.entity_ids)
    return ChapterRecord(
        source=chapter.source,
        encoding=chapter.encoding,
        words=len(chapter.raw.split()),
        characters=len(chapter.raw),
        counts={name: len(table) for name, table in tables.items()},
        segment_ids=tuple(row[0] for row in tables["segments"]),
        entities=chapter.entities,
        named=dict(named),
        tellings=tuple(sorted(tellings, key=_telling_id)),
        issues=chapter.issues,
    )


def event_tables(
    chapter: ChapterRecord, events: Sequence[Event], tellings: Iterable[tuple[str, EventMention]]
) -> dict[str, Rows]:
    """Make a chapter's share of the tables that only all chapters together decide.

    Args:
        chapter: the record of the chapter.
        events: the happenings of the whole corpus that are first told in this chapter.
        tellings: all tellings of the chapter, each with the id of its event.

    Returns:
        `documents`, `events`, `event_participants`, `event_mentions` and `issues`.
    """
    source = chapter.source
    document = {**document_row(chapter), "events": len(events)}
    document["issues"] = len(issue_rows(chapter.issues))
    questions = issue_rows([*chapter.issues, *_unexpected_counts(source, document)])
    rows = {
        "documents": [document | {"issues": len(questions)}],
        "events": [event_row(event, source.edition_year) for event in events],
        "event_participants": [row for event in events for row in participant_rows(event)],
        "event_mentions": [telling_row(event_id, telling) for event_id, telling in tellings],
        "issues": questions,
    }
    return {name: make_rows(name, table_rows) for name, table_rows in rows.items()}


def _telling_id(telling: FiledTelling) -> str:
    return telling.event_mention_id


def _unexpected_counts(source: Source, document: Row) -> list[Issue]:
    """Say where a chapter gave fewer or more rows than its sidecar expects."""
    return [
        Issue(
            severity="warning",
            code="unexpected-count",
            source_id=source.source_id,
            start=0,
            end=0,
            text="",
            message=f"{document[name]} {name}, but the sidecar expects {least} to {most}",
        )
        for name, (least, most) in sorted(source.expected.items())
        if not least <= int(str(document[name])) <= most
    ]


def entity_rows(entities: Iterable[tuple[Entity, int]]) -> Rows:
    """Make rows of `entities` from some entities, each with the number of its mentions."""
    return make_rows("entities", (entity_row(entity, mentions) for entity, mentions in entities))


def make_rows(name: str, rows: Iterable[Mapping[str, object]]) -> Rows:
    """Make rows of a table of the codebook: all cells text, columns in order, rows sorted by key."""
    table = load_codebook()[name]
    cells = [[_as_text(row[column]) for column in table.column_names] for row in rows]
    key = [table.column_names.index(column) for column in table.key]
    cells.sort(key=lambda row: [_sort_form(row[index]) for index in key])
    return cells


def _as_text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _sort_form(cell: str) -> str:
    return cell.zfill(9) if cell.isdecimal() else cell
