"""Places beyond their names: whose they were on a day, and cities that the gazetteer's own list lacks."""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.lexicon import read_lines
from pipeline.lexicon.gazetteer_rows import SuccessionRow, read_rows
from pipeline.lexicon.people_names import fold, slug
from pipeline.lexicon.repair_words import is_english
from pipeline.model import Entity

LARGE = 100_000
"""Inhabitants from which a city of an unrivalled name needs nothing else to be known by."""
TIMES_LARGER = 10
"""A city so many times larger than all its namesakes together is meant where nothing else decides."""


class Former(NamedTuple):
    """A place as part of a state that is gone or has lost it, and for how long."""

    row: SuccessionRow
    entity: Entity


def former_places(place: Entity, successions: Iterable[SuccessionRow]) -> list[Former]:
    """Return a place as it belonged to other states than today's.

    Args:
        place: the place with the state it belongs to now.
        successions: which state's places once belonged to which other state.

    >>> moscow = Entity(entity_id="place:moscow", type="place", name="Moscow", iso3="RUS")
    >>> soviet = SuccessionRow(today="RUS", then="SUN", places="", name="",
    ...                        source="public record", valid_from="1922-12-30", valid_to="1991-12-25")
    >>> [former.entity.label for former in former_places(moscow, [soviet])]
    ['Moscow [SUN]']
    """
    key = place.entity_id.removeprefix("place:")
    return [
        Former(
            row,
            replace(
                place,
                entity_id=f"place:{slug(row.name or key)}-{row.then.lower()}",
                name=row.name or place.name,
                iso3=row.then,
            ),
        )
        for row in successions
        if row.today == place.iso3 and (not row.places or key in row.places.split(";"))
    ]


@cache
def load_successions() -> tuple[SuccessionRow, ...]:
    """Return which state's places once belonged to which other state, and when.

    Raises:
        LexiconError: a row breaks its rules.
    """
    return read_rows("successions.csv", SuccessionRow)


@dataclass(frozen=True, slots=True)
class City:
    """A city of `cities.csv`: its name, its state today and its inhabitants."""

    name: str
    iso3: str
    population: int


@lru_cache(maxsize=65536)
def cities_named(name: str) -> tuple[City, ...]:
    """Return the cities of the world that go by a name, case and accents laid aside, the largest first.

    The file is searched and not read: it is large, and a chapter asks for a few of its lines. They stand
    in the order of their folded names.

    >>> [(city.name, city.iso3) for city in cities_named("Tromso")]
    [('Tromsø', 'NOR')]
    """
    lines, key = read_lines("cities.csv"), fold(name)
    start = bisect_left(lines, key, key=_folded_name)
    end = bisect_right(lines, key, lo=start, key=_folded_name)
    return tuple(City(name, iso3, int(people)) for name, iso3, people in csv.reader(lines[start:end]))


def _folded_name(line: str) -> str:
    return fold(next(csv.reader([line]))[0])


def find_city(name: str, near: Collection[str], on: date) -> Entity | None:
    """Return the city that a name means beside names of states, or None where they do not decide.

    A city of a state named nearby is meant. Without one, a large city is, if its name is no English word
    and it has no namesake of a size to speak of.

    Args:
        name: as the chapter has it.
        near: ISO3 codes of the states its sentence or headings name.
        on: the day spoken of; the city is given as part of the state it belonged to then.

    >>> day = date(2015, 4, 2)
    >>> find_city("Garissa", [], day).label, find_city("Valencia", ["ESP"], day).label
    ('Garissa [KEN]', 'Valencia [ESP]')
    >>> find_city("Valencia", ["JPN"], day), find_city("Voronezh", ["SUN"], date(1960, 1, 1)).label
    (None, 'Voronezh [SUN]')
    """
    cities = cities_named(name)
    then = [_on_the_day(city, on) for city in cities]
    here = [place for place in then if place.iso3 in near]
    if here:
        return here[0] if len({place.iso3 for place in here}) == 1 else None
    if not cities or is_english(name.lower()):
        return None
    rest = sum(city.population for city in cities[1:])
    return then[0] if cities[0].population >= max(LARGE, TIMES_LARGER * rest) else None


def _on_the_day(city: City, on: date) -> Entity:
    place = Entity(
        entity_id=f"place:{slug(city.name)}-{city.iso3.lower()}",
        type="place",
        name=city.name,
        iso3=city.iso3,
    )
    former = former_places(place, load_successions())
    return next((was.entity for was in former if was.row.is_valid(on, on)), place)
