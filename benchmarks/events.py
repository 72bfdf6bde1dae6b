"""Measure the event stage: its cost beside the model's, and records of peers and diplomats read back.

    python benchmarks/events.py [FOLDER]

FOLDER holds statedept_trips*.jsonl, statedept_visits*.jsonl and plover_gsr*.jsonl (development half of the
event benchmarks); without it only the cost is measured. Cost is processor time, so that other work on the
machine does not count. Visits and trips are turned into sentences by the templates below and must come back
with visitor, country, first and last day.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from spacy.language import Language

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.events import extract_events
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.event_types import code_event
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Document, Event, Source
from pipeline.recognize import find_mentions, parse_segments
from pipeline.resolve import merge_events
from pipeline.segment import split_document
from pipeline.spacy_model import identify_model, load_nlp

TEMPLATES = (
    "{who} visited {country} from {start} to {end} and met with the leaders there.",
    "From {start} to {end}, {who} paid a visit to {country}.",
    "{country_start} received {who} from {start} to {end}.",
    "{who} travelled to {country} from {start} to {end}.",
    "{who} made an official visit to {country} ({start} to {end}).",
)
OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}


def read_chapter(text: str, edition: int, nlp: Language) -> tuple[list[Event], dict[str, float]]:
    """Run the chain over a text; returns the events and the processor seconds of model and events."""
    source = Source(
        source_id="bench",
        edition_year=edition,
        title="",
        path="bench.txt",
        format="txt",
        coverage_start=date(edition - 1, 1, 1),
        coverage_end=date(edition - 1, 12, 31),
    )
    document = Document(source=source, raw=text, aligned=AlignedText.of_raw(text), encoding="utf-8")
    segments = split_document(clean_document(document))
    times, _ = find_times(segments, source=source)
    clock = time.process_time()
    docs = parse_segments(segments, nlp=nlp)
    model_seconds = time.process_time() - clock
    gazetteer, rules = load_gazetteer(), load_event_rules()
    mentions = find_mentions(segments, docs, gazetteer=gazetteer)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=source, gazetteer=gazetteer
    )
    clock = time.process_time()
    found, _ = extract_events(
        segments, docs, linking=linking, times=times, source=source, gazetteer=gazetteer, rules=rules
    )
    events = merge_events(found)
    return events, {"model": model_seconds, "events": time.process_time() - clock}


def measure_cost(nlp: Language) -> None:
    folder = Path(__file__).parents[1] / "tests" / "gold" / "docs"
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))) + "\n\n"
    read_chapter(text, 2010, nlp)
    events, seconds = read_chapter(text * 4, 2010, nlp)
    share = seconds["events"] / seconds["model"]
    print(
        f"cost: model {seconds['model']:.2f} s, events with resolve {seconds['events']:.2f} s, "
        f"share {share:.3f}, {len(events)} events in {len(text.split()) * 4} words"
    )


def records(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def spelled(day: str) -> str:
    value = date.fromisoformat(day)
    return f"{value:%B} {value.day}, {value.year}"


def measure_visits(folder: Path, nlp: Language) -> None:
    """500 visits and trips of several days since 1985 whose traveller a title and surname name."""
    titles = {"president": "President", "secretary": "Secretary of State"}
    rows = []
    for record in records(folder, "statedept_trips*.jsonl"):
        if record["start"] < "1985" or record["start"] >= record["end"] or not record["country"]:
            continue
        if record["role"] not in titles or record["start"][:4] != record["end"][:4]:
            continue
        if ", " in record["country"]:
            continue  # "Korea, Republic of" is no English sentence
        surname = re.sub(r",? (?:Jr|Sr)\.?$|,? I+$", "", record["traveller"]).split()[-1]
        rows.append(
            (
                f"{titles[record['role']]} {surname}",
                record["country"],
                record["start"],
                record["end"],
                surname,
            )
        )
    step = max(1, len(rows) // 500)
    rows = rows[::step][:500]
    right: dict[str, int] = dict.fromkeys(("visitor", "country", "start", "end", "all"), 0)
    for number, (who, country, start, end, surname) in enumerate(rows):
        template = TEMPLATES[number % len(TEMPLATES)]
        sentence = template.format(
            who=who, country=country, country_start=country, start=spelled(start), end=spelled(end)
        )
        events, _ = read_chapter(sentence[0].upper() + sentence[1:], int(start[:4]) + 1, nlp)
        visit = next((e.mention for e in events if e.mention.event_type == "VISIT"), None)
        if visit is None:
            continue
        names = {p.name for p in visit.participants if p.role == "actor"}
        places = {p.name for p in visit.participants if p.role == "place"} | {
            p.iso3 for p in visit.participants if p.role == "place"
        }
        known = {entity.iso3 for entity in load_gazetteer().lookup(country)} | {country}
        checks = {
            "visitor": any(surname.lower() in name.lower() for name in names),
            "country": bool(places & known),
            "start": visit.date_earliest == start,
            "end": visit.date_latest == end,
        }
        for key, value in checks.items():
            right[key] += value
        right["all"] += all(checks.values())
        if not all(checks.values()) and "-v" in sys.argv:
            print("   ", sentence, checks, visit.date_edtf, names, places)
    shares = ", ".join(f"{key} {100 * value / len(rows):.1f} %" for key, value in right.items())
    print(f"visits: {len(rows)} sentences; {shares}")


def measure_plover(folder: Path, nlp: Language) -> None:
    """Gold records of the types of cooperation: PLOVER type of the first event found, if any is."""
    wanted = {"AGREE", "CONSULT", "SUPPORT", "AID", "COOPERATE"}
    total: dict[str, list[int]] = {}
    for record in records(folder, "plover_gsr*.jsonl"):
        kind = OLD_NAMES.get(record["event"], record["event"])
        if kind not in wanted:
            continue
        events, _ = read_chapter(record["text"], 2001, nlp)
        found = [code_event(event.mention)[0] for event in events]
        seen = total.setdefault(kind, [0, 0, 0])
        seen[0] += 1
        seen[1] += bool(found)
        seen[2] += kind in found
    everything = [sum(column) for column in zip(*total.values(), strict=True)]
    for kind, (count, some, hit) in sorted({**total, "all": everything}.items()):
        print(f"plover {kind}: {count} records, an event in {some}, type right in {hit}")


def main() -> None:
    nlp = load_nlp(identify_model())
    measure_cost(nlp)
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    for folder in folders:
        measure_visits(folder, nlp)
        measure_plover(folder, nlp)


if __name__ == "__main__":
    main()
