from dataclasses import replace

import pytest

from pipeline.errors import ModelError
from pipeline.recognize import parse_segments
from pipeline.spacy_model import identify_model, load_nlp

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
