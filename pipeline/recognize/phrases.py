"""Names of states, organisations and places in a text, found with one walk over its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.lexicon.gazetteer_rows import AliasRow
from pipeline.lexicon.people_names import fold

_ATOM_RE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


Atom = tuple[str, int, int]
"""A run of letters, a run of digits, or a single other sign: its folded form, start and end."""


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


def split_atoms(text: str) -> list[Atom]:
    """Part a text into its words and signs, folded, so that spelling and spacing do not matter.

    >>> [key for key, _, _ in split_atoms("the U.S.– Côte d’Ivoire")]
    ['the', 'u', '.', 's', '.', '-', 'cote', 'd', "'", 'ivoire']

    A stray accent, which damaged texts hold, is nothing by itself and is left out.

    >>> split_atoms("Canada \u0301")
    [('canada', 0, 6)]
    """
    return [(key, match.start(), match.end()) for match in _ATOM_RE.finditer(text) if (key := fold(match[0]))]


class PhraseTrie:
    """All gazetteer names as a tree of words: reading a text costs one step per word.

    A name in capitals ("US") is only met in capitals, any other one only with its first letter as the
    gazetteer has it, so that "us" and "turkey" are not states.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._root: dict[str, Any] = {}
        for rows in gazetteer.aliases.values():
            for row in rows:
                self._add(row.alias, row)
                if row.kind == "demonym" and row.alias.endswith("n"):
                    self._add(row.alias + "s", row)
        for person_id, names in gazetteer.names.items():
            for spelling in names.spellings:
                self._add(spelling, person_id)

    def _add(self, name: str, value: AliasRow | str) -> None:
        node = self._root
        for key, _, _ in split_atoms(name):
            node = node.setdefault(key, {})
        node.setdefault("", []).append((name, value))

    def find(self, text: str, atoms: list[Atom], at: int) -> Phrase | None:
        """Return the longest name that begins at an atom."""
        node: dict[str, Any] | None = self._root.get(atoms[at][0])
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
    """Return the tree of a gazetteer's names, made once."""
    return PhraseTrie(gazetteer)
