"""Write an outputs folder and its corpus with any number of made-up events, for tests and benchmarks.

The tables follow the same contract as real ones: every offset points into the source text, damaged
characters are listed as repairs, and the same seed gives the same bytes. The texts are sentences put
together from lists of states, offices and verbs; they tell of nothing that happened.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import hashlib
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.cells import guard_formula
from pipeline.corrections.values import date_bounds
from pipeline.lexicon.codebook import load_codebook
from pipeline.model import stable_id

STATES = [
    ("Canada", "CAN"),
    ("Mexico", "MEX"),
    ("France", "FRA"),
    ("Germany", "DEU"),
    ("India", "IND"),
    ("Indonesia", "IDN"),
    ("Kenya", "KEN"),
    ("Brazil", "BRA"),
    ("Chile", "CHL"),
    ("Egypt", "EGY"),
    ("Namibia", "NAM"),
    ("Viet Nam", "VNM"),
    ("Australia", "AUS"),
    ("Poland", "POL"),
    ("Türkiye", "TUR"),
    ("Mongolia", "MNG"),
    ("Soviet Union", "SUN"),
    ("Peru", "PER"),
    ("Jordan", "JOR"),
    ("Nepal", "NPL"),
]
OFFICES = ("Minister of Foreign Affairs", "President", "Prime Minister", "Minister of Finance")
KINDS = [
    ("VISIT", "official", "visited", "The {office} of {state} visited Japan {date}."),
    ("MEETING", "summit", "met with", "The Prime Minister of Japan met with the {office} of {state} {date}."),
    ("AGREEMENT", "signed", "signed", "Japan and {state} signed the country\x00s cultural agreement {date}."),
    ("CALL", "summit", "telephone talks", "The {office} of {state} held telephone talks with Japan {date}."),
    ("AID", "provided", "provided", "Japan provided relief goods to {state} {date}."),
    ("STATEMENT", "", "welcomed", "Japan welcomed the announcement of {state} {date}."),
    ("CONFERENCE", "assembly", "took part", "The {office} of {state} took part in the UN session {date}."),
    ("OTHER", "", "decided", "{state} decided to open a liaison office in Japan {date}."),
]
MONTHS = list(calendar.month_name)[1:]
FILLERS = (
    "The two sides shared the view that relations in {topic} should grow, and work on {other} went on.",
    "Experts on {topic} compared notes, and the public took an interest in {other} as never before.",
    "It is against this background that {topic} and {other} came to be seen as two sides of one question.",
    "Efforts in {topic} continued at all levels; as to {other}, opinions differed within the region.",
    "Taking these circumstances into account, {topic} remained a pillar of relations, followed by {other}.",
)
TOPICS = (
    "fisheries",
    "trade",
    "the peaceful use of outer space",
    "science and technology",
    "education",
    "disarmament",
    "the environment",
    "energy",
    "human rights",
    "monetary affairs",
    "youth exchange",
    "agriculture",
    "public health",
    "aviation",
    "shipping",
    "intellectual property",
    "tourism",
    "justice",
)
DAMAGE = "\u00b4\u2510\u017b"
Row = dict[str, str]


def make_tables(
    events: int, *, per_chapter: int = 60, seed: int = 1
) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """Return tables with that many events, and the source text of each chapter by source_id."""
    random_ = random.Random(seed)
    tables: dict[str, list[Row]] = {name: [] for name in load_codebook()}
    texts: dict[str, str] = {}
    chapter = 0
    while len(tables["events"]) < events:
        year = 1986 + chapter % 40
        source_id = f"{year}/chapter-{chapter:03}"
        count = min(per_chapter, events - len(tables["events"]))
        texts[source_id] = _write_chapter(tables, source_id, year, count, random_)
        chapter += 1
    _write_entities(tables)
    _fill_and_sort(tables)
    return tables, texts


def _write_chapter(
    tables: dict[str, list[Row]], source_id: str, year: int, count: int, random_: random.Random
) -> str:
    parts: list[str] = []
    position = 0

    def write(text: str) -> int:
        nonlocal position
        start = position
        parts.append(text)
        position += len(text)
        return start

    def segment(start: int, kind: str) -> str:
        raw = "".join(parts)[start:position]
        segment_id = stable_id("s", source_id, start)
        tables["segments"].append(
            {
                "segment_id": segment_id,
                "source_id": source_id,
                "kind": kind,
                "heading_path": f"Chapter of {year}",
                "source_start": str(start),
                "source_end": str(position),
                "text": raw.replace(DAMAGE, "’"),
            }
        )
        return segment_id

    segment(write("Contents | Back | Next"), "nav")
    write("\n\n\n")
    segment(write(f"Chapter of {year}"), "title")
    write("\n\n")
    for number in range(count):
        paragraph = position
        segment_id = stable_id("s", source_id, paragraph)
        _write_event(tables, source_id, segment_id, year, write, random_)
        for _ in range(6):
            topic, other = random_.sample(TOPICS, 2)
            write(" " + random_.choice(FILLERS).format(topic=topic, other=other))
        segment(paragraph, "paragraph")
        write("\n\n")
        if number % 10 == 9:
            at = write("It was decided some time later, as reported elsewhere.")
            tables["issues"].append(
                {
                    "issue_id": stable_id("i", source_id, at),
                    "severity": "info",
                    "code": "date-unresolved",
                    "source_id": source_id,
                    "source_start": str(at),
                    "source_end": str(position),
                    "text": "some time later",
                    "message": "the expression names no calendar time",
                }
            )
            segment(at, "paragraph")
            write("\n\n")
    segment(write("Text File"), "footer")
    text = "".join(parts)
    mine = [row for row in tables["events"] if row["source_id"] == source_id]
    tables["documents"].append(
        {
            "source_id": source_id,
            "edition_year": str(year),
            "coverage_start": f"{year - 1}-01-01",
            "coverage_end": f"{year - 1}-12-31",
            "title": f"Chapter of {year}",
            "path": f"{source_id}.txt",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "characters": str(len(text)),
            "format": "txt",
            "encoding": "utf-8",
            "words": str(len(text.split())),
            "events": str(len(mine)),
            "issues": str(sum(row["source_id"] == source_id for row in tables["issues"])),
        }
    )
    return text


def _write_event(
    tables: dict[str, list[Row]],
    source_id: str,
    segment_id: str,
    year: int,
    write: Callable[[str], int],
    random_: random.Random,
) -> None:
    event_type, mode, trigger, pattern = random_.choice(KINDS)
    state, iso3 = random_.choice(STATES)
    office = random_.choice(OFFICES)
    month, day = random_.randrange(12), random_.randrange(1, 28)
    is_day = random_.random() < 0.6
    edtf = f"{year - 1}-{month + 1:02}-{day:02}" if is_day else f"{year - 1}-{month + 1:02}"
    date_text = f"{MONTHS[month]} {day}" if is_day else MONTHS[month]
    date = f"on {date_text}" if is_day else f"in {date_text}"
    raw = pattern.format(office=office, state=state, date=date).replace("\x00", DAMAGE)
    start = write(raw)
    end = start + len(raw)
    trigger_start = start + raw.index(trigger)
    trigger_end = trigger_start + len(trigger)
    event_id = stable_id("e", source_id, trigger_start, event_type)
    low, high, precision = date_bounds(edtf)
    is_person = "{office}" in pattern
    party = (office if is_person else state, iso3)
    other = ("Prime Minister", "JPN") if event_type == "MEETING" else ("Japan", "JPN")
    is_japan_first = raw.startswith(("Japan", "The Prime Minister of Japan"))
    actors, counterparts = ([other], [party]) if is_japan_first else ([party], [other])
    place = "Japan [JPN]" if event_type == "VISIT" else ""
    at = start + raw.index(date_text)
    tables["dates"].append(
        {
            "date_id": stable_id("d", source_id, at),
            "source_id": source_id,
            "segment_id": segment_id,
            "source_start": str(at),
            "source_end": str(at + len(date_text)),
            "text": date_text,
            "edtf": edtf,
            "earliest": low,
            "latest": high,
            "precision": precision,
            "basis": "coverage-year",
            "timex3_type": "DATE",
            "timex3_value": edtf,
        }
    )
    damaged = raw.find(DAMAGE)
    if damaged >= 0:
        tables["repairs"].append(
            {
                "repair_id": stable_id("r", source_id, start + damaged),
                "source_id": source_id,
                "source_start": str(start + damaged),
                "source_end": str(start + damaged + 3),
                "damaged": DAMAGE,
                "repaired": "’",
                "status": "repaired",
                "rule": "apostrophe",
                "chain": "utf-8!>cp852",
                "confidence": "0.98",
            }
        )
    for role, parties in (("actor", actors), ("counterpart", counterparts)):
        for position, (name, code) in enumerate(parties, start=1):
            words = f"{name} of {state}" if name == office and is_person and code == iso3 else name
            offset = start + max(raw.find(words), 0)
            size = len(words) if words in raw else len(raw)
            entity_id = (
                f"office:{code}:{name.lower().replace(' ', '-')}" if name in OFFICES else f"state:{code}"
            )
            tables["event_participants"].append(
                {
                    "event_id": event_id,
                    "source_id": source_id,
                    "role": role,
                    "position": str(position),
                    "entity_id": entity_id,
                    "name": name,
                    "iso3": code,
                    "source_start": str(offset),
                    "source_end": str(offset + size),
                }
            )
            if words not in raw:
                continue
            tables["mentions"].append(
                {
                    "mention_id": stable_id("m", source_id, offset, role),
                    "source_id": source_id,
                    "segment_id": segment_id,
                    "source_start": str(offset),
                    "source_end": str(offset + size),
                    "text": words,
                    "label": "OFFICE" if name in OFFICES else "STATE",
                    "entity_id": entity_id,
                    "method": "lexicon",
                }
            )
    if place:
        offset = start + raw.index("Japan")
        tables["event_participants"].append(
            {
                "event_id": event_id,
                "source_id": source_id,
                "role": "place",
                "position": "1",
                "entity_id": "state:JPN",
                "name": "Japan",
                "iso3": "JPN",
                "source_start": str(offset),
                "source_end": str(offset + 5),
            }
        )
    tables["event_mentions"].append(
        {
            "event_mention_id": event_id,
            "trigger_start": str(trigger_start),
            "trigger_end": str(trigger_end),
            "event_id": event_id,
            "source_id": source_id,
            "segment_id": segment_id,
            "source_start": str(start),
            "source_end": str(end),
            "trigger": trigger,
            "rule": f"{event_type.lower()}-verb",
        }
    )
    tables["events"].append(
        {
            "event_id": event_id,
            "source_id": source_id,
            "edition_year": str(year),
            "event_type": event_type,
            "mode": mode,
            "status": random_.choice(["occurred"] * 8 + ["planned", "negated"]),
            "date_edtf": edtf,
            "date_earliest": low,
            "date_latest": high,
            "date_precision": precision,
            "date_basis": "coverage-year",
            "actors": _cell(actors),
            "counterparts": _cell(counterparts),
            "place": place,
            "place_iso3": "JPN" if place else "",
            "trigger": trigger,
            "evidence": raw.replace(DAMAGE, "’"),
            "source_start": str(start),
            "source_end": str(end),
            "trigger_start": str(trigger_start),
            "trigger_end": str(trigger_end),
            "mention_count": "1",
            "confidence": f"{random_.randrange(40, 100) / 100}",
            "review_status": "unreviewed",
        }
    )


def _cell(parties: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name} [{code}]" for name, code in parties)


def _write_entities(tables: dict[str, list[Row]]) -> None:
    seen: dict[str, Row] = {}
    for row in tables["event_participants"]:
        kind = row["entity_id"].split(":")[0]
        seen.setdefault(
            row["entity_id"],
            {
                "entity_id": row["entity_id"],
                "type": kind,
                "name": row["name"],
                "iso3": row["iso3"],
                "mentions": "1",
            },
        )
    tables["entities"] = list(seen.values())


def _fill_and_sort(tables: dict[str, list[Row]]) -> None:
    for name, table in load_codebook().items():
        rows = [{column: row.get(column, "") for column in table.column_names} for row in tables[name]]
        tables[name] = sorted(rows, key=lambda row: [row[column] for column in table.key])


def write_tables(tables: dict[str, list[Row]], outputs: Path) -> None:
    """Write tables as the CSV files of an outputs folder."""
    outputs.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (outputs / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            columns = list(rows[0]) if rows else load_codebook()[name].column_names
            writer.writerow(columns)
            writer.writerows([guard_formula(row[column]) for column in columns] for row in rows)


def write_corpus(texts: dict[str, str], corpus: Path) -> None:
    """Write the chapters' source texts."""
    for source_id, text in texts.items():
        path = corpus / f"{source_id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="gets the folders corpus and outputs")
    parser.add_argument("--events", type=int, default=20_000)
    arguments = parser.parse_args()
    made, chapters = make_tables(arguments.events)
    write_tables(made, arguments.folder / "outputs")
    write_corpus(chapters, arguments.folder / "corpus")
