"""The sidecar: what people say about a chapter, in a small TOML file beside it."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.errors import InputError
from pipeline.lexicon import read_csv

COUNTED = ("words", "repairs", "segments", "mentions", "dates", "events", "issues")
"""The counts of `documents.csv` that a sidecar may bound."""


class Sidecar(BaseModel):
    """What a chapter is, as its sidecar says: unknown keys are refused, so that no slip is lost.

    `coverage` is the first and last day the chapter reports on, `spill_over_months` how far it runs
    on after that. `expected` bounds the counts that a run should find, as [least, most]. `sha256` is
    the file as it was when it was added, so that `check-corpus` notices a file that changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: int = Field(ge=1950, le=2100)
    title: str = Field(min_length=1)
    part: str = ""
    language: str = "en"
    url: str = ""
    licence: str = ""
    coverage: str = ""
    spill_over_months: int = Field(default=4, ge=0, le=12)
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    expected: dict[str, tuple[int, int]] = Field(default_factory=dict)

    @field_validator("coverage")
    @classmethod
    def _check_coverage(cls, value: str) -> str:
        if value:
            parse_coverage(value)
        return value

    @model_validator(mode="after")
    def _check_expected(self) -> Sidecar:
        for name, (least, most) in self.expected.items():
            if name not in COUNTED:
                raise ValueError(f"expected: {name!r} is not one of {', '.join(COUNTED)}")
            if not 0 <= least <= most:
                raise ValueError(f"expected.{name}: the least must not be above the most")
        return self


def parse_coverage(value: str) -> tuple[date, date]:
    """Read a coverage `START/END` of two ISO days.

    Raises:
        ValueError: it is not two ISO days in order.

    >>> parse_coverage("2009-01-01/2009-12-31")[1]
    datetime.date(2009, 12, 31)
    """
    start, slash, end = value.partition("/")
    if not slash:
        raise ValueError("coverage is written START/END, for example 2009-01-01/2009-12-31")
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if last < first:
        raise ValueError("coverage ends before it starts")
    return first, last


def default_coverage(edition: int) -> tuple[date, date]:
    """Return the days an edition reports on, from `editions.csv`; the year before it when not listed there.

    >>> default_coverage(1991)
    (datetime.date(1990, 8, 1), datetime.date(1991, 7, 31))
    """
    for row in read_csv("editions.csv"):
        if row["edition"] == str(edition):
            return date.fromisoformat(row["coverage_start"]), date.fromisoformat(row["coverage_end"])
    return date(edition - 1, 1, 1), date(edition - 1, 12, 31)


def read_sidecar(path: Path) -> Sidecar:
    """Read and check a sidecar.

    Raises:
        InputError: it is missing, is not TOML, or has a missing, unknown or wrong key; names the line
            where there is one.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            "this chapter has no sidecar",
            where=path,
            hint="write one with edition and title, or use `bluebook add`",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the sidecar cannot be read: {error}", where=path) from error
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the latter for thousands of brackets
        line = re.search(r"line (\d+)", str(error))
        place = f"{path}:{line[1]}" if line else path
        raise InputError(f"the sidecar is not valid TOML: {error}", where=place) from error
    try:
        return Sidecar.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        problem = {
            "extra_forbidden": f"unknown key {key!r}",
            "missing": f"the key {key!r} is missing",
        }.get(first["type"], f"{key}: {message}" if key else message)
        where = f"{path}:{_line_of(key, text)}" if first["type"] != "missing" and key else str(path)
        raise InputError(problem, where=where, hint=f"keys are {', '.join(Sidecar.model_fields)}") from error


def _line_of(key: str, text: str) -> int:
    """Return the line on which a key is set, 1 when it cannot be told."""
    parts = key.split(".")
    is_place_in_list = len(parts) > 1 and parts[-1].isdigit()
    name = re.escape(parts[-2] if is_place_in_list else parts[-1])
    found = re.search(rf'^\s*(\[?"?{name}"?\s*[=\]])', text, re.MULTILINE)
    return text.count("\n", 0, found.start(1)) + 1 if found else 1


def format_sidecar(sidecar: Sidecar) -> str:
    """Write a sidecar as TOML, without the keys that say nothing.

    >>> print(format_sidecar(Sidecar(edition=1998, title='On "peace"')), end="")
    edition = 1998
    title = "On \\"peace\\""
    language = "en"
    spill_over_months = 4
    """
    lines = []
    for name, value in sidecar.model_dump(exclude={"expected"}).items():
        if value != "" or Sidecar.model_fields[name].default:
            # A JSON string without escaped surrogates is a TOML basic string, but for DELETE.
            text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            lines.append(f"{name} = {text}")
    if sidecar.expected:
        lines.append("\n[expected]")
        lines += [f"{name} = [{least}, {most}]" for name, (least, most) in sorted(sidecar.expected.items())]
    return "\n".join(lines) + "\n"
