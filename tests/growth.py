"""How the work of a regular expression grows with the text: linear, or a text that makes it grow faster.

After N. Weideman et al., "Analyzing matching time behavior of backtracking regular expression matchers by
using ambiguity of NFA" (2016). A word that a state p may read in a loop, that leads from p to a state q, and
that q may read in a loop too, can be divided between the two in as many ways as it is repeated: all are tried
when the match fails behind it. For a pattern that is searched, the text before the match is such a p.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from tests.automaton import Automaton, Guard

_MOST_VISITED = 300_000


@dataclass(frozen=True, slots=True)
class Growth:
    """Why a pattern's work may grow faster than the text: `lead`, `word` many times, then what fails it."""

    kind: str
    lead: str
    word: str


class TooLargeError(ValueError):
    """The pattern has too many states to be judged."""


def find_growth(
    pattern: str | bytes, flags: int = 0, *, searched: bool = True, whole: bool = False
) -> Growth | None:
    """Return a text on which a pattern's work grows faster than linearly; None when there is none.

    Args:
        pattern: the regular expression.
        flags: its flags, as for `re.compile`.
        searched: it is looked for all over a text (`search`, `finditer`, `sub`, `split`), and not only
            tried at one place (`match`).
        whole: it has to match to the end (`fullmatch`).

    Raises:
        TooLargeError: the pattern cannot be judged.
        NotUnderstoodError: it has a construct that is not modelled.

    >>> find_growth(r"[a-z]+!")
    Growth(kind='quadratic: the search begins again inside the repetition', lead='', word='a')
    >>> find_growth(r"(?<![a-z])[a-z]+!") is None
    True
    >>> find_growth(r"[a-z]+!", searched=False) is None
    True
    >>> find_growth(r"(a|b|ab)*c", searched=False).kind
    'exponential: the repetition reads the same text in two ways'
    """
    automaton = Automaton(pattern, flags, whole=whole)
    judge = _Judge(automaton)
    found = judge.exponential() or judge.polynomial(searched)
    if found is None and automaton.has_bounds:
        found = _Judge(Automaton(pattern, flags, whole=whole, unbounded=True)).exponential()
    return found


