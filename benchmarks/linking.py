"""How well and how fast mentions are linked to people.

    python benchmarks/linking.py TRIPS.jsonl [--from 2003] [--to 2010] [--show] [--prose FOLDER]

TRIPS.jsonl: trips of US presidents and secretaries of state, one JSON object per line with `start`, `end`,
`country` and `text` ("Met with Foreign Minister Okada."). Each trip is read as a chapter of one paragraph
under the heading of its country, with the trip's days as its coverage. Counted are mentions with a title
and a surname (`surname`) and those with a given name too (`full`): linked to the gazetteer, made from the
text, or left alone. Right or wrong is for a reader to judge: `--show` lists every mention with its link.
With `--prose` the time of finding and linking is given as a share of the spaCy model's time on those texts.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.align import AlignedText
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Segment, Source
from pipeline.recognize import find_mentions, parse_segments
from pipeline.spacy_model import identify_model, load_nlp

SENTENCE_RE = re.compile(r"\S.*?(?:[.!?](?=\s+[A-Z“])|$)", re.DOTALL)


def read_trips(path: Path, first: str, last: str) -> list[dict[str, Any]]:
    """Return the trips that start in the years from `first` to `last`."""
    trips = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [trip for trip in trips if first <= trip["start"][:4] <= last]


def make_segment(trip: dict[str, Any]) -> Segment:
    text = trip["text"]
    return Segment(
        segment_id=trip["id"],
        source_id=trip["id"],
        kind="paragraph",
        heading_path=(trip["country"],),
        pieces=((0, len(text)),),
        aligned=AlignedText.of_raw(text),
        sentences=tuple(match.span() for match in SENTENCE_RE.finditer(text)),
    )


def make_source(trip: dict[str, Any]) -> Source:
    start = date.fromisoformat(trip["start"])
    return Source(
        source_id=trip["id"],
        edition_year=start.year + 1,
        title="",
        path="",
        format="txt",
        coverage_start=start,
        coverage_end=date.fromisoformat(trip["end"] or trip["start"]),
        spill_over_months=0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("trips", type=Path)
    parser.add_argument("--from", dest="first", default="2003")
    parser.add_argument("--to", dest="last", default="2010")
    parser.add_argument("--prose", type=Path, help="a folder of .txt chapters to measure the time on")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    trips = read_trips(options.trips, options.first, options.last)
    segments = [make_segment(trip) for trip in trips]
    gazetteer, nlp = load_gazetteer(), load_nlp(identify_model())
    docs = parse_segments(segments, nlp=nlp)
    found = [
        find_mentions([segment], [doc], gazetteer=gazetteer)
        for segment, doc in zip(segments, docs, strict=True)
    ]
    linkings = [
        link_mentions(
            mentions, segments=[segment], docs=[doc], times=(), source=make_source(trip), gazetteer=gazetteer
        )
        for trip, segment, doc, mentions in zip(trips, segments, docs, found, strict=True)
    ]
    counts: Counter[tuple[str, str]] = Counter()
    for trip, linking in zip(trips, linkings, strict=True):
        for mention in linking.mentions:
            if mention.label != "PERSON" or not mention.title:
                continue
            kind = "full" if len(mention.name.split()) > 1 else "surname"
            outcome = (
                "alone" if not mention.entity_ids else "text" if mention.link_method == "text" else "linked"
            )
            counts[kind, outcome] += 1
            if options.show:
                labels = [linking.entities[entity_id].label for entity_id in mention.entity_ids]
                print(trip["start"], trip["country"], mention.text, *labels, mention.link_method, sep=" | ")
    for kind in ("surname", "full"):
        total = sum(count for (own, _), count in counts.items() if own == kind)
        share = 100 * counts[kind, "linked"] / total if total else 0.0
        rest = f"{counts[kind, 'text']} made from the text, {counts[kind, 'alone']} left alone"
        print(f"{kind}: {counts[kind, 'linked']} of {total} linked ({share:.1f} %), {rest}")
    if options.prose:
        measure_time(options.prose)


def measure_time(folder: Path) -> None:
    """Print the time of finding and linking in a folder of .txt chapters, as a share of the model's time."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    paragraphs = [part for text in texts for part in re.split(r"\n\s*\n", text) if part.strip()] * 4
    trip = {"start": "2009-01-01", "end": "2009-12-31", "country": ""}
    segments = [
        make_segment(trip | {"id": str(index), "text": paragraph})
        for index, paragraph in enumerate(paragraphs)
    ]
    gazetteer, nlp = load_gazetteer(), load_nlp(identify_model())
    started = time.perf_counter()
    docs = parse_segments(segments, nlp=nlp)
    parsed = time.perf_counter()
    mentions = find_mentions(segments, docs, gazetteer=gazetteer)
    found = time.perf_counter()
    source = make_source(trip | {"id": "prose"})
    link_mentions(mentions, segments=segments, docs=docs, times=(), source=source, gazetteer=gazetteer)
    linked = time.perf_counter()
    model, finding, linking = parsed - started, found - parsed, linked - found
    print(f"finding {100 * finding / model:.1f} %, linking {100 * linking / model:.1f} % of the model's time")


if __name__ == "__main__":
    main()
