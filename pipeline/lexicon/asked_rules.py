"""What a text asked of the event rules, so that a changed rule is asked again only where it bears.

The rules are handed to the events stage as one object. A noted copy of it writes down each question
("which rules does the verb *visit* trigger?", "is *envoy* among the party nouns?"); whoever keeps what
came of a text keeps the questions with their answers. While all answers stay the same, so does what
came of the text, whatever else has changed in the rule files. (These are the verifying traces of A.
Mokhov, N. Mitchell and S. Peyton Jones, "Build systems à la carte", 2018.)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, TypeVar, cast, overload

from pipeline.lexicon.event_rules import EventRules

Question = tuple[str, ...]
"""A part of the rules and what is asked of it: ("verbs", "visit"), ("lists", "series", "org:G7")."""

Answers = dict[Question, str]
"""A hash of the answer to each question."""

ALWAYS: frozenset[Question] = frozenset({("phrases",)})
"""What every text asks: each of its words may begin a complex preposition."""

_ANY = "any at all?"

Key = TypeVar("Key")
Value = TypeVar("Value")


def note_questions(rules: EventRules, asked: set[Question]) -> EventRules:
    """Return the same rules, which write every question put to them into `asked`.

    >>> from pipeline.lexicon.event_rules import load_event_rules
    >>> asked: set[Question] = set()
    >>> rules = note_questions(load_event_rules(), asked)
    >>> [rule.id for rule in rules.verbs["land"]][:1], "envoy" in rules.lists["party_nouns"]
    (['visit.come-over'], True)
    >>> sorted(asked)
    [('lists', 'party_nouns', 'envoy'), ('phrases',), ('verbs', 'land')]
    """
    asked |= ALWAYS
    lists = {name: _NotedWords(words, name, asked) for name, words in rules.lists.items()}
    return replace(
        rules,
        lists=cast("Mapping[str, frozenset[str]]", lists),
        roles=_NotedMapping(rules.roles, "roles", asked),
        verbs=_NotedMapping(rules.verbs, "verbs", asked),
        nouns=_NotedMapping(rules.nouns, "nouns", asked),
        noun_phrases=_NotedMapping(rules.noun_phrases, "noun_phrases", asked),
        tails=_NotedMapping(rules.tails, "tails", asked),
        rules=_NotedSequence(rules.rules, "rules", asked),
        cues=_NotedSequence(rules.cues, "cues", asked),
    )


class Answerer:
    """Answers questions from rules as they are now, each once."""

    def __init__(self, rules: EventRules) -> None:
        self._rules = rules
        self._known: Answers = {}

    def answer(self, question: Question) -> str:
        """Return a hash of the answer to a question.

        >>> from pipeline.lexicon.event_rules import load_event_rules
        >>> rules = Answerer(load_event_rules())
        >>> rules.answer(("verbs", "visit")) == rules.answer(("verbs", "meet"))
        False
        """
        if question not in self._known:
            told = _spell(self._look_up(question))
            self._known[question] = hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
        return self._known[question]

    def answer_all(self, questions: Iterable[Question]) -> Answers:
        """Return each question with a hash of its answer, in the order of the questions' words."""
        return {question: self.answer(question) for question in sorted(questions)}

    def changed(self, answers: Answers) -> set[Question]:
        """Return the questions that would be answered otherwise now."""
        return {question for question, answer in answers.items() if self.answer(question) != answer}

    def _look_up(self, question: Question) -> object:
        part, *rest = question
        held = getattr(self._rules, part)
        if part == "lists":
            words = held.get(rest[0], frozenset())
            return rest[1] in words if len(rest) > 1 else words
        if rest == [_ANY]:
            return bool(held)
        return held.get(rest[0] if len(rest) == 1 else tuple(rest)) if rest else held


def _spell(value: object) -> str:
    """Write a value in full, so that two values are the same if they are written the same."""
    if isinstance(value, re.Pattern):
        return f"{value.pattern!r} {value.flags}"
    if isinstance(value, Mapping):
        return str(sorted((_spell(key), _spell(held)) for key, held in value.items()))
    if isinstance(value, Set):
        return str(sorted(map(_spell, value)))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str([*map(_spell, value)])
    return repr(value)


def _as_question(part: str, key: object) -> Question:
    return (part, *key) if isinstance(key, tuple) else (part, str(key))


class _NotedMapping(Mapping[Key, Value]):
    """A mapping that notes which keys are looked up; who goes through it asks for the whole."""

    def __init__(self, held: Mapping[Key, Value], part: str, asked: set[Question]) -> None:
        self._held, self._part, self._asked = held, part, asked

    def __getitem__(self, key: Key) -> Value:
        self._asked.add(_as_question(self._part, key))
        return self._held[key]

    def get(self, key: Key, default: object = None) -> Any:  # a missing key is the rule: not by exception
        self._asked.add(_as_question(self._part, key))
        return self._held.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._asked.add(_as_question(self._part, key))
        return key in self._held

    def __bool__(self) -> bool:
        self._asked.add((self._part, _ANY))
        return bool(self._held)

    def __iter__(self) -> Iterator[Key]:
        self._asked.add((self._part,))
        return iter(self._held)

    def __len__(self) -> int:
        self._asked.add((self._part,))
        return len(self._held)


class _NotedSequence(Sequence[Value]):
    """A sequence of which one can only ask for the whole."""

    def __init__(self, held: Sequence[Value], part: str, asked: set[Question]) -> None:
        self._held, self._question, self._asked = held, (part,), asked

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Value]: ...
    def __getitem__(self, index: int | slice) -> Value | Sequence[Value]:
        self._asked.add(self._question)
        return self._held[index]

    def __iter__(self) -> Iterator[Value]:
        self._asked.add(self._question)
        return iter(self._held)

    def __len__(self) -> int:
        self._asked.add(self._question)
        return len(self._held)


class _NotedWords(Set[str]):
    """A word list that notes which words are looked up in it."""

    def __init__(self, held: Set[str], name: str, asked: set[Question]) -> None:
        self._held, self._name, self._asked = held, name, asked

    def __contains__(self, word: object) -> bool:
        self._asked.add(("lists", self._name, str(word)))
        return word in self._held

    def __iter__(self) -> Iterator[str]:
        self._asked.add(("lists", self._name))
        return iter(self._held)

    def __len__(self) -> int:
        self._asked.add(("lists", self._name))
        return len(self._held)

    @classmethod
    def _from_iterable(cls, words: Iterable[str]) -> Set[str]:  # type: ignore[override]
        return frozenset(words)
