"""Reading of `abbreviations.toml`: full stops that do not end a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_toml


class _Example(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    sentences: list[str] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    never: list[str]
    before_number: list[str]
    sometimes: list[str]
    example: list[_Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """The abbreviations, without their last full stop, and examples of text and its sentences."""

    never: frozenset[str]
    before_number: frozenset[str]
    sometimes: frozenset[str]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def load_abbreviations() -> Abbreviations:
    """Load and check the abbreviations.

    Raises:
        LexiconError: the file breaks its own form.

    >>> "Mr" in load_abbreviations().never
    True
    """
    try:
        file = _File.model_validate(read_toml("abbreviations.toml"))
    except ValidationError as error:
        where = lexicon_path("abbreviations.toml")
        raise LexiconError(f"the abbreviations break their form: {error}", where=where) from error
    return Abbreviations(
        never=frozenset(file.never),
        before_number=frozenset(file.before_number),
        sometimes=frozenset(file.sometimes),
        examples=tuple((example.text, tuple(example.sentences)) for example in file.example),
    )
