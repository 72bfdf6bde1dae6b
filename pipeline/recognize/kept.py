"""Parsed sentences as bytes, so that no sentence is parsed twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_ATTRIBUTES = (
    *("ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA"),
    *("DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"),
)


@cache
def _vocabulary() -> Vocab:
    import spacy

    return spacy.blank("en").vocab


def pack_docs(docs: Sequence[Doc]) -> bytes:
    """Write parsed segments as bytes: words, tags, trees, sentences and named entities."""
    from spacy.tokens import DocBin

    return DocBin(attrs=_ATTRIBUTES, docs=docs).to_bytes()


def unpack_docs(content: bytes) -> list[Doc]:
    """Read parsed segments back; no model is loaded."""
    from spacy.tokens import DocBin

    return list(DocBin().from_bytes(content).get_docs(_vocabulary()))
