"""From a chapter to its tables, a person's decisions in a browser, and the tables of the next run."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cells import is_formula
from pipeline.corrections import read_corrections

ROOT = Path(__file__).parents[2]
CHAPTER = """Europe

On March 3, 2009, the Prime Minister of France visited Japan. The public’s interest was great.

In May 2009, the Foreign Minister of Germany met with the President of Poland in Berlin.

Japan and Italy signed an agreement on social security in Rome in June 2009.

=HYPERLINK("page") </style><script>document.title = "stolen"</script> javascript:alert(2) \u202e end.
"""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory, bluebook: Any) -> Path:
    """A folder with a corpus of one chapter and the tables made of it."""
    folder = tmp_path_factory.mktemp("reviewed")
    (folder / "chapter.txt").write_text(CHAPTER, encoding="utf-8")
    for words in (("add", "chapter.txt", "--edition", "2010", "--id", "europe"), ("extract", "--quiet")):
        done = bluebook(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def home(extracted: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return shutil.copytree(extracted, tmp_path / "home")


def events_of(home: Path) -> dict[str, dict[str, str]]:
    with (home / "outputs" / "events.csv").open(encoding="utf-8", newline="") as handle:
        return {row["event_id"]: row for row in csv.DictReader(handle)}


def choose(page: Any, event_id: str) -> None:
    page.locator("#grid").focus()
    page.keyboard.press("Home")
    while page.evaluate("store.events.event_id[table.chosen]") != event_id:
        page.keyboard.press("j")


def change(page: Any, field: str, value: str) -> None:
    page.keyboard.press("e")
    page.select_option("#edit-field", field)
    page.fill("#edit-value", value)
    page.click("#edit-save")


@pytest.mark.slow
def test_no_cell_of_a_table_is_a_formula(extracted: Path) -> None:
    cells = []
    for path in sorted((extracted / "outputs").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            cells += [cell for row in csv.reader(handle) for cell in row]
    assert [cell for cell in cells if is_formula(cell)] == []
    assert any(cell.startswith("'=HYPERLINK(") and "<script>" in cell and "\u202e" in cell for cell in cells)


def extract_again(home: Path, bluebook: Any) -> dict[str, dict[str, str]]:
    done = bluebook("extract", "--quiet", cwd=home)
    assert done.returncode == 0, done.stderr
    checked = bluebook("verify", cwd=home)
    assert checked.returncode == 0, checked.stdout
    return events_of(home)


@pytest.mark.slow
def test_decisions_saved_from_the_page_are_in_the_next_tables(home: Path, bluebook: Any, page: Any) -> None:
    first = events_of(home)
    visit, meeting = (
        next(row for row in first.values() if row["event_type"] == t) for t in ("VISIT", "MEETING")
    )
    done = bluebook("review", cwd=home)
    assert done.returncode == 0, done.stderr
    page.goto((home / "outputs" / "review.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    page.fill("#f-text", "france")
    page.wait_for_timeout(60)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_selector("#chapter .sentence")
    assert "visited" in page.text_content("#chapter .trigger")
    page.keyboard.press("a")
    page.click("text=Clear")
    choose(page, meeting["event_id"])
    change(page, "actors", "Minister of Foreign Affairs [DEU]; OECD")
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(home / "corpus" / "corrections.csv")

    shutil.copytree(home / "outputs", home / "before")
    with (home / "corpus" / "2010" / "europe.txt").open("a", encoding="utf-8") as handle:
        handle.write("\nIn July 2009, the President of Chile visited Japan.\n")
    assert page.title() == "Bluebook events – review"
    assert '=HYPERLINK("page") </style><script>document.title = "stolen"</script>' in page.text_content(
        "#chapter"
    )
    second = extract_again(home, bluebook)
    assert second[visit["event_id"]]["review_status"] == "accepted"
    edited = second[meeting["event_id"]]
    assert (edited["review_status"], edited["actors"]) == (
        "edited",
        "Minister of Foreign Affairs [DEU]; OECD",
    )
    assert len(second) == len(first) + 1
    difference = bluebook("diff", "before", "outputs", "--exit-code", cwd=home)
    assert difference.returncode == 1
    assert "review_status: unreviewed → accepted" in difference.stdout


@pytest.mark.slow
def test_decisions_made_while_serving_are_in_the_next_tables(home: Path, bluebook: Any, page: Any) -> None:
    signing = next(row for row in events_of(home).values() if row["event_type"] == "AGREEMENT")
    server = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "review", "--serve"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stderr is not None
        address = next(
            word for word in server.stderr.readline().split() if word.startswith("http://127.0.0.1:")
        )
        page.goto(address)
        page.wait_for_selector("html[data-ready=yes]")
        choose(page, signing["event_id"])
        change(page, "date_edtf", "2009-06-12")
        page.wait_for_selector("#saved >> text=saved to corpus/corrections.csv")
        (line,) = read_corrections(home / "corpus" / "corrections.csv")
        assert (line.was, line.now) == ("2009-06", "2009-06-12")
        row = extract_again(home, bluebook)[signing["event_id"]]
        assert (row["review_status"], row["date_latest"]) == ("edited", "2009-06-12")
        page.reload()  # the server makes its page of the new tables
        page.wait_for_selector("html[data-ready=yes]")
        assert page.evaluate("store.events.date_edtf.includes('2009-06-12')")
        choose(page, signing["event_id"])
        page.keyboard.press("u")
        page.wait_for_timeout(300)
        assert read_corrections(home / "corpus" / "corrections.csv") == []
    finally:
        server.terminate()
        server.wait(timeout=10)
        if server.stderr is not None:
            server.stderr.close()


@pytest.mark.slow
def test_two_decisions_that_contradict_stop_the_run(home: Path, bluebook: Any) -> None:
    event_id = next(iter(events_of(home)))
    before = (home / "outputs" / "events.csv").read_bytes()
    (home / "corpus" / "corrections.csv").write_text(
        "event_id;field;was;now;decision\r\n"
        f"{event_id};date_edtf;2009;2008;edit\r\n{event_id};date_edtf;2009;2007;edit\r\n",
        encoding="utf-8-sig",
        newline="",
    )
    done = bluebook("extract", cwd=home)
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr
    assert (home / "outputs" / "events.csv").read_bytes() == before


@pytest.mark.slow
def test_reviewed_chapters_are_gold_for_the_next_version(home: Path, bluebook: Any) -> None:
    lines = ["event_id,field,was,now,decision"]
    for number, row in enumerate(events_of(home).values()):
        was = f"{row['status']},,accept" if number else f"{row['status']},planned,edit"
        lines.append(f"{row['event_id']},status,{was}")
    (home / "corpus" / "corrections.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused = bluebook("extract", "--quiet", cwd=home)
    assert refused.returncode == 0
    refused = bluebook("score", "corpus/corrections.csv", "outputs", cwd=home)
    assert refused.returncode == 2
    assert "--no-corrections" in refused.stderr
    assert bluebook("extract", "-q", "--no-corrections", "--outputs", "raw", cwd=home).returncode == 0
    scored = bluebook("score", "corpus/corrections.csv", "raw", "--json", cwd=home)
    figures = json.loads(scored.stdout)
    assert figures["events det"]["f1"] == 100
    assert figures["events row"]["hit"] == figures["events row"]["gold"] - 1
    assert "dates value" not in figures
