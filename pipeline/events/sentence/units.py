"""What a sentence consists of for the event rules: units, noun phrases, verb groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Mention, TimeExpression
from pipeline.packing import packed_by_position

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CLOSERS = {"(": ")", "[": "]"}


@dataclass(slots=True, eq=False)
class Unit:
    """A mention, a date or a token; `head` is the index of its governor among the units."""

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    dep: str
    shape: str
    head: int = -1
    mention: Mention | None = None
    time: TimeExpression | None = None


@dataclass(slots=True, eq=False)
class NounPhrase:
    """A base noun phrase; `head` is the index of its last noun or name."""

    start: int
    end: int
    head: int


@dataclass(slots=True)
class Clause:
    """A verb with its auxiliaries: `start` is where the group begins, `verb` its main word."""

    start: int
    verb: int
    passive: bool
    negated: bool
    auxiliaries: tuple[str, ...]
    infinitive: bool


@dataclass(slots=True)
class SentenceView:
    """The units of one sentence with what is found in their shape."""

    start: int
    end: int
    text: str
    units: list[Unit]
    shape: str
    phrases: list[NounPhrase]
    np_of: list[NounPhrase | None]
    children: list[list[int]]
    clauses: dict[int, Clause] = field(default_factory=dict)

    def lemmas(self, start: int, end: int) -> str:
        """The lemmas from one unit up to another, with spaces between."""
        return " ".join(unit.lemma for unit in self.units[start:end])

    def closing(self, index: int) -> int:
        """Return the index of the bracket that closes the one at `index` (or the last unit)."""
        closer = _CLOSERS.get(self.units[index].text, ")")
        for position in range(index + 1, len(self.units)):
            if self.units[position].text == closer:
                return position
        return len(self.units) - 1


_LEMMAS = {
    "presidents": "president",
    "premiers": "premier",
    "chancellors": "chancellor",
    "chairmen": "chairman",
    "governments": "government",
    "ambassadors": "ambassador",
    "representatives": "representative",
    "accords": "accord",
    "agreements": "agreement",
    "protocols": "protocol",
    "conventions": "convention",
    "declarations": "declaration",
    "arrangements": "arrangement",
    "stag": "stage",
    "dos": "dose",
}
"""Lemmas that the model's rules get wrong, among them plurals written with a capital."""


@packed_by_position
@dataclass(frozen=True, slots=True)
class DocTokens:
    """The columns of a spaCy Doc that the rules read, taken out once because attribute access is slow."""

    starts: list[int]
    texts: list[str]
    lemmas: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]

    @classmethod
    def of_doc(cls, doc: Doc) -> DocTokens:
        """Take the columns out of a Doc."""
        # Whole columns at once: reading attribute by attribute costs more than some of the rules.
        read = doc.to_array(["IDX", "ORTH", "LEMMA", "TAG", "DEP", "HEAD"])
        idx, orths, lemmas, tags, deps, heads = read.T.tolist()
        strings = doc.vocab.strings
        return cls(
            idx,
            [strings[orth] for orth in orths],
            [_LEMMAS.get(lemma := strings[key].lower(), lemma) for key in lemmas],
            [strings[tag] for tag in tags],
            [strings[dep] for dep in deps],
            # spaCy writes how far away the head is, as an unsigned number
            [(index + offset) % 2**64 for index, offset in enumerate(heads)],
        )
