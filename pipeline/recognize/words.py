"""Part of speech and lemma of each word, worked out once per word and not once per place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

_ASKED: list[int | str] = ["ORTH", "TAG", "DEP"]
"""What the components go by: a word, its tag and its relation."""

_GIVEN: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
"""What they set."""

_GAP = "."
"""Stands between two words of the list, so that no pattern of several words fits across them."""


def set_words(docs: Sequence[Doc], *, nlp: Language) -> None:
    """Run spaCy's attribute ruler and lemmatizer on the distinct words of some texts.

    Both go from a word, its tag and its relation to its part of speech and lemma, so each such triple
    is given to them once. The few texts that fit one of their patterns of several words ("there is")
    go through them whole.
    """
    import numpy

    if not any(len(doc) for doc in docs):
        return
    words = _known_words(nlp)
    asked: Any = numpy.concatenate([doc.to_array(_ASKED) for doc in docs])
    triples = asked.view(f"V{asked.itemsize * len(_ASKED)}").ravel().tolist()
    new = {triple: place for place, triple in enumerate(triples) if triple not in words.places}
    if new:
        _learn(list(new), asked[list(new.values())], words, nlp)
    places = [words.places[triple] for triple in triples]
    rows, begins = words.rows[places], words.begin_phrase[places]
    start = 0
    for doc in docs:
        end = start + len(doc)
        if begins[start:end].any() and len(words.phrases(doc)):
            for name in words.components:
                nlp.get_pipe(name)(doc)
        elif end > start:
            doc.from_array(_GIVEN, rows[start:end])
        start = end


@dataclass(slots=True)
class _Words:
    """What is known of words so far.

    Args:
        components: names of the components that are run.
        phrases: finds the ruler's patterns of several words.
        openings: finds words that may begin such a pattern.
        rows: what the components make of each triple, as an array.
        begin_phrase: whether it may begin a pattern of several words, as an array.
        places: where each triple stands in both, by the triple's bytes.
    """

    components: Sequence[str]
    phrases: Matcher
    openings: Matcher
    rows: Any
    begin_phrase: Any
    places: dict[bytes, int] = field(default_factory=dict)


def _learn(triples: Sequence[bytes], asked: Any, words: _Words, nlp: Language) -> None:
    import numpy
    from spacy.tokens import Doc

    strings = nlp.vocab.strings
    doc = Doc(nlp.vocab, words=[word for orth in asked[:, 0].tolist() for word in (strings[orth], _GAP)])
    for number, (_, tag, dep) in enumerate(asked.tolist()):
        doc[2 * number].tag, doc[2 * number].dep = tag, dep
        doc[2 * number + 1].tag_ = _GAP
    begin_phrase = numpy.zeros(len(doc), dtype=bool)
    begin_phrase[[start for _, start, _ in words.openings(doc)]] = True
    for name in words.components:
        nlp.get_pipe(name)(doc)
    words.rows = numpy.concatenate((words.rows, doc.to_array(_GIVEN)[::2]))
    words.begin_phrase = numpy.concatenate((words.begin_phrase, begin_phrase[::2]))
    words.places.update(zip(triples, range(len(words.places), len(words.rows)), strict=True))


@lru_cache(maxsize=2)
def _known_words(nlp: Language) -> _Words:
    """Return what is known of words so far."""
    import numpy
    from spacy.matcher import Matcher

    phrases, openings = Matcher(nlp.vocab, validate=False), Matcher(nlp.vocab, validate=False)
    ruler: Any = nlp.get_pipe("attribute_ruler") if nlp.has_pipe("attribute_ruler") else None
    for number, rule in enumerate(ruler.patterns if ruler else ()):
        several = [pattern for pattern in rule["patterns"] if len(pattern) > 1]
        if several:
            phrases.add(str(number), several)
            openings.add(str(number), [[_opening(pattern[0])] for pattern in several])
    components = [name for name in ("attribute_ruler", "lemmatizer") if nlp.has_pipe(name)]
    rows = numpy.empty((0, len(_GIVEN)), dtype="uint64")
    return _Words(components, phrases, openings, rows, begin_phrase=numpy.empty(0, dtype=bool))


def _opening(word: dict[str, Any]) -> dict[str, Any]:
    """Return a pattern's first word if a word alone tells whether it fits; else one that fits any word."""
    return word if {key.upper() for key in word} <= {"TEXT", "ORTH", "LOWER", "TAG", "DEP"} else {}
