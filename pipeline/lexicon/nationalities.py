"""Of which state those are citizens who head an organisation and never led that state."""

from __future__ import annotations

from functools import cache

from pipeline.lexicon.gazetteer_rows import Iso3, Row, Text, read_rows
from pipeline.lexicon.people_names import slug


class NationalityRow(Row):
    """A person known in public life, and whose citizen."""

    name: Text
    iso3: Iso3


@cache
def load_nationalities() -> dict[str, str]:
    """Return the states of people by their ids; a yearbook names them when one is elected to a post.

    Raises:
        LexiconError: a row breaks its rules.

    >>> load_nationalities()["person:kofi-annan"], load_nationalities()["person:yukiya-amano"]
    ('GHA', 'JPN')
    """
    return {f"person:{slug(row.name)}": row.iso3 for row in read_rows("nationalities.csv", NationalityRow)}
