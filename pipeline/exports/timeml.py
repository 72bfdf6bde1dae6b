"""TimeML: each chapter with its dates and events marked in the text, and each event tied to its date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline.errors import InputError
from pipeline.exports.columns import written_whole
from pipeline.outputs import Row

_NOT_XML_RE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MODIFIERS = {"start": "START", "mid": "MID", "end": "END"}
_NOT_NAME_RE = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    start: int
    end: int
    tag: str
    attributes: str


def write_timeml(tables: Mapping[str, Sequence[Row]], texts: Mapping[str, str], target: Path) -> list[Path]:
    """Write each chapter as a TimeML 1.2 file into a folder.

    The text is the raw one that all offsets point into; characters that XML cannot hold become U+FFFD. An
    event whose date stands elsewhere is tied to an empty TIMEX3 with its value.

    Raises:
        InputError: the text of no chapter is at hand.
    """
    if not texts and tables["documents"]:
        raise InputError("no chapter's text is at hand", hint="name the corpus folder with --corpus")
    dates, events = _by_source(tables["dates"]), _by_source(tables["events"])
    files = []
    with written_whole(target) as temporary:
        temporary.mkdir()
        for row in tables["documents"]:
            source_id = row["source_id"]
            if source_id not in texts:
                continue
            name = f"{_NOT_NAME_RE.sub('_', source_id)}.tml"
            content = chapter_to_timeml(row, texts[source_id], dates[source_id], events[source_id])
            (temporary / name).write_text(content, encoding="utf-8", newline="")
            files.append(target / name)
    return files


def _by_source(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["source_id"]].append(row)
    return found


def chapter_to_timeml(document: Row, text: str, dates: Sequence[Row], events: Sequence[Row]) -> str:
    """Return one chapter as TimeML; the document creation time is the end of what the chapter covers."""
    dates = _without_overlaps(dates)
    tids = {row["date_id"]: f"t{number}" for number, row in enumerate(dates, start=1)}
    marks = [_timex(row, tids[row["date_id"]]) for row in dates]
    instances: list[str] = []
    links: list[str] = []
    extra: list[str] = []
    number = len(dates)
    taken = [(mark.start, mark.end) for mark in marks]
    for count, row in enumerate(sorted(events, key=_trigger_place), start=1):
        start, end = _free_part(int(row["trigger_start"]), int(row["trigger_end"]), taken)
        if start >= end:  # all of the trigger is a date already
            continue
        taken.append((start, end))
        name = quoteattr(row["event_id"])
        marks.append(
            _Mark(
                start=start,
                end=end,
                tag="EVENT",
                attributes=f'eid="e{count}" class="OCCURRENCE" comment={name}',
            )
        )
        polarity = "NEG" if row["status"] == "negated" else "POS"
        tense = "FUTURE" if row["status"] == "planned" else "NONE"
        modality = ' modality="possible"' if row["status"] == "hypothetical" else ""
        instances.append(
            f'<MAKEINSTANCE eiid="ei{count}" eventID="e{count}" tense="{tense}" aspect="NONE" '
            f'polarity="{polarity}" pos="OTHER"{modality}/>'
        )
        if not row["date_edtf"]:
            continue
        tid = _date_of(row, dates, tids)
        if not tid:
            number += 1
            tid = f"t{number}"
            extra.append(f'<TIMEX3 tid="{tid}" type="DATE" value={quoteattr(row["date_edtf"])}/>')
        links.append(
            f'<TLINK lid="l{len(links) + 1}" eventInstanceID="ei{count}" relatedToTime="{tid}" '
            'relType="IS_INCLUDED"/>'
        )
    day = document.get("coverage_end", "")
    created = (
        f'<DCT><TIMEX3 tid="t0" type="DATE" value="{escape(day)}" functionInDocument="CREATION_TIME">'
        f"{escape(day)}</TIMEX3></DCT>"
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            "<TimeML>",
            f"<DOCID>{_escaped(document['source_id'])}</DOCID>",
            created,
            f"<TEXT>{_marked(text, marks)}</TEXT>",
            *extra,
            *instances,
            *links,
            "</TimeML>",
            "",
        ]
    )


def _timex(row: Row, tid: str) -> _Mark:
    kind, value = row.get("timex3_type", "") or "DATE", row.get("timex3_value", "")
    modifier = _MODIFIERS.get(row.get("modifier", ""), "APPROX" if "~" in row["edtf"] else "")
    parts = [f'tid="{tid}"', f"type={quoteattr(kind)}", f"value={quoteattr(value or row['edtf'])}"]
    if modifier:
        parts.append(f'mod="{modifier}"')
    return _Mark(
        start=int(row["source_start"]), end=int(row["source_end"]), tag="TIMEX3", attributes=" ".join(parts)
    )


def _without_overlaps(dates: Sequence[Row]) -> list[Row]:
    """Keep, of expressions that overlap, the first and longest: XML cannot hold both."""
    kept: list[Row] = []
    for row in sorted(dates, key=_place):
        if not kept or int(row["source_start"]) >= int(kept[-1]["source_end"]):
            kept.append(row)
    return kept


def _free_part(start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Cut a trigger to what other marks leave of it."""
    for low, high in sorted(taken):
        if low <= start < high:
            start = high
        elif start < low < end:
            end = low
    return start, end


def _date_of(event: Row, dates: Sequence[Row], tids: Mapping[str, str]) -> str:
    """Return the tid of the date in the event's sentence that gives its value, nearest the trigger."""
    start, end = int(event["source_start"]), int(event["source_end"])
    near = [
        (abs(int(row["source_start"]) - int(event["trigger_start"])), tids[row["date_id"]])
        for row in dates
        if row["edtf"] == event["date_edtf"] and start <= int(row["source_start"]) < end
    ]
    return min(near)[1] if near else ""


def _marked(text: str, marks: Sequence[_Mark]) -> str:
    parts, position = [], 0
    for mark in sorted(marks, key=_start):
        parts.append(_escaped(text[position : mark.start]))
        inner = _escaped(text[mark.start : mark.end])
        parts.append(f"<{mark.tag} {mark.attributes}>{inner}</{mark.tag}>")
        position = mark.end
    parts.append(_escaped(text[position:]))
    return "".join(parts)


def _escaped(text: str) -> str:
    return escape(_NOT_XML_RE.sub("\ufffd", text), {"\r": "&#13;"})


def _start(mark: _Mark) -> int:
    return mark.start


def _place(row: Row) -> tuple[int, int]:
    return int(row["source_start"]), -int(row["source_end"])


def _trigger_place(row: Row) -> tuple[int, int, str]:
    return int(row["trigger_start"]), int(row["trigger_end"]), row["event_id"]
