"""A mention on its way: who or what it may be, before it is counted and linked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mention before it has an id; offsets in its segment."""

    start: int
    end: int
    label: str
    method: str
    name: str = ""
    title: str = ""
    iso3: str = ""
    rule: str = ""
