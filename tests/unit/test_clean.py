"""Cleaning: spaces of one kind, nothing invisible, raw offsets exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align import AlignedText
from pipeline.clean import clean_text

CASES = [
    ("no-break space", "the\u00a050th", "the 50th"),
    ("wide and thin spaces", "a\u3000b\u2009c", "a b c"),
    ("zero-width marks", "Ja\u200bpan\ufeff", "Japan"),
    ("soft hyphen inside a line", "co\u00adoperation", "cooperation"),
    ("soft hyphen at the end of a line", "nego\u00ad\r\n  tiation", "negotiation"),
    ("tab stays wide", "left\tright", "left    right"),
    ("control characters", "a\x00b\x07c", "abc"),
    ("newlines and form feeds stay", "a\r\nb\x0cc\n", "a\r\nb\x0cc\n"),
    ("several spaces stay", "left    right", "left    right"),
    ("letters of every script stay", "Türkiye 武汉 Киев", "Türkiye 武汉 Киев"),
]


@pytest.mark.parametrize(("label", "original", "expected"), CASES, ids=[case[0] for case in CASES])
def test_clean_case(label: str, original: str, expected: str) -> None:
    assert clean_text(AlignedText.of_raw(original)).text == expected


@given(st.text(alphabet="aé \u00a0\u200b\u00ad\n\t\x00", max_size=60))
def test_every_character_left_points_to_its_origin(text: str) -> None:
    cleaned = clean_text(AlignedText.of_raw(text))
    for index, letter in enumerate(cleaned.text):
        origin = text[cleaned.starts[index] : cleaned.ends[index]]
        assert letter == origin or (letter == " " and origin in ("\u00a0", "\t"))
    assert clean_text(cleaned).text == cleaned.text
