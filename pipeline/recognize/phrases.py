"""Names of states, organisations and places in a text, found with one walk over its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.gazetteer_rows import AliasRow
from pipeline.lexicon.name_index import Atom, split_atoms


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A gazetteer name in a text; `first` and `last` are the atoms it covers, `last` excluded."""

    start: int
    end: int
    first: int
    last: int
    rows: tuple[AliasRow, ...]
    person_ids: tuple[str, ...]

    @property
    def is_demonym(self) -> bool:
        return bool(self.rows) and all(row.kind == "demonym" for row in self.rows)


class PhraseTrie:
    """All gazetteer names as trees of words: reading a text costs one step per word.

    A name in capitals ("US") is only met in capitals, any other one only with its first letter as the
    gazetteer has it, so that "us" and "turkey" are not states.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._trees: dict[str, dict[str, Any]] = {}

    def find(self, text: str, atoms: list[Atom], at: int) -> Phrase | None:
        """Return the longest name that begins at an atom."""
        word = atoms[at][0]
        names = self._gazetteer.names_beginning(word)
        if not names:
            return None
        if word not in self._trees:
            self._trees[word] = _tree(names)
        node: dict[str, Any] | None = self._trees[word]
        best: Phrase | None = None
        last = at
        while node is not None:
            last += 1
            if "" in node:
                best = _phrase(text, atoms, at, last, node[""]) or best
            node = node.get(atoms[last][0]) if last < len(atoms) else None
        return best

    def find_all(self, text: str, atoms: list[Atom]) -> Iterator[Phrase]:
        """Yield the names in a text from left to right, the longest at each place, without overlap."""
        at = 0
        while at < len(atoms):
            phrase = self.find(text, atoms, at)
            if phrase is None:
                at += 1
            else:
                yield phrase
                at = phrase.last


def _tree(names: Sequence[tuple[str, AliasRow | str]]) -> dict[str, Any]:
    """Make the tree of the names that begin with one word, below that word."""
    root: dict[str, Any] = {}
    for name, value in names:
        node = root
        for key, _, _ in split_atoms(name)[1:]:
            node = node.setdefault(key, {})
        node.setdefault("", []).append((name, value))
    return root


def _phrase(
    text: str, atoms: list[Atom], first: int, last: int, values: list[tuple[str, AliasRow | str]]
) -> Phrase | None:
    start, end = atoms[first][1], atoms[last - 1][2]
    surface = text[start:end]
    fitting = [value for name, value in values if _fits_case(name, surface)]
    if not fitting:
        return None
    return Phrase(
        start=start,
        end=end,
        first=first,
        last=last,
        rows=tuple(value for value in fitting if isinstance(value, AliasRow)),
        person_ids=tuple(value for value in fitting if isinstance(value, str)),
    )


def _fits_case(name: str, surface: str) -> bool:
    if len(name) <= 5 and name.isupper():
        return surface.isupper()
    if name[0].islower():
        return True
    return surface[0].isupper()


@lru_cache(maxsize=2)
def phrase_trie(gazetteer: Gazetteer) -> PhraseTrie:
    """Return the trees of a gazetteer's names, each made once."""
    return PhraseTrie(gazetteer)
