"""What the linter of regular expressions refuses and what it lets pass, and that time bears it out."""

from __future__ import annotations

import pytest

from tests.automaton import NotUnderstoodError
from tests.growth import find_growth

EXPONENTIAL = [
    r"(a+)+b",
    r"(a*)*b",
    r"(\w+\s?)*;",
    r"(a|aa)+$",
    r"(a|b|ab)*c",
    r"(?:\s*a\s*)*x",
    r"(?:(?:ab)*(?:ab)*)*c",
    r"([a-z]+[0-9]?)+[.]",
    r"(?:\w{1,30} ?){0,20};",
    r"(?i)(Ab|ab)+;",
    r"(?:\S+ ?)+\Z",
]
QUADRATIC = [
    r"\s*\s*\s*x",
    r"a*[ab]*c",
    r"\d+\.?\d*%",
    r".*=.*=",
    r"[^,]*,? *[^,]*;",
]
SEARCHED = [
    r"\s+$",
    r"\s+x",
    r"[a-z]+\Z",
    r"(?:[a-z0-9-]+\.)+(?:jp|com)",
    r"(?=a*)b",
    r"(?:[ab]+c)?",
    r"[^\W\d_]*\Z",
    r"<a[^>]*>",
    r"\bif\b[^,]*$",
    r"(?m)^\s+x",
    r".*x",
    r"\bfrom\b.*\bto\b",
    r"(?<!x)[ab]+c",
    r"(?!b)a+b",
    r"(?<=a)a*b",
]
LINEAR = [
    r"\s+",
    r"^\s+x",
    r"(?<!\s)\s+x",
    r"(?<!\s)\s++x",
    r"(?<![ \t])[ \t]*+\n",
    r"(?<!\w)\w++;",
    r"\b\w+\b",
    r"\b\w+;",
    r"\bab\w*\b,",
    r"[^.:]{2,80}:\s",
    r"(?:ab)+",
    r"\b(?:ab)++c",
    r"a[^a]*b",
    r"\([^()]*\)",
    r"<[^<>]*>",
    r"(?<![a-z])(?>[a-z]+)[.]",
    r"(?>a+)+",
    r"[^\W\d_]*",
    r"(?<![^\W\d_])[^\W\d_]*\Z",
    r"\d{4}(?:-\d\d)?",
    r"(?:a{5}b)+",
    r"(?<!\n)\n++(?:Chapter|Section)",
    r"(?:a|b)*",
    r"\bx(?:y[a-z]{0,30}[0-9]){2,}",
]
"""Also when they are searched for."""


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_an_exponential_pattern_is_refused(pattern: str) -> None:
    found = find_growth(pattern, searched=False)
    assert found is not None
    assert found.kind.startswith("exponential")


@pytest.mark.parametrize("pattern", QUADRATIC)
def test_two_repetitions_of_the_same_text_are_refused(pattern: str) -> None:
    found = find_growth(pattern, searched=False)
    assert found is not None
    assert found.kind.startswith("quadratic: two")


@pytest.mark.parametrize("pattern", SEARCHED)
def test_a_search_that_begins_again_in_a_repetition_is_refused(pattern: str) -> None:
    assert find_growth(pattern, searched=False) is None
    found = find_growth(pattern)
    assert found is not None
    assert found.kind.startswith("quadratic: the search")


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_linear_pattern_passes(pattern: str) -> None:
    assert find_growth(pattern) is None


def test_the_end_of_the_text_counts_for_a_full_match() -> None:
    assert find_growth(r"a*b*a*", searched=False) is None
    assert find_growth(r"a*b?a*", searched=False, whole=True) is not None


def test_bytes_are_judged_as_text_is() -> None:
    assert find_growth(rb"\s+$") is not None
    assert find_growth(rb"(?<!\s)\s+$") is None


def test_what_is_not_modelled_is_told() -> None:
    with pytest.raises(NotUnderstoodError):
        find_growth(r"(a)?b(?(1)c|d)")
