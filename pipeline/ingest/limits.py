"""How large an input file may be before it is refused instead of read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one input file; a Bluebook chapter is far below all of them.

    Args:
        run: characters of a text in a row that are all, or none of them, spaces.
        text_bytes: size of a `.txt` file.
        html_bytes: size of an `.html` file.
        html_depth: how deeply HTML elements may be nested.
        pdf_bytes: size of a `.pdf` file.
        pdf_pages: number of pages of a PDF.
        pdf_characters: characters on one PDF page.
        pdf_expanded_bytes: what the compressed streams of a PDF may grow to, all together.
    """

    run: int = 10_000
    text_bytes: int = 20_000_000
    html_bytes: int = 20_000_000
    html_depth: int = 1_000
    pdf_bytes: int = 200_000_000
    pdf_pages: int = 1_500
    pdf_characters: int = 200_000
    pdf_expanded_bytes: int = 400_000_000


DEFAULT_LIMITS = Limits()
