"""Each kind of decision does what it says, only while it fits, and two that contradict stop the run."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pipeline.corrections import (
    Correction,
    apply_corrections,
    gold_from_corrections,
    locator_of,
    summarise,
)
from pipeline.errors import InputError
from pipeline.lexicon.codebook import load_codebook
from pipeline.model import stable_id
from pipeline.outputs import Row

SOURCE = "2010/north-america"
TEXT = (
    "North America\n\nPresident Obama visited Japan in November. In May the Prime Minister went to Canada "
    "and Mexico for talks. The two leaders met again in Singapore.\n"
)


def event(event_type: str, trigger: str, sentence: str, **fields: str) -> Row:
    start, trigger_start = TEXT.index(sentence), TEXT.index(trigger)
    row = dict.fromkeys(load_codebook()["events"].column_names, "")
    return row | {
        "event_id": stable_id("e", SOURCE, trigger_start, event_type),
        "source_id": SOURCE,
        "event_type": event_type,
        "status": "occurred",
        "date_basis": "none",
        "trigger": trigger,
        "evidence": sentence,
        "source_start": str(start),
        "source_end": str(start + len(sentence)),
        "trigger_start": str(trigger_start),
        "trigger_end": str(trigger_start + len(trigger)),
        "mention_count": "1",
        "confidence": "0.8",
        "plover_type": "CONSULT",
        **fields,
    }


VISIT = event(
    "VISIT",
    "visited",
    "President Obama visited Japan in November.",
    date_edtf="2009-11",
    date_basis="coverage-year",
    actors="Barack Obama [USA]",
    place="Japan [JPN]",
    place_iso3="JPN",
)
TRIP = event(
    "VISIT",
    "went",
    "In May the Prime Minister went to Canada and Mexico for talks.",
    actors="Prime Minister [JPN]",
    place="Canada [CAN]; Mexico [MEX]",
)
TALKS = event("MEETING", "met", "The two leaders met again in Singapore.", parent_event_id=TRIP["event_id"])


def party(row: Row, role: str, name: str, iso3: str, words: str, position: int = 1) -> Row:
    start = TEXT.index(words)
    return {
        "event_id": row["event_id"],
        "role": role,
        "position": str(position),
        "entity_id": f"x:{name}",
        "name": name,
        "iso3": iso3,
        "title": "",
        "source_start": str(start),
        "source_end": str(start + len(words)),
    }


@pytest.fixture
def tables() -> dict[str, list[Row]]:
    events = sorted((VISIT, TRIP, TALKS), key=lambda row: row["event_id"])
    return copy.deepcopy(
        {
            "documents": [{"source_id": SOURCE, "edition_year": "2010", "events": "3", "issues": "0"}],
            "events": events,
            "event_participants": [
                party(VISIT, "actor", "Barack Obama", "USA", "Obama"),
                party(VISIT, "place", "Japan", "JPN", "Japan"),
                party(TRIP, "actor", "Prime Minister", "JPN", "Prime Minister"),
                party(TRIP, "place", "Canada", "CAN", "Canada"),
                party(TRIP, "place", "Mexico", "MEX", "Mexico", 2),
            ],
            "event_mentions": [
                {
                    "event_mention_id": f"em-{row['trigger']}",
                    "event_id": row["event_id"],
                    "source_id": SOURCE,
                    "segment_id": "s-1",
                    "source_start": row["source_start"],
                    "source_end": row["source_end"],
                    "trigger": row["trigger"],
                    "rule": "r",
                }
                for row in events
            ],
            "entities": [
                {"entity_id": "x:Canada", "type": "state", "name": "Canada", "iso3": "CAN"},
            ],
            "segments": [
                {"segment_id": "s-1", "source_id": SOURCE, "source_start": "15", "source_end": str(len(TEXT))}
            ],
            "issues": [],
        }
    )


def decide(row: Row, decision: str, **cells: str) -> Correction:
    line = cells.pop("line", "2")
    return Correction(
        event_id=row["event_id"],
        locator=str(locator_of(row, TEXT)),
        decision=decision,
        line=int(line),
        **cells,  # type: ignore[arg-type]
    )


def run(tables: dict[str, list[Row]], *corrections: Correction) -> dict[str, list[Row]]:
    return apply_corrections(tables, corrections, {SOURCE: TEXT})


def row_of(tables: dict[str, list[Row]], event_id: str) -> Row:
    return next(row for row in tables["events"] if row["event_id"] == event_id)


def parties_of(tables: dict[str, list[Row]], event_id: str, role: str) -> list[Row]:
    return [
        row for row in tables["event_participants"] if row["event_id"] == event_id and row["role"] == role
    ]


def test_without_decisions_everything_is_unreviewed(tables: dict[str, list[Row]]) -> None:
    before = copy.deepcopy(tables)
    result = run(tables)
    assert tables == before
    assert {row["review_status"] for row in result["events"]} == {"unreviewed"}
    assert result["issues"] == []


def test_accept_holds_while_the_row_says_the_same(tables: dict[str, list[Row]]) -> None:
    accepted = decide(VISIT, "accept", was=summarise(VISIT))
    assert row_of(run(tables, accepted), VISIT["event_id"])["review_status"] == "accepted"
    row_of(tables, VISIT["event_id"])["date_edtf"] = "2008-11"
    result = run(tables, accepted)
    assert row_of(result, VISIT["event_id"])["review_status"] == "stale"
    assert result["issues"][0]["code"] == "correction-stale"
    assert "corrections.csv:2" in result["issues"][0]["message"]
    assert result["issues"][0]["source_start"] == VISIT["source_start"]
    assert result["documents"][0]["issues"] == "1"


def test_accept_may_vouch_for_one_field(tables: dict[str, list[Row]]) -> None:
    accepted = decide(VISIT, "accept", field="place", was="Japan [JPN]")
    row_of(tables, VISIT["event_id"])["date_edtf"] = "2008-11"
    assert row_of(run(tables, accepted), VISIT["event_id"])["review_status"] == "accepted"


@pytest.mark.parametrize("was", ["visited", "Obama visited Japan", "President  Obama\nvisited"])
def test_reject_keeps_the_row_and_marks_it(tables: dict[str, list[Row]], was: str) -> None:
    result = run(tables, decide(VISIT, "reject", was=was))
    assert row_of(result, VISIT["event_id"])["review_status"] == "rejected"
    assert len(result["events"]) == 3


def test_reject_of_other_words_does_not_apply(tables: dict[str, list[Row]]) -> None:
    result = run(tables, decide(VISIT, "reject", was="visited China"))
    assert row_of(result, VISIT["event_id"])["review_status"] == "stale"
    assert [row["code"] for row in result["issues"]] == ["correction-stale"]


def test_edit_of_a_date_brings_its_bounds_along(tables: dict[str, list[Row]]) -> None:
    result = run(tables, decide(TRIP, "edit", field="date_edtf", was="", now="2009-05"))
    row = row_of(result, TRIP["event_id"])
    assert (row["date_earliest"], row["date_latest"]) == ("2009-05-01", "2009-05-31")
    assert (row["date_precision"], row["date_basis"], row["review_status"]) == ("month", "context", "edited")
    result = run(tables, decide(VISIT, "edit", field="date_edtf", was="2009-11", now=""))
    row = row_of(result, VISIT["event_id"])
    assert (row["date_earliest"], row["date_basis"]) == ("", "none")


def test_edit_of_parties_keeps_the_participants_in_step(tables: dict[str, list[Row]]) -> None:
    now = "Barack Obama [USA]; Canada [CAN]; ASEAN"
    result = run(tables, decide(VISIT, "edit", field="actors", was="Barack Obama [USA]", now=now))
    rows = parties_of(result, VISIT["event_id"], "actor")
    assert [row["name"] for row in rows] == ["Barack Obama", "Canada", "ASEAN"]
    assert [row["position"] for row in rows] == ["1", "2", "3"]
    assert [row["entity_id"] for row in rows] == ["x:Barack Obama", "x:Canada", "org:asean"]
    assert TEXT[int(rows[0]["source_start"]) : int(rows[0]["source_end"])] == "Obama"
    assert rows[2]["source_start"] == VISIT["source_start"]  # nothing names it: the sentence is the evidence
    assert {row["entity_id"] for row in result["entities"]} == {"x:Canada", "org:asean"}
    assert row_of(result, VISIT["event_id"])["actors"] == now


def test_edit_of_a_place_sets_its_code_and_of_a_type_those_of_other_schemes(
    tables: dict[str, list[Row]],
) -> None:
    edits = (
        decide(VISIT, "edit", field="place", was="Japan [JPN]", now="Tokyo [JPN]; Seoul [KOR]"),
        decide(VISIT, "edit", field="event_type", was="VISIT", now="MEETING", line="3"),
        decide(VISIT, "edit", field="host", was="", now="Japan [JPN]", line="4"),
    )
    result = run(tables, *edits)
    row = row_of(result, VISIT["event_id"])
    assert (row["place_iso3"], row["event_type"]) == ("JPN", "MEETING")
    assert (row["plover_type"], row["plover_mode"], row["cameo_code"]) == ("CONSULT", "", "040")
    assert [row["name"] for row in parties_of(result, VISIT["event_id"], "host")] == ["Japan"]


def test_an_edit_that_came_true_is_no_issue(tables: dict[str, list[Row]]) -> None:
    edited = decide(VISIT, "edit", field="date_edtf", was="2009", now="2009-11")
    result = run(tables, edited)
    assert row_of(result, VISIT["event_id"])["review_status"] == "edited"
    assert result["issues"] == []


def test_an_edit_whose_value_changed_is_an_issue_and_changes_nothing(tables: dict[str, list[Row]]) -> None:
    result = run(tables, decide(VISIT, "edit", field="date_edtf", was="2008", now="2008-11"))
    row = row_of(result, VISIT["event_id"])
    assert (row["date_edtf"], row["review_status"]) == ("2009-11", "stale")
    assert "now it is “2009-11”" in result["issues"][0]["message"]


def test_edit_and_accept_go_together_whichever_came_first(tables: dict[str, list[Row]]) -> None:
    edited = decide(VISIT, "edit", field="date_edtf", was="2009-11", now="2009-11-13")
    for seen in (VISIT, VISIT | {"date_edtf": "2009-11-13"}):
        result = run(tables, edited, decide(VISIT, "accept", was=summarise(seen), line="3"))
        row = row_of(result, VISIT["event_id"])
        assert (row["date_edtf"], row["review_status"]) == ("2009-11-13", "edited")
        assert result["issues"] == []


def added(trigger: str = "talks", **cells: str) -> Correction:
    start = TEXT.index(trigger)
    locator = f"{SOURCE}:{start}-{start + len(trigger)}:MEETING"
    return Correction(locator=locator, was=trigger, decision="add", line=5, **cells)  # type: ignore[arg-type]


def test_add_makes_an_event_with_its_evidence(tables: dict[str, list[Row]]) -> None:
    sentence = f"{TRIP['source_start']}-{TRIP['source_end']}"
    one = added(now=sentence)
    dated = Correction(locator=one.locator, field="date_edtf", now="2009-05", decision="edit", line=6)
    result = run(tables, one, dated)
    (row,) = [row for row in result["events"] if row["trigger"] == "talks"]
    assert row["review_status"] == "added"
    assert (row["evidence"], row["date_edtf"], row["edition_year"]) == (TRIP["evidence"], "2009-05", "2010")
    assert (row["source_start"], row["source_end"]) == (TRIP["source_start"], TRIP["source_end"])
    mentions = [m for m in result["event_mentions"] if m["event_id"] == row["event_id"]]
    assert [m["rule"] for m in mentions] == ["reviewer"]
    assert result["documents"][0]["events"] == "4"


def test_add_needs_the_words_it_quotes(tables: dict[str, list[Row]]) -> None:
    start = TEXT.index("talks") + 3
    shifted = Correction(locator=f"{SOURCE}:{start}-{start + 5}:MEETING", was="talks", decision="add", line=5)
    result = run(tables, shifted)
    assert len(result["events"]) == 3
    assert [row["code"] for row in result["issues"]] == ["correction-stale"]
    outside = added(now="0-5")
    assert [row["code"] for row in run(tables, outside)["issues"]] == ["correction-evidence"]
    nowhere = Correction(locator="1999/gone:1-2:VISIT", was="x", decision="add", line=7)
    assert [row["code"] for row in run(tables, nowhere)["issues"]] == ["correction-target-missing"]


def test_add_of_what_the_pipeline_finds_by_now_makes_no_second_event(tables: dict[str, list[Row]]) -> None:
    start = int(TALKS["trigger_start"])
    one = Correction(locator=f"{SOURCE}:{start - 4}-{start + 3}:MEETING", was="leaders met", decision="add")
    result = run(tables, one)
    assert len(result["events"]) == 3
    assert row_of(result, TALKS["event_id"])["review_status"] == "added"


def test_merge_moves_the_mentions_to_the_event_that_stays(tables: dict[str, list[Row]]) -> None:
    result = run(tables, decide(TRIP, "merge", was="went", now=VISIT["event_id"]))
    assert len(result["events"]) == 2
    kept = row_of(result, VISIT["event_id"])
    assert (kept["mention_count"], kept["review_status"]) == ("2", "merged")
    assert {row["event_id"] for row in result["event_mentions"]} == {VISIT["event_id"], TALKS["event_id"]}
    assert parties_of(result, TRIP["event_id"], "actor") == []
    assert row_of(result, TALKS["event_id"])["parent_event_id"] == VISIT["event_id"]
    assert result["documents"][0]["events"] == "2"


def test_merges_may_form_a_chain_in_any_order(tables: dict[str, list[Row]]) -> None:
    chain = (
        decide(TRIP, "merge", was="went", now=VISIT["event_id"]),
        decide(VISIT, "merge", was="visited", now=str(locator_of(TALKS)), line="3"),
    )
    for lines in (chain, chain[::-1]):
        result = run(tables, *lines)
        assert [row["event_id"] for row in result["events"]] == [TALKS["event_id"]]
        assert result["events"][0]["mention_count"] == "3"


def test_split_makes_an_event_of_each_part(tables: dict[str, list[Row]]) -> None:
    divided = decide(TRIP, "split", field="place", was=TRIP["place"], now="Canada [CAN] || Mexico [MEX]")
    second = Correction(
        locator=f"{locator_of(TRIP)}#2", field="date_edtf", now="2009-05-09", decision="edit", line=3
    )
    result = run(tables, divided, second)
    parts = sorted(
        (row["place"], row["date_edtf"], row["review_status"])
        for row in result["events"]
        if row["trigger"] == "went"
    )
    assert parts == [("Canada [CAN]", "", "split"), ("Mexico [MEX]", "2009-05-09", "split")]
    places = [row["name"] for row in result["event_participants"] if row["role"] == "place"]
    assert sorted(places) == ["Canada", "Japan", "Mexico"]
    assert len({row["event_mention_id"] for row in result["event_mentions"]}) == 4
    assert result["documents"][0]["events"] == "4"


EDITED = decide(VISIT, "edit", field="date_edtf", was="2009-11", now="2009-11-13", line="4")
REJECTED = decide(VISIT, "reject", was="visited", line="9")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (decide(VISIT, "accept", was=summarise(VISIT), line="4"), REJECTED, "rejected and kept"),
        (EDITED, REJECTED, "rejected and kept"),
        (
            EDITED,
            decide(VISIT, "edit", field="date_edtf", was="2009-11", now="2009-12", line="9"),
            "date_edtf of one event is given two values",
        ),
        (
            EDITED,
            Correction(
                locator=str(locator_of(VISIT)),
                field="date_edtf",
                was="2009-11",
                now="2010",
                decision="edit",
                line=9,
            ),
            "given two values",
        ),
        (
            decide(TRIP, "merge", was="went", now=VISIT["event_id"], line="4"),
            REJECTED,
            "merged into one that is rejected",
        ),
        (
            decide(TRIP, "merge", was="went", now=VISIT["event_id"], line="4"),
            decide(VISIT, "merge", was="visited", now=TRIP["event_id"], line="9"),
            "merged in a circle",
        ),
        (
            decide(TRIP, "merge", was="went", now=VISIT["event_id"], line="4"),
            decide(TRIP, "merge", was="went", now=TALKS["event_id"], line="9"),
            "merged into two",
        ),
        (
            decide(TRIP, "split", field="place", was=TRIP["place"], now="A || B", line="4"),
            decide(TRIP, "split", field="date_edtf", was="", now="2001 || 2002 || 2003", line="9"),
            "different numbers of parts",
        ),
        (
            Correction(locator=added().locator, was="talks", decision="add", line=4),
            Correction(locator=added().locator, was="talks", now="1-200", decision="add", line=9),
            "added in two ways",
        ),
        (
            Correction(event_id="e-gone", was="x", decision="reject", line=4),
            Correction(event_id="e-gone", was="x", field="status", decision="accept", line=9),
            "rejected and kept",
        ),
    ],
)
def test_two_that_contradict_stop_the_run_with_both_lines(
    tables: dict[str, list[Row]], first: Correction, second: Correction, words: str
) -> None:
    for lines in ((first, second), (second, first)):
        with pytest.raises(InputError, match=words) as caught:
            run(tables, *lines)
        assert "line 4" in str(caught.value)
        assert "line 9" in str(caught.value)


def test_the_same_line_twice_is_no_contradiction(tables: dict[str, list[Row]]) -> None:
    result = run(tables, REJECTED, decide(VISIT, "reject", was="visited", line="12"))
    assert row_of(result, VISIT["event_id"])["review_status"] == "rejected"


def test_a_decision_on_an_event_that_is_gone_is_an_issue(tables: dict[str, list[Row]]) -> None:
    result = run(tables, Correction(event_id="e-gone", was="visited", decision="reject", line=3))
    (issue,) = result["issues"]
    assert (issue["code"], issue["source_id"], issue["text"]) == ("correction-target-missing", "", "visited")


def test_the_place_finds_an_event_whose_id_changed(tables: dict[str, list[Row]]) -> None:
    row = row_of(tables, VISIT["event_id"])
    row |= {
        "event_id": "e-new",
        "trigger_start": str(int(row["trigger_start"]) - 6),
        "trigger": "Obama visited",
    }
    result = run(tables, decide(VISIT, "reject", was="visited"))
    assert row_of(result, "e-new")["review_status"] == "rejected"


def test_another_type_at_the_place_is_not_rejected(tables: dict[str, list[Row]]) -> None:
    row_of(tables, VISIT["event_id"]).update(event_id="e-new", event_type="MEETING")
    result = run(tables, decide(VISIT, "reject", was="visited"))
    assert row_of(result, "e-new")["review_status"] == "stale"


def test_a_locator_follows_its_words_into_a_better_text_layer(tables: dict[str, list[Row]]) -> None:
    added_text = "A new page head that the old reading of the file had missed.\n"
    for row in tables["events"]:
        row["event_id"] += "-new"
        for name in ("source_start", "source_end", "trigger_start", "trigger_end"):
            row[name] = str(int(row[name]) + len(added_text))
    tables["event_mentions"] = []
    rejected = decide(VISIT, "reject", was="visited")
    result = apply_corrections(tables, [rejected], {SOURCE: added_text + TEXT})
    assert row_of(result, VISIT["event_id"] + "-new")["review_status"] == "rejected"
    result = apply_corrections(tables, [rejected], {SOURCE: added_text + TEXT.replace("visited", "toured")})
    assert [row["code"] for row in result["issues"]] == ["correction-target-missing"]


def test_when_the_pipeline_joins_two_events_the_one_that_lost_its_row_yields(
    tables: dict[str, list[Row]],
) -> None:
    gone = row_of(tables, TRIP["event_id"])
    tables["events"].remove(gone)
    for mention in tables["event_mentions"]:
        if mention["event_id"] == gone["event_id"]:
            mention["event_id"] = VISIT["event_id"]
    result = run(
        tables, decide(VISIT, "accept", was=summarise(VISIT)), decide(TRIP, "reject", was="went", line="3")
    )
    assert row_of(result, VISIT["event_id"])["review_status"] == "accepted"
    assert [row["code"] for row in result["issues"]] == ["correction-ambiguous"]


def test_reviewed_chapters_become_gold(tables: dict[str, list[Row]]) -> None:
    decisions = [
        decide(VISIT, "accept", was=summarise(VISIT)),
        decide(TRIP, "reject", was="went", line="3"),
        decide(TALKS, "edit", field="place", was="", now="Singapore [SGP]", line="4"),
    ]
    assert gold_from_corrections(tables, decisions[:2], {SOURCE: TEXT}) == []
    rows = gold_from_corrections(tables, decisions, {SOURCE: TEXT})
    assert [(row["event_type"], row["place"], row["n"]) for row in rows] == [
        ("VISIT", "Japan [JPN]", "1"),
        ("MEETING", "Singapore [SGP]", "2"),
    ]
    for row in rows:
        assert TEXT[int(row["anchor_start"]) :].startswith(row["anchor"])
        assert len(row["anchor"].split()) <= 6


def test_it_never_depends_on_the_order_of_lines_or_rows(tables: dict[str, list[Row]]) -> None:
    lines: list[Any] = [
        decide(VISIT, "edit", field="date_modifier", was="", now="end"),
        decide(VISIT, "edit", field="date_basis", was="coverage-year", now="explicit", line="3"),
        decide(VISIT, "edit", field="date_edtf", was="2009-11", now="2009-12", line="4"),
        decide(TRIP, "reject", was="elsewhere", line="5"),
        added(),
    ]
    first = run(tables, *lines)
    shuffled = {name: rows[::-1] for name, rows in tables.items()}
    assert run(shuffled, *lines[::-1]) == first
    row = row_of(first, VISIT["event_id"])
    assert (row["date_earliest"], row["date_basis"]) == ("2009-12-21", "explicit")


def test_events_that_share_a_trigger_are_told_apart_by_what_was_seen(tables: dict[str, list[Row]]) -> None:
    pair = [TRIP | {"event_id": f"e-{month}", "date_edtf": f"2009-0{month}"} for month in (4, 5)]
    tables["events"] = pair
    gone = TRIP | {"event_id": "e-old-id"}
    for seen, other in (pair, pair[::-1]):
        for one in (
            decide(gone, "reject", was=summarise(seen)),
            decide(gone, "accept", was=summarise(seen)),
            decide(gone, "edit", field="date_edtf", was=seen["date_edtf"], now="2009"),
        ):
            result = run(tables, one)
            assert row_of(result, seen["event_id"])["review_status"] != "unreviewed"
            assert row_of(result, other["event_id"])["review_status"] == "unreviewed"
    result = run(tables, decide(gone, "reject", was="went"))
    assert [row["code"] for row in result["issues"]] == ["correction-ambiguous"]
