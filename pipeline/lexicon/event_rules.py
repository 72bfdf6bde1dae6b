"""The event rules of the folder `event_rules`, checked, and indexed by the words that trigger them.

One file per type of event, read in the order of `TYPE_FILES`; a rule that must be tried before one of another
type says so itself (`before`). What the fields mean stands in the folder's README.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import LexiconError
from pipeline.lexicon import lexicon_path, read_toml
from pipeline.lexicon.event_types import load_event_types

FOLDER = "event_rules"
TYPE_FILES = (
    "visit",
    "conference",
    "meeting",
    "call",
    "agreement",
    "negotiation",
    "aid",
    "statement",
    "office",
    "sanction",
    "military",
    "disaster",
    "anniversary",
    "exchange",
    "other",
)
"""The files of rules, in the order in which their rules are tried."""

Words = tuple[Annotated[str, Field(pattern=r"\S")], ...]
"""Words or phrases, none of them blank: rules are found by a word of them."""
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
    before: str = ""
    guard: str = ""
    roles: dict[str, RoleName] = Field(default_factory=dict)
    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = Field(min_length=1)


class VerbRule(_Rule):
    """A verb that tells of a happening, and what must stand around it."""

    verbs: Words
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

    nouns: Words
    support: tuple[str, ...] = ()
    support_passive: tuple[str, ...] = ()
    support_intransitive: tuple[str, ...] = ()


class Cue(BaseModel):
    """What a dated clause that no rule knows is taken for: a pattern found in it gives the type."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^dated\.[a-z-]+$")
    type: str
    pattern: str
    verbs: Words = ()
    subject: tuple[Kind, ...] = ()
    example: str


class _TypeFile(BaseModel):
    """The rules of one type of event."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    roles: dict[str, RoleName]
    verb: tuple[VerbRule, ...] = ()
    noun: tuple[NounRule, ...] = ()


class _ListFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: dict[str, Words]


class _CueFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    cue: tuple[Cue, ...]


_Checked = TypeVar("_Checked", bound=BaseModel)
_AnyRule = TypeVar("_AnyRule", VerbRule, NounRule)


@dataclass(frozen=True)
class EventRules:
    """All event rules, ready to use.

    Attributes:
        lists: the named word lists.
        roles: the default relation-to-role mapping of each event type.
        verbs: verb rules in order, by each lemma that triggers them, without their trigger words and
            examples.
        nouns: noun rules in order, by the last word of each noun that triggers them, likewise.
        noun_phrases: a noun rule's nouns as tuples of words, by the rule's id and their last word.
        tails: compiled `tail` patterns by rule id.
        phrases: complex prepositions and coordinators by first word.
        rules: the rules as their files have them.
        cues: the cues, each with its compiled pattern and the rule that its events are filed under.
    """

    lists: Mapping[str, frozenset[str]]
    roles: Mapping[str, Mapping[str, str]]
    verbs: Mapping[str, tuple[VerbRule, ...]]
    nouns: Mapping[str, tuple[NounRule, ...]]
    noun_phrases: Mapping[tuple[str, str], Sequence[tuple[str, ...]]]
    tails: Mapping[str, re.Pattern[str]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    rules: Sequence[VerbRule | NounRule]
    cues: Sequence[tuple[Cue, re.Pattern[str], VerbRule]]

    def roles_of(self, rule: VerbRule | NounRule) -> dict[str, str]:
        return {**self.roles.get(rule.type, {}), **rule.roles}


@cache
def load_event_rules() -> EventRules:
    """Read and check the event rules.

    Returns:
        The rules, indexed by trigger word.

    Raises:
        LexiconError: a file breaks its rules; the message names file, line and rule.

    >>> [rule.id for rule in load_event_rules().verbs["visit"][:3]]
    ['exchange.youth', 'visit.several', 'visit.visit']
    """
    lists = _read(_ListFile, "lists").lists
    files = {name: _read(_TypeFile, name) for name in TYPE_FILES}
    cues = _read(_CueFile, "dated_clauses").cue
    for name, file in files.items():
        _check_rules(name, file)
    verb_rules = _in_order([_expand(rule, lists) for file in files.values() for rule in file.verb])
    noun_rules = _in_order([_expand(rule, lists) for file in files.values() for rule in file.noun])
    return EventRules(
        lists={name: frozenset(words) for name, words in lists.items()},
        roles={file.type: file.roles for file in files.values()},
        verbs=_by_word((rule, (verb.split()[0] for verb in rule.verbs)) for rule in verb_rules),
        nouns=_by_word((rule, (noun.split()[-1] for noun in rule.nouns)) for rule in noun_rules),
        noun_phrases=_by_last_word(noun_rules),
        tails={rule.id: _compile(rule.tail, rule.id) for rule in verb_rules if rule.tail},
        phrases=_phrases(lists),
        rules=(*verb_rules, *noun_rules),
        cues=tuple(
            (
                cue.model_copy(update={"example": ""}),
                _compile(cue.pattern, cue.id, any_case=cue.type != "VISIT"),
                _cue_rule(cue),
            )
            for cue in cues
        ),
    )


def _read(form: type[_Checked], name: str) -> _Checked:
    """Read one file of the folder; a rule of a type file has the file's type."""
    path = f"{FOLDER}/{name}.toml"
    content = read_toml(path)
    if form is _TypeFile:
        content = _with_type(content)
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, content, path) from error


