import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.errors import LexiconError
from pipeline.lexicon.gazetteer import Gazetteer, load_gazetteer
from pipeline.lexicon.gazetteer_rows import (
    AliasRow,
    MembershipRow,
    OfficeRow,
    OrganisationRow,
    PlaceRow,
    SpellingRow,
    StateRow,
    SuccessionRow,
    TenureRow,
    first_day,
    last_day,
    read_rows,
)

SPELLINGS = json.loads((Path(__file__).parents[2] / "cases/link/spellings.json").read_text(encoding="utf-8"))
KINDS = {
    "states.csv": StateRow,
    "organisations.csv": OrganisationRow,
    "memberships.csv": MembershipRow,
    "places.csv": PlaceRow,
    "successions.csv": SuccessionRow,
    "aliases.csv": AliasRow,
    "offices.csv": OfficeRow,
    "officeholders.csv": TenureRow,
    "person_spellings.csv": SpellingRow,
}


@pytest.mark.parametrize("case", SPELLINGS, ids=[case["label"] for case in SPELLINGS])
def test_spellings_of_states_organisations_and_places(case):
    on = date(int(case["on"]), 7, 1) if case["on"] else None
    found = [entity.label for entity in load_gazetteer().lookup(case["original"], on)]
    assert found == ([case["expected"]] if case["expected"] else [])


def test_each_alias_reaches_one_entry_per_date():
    gazetteer = load_gazetteer()
    days = [
        date(1955, 7, 1),
        date(1975, 7, 1),
        date(1988, 7, 1),
        date(1994, 7, 1),
        date(2008, 7, 1),
        date(2024, 7, 1),
    ]
    for rows in gazetteer.aliases.values():
        for on in days:
            named = {row.entity_id for row in rows if row.kind != "capital" and row.is_valid(on, on)}
            assert len(named) <= 1, (rows[0].alias, on, named)


def test_a_name_that_neither_state_bore_on_the_day_gives_both():
    labels = {entity.iso3 for entity in load_gazetteer().lookup("Congo", date(2010, 1, 1))}
    assert labels == {"COD", "COG"}


def test_each_capital_stands_for_one_government_per_date():
    gazetteer = load_gazetteer()
    assert gazetteer.country_of_capital("Washington").iso3 == "USA"
    assert gazetteer.country_of_capital("Bonn", date(1985, 1, 1)).iso3 == "DEU"
    assert gazetteer.country_of_capital("Osaka") is None


@pytest.mark.parametrize("name", sorted(KINDS))
def test_rows_are_there_and_none_is_told_twice(name):
    rows = read_rows(name, KINDS[name])
    assert rows
    assert len(rows) == len({row.model_dump_json() for row in rows})


def test_every_wikidata_id_and_cow_code_is_well_formed():
    for state in read_rows("states.csv", StateRow):
        assert state.cow_code == "" or 1 < int(state.cow_code) < 1000
        assert state.wikidata_id == "" or state.wikidata_id[1:].isdigit()


def test_one_person_at_a_time_leads_japan_and_the_united_states():
    gazetteer = load_gazetteer()
    for body, office in (
        ("JPN", "head-of-government"),
        ("JPN", "foreign-minister"),
        ("USA", "head-of-state"),
    ):
        held = [tenure for tenure in gazetteer.tenures if (tenure.body, tenure.office) == (body, office)]
        for earlier, later in pairwise(sorted(held, key=lambda tenure: tenure.valid_from)):
            assert last_day(earlier.valid_to) <= first_day(later.valid_from), (earlier, later)


def test_holders_by_office_and_day():
    gazetteer = load_gazetteer()
    ask = gazetteer.holder
    assert ask("head-of-government", "JPN", date(1957, 2, 25)).name == "Nobusuke Kishi"
    assert ask("foreign-minister", "JPN", date(2009, 9, 16)).name == "Katsuya Okada"
    assert ask("foreign-minister", "USA", date(2010, 1, 12)).label == "Hillary Clinton [USA]"
    assert ask("organisation-head", "UN", date(2010, 1, 12)).label == "Ban Ki-moon"
    assert ask("foreign-minister", "KOR", date(2005, 1, 12)).label == "Ban Ki-moon [KOR]"
    assert ask("foreign-minister", "ATA", date(2005, 1, 12)) is None
    assert ask("head-of-state", "JPN", date(2019, 5, 1)).name == "Naruhito"


def test_leaders_who_go_to_summits():
    gazetteer = load_gazetteer()
    assert gazetteer.leader("FRA", date(2008, 7, 7)).name == "Nicolas Sarkozy"
    assert gazetteer.leader("GBR", date(2005, 7, 7)).name == "Tony Blair"
    assert gazetteer.leader("IDN", date(2020, 10, 20)).name == "Joko Widodo"
    assert gazetteer.leader("SUN", date(1991, 4, 16)).name == "Mikhail Gorbachev"


