"""One record, one row (or several): what stands in which column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.lexicon.event_types import code_event
from pipeline.model import (
    ChapterRecord,
    ChapterResult,
    Entity,
    Event,
    EventMention,
    Issue,
    Participant,
    Repair,
    Role,
    Segment,
    stable_id,
)

Row = dict[str, object]
ROLES: tuple[Role, ...] = ("actor", "counterpart", "host", "place")


def document_row(chapter: ChapterRecord) -> Row:
    """The row of a chapter, but for its counts of events and issues, which only the whole corpus gives."""
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


def segment_rows(segment: Segment) -> list[Row]:
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


def repair_row(repair: Repair, source_id: str) -> Row:
    """The row of a place where characters were damaged."""
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


def mention_rows(chapter: ChapterResult) -> list[Row]:
    """The rows of the namings in a chapter."""
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


def entity_row(entity: Entity, mentions: int) -> Row:
    """The row of somebody or something met in the corpus, with the number of mentions."""
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


def date_rows(chapter: ChapterResult) -> list[Row]:
    """The rows of the temporal expressions in a chapter."""
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


def issue_rows(issues: Sequence[Issue]) -> list[Row]:
    """The rows of open questions; one asked twice of the same words is one row."""
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


def event_row(event: Event, edition_year: int) -> Row:
    """The row of a happening, from the telling that stands for it."""
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


def participant_rows(event: Event) -> list[Row]:
    """The rows of the parties to an event, numbered within each role."""
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


def telling_row(event_id: str, telling: EventMention) -> Row:
    """The row of one telling of an event."""
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


def tell_apart(rows: list[Row], key: str) -> list[Row]:
    """Number rows that stand on the same raw characters, as two words restored from one damaged place do.

    >>> tell_apart([{"date_id": "t1"}, {"date_id": "t1"}], "date_id")
    [{'date_id': 't1'}, {'date_id': 't1-2'}]
    """
    seen: Counter[object] = Counter()
    for row in rows:
        seen[row[key]] += 1
        if seen[row[key]] > 1:
            row[key] = f"{row[key]}-{seen[row[key]]}"
    return rows
