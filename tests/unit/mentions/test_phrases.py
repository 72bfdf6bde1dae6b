from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.lexicon.name_index import split_atoms
from pipeline.recognize.phrases import phrase_trie


def found(text: str) -> list[str]:
    trie = phrase_trie(load_gazetteer())
    return [text[phrase.start : phrase.end] for phrase in trie.find_all(text, split_atoms(text))]


def test_the_longest_name_wins():
    assert found("the South Asian Association for Regional Cooperation (SAARC) in South Asia") == [
        "South Asian Association for Regional Cooperation",
        "SAARC",
        "South Asia",
    ]
    assert found("Papua New Guinea, Guinea-Bissau and Guinea") == [
        "Papua New Guinea",
        "Guinea-Bissau",
        "Guinea",
    ]


def test_spacing_dashes_diacritics_and_glued_footnotes_do_not_matter():
    assert found("Japan– U. S. and Cote d'Ivoire") == ["Japan", "U. S.", "Cote d'Ivoire"]
    assert found("CELAC1 and the United States16") == ["CELAC", "United States"]


def test_small_letters_are_no_states():
    assert found("let us eat turkey from china, who knows; the un-named chad") == []
    assert found("US and WHO") == ["US", "WHO"]


def test_regions_are_not_the_states_they_hold():
    assert found("Latin American and North African states") == ["Latin American", "North African"]


@given(st.text(max_size=60))
def test_any_text_is_read_without_overlap(text):
    trie = phrase_trie(load_gazetteer())
    end = 0
    for phrase in trie.find_all(text, split_atoms(text)):
        assert end <= phrase.start < phrase.end <= len(text)
        end = phrase.end
