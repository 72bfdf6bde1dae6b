"""The automaton of a regular expression: one state per character it can read (Glushkov's construction).

Python's own parser reads the pattern. What a pattern says about the characters beside a point (anchors,
`\\b`, looks of one character, the end of a possessive repetition) becomes a guard on the step over it.
"""

from __future__ import annotations

import re
import re._constants as codes
import re._parser as parser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_COUNTED = 500
"""A repetition bounded by no more than this costs each character at most so many steps, and is no loop."""
_FEW = 8
_COPIES = 3
"""So many copies stand for a bounded repetition."""
_SAMPLE = "aZ09_ \n\t\r.,;-'\"(<é²٣あ\u2028\ufffd\x01\x00"

Guard = tuple[int, int]
"""Which characters may stand before and behind a point: two sets, as bits over the classes of characters."""
Step = tuple[int, Guard]


class NotUnderstoodError(ValueError):
    """The pattern has a construct that is not modelled."""


@dataclass(slots=True)
class Part:
    """A part of a pattern: how it may be empty, and with which states it may begin and end."""

    empty: list[Guard] = field(default_factory=list)
    first: list[Step] = field(default_factory=list)
    last: list[Step] = field(default_factory=list)


class Automaton:
    """The states of one pattern. State 0 stands before the pattern; `accept` ends it.

    Args:
        pattern: the regular expression.
        flags: its flags, as for `re.compile`.
        whole: it has to match to the end of the text (`re.fullmatch`).
        unbounded: take bounded repetitions for endless ones.
    """

    def __init__(
        self, pattern: str | bytes, flags: int = 0, *, whole: bool = False, unbounded: bool = False
    ) -> None:
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        tree = parser.parse(text, flags & ~re.DEBUG)
        self._unbounded = unbounded
        self.has_bounds = False
        """A repetition is bounded, but not by a handful."""
        self.alphabet = _classes(tree, int(tree.state.flags))
        self.edge = 1 << len(self.alphabet)
        """The bit for the edge of the text."""
        self.anything = 2 * self.edge - 1
        self.sets: list[int] = [0]
        self.in_look: list[bool] = [False]
        self.atoms: list[frozenset[int]] = [frozenset()]
        self.follow: list[list[Step]] = [[]]
        self._looks = self._atom_number = 0
        self._atom: frozenset[int] = frozenset()
        self._groups: dict[int, Any] = {}
        self._known: dict[tuple[Any, str, int], int] = {}
        part = self._sequence(tree, int(tree.state.flags), False)
        self.follow[0] = list(part.first)
        end = (self.anything, self.edge if whole else self.anything)
        self.accept: list[list[Guard]] = [[] for _ in self.sets]
        for state, guard in part.last:
            self.accept[state].append(_both(guard, end))

    def bits(self, characters: Iterable[str]) -> int:
        wanted = set(characters)
        return sum(1 << n for n, character in enumerate(self.alphabet) if character in wanted)

    def _any(self) -> Guard:
        return (self.anything, self.anything)

    def _sequence(self, items: Iterable[tuple[Any, Any]], flags: int, closed: bool) -> Part:
        """Build items said one after the other; `closed` when nothing inside is tried again behind them."""
        listed = list(items)
        whole = Part(empty=[self._any()])
        for number, (operation, value) in enumerate(listed):
            part = self._item(operation, value, flags, closed and number == len(listed) - 1)
            whole = self._join(whole, part)
        return whole

    def _join(self, one: Part, two: Part) -> Part:
        for state, guard in one.last:
            self._link(state, guard, two.first)
        return Part(
            empty=[g for a in one.empty for b in two.empty if _possible(g := _both(a, b))],
            first=[*one.first, *((s, _both(a, g)) for a in one.empty for s, g in two.first)],
            last=[*two.last, *((s, _both(a, g)) for a in two.empty for s, g in one.last)],
        )

    def _link(self, state: int, guard: Guard, targets: Iterable[Step]) -> None:
        self.follow[state].extend((s, g) for s, other in targets if _possible(g := _both(guard, other)))

    def _read(self, characters: int) -> Part:
        """Build one state that reads one of some characters."""
        self.sets.append(characters)
        self.in_look.append(self._looks > 0)
        self.atoms.append(self._atom)
        self.follow.append([])
        step = (len(self.sets) - 1, self._any())
        return Part(first=[step], last=[step])

    def _item(self, operation: Any, value: Any, flags: int, closed: bool) -> Part:
        if operation in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
            key = (operation, str(value), flags)
            if key not in self._known:
                self._known[key] = self.bits(c for c in self.alphabet if _reads(operation, value, c, flags))
            return self._read(self._known[key])
        if operation is codes.SUBPATTERN:
            group, added, removed, inner = value
            self._groups[group] = inner
            return self._sequence(inner, (flags | added) & ~removed, closed)
        if operation is codes.GROUPREF:
            return self._sequence(self._groups[value], flags, closed)
        if operation is codes.BRANCH:
            parts = [self._sequence(branch, flags, closed) for branch in value[1]]
            whole = Part()
            for part in parts:
                whole.empty += part.empty
                whole.first += part.first
                whole.last += part.last
            return whole
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            return self._repeat(operation, value, flags, closed)
        if operation is codes.ATOMIC_GROUP:
            return self._atomic(value, flags)
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            return self._look(operation is codes.ASSERT, value, flags)
        if operation is codes.AT:
            return Part(empty=self._anchor(value, flags))
        raise NotUnderstoodError(str(operation))

    def _atomic(self, items: Any, flags: int) -> Part:
        before, self._atom_number = self._atom, self._atom_number + 1
        self._atom = before | {self._atom_number}
        part = self._sequence(items, flags, True)
        self._atom = before
        return part

    def _repeat(self, operation: Any, value: Any, flags: int, closed: bool) -> Part:
        least, most, inner = value
        possessive = operation is codes.POSSESSIVE_REPEAT or (closed and operation is codes.MAX_REPEAT)
        if operation is codes.POSSESSIVE_REPEAT:
            before, self._atom_number = self._atom, self._atom_number + 1
            self._atom = before | {self._atom_number}
        self.has_bounds = self.has_bounds or _FEW < most <= MOST_COUNTED
        endless = most > MOST_COUNTED or (self._unbounded and most > _FEW)
        copies = min(max(least - 1, 0), _COPIES) if endless else min(most, _COPIES)
        needed = min(least, copies)
        copies_of = [self._sequence(inner, flags, possessive) for _ in range(copies)]
        whole = Part(empty=[self._any()])
        if endless:
            whole = self._sequence(inner, flags, possessive)
            for state, guard in whole.last:
                self._link(state, guard, whole.first)
            passing = self._passing(whole, inner, possessive)
            if possessive and len(inner) == 1:
                whole.last = [(s, _both(g, passing[0])) for s, g in whole.last]
            whole.empty = whole.empty if least else [*whole.empty, *passing]
        for number in reversed(range(copies)):  # a copy is only entered from the one before it
            passing = self._passing(copies_of[number], inner, possessive)
            whole = self._join(copies_of[number], whole)
            if number >= needed:
                whole.empty = [*whole.empty, *passing]
        if operation is codes.POSSESSIVE_REPEAT:
            self._atom = before
        return whole

    def _passing(self, part: Part, inner: Any, possessive: bool) -> list[Guard]:
        """Return how a repetition is left out: a possessive one only where its character does not stand."""
        one_character = len(inner) == 1 and len(part.first) == 1 and part.first == part.last
        simple = len(inner) == 1 and len(part.first) == 1 and inner[0][0] in _CHARACTERS
        if possessive and (one_character or simple):
            return [(self.anything, self.anything & ~self.sets[part.first[0][0]])]
        return [self._any()]

    def _look(self, wanted: bool, value: Any, flags: int) -> Part:
        direction, inner = value
        if direction < 0:
            states = len(self.sets)
            part = self._sequence(inner, flags, False)
            guard = (self._beside(part, wanted, behind=False), self.anything)
            for kept in (self.sets, self.in_look, self.atoms, self.follow):
                del kept[states:]
            return Part(empty=[guard])
        self._looks += 1
        part = self._sequence(inner, flags, True)
        self._looks -= 1
        return Part(empty=[(self.anything, self._beside(part, wanted, behind=True))], first=part.first)

    def _beside(self, part: Part, wanted: bool, *, behind: bool) -> int:
        """Return which characters may stand beside a look: those it needs, or all but those it forbids."""
        side = 1 if behind else 0
        found = 0
        for guard in part.empty:
            found |= guard[side] if wanted or guard[1 - side] == self.anything else 0
        for state, guard in part.first if behind else part.last:
            lone = (
                (not self.follow[state] and (state, guard) in part.last)
                if behind
                else ((state, guard) in part.first and not any(state == s for f in self.follow for s, _ in f))
            )
            if wanted or (lone and guard[1 - side] == self.anything and guard[side] == self.anything):
                found |= self.sets[state] & guard[side]
        return found if wanted else self.anything & ~found

    def _anchor(self, value: Any, flags: int) -> list[Guard]:
        line, word = self.bits("\n"), self.bits(c for c in self.alphabet if c == "_" or c.isalnum())
        other = self.anything & ~word
        if value is codes.AT_BEGINNING_STRING or (value is codes.AT_BEGINNING and not flags & _MULTILINE):
            return [(self.edge, self.anything)]
        if value is codes.AT_BEGINNING:
            return [(self.edge | line, self.anything)]
        if value is codes.AT_END_STRING:
            return [(self.anything, self.edge)]
        if value is codes.AT_END:
            return [(self.anything, self.edge | line)]
        if value is codes.AT_BOUNDARY:
            return [(word, other), (other, word)]
        if value is codes.AT_NON_BOUNDARY:
            return [(word, word), (other, other)]
        raise NotUnderstoodError(str(value))


