"""Damage without a damaged character: spaces and letters that tools put in or took away."""

from __future__ import annotations

import re

from pipeline.repair.steps import Change

_ORDINAL_RE = re.compile(r"(?<![\d.,])(?:\d*1(?<!11) st|\d*2(?<!12) nd|\d*3(?<!13) rd|\d*(?:[04-9]|1[123]) th)(?![^\W_])")


def join_ordinals(text: str) -> list[Change]:
    """Join a number and its ordinal ending ("50 th").

        >>> from pipeline.repair.steps import apply_changes
        >>> apply_changes("the 50 th edition", join_ordinals("the 50 th edition"))
        'the 50th edition'
    """
    if not any(ending in text for ending in (" th", " st", " nd", " rd")):
        return []
    return [
        Change(start=match.start(), end=match.end(), new=match[0].replace(" ", ""), rule="split-ordinal")
        for match in _ORDINAL_RE.finditer(text)
    ]


def repair_spacing(text: str) -> list[Change]:
    """Run all repairs of this module."""
    return join_ordinals(text)