def _with_type(content: dict[str, Any]) -> dict[str, Any]:
    """A type file whose rules all say the type that the file states once."""
    typed = dict(content)
    for kind in ("verb", "noun"):
        rules = content.get(kind)
        if isinstance(rules, list):
            typed[kind] = [
                {**rule, "type": content.get("type")} if isinstance(rule, dict) else rule for rule in rules
            ]
    return typed


def _first_problem(error: ValidationError, content: dict[str, Any], path: str) -> LexiconError:
    """The first of the problems found in a file, with the line and the id of its rule."""
    problem = error.errors()[0]
    where, location = str(lexicon_path(path)), problem["loc"]
    field = ".".join(str(part) for part in location)
    if len(location) > 1 and isinstance(location[1], int):
        kind, number = str(location[0]), location[1]
        rule = content[kind][number]
        name = rule.get("id", "without id") if isinstance(rule, dict) else number + 1
        field = f"rule {name}: {'.'.join(str(part) for part in location[2:])}"
        text = lexicon_path(path).read_text(encoding="utf-8")
        headers = [match.start() for match in re.finditer(rf"(?m)^\[\[{kind}\]\]", text)]
        if number < len(headers):
            where += f":{text.count(chr(10), 0, headers[number]) + 1}"
    return LexiconError(f"{field}: {problem['msg']}", where=where)


def _check_rules(name: str, file: _TypeFile) -> None:
    """Check the rules of a file against the codebook of types, and their ids."""
    where = lexicon_path(f"{FOLDER}/{name}.toml")
    codes = {row.code: row for row in load_event_types()}
    if file.type not in codes:
        raise LexiconError(f"no event type {file.type}", where=where)
    seen: set[str] = set()
    for rule in (*file.verb, *file.noun):
        if rule.id.split(".")[0] != name:
            raise LexiconError(f"rule {rule.id}: the ids of this file begin with {name}.", where=where)
        if rule.mode and rule.mode not in codes[rule.type].modes:
            raise LexiconError(f"rule {rule.id}: no mode {rule.mode} of {rule.type}", where=where)
        if rule.id in seen:
            raise LexiconError(f"rule {rule.id} stands twice", where=where)
        seen.add(rule.id)


def _in_order(rules: list[_AnyRule]) -> list[_AnyRule]:
    """Put each rule with a `before` directly in front of the rule it names."""
    ordered = [rule for rule in rules if not rule.before]
    for rule in rules:
        if not rule.before:
            continue
        places = [place for place, other in enumerate(ordered) if other.id == rule.before]
        if not places:
            raise LexiconError(
                f"rule {rule.id}: no rule {rule.before} to stand before", where=_file_of(rule.id)
            )
        ordered.insert(places[0], rule)
    return ordered


def _expand(rule: _AnyRule, lists: Mapping[str, tuple[str, ...]]) -> _AnyRule:
    """Put the words of a list in the place of its name ("@documents")."""
    changes: dict[str, tuple[str, ...]] = {}
    for name in ("nouns", "object_nouns", "subject_nouns", "prep_object_nouns", "not_object_nouns"):
        words: list[str] = []
        for word in getattr(rule, name, ()):
            if word.startswith("@") and word[1:] not in lists:
                raise LexiconError(f"rule {rule.id}: no list {word}", where=_file_of(rule.id))
            words += lists[word[1:]] if word.startswith("@") else [word]
        if hasattr(rule, name):
            changes[name] = tuple(words)
    return rule.model_copy(update=changes)


_FOR_FINDING = ("verbs", "nouns", "examples", "counterexamples")
"""What a rule that was found by one of its words no longer needs: one word more changes no other answer."""


def _by_word(rules: Iterable[tuple[_AnyRule, Iterable[str]]]) -> dict[str, tuple[_AnyRule, ...]]:
    found: dict[str, list[_AnyRule]] = {}
    for rule, words in rules:
        bare = rule.model_copy(update={name: () for name in _FOR_FINDING if hasattr(rule, name)})
        for word in dict.fromkeys(words):
            found.setdefault(word, []).append(bare)
    return {word: tuple(options) for word, options in found.items()}


def _by_last_word(rules: Iterable[NounRule]) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for rule in rules:
        for noun in rule.nouns:
            words = tuple(noun.split())
            found.setdefault((rule.id, words[-1]), []).append(words)
    return found


def _phrases(lists: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Complex prepositions, coordinators and adverbials by first word, the longest first."""
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, letter in (("complex_prepositions", "I"), ("coordinators", "C"), ("adverbials", "R")):
        if name not in lists:
            raise LexiconError(f"no list {name}", where=lexicon_path(f"{FOLDER}/lists.toml"))
        for phrase in sorted(lists[name], key=len, reverse=True):
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, letter))
    for options in phrases.values():
        options.sort(key=_word_count, reverse=True)
    return phrases


def _compile(pattern: str, rule_id: str, *, any_case: bool = True) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # of signs whose meaning is to change
            return re.compile(pattern, re.IGNORECASE if any_case else 0)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        raise LexiconError(f"rule {rule_id}: {error} in {pattern}", where=_file_of(rule_id)) from error


def _file_of(rule_id: str) -> Path:
    name = rule_id.split(".")[0]
    return lexicon_path(f"{FOLDER}/{name if name in TYPE_FILES else 'dated_clauses'}.toml")


def _cue_rule(cue: Cue) -> VerbRule:
    """The rule that an event found by a cue is filed under."""
    return VerbRule.model_construct(id=cue.id, type=cue.type, verbs=(), examples=(), counterexamples=())


def _word_count(option: tuple[tuple[str, ...], str]) -> int:
    return len(option[0])
