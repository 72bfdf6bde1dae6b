"""Reads days written in other languages; the months of those are dateparser's knowledge, not ours."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

_LANGUAGES = ["fr", "de", "es", "it", "pt", "id", "nl"]
_BASE = datetime(2000, 1, 1)


@lru_cache(maxsize=1000)
def read_foreign_day(text: str) -> tuple[int, int, int] | None:
    """Read a full date such as "14 juillet 1789": year, month, day, or None when it is none.

    The base is fixed and every part is required, so that nothing is filled in from today.

    >>> read_foreign_day("3. Oktober 1990")
    (1990, 10, 3)
    """
    import dateparser

    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "RELATIVE_BASE": _BASE}
    parsed = dateparser.parse(text, languages=_LANGUAGES, settings=settings)
    return (parsed.year, parsed.month, parsed.day) if parsed else None
