"""The review page in a real browser: find an event, see its evidence, decide, and find the decision again."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.cells import guard_value
from pipeline.corrections import apply_corrections, read_corrections
from pipeline.outputs import read_outputs, read_texts
from pipeline.review import build_page, make_server


@pytest.fixture
def open_page(folder: Path, page: Any) -> Any:
    """The page of the sample, opened from disk."""
    return open_from_disk(folder, page)


def open_from_disk(folder: Path, page: Any) -> Any:
    path = folder / "outputs" / "review.html"
    path.write_text(build_page(folder / "outputs", folder / "corpus"), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    return page


@pytest.fixture
def served(folder: Path) -> Iterator[Any]:
    """A running review server of the sample."""
    server = make_server(folder / "outputs", folder / "corpus")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run_again(folder: Path, synthetic: Any) -> dict[str, dict[str, str]]:
    """Write the tables anew with the decisions of corpus/corrections.csv, and return the events by id."""
    tables = read_outputs(folder / "outputs")
    texts = read_texts(tables["documents"], folder / "outputs", folder / "corpus")
    corrected = apply_corrections(tables, read_corrections(folder / "corpus" / "corrections.csv"), texts)
    synthetic.write_tables(corrected, folder / "outputs")
    with (folder / "outputs" / "events.csv").open(encoding="utf-8", newline="") as handle:
        return {row["event_id"]: row for row in csv.DictReader(handle)}


def save_from_disk(page: Any, folder: Path) -> None:
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(folder / "corpus" / "corrections.csv")


def chosen_id(page: Any) -> str:
    return str(page.evaluate("store.events.event_id[table.chosen]"))


def edit(page: Any, field: str, text: str, reason: str = "") -> None:
    page.keyboard.press("e")
    page.select_option("#edit-field", field)
    box = page.locator("#edit-value")
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(text)
    else:
        box.fill(text)
    page.fill("#edit-reason", reason)
    page.click("#edit-save")
    page.wait_for_selector("#edit", state="hidden")


def wait_until_saved(page: Any) -> None:
    for _ in range(100):
        if page.evaluate("store.pending.length + store.withdrawn.length === 0 && !saving.isRunning"):
            return
        page.wait_for_timeout(20)
    pytest.fail("the page did not save")


def count(page: Any) -> int:
    page.wait_for_timeout(60)  # the filters run with the next frame
    return int(re.match(r"[\d,]+", page.text_content("#count"))[0].replace(",", ""))  # type: ignore[index]


def test_the_page_is_one_file_without_outside_addresses(folder: Path) -> None:
    html = build_page(folder / "outputs", folder / "corpus")
    assert re.findall(r"\w+://", html) == []
    assert not re.search(r"<(?:link|img|script)[^>]+(?:src|href)=(?!\"data:,\")", html)
    assert html == build_page(folder / "outputs", folder / "corpus")


def test_filters_and_their_counts(open_page: Any, sample: Any) -> None:
    page, events = open_page, sample.tables["events"]
    assert count(page) == 60
    page.fill("#f-text", "telephone canada")
    found = [row for row in events if "telephone" in row["evidence"] and "Canada" in row["evidence"]]
    assert count(page) == len(found)
    page.click("text=Clear")
    page.select_option("[data-filter=type]", "VISIT")
    visits = [row for row in events if row["event_type"] == "VISIT"]
    assert count(page) == len(visits)
    # the number behind a choice is what choosing it would give
    label = page.text_content("[data-filter=status] option[value=occurred]")
    page.select_option("[data-filter=status]", "occurred")
    held = [row for row in visits if row["status"] == "occurred"]
    assert count(page) == len(held)
    assert label == f"occurred ({len(held)})"
    page.click("text=Clear")
    page.fill("[data-filter=confidence]", "0.8")
    assert count(page) == len([row for row in events if float(row["confidence"]) >= 0.8])
    page.click("text=Clear")
    page.fill("[data-filter=person]", "minister of finance")
    assert count(page) == len(
        [row for row in events if "Minister of Finance" in row["actors"] + row["counterparts"]]
    )
    page.click("text=Clear")
    page.fill("[data-filter=from]", "1985-03")
    page.fill("[data-filter=to]", "1985-04")
    assert count(page) == len(
        [row for row in events if row["date_latest"] >= "1985-03-01" and row["date_earliest"] <= "1985-04-30"]
    )


def test_timeline_and_matrix_filter_on_click(open_page: Any, sample: Any) -> None:
    page, events = open_page, sample.tables["events"]
    page.click("#timeline [aria-label^='1986']")
    assert count(page) == len([row for row in events if row["date_earliest"].startswith("1986")])
    page.click("#timeline [aria-label^='1986-05']")
    assert count(page) == len([row for row in events if row["date_earliest"].startswith("1986-05")])
    page.click("#timeline >> text=all years")
    assert count(page) == 60
    page.click("#tab-matrix")
    page.click("[aria-label^='Japan, VISIT']")
    assert count(page) == len([row for row in events if row["event_type"] == "VISIT"])
    page.click("[aria-label^='Japan, VISIT']")
    assert count(page) == 60


def test_the_chosen_row_shows_its_sentence_with_marks(open_page: Any, sample: Any) -> None:
    page = open_page
    page.select_option("[data-filter=type]", "AGREEMENT")
    page.wait_for_timeout(100)
    page.keyboard.press("j")
    page.wait_for_selector("#chapter .sentence")
    event = next(row for row in sample.tables["events"] if row["event_id"] == chosen_id(page))
    raw = sample.texts[event["source_id"]][int(event["source_start"]) : int(event["source_end"])]
    shown = page.evaluate("[...document.querySelectorAll('.sentence')].map(e => e.textContent).join('')")
    assert shown == raw
    assert page.evaluate("document.querySelector('.trigger').textContent") == event["trigger"]
    box, sentence = page.locator("#chapter").bounding_box(), page.locator(".sentence").first.bounding_box()
    assert box["y"] <= sentence["y"] <= box["y"] + box["height"] - sentence["height"]
    tags = page.eval_on_selector_all("#chapter .tag", "tags => tags.map(tag => tag.textContent)")
    assert set(tags) == {"actor", "counterpart", "date", "→ ’"}
    assert page.locator("#legend [role=listitem]").count() == 7


def test_decisions_made_with_the_keyboard_reach_the_tables(
    open_page: Any, folder: Path, synthetic: Any
) -> None:
    page = open_page
    page.fill("#editor", "Reader One")
    page.locator("#grid").focus()
    page.keyboard.press("j")
    accepted = chosen_id(page)
    page.keyboard.press("a")
    page.keyboard.press("j")
    rejected = chosen_id(page)
    page.keyboard.press("r")
    page.keyboard.press("j")
    edited = chosen_id(page)
    edit(page, "actors", "Canada [CAN]; ASEAN", "the caption names them")
    edit(page, "date_edtf", "1985-03/1985-05")
    page.keyboard.press("j")
    undone = chosen_id(page)
    page.keyboard.press("a")
    page.keyboard.press("u")
    page.keyboard.press("k")
    assert chosen_id(page) == edited
    assert page.text_content("#decided") == "3 decided"
    save_from_disk(page, folder)
    events = run_again(folder, synthetic)
    assert [events[i]["review_status"] for i in (accepted, rejected, edited, undone)] == [
        "accepted", "rejected", "edited", "unreviewed",
    ]  # fmt: skip
    assert events[edited]["actors"] == "Canada [CAN]; ASEAN"
    assert events[edited]["date_latest"] == "1985-05-31"
    lines = read_corrections(folder / "corpus" / "corrections.csv")
    assert {one.editor for one in lines} == {"Reader One"}
    assert [one.reason for one in lines if one.field == "actors"] == ["the caption names them"]
    # the page of the new run shows them, and a further decision keeps those before it
    open_from_disk(folder, page)
    assert page.text_content("#decided") == "3 decided"
    page.locator("#grid").focus()
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("r")
    save_from_disk(page, folder)
    assert read_corrections(folder / "corpus" / "corrections.csv")[:4] == lines
    assert run_again(folder, synthetic)[undone]["review_status"] == "rejected"


def test_a_changed_mind_never_contradicts_itself(open_page: Any, folder: Path, synthetic: Any) -> None:
    page = open_page
    page.locator("#grid").focus()
    page.keyboard.press("j")
    event_id = chosen_id(page)
    for key in "arara":
        page.keyboard.press(key)
    edit(page, "status", "planned")
    edit(page, "status", "ongoing")
    save_from_disk(page, folder)
    assert run_again(folder, synthetic)[event_id]["status"] == "ongoing"
    open_from_disk(folder, page)
    page.keyboard.press("j")
    edit(page, "status", "hypothetical")  # now the tables say what the first edit made of them
    save_from_disk(page, folder)
    (line,) = read_corrections(folder / "corpus" / "corrections.csv")
    assert (line.now, line.was in ("occurred", "planned", "negated")) == ("hypothetical", True)


def test_wrong_values_are_not_taken(open_page: Any) -> None:
    page = open_page
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.fill("#edit-value", "Nov-09")
    page.click("#edit-save")
    assert "not an EDTF date" in page.text_content("#edit-error")
    page.select_option("#edit-field", "actors")
    page.fill("#edit-value", "Okada [Japan]")
    page.keyboard.press("Enter")
    assert "A party is written" in page.text_content("#edit-error")
    page.keyboard.press("Escape")
    assert page.text_content("#decided") == "0 decided"


def test_decisions_stay_in_the_page_until_they_are_saved(open_page: Any, folder: Path) -> None:
    page = open_page
    page.keyboard.press("j")
    page.keyboard.press("a")
    open_from_disk(folder, page)
    assert page.text_content("#decided") == "1 decided"
    assert page.text_content("#saved") == "1 not saved yet"


def test_an_event_is_added_at_selected_words(open_page: Any, folder: Path, synthetic: Any) -> None:
    page = open_page
    page.keyboard.press("j")
    page.wait_for_selector("#chapter .sentence")
    page.evaluate(
        """() => {
          const spans = [...document.querySelectorAll("#chapter p.paragraph:nth-of-type(3) span")];
          const span = spans.find((one) => /relations|opinions|work/.test(one.textContent));
          const at = span.textContent.search(/relations|opinions|work/);
          document.getSelection().setBaseAndExtent(span.firstChild, at, span.firstChild, at + 4);
        }"""
    )
    words = page.evaluate("document.getSelection().toString()")
    page.click("#add-open")
    page.select_option("#edit-value", "NEGOTIATION")
    page.click("#edit-save")
    edit(page, "date_edtf", "1985-06")
    save_from_disk(page, folder)
    added = [row for row in run_again(folder, synthetic).values() if row["review_status"] == "added"]
    assert [(row["event_type"], row["trigger"], row["date_edtf"]) for row in added] == [
        ("NEGOTIATION", words, "1985-06")
    ]
    assert words in added[0]["evidence"]
    assert added[0]["evidence"].endswith(".")
    open_from_disk(folder, page)
    assert count(page) == 61


def test_events_are_merged_and_split(open_page: Any, folder: Path, synthetic: Any) -> None:
    page = open_page
    page.keyboard.press("j")
    gone = chosen_id(page)
    page.keyboard.press("m")
    stays = page.evaluate("store.events.event_id[Number(document.getElementById('edit-value').value)]")
    page.click("#edit-save")
    page.keyboard.press("j")
    while chosen_id(page) == stays:
        page.keyboard.press("j")
    divided = chosen_id(page)
    page.keyboard.press("s")
    page.select_option("#edit-field", "counterparts")
    page.fill("#edit-value", "Canada [CAN]\nPeru [PER]")
    page.click("#edit-save")
    save_from_disk(page, folder)
    events = run_again(folder, synthetic)
    assert gone not in events
    assert (events[stays]["review_status"], events[stays]["mention_count"]) == ("merged", "2")
    parts = [row["counterparts"] for row in events.values() if row["review_status"] == "split"]
    assert sorted(parts) == ["Canada [CAN]", "Peru [PER]"]
    assert events[divided]["counterparts"] == "Canada [CAN]"


def test_served_decisions_go_straight_to_the_corpus(
    served: Any, folder: Path, page: Any, synthetic: Any
) -> None:
    by_hand = "event_id;field;was;now;decision;my note\r\ne-by-hand;;visited;;reject;keep me\r\n"
    (folder / "corpus" / "corrections.csv").write_bytes(by_hand.encode("utf-8-sig"))
    page.goto(served.address)
    page.wait_for_selector("html[data-ready=yes]")
    page.locator("#grid").focus()
    page.keyboard.press("j")
    first = chosen_id(page)
    page.keyboard.press("a")
    page.wait_for_selector("#saved >> text=saved to corpus/corrections.csv")
    page.keyboard.press("j")
    second = chosen_id(page)
    edit(page, "place", "Hawaii [USA]")
    wait_until_saved(page)
    lines = read_corrections(folder / "corpus" / "corrections.csv")
    assert [one.event_id for one in lines] == ["e-by-hand", first, second]
    assert lines[0].extra == (("my note", "keep me"),)
    page.keyboard.press("u")
    wait_until_saved(page)
    page.keyboard.press("r")
    wait_until_saved(page)
    events = run_again(folder, synthetic)
    assert (events[first]["review_status"], events[second]["review_status"]) == ("accepted", "rejected")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.text_content("#decided") == "2 decided"


def test_a_decision_taken_back_while_it_is_saved_is_gone(served: Any, folder: Path, page: Any) -> None:
    page.goto(served.address)
    page.wait_for_selector("html[data-ready=yes]")
    page.keyboard.press("j")
    page.evaluate("accept(table.chosen); undo(table.chosen); reject(table.chosen); undo(table.chosen)")
    wait_until_saved(page)
    assert read_corrections(folder / "corpus" / "corrections.csv") == []
    page.evaluate("accept(table.chosen); undo(table.chosen); reject(table.chosen)")
    wait_until_saved(page)
    assert [one.decision for one in read_corrections(folder / "corpus" / "corrections.csv")] == ["reject"]


def test_what_cannot_be_saved_is_kept(served: Any, folder: Path, page: Any) -> None:
    path = folder / "corpus" / "corrections.csv"
    page.goto(served.address)
    page.wait_for_selector("html[data-ready=yes]")
    path.write_text("event_id,decision\ne-1,burn\n")  # nobody can add to this file
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector("#saved >> text=not saved, kept in this browser")
    assert "decision is one of" in page.text_content("#saved")
    page.complaints.clear()  # the browser itself reports the refused request
    path.unlink()
    page.click("#save")
    page.wait_for_selector("#saved >> text=saved to")
    assert len(read_corrections(path)) == 1


HOSTILE = (
    "</script><script>document.title='stolen'</script></style><img src=x onerror=\"document.title='stolen'\">"
    ' javascript:alert(1) \u202e\u2067 =HYPERLINK("x") <b>bold</b> ]]> --> &lt; {{script}} \U0001f600'
)


def test_hostile_text_is_shown_as_text(folder: Path, page: Any, synthetic: Any, sample: Any) -> None:
    tables = {name: [dict(row) for row in rows] for name, rows in sample.tables.items()}
    texts = dict(sample.texts)
    event = tables["events"][0]
    source_id, start, end = event["source_id"], int(event["source_start"]), int(event["source_end"])
    text = texts[source_id]
    sentence = (HOSTILE * 3)[: end - start]
    texts[source_id] = text[:start] + sentence + text[end:]
    event |= {"evidence": sentence, "actors": HOSTILE, "trigger": "=1+1", "place": HOSTILE}
    for row in tables["documents"]:
        row["title"] = HOSTILE
    for row in tables["issues"]:
        row["message"] = HOSTILE
    synthetic.write_tables(tables, folder / "outputs")
    synthetic.write_corpus(texts, folder / "corpus")
    open_from_disk(folder, page)
    page.fill("#f-text", event["event_id"])
    assert count(page) == 1
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_selector("#chapter .sentence")
    shown = page.evaluate("[...document.querySelectorAll('.sentence')].map(e => e.textContent).join('')")
    assert shown == sentence
    assert page.locator("[data-cell=actors]").first.text_content() == HOSTILE
    page.click("#tab-issues")
    assert page.title() == "Bluebook events – review"
    assert page.locator("img").count() == 0
    assert page.locator("b").count() == 0


def test_the_grid_keeps_only_the_rows_in_view(open_page: Any) -> None:
    page = open_page
    assert page.locator("#grid-space .row").count() < 60
    page.locator("#grid").focus()
    page.keyboard.press("End")
    assert page.get_attribute("#grid", "aria-rowcount") == "61"
    active = page.get_attribute("#grid", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-rowindex") == "61"
    page.click("#grid-head >> text=Date")
    days = page.eval_on_selector_all(
        "#grid-space .row [data-cell=date]", "cells => cells.map(c => c.textContent)"
    )
    assert days == sorted(days)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(folder: Path, browser: Any, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    context = browser.new_context(
        color_scheme=theme, bypass_csp=True, viewport={"width": 1440, "height": 900}
    )
    page = open_from_disk(folder, context.new_page())
    page.keyboard.press("j")
    page.wait_for_selector("#chapter .sentence")
    page.keyboard.press("a")
    findings = []
    views = ("#tab-matrix", "#tab-issues", "#tab-decisions", "#tab-events", "e", "?")
    for view in views if theme == "light" else views[3:]:
        if view.startswith("#"):
            page.click(view)
        else:
            page.keyboard.press(view)
        for violation in axe.Axe().run(page).response["violations"]:
            places = [place["html"][:120] for place in violation["nodes"][:3]]
            findings.append((view, violation["impact"], violation["id"], places))
        if not view.startswith("#"):
            page.keyboard.press("Escape")
    context.close()
    assert findings == []


def test_the_page_guards_cells_as_the_pipeline_does(open_page: Any) -> None:
    pieces = [
        "",
        "=",
        "@",
        "+",
        "-",
        "'",
        "''",
        "\t",
        " ",
        "1",
        "2009-11",
        "-1",
        "-1+2",
        "a",
        "1e5",
        "12:30",
        "é",
        "TRUE",
    ]
    cells = [first + second for first in pieces for second in pieces]
    guarded = open_page.evaluate("cells => cells.map(guard)", cells)
    assert guarded == [guard_value(cell) for cell in cells]
