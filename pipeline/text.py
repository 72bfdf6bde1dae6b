"""A chapter from its bytes to its segments, or from the cache if they are there."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from dataclasses import dataclass

from pipeline.cache import Cache
from pipeline.clean import clean_document
from pipeline.errors import InputError
from pipeline.fingerprint import text_key
from pipeline.ingest import Chapter, read_sidecar, read_source
from pipeline.model import Issue, Repair, Segment, Source
from pipeline.repair import repair_document
from pipeline.segment import split_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A chapter as it is read before any name, date or word is recognized: its raw text and segments."""

    source: Source
    raw: str
    encoding: str
    repairs: tuple[Repair, ...]
    segments: tuple[Segment, ...]
    issues: tuple[Issue, ...]


def read_text(chapter: Chapter, store: Cache | None) -> Text:
    """Take a chapter through the stages that make its segments, or take them from the cache.

    Raises:
        InputError: the file cannot be read as a chapter, or somebody is changing it or its sidecar.
    """
    key = text_key(chapter.source_id, chapter.path)
    if read_sidecar(chapter.path.with_suffix(".toml")) != chapter.sidecar:
        raise _changed(chapter)
    text = _recall(store, key) if store else None
    if text is not None:
        return text
    raw = read_source(chapter)
    document = clean_document(repair_document(raw))
    text = Text(
        source=raw.source,
        raw=raw.text,
        encoding=raw.encoding,
        repairs=document.repairs,
        segments=tuple(split_document(document)),
        issues=document.issues,
    )
    if not text.segments:
        raise InputError("the file holds no text", where=chapter.path, hint="replace or remove it")
    # What the key hashed must be what was read, even if the file was changed and changed back.
    now = hashlib.sha256(chapter.path.read_bytes()).hexdigest()
    if now != raw.source.sha256 or text_key(chapter.source_id, chapter.path) != key:
        raise _changed(chapter)
    if store:
        store.write(key, "texts", zlib.compress(pickle.dumps(text, protocol=pickle.HIGHEST_PROTOCOL), 1))
    return text


def _recall(store: Cache, key: str) -> Text | None:
    content = store.read(key, "texts")
    if content is None:
        return None
    text = pickle.loads(zlib.decompress(content))
    assert isinstance(text, Text)
    return text


def _changed(chapter: Chapter) -> InputError:
    return InputError("the file changed while it was being read", where=chapter.path, hint="run again")
