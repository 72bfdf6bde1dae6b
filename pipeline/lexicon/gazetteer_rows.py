"""The gazetteer's CSV files, read and checked row by row."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_csv

PartialDate = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")]
"""A day, a month, a year, or nothing where the bound is open or not known."""
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$|^XKX$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
AliasKind = Literal["name", "demonym", "capital"]


@lru_cache(maxsize=65536)
def first_day(partial: str) -> date:
    """Return the first day of a date that may lack its day or month; the start of time if empty.

    >>> first_day("2009-09"), first_day("1985")
    (datetime.date(2009, 9, 1), datetime.date(1985, 1, 1))
    """
    if not partial:
        return date.min
    year, month, day = ([int(part) for part in partial.split("-")] + [1, 1])[:3]
    return date(year, month, day)


@lru_cache(maxsize=65536)
def last_day(partial: str) -> date:
    """Return the last day of a date that may lack its day or month; the end of time if empty.

    >>> last_day("2008-02"), last_day("1985")
    (datetime.date(2008, 2, 29), datetime.date(1985, 12, 31))
    """
    if not partial:
        return date.max
    parts = [int(part) for part in partial.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else monthrange(year, month)[1]
    return date(year, month, day)


class Row(BaseModel):
    """What every row has in common: no unknown columns, and a source that says where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: Text


class Dated(Row):
    """A row that holds from one day to another."""

    valid_from: PartialDate
    valid_to: PartialDate

    @model_validator(mode="after")
    def check_order(self) -> Self:
        if first_day(self.valid_from) > last_day(self.valid_to):
            raise ValueError(f"ends {self.valid_to} before it begins {self.valid_from}")
        return self

    def is_valid(self, earliest: date, latest: date) -> bool:
        """Tell whether the row holds on some day between the two, both included."""
        return first_day(self.valid_from) <= latest and earliest <= last_day(self.valid_to)


class StateRow(Dated):
    """A state; `leading_office` is the office whose holder speaks for it at a summit.

    `state_id` is the code, or a word of its own for a state's earlier name ("Burma" is [MMR]).
    """

    state_id: Text
    iso3: Iso3
    iso2: str
    name: Text
    cow_code: str
    wikidata_id: str
    leading_office: Literal["head-of-state", "head-of-government", "party-leader"]


class OrganisationRow(Row):
    """An organisation, framework or group; `iso3` only for the bodies of one state."""

    org_id: Text
    name: Text
    kind: Text
    iso3: str


class MembershipRow(Dated):
    org_id: Text
    iso3: Iso3


class PlaceRow(Row):
    """A city, region or site; `iso3` is empty for regions that belong to no one state."""

    place_id: Text
    name: Text
    iso3: str
    kind: Literal["city", "region", "site"]


class SuccessionRow(Dated):
    """Places of a state of today that once were another's.

    `places` limits it to some, divided by semicolons; `name` is what the place was called then.
    The first row that fits a place and a day holds.
    """

    today: Iso3
    then: Iso3
    places: str
    name: str


class AliasRow(Dated):
    """A way of naming an entity; a `capital` names its government as well as the city."""

    alias: Text
    entity_id: Text
    kind: AliasKind


class OfficeRow(BaseModel):
    """A title and an office it may mean; `iso3` limits it to some states, divided by semicolons."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Text
    office: Text
    iso3: str
    example: Text

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(filter(None, self.iso3.split(";")))


class TenureRow(Dated):
    """A person in an office; `body` is the state (ISO3) or the organisation (its id) served."""

    name: Text
    surname: Text
    body: Text
    office: Text
    wikidata_id: str


class SpellingRow(Row):
    """One more spelling of a person's full name or surname."""

    name: Text
    spelling: Text


RowT = TypeVar("RowT", bound=BaseModel)


def read_rows(name: str, kind: type[RowT]) -> tuple[RowT, ...]:
    """Read a CSV file of the gazetteer and check each of its rows.

    Raises:
        LexiconError: a row breaks its rules; the message names file, line and column.
    """
    rows = []
    for line, row in enumerate(read_csv(name), start=2):
        try:
            rows.append(kind.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            column = ".".join(map(str, first["loc"])) or "row"
            raise LexiconError(
                f"{column}: {first['msg']}", where=f"{lexicon_path(name)}:{line}", hint="correct this row"
            ) from error
    return tuple(rows)