class _Judge:
    def __init__(self, automaton: Automaton) -> None:
        self.a = automaton
        self._visited = 0
        self._steps: dict[tuple[int, int, int], list[int]] = {}
        self._onward = [list(dict.fromkeys(s for s, _ in steps)) for steps in automaton.follow]
        self.loops = _components(self._onward)
        rest = {s for s in range(len(self._onward)) if not self._always_accepts(s)}
        self.failing = _components(
            [[t for t in ts if t in rest] if s in rest else [] for s, ts in enumerate(self._onward)]
        )
        """Loops that may end in failure: those that pass no state which ends the match well."""
        self._component = {state: n for n, loop in enumerate(self.loops) for state in loop}
        self._cuts: dict[frozenset[int], list[int]] = {}
        self._moves: dict[tuple[int, int, frozenset[int]], dict[int, list[int]]] = {}
        self._read: dict[frozenset[int], list[int]] = {}

    def steps(self, state: int, before: int, character: int) -> list[int]:
        """Return the states that read a character behind another (bits), as often as there are ways."""
        key = (state, before, character)
        if key not in self._steps:
            self._steps[key] = [
                target
                for target, (behind, ahead) in self.a.follow[state]
                if self.a.sets[target] & character and behind & before and ahead & character
            ]
        return self._steps[key]

    def characters(self, state: int) -> Iterator[int]:
        """Give each class of characters a state reads, as one bit."""
        for number in range(len(self.a.alphabet)):
            if self.a.sets[state] >> number & 1:
                yield 1 << number

    def exponential(self) -> Growth | None:
        """Find a loop that can read one word in two ways."""
        for loop in self.failing:
            if not self._forks(loop):
                continue
            for state, before in self._pairs(loop):
                word = self._two_ways(state, before, loop)
                if word is not None:
                    kind = "exponential: the repetition reads the same text in two ways"
                    return Growth(kind, self._lead(state), word)
        return None

    def polynomial(self, searched: bool) -> Growth | None:
        """Find two loops, or the search and a loop, that can divide a word between them."""
        failing = {s: loop for loop in self.failing for s in self.cuts(loop)}
        for first in [0] * searched + [s for loop in self.loops for s in self.cuts(loop)]:
            near = self._near(first)
            # Two states of one loop would have been told as exponential.
            for state in [s for s in failing if s in near and first not in failing[s]]:
                if first and not self.a.atoms[first] <= self.a.atoms[state]:
                    continue  # what an atomic group has read stays read
                word = self._same_before(
                    state, lambda befores, p=first, q=state: self._divided(p, q, failing[q], befores)
                )
                if word is not None and first:
                    return Growth(
                        "quadratic: two repetitions may read the same text", self._lead(first), word
                    )
                if word is not None:
                    return Growth("quadratic: the search begins again inside the repetition", "", word)
        return None

    def _same_before(self, state: int, find: Callable[[list[int]], str | None]) -> str | None:
        """Look for a word that ends on the character that stood before it, so that it can be repeated.

        A look that does not mind which character that is comes first: it mostly settles the question.
        """
        befores = list(self.characters(state))
        if find(befores) is None:
            return None
        return next((word for before in befores if (word := find([before])) is not None), None)

    def _forks(self, loop: frozenset[int]) -> bool:
        """Tell whether one character may lead to two states of a loop, or by two ways to one."""
        for state in loop:
            seen = 0
            for target, (_, ahead) in self.a.follow[state]:
                read = self.a.sets[target] & ahead if target in loop else 0
                if seen & read:
                    return True
                seen |= read
        return False

    def _pairs(self, loop: frozenset[int]) -> list[tuple[int, int]]:
        """Return the states (and what stands before them) from which two ways part and meet again."""
        queue = deque(
            (state, state, before) for state in self.cuts(loop) for before in self.characters(state)
        )
        number = {node: n for n, node in enumerate(queue)}
        graph: list[list[int]] = [[] for _ in number]
        double: set[tuple[int, int]] = set()
        while queue:
            one, two, last = node = queue.popleft()
            other = self.moves(two, last, loop)
            for character, firsts in self.moves(one, last, loop).items():
                seconds = other.get(character, ())
                for m, first in enumerate(firsts):
                    for n, second in enumerate(seconds):
                        target = (min(first, second), max(first, second), character)
                        if target not in number:
                            self._visit()
                            number[target] = len(number)
                            graph.append([])
                            queue.append(target)
                        graph[number[node]].append(number[target])
                        if one == two and first == second and m != n:
                            double.add((number[node], number[target]))
        nodes, found = list(number), []
        for component in _components(graph):
            same = [nodes[n] for n in sorted(component) if nodes[n][0] == nodes[n][1]]
            apart = len(same) < len(component) or any(a in component and b in component for a, b in double)
            if same and apart:
                found += [(state, before) for state, _, before in same]
        return found

    def moves(self, state: int, before: int, loop: frozenset[int]) -> dict[int, list[int]]:
        """Return which characters lead on in a loop from a state, and to where."""
        key = (state, before, loop)
        if key not in self._moves:
            found = {
                c: [s for s in self.steps(state, before, c) if s in loop] for c in self.characters_of(loop)
            }
            self._moves[key] = {character: targets for character, targets in found.items() if targets}
        return self._moves[key]

    def _two_ways(self, state: int, before: int, loop: frozenset[int]) -> str | None:
        queue = deque([(state, state, before, False)])
        came = dict.fromkeys(queue, "")
        while queue:
            one, two, last, parted = node = queue.popleft()
            other = self.moves(two, last, loop)
            for character, firsts in self.moves(one, last, loop).items():
                word = came[node] + self.show(character)
                for m, first in enumerate(firsts):
                    for n, second in enumerate(other.get(character, ())):
                        apart = parted or first != second or (one == two and m != n)
                        if apart and first == second == state and character == before:
                            return word
                        if (target := (first, second, character, apart)) not in came:
                            came[target] = word
                            queue.append(target)
        return None

    def _divided(self, first: int, state: int, loop: frozenset[int], befores: list[int]) -> str | None:
        """Return a word that `first` loops on, that leads from it to `state`, and that `state` loops on."""
        own = self.loops[self._component[first]] if first else frozenset([0])
        queue = deque((first, first, state, c) for c in befores if not first or self.a.sets[first] & c)
        came = dict.fromkeys(queue, "")
        while queue:
            p, mid, q, last = node = queue.popleft()
            for character in self.characters_of(loop):
                ends = dict.fromkeys(s for s in self.steps(q, last, character) if s in loop)
                begins = (
                    dict.fromkeys(s for s in self.steps(p, last, character) if s in own)
                    if first
                    else {0: None}
                )
                if not ends or not begins:
                    continue
                mids = dict.fromkeys(self.steps(mid, last, character))
                if mid == 0:
                    mids[0] = None
                word = came[node] + self.show(character)
                for target in product(begins, mids, ends, (character,)):
                    if target[:3] == (first, state, state) and character in befores:
                        return word
                    self._visit()
                    if target not in came:
                        came[target] = word
                        queue.append(target)
        return None

    def _visit(self) -> None:
        self._visited += 1
        if self._visited > _MOST_VISITED:
            raise TooLargeError("too many states; use simpler or fewer repetitions")

    def _near(self, first: int) -> set[int]:
        """Return the states that can be reached from one by reading only what its own loop reads."""
        if not first:
            return _reach(self._onward, 0)
        own = sum(self.characters_of(self.loops[self._component[first]]))
        found, queue = {first}, [first]
        while queue:
            for target in self._onward[queue.pop()]:
                if target not in found and self.a.sets[target] & own:
                    found.add(target)
                    queue.append(target)
        return found

    def cuts(self, loop: frozenset[int]) -> list[int]:
        """Return states one of which every way around a loop passes: it can be repeated from there."""
        if loop not in self._cuts:
            self._cuts[loop] = sorted(
                _cut_cycles({s: [t for t in self._onward[s] if t in loop] for s in loop})
            )
        return self._cuts[loop]

    def characters_of(self, loop: frozenset[int]) -> list[int]:
        if loop not in self._read:
            read = 0
            for state in loop:
                read |= self.a.sets[state]
            self._read[loop] = [1 << n for n in range(len(self.a.alphabet)) if read >> n & 1]
        return self._read[loop]

    def _always_accepts(self, state: int) -> bool:
        """Tell whether the pattern, once in a state, matches at least up to it, whatever follows."""
        if self.a.in_look[state]:
            return False
        ahead = [1 << n for n in range(len(self.a.alphabet) + 1)]
        return all(
            state in self.steps(state, before, character)
            or self._accepts(self.a.accept[state], before, character)
            for before in self.characters(state)
            for character in ahead
        )

    @staticmethod
    def _accepts(guards: list[Guard], before: int, character: int) -> bool:
        return any(behind & before and ahead & character for behind, ahead in guards)

    def _lead(self, state: int) -> str:
        """Return a short text that brings the pattern to a state."""
        start = (0, self.a.edge)
        queue, came = deque([start]), {start: ""}
        while queue:
            at, before = node = queue.popleft()
            if at == state:
                return came[node]
            for number in range(len(self.a.alphabet)):
                for target in self.steps(at, before, 1 << number):
                    if (reached := (target, 1 << number)) not in came:
                        came[reached] = came[node] + self.show(1 << number)
                        queue.append(reached)
        return ""

    def show(self, character: int) -> str:
        return self.a.alphabet[character.bit_length() - 1]


