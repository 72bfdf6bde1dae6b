"""Joining tellings from disk gives what joining them in memory gives."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import merge
from pipeline.cache import Cache
from pipeline.errors import OutputError
from pipeline.merge import JoinedTellings, join_tellings
from pipeline.model import ChapterRecord, Entity, EventMention, Participant, Role, Source, Status
from pipeline.resolve import file_telling, merge_events

DATES = {
    "": ("", "", ""),
    "2009": ("2009-01-01", "2009-12-31", "year"),
    "2009-07": ("2009-07-01", "2009-07-31", "month"),
    "2009-07-14": ("2009-07-14", "2009-07-14", "day"),
    "2009-12-30/2010-01-02": ("2009-12-30", "2010-01-02", "day"),
    "2010/2012": ("2010-01-01", "2012-12-31", "year"),
    "2012-05": ("2012-05-01", "2012-05-31", "month"),
    "../2012": ("", "2012-12-31", "year"),
}
CHAPTERS = ("2010/asia", "2010/asia-north", "2011/asia", "2012/aid")
TYPES = ("VISIT", "MEETING", "CONFERENCE", "STATEMENT")
STATUSES: tuple[Status, ...] = ("occurred", "planned", "negated")
ROLES: tuple[Role, ...] = ("actor", "counterpart", "place")

parties = st.builds(
    lambda role, code: Participant(
        role=role,
        entity_id=f"state:{code}",
        name=code,
        iso3=code,
        title="",
        segment_id="s",
        start=0,
        end=3,
    ),
    st.sampled_from(ROLES),
    st.sampled_from(["JPN", "IND", "PER"]),
)


@st.composite
def tellings(draw: st.DrawFn) -> list[EventMention]:
    told = []
    for number in range(draw(st.integers(0, 25))):
        source, edtf = draw(st.sampled_from(CHAPTERS)), draw(st.sampled_from(sorted(DATES)))
        sentence = draw(st.integers(number, number + 3))
        first, last, precision = DATES[edtf]
        told.append(
            EventMention(
                event_mention_id=f"{source}:e{number:07d}",
                source_id=source,
                segment_id=f"{source}:s{sentence:07d}",
                start=0,
                end=50,
                trigger_start=number,
                trigger_end=number + 5,
                trigger=draw(st.sampled_from(["visited", "made a visit", "spoke"])),
                event_type=draw(st.sampled_from(TYPES)),
                mode="",
                status=draw(st.sampled_from(STATUSES)),
                participants=tuple(draw(st.lists(parties, max_size=3))),
                timex_id="",
                date_edtf=edtf,
                date_modifier="",
                date_earliest=first,
                date_latest=last,
                date_precision=precision,
                date_basis="explicit" if edtf else "none",
                rule_id="rule",
                confidence=0.5,
            )
        )
    return told


def record(source_id: str, told: list[EventMention], **entities: Entity) -> ChapterRecord:
    source = Source(
        source_id=source_id,
        edition_year=2010,
        title="Asia",
        path=f"{source_id}.txt",
        format="txt",
        coverage_start=date(2009, 1, 1),
        coverage_end=date(2009, 12, 31),
    )
    ordered = sorted(told, key=lambda telling: telling.event_mention_id)
    return ChapterRecord(
        source=source,
        encoding="utf-8",
        words=0,
        characters=0,
        counts={},
        segment_ids=(),
        entities=entities,
        named=dict.fromkeys(entities, 2),
        tellings=tuple(map(file_telling, ordered)),
        issues=(),
    )


@contextmanager
def joined_from_disk(told: list[EventMention], store: Cache | None = None) -> Iterator[JoinedTellings]:
    by_chapter = defaultdict(list)
    for telling in told:
        by_chapter[telling.source_id].append(telling)
    records = (record(name, by_chapter[name]) for name in sorted(CHAPTERS))
    with join_tellings(records, store=store) as joined:
        yield joined


@settings(max_examples=200)
@given(tellings())
def test_the_events_are_those_of_a_join_in_memory(told: list[EventMention]) -> None:
    expected = merge_events(told)
    with joined_from_disk(told) as joined:
        found = {name: joined.events_of(name) for name in CHAPTERS}
    events = [event for name in CHAPTERS for event in found[name].events]
    assert sorted(events, key=lambda event: event.event_id) == expected
    event_ids = {telling: event.event_id for event in expected for telling in event.mention_ids}
    for name in CHAPTERS:
        assert {telling.event_mention_id: event_id for event_id, telling in found[name].tellings} == {
            telling.event_mention_id: event_ids[telling.event_mention_id]
            for telling in told
            if telling.source_id == name
        }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    return Cache(tmp_path_factory.mktemp("cache"))


@settings(max_examples=60, deadline=None)
@given(tellings(), st.sets(st.integers(0, 30)))
def test_what_was_joined_before_is_joined_alike(
    store: Cache, told: list[EventMention], dropped: set[int]
) -> None:
    """All examples share one store, so that what one has kept is there for the next."""
    fewer = [telling for number, telling in enumerate(told) if number not in dropped]
    for some in (told, fewer, told):
        with joined_from_disk(some, store) as joined, joined_from_disk(some) as anew:
            for name in CHAPTERS:
                assert joined.events_of(name) == anew.events_of(name)
                assert joined.fingerprint_of(name) == anew.fingerprint_of(name)


def test_an_undated_telling_before_the_dated_one_stands_for_the_event() -> None:
    dated = replace(some_telling("2010/asia:e0000009"), segment_id="2010/asia:s0000009")
    undated = replace(
        some_telling("2010/asia:e0000001"), date_edtf="", date_earliest="", date_latest="", date_precision=""
    )
    with joined_from_disk([dated, undated]) as joined:
        (event,) = joined.events_of("2010/asia").events
    assert event.event_id == "2010/asia:e0000001"
    assert event.mention.date_edtf == "2009-07-14"


def some_telling(mention_id: str) -> EventMention:
    return EventMention(
        event_mention_id=mention_id,
        source_id="2010/asia",
        segment_id="2010/asia:s0000001",
        start=0,
        end=50,
        trigger_start=1,
        trigger_end=6,
        trigger="visited",
        event_type="VISIT",
        mode="",
        status="occurred",
        participants=(
            Participant(
                role="actor",
                entity_id="state:JPN",
                name="Japan",
                iso3="JPN",
                title="",
                segment_id="s",
                start=0,
                end=5,
            ),
        ),
        timex_id="",
        date_edtf="2009-07-14",
        date_modifier="",
        date_earliest="2009-07-14",
        date_latest="2009-07-14",
        date_precision="day",
        date_basis="explicit",
        rule_id="rule",
        confidence=0.5,
    )


def test_the_last_chapter_in_the_order_of_the_tables_says_what_an_entity_is() -> None:
    first, last = (Entity(entity_id="org:X", type="organisation", name=name) for name in "ab")
    # "2010/asia-north:" stands before "2010/asia:" in the tables.
    records = [record("2010/asia", [], **{"org:X": last}), record("2010/asia-north", [], **{"org:X": first})]
    with join_tellings(records) as joined:
        (batch,) = joined.entities(at_once=10)
        assert batch == [(last, 4)]
        assert "org:X" in joined.entity_ids
        assert "org:Y" not in joined.entity_ids


def test_a_full_disk_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(merge, "_file_tellings", full)
    with pytest.raises(OutputError, match=r"disk is full.*SQLITE_TMPDIR"), join_tellings([]):
        pass