_IGNORECASE, _MULTILINE, _DOTALL = int(re.IGNORECASE), int(re.MULTILINE), int(re.DOTALL)
_CHARACTERS = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: str.isdecimal,
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_WORD: lambda c: c == "_" or c.isalnum(),
}
_NEGATED = {
    codes.CATEGORY_NOT_DIGIT: codes.CATEGORY_DIGIT,
    codes.CATEGORY_NOT_SPACE: codes.CATEGORY_SPACE,
    codes.CATEGORY_NOT_WORD: codes.CATEGORY_WORD,
}


def _both(one: Guard, two: Guard) -> Guard:
    return (one[0] & two[0], one[1] & two[1])


def _possible(guard: Guard) -> bool:
    return bool(guard[0] and guard[1])


def _reads(operation: Any, value: Any, character: str, flags: int) -> bool:
    """Tell whether one item of a pattern reads a character."""
    forms = {character, character.lower(), character.upper()} if flags & _IGNORECASE else {character}
    if operation is codes.ANY:
        return bool(flags & _DOTALL) or character != "\n"
    if operation is codes.LITERAL:
        return chr(value) in forms
    if operation is codes.NOT_LITERAL:
        return chr(value) not in forms
    negated = bool(value) and value[0][0] is codes.NEGATE
    return negated != any(_holds(item, form) for item in value for form in forms)


