"""Five hundred random sets of decisions survive a new extraction, a new order and a better repair."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corrections import (
    Correction,
    apply_corrections,
    format_corrections,
    locator_of,
    parse_corrections,
    summarise,
)
from pipeline.corrections.values import closed_list
from pipeline.model import stable_id
from pipeline.outputs import Row

Tables = dict[str, list[Row]]

PARTIES = ["Canada [CAN]", "ASEAN", "Katsuya Okada [JPN]; Hillary Clinton [USA]", "UN Security Council", ""]
DATES = ["2009", "2009-11", "2009-11-13", "199X", "2009-04/2009-05", "1991-12~", "2010-21", ""]
VALUES = {
    "status": list(closed_list("status")),
    "date_edtf": DATES,
    "actors": PARTIES,
    "counterparts": PARTIES,
    "place": PARTIES,
    "host": PARTIES,
    "event_type": ["VISIT", "MEETING", "OTHER"],
}


def better_repair(tables: Tables, texts: dict[str, str], seed: int) -> Tables:
    """What a new version of the early stages may change: ids, triggers, cleaned text, the order of rows.

    Triggers grow to the left or the right, so every id that hangs on their place is another one.
    """
    tables = copy.deepcopy(tables)
    random_ = random.Random(seed)
    renamed = {}
    for event in tables["events"]:
        text = texts[event["source_id"]]
        start, end = int(event["trigger_start"]), int(event["trigger_end"])
        if random_.random() < 0.5:
            start = max(int(event["source_start"]), text.rfind(" ", 0, start - 1) + 1)
        else:
            end = min(int(event["source_end"]), text.find(" ", end + 1) % (len(text) + 1))
        event |= {"trigger_start": str(start), "trigger_end": str(max(start + 1, end))}
        event["trigger"] = " ".join(text[start:end].split()).replace("´┐Ż", "’")
        event["evidence"] = event["evidence"].replace("’", "'").upper()
        event_id = stable_id("e", event["source_id"], start, event["event_type"], event["trigger_end"])
        renamed[event["event_id"]] = event_id
        event["event_id"] = event_id
    by_id = {event["event_id"]: event for event in tables["events"]}
    for name in ("event_participants", "event_mentions"):
        for row in tables[name]:
            row["event_id"] = renamed[row["event_id"]]
            if name == "event_mentions":
                row |= {
                    key: by_id[row["event_id"]][key] for key in ("trigger_start", "trigger_end", "trigger")
                }
    for rows in tables.values():
        random_.shuffle(rows)
    return tables


def decide(draw: Any, tables: Tables, texts: dict[str, str]) -> list[Correction]:
    """Draw decisions on different events, as a reviewer could have made them."""
    events = draw(st.lists(st.sampled_from(tables["events"]), min_size=1, max_size=6, unique_by=id))
    spare = [row for row in tables["events"] if not any(row is one for one in events)]
    found = []
    for event in events:
        text = texts[event["source_id"]]
        kind = draw(st.sampled_from(["accept", "reject", "edit", "merge", "split", "add"]))
        cells: dict[str, str] = {}
        if kind == "accept":
            cells = {"was": summarise(event)}
        elif kind == "reject":
            cells = {"was": event["trigger"]}
        elif kind == "merge":
            other = draw(st.sampled_from(spare))
            cells = {"was": event["trigger"], "now": str(locator_of(other, texts[other["source_id"]]))}
        elif kind == "split":
            cells = {"field": "place", "was": event["place"], "now": "Peru [PER] || Chile [CHL] || "}
        elif kind == "edit":
            field = draw(st.sampled_from(sorted(VALUES)))
            was = event.get(field, "")
            now = draw(st.sampled_from([value for value in VALUES[field] if value != was]))
            cells = {"field": field, "was": was, "now": now}
        else:
            found.append(addition(draw, event, text))
            continue
        locator = str(locator_of(event, text))
        reason = draw(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8))
        found.append(
            Correction(
                event_id=event["event_id"], locator=locator, decision=kind, reason=reason.strip(), **cells
            )
        )
    return found


def addition(draw: Any, event: Row, text: str) -> Correction:
    """An event at a word of the filler behind an event's sentence."""
    low = int(event["source_end"])
    start = text.index(" ", low + draw(st.integers(1, 60))) + 1
    end = text.index(" ", start)
    segment_end = text.index("\n", end)
    return Correction(
        locator=f"{event['source_id']}:{start}-{end}:EXCHANGE",
        was=text[start:end],
        now=f"{low}-{segment_end}",
        decision="add",
    )


def outcome(tables: Tables) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the decisions made of each event, told by its place and not by its id."""
    parties = sorted(
        (row["event_id"], row["role"], row["position"], row["name"], row["iso3"])
        for row in tables["event_participants"]
    )
    result = {}
    for event in tables["events"]:
        place = (event["source_id"], event["source_start"], event["event_type"], event["place"])
        mine = [party[1:] for party in parties if party[0] == event["event_id"]]
        result[place] = (event["review_status"], summarise(event), event["mention_count"], str(mine))
    return result


@pytest.fixture(scope="session")
def few(synthetic: Any) -> tuple[Tables, dict[str, str]]:
    """Twenty events in two chapters."""
    tables, texts = synthetic.make_tables(20, per_chapter=10, seed=3)
    return tables, texts


@settings(max_examples=500, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**20))
def test_decisions_survive(few: Any, data: Any, seed: int) -> None:
    tables, texts = few
    written, _ = parse_corrections(format_corrections(decide(data.draw, tables, texts)))
    first = apply_corrections(tables, written, texts)
    assert [row for row in first["issues"] if row["code"].startswith("correction")] == []
    assert sum(row["review_status"] != "unreviewed" for row in first["events"]) >= 1

    again = apply_corrections(tables, written[::-1], texts)
    assert again == first

    later = apply_corrections(better_repair(tables, texts, seed), written, texts)
    assert [row["message"] for row in later["issues"] if row["code"].startswith("correction")] == []
    assert outcome(later) == outcome(first)
