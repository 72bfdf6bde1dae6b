"""Divide a chapter into its pieces of page: titles, headings, paragraphs, captions and furniture.

Lines are found first, then joined into units (a paragraph, a heading), then each unit is given its
kind, furniture inside a paragraph is cut out, sentences that furniture interrupts are put together
again, and the result is written down as segments that partition the raw text.
"""

from pipeline.segment.build import split_document
from pipeline.segment.sentences import split_sentences

__all__ = ["split_document", "split_sentences"]
