import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.link import link_mentions
from pipeline.model import Source
from pipeline.recognize import find_mentions, parse_segments

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "cases/link"
PEOPLE = json.loads((FOLDER / "titled_people.json").read_text(encoding="utf-8"))
SENTENCES = json.loads((FOLDER / "sentences.json").read_text(encoding="utf-8"))


def test_titled_people_by_date_and_heading(nlp, segmented):
    gazetteer = load_gazetteer()
    wrong = []
    for case in PEOPLE:
        heading = (case["heading"],) if case["heading"] else ()
        segments = segmented([f"He met {case['original']}."], heading)
        docs = parse_segments(segments, nlp=nlp)
        on = date.fromisoformat(case["on"])
        source = Source(
            source_id="test",
            edition_year=on.year + 1,
            title="",
            path="",
            format="txt",
            coverage_start=on,
            coverage_end=on,
            spill_over_months=0,
        )
        mentions = find_mentions(segments, docs, gazetteer=gazetteer)
        linking = link_mentions(
            mentions, segments=segments, docs=docs, times=(), source=source, gazetteer=gazetteer
        )
        people = [m for m in linking.mentions if m.label == "PERSON"]
        found = [linking.entities[entity_id].label for m in people for entity_id in m.entity_ids]
        if found != ([case["expected"]] if case["expected"] else []):
            wrong.append((case["label"], found, case["expected"]))
    assert wrong == []


@pytest.mark.parametrize("case", SENTENCES, ids=[case["label"] for case in SENTENCES])
def test_sentences_of_many_eras(case, read):
    linking = read(case["original"], edition=case["edition"]).linking
    found = [
        [m.text, [linking.entities[e].label for e in m.entity_ids]] for m in linking.mentions if m.entity_ids
    ]
    assert found == case["expected"]


def test_a_date_in_the_sentence_beats_the_coverage(read):
    chapter = read(
        "In 1972 Prime Minister Tanaka went to China. Foreign Minister Okada recalled it.", edition=2010
    )
    assert chapter.labels("Prime Minister Tanaka") == ["Kakuei Tanaka [JPN]"]
    assert chapter.labels("Foreign Minister Okada") == ["Katsuya Okada [JPN]"]


def test_a_surname_that_fits_two_stays_unlinked_with_candidates(read):
    chapter = read("Prime Minister Rasmussen came.", edition=2002)
    assert chapter.labels("Prime Minister Rasmussen") == []
    (issue,) = chapter.linking.issues
    assert issue.code == "ambiguous-person"
    assert "Poul Nyrup Rasmussen" in issue.message
    assert "Anders Fogh Rasmussen" in issue.message
    assert chapter.segments[0].text[issue.start : issue.end] == issue.text


def test_the_heading_decides_between_namesakes(read):
    text = "President Fernandez came to Japan."
    assert read(text, edition=2010, headings=("Argentina",)).labels("President Fernandez") == [
        "Cristina Fernandez de Kirchner [ARG]"
    ]
    assert read(text, edition=2010, headings=("(3) Dominican Republic",)).labels("President Fernandez") == [
        "Leonel Fernandez [DOM]"
    ]
    assert read(text, edition=2010).labels("President Fernandez") == []


def test_nobody_known_is_an_issue_and_no_guess(read):
    chapter = read("Foreign Minister Quux arrived.", edition=2010)
    assert chapter.labels("Foreign Minister Quux") == []
    assert [issue.code for issue in chapter.linking.issues] == ["unknown-person"]


def test_people_named_in_full_are_made_from_the_text(read):
    chapter = read(
        "The Maltese Minister of Health Anna Example came. Ms. Example met TAKEDA Ichiro, an engineer.",
        "Mr. Example left.",
    )
    assert chapter.labels("Maltese Minister of Health Anna Example") == ["Anna Example [MLT]"]
    assert chapter.labels("Ms. Example") == ["Anna Example [MLT]"]
    assert "person:anna-example" in chapter.linking.entities


def test_an_unknown_minister_serves_the_state_of_the_heading(read):
    chapter = read("Foreign Minister Juan Ejemplo came to Japan.", headings=("Honduras",))
    assert chapter.labels("Foreign Minister Juan Ejemplo") == ["Juan Ejemplo [HND]"]
    chapter = read("Parliamentary Vice-Minister for Foreign Affairs Jiro Rei left.", headings=("Honduras",))
    assert chapter.labels("Parliamentary Vice-Minister for Foreign Affairs Jiro Rei") == ["Jiro Rei [JPN]"]


def test_a_slip_of_the_pen_is_seen_through_only_with_country_and_office(read):
    assert read("President Zadari of Pakistan came.").labels("President Zadari of Pakistan") == [
        "Asif Ali Zardari [PAK]"
    ]
    assert read("President Zadari came.").labels("President Zadari") == []


