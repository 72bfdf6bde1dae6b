"""The model is given less to read, and what it says stays the same."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import parse
from pipeline.cache import Cache
from pipeline.model import Segment
from pipeline.recognize import (
    find_entities,
    pack_docs,
    pack_entities,
    parse_trees,
    unpack_docs,
    unpack_entities,
)
from pipeline.spacy_model import identify_model, load_nlp

pytestmark = pytest.mark.slow

Segmented = Callable[..., list[Segment]]

TEXTS = [
    "There is no treaty between the two states. There were talks, though, and it's said that they'll go on.",
    "Some of those who hadn't signed weren't invited; that that was so is what the envoys couldn't accept.",
    "Ambassador Olu Adeniji chaired the session which the delegates of 14 countries had been waiting for.",
    "Let's not forget what you all are gonna see:  two spaces, a\nbreak, and c'm on.",
    "(Joint Press Conference)",
    "But the Government does not, nor did it, have had any doubts: it has got better equipment than before.",
    "On 3 March 1987 officials of the Zaibatsu Research Institute met Mr. Tariq Mahsud in Karachi to talk.",
    "",
    "  ",
]


def _facts(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i, str(t.morph), t.is_sent_start) for t in doc]


def _whole(texts: list[str], segmented: Segmented, nlp: Language) -> list[Doc]:
    """What the model says when nothing is spared: its own components, one after the other."""
    docs = []
    for segment in segmented(texts):
        doc = nlp.make_doc(segment.text)
        starts = {start for start, _ in segment.sentences}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
        docs.append(nlp(doc))
    return docs


def test_words_worked_out_once_are_those_of_the_model(segmented: Segmented, nlp: Language) -> None:
    trees = parse_trees(segmented(TEXTS), nlp=nlp)
    assert [_facts(doc) for doc in trees] == [_facts(doc) for doc in _whole(TEXTS, segmented, nlp)]


@pytest.mark.parametrize(
    "opening",
    [{"LOWER": "two"}, {"TAG": "CD"}, {"DEP": "nummod"}, {"OP": "?"}, {"SPACY": True}, {"IS_LOWER": True}],
    ids=str,
)
def test_a_text_that_fits_a_rule_of_several_words_goes_through_whole(
    segmented: Segmented, opening: dict[str, object]
) -> None:
    nlp = load_nlp(identify_model())
    ruler: Any = nlp.get_pipe("attribute_ruler")
    ruler.add(patterns=[[opening, {"LOWER": "states"}]], attrs={"LEMMA": "polity"}, index=-1)
    trees = parse_trees(segmented(TEXTS), nlp=nlp)
    assert "polity" in {token.lemma_ for token in trees[0]}
    assert [_facts(doc) for doc in trees] == [_facts(doc) for doc in _whole(TEXTS, segmented, nlp)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=9))
def test_a_parse_depends_on_its_own_segment_alone(
    segmented: Segmented, nlp: Language, texts: list[str]
) -> None:
    alone = {text: _facts(parse_trees(segmented([text]), nlp=nlp)[0]) for text in set(texts)}
    together = parse_trees(segmented(texts), nlp=nlp)
    assert [_facts(doc) for doc in together] == [alone[text] for text in texts]


def _entities(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_unknown_names_are_found_as_in_the_whole_text(segmented: Segmented, nlp: Language) -> None:
    docs = parse_trees(segmented(TEXTS), nlp=nlp)
    assert find_entities(docs, known=[[] for _ in docs], load=lambda: nlp, seen={})
    wanted = {"PERSON", "ORG", "GPE"}
    for doc, whole in zip(docs, _whole(TEXTS, segmented, nlp), strict=True):
        assert [e for e in _entities(doc) if e[1] in wanted] == [
            e for e in _entities(whole) if e[1] in wanted
        ]
    assert ("Olu Adeniji", "PERSON") in _entities(docs[2])


def test_the_model_is_not_even_loaded_when_every_name_is_known(segmented: Segmented, nlp: Language) -> None:
    text = "In May the envoys met Olu Adeniji."
    docs = parse_trees(segmented([text]), nlp=nlp)
    start = text.index("Olu")

    def load() -> Language:
        raise AssertionError("nothing is unknown here")

    assert not find_entities(docs, known=[[(start, start + 11)]], load=load, seen={})
    assert not docs[0].ents


def test_what_was_seen_is_not_read_again_and_gives_the_same(segmented: Segmented, nlp: Language) -> None:
    first = parse_trees(segmented(TEXTS), nlp=nlp)
    seen = find_entities(first, known=[[] for _ in TEXTS], load=lambda: nlp, seen={})
    kept = unpack_entities(pack_entities(seen))
    assert kept == seen
    again = unpack_docs(pack_docs(first))

    def load() -> Language:
        raise AssertionError("nothing is new here")

    assert find_entities(again, known=[[] for _ in TEXTS], load=load, seen=kept) == kept
    one = find_entities(again[:1], known=[[]], load=load, seen=kept)
    assert one.items() < kept.items()  # what is no longer there is forgotten
    assert [_entities(doc) for doc in again] == [_entities(doc) for doc in first]
    assert [_facts(doc) for doc in again] == [_facts(doc) for doc in first]
    assert unpack_entities(None) == {}


def test_only_new_segments_of_a_changed_chapter_are_parsed(
    segmented: Segmented, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[list[str]] = []

    def noting(segments: Sequence[Segment], *, nlp: Language) -> list[Doc]:
        parsed.append([segment.text for segment in segments])
        return parse_trees(segments, nlp=nlp)

    monkeypatch.setattr(parse, "parse_trees", noting)
    model, store = identify_model(), Cache(tmp_path)
    before = segmented([*TEXTS, TEXTS[0]])
    after = segmented([TEXTS[0], "A new treaty was signed in Lima.", *TEXTS[1:], TEXTS[0], TEXTS[0]])
    parse.parse_new_segments(before, "key", model, store)
    docs = parse.parse_new_segments(after, "key", model, store)
    assert parsed == [[*TEXTS, TEXTS[0]], ["A new treaty was signed in Lima.", TEXTS[0]]]
    assert len({id(doc) for doc in docs}) == len(docs)
    cold = parse.parse_new_segments(after, "key", model, None)
    assert [_facts(doc) for doc in docs] == [_facts(doc) for doc in cold]
    again = parse.parse_new_segments(after, "key", model, store)
    assert [_facts(doc) for doc in again] == [_facts(doc) for doc in cold]
    assert len(parsed) == 3