def _reach(follow: list[list[int]], start: int) -> set[int]:
    found, queue = {start}, [start]
    while queue:
        for target in follow[queue.pop()]:
            if target not in found:
                found.add(target)
                queue.append(target)
    return found


def _cut_cycles(follow: dict[int, list[int]]) -> set[int]:
    """Return nodes without which a connected graph has no cycle: where a walk in depth comes upon itself."""
    arriving = Counter(target for targets in follow.values() for target in targets)
    root = max(sorted(follow), key=lambda node: arriving[node] * len(follow[node]))
    chosen, on_way, seen = set(), {root}, {root}
    work = [(root, iter(follow[root]))]
    while work:
        node, targets = work[-1]
        for target in targets:
            if target in on_way:
                chosen.add(target)
            elif target not in seen:
                seen.add(target)
                on_way.add(target)
                work.append((target, iter(follow[target])))
                break
        else:
            on_way.discard(node)
            work.pop()
    return chosen


def _components(follow: list[list[int]]) -> list[frozenset[int]]:
    """Return the states of each loop: those that reach each other (Tarjan)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    stacked: set[int] = set()
    found = []
    for root in range(len(follow)):
        if root in index:
            continue
        work = [(root, iter(follow[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        stacked.add(root)
        while work:
            state, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    stacked.add(target)
                    work.append((target, iter(follow[target])))
                    break
                if target in stacked:
                    low[state] = min(low[state], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[state])
                if low[state] == index[state]:
                    cut = stack.index(state)
                    loop, stack[cut:] = stack[cut:], []
                    stacked.difference_update(loop)
                    if len(loop) > 1 or state in follow[state]:
                        found.append(frozenset(loop))
    return found
