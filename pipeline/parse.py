"""The parse of a chapter, made by the model or taken from the cache."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.cache import Cache, hash_parts
from pipeline.fingerprint import PARSE, code_fingerprint
from pipeline.model import Segment
from pipeline.recognize import (
    KnownNames,
    find_entities,
    pack_entities,
    pack_parses,
    parse_trees,
    unpack_docs,
    unpack_entities,
    unpack_parses,
)
from pipeline.spacy_model import ModelIdentity, load_nlp

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@cache
def load_nlp_once(model: ModelIdentity) -> Language:
    """Load a model, once in a process."""
    nlp = load_nlp(model)
    gc.freeze()  # it stays: no use looking through it for garbage again and again
    return nlp


def parse_chapter(
    segments: Sequence[Segment], known: Sequence[KnownNames], model: ModelIdentity, store: Cache | None
) -> list[Doc]:
    """Parse the segments, or take what is there from the cache: a parse depends on words and model alone.

    So do the named entities of a stretch of words. Which stretches are looked at depends on the names
    that are known without the model: another gazetteer costs at most the reading of a few more.
    """
    key = hash_parts(*model.parts, code_fingerprint(only=PARSE), segments[0].source_id)
    docs = parse_new_segments(segments, key, model, store)
    seen = unpack_entities(store.read(key, "entities") if store else None)
    found = find_entities(
        docs, known=[names.spans for names in known], load=lambda: load_nlp_once(model), seen=seen
    )
    if store and found != seen:
        store.write(key, "entities", pack_entities(found))
    return docs


def parse_new_segments(
    segments: Sequence[Segment], key: str, model: ModelIdentity, store: Cache | None
) -> list[Doc]:
    """Parse those segments of a chapter that were not in it when it was parsed last.

    Args:
        segments: the segments in reading order.
        key: under which the chapter's parse is kept.
        model: the spaCy model.
        store: where it is kept, if it is.

    Returns:
        One Doc per segment, with tags and trees.
    """
    names = [hash_parts(segment.text, segment.sentences) for segment in segments]
    content = store.read(key, "parses") if store else None
    kept_names, kept = unpack_parses(content) if content is not None else ([], b"")
    if kept_names == names:
        return unpack_docs(kept)
    nlp = load_nlp_once(model)
    there: defaultdict[str, list[Doc]] = defaultdict(list)
    if not set(names).isdisjoint(kept_names):
        for name, doc in zip(kept_names, unpack_docs(kept, vocabulary=nlp.vocab), strict=True):
            there[name].append(doc)
    found = [there[name].pop() if there[name] else None for name in names]  # each Doc has one place
    missing = [segment for segment, doc in zip(segments, found, strict=True) if doc is None]
    parsed = iter(parse_trees(missing, nlp=nlp))
    docs = [next(parsed) if doc is None else doc for doc in found]
    if store:
        store.write(key, "parses", pack_parses(names, docs))
    return docs