def test_members_come_and_go():
    gazetteer = load_gazetteer()
    assert "RUS" not in gazetteer.membership("G8", date(2015, 6, 7))
    assert "GBR" in gazetteer.membership("org:EU", date(2016, 1, 1))
    assert "GBR" not in gazetteer.membership("org:EU", date(2021, 1, 1))
    assert len(gazetteer.membership("ASEAN", date(2009, 1, 1))) == 10


@pytest.mark.parametrize(
    ("question", "on", "answer"),
    [
        ("Foreign Minister Okada", date(2009, 10, 15), ["Katsuya Okada [JPN]"]),
        ("U.S. Secretary of State Clinton", date(2010, 1, 12), ["Hillary Clinton [USA]"]),
        ("Prime Minister Abe", date(2015, 4, 28), ["Shinzo Abe [JPN]"]),
        ("President Bush", date(1991, 4, 28), ["George H. W. Bush [USA]"]),
        ("President Bush", date(2005, 4, 28), ["George W. Bush [USA]"]),
        ("Foreign Minister of Japan", date(1985, 4, 28), ["Shintaro Abe [JPN]"]),
        ("Emperor Akihito", date(2009, 11, 14), ["Akihito [JPN]"]),
        ("the Soviet Union", date(1985, 1, 1), ["Soviet Union [SUN]"]),
        ("Foreign Minister Nobody", date(2009, 10, 15), []),
        ("Prime Minister Okada", date(2009, 10, 15), []),
        ("Taro Okada", date(2009, 10, 15), []),
    ],
)
def test_who_answers_with_a_source(question, on, answer):
    answers = load_gazetteer().who(question, on)
    assert [found.entity.label for found in answers] == answer
    assert all(found.source for found in answers)


def test_who_takes_a_month_and_tells_rivals_apart_only_if_it_can():
    rivals = load_gazetteer().who("Prime Minister Rasmussen", (date(2001, 11, 1), date(2001, 11, 30)))
    assert {found.entity.name for found in rivals} == {"Poul Nyrup Rasmussen", "Anders Fogh Rasmussen"}


def test_names_must_not_contradict():
    gazetteer = load_gazetteer()
    assert "person:mohammed-vi" in gazetteer.people_named("Mohammed VI")
    assert "person:mohammed-vi" not in gazetteer.people_named("Mohammed V")
    assert "person:juan-carlos-i" not in gazetteer.people_named("Juan Carlos Pinzon")
    assert "person:abdullah" not in gazetteer.people_named("Abdullah Abdullah")
    assert gazetteer.people_named("Recep Tayyip Erdogan") == {"person:recep-tayyip-erdogan": True}


def tenure(**changes: str) -> TenureRow:
    row = {"name": "Ann Example", "surname": "Example", "body": "JPN", "office": "minister"}
    dates = {"valid_from": "2001-01", "valid_to": "2002", "wikidata_id": "", "source": "made for this test"}
    return TenureRow.model_validate(row | dates | changes)


def build(**parts: list[object]) -> Gazetteer:
    state = StateRow.model_validate(
        {
            "state_id": "JPN",
            "iso3": "JPN",
            "iso2": "JP",
            "name": "Japan",
            "cow_code": "740",
            "wikidata_id": "Q17",
            "valid_from": "",
        }
        | {"valid_to": "", "leading_office": "head-of-government", "source": "made for this test"}
    )
    empty: dict[str, list[object]] = {
        key: []
        for key in (
            "organisations",
            "memberships",
            "places",
            "successions",
            "aliases",
            "offices",
            "tenures",
            "spellings",
        )
    }
    return Gazetteer(**({"states": [state]} | empty | parts))  # type: ignore[arg-type]


def test_rows_that_point_nowhere_are_errors():
    alias = AliasRow.model_validate(
        {
            "alias": "Utopia",
            "entity_id": "state:UTO",
            "kind": "name",
            "valid_from": "",
            "valid_to": "",
            "source": "x",
        }
    )
    with pytest.raises(LexiconError, match="state:UTO"):
        build(aliases=[alias])
    with pytest.raises(LexiconError, match="unknown body"):
        build(tenures=[tenure(body="UTO")])
    with pytest.raises(LexiconError, match="unknown 'Nobody'"):
        build(spellings=[SpellingRow.model_validate({"name": "Nobody", "spelling": "No", "source": "x"})])


def test_a_tenure_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        tenure(valid_to="2000-12")


def test_a_broken_row_is_named_by_file_and_line(monkeypatch):
    monkeypatch.setattr(
        "pipeline.lexicon.gazetteer_rows.read_csv",
        lambda name: ({"org_id": "X", "name": "", "kind": "k", "iso3": ""},),
    )
    with pytest.raises(LexiconError, match=r"organisations\.csv:2"):
        read_rows("organisations.csv", OrganisationRow)
