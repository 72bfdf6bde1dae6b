"""JSON-LD: events in the words of schema.org, their evidence as W3C Web Annotations."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.exports.columns import written_whole
from pipeline.outputs import Row

Json = dict[str, object]

CONTEXT: Json = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "edtf": {
        "@id": "http://purl.org/dc/terms/date",
        "@type": "http://id.loc.gov/datatypes/edtf/EDTF",
    },
    "bluebook": "urn:bluebook:",
    "sameAs": {"@type": "@id"},
}
_KINDS = {
    "person": "Person",
    "office": "Role",
    "state": "Country",
    "organisation": "Organization",
    "place": "Place",
}
_SAME_DAY = {"planned": "EventScheduled", "negated": "EventCancelled"}


def write_jsonld(tables: Mapping[str, Sequence[Row]], _texts: Mapping[str, str], target: Path) -> list[Path]:
    """Write events, the entities in them and the chapters as one JSON-LD graph.

    Ids are `urn:bluebook:` and the table's own id; Wikidata ids become `sameAs`. Text is JSON text, so
    nothing in it can become a link or markup by itself.
    """
    parties: defaultdict[str, list[Row]] = defaultdict(list)
    for row in tables["event_participants"]:
        parties[row["event_id"]].append(row)
    graph = [_chapter(row) for row in tables["documents"]]
    graph += [_entity(row) for row in tables["entities"]]
    graph += [_event(row, parties[row["event_id"]]) for row in tables["events"]]
    content = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"
    with written_whole(target) as temporary:
        temporary.write_text(content, encoding="utf-8", errors="replace")
    return [target]


def _filled(values: Json) -> Json:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _urn(kind: str, identifier: str) -> str:
    return f"urn:bluebook:{kind}:{identifier}"


def _chapter(row: Row) -> Json:
    return _filled(
        {
            "@id": _urn("chapter", row["source_id"]),
            "@type": "Chapter",
            "name": row.get("title", ""),
            "isPartOf": f"Diplomatic Bluebook {row.get('edition_year', '')}".strip(),
            "url": row.get("url", ""),
        }
    )


def _entity(row: Row) -> Json:
    wikidata = row.get("wikidata_id", "")
    return _filled(
        {
            "@id": _urn("entity", row["entity_id"]),
            "@type": _KINDS.get(row["type"], "Thing"),
            "name": row["name"],
            "identifier": row["iso3"],
            "sameAs": f"http://www.wikidata.org/entity/{wikidata}" if wikidata else "",
        }
    )


def _event(row: Row, parties: Sequence[Row]) -> Json:
    by_role: defaultdict[str, list[Json]] = defaultdict(list)
    for party in parties:
        by_role[party["role"]].append({"@id": _urn("entity", party["entity_id"])})
    return _filled(
        {
            "@id": _urn("event", row["event_id"]),
            "@type": "Event",
            "additionalType": f"urn:bluebook:event-type:{row['event_type']}",
            "description": row["evidence"],
            "edtf": row["date_edtf"],
            "startDate": row["date_earliest"],
            "endDate": row["date_latest"],
            "eventStatus": _SAME_DAY.get(row["status"], ""),
            "bluebook:status": row["status"],
            "bluebook:mode": row["mode"],
            "bluebook:reviewStatus": row["review_status"],
            "organizer": by_role["host"],
            "bluebook:actor": by_role["actor"],
            "bluebook:counterpart": by_role["counterpart"],
            "location": by_role["place"],
            "superEvent": {"@id": _urn("event", row["parent_event_id"])} if row["parent_event_id"] else "",
            "subjectOf": _evidence(row),
        }
    )


def _evidence(row: Row) -> Json:
    """The sentence as an annotation of the chapter's raw text (offsets in code points)."""
    return {
        "@type": "oa:Annotation",
        "oa:hasTarget": {
            "oa:hasSource": {"@id": _urn("chapter", row["source_id"])},
            "oa:hasSelector": {
                "@type": "oa:TextPositionSelector",
                "oa:start": int(row["source_start"]),
                "oa:end": int(row["source_end"]),
            },
        },
    }
