"""Segments: kinds by era, pieces that partition the raw text, sentences, marks, broken words."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.align import AlignedText
from pipeline.clean import clean_document
from pipeline.lexicon.abbreviations import load_abbreviations
from pipeline.model import Block, Document, Segment, Source
from pipeline.segment import split_document, split_sentences

CASES = Path(__file__).parents[1] / "cases" / "segment"


def make_document(
    text: str, *, edition: int = 2010, title: str = "", blocks: tuple[Block, ...] = ()
) -> Document:
    source = Source(
        source_id=f"{edition}/chapter",
        edition_year=edition,
        title=title or "No such title",
        path=f"{edition}/chapter.txt",
        format="txt",
        coverage_start=date(edition - 1, 1, 1),
        coverage_end=date(edition - 1, 12, 31),
    )
    return Document(
        source=source, raw=text, aligned=AlignedText.of_raw(text), encoding="utf-8", blocks=blocks
    )


def segments_of(text: str, *, edition: int = 2010, title: str = "") -> list[Segment]:
    return split_document(clean_document(make_document(text, edition=edition, title=title)))


def load_cases(name: str) -> list[Any]:
    cases = json.loads((CASES / name).read_text(encoding="utf-8"))
    failing = pytest.mark.xfail(strict=True)
    return [
        pytest.param(case, id=case["label"], marks=[failing] if case["expect"] == "fail" else [])
        for case in cases
    ]


def assert_partition(text: str, segments: list[Segment]) -> None:
    pieces = sorted(piece for segment in segments for piece in segment.pieces)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(pieces))


@pytest.mark.parametrize("case", load_cases("layout.json"))
def test_layout_case(case: dict[str, Any]) -> None:
    segments = segments_of(case["original"], edition=case["edition"])
    assert [[segment.kind, segment.text] for segment in segments] == case["expected"]
    assert_partition(case["original"], segments)


def test_pieces_of_an_interrupted_sentence() -> None:
    text = "The two sides met in\n\nLeaders at dinner (May 3, Paris)\n\nParis and agreed.\n"
    segments = segments_of(text)
    assert [(s.kind, s.text, s.pieces) for s in segments] == [
        ("paragraph", "The two sides met in Paris and agreed.", ((0, 22), (56, 74))),
        ("caption", "Leaders at dinner (May 3, Paris)", ((22, 56),)),
    ]
    paragraph = segments[0]
    start = paragraph.text.index("Paris")
    assert paragraph.aligned.raw_span(start, start + 5) == (56, 61)
    assert paragraph.segment_id == "2010/chapter:s0000000"


def test_raw_offsets_survive_cleaning() -> None:
    text = "\u00a0\u00a0The nego-\ntiations with\u200b the States16\u00a0\u00a0ended.\n\n• 16 A note.\n"
    segments = segments_of(text, edition=2023)
    assert segments[0].text == "The negotiations with the States ended."
    for word, raw in (("negotiations", "nego-\ntiations"), ("States", "States"), ("ended", "ended")):
        start = segments[0].text.index(word)
        low, high = segments[0].aligned.raw_span(start, start + len(word))
        assert text[low:high] == raw
    assert_partition(text, segments)


def test_heading_path_follows_the_numbering() -> None:
    text = "Chapter 2\n\nAsia\n\nSection 1 Korea\n\n1 Overview\n\nIt began.\n\n"
    text += "(1) Trade\n\nIt grew.\n\n2 Aid\n\nIt ended.\n"
    paths = {s.text: s.heading_path for s in segments_of(text, edition=2020) if s.kind == "paragraph"}
    above = ("Chapter 2", "Asia", "Section 1 Korea")
    assert paths == {
        "It began.": (*above, "1 Overview"),
        "It grew.": (*above, "1 Overview", "(1) Trade"),
        "It ended.": (*above, "2 Aid"),
    }


def test_title_of_the_sidecar_is_cut_from_a_one_line_edition() -> None:
    text = "North America Japan and the United States stand side by side in Asia. They met twice, and more."
    kinds = [(s.kind, s.text[:13]) for s in segments_of(text, edition=2016, title="North America")]
    assert kinds == [("heading", "North America"), ("paragraph", "Japan and the")]


def test_number_of_a_list_item_is_outside_its_sentence() -> None:
    (segment,) = segments_of("(a)  Tension went on. It did not end.", edition=1986)
    spans = [segment.text[start:end] for start, end in segment.sentences]
    assert spans == ["Tension went on.", "It did not end."]


def test_blank_chapter_has_no_segments() -> None:
    assert segments_of(" \n\n ") == []


def test_blocks_of_a_format_keep_their_kind_and_page() -> None:
    text = "A Day in June\n\nThey met.\n\nPage foot\n"
    blocks = (
        Block(start=0, end=13, kind="heading", level=1, page=3),
        Block(start=15, end=24, kind=None, page=3),
        Block(start=26, end=35, kind="footer", page=3),
    )
    segments = split_document(clean_document(make_document(text, blocks=blocks)))
    assert [(s.kind, s.text, s.page) for s in segments] == [
        ("heading", "A Day in June", 3),
        ("paragraph", "They met.", 3),
        ("footer", "Page foot", 3),
    ]


PAGES = st.lists(
    st.sampled_from(
        [
            "Contents | Back | Next",
            "Chapter 2",
            "(1) Overview",
            "〈Canada〉",
            "The two sides met in May. They agreed on aid",
            "and went home.",
            "Leaders at lunch (May 3, Paris; Photo: AP)",
            "left side of text          right side of text",
            "• 1 CELAC: a note",
            "CELAC1 met. nego-",
            "tiations went on.",
            "- 12 -",
            "\u00a0",
            "",
            "x.indd 3 06/1/2 11:11",
            "Overview It began in May. 〈Asia〉 It went on.",
        ]
    ),
    min_size=1,
    max_size=14,
).map("\n".join)


@given(st.one_of(PAGES, st.text(alphabet="aB. 1(\n\u00a0-〈〉'é\r\u2028", min_size=1, max_size=80)))
@settings(max_examples=150, deadline=None)
def test_pieces_partition_the_raw_text(text: str) -> None:
    segments = segments_of(text, edition=2016)
    if not segments:
        assert not text.replace("\u200b", "").strip()
        return
    assert_partition(text, segments)
    for segment in segments:
        assert "\n" not in segment.text
        assert "  " not in segment.text
        assert segment.text == segment.text.strip()
        spans = [(0, 0), *segment.sentences, (len(segment.text), len(segment.text))]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        if segment.text:
            low, high = segment.aligned.raw_span(0, len(segment.text))
            assert any(start <= low < end for start, end in segment.pieces)
            assert any(start < high <= end for start, end in segment.pieces)


@given(PAGES)
@settings(max_examples=30, deadline=None)
def test_same_text_gives_the_same_segments(text: str) -> None:
    assert segments_of(text) == segments_of(text)


@pytest.mark.parametrize("case", load_cases("sentences.json"))
def test_sentence_case(case: dict[str, Any]) -> None:
    text = case["original"]
    assert [text[start:end] for start, end in split_sentences(text)] == case["expected"]


@pytest.mark.parametrize(("text", "sentences"), load_abbreviations().examples)
def test_abbreviation_example(text: str, sentences: tuple[str, ...]) -> None:
    assert tuple(text[start:end] for start, end in split_sentences(text)) == sentences
