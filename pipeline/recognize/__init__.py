"""spaCy and patterns -> Mention: who and where a text names (named entity recognition)."""

from pipeline.recognize.entities import find_entities
from pipeline.recognize.kept import (
    pack_docs,
    pack_entities,
    pack_parses,
    unpack_docs,
    unpack_entities,
    unpack_parses,
)
from pipeline.recognize.mentions import KnownNames, find_known_names, find_mentions
from pipeline.recognize.parsing import parse_segments, parse_trees

__all__ = [
    "KnownNames",
    "find_entities",
    "find_known_names",
    "find_mentions",
    "pack_docs",
    "pack_entities",
    "pack_parses",
    "parse_segments",
    "parse_trees",
    "unpack_docs",
    "unpack_entities",
    "unpack_parses",
]
