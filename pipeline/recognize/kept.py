"""Parsed sentences as bytes, so that no sentence is parsed twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.cache import join_parts, split_parts
from pipeline.spacy_model import import_spacy

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.recognize.entities import Seen

_ATTRIBUTES = (
    *("ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA"),
    *("DEP", "HEAD", "SENT_START"),
)

_STRINGS: list[int | str] = ["ORTH", "TAG", "MORPH", "LEMMA", "DEP"]
"""Those that are numbers of strings."""


@cache
def _vocabulary() -> Vocab:
    vocabulary: Vocab = import_spacy().blank("en").vocab
    return vocabulary


def pack_docs(docs: Sequence[Doc]) -> bytes:
    """Write parsed segments as bytes: words, tags, trees and sentences."""
    import numpy
    from spacy.tokens import DocBin

    kept = DocBin(attrs=_ATTRIBUTES)
    # DocBin.add would ask for the strings word by word.
    for doc in docs:
        kept.tokens.append(doc.to_array([*kept.attrs]))
        kept.spaces.append(doc.to_array("SPACY").astype(bool).reshape(-1, 1))
        kept.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
        kept.cats.append({})
        kept.span_groups.append(b"")
    if docs:
        words = numpy.concatenate([doc.to_array(_STRINGS) for doc in docs])
        kept.strings = {docs[0].vocab.strings[int(number)] for number in numpy.unique(words)}
    return kept.to_bytes()


def unpack_docs(content: bytes, *, vocabulary: Vocab | None = None) -> list[Doc]:
    """Read parsed segments back, into the vocabulary of a model if one is loaded."""
    import_spacy()
    from spacy.tokens import DocBin

    return list(DocBin().from_bytes(content).get_docs(vocabulary or _vocabulary()))


def pack_parses(names: Sequence[str], docs: Sequence[Doc]) -> bytes:
    """Write the parsed segments of a chapter as bytes, each with a name by which it is known again."""
    return join_parts([json.dumps(list(names)).encode(), pack_docs(docs)])


def unpack_parses(content: bytes) -> tuple[list[str], bytes]:
    """Return the names of parsed segments, and the segments still packed."""
    names, docs = split_parts(content)
    return json.loads(bytes(names)), bytes(docs)


def pack_entities(seen: Seen) -> bytes:
    """Write what entity recognition found, by the words it read, as bytes."""
    return json.dumps(seen, ensure_ascii=False, sort_keys=True).encode()


def unpack_entities(content: bytes | None) -> Seen:
    """Read back what entity recognition found; nothing when nothing was kept."""
    found = json.loads(content) if content else {}
    return {words: [(start, end, label) for start, end, label in own] for words, own in found.items()}
