"""A text of any length taken through the whole chain, for benchmarks that ask what comes back."""

from __future__ import annotations

import time
from datetime import date

from spacy.language import Language

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.events import extract_events
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Document, Event, Source
from pipeline.recognize import find_mentions, parse_segments
from pipeline.resolve import merge_events
from pipeline.segment import split_document


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
