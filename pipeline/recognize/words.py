"""Part of speech and lemma of each word, worked out once per word and not once per place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

Triple = tuple[int, int, int]
"""A word, its tag and its relation, as spaCy's hashes."""

Row = tuple[int, int, int, int, int]
"""What the components make of a triple: tag, relation, part of speech, morphology and lemma."""

_GAP = "."
"""Stands between two words of the list, so that no pattern of several words fits across them."""


def set_words(docs: Sequence[Doc], *, nlp: Language) -> None:
    """Run spaCy's attribute ruler and lemmatizer on the distinct words of some texts.

    Both go from a word, its tag and its relation to its part of speech and lemma, so each such triple
    is given to them once. The few texts that fit one of their patterns of several words ("there is")
    go through them whole.
    """
    import numpy

    components = [name for name in ("attribute_ruler", "lemmatizer") if nlp.has_pipe(name)]
    known, phrases = _known_words(nlp)
    triples = [[(int(o), int(t), int(d)) for o, t, d in doc.to_array(["ORTH", "TAG", "DEP"])] for doc in docs]
    _learn(dict.fromkeys(triple for own in triples for triple in own), known, nlp, components)
    for doc, own in zip(docs, triples, strict=True):
        if len(phrases) and phrases(doc):
            for name in components:
                nlp.get_pipe(name)(doc)
            continue
        rows = [known[triple] for triple in own]
        values: Any = numpy.array([(tag, *others) for tag, _, *others in rows], dtype="uint64")
        doc.from_array(["TAG", "POS", "MORPH", "LEMMA"], values)
        for index, (row, triple) in enumerate(zip(rows, own, strict=True)):
            if row[1] != triple[2]:
                doc[index].dep = row[1]


def _learn(
    triples: Iterable[Triple], known: dict[Triple, Row], nlp: Language, components: Sequence[str]
) -> None:
    from spacy.tokens import Doc

    new = [triple for triple in triples if triple not in known]
    if not new:
        return
    strings = nlp.vocab.strings
    words = Doc(nlp.vocab, words=[word for orth, _, _ in new for word in (strings[orth], _GAP)])
    for number, (_, tag, dep) in enumerate(new):
        words[2 * number].tag, words[2 * number].dep = tag, dep
        words[2 * number + 1].tag_ = _GAP
    for name in components:
        nlp.get_pipe(name)(words)
    rows = words.to_array(["TAG", "DEP", "POS", "MORPH", "LEMMA"])[::2]
    for triple, (tag, dep, pos, morph, lemma) in zip(new, rows, strict=True):
        known[triple] = int(tag), int(dep), int(pos), int(morph), int(lemma)


@lru_cache(maxsize=2)
def _known_words(nlp: Language) -> tuple[dict[Triple, Row], Matcher]:
    """Return what is known of words so far, and a matcher of the ruler's patterns of several words."""
    from spacy.matcher import Matcher

    matcher = Matcher(nlp.vocab, validate=False)
    ruler: Any = nlp.get_pipe("attribute_ruler") if nlp.has_pipe("attribute_ruler") else None
    for number, rule in enumerate(ruler.patterns if ruler else ()):
        several = [pattern for pattern in rule["patterns"] if len(pattern) > 1]
        if several:
            matcher.add(str(number), several)
    return {}, matcher
