"""spaCy and patterns -> Mention: who and where a text names (named entity recognition)."""

from pipeline.recognize.kept import pack_docs, unpack_docs
from pipeline.recognize.mentions import find_mentions
from pipeline.recognize.parsing import load_model, parse_segments

__all__ = ["find_mentions", "load_model", "pack_docs", "parse_segments", "unpack_docs"]
