"""The same facts in every form a chapter has had give the same events, dates and parties."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Bluebook
from tests.fixtures.eras.pdfs import single_column, two_columns

ERAS = Path(__file__).parent.parent / "fixtures/eras"
FORMS = ["1986.htm", "2009.html", "2016.txt", "2017.html", "2023.html", "one-column.pdf", "two-columns.pdf"]
NAVIGATION = ("Contents", "Back", "Next", "Home", "Text File", "Page Top", "Search")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outputs(bluebook: Bluebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eras")
    (folder / "one-column.pdf").write_bytes(single_column())
    (folder / "two-columns.pdf").write_bytes(two_columns())
    for form in FORMS:
        path = folder / form if form.endswith(".pdf") else ERAS / form
        words = ["--edition", "1989", "--id", form.replace(".", "-"), "--title", "North America"]
        coverage = ["--coverage", "1983-01-01/1988-12-31"]
        added = bluebook("add", path, *words, *coverage, "--corpus", folder / "corpus", "--yes", "--no-run")
        assert added.returncode == 0, added.stderr
    result = bluebook("extract", "--corpus", folder / "corpus", "--outputs", folder / "outputs")
    assert result.returncode == 0, result.stderr
    return folder / "outputs"


def rows_of(outputs: Path, table: str, form: str) -> list[dict[str, str]]:
    with (outputs / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["source_id"] == f"1989/{form.replace('.', '-')}"]


def tellings(outputs: Path, form: str) -> Counter[tuple[str, ...]]:
    """Every event told in a form, though one told in several forms stands in the tables once."""
    with (outputs / "events.csv").open(encoding="utf-8", newline="") as handle:
        events = {row["event_id"]: row for row in csv.DictReader(handle)}
    columns = ("event_type", "mode", "status", "date_edtf", "actors", "counterparts", "place")
    found = {row["event_id"] for row in rows_of(outputs, "event_mentions", form)}
    return Counter(tuple(events[key][column] for column in columns) for key in found)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_the_same_events(outputs: Path, form: str) -> None:
    expected = tellings(outputs, "2016.txt")
    assert len(expected) >= 7, expected
    assert tellings(outputs, form) == expected


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_dates(outputs: Path, form: str) -> None:
    def dates(name: str) -> set[tuple[str, str, str]]:  # a set: some forms print the caption twice
        return {(row["text"], row["edtf"], row["basis"]) for row in rows_of(outputs, "dates", name)}

    of_the_caption = {("January 13, 1988", "1988-01-13", "explicit")}
    pictures_not_printed_then = of_the_caption if form == "1986.htm" else set()
    assert dates(form) == dates("2016.txt") - pictures_not_printed_then


@pytest.mark.parametrize("form", FORMS)
def test_no_word_of_navigation_is_evidence(outputs: Path, form: str) -> None:
    evidence = [row["evidence"] for row in rows_of(outputs, "events", form)]
    assert not [text for text in evidence for word in NAVIGATION if word in text]


def test_a_pdf_s_segments_know_their_page(outputs: Path) -> None:
    pages = {row["page"] for row in rows_of(outputs, "segments", "two-columns.pdf")}
    assert pages <= {"1", "2", "3"}
    assert "1" in pages
    assert {row["page"] for row in rows_of(outputs, "segments", "2017.html")} == {""}
