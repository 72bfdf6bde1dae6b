"""Read the chapters of a corpus: text, HTML or PDF beside a sidecar that says what they are.

`find_chapters` lists what a corpus folder holds, `read_source` reads one chapter of it. Nothing is
repaired or cleaned here: a `.txt` chapter is its file decoded, newlines untouched; for HTML and PDF
the text layer made here is what all offsets of the tables count in.
"""

from pipeline.ingest.chapters import Chapter, find_chapters, read_source
from pipeline.ingest.decode import decode_bytes
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.ingest.sidecar import Sidecar, default_coverage, format_sidecar, read_sidecar

__all__ = [
    "DEFAULT_LIMITS",
    "Chapter",
    "Limits",
    "Sidecar",
    "decode_bytes",
    "default_coverage",
    "find_chapters",
    "format_sidecar",
    "read_sidecar",
    "read_source",
]