def test_first_person_in_a_preface_is_the_minister_who_signs(read):
    text = "I went to New York in September and met many colleagues."
    chapter = read(text, edition=2009, title="Message from the Minister for Foreign Affairs")
    assert chapter.labels("I") == ["Hirofumi Nakasone [JPN]"]
    signed = read(
        text, "March 2013", "Fumio Kishida", "Minister for Foreign Affairs", edition=2013, title="Preface"
    )
    assert signed.labels("I") == ["Fumio Kishida [JPN]"]
    spoken = read("Address by Foreign Minister Taro Nakayama", text, edition=1991)
    assert spoken.labels("I") == ["Taro Nakayama [JPN]"]
    assert read(text, edition=2009, title="North America").labels("I") == []


def test_the_two_leaders_are_the_named_one_and_the_head_of_the_other_state(read):
    chapter = read(
        "During Prime Minister Abe's trip to the United States in 2013 the two leaders met.", edition=2013
    )
    assert chapter.labels("the two leaders") == ["Shinzo Abe [JPN]", "Barack Obama [USA]"]


def test_the_two_leaders_without_names_are_their_states(read):
    chapter = read("Japan and Indonesia held talks in 2020. The two leaders wore masks.", edition=2021)
    assert chapter.labels("The two leaders") == ["Japan [JPN]", "Indonesia [IDN]"]


def test_two_leaders_are_not_guessed_across_a_change_of_office(read):
    chapter = read("Prime Minister Noda left for Egypt. The two leaders talked.", edition=2013)
    assert chapter.labels("The two leaders") == []
    assert "unresolved-reference" in {issue.code for issue in chapter.linking.issues}


def test_both_countries_are_japan_and_the_state_of_the_heading(read):
    chapter = read("Both countries opened consulates.", headings=("(2) Mongolia",))
    assert set(chapter.labels("Both countries")) == {"Japan [JPN]", "Mongolia [MNG]"}
    assert read("Both countries opened consulates.").labels("Both countries") == []


def test_he_is_the_one_person_of_the_sentence_or_its_subject(read):
    chapter = read("President Karzai came to Tokyo. He thanked Japan.")
    assert chapter.labels("He") == ["Hamid Karzai [AFG]"]


def test_a_capital_that_acts_is_its_government(read):
    chapter = read("Tokyo agreed with Seoul. A summit was held in Tokyo.")
    assert chapter.labels("Tokyo") == ["Japan [JPN]"]
    assert chapter.labels("Seoul") == ["Republic of Korea [KOR]"]
    places = [m for m in chapter.linking.mentions if m.label == "PLACE"]
    assert [chapter.linking.entities[m.entity_ids[0]].label for m in places] == ["Tokyo [JPN]"]


def test_the_prime_minister_is_the_last_one_so_called(read):
    chapter = read("Prime Minister Singh of India came. The Prime Minister spoke in the Diet.")
    assert chapter.labels("Prime Minister") == ["Manmohan Singh [IND]"]


def test_mentions_own_their_characters_and_say_what_they_cover(read):
    chapter = read(
        "Minister for Foreign Affairs Okada met US Secretary of State Clinton (January 12, Hawaii, USA).",
        "The Government of Japan, the Bank of Japan and Ms. Example of the ROK took part in APEC.",
    )
    owned: dict[str, int] = {}
    for mention in chapter.linking.mentions:
        text = next(s.text for s in chapter.segments if s.segment_id == mention.segment_id)
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= owned.get(mention.segment_id, 0)
        owned[mention.segment_id] = mention.end
    assert len({mention.mention_id for mention in chapter.linking.mentions}) == len(chapter.linking.mentions)


PIECES = [
    "Prime Minister Abe",
    "President Lee",
    "met",
    "the two leaders",
    "both countries",
    "He",
    "Tokyo",
    "ROK",
    "I",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*PIECES, "in 2010.", "The Minister", ".", "of Japan"]), max_size=10).map(
        " ".join
    )
)
def test_any_text_is_linked_to_known_entities_and_twice_the_same(read, text):
    first, second = read(text), read(text)
    assert first.linking == second.linking
    for mention in first.linking.mentions:
        assert all(entity_id in first.linking.entities for entity_id in mention.entity_ids)


def test_a_name_is_shown_as_the_text_spells_it(read):
    plain = read("Prime Minister Jansa and President Chavez came.", edition=2009)
    assert plain.labels("Prime Minister Jansa") == ["Janez Jansa [SVN]"]
    assert read("Prime Minister Janša came.", edition=2009).labels("Prime Minister Janša") == [
        "Janez Janša [SVN]"
    ]


def test_a_parliament_is_a_body_of_its_state(read):
    chapter = read("The Colombian Congress voted, and Brazil's Senate did too.", edition=2017)
    assert chapter.labels("Colombian Congress") == ["Congress [COL]"]
    assert chapter.labels("Brazil's Senate") == ["Senate [BRA]"]


def test_the_amir_of_a_state_carries_its_name(read):
    assert read("The Amir of Kuwait came to Japan.").labels("Amir of Kuwait") == ["Amir of Kuwait [KWT]"]
