"""However the gazetteer changes: a chapter whose questions have the same answers is read the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean import clean_document
from pipeline.dates import find_times
from pipeline.events import extract_events
from pipeline.ingest import find_chapters, read_source
from pipeline.lexicon.asked_gazetteer import ALWAYS, GazetteerAnswerer, NotedGazetteer
from pipeline.lexicon.event_rules import load_event_rules
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.lexicon.gazetteer_rows import (
    AliasRow,
    MembershipRow,
    OfficeRow,
    OrganisationRow,
    PlaceRow,
    SpellingRow,
    StateRow,
    TenureRow,
    read_rows,
)
from pipeline.lexicon.places import load_successions
from pipeline.link import link_mentions
from pipeline.model import Segment, Source, TimeExpression
from pipeline.recognize import find_mentions, parse_segments
from pipeline.repair import repair_document
from pipeline.segment import split_document
from pipeline.spacy_model import identify_model, load_nlp

pytestmark = pytest.mark.slow

GOLD = Path(__file__).parent.parent / "gold/docs"
TEXT = (GOLD / "w2014_northamerica.txt").read_text(encoding="utf-8")[:4000]
ALIASES, TENURES = read_rows("aliases.csv", AliasRow), read_rows("officeholders.csv", TenureRow)
OFFICES, MEMBERS = read_rows("offices.csv", OfficeRow), read_rows("memberships.csv", MembershipRow)
NAMED = [
    *(at for at, row in enumerate(ALIASES) if row.alias in TEXT),
    *(len(ALIASES) + at for at, row in enumerate(TENURES) if row.surname in TEXT),
]
"""Rows of aliases and, behind them, of people in office whose names stand in the text."""

ROWS = len(ALIASES) + len(TENURES) + len(OFFICES) + len(MEMBERS)

Chapter = tuple[Source, list[Segment], list[Any], list[TimeExpression]]


@pytest.fixture(scope="module")
def chapter(tmp_path_factory: pytest.TempPathFactory) -> Chapter:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "2014").mkdir()
    (corpus / "2014/america.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "2014/america.toml").write_text('edition = 2014\ntitle = "North America"\n', encoding="utf-8")
    (found,), _ = find_chapters(corpus)
    document = clean_document(repair_document(read_source(found)))
    segments = split_document(document)
    docs = parse_segments(segments, nlp=load_nlp(identify_model()))
    return document.source, segments, docs, find_times(segments, source=document.source)[0]


def _gazetteer(left_out: frozenset[int]) -> Gazetteer:
    """Return the gazetteer without some rows: aliases, people, titles and memberships in one count."""
    kept = [row for at, row in enumerate([*ALIASES, *TENURES, *OFFICES, *MEMBERS]) if at not in left_out]
    people = {row.name for row in kept if isinstance(row, TenureRow)}
    return Gazetteer(
        states=read_rows("states.csv", StateRow),
        organisations=read_rows("organisations.csv", OrganisationRow),
        memberships=[row for row in kept if isinstance(row, MembershipRow)],
        places=read_rows("places.csv", PlaceRow),
        successions=load_successions(),
        aliases=[row for row in kept if isinstance(row, AliasRow)],
        offices=[row for row in kept if isinstance(row, OfficeRow)],
        tenures=[row for row in kept if isinstance(row, TenureRow)],
        spellings=[row for row in read_rows("person_spellings.csv", SpellingRow) if row.name in people],
    )


def _read(chapter: Chapter, gazetteer: Gazetteer) -> object:
    source, segments, docs, times = chapter
    mentions = find_mentions(segments, docs, gazetteer=gazetteer)
    linking = link_mentions(
        mentions, segments=segments, docs=docs, times=times, source=source, gazetteer=gazetteer
    )
    told = extract_events(
        segments,
        docs,
        linking=linking,
        times=times,
        source=source,
        gazetteer=gazetteer,
        rules=load_event_rules(),
    )
    return linking, told


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    left_out=st.frozensets(
        st.sampled_from(NAMED) | st.integers(0, ROWS - 1),
        min_size=1,
        max_size=4,
    ),
    less_first=st.booleans(),
)
def test_the_same_answers_give_the_same_reading(
    chapter: Chapter, left_out: frozenset[int], less_first: bool
) -> None:
    less, whole = _gazetteer(left_out), load_gazetteer()
    before, after = (less, whole) if less_first else (whole, less)
    noted = NotedGazetteer(before)
    read = _read(chapter, noted)
    answers = GazetteerAnswerer(before).answer_all(noted.asked | ALWAYS)
    assert not GazetteerAnswerer(before).has_changed(answers)
    changed = GazetteerAnswerer(after).has_changed(answers)
    assert changed or _read(chapter, after) == read


def test_rows_that_bear_on_a_text_change_its_answers(chapter: Chapter) -> None:
    noted = NotedGazetteer(load_gazetteer())
    read = _read(chapter, noted)
    answers = GazetteerAnswerer(load_gazetteer()).answer_all(noted.asked | ALWAYS)
    outcomes = set()
    for at in NAMED[:: len(NAMED) // 8]:
        less = _gazetteer(frozenset({at}))
        changed = GazetteerAnswerer(less).has_changed(answers)
        outcomes.add((changed, _read(chapter, less) == read))
    assert (True, False) in outcomes
    assert (False, False) not in outcomes
