"""The spaCy model, and one `Doc` per segment that keeps the segment's own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.model import Segment
from pipeline.recognize.entities import find_entities
from pipeline.recognize.words import set_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def parse_segments(segments: Sequence[Segment], *, nlp: Language) -> list[Doc]:
    """Parse each segment into a `Doc` whose text is the segment's, with sentences, trees and entities.

    Character offsets of the `Doc` are segment offsets.
    """
    docs = parse_trees(segments, nlp=nlp)
    find_entities(docs, known=[[] for _ in segments], load=lambda: nlp, seen={})
    return docs


def parse_trees(segments: Sequence[Segment], *, nlp: Language) -> list[Doc]:
    """Parse each segment into a `Doc` with sentences, tags, trees and lemmas, but no named entities.

    The sentence boundaries of `segment` are set before the parser runs, so that no tree crosses them
    and none splits one.
    """
    docs = list(nlp.pipe(_unparsed(segments, nlp), disable=["ner", "attribute_ruler", "lemmatizer"]))
    set_words(docs, nlp=nlp)
    return docs


def _unparsed(segments: Sequence[Segment], nlp: Language) -> Iterator[Doc]:
    import numpy

    for segment in segments:
        doc = nlp.make_doc(segment.text)
        if len(doc):
            idx, length, is_space = doc.to_array(["IDX", "LENGTH", "IS_SPACE"]).T
            starts = numpy.array([start for start, _ in segment.sentences], dtype="uint64")
            first_words = numpy.searchsorted(idx + length, starts, side="right")
            begins: Any = numpy.full(len(doc), -1)
            begins[first_words[first_words < len(doc)]] = 1
            begins[is_space == 1] = -1
            begins[0] = 1
            doc.from_array(["SENT_START"], begins.astype("uint64"))
        yield doc
