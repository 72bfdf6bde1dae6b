"""Read the chapters of a corpus: text, HTML or PDF beside a sidecar that says what they are.

`find_chapters` lists what a corpus folder holds, `read_source` reads one chapter of it. Nothing is
repaired or cleaned here: a `.txt` chapter is its file decoded, newlines untouched; for HTML and PDF
the text layer made here is what all offsets of the tables count in.
"""

from pipeline.ingest.chapters import (
    FORMATS,
    Chapter,
    find_chapters,
    is_safe_name,
    read_limited,
    read_source,
    read_text_layer,
)
from pipeline.ingest.decode import decode_bytes
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.ingest.sidecar import Sidecar, default_coverage, format_sidecar, parse_coverage, read_sidecar

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "Chapter",
    "Limits",
    "Sidecar",
    "decode_bytes",
    "default_coverage",
    "find_chapters",
    "format_sidecar",
    "html_title",
    "is_safe_name",
    "parse_coverage",
    "read_limited",
    "read_sidecar",
    "read_source",
    "read_text_layer",
]


def html_title(data: bytes) -> str:
    """Return the `title` of an HTML page, empty when it has none.

    >>> html_title(b"<html><head><title>North America</title></head><p>Text</p></html>")
    'North America'
    """
    from pipeline.ingest import html  # lxml is loaded only when a page is read

    return html.html_title(data)
