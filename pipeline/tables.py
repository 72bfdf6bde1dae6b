"""Records -> rows of tables: every column as text, in the order and with the names of the codebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.lexicon.codebook import load_codebook
from pipeline.lexicon.event_types import code_event
from pipeline.model import (
    ChapterRecord,
    ChapterResult,
    Entity,
    Event,
    EventMention,
    FiledTelling,
    Issue,
    Participant,
    Repair,
    Role,
    Segment,
    Source,
    stable_id,
)

Row = dict[str, object]
Rows = list[list[str]]
"""Rows of a table of the codebook, each with its cells in the order of the columns."""

ROLES: tuple[Role, ...] = ("actor", "counterpart", "host", "place")


def locate_events(
    event_mentions: Iterable[EventMention], segments: Mapping[str, Segment]
) -> tuple[EventMention, ...]:
    """Give each telling of an event its evidence sentence and its places in the raw source.

    Args:
        event_mentions: tellings with segment offsets.
        segments: the chapter's segments by id, among them every one the tellings name.

    Returns:
        The same tellings with `evidence` and raw (code point) offsets filled in; tellings that share
        one trigger have numbered ids.
    """
    located: list[EventMention] = []
    seen: Counter[str] = Counter()
    for telling in event_mentions:
        segment = segments[telling.segment_id]
        seen[telling.event_mention_id] += 1
        number = seen[telling.event_mention_id]
        start, end = segment.aligned.raw_span(telling.start, telling.end)
        trigger_start, trigger_end = segment.aligned.raw_span(telling.trigger_start, telling.trigger_end)
        located.append(
            replace(
                telling,
                event_mention_id=telling.event_mention_id + (f"-{number}" if number > 1 else ""),
                evidence=segment.text[telling.start : telling.end],
                source_start=start,
                source_end=end,
                source_trigger_start=trigger_start,
                source_trigger_end=trigger_end,
                participants=tuple(_locate(p, segments[p.segment_id]) for p in telling.participants),
            )
        )
    return tuple(located)


def _locate(participant: Participant, segment: Segment) -> Participant:
    start, end = segment.aligned.raw_span(participant.start, participant.end)
    return replace(participant, source_id=segment.source_id, source_start=start, source_end=end)


def chapter_tables(chapter: ChapterResult) -> dict[str, Rows]:
    """Turn what one chapter gave into the tables whose rows belong to that chapter alone.

    Returns:
        `segments`, `repairs`, `mentions` and `dates`; all cells text, rows sorted by key.
    """
    rows = {
        "segments": [row for segment in chapter.segments for row in _segment_rows(segment)],
        "repairs": [_repair_row(repair, chapter.source.source_id) for repair in chapter.repairs],
        "mentions": _tell_apart(_mention_rows(chapter), "mention_id"),
        "dates": _tell_apart(_date_rows(chapter), "date_id"),
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
    document = {**_document_row(chapter), "events": len(events)}
    document["issues"] = len(_issue_rows(chapter.issues))
    issues = _issue_rows([*chapter.issues, *_unexpected_counts(source, document)])
    rows = {
        "documents": [document | {"issues": len(issues)}],
        "events": [_event_row(event, source.edition_year) for event in events],
        "event_participants": [row for event in events for row in _participant_rows(event)],
        "event_mentions": [_telling_row(event_id, telling) for event_id, telling in tellings],
        "issues": issues,
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
    return make_rows("entities", (_entity_row(entity, mentions) for entity, mentions in entities))


def _tell_apart(rows: list[Row], key: str) -> list[Row]:
    """Number rows that stand on the same raw characters, as two words restored from one damaged place do."""
    seen: Counter[object] = Counter()
    for row in rows:
        seen[row[key]] += 1
        if seen[row[key]] > 1:
            row[key] = f"{row[key]}-{seen[row[key]]}"
    return rows


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


def _document_row(chapter: ChapterRecord) -> Row:
    source = chapter.source
    return {
        "source_id": source.source_id,
        "edition_year": source.edition_year,
        "coverage_start": source.coverage_start,
        "coverage_end": source.coverage_end,
        "title": source.title,
        "part": source.part,
        "url": source.url,
        "path": source.path,
        "format": source.format,
        "encoding": chapter.encoding,
        "sha256": source.sha256,
        "words": chapter.words,
        "characters": chapter.characters,
        "language": source.language,
        "licence": source.licence,
        **chapter.counts,
    }


def _segment_rows(segment: Segment) -> list[Row]:
    """One row per piece: a sentence that the page interrupts goes on in the row that links back to it."""
    rows: list[Row] = []
    previous = ""
    for start, end in segment.pieces:
        piece_id = stable_id("s", segment.source_id, start) if previous else segment.segment_id
        rows.append(
            {
                "segment_id": piece_id,
                "source_id": segment.source_id,
                "kind": segment.kind,
                "heading_path": " > ".join(segment.heading_path),
                "source_start": start,
                "source_end": end,
                "text": segment.text if len(segment.pieces) == 1 else _piece_text(segment, start, end),
                "page": segment.page,
                "continues_id": previous,
            }
        )
        previous = piece_id
    return rows


def _piece_text(segment: Segment, start: int, end: int) -> str:
    inside = [
        character
        for character, origin in zip(segment.text, segment.aligned.starts, strict=True)
        if start <= origin < end
    ]
    return "".join(inside).strip()


def _repair_row(repair: Repair, source_id: str) -> Row:
    return {
        "repair_id": stable_id("r", source_id, repair.start),
        "source_id": source_id,
        "source_start": repair.start,
        "source_end": repair.end,
        "damaged": repair.damaged,
        "repaired": repair.repaired,
        "status": repair.status,
        "rule": repair.rule,
        "chain": repair.chain,
        "confidence": f"{repair.confidence:.2f}",
    }


def _mention_rows(chapter: ChapterResult) -> list[Row]:
    by_id = {segment.segment_id: segment for segment in chapter.segments}
    rows: list[Row] = []
    for mention in chapter.mentions:
        start, end = by_id[mention.segment_id].aligned.raw_span(mention.start, mention.end)
        rows.append(
            {
                "mention_id": mention.mention_id,
                "source_id": chapter.source.source_id,
                "segment_id": mention.segment_id,
                "source_start": start,
                "source_end": end,
                "text": mention.text,
                "label": mention.label,
                "entity_id": mention.entity_ids[0] if len(mention.entity_ids) == 1 else "",
                "title": mention.title,
                "method": "+".join(filter(None, (mention.method, mention.link_method))),
                "entity_ids": "; ".join(mention.entity_ids),
            }
        )
    return rows


def _entity_row(entity: Entity, mentions: int) -> Row:
    return {
        "entity_id": entity.entity_id,
        "type": entity.type,
        "name": entity.name,
        "iso3": entity.iso3,
        "cow_code": entity.cow_code,
        "wikidata_id": entity.wikidata_id,
        "valid_from": entity.valid_from,
        "valid_to": entity.valid_to,
        "mentions": mentions,
    }


def _date_rows(chapter: ChapterResult) -> list[Row]:
    by_id = {segment.segment_id: segment for segment in chapter.segments}
    rows: list[Row] = []
    for time in chapter.times:
        start, end = by_id[time.segment_id].aligned.raw_span(time.start, time.end)
        rows.append(
            {
                "date_id": time.timex_id,
                "source_id": chapter.source.source_id,
                "segment_id": time.segment_id,
                "source_start": start,
                "source_end": end,
                "text": time.text,
                "edtf": time.edtf,
                "modifier": time.modifier,
                "earliest": time.earliest,
                "latest": time.latest,
                "precision": time.precision,
                "basis": time.basis,
                "anchor": time.anchor,
                "rule": time.rule_id,
                "timex3_type": time.timex3_type,
                "timex3_value": time.timex3_value,
            }
        )
    return rows


def _issue_rows(issues: Sequence[Issue]) -> list[Row]:
    rows: dict[str, Row] = {}
    for issue in issues:
        key = stable_id("i", issue.source_id, issue.start, issue.end, issue.code, issue.message)
        rows[key] = {
            "issue_id": key,
            "severity": issue.severity,
            "code": issue.code,
            "source_id": issue.source_id,
            "source_start": issue.start,
            "source_end": issue.end,
            "text": issue.text,
            "message": issue.message,
        }
    return list(rows.values())


def _event_row(event: Event, edition_year: int) -> Row:
    telling = event.mention
    places = _parties(telling, "place")
    plover_type, plover_mode, cameo_code = code_event(telling)
    return {
        "event_id": event.event_id,
        "source_id": telling.source_id,
        "edition_year": edition_year,
        "event_type": telling.event_type,
        "mode": telling.mode,
        "status": telling.status,
        "date_edtf": telling.date_edtf,
        "date_modifier": telling.date_modifier,
        "date_earliest": telling.date_earliest,
        "date_latest": telling.date_latest,
        "date_precision": telling.date_precision,
        "date_basis": telling.date_basis,
        "actors": party_cell(_parties(telling, "actor")),
        "counterparts": party_cell(_parties(telling, "counterpart")),
        "place": party_cell(places),
        "place_iso3": places[0].iso3 if places else "",
        "trigger": telling.trigger,
        "evidence": telling.evidence,
        "source_start": telling.source_start,
        "source_end": telling.source_end,
        "trigger_start": telling.source_trigger_start,
        "trigger_end": telling.source_trigger_end,
        "parent_event_id": event.parent_event_id,
        "mention_count": len(event.mention_ids),
        "plover_type": plover_type,
        "plover_mode": plover_mode,
        "cameo_code": cameo_code,
        "confidence": f"{telling.confidence:.2f}",
        "review_status": "unreviewed",
    }


def _participant_rows(event: Event) -> list[Row]:
    rows: list[Row] = []
    for role in ROLES:
        for position, party in enumerate(_parties(event.mention, role), 1):
            rows.append(
                {
                    "event_id": event.event_id,
                    "role": role,
                    "position": position,
                    "entity_id": party.entity_id,
                    "name": party.name,
                    "iso3": party.iso3,
                    "title": party.title,
                    "source_start": party.source_start,
                    "source_end": party.source_end,
                    "source_id": party.source_id,
                }
            )
    return rows


def _telling_row(event_id: str, telling: EventMention) -> Row:
    return {
        "event_mention_id": telling.event_mention_id,
        "event_id": event_id,
        "source_id": telling.source_id,
        "segment_id": telling.segment_id,
        "source_start": telling.source_start,
        "source_end": telling.source_end,
        "trigger": telling.trigger,
        "rule": telling.rule_id,
        "trigger_start": telling.source_trigger_start,
        "trigger_end": telling.source_trigger_end,
    }


def _parties(telling: EventMention, role: Role) -> list[Participant]:
    return [participant for participant in telling.participants if participant.role == role]


def party_cell(parties: Sequence[Participant]) -> str:
    """Write parties as a cell: `Name [ISO3]`, joined by `; ` in text order."""
    return "; ".join(f"{party.name} [{party.iso3}]" if party.iso3 else party.name for party in parties)
