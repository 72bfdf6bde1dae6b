"""Where sentences end, for text that has not been segmented; a rough cut is enough for anchoring."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_ABBREVIATIONS = (
    "Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Col", "Lt", "Sgt", "Adm", "Gov", "Sen", "Rep", "Rev", "Capt",
    "Maj", "Prof", "No", "Nos", "vs", "Jr", "Sr",
)  # fmt: skip

# The mark comes first, so that the search runs from mark to mark; what stands before it is checked then.
_END_RE = re.compile(
    r"[.!?\n](?:(?<=\n)|"
    r"(?<!\n)(?<![A-Z].)"  # an initial: "J. Smith", "U.S. troops"
    + "".join(rf"(?<!\b{word}.)" for word in _ABBREVIATIONS)
    + r"[\"”’)\]]*\s+(?=[\"“(]?[A-Z]))"
)


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin.

    >>> sentence_starts("It began in May. It ended on Nov. 6. All left.")
    [0, 17, 37]
    """
    return [0, *(match.end() for match in _END_RE.finditer(text))]


def sentence_at(starts: Sequence[int], offset: int) -> int:
    """Return the number of the sentence that holds an offset."""
    return max(bisect_right(starts, offset) - 1, 0)
