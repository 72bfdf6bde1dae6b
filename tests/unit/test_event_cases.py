"""Sentences of many eras and the events they tell, read by the whole chain from text to event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.events import extract_events
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Document, Event, Participant, Source
from pipeline.recognize import find_mentions, parse_segments
from pipeline.resolve import merge_events
from pipeline.segment import split_document
from pipeline.spacy_model import identify_model, load_nlp

pytestmark = pytest.mark.slow
CASES = Path(__file__).parents[1] / "cases" / "events"


@cache
def model() -> Language:
    return load_nlp(identify_model())


def events_of(text: str, edition: int) -> list[Event]:
    """Read a short text as a chapter of an edition that covers the year before."""
    source = Source(
        source_id="case", edition_year=edition, title="", path="case.txt", format="txt",
        coverage_start=date(edition - 1, 1, 1), coverage_end=date(edition - 1, 12, 31),
    )  # fmt: skip
    document = Document(source=source, raw=text, aligned=AlignedText.of_raw(text), encoding="utf-8")
    segments = split_document(clean_document(document))
    times, _ = find_times(segments, source=source)
    docs = parse_segments(segments, nlp=model())
    gazetteer = load_gazetteer()
    mentions = find_mentions(segments, docs, gazetteer=gazetteer)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=source, gazetteer=gazetteer
    )
    found, _ = extract_events(
        segments, docs, linking=linking, times=times, source=source, gazetteer=gazetteer,
        rules=load_event_rules(),
    )  # fmt: skip
    return merge_events(found)


def label(participant: Participant) -> str:
    return f"{participant.name} [{participant.iso3}]" if participant.iso3 else participant.name


def row_of(event: Event) -> dict[str, str]:
    mention = event.mention
    cells = {
        role: "; ".join(sorted(label(p) for p in mention.participants if p.role == role))
        for role in ("actor", "counterpart", "place")
    }
    return {
        "type": mention.event_type,
        "status": mention.status,
        "date": mention.date_edtf,
        "actors": cells["actor"],
        "counterparts": cells["counterpart"],
        "place": cells["place"],
    }


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            fails = pytest.mark.xfail(strict=True, reason=case["comment"])
            yield pytest.param(case, id=case["label"], marks=fails if case["expect"] == "fail" else ())


def sort_key(row: dict[str, str]) -> list[str]:
    return list(row.values())


@pytest.mark.parametrize("case", list(cases()))
def test_the_events_of_a_sentence(case: dict[str, Any]) -> None:
    found = sorted((row_of(event) for event in events_of(case["original"], case["edition"])), key=sort_key)
    assert found == sorted(case["expected"], key=sort_key)


RULES = load_event_rules().rules


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_finds_its_examples_and_leaves_its_counterexamples(rule: Any) -> None:
    for example in rule.examples:
        found = {event.mention.event_type for event in events_of(example, 2010)}
        assert rule.type in found or (rule.type in ("MEETING", "CONFERENCE") and "CALL" in found), example
    for example in rule.counterexamples:
        found_rules = {event.mention.rule_id for event in events_of(example, 2010)}
        assert rule.id not in found_rules, example


def test_an_event_says_how_it_was_read() -> None:
    (event,) = events_of("In July 2007 Prime Minister Abe visited Indonesia.", 2008)
    assert event.mention.trace[:2] == ("rule visit.visit", "verb visit (active)")
    assert {p.via for p in event.mention.participants} == {"subject (tree nsubj)", "place: object"} or all(
        p.via for p in event.mention.participants
    )
