"""Aligned text: every character keeps the raw span it came from, through any chain of edits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align import AlignedText, Edit
from pipeline.errors import PipelineError


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="ab ’\n", max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(start=a, end=b, new=draw(st.text(alphabet="xyz", max_size=3))) for a, b in pairs]


@given(text_and_edits())
def test_untouched_characters_point_to_themselves(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    edited = AlignedText.of_raw(raw).edit(edits)
    for index, character in enumerate(edited.text):
        start, end = edited.raw_span(index, index + 1)
        assert character in "xyz" or raw[start:end] == character


@given(text_and_edits())
def test_replacements_point_to_what_they_replaced(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    edited = AlignedText.of_raw(raw).edit(edits)
    expected = [edit for edit in edits for _ in edit.new]
    found = [i for i, character in enumerate(edited.text) if character in "xyz"]
    for index, edit in zip(found, expected, strict=True):
        start, end = edited.raw_span(index, index + 1)
        assert raw[start:end] == raw[edit.start : edit.end]


@given(text_and_edits(), st.data())
def test_a_slice_of_an_edit_maps_like_the_whole(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    raw, edits = case
    edited = AlignedText.of_raw(raw).edit(edits)
    start = data.draw(st.integers(0, len(edited)))
    end = data.draw(st.integers(start, len(edited)))
    part = edited.slice(start, end)
    assert part.text == edited.text[start:end]
    if part.text:
        assert part.raw_span(0, len(part)) == edited.raw_span(start, end)


def test_an_insertion_points_to_the_gap_between_its_neighbours() -> None:
    edited = AlignedText.of_raw("ab").edit([Edit(start=1, end=1, new="-")])
    assert (edited.text, edited.raw_span(1, 2)) == ("a-b", (1, 1))


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(PipelineError, match="does not fit"):
        AlignedText.of_raw("abc").edit([Edit(start=0, end=2, new=""), Edit(start=1, end=3, new="")])


def test_a_joined_text_keeps_both_origins() -> None:
    raw = AlignedText.of_raw("The talks [photo] were held")
    joined = AlignedText.join([raw.slice(0, 9), raw.slice(18, 27)], separator=" ")
    assert joined.text == "The talks were held"
    assert joined.raw_span(10, 14) == (18, 22)
