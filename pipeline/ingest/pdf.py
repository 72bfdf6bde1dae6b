"""The text layer of a PDF chapter: its words in the order in which a reader takes them.

PDFium tells each character's place and size. Words are put together to lines, lines to columns,
columns to blocks; running heads, feet, notes and captions are told by place and size. Pages follow
each other; each block stands apart by a blank line. Ligatures are written as the letters they join.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.errors import InputError
from pipeline.ingest.limits import DEFAULT_LIMITS, Limits
from pipeline.ingest.pdf_layout import lay_out_pages
from pipeline.ingest.pdf_lines import Word
from pipeline.ingest.pdf_streams import check_expansion
from pipeline.model import Block

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_LINE_END_HYPHENS = frozenset({0x02, 0xFFFE, 0xAD})
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0x2010: "-", 0x2011: "-"}
_CHARACTERS = {**_LIGATURES, **_HYPHENS}


def read_pdf(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, tuple[Block, ...]]:
    """Read a PDF into its text layer.

    Args:
        data: the file's bytes.
        limits: bounds on size, pages and characters of a page.

    Returns:
        The text layer and its blocks (raw offsets into it, with kind where place and size tell it, and
        the page, counted from 1).

    Raises:
        InputError: the file is not a whole PDF, needs a password, has no text layer (a scan), or is
            too large.
    """
    if b"%PDF-" not in data[:1024]:
        raise InputError("the file is not a PDF", hint="give it the suffix of its format")
    if len(data) > limits.pdf_bytes:
        raise InputError(f"the PDF has {len(data):,} bytes, more than the {limits.pdf_bytes:,} allowed")
    check_expansion(data, most=limits.pdf_expanded_bytes)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise InputError(
                "the PDF is protected by a password", hint="save it without protection and add it again"
            ) from error
        raise InputError("the PDF is damaged or cut off", hint="fetch the file again") from error
    try:
        pages = len(document)
        if pages == 0:
            raise InputError("the PDF has no pages", hint="fetch the file again")
        if pages > limits.pdf_pages:
            raise InputError(
                f"the PDF has {pages:,} pages, more than the {limits.pdf_pages:,} allowed",
                hint="split it into chapters, or raise the limit",
            )
        layouts = []
        for number in range(pages):
            try:
                page = document[number]
                layouts.append(_read_page(page, number=number + 1, limits=limits))
                page.close()
            except pypdfium2.PdfiumError as error:
                raise InputError(
                    f"page {number + 1} of the PDF is damaged", hint="fetch the file again"
                ) from error
    finally:
        document.close()
    if sum(len(words) for _, words in layouts) < pages:
        raise InputError(
            "the PDF has no text layer: it is a scan", hint="run a text recognition (OCR) program on it first"
        )
    return lay_out_pages(layouts)


@dataclass(slots=True)
class _Growing:
    """A word while its characters arrive."""

    letters: list[str]
    first: int
    last: int
    size: float
    glued: bool


def _read_page(
    page: pypdfium2.PdfPage, *, number: int, limits: Limits
) -> tuple[tuple[float, float], list[Word]]:
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > limits.pdf_characters:
            raise InputError(
                f"page {number} has {count:,} characters, more than the {limits.pdf_characters:,} allowed",
                hint="it is not a chapter's page; remove or repair it",
            )
        return (width, height), _words_of(text_page.raw, count)
    finally:
        text_page.close()


def _words_of(raw: object, count: int) -> list[Word]:
    """Collect the words of a page in the order the file draws them.

    A change of size ends a word too, so that a raised footnote mark stands apart.
    """
    words: list[Word] = []
    growing: _Growing | None = None
    unicode_of, size_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetFontSize
    previous_high = 0
    glued = False
    for index in range(count):
        code = unicode_of(raw, index)
        if 0xD800 <= code < 0xDC00:
            previous_high = code
            continue
        if 0xDC00 <= code < 0xE000 and previous_high:
            code = 0x10000 + ((previous_high - 0xD800) << 10) + (code - 0xDC00)
        previous_high = 0
        letter = _CHARACTERS.get(code) or chr(code)
        if code == 0 or letter.isspace():
            if growing:
                words.append(_finish(raw, growing, words))
                growing = None
            glued = False
            continue
        # Between two letters of a word the size stays; asking for it is the dear part of reading a page.
        if growing and letter.isalpha() and growing.letters[-1].isalpha() and len(growing.letters) > 1:
            growing.letters.append(letter)
            growing.last = index
        else:
            size = size_of(raw, index)
            if growing and abs(size - growing.size) < 0.5:
                growing.letters.append(letter)
                growing.last = index
            else:
                if growing:
                    words.append(_finish(raw, growing, words))
                growing = _Growing([letter], index, index, size, glued)
        glued = True
        if code in _LINE_END_HYPHENS:  # PDFium runs on into the next line here
            words.append(_finish(raw, growing, words))
            growing, glued = None, False
    if growing:
        words.append(_finish(raw, growing, words))
    return words


_NAME = ctypes.create_string_buffer(128)
_FLAGS = ctypes.c_int()


def _is_bold(raw: object, index: int) -> bool:
    length = pdfium.FPDFText_GetFontInfo(raw, index, _NAME, len(_NAME), _FLAGS)
    name = _NAME.raw[: max(0, min(length, len(_NAME)) - 1)].lower()
    return any(word in name for word in (b"bold", b"black", b"heavy"))


_X, _Y = ctypes.c_double(), ctypes.c_double()
_LEFT, _RIGHT, _BOTTOM, _TOP = (ctypes.c_double() for _ in range(4))


def _finish(raw: object, growing: _Growing, words: Sequence[Word]) -> Word:
    pdfium.FPDFText_GetCharOrigin(raw, growing.first, _X, _Y)
    baseline = _Y.value
    pdfium.FPDFText_GetCharBox(raw, growing.first, _LEFT, _RIGHT, _BOTTOM, _TOP)
    left, bottom, top = _LEFT.value, _BOTTOM.value, _TOP.value
    pdfium.FPDFText_GetCharBox(raw, growing.last, _LEFT, _RIGHT, _BOTTOM, _TOP)
    # The first word of a line tells whether the line may be bold; only then are the others asked.
    same_line = bool(words) and abs(words[-1].baseline - baseline) < 1 and words[-1].left < left
    bold = (not same_line or words[-1].bold) and _is_bold(raw, growing.first)
    # Some writers scale the text instead of choosing a size; the height of the letters then tells it.
    size = growing.size if growing.size > 1.5 else max(top - bottom, 1.0) * 1.3
    return Word(
        text="".join(growing.letters),
        left=left,
        right=max(_RIGHT.value, left + 0.1),
        baseline=baseline,
        size=round(size, 1),
        bold=bold,
        glued=growing.glued,
    )
