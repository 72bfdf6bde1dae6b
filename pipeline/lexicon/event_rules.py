"""The event rules of `event_rules.toml`, checked, and indexed by the words that trigger them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_toml
from pipeline.lexicon.event_types import load_event_types

Kind = Literal["place", "person", "party", "personal", "state", "org", "series", "any", "none"]
RoleName = Literal[
    "actor",
    "counterpart",
    "place",
    "party",
    "recipient",
    "host",
    "series",
    "audience",
    "founded",
    "fighting",
    "",
]


class _Rule(BaseModel):
    """What verb and noun rules share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+\.[a-z-]+$")
    type: str
    mode: str = ""
    guard: str = ""
    roles: dict[str, RoleName] = Field(default_factory=dict)
    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = Field(min_length=1)


class VerbRule(_Rule):
    """A verb that tells of a happening, and what must stand around it."""

    verbs: tuple[str, ...]
    subject: tuple[Kind, ...] = ()
    subject_nouns: tuple[str, ...] = ()
    object: tuple[Kind, ...] = ()
    object_nouns: tuple[str, ...] = ()
    not_object_nouns: tuple[str, ...] = ()
    prep: tuple[str, ...] = ()
    prep_object: tuple[Kind, ...] = ()
    prep_object_nouns: tuple[str, ...] = ()
    prep_object_any: tuple[str, ...] = ()
    tail: str = ""
    passive: Literal["", "prefer", "only"] = ""
    passive_roles: dict[str, RoleName] = Field(default_factory=dict)
    weak: bool = False


class NounRule(_Rule):
    """A noun that tells of a happening, alone or under a support verb."""

    nouns: tuple[str, ...]
    support: tuple[str, ...] = ()
    support_passive: tuple[str, ...] = ()
    support_intransitive: tuple[str, ...] = ()


class Cue(BaseModel):
    """What a dated clause that no rule knows is taken for: a pattern found in it gives the type."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^dated\.[a-z-]+$")
    type: str
    pattern: str
    verbs: tuple[str, ...] = ()
    subject: tuple[Kind, ...] = ()
    example: str


class _RuleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: dict[str, tuple[str, ...]]
    roles: dict[str, dict[str, RoleName]]
    verb: tuple[VerbRule, ...]
    noun: tuple[NounRule, ...]
    cue: tuple[Cue, ...]


@dataclass(frozen=True)
class EventRules:
    """All event rules, ready to use.

    Attributes:
        lists: the named word lists.
        roles: the default relation-to-role mapping of each event type.
        verbs: verb rules in order, by each lemma that triggers them.
        nouns: noun rules in order, by the last word of each noun that triggers them.
        noun_phrases: for each noun rule id, its nouns as tuples of words.
        tails: compiled `tail` patterns by rule id.
        phrases: complex prepositions and coordinators by first word.
    """

    lists: Mapping[str, frozenset[str]]
    roles: Mapping[str, Mapping[str, str]]
    verbs: Mapping[str, tuple[VerbRule, ...]]
    nouns: Mapping[str, tuple[NounRule, ...]]
    noun_phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    tails: Mapping[str, re.Pattern[str]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    rules: tuple[VerbRule | NounRule, ...]
    cues: tuple[tuple[Cue, re.Pattern[str], VerbRule], ...]

    def roles_of(self, rule: VerbRule | NounRule) -> dict[str, str]:
        return {**self.roles.get(rule.type, {}), **rule.roles}


def _expand(words: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        found += lists[word[1:]] if word.startswith("@") else [word]
    return tuple(found)


@cache
def load_event_rules() -> EventRules:
    """Read and check the event rules.

    Returns:
        The rules, indexed by trigger word.

    Raises:
        LexiconError: the file breaks its rules; the message names the place.

    >>> "visit.visit" in [rule.id for rule in load_event_rules().verbs["visit"]]
    True
    """
    where = lexicon_path("event_rules.toml")
    try:
        file = _RuleFile.model_validate(read_toml("event_rules.toml"))
    except ValidationError as error:
        raise LexiconError(f"event rules: {error}", where=where) from error
    codes = {row.code: row for row in load_event_types()}
    ids = [rule.id for rule in (*file.verb, *file.noun)]
    for rule in (*file.verb, *file.noun):
        if rule.type not in codes:
            raise LexiconError(f"rule {rule.id}: no event type {rule.type}", where=where)
        if rule.mode and rule.mode not in codes[rule.type].modes:
            raise LexiconError(f"rule {rule.id}: no mode {rule.mode} of {rule.type}", where=where)
        if ids.count(rule.id) > 1:
            raise LexiconError(f"rule {rule.id} stands twice", where=where)
    try:
        return _index(file)
    except (KeyError, re.error) as error:
        raise LexiconError(f"event rules: {error!r}", where=where) from error


def _index(file: _RuleFile) -> EventRules:
    verb_rules: list[VerbRule] = []
    for rule in file.verb:
        fields = ("object_nouns", "subject_nouns", "prep_object_nouns", "not_object_nouns")
        changes = {name: _expand(getattr(rule, name), file.lists) for name in fields}
        verb_rules.append(rule.model_copy(update=changes))
    noun_rules = [rule.model_copy(update={"nouns": _expand(rule.nouns, file.lists)}) for rule in file.noun]
    verbs: dict[str, list[VerbRule]] = {}
    for verb_rule in verb_rules:
        for lemma in verb_rule.verbs:
            verbs.setdefault(lemma.split()[0], []).append(verb_rule)
    nouns: dict[str, list[NounRule]] = {}
    noun_phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
    for noun_rule in noun_rules:
        noun_phrases[noun_rule.id] = tuple(tuple(noun.split()) for noun in noun_rule.nouns)
        for last in dict.fromkeys(noun.split()[-1] for noun in noun_rule.nouns):
            nouns.setdefault(last, []).append(noun_rule)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, letter in (("complex_prepositions", "I"), ("coordinators", "C"), ("adverbials", "R")):
        for phrase in sorted(file.lists[name], key=len, reverse=True):
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, letter))
    for options in phrases.values():
        options.sort(key=_word_count, reverse=True)
    return EventRules(
        lists={name: frozenset(words) for name, words in file.lists.items()},
        roles=file.roles,
        verbs={lemma: tuple(rules) for lemma, rules in verbs.items()},
        nouns={noun: tuple(rules) for noun, rules in nouns.items()},
        noun_phrases=noun_phrases,
        tails={rule.id: re.compile(rule.tail, re.IGNORECASE) for rule in verb_rules if rule.tail},
        phrases=phrases,
        rules=(*verb_rules, *noun_rules),
        cues=tuple(
            (cue, re.compile(cue.pattern, 0 if cue.type == "VISIT" else re.IGNORECASE), _cue_rule(cue))
            for cue in file.cue
        ),
    )


def _cue_rule(cue: Cue) -> VerbRule:
    """The rule that an event found by a cue is filed under."""
    return VerbRule(
        id=cue.id, type=cue.type, verbs=(), examples=(cue.example,), counterexamples=("No date stands here.",)
    )


def _word_count(option: tuple[tuple[str, ...], str]) -> int:
    return len(option[0])