def _holds(item: tuple[Any, Any], character: str) -> bool:
    operation, value = item
    if operation is codes.LITERAL:
        return chr(value) == character
    if operation is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    if operation is codes.CATEGORY:
        if value in _NEGATED:
            return not _CATEGORIES[_NEGATED[value]](character)
        return _CATEGORIES[value](character)
    return False


def _classes(tree: Any, flags: int) -> list[str]:
    """Return one character for each class that a pattern tells apart."""
    items = list(_items(tree, flags))
    candidates = set(_SAMPLE)
    for operation, value, _ in items:
        for kind, inside in [(operation, value)] if operation is not codes.IN else value:
            if kind in (codes.LITERAL, codes.NOT_LITERAL):
                candidates.add(chr(inside))
            elif kind is codes.RANGE:
                candidates |= {chr(max(0, n)) for n in (inside[0] - 1, *inside, min(inside[1] + 1, 0x10FFFF))}
    if flags & _IGNORECASE:
        candidates |= {form for c in candidates for form in (c.lower(), c.upper()) if len(form) == 1}
    chosen: dict[tuple[bool, ...], str] = {}
    for character in sorted(candidates):
        signature = tuple(_reads(*item[:2], character, item[2]) for item in items)
        word = character == "_" or character.isalnum()
        chosen.setdefault((*signature, word, character == "\n"), character)
    return list(chosen.values())


def _items(tree: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
    """Give each thing that reads one character, once."""
    seen = set()

    def walk(tree: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
        for operation, value in tree:
            if operation in _CHARACTERS:
                if (key := (str(operation), str(value), flags)) not in seen:
                    seen.add(key)
                    yield operation, value, flags
            elif operation is codes.SUBPATTERN:
                yield from walk(value[3], (flags | value[1]) & ~value[2])
            elif operation is codes.BRANCH:
                for branch in value[1]:
                    yield from walk(branch, flags)
            elif operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
                yield from walk(value[2], flags)
            elif operation is codes.ATOMIC_GROUP:
                yield from walk(value, flags)
            elif operation in (codes.ASSERT, codes.ASSERT_NOT):
                yield from walk(value[1], flags)

    return walk(tree, flags)
