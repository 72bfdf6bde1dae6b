from dataclasses import replace

import catalogue
import pytest
import spacy

from pipeline.errors import ModelError
from pipeline.recognize import parse_segments
from pipeline.spacy_model import DEFAULT_MODEL, identify_model, load_nlp

pytestmark = pytest.mark.slow


def test_a_missing_model_is_a_clear_error():
    with pytest.raises(ModelError, match="en_core_web_none"):
        load_nlp(identify_model("en_core_web_none"))


def test_docs_keep_text_and_sentences_of_the_segments(nlp, segmented):
    texts = ["Mr. Abe left.  He came\nback in May.", "", "  no capital. and no stop", "One. Two. Three"]
    segments = segmented(texts)
    docs = parse_segments(segments, nlp=nlp)
    assert [doc.text for doc in docs] == texts
    for segment, doc in zip(segments, docs, strict=True):
        starts = [sent.text.lstrip()[:3] for sent in doc.sents if sent.text.strip()]
        assert starts == [segment.text[start:end].lstrip()[:3] for start, end in segment.sentences]


def test_a_sentence_that_begins_inside_a_token_begins_with_that_token(nlp, segmented):
    (segment,) = segmented(["the year 2009.Japan acted"])
    segment = replace(segment, sentences=((0, 14), (14, 25)))
    (doc,) = parse_segments([segment], nlp=nlp)
    assert doc.text == segment.text
    assert len(list(doc.sents)) == 2


def test_the_model_parses_as_when_spacy_loads_it_alone(nlp):
    plain = spacy.load(DEFAULT_MODEL)
    text = (
        "Mr. Ōta couldn't go to the U.S.-led talks, i.e. those of Sept. 5, 2011 (see http://example.org/a). "
        "\n\nHe'd pledge ¥1.5bn for cooperation; it's 5km away, isn't it? :-) The P5+1's envoys left at 6p.m."
    )
    assert nlp.tokenizer.to_bytes(exclude=["vocab"]) == plain.tokenizer.to_bytes(exclude=["vocab"])
    assert nlp.pipe_names == plain.pipe_names
    ours, theirs = nlp(text), plain(text)
    columns = [
        "ORTH",
        "SPACY",
        "TAG",
        "POS",
        "MORPH",
        "LEMMA",
        "HEAD",
        "DEP",
        "ENT_TYPE",
        "ENT_IOB",
        "SENT_START",
    ]
    assert ours.to_array(columns).tolist() == theirs.to_array(columns).tolist()
    assert [token.lemma_ for token in ours] == [token.lemma_ for token in theirs]


def test_spacy_is_whole_for_others_once_the_model_is_loaded(nlp):
    from spacy.cli import info

    assert info.__module__ == "spacy.cli.info"
    assert isinstance(catalogue.AVAILABLE_ENTRY_POINTS, type(catalogue.importlib_metadata.entry_points()))
    assert spacy.blank("en")("It isn't.").text == "It isn't."
    assert [token.text for token in spacy.blank("en")("It isn't.")] == ["It", "is", "n't", "."]
