import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.lexicon.name_index import split_atoms
from pipeline.recognize.drafts import Draft
from pipeline.recognize.phrases import phrase_trie
from pipeline.recognize.titled import find_titled
from pipeline.recognize.titles import singular_title, title_grammar

CASES = json.loads((Path(__file__).parents[2] / "cases/recognize/titles.json").read_text(encoding="utf-8"))


def titled(text: str) -> list[Draft]:
    gazetteer = load_gazetteer()
    phrases = list(phrase_trie(gazetteer).find_all(text, split_atoms(text)))
    return sorted(find_titled(text, phrases, gazetteer=gazetteer), key=lambda draft: draft.start)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_titles_and_names_as_the_cases_say(case):
    found = [
        [draft.label, case["original"][draft.start : draft.end], draft.name, draft.title, draft.iso3]
        for draft in titled(case["original"])
    ]
    assert found == case["expected"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Guido de Marco, who", "Guido de Marco"),
        ("George W. Bush. He", "George W. Bush"),
        ("H.E. Dr. Ban Ki-moon's visit", "Ban Ki-moon"),
        ("Miguel de la Madrid of Mexico", "Miguel de la Madrid"),
        ("al-Maliki and others", "al-Maliki"),
        ("Yang Jiechi April 5", "Yang Jiechi"),
        ("visited Japan", None),
        ("A true record", None),
    ],
)
def test_a_name_ends_where_it_ends(text, name):
    read = title_grammar(load_gazetteer()).read_name(text, 0)
    assert (read.text if read else None) == name


def test_every_title_of_the_offices_file_is_found_in_its_example():
    for rows in load_gazetteer().titles.values():
        for row in rows:
            (draft,) = titled(row.example)
            assert draft.name, row.example
            assert draft.title.casefold() == row.title.casefold(), row


def test_a_double_title_is_one_person_but_not_behind_the():
    (person,) = titled("Deputy Prime Minister and Foreign Minister Hor Namhong of Cambodia came.")
    assert (person.name, person.title, person.iso3) == ("Hor Namhong", "Foreign Minister", "KHM")
    office, person = titled("The Prime Minister and Foreign Minister Okada were there.")
    assert (office.label, person.name) == ("COREF", "Okada")


def test_singular_titles():
    assert singular_title("Prime Ministers") == "Prime Minister"
    assert singular_title("Secretaries of State") == "Secretary of State"


PIECES = ["President", "Foreign Ministers", "of", "the", "ROK", "(ROK)", "Okada", "and", ",", "Emperor"]
PIECES += ["Japan's", "former", "U.S.", "Secretary of State", "Mr.", "de la Cruz", "then-", "Minister for"]
PIECES += ["Economy", "-", "'s", "\n", "X"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_drafts_lie_in_the_text_and_name_what_they_cover(text):
    for draft in titled(text):
        assert 0 <= draft.start < draft.end <= len(text)
        assert text[draft.start : draft.end].strip()
        if draft.name:
            assert draft.name.split()[0] in text[draft.start : draft.end]
