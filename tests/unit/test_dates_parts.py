"""The small parts under the date finder: tokens, values, pointers, anchors, and what is written."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from edtf import parse_edtf

from pipeline.dates import tag_text, write_csv, write_timeml
from pipeline.dates.foreign import read_foreign_day
from pipeline.dates.pointers import containing, count_on, near_year, weekday_near
from pipeline.dates.sentences import sentence_starts
from pipeline.dates.text import read_reference
from pipeline.dates.tokens import classify, tokenize
from pipeline.dates.values import CalendarValue, Part, Unit
from pipeline.errors import UsageError
from pipeline.lexicon.date_rules import NEVER_FIRST, load_date_grammar


def value(unit: Unit, year: int, number: int = 0, day: int = 0, part: Part = "") -> CalendarValue:
    return CalendarValue(unit=unit, year=year, number=number, day=day, part=part)


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("31", "DAY"), ("32", "SHORT"), ("09", "ZERO"), ("100", "HUNDRED"), ("1999", "YEAR"), ("2300", "BIG"),
        ("1,999", "BIG"), ("3.5", "BIG"),
        ("17:45", "BIG"), ("21st", "ORD"), ("45th", "WORD"), ("1990s", "DECADE"),
        ("’70s", "DECADE"), ("’96", "SHORTYEAR"), ("FY2009", "FYEAR"), ("FY 09", "FYEAR"), ("Q3", "HQ"),
        ("2009-07-14", "ISO"), ("31.8.1994", "NUMDATE"), ("平成21年", "JP"), ("May", "MAY"), ("may", "WORD"),
        ("MARCH", "MARCH"), ("march", "WORD"), ("Sept", "ABBR"), ("–", "DASH"), ("B.C.", "BC"),
        ("\n\n", "PARA"),
        ("Tokyo", "NAME"), ("troops", "PLURAL"), ("B52", "NAME"),
    ],
)  # fmt: skip
def test_token_class(token: str, name: str) -> None:
    assert classify(token) == name
    tokens = tokenize(f"x {token} x")
    assert load_date_grammar().codes[name] in tokens.codes


@pytest.mark.parametrize(
    ("written", "edtf", "timex", "earliest", "latest"),
    [
        (value("day", 2009, 7, 14), "2009-07-14", "2009-07-14", "2009-07-14", "2009-07-14"),
        (value("month", 2008, 2), "2008-02", "2008-02", "2008-02-01", "2008-02-29"),
        (value("month", 2008, 2, part="end"), "2008-02", "2008-02", "2008-02-21", "2008-02-29"),
        (value("year", 2008, part="start"), "2008", "2008", "2008-01-01", "2008-04-30"),
        (value("season", 2008, 24), "2008-24", "2008-WI", "2008-12-01", "2009-02-28"),
        (value("quarter", 2008, 4), "2008-10/2008-12", "2008-Q4", "2008-10-01", "2008-12-31"),
        (value("half", 2008, 1), "2008-01/2008-06", "2008-H1", "2008-01-01", "2008-06-30"),
        (value("fiscal", 2008), "2008-04/2009-03", "FY2008", "2008-04-01", "2009-03-31"),
        (value("decade", 1990), "199X", "199", "1990-01-01", "1999-12-31"),
        (value("decade", 1990, part="end"), "199X", "199", "1997-01-01", "1999-12-31"),
        (value("century", 1900), "19XX", "19", "1900-01-01", "1999-12-31"),
        (value("week", 2013, 12), "2013-03-18/2013-03-24", "2013-W12", "2013-03-18", "2013-03-24"),
        (value("year", -479), "-0479", "BC0480", "-0479-01-01", "-0479-12-31"),
        (value("decade", -478), "-0478/-0469", "BC047", "-0478-01-01", "-0469-12-31"),
        (value("century", -399), "-0399/-0300", "BC03", "-0399-01-01", "-0300-12-31"),
    ],
)
def test_value_in_all_notations(
    written: CalendarValue, edtf: str, timex: str, earliest: str, latest: str
) -> None:
    assert (written.edtf(), written.timex()) == (edtf, timex)
    assert (written.earliest(), written.latest()) == (earliest, latest)
    parse_edtf(edtf)


@pytest.mark.parametrize(
    ("anchor", "month", "year"),
    [
        (value("month", 1999, 12), 2, 2000),
        (value("month", 1999, 12), 11, 1999),
        (value("month", 1999, 1), 12, 1998),
        (value("month", 1999, 6), 2, 1999),
        (value("year", 1999), 1, 1999),
        (value("day", 1999, 11, 30), 1, 2000),
    ],
)
def test_near_year(anchor: CalendarValue, month: int, year: int) -> None:
    assert near_year(anchor, month) == year


def test_containing_needs_a_finer_date() -> None:
    assert containing(value("year", 1999), "month") is None
    assert containing(value("day", 1999, 5, 4), "month") == value("month", 1999, 5)


@pytest.mark.parametrize(
    ("unit", "count", "edtf"),
    [("day", 1, "2000-03-01"), ("week", -1, "2000-02-22"), ("month", 11, "2001-01"), ("decade", 1, "2010")],
)
def test_count_on(unit: Unit, count: int, edtf: str) -> None:
    moved = count_on(value("day", 2000, 2, 29), unit, count)
    assert moved is not None
    assert moved.edtf() == edtf


@pytest.mark.parametrize(("shift", "day"), [(0, 15), (-1, 15), (1, 22)])
def test_weekday_near(shift: int, day: int) -> None:
    wednesday = value("day", 2013, 3, 20)
    assert weekday_near(wednesday, 5, shift) == value("day", 2013, 3, day)


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "Mr. Ito met J. Smith of the U.S. Army on Nov. 6. He left.\nAll came."
    assert [text[start:][:4] for start in sentence_starts(text)] == ["Mr. ", "He l", "All "]


def test_foreign_day() -> None:
    assert read_foreign_day("25 aprile 1945") == (1945, 4, 25)
    assert read_foreign_day("no day at all") is None


@pytest.mark.parametrize(("text", "unit"), [("2010", "year"), ("2010-03", "month"), ("2010-03-31", "day")])
def test_reference(text: str, unit: str) -> None:
    assert read_reference(text).unit == unit


@pytest.mark.parametrize("text", ["10", "2010-13", "2010-00", "2010-02-30", "March"])
def test_reference_that_is_no_date(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        read_reference(text)


def test_reference_may_be_a_year() -> None:
    times = tag_text("Last year it began. This year, in May, it ended.", reference="2010")
    assert [t.timex3_value for t in times] == ["2009", "2010", "2010-05"]


def test_coverage_decides_in_running_text() -> None:
    (time,) = tag_text("It began in May.", coverage=(date(1990, 8, 1), date(1991, 7, 31)))
    assert (time.edtf, time.basis) == ("1991-05", "coverage-year")


def test_csv() -> None:
    text = 'He said "now", on 3 May 1990.'
    table = write_csv([("a,b.txt", tag_text(text))])
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["document"], row["text"], row["timex3_value"]) for row in rows] == [
        ("a,b.txt", "now", "PRESENT_REF"),
        ("a,b.txt", "3 May 1990", "1990-05-03"),
    ]
    assert all(text[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)


def test_timeml_is_escaped() -> None:
    text = "R&D <grew> in early May 1990\x0c."
    xml = write_timeml("a&b", text, tag_text(text), reference="1991")
    assert "R&amp;D &lt;grew&gt; in <TIMEX3" in xml
    assert 'value="1990-05" mod="START">early May 1990</TIMEX3> .' in xml
    assert 'value="1991"' in xml


def test_no_rule_begins_with_a_class_that_is_passed_over() -> None:
    grammar = load_date_grammar()
    patterns = [grammar.rule_re(index) for index in range(len(grammar.rules))]
    passed_over = {grammar.codes[name] for name in NEVER_FIRST}
    for rule in grammar.rules:
        for example, _ in rule.examples:
            codes = tokenize(example.replace("[", "").replace("]", "")).codes
            starts = [i for i, code in enumerate(codes) if code in passed_over]
            assert not any(pattern.match(codes, i) for pattern in patterns for i in starts)


@pytest.mark.slow
def test_spacy_component() -> None:
    import spacy

    import pipeline.dates.spacy_component  # noqa: F401 - registers the component

    nlp = spacy.blank("en")
    nlp.add_pipe("bluebook_dates", config={"reference": "2010-06-15"})
    doc = nlp("It ended on 8 May 1945. In the 1990s, and last year, it rained.")
    assert [(span.text, span._.edtf, span.label_) for span in doc.spans["dates"]] == [
        ("8 May 1945", "1945-05-08", "DATE"),
        ("1990s", "199X", "DATE"),
        ("last year", "2009", "DATE"),
    ]
    assert not nlp("No time at all.").spans["dates"]
