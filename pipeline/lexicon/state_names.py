"""The names that states went by before: Zaire, Burma, Upper Volta."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache

from pipeline.lexicon.gazetteer_rows import StateRow, first_day, last_day, read_rows


@cache
def _former_names() -> Mapping[str, tuple[StateRow, ...]]:
    """The earlier names of states by code; a state that ended has a code of its own and is none of them."""
    found: dict[str, list[StateRow]] = defaultdict(list)
    for row in read_rows("states.csv", StateRow):
        if row.state_id != row.iso3 and row.valid_to:
            found[row.iso3].append(row)
    return {iso3: tuple(rows) for iso3, rows in found.items()}


def state_id_on(iso3: str, day: date) -> str:
    """Return the id of a state under the name it had on a day; of today's name, its code.

    Args:
        iso3: the code, the same under all names.
        day: the day asked for.

    >>> state_id_on("COD", date(1997, 5, 1)), state_id_on("COD", date(2001, 1, 1))
    ('ZAR', 'COD')
    """
    for row in _former_names().get(iso3, ()):
        if first_day(row.valid_from) <= day <= last_day(row.valid_to):
            return row.state_id
    return iso3
