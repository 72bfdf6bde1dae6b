"""Names taken apart into words and signs, and found by the first of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.errors import LexiconError
from pipeline.lexicon.gazetteer_rows import AliasRow
from pipeline.lexicon.people_names import PersonName, fold

_ATOM_RE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


Atom = tuple[str, int, int]
"""A run of letters, a run of digits, or a single other sign: its folded form, start and end."""


def split_atoms(text: str) -> list[Atom]:
    """Part a text into its words and signs, folded, so that spelling and spacing do not matter.

    >>> [key for key, _, _ in split_atoms("the U.S.– Côte d’Ivoire")]
    ['the', 'u', '.', 's', '.', '-', 'cote', 'd', "'", 'ivoire']

    A stray accent, which damaged texts hold, is nothing by itself and is left out.

    >>> split_atoms("Canada \u0301")
    [('canada', 0, 6)]
    """
    return [(key, match.start(), match.end()) for match in _ATOM_RE.finditer(text) if (key := fold(match[0]))]


def names_by_first_word(
    aliases: Mapping[str, Iterable[AliasRow]], people: Mapping[str, PersonName]
) -> dict[str, list[tuple[str, AliasRow | str]]]:
    """Sort names by their first word or sign, folded.

    Args:
        aliases: the rows of states, organisations and places; of a demonym in -n the plural is a name, too.
        people: the names of people by their ids.

    Returns:
        For each word the names that begin with it, each with its row or its person's id.

    Raises:
        LexiconError: a name has neither word nor sign.
    """
    found: dict[str, list[tuple[str, AliasRow | str]]] = defaultdict(list)
    for rows in aliases.values():
        for row in rows:
            first = _first_word(row.alias)
            found[first].append((row.alias, row))
            if row.kind == "demonym" and row.alias.endswith("n"):
                plural = row.alias + "s"
                found[_first_word(plural)].append((plural, row))
    for person_id, names in people.items():
        for spelling in names.spellings:
            found[_first_word(spelling)].append((spelling, person_id))
    return found


def _first_word(name: str) -> str:
    atoms = split_atoms(name)
    if not atoms:
        raise LexiconError(f"the name {name!r} has no word", hint="write it in letters")
    return atoms[0][0]
