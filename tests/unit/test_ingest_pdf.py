"""PDF: reading order, kinds by place and size, and files that cannot be read."""

from __future__ import annotations

import io
import re
import runpy
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import InputError
from pipeline.ingest import Limits
from pipeline.ingest.pdf import read_pdf

MAKE = runpy.run_path(str(Path(__file__).parents[1] / "fixtures" / "eras" / "pdfs.py"))


PLAIN = MAKE["single_column"]()


def canvas_of(**options: object) -> tuple[io.BytesIO, Canvas]:
    buffer = io.BytesIO()
    return buffer, Canvas(buffer, pagesize=A4, invariant=1, **options)


def kinds_of(data: bytes) -> list[tuple[str | None, str, int | None]]:
    text, blocks = read_pdf(data)
    return [(block.kind, text[block.start : block.end], block.page) for block in blocks]


def test_one_column_in_order_with_its_kinds() -> None:
    found = kinds_of(MAKE["single_column"]())
    assert [kind for kind, _, page in found if page == 1] == [
        *["heading", "heading", None, "caption", None, None],
        *["footer", "footer"],
    ]
    assert found[0][1] == "North America"
    assert found[-3][:2] == ("footnote", "1 The agreement removes tariffs between its two parties in steps.")


def test_two_columns_are_read_one_after_the_other() -> None:
    text, blocks = read_pdf(MAKE["two_columns"]())
    body = " ".join(text[block.start : block.end] for block in blocks if block.kind is None)
    facts = [" ".join(p) for section in MAKE["FACTS"]["section"] for p in section["paragraphs"]]
    letters = re.sub(r"\[1\]|\W", "", body)  # breaks of lines and words are not what is asked here
    places = [letters.find(re.sub(r"\W", "", fact)) for fact in facts]
    assert -1 not in places
    assert places == sorted(places)
    assert re.search(r"[a-z]-\n[a-z]", text), "the fixture should break a word at the end of a line"
    assert "[1]" in text


def test_ligatures_are_written_as_letters() -> None:
    folder = Path(pdfmetrics.__file__).parents[1] / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", str(folder / "Vera.ttf")))
    buffer, canvas = canvas_of()
    canvas.setFont("Vera", 11)
    canvas.drawString(72, 700, "The of\ufb01ce and the con\ufb02ict")
    canvas.save()
    text, _ = read_pdf(buffer.getvalue())
    assert text == "The office and the conflict\n"


def test_page_numbers_and_repeated_heads_are_footers() -> None:
    buffer, canvas = canvas_of()
    for page in (1, 2, 3):
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 800, "Regional Diplomacy")
        canvas.drawString(72, 600, f"Sentence number {page} of the chapter is here.")
        canvas.drawString(290, 40, str(page))
        canvas.showPage()
    canvas.save()
    assert [found for found in kinds_of(buffer.getvalue()) if found[0] is None] == [
        (None, f"Sentence number {page} of the chapter is here.", page) for page in (1, 2, 3)
    ]


def test_password() -> None:
    buffer, canvas = canvas_of(encrypt="secret")
    canvas.drawString(72, 700, "Hidden")
    canvas.save()
    with pytest.raises(InputError, match="password"):
        read_pdf(buffer.getvalue())


def test_scan_without_text() -> None:
    buffer, canvas = canvas_of()
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.save()
    with pytest.raises(InputError, match="scan"):
        read_pdf(buffer.getvalue())


def test_cut_off_file() -> None:
    data = MAKE["single_column"]()
    with pytest.raises(InputError, match=r"damaged|cut off|scan"):
        read_pdf(data[: len(data) // 3])


def test_too_many_pages() -> None:
    with pytest.raises(InputError, match="2 pages, more than the 1 allowed"):
        read_pdf(MAKE["two_columns"](), limits=Limits(pdf_pages=1))


def test_too_many_characters_on_a_page() -> None:
    with pytest.raises(InputError, match="more than the 100 allowed"):
        read_pdf(MAKE["two_columns"](), limits=Limits(pdf_characters=100))


def test_decompression_bomb_is_refused_before_it_grows() -> None:
    packed = zlib.compress(zlib.compress(b" " * 20_000_000))
    data = b"%PDF-1.4\n1 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Length "
    data += str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    assert len(data) < 100_000
    with pytest.raises(InputError, match="expands to more than"):
        read_pdf(data, limits=Limits(pdf_expanded_bytes=10_000_000))


@given(st.lists(st.tuples(st.integers(0, 6_000), st.binary(max_size=6)), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_damaged_files_give_text_or_a_clear_error(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(PLAIN)
    for place, new in damage:
        place %= len(data)
        data[place : place + len(new)] = new
    try:
        text, blocks = read_pdf(bytes(data))
    except InputError:
        return
    assert all(0 <= block.start < block.end <= len(text) for block in blocks)
