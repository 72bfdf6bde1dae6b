"""Reading of `layout_rules.toml`: how a line of a chapter shows what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import compile_pattern, lexicon_path, read_toml
from pipeline.model import SegmentKind


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    pattern: str
    ignore_case: bool = False
    examples: list[str] = Field(min_length=1)
    counter_examples: list[str] = Field(min_length=1)


class _RuleRow(_Row):
    kind: SegmentKind
    scope: Literal["line", "inline"] = "line"
    unless: str = ""
    editions: tuple[int, int] = (1900, 2200)
    after_prose: bool = False
    hints: list[str] = []


class _MarkerRow(_Row):
    level: int


class _Brackets(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pairs: list[str]
    level: int


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, list[str]]
    rule: list[_RuleRow]
    marker: list[_MarkerRow]
    brackets: _Brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of line and the pattern that shows it."""

    id: str
    kind: SegmentKind
    scope: Literal["line", "inline"]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    editions: tuple[int, int]
    after_prose: bool
    hints: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def fits(self, line: str, *, edition: int) -> bool:
        """Tell whether the whole line is of this rule's kind in that edition."""
        return (
            self.editions[0] <= edition <= self.editions[1]
            and self.pattern.fullmatch(line) is not None
            and (self.unless is None or self.unless.search(line) is None)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A numbering that headings begin with, and how deep it stands."""

    id: str
    level: int
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRules:
    """Everything `layout_rules.toml` says, with its patterns compiled."""

    rules: tuple[Rule, ...]
    markers: tuple[Marker, ...]
    bracket_pairs: tuple[str, ...]
    bracket_level: int
    words: dict[str, frozenset[str]]
    alternatives: dict[str, str]


@cache
def load_layout_rules() -> LayoutRules:
    """Load and check the layout rules.

    Raises:
        LexiconError: the file breaks its own form, or a pattern does not compile.

    >>> rules = load_layout_rules()
    >>> [rule.kind for rule in rules.rules if rule.fits("Back to Index", edition=1998)]
    ['nav']
    """
    where = lexicon_path("layout_rules.toml")
    try:
        file = _File.model_validate(read_toml("layout_rules.toml"))
    except ValidationError as error:
        raise LexiconError(f"the layout rules break their form: {error}", where=where) from error
    alternatives = {
        name: "|".join(
            re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)
        )
        for name, words in file.words.items()
    }

    def compiled(row: _Row, pattern: str) -> re.Pattern[str]:
        for name, words in alternatives.items():
            pattern = pattern.replace(f"{{{name}}}", words)
        return compile_pattern(pattern, re.IGNORECASE if row.ignore_case else 0, where=where, rule=row.id)

    return LayoutRules(
        rules=tuple(
            Rule(
                id=row.id,
                kind=row.kind,
                scope=row.scope,
                pattern=compiled(row, row.pattern),
                unless=compile_pattern(row.unless, where=where, rule=row.id) if row.unless else None,
                editions=row.editions,
                after_prose=row.after_prose,
                hints=tuple(row.hints),
                examples=tuple(row.examples),
                counter_examples=tuple(row.counter_examples),
            )
            for row in file.rule
        ),
        markers=tuple(
            Marker(
                id=row.id,
                level=row.level,
                pattern=compiled(row, row.pattern),
                examples=tuple(row.examples),
                counter_examples=tuple(row.counter_examples),
            )
            for row in file.marker
        ),
        bracket_pairs=tuple(file.brackets.pairs),
        bracket_level=file.brackets.level,
        words={name: frozenset(words) for name, words in file.words.items()},
        alternatives=alternatives,
    )
