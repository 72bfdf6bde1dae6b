"""Damage without a damaged character: spaces and letters that tools put in or took away."""

from __future__ import annotations

import re

from pipeline.repair.steps import Change

_ORDINAL_RE = re.compile(r" (?:st|nd|rd|th)(?![^\W_])")
_NUMBER_RE = re.compile(r"(?<![\d.,])\d{1,4}\Z")
_ORDINAL_SIGNS = tuple(f" {ending}{behind}" for ending in ("st", "nd", "rd", "th") for behind in " ,\n")


def join_ordinals(text: str) -> list[Change]:
    """Join a number and its ordinal ending ("50 th").

        >>> from pipeline.repair.steps import apply_changes
        >>> apply_changes("the 50 th edition", join_ordinals("the 50 th edition"))
        'the 50th edition'
    """
    if not any(sign in text for sign in _ORDINAL_SIGNS):
        return []
    changes = []
    for match in _ORDINAL_RE.finditer(text):
        number = _NUMBER_RE.search(text, max(0, match.start() - 6), match.start())
        if number and _ending(int(number[0])) == match[0].strip():
            changes.append(
                Change(start=number.start(), end=match.end(), new=number[0] + match[0].strip(), rule="split-ordinal")
            )
    return changes


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def repair_spacing(text: str) -> list[Change]:
    """Run all repairs of this module."""
    return join_ordinals(text)
