"""The grammar of calendar time: reads, checks and compiles `date_rules.toml`.

A pattern of a rule is a regular expression whose letters are token classes. Each class is given
one character, so that a whole text becomes a string of class characters and the ordinary regular
expression engine can search it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import compile_pattern, lexicon_path, read_toml

FILE = "date_rules.toml"

FORM_CLASSES = (
    "DAY", "ZERO", "SHORT", "HUNDRED", "YEAR", "BIG", "ORD", "DECADE", "ISO", "NUMDATE", "JP", "FYEAR", "HQ",
    "SHORTYEAR", "COMMA", "DASH", "SLASH", "LPAR", "RPAR", "DOT", "AMP", "QUOTE", "MONEY", "STOP", "PARA",
    "POSSESSIVE", "WORD", "PLURAL", "NAME",
)  # fmt: skip
"""Token classes that are known by their form; all others are lists of words in the file."""

NEVER_FIRST = (
    "WORD", "PRONOUN", "PLURAL", "NAME", "COMMA",
    "DASH", "SLASH", "LPAR", "RPAR", "DOT", "AMP", "QUOTE", "MONEY",
    "STOP", "PARA", "POSSESSIVE", "BIG", "OF", "IN", "ON", "AND", "OR", "TO", "PREP",
    "LABEL", "QUANTITY", "COUNTED",
)  # fmt: skip
"""Classes no expression begins with: most of a text, so passing over them at once makes the search fast."""

_NAME_RE = re.compile(r"[A-Z_]{2,}")
_FIRST_CODE = 0x80
"""No sign from here on means anything in a pattern; classes of signs up to FF are compiled fastest."""


class DateRule(BaseModel):
    """One way to write a date: its pattern over token classes, with examples that are its test."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    pattern: str
    examples: tuple[tuple[str, str], ...]
    counter_examples: tuple[str, ...]
    keep_article: bool = False
    timeml_only: bool = False
    guard: str = ""


class NamedDay(BaseModel):
    """An event that goes by its day ("the June 4th incident"), with the year the name means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: int
    day: int
    year: int
    words: tuple[str, ...]
    example: str


class _DateRulesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    capital_only: tuple[str, ...]
    words: dict[str, dict[str, int | str] | tuple[str, ...]]
    macros: dict[str, str]
    rules: tuple[DateRule, ...]
    named_days: tuple[NamedDay, ...]


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The compiled rules.

    `words` leads from a lower-case word to its class character and meaning; `codes` from a class
    name to its character; `search_re` finds the next expression of any rule in a string of class
    characters (group name `r0`, `r1`, ...), `rule_re(i)` reads its parts.
    """

    codes: dict[str, str]
    names: dict[str, str]
    words: dict[str, tuple[str, int | str]]
    capital_only: frozenset[str]
    rules: tuple[DateRule, ...]
    named_days: tuple[NamedDay, ...]
    search_re: re.Pattern[str]
    rule_patterns: tuple[str, ...]

    def rule_re(self, index: int) -> re.Pattern[str]:
        """Return the pattern of one rule, compiled when its first expression is met: most are rare."""
        return _compile_rule(self.rule_patterns[index], self.rules[index].id)


@cache
def load_date_grammar() -> DateGrammar:
    """Return the grammar of `date_rules.toml`, compiled.

    Raises:
        LexiconError: the file breaks its own rules; the message names the place.
    """
    path = lexicon_path(FILE)
    try:
        file = _DateRulesFile.model_validate(read_toml(FILE))
    except ValidationError as error:
        raise LexiconError(f"not a valid rule file: {error}", where=path) from error
    missing = [name for name in NEVER_FIRST if name not in FORM_CLASSES and name not in file.words]
    if missing:
        raise LexiconError(f"the file lacks the words of {', '.join(missing)}", where=path)
    codes = dict(zip((*FORM_CLASSES, *file.words), _codes(), strict=False))
    words: dict[str, tuple[str, int | str]] = {}
    for name, table in file.words.items():
        meanings = table if isinstance(table, dict) else dict.fromkeys(table, "")
        for word, meaning in meanings.items():
            if word in words:
                raise LexiconError(f"the word “{word}” stands in two classes", where=path)
            words[word] = (codes[name], meaning)
    patterns = tuple(_expand(rule, file.macros, codes) for rule in file.rules)
    return DateGrammar(
        codes=codes,
        names={code: name for name, code in codes.items()},
        words=words,
        capital_only=frozenset(file.capital_only),
        rules=file.rules,
        named_days=file.named_days,
        search_re=_compile_search(file.rules, patterns, codes),
        rule_patterns=patterns,
    )


def _codes() -> Iterator[str]:
    return (sign for sign in map(chr, count(_FIRST_CODE)) if not sign.isspace())


def _compile_search(
    rules: Sequence[DateRule], patterns: Sequence[str], codes: dict[str, str]
) -> re.Pattern[str]:
    try:
        return compile_pattern(
            f"(?=[^{''.join(codes[name] for name in NEVER_FIRST)}])"
            f"(?:{'|'.join(f'(?P<r{i}>{_unnamed(p)})' for i, p in enumerate(patterns))})",
            where=lexicon_path(FILE),
        )
    except LexiconError:
        for rule, pattern in zip(rules, patterns, strict=True):
            _compile_rule(pattern, rule.id)  # tells which rule is at fault
        raise


@cache
def _compile_rule(pattern: str, rule_id: str) -> re.Pattern[str]:
    return compile_pattern(pattern, where=lexicon_path(FILE), rule=rule_id)


def _expand(rule: DateRule, macros: dict[str, str], codes: dict[str, str]) -> str:
    """Write a rule's pattern in class characters."""
    pattern = rule.pattern
    for _ in range(6):  # macros may use macros, never deeper than this
        pattern = _NAME_RE.sub(lambda m: f"(?:{macros[m[0]]})" if m[0] in macros else m[0], pattern)

    def code(match: re.Match[str]) -> str:
        if match[0] not in codes:
            raise LexiconError(f"rule {rule.id}: no class or macro {match[0]}", where=lexicon_path(FILE))
        return codes[match[0]]

    compact = re.sub(r"\s+", "", _NAME_RE.sub(code, pattern))
    return re.sub(r"\(<(\w+)>", r"(?P<\1>", compact)


def _unnamed(pattern: str) -> str:
    """Make the named groups of one rule plain ones, since several rules use the same names."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
