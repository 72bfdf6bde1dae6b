"""Joining the tellings of one happening, on hand-made mentions."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import EventMention, Participant, Role
from pipeline.resolve import merge_events


def party(role: Role, entity_id: str, iso3: str) -> Participant:
    return Participant(
        role=role, entity_id=entity_id, name=entity_id, iso3=iso3, title="", segment_id="s", start=0, end=1
    )


def mention(
    number: int, *, kind: str = "VISIT", edtf: str = "2009-07", source: str = "2010/a"
) -> EventMention:
    first, last = {
        "2009-07": ("2009-07-01", "2009-07-31"),
        "2009-07-14": ("2009-07-14", "2009-07-14"),
        "2009-08": ("2009-08-01", "2009-08-31"),
        "": ("", ""),
    }[edtf]
    precision = {10: "day", 7: "month", 0: ""}[len(edtf)]
    return EventMention(
        event_mention_id=f"{source}:e{number:07d}",
        source_id=source,
        segment_id=f"{source}:s{number}",
        start=0,
        end=50,
        trigger_start=5,
        trigger_end=12,
        trigger="visited",
        event_type=kind,
        mode="",
        status="occurred",
        participants=(party("actor", "person:a", "JPN"), party("place", "state:IND", "IND")),
        timex_id="t" if edtf else "",
        date_edtf=edtf,
        date_modifier="",
        date_earliest=first,
        date_latest=last,
        date_precision=precision,
        date_basis="explicit" if edtf else "none",
        rule_id="visit.visit",
        confidence=0.8,
    )


def test_one_visit_told_in_two_chapters_keeps_the_fullest_date() -> None:
    (event,) = merge_events([mention(1), mention(2, edtf="2009-07-14", source="2010/b")])
    assert event.mention.date_edtf == "2009-07-14"
    assert event.mention_ids == ("2010/a:e0000001", "2010/b:e0000002")
    assert event.event_id == "2010/a:e0000001"


def test_another_month_or_another_state_is_another_visit() -> None:
    elsewhere = (party("actor", "person:a", "JPN"), party("place", "state:NPL", "NPL"))
    mentions = [mention(1), mention(2, edtf="2009-08"), replace(mention(3), participants=elsewhere)]
    assert len(merge_events(mentions)) == 3


def test_an_undated_telling_joins_the_one_dated_event_of_its_chapter_only() -> None:
    assert len(merge_events([mention(1), mention(2, edtf="")])) == 1
    assert len(merge_events([mention(1), mention(2, edtf="", source="2010/b")])) == 2
    assert len(merge_events([mention(1), mention(2, edtf="2009-08"), mention(3, edtf="")])) == 3


def test_the_meeting_during_a_visit_is_part_of_it() -> None:
    meeting = replace(
        mention(2, kind="MEETING", edtf="2009-07-14"),
        participants=(
            party("actor", "person:a", "JPN"),
            party("counterpart", "person:b", "IND"),
            party("place", "state:IND", "IND"),
        ),
    )
    visit, talks = merge_events([mention(1), meeting])
    assert talks.parent_event_id == visit.event_id
    assert visit.parent_event_id == ""


@given(st.lists(st.sampled_from(["2009-07", "2009-07-14", "2009-08", ""]), max_size=6))
def test_every_mention_ends_in_exactly_one_event_whatever_the_order(dates: list[str]) -> None:
    mentions = [mention(number, edtf=edtf) for number, edtf in enumerate(dates)]
    events = merge_events(mentions)
    told = sorted(identifier for event in events for identifier in event.mention_ids)
    assert told == sorted(item.event_mention_id for item in mentions)
    assert merge_events(list(reversed(mentions))) == events
