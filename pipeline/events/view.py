"""A sentence as the event rules read it: names and dates as single words, noun phrases, clauses.

The tree of a small parser is wrong in every fifth long sentence, so this view offers both: the
tree contracted onto *units* (a mention, a date or a token each), and a *shape*, one letter per
unit, in which noun phrases and coordinations are found by their linear form.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Mention, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

# One letter per unit: T time, M mention, A demonym, D determiner, J adjective or number, N noun,
# R adverb, V verb, X auxiliary, I preposition, t infinitive "to", C coordinator, W wh-word,
# U subordinator, S possessive, P pronoun, H joining hyphen, Q quotation mark, E other.
NP_RE = re.compile(
    r"(?:D+R?|R(?=J))?(?:(?:A,)*A,?C(?=A)|J,(?=J)|JC(?=[JN])|NC(?=NN)|R(?=J)|[JNMASH]|Q(?=[JNMAQ]))*[NMA]"
)
SUBORDINATORS = frozenset(
    [
        "that",
        "because",
        "if",
        "while",
        "although",
        "though",
        "whether",
        "unless",
        "when",
        "until",
        "once",
        "lest",
        "whereas",
    ]
)
CLOSERS = {"(": ")", "[": "]"}


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
        return " ".join(unit.lemma for unit in self.units[start:end])

    def closing(self, index: int) -> int:
        """Return the index of the bracket that closes the one at `index` (or the last unit)."""
        closer = CLOSERS.get(self.units[index].text, ")")
        for position in range(index + 1, len(self.units)):
            if self.units[position].text == closer:
                return position
        return len(self.units) - 1


_LEMMAS = {"stag": "stage"}
"""Lemmas that the model's rules get wrong."""


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


_TAG_SHAPES = {
    "DT": "D",
    "PDT": "D",
    "PRP$": "D",
    "CC": "C",
    "CD": "J",
    "JJ": "J",
    "JJR": "J",
    "JJS": "J",
    "NN": "N",
    "NNS": "N",
    "NNP": "N",
    "NNPS": "N",
    "$": "J",
    "RB": "R",
    "RBR": "R",
    "RBS": "R",
    "RP": "R",
    "MD": "X",
    "WDT": "W",
    "WP": "W",
    "WP$": "W",
    "WRB": "W",
    "POS": "S",
    "PRP": "P",
    "EX": "P",
    "HYPH": "H",
    "``": "Q",
    "''": "Q",
    "-LRB-": "(",
    "-RRB-": ")",
    "FW": "N",
    "AFX": "J",
}
_TEXT_SHAPES = {
    ",": ",",
    ";": ";",
    ":": ";",
    ".": ".",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "“": "Q",
    "”": "Q",
    '"': "Q",
    "‘": "Q",
    "「": "Q",
    "」": "Q",
    "-": "H",
    "–": "H",
    "—": ";",
    "/": "H",
    "&": "C",
    "―": "H",
    "+": "H",
}
_QUOTES = frozenset("’'")


def shape_of(text: str, lemma: str, tag: str, dep: str) -> str:
    """Return the shape letter of a plain token."""
    if text in _TEXT_SHAPES:
        return _TEXT_SHAPES[text]
    if tag.startswith("VB"):
        if dep in ("aux", "auxpass"):
            return "X"
        if tag in ("VBN", "VBG") and dep in ("amod", "compound", "nmod"):
            return "J"
        return "V"
    if tag == "TO":
        return "t" if dep == "aux" else "I"
    if tag == "IN":
        if lemma in SUBORDINATORS:
            return "U"
        return "U" if dep == "mark" else "I"
    if text in _QUOTES:
        return "S" if tag == "POS" else "Q"
    return _TAG_SHAPES.get(tag, "E")


def build_view(
    tokens: DocTokens,
    first: int,
    last: int,
    span: tuple[int, int],
    text: str,
    names: Sequence[Mention],
    times: Sequence[TimeExpression],
    phrases: dict[str, list[tuple[tuple[str, ...], str]]],
    verbs: Container[str] = frozenset(),
) -> SentenceView:
    """Contract the tokens `first`..`last` of a sentence to units.

    Args:
        tokens: the columns of the segment's Doc.
        first: index of the sentence's first token.
        last: index behind its last token.
        span: segment offsets of the sentence.
        text: the segment's text.
        names: the mentions in the sentence, by start.
        times: the time expressions in the sentence, by start.
        phrases: complex prepositions and the like, by first word: (words, shape letter).
        verbs: trigger verbs; in a caption without a verb, one that the tagger took for a noun is put right.

    Returns:
        The view; every token belongs to exactly one unit.
    """
    spans: list[tuple[int, int, Mention | None, TimeExpression | None]] = []
    spans += [(time.start, time.end, None, time) for time in times]
    taken = [(time.start, time.end) for time in times]
    for name in names:
        if all(name.end <= start or end <= name.start for start, end in taken):
            spans.append((name.start, name.end, name, None))
    spans.sort(key=_span_start)

    units: list[Unit] = []
    unit_of = [0] * (last - first)
    roots: list[int] = []
    position = 0
    for index in range(first, last):
        start, word = tokens.starts[index], tokens.texts[index]
        end = start + len(word)
        while position < len(spans) and spans[position][1] <= start:
            position += 1
        if position < len(spans) and spans[position][0] < end:
            span_start, span_end, mention, time = spans[position]
            if units and units[-1].start == span_start and (units[-1].mention or units[-1].time):
                unit_of[index - first] = len(units) - 1
                # the root of a contracted name is the token whose governor lies outside of it
                root = roots[-1]
                if (
                    not span_start <= tokens.starts[tokens.heads[root]] < span_end
                    or tokens.heads[root] == root
                ):
                    continue
                roots[-1] = index
                units[-1].tag, units[-1].dep = tokens.tags[index], tokens.deps[index]
                continue
            if start < span_start:
                # a bracket glued to a word: "Summit(April 28" is one token to the tokenizer
                _add_words(units, roots, tokens, index, start, span_start)
            shape = "T" if time else ("A" if mention is not None and mention.label == "DEMONYM" else "M")
            content = text[span_start:span_end]
            units.append(
                Unit(
                    span_start,
                    span_end,
                    content,
                    content.lower(),
                    tokens.tags[index],
                    tokens.deps[index],
                    shape,
                    mention=mention,
                    time=time,
                )
            )
            unit_of[index - first] = len(units) - 1
            roots.append(index)
            continue
        if not word.strip():
            unit_of[index - first] = max(len(units) - 1, 0)
            continue
        _add_words(units, roots, tokens, index, start, end)
        unit_of[index - first] = len(units) - 1

    for unit, root in zip(units, roots, strict=True):
        head = tokens.heads[root]
        unit.head = unit_of[head - first] if first <= head < last else -1
    units = _merge_phrases(units, phrases)
    for index, unit in enumerate(units):
        if unit.head == index:
            unit.head = -1

    for index, unit in enumerate(units[1:-1], start=1):
        before, after = units[index - 1], units[index + 1]
        if unit.shape == "H" and unit.start > before.end and unit.end < after.start and after.shape != "M":
            unit.shape = ";"
    if verbs and not any(unit.shape == "V" for unit in units):
        _promote_verb(units, verbs)
    _repair_auxiliaries(units)
    shape = "".join(unit.shape for unit in units)
    np_of: list[NounPhrase | None] = [None] * len(units)
    found: list[NounPhrase] = []
    for match in NP_RE.finditer(shape):
        for low, high in _split_names(units, match.start(), match.end()):
            phrase = NounPhrase(low, high, high - 1)
            found.append(phrase)
            for index in range(low, high):
                np_of[index] = phrase
    children: list[list[int]] = [[] for _ in units]
    for index, unit in enumerate(units):
        if unit.head >= 0:
            children[unit.head].append(index)
    view = SentenceView(span[0], span[1], text[span[0] : span[1]], units, shape, found, np_of, children)
    for index, letter in enumerate(shape):
        if letter == "V":
            view.clauses[index] = _clause_of(view, index)
    return view


def _add_words(
    units: list[Unit], roots: list[int], tokens: DocTokens, index: int, start: int, end: int
) -> None:
    """Add a token, or the part of it before a name, as one unit or cut at its brackets."""
    word = tokens.texts[index][: end - start]
    lemma, tag, dep = tokens.lemmas[index], tokens.tags[index], tokens.deps[index]
    if len(word) == 1 or not ("(" in word or ")" in word or len(word) < len(tokens.texts[index])):
        units.append(Unit(start, end, word, lemma, tag, dep, shape_of(word, lemma, tag, dep)))
        roots.append(index)
        return
    for match in re.finditer(r"[()]|[^()]+", word):
        piece = match[0]
        low = start + match.start()
        letter = shape_of(piece, piece.lower(), "NNP" if piece.isalpha() else ":", dep)
        units.append(
            Unit(low, low + len(piece), piece, piece.lower(), "NNP" if piece.isalpha() else ":", dep, letter)
        )
        roots.append(index)


def _promote_verb(units: list[Unit], verbs: Container[str]) -> None:
    """In "Foreign ministers of the G7 confer by video" the tagger may see no verb at all."""
    for before, unit, after in zip(units, units[1:], units[2:], strict=False):
        if (
            unit.shape == "N"
            and unit.mention is None
            and unit.text.islower()
            and before.shape in "MN"
            and after.shape in "IDMRA"
        ):
            lemma = unit.lemma if unit.lemma in verbs else unit.text.removesuffix("s")
            if lemma in verbs and before.text.lower() != "state":
                unit.shape, unit.tag, unit.lemma = "V", "VBP", lemma
                return


def _repair_auxiliaries(units: list[Unit]) -> None:
    """ "Was re-elected" and other verb groups that the parser tore apart are one group."""
    for index, unit in enumerate(units[:-1]):
        if unit.text.lower() in ("re", "co") and units[index + 1].text == "-":
            unit.shape = "R"
            units[index + 1].shape = "R"
    for index, unit in enumerate(units):
        after_noun = index > 0 and units[index - 1].lemma == "courtesy" and unit.lemma == "call"
        gerund = unit.tag == "VBG" and index + 1 < len(units) and units[index + 1].lemma == "of"
        if unit.shape == "V" and (after_noun or gerund):
            unit.shape, unit.tag = "N", "NN"
            if gerund:
                unit.lemma = unit.text.lower()
    for index, unit in enumerate(units):
        if unit.shape != "V" or unit.lemma not in ("be", "have"):
            continue
        after = index + 1
        while after < len(units) and units[after].shape in "RX":
            after += 1
        if (
            after < len(units)
            and units[after].shape == "V"
            and (units[after].tag == "VBN" or (units[after].tag == "VBG" and unit.lemma == "be"))
        ):
            unit.shape = "X"


def _split_names(units: list[Unit], start: int, end: int) -> list[tuple[int, int]]:
    """Two names side by side are two phrases: "the United States | the two leaders"."""
    cuts = [start]
    for index in range(start + 1, end):
        before, here = units[index - 1], units[index]
        if before.mention is not None and here.tag == "CD" and before.mention.label in ("STATE", "PERSON"):
            cuts.append(index)  # "lent China | 470 billion yen"
            continue
        ends = index + 1 == end or (
            here.mention is not None and here.mention.label in ("PERSON", "OFFICE", "COREF")
        )
        if (
            (before.shape == "M" and here.mention is not None and here.mention.label != "ORG" and ends)
            or (before.shape == "M" and here.shape == "A")
            or (
                # "the financial crisis | Japan put": a plain noun does not modify a state
                before.shape == "N"
                and before.text.islower()
                and here.mention is not None
                and here.mention.label in ("STATE", "PERSON")
                and index + 1 == end
            )
        ):
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _span_start(span: tuple[int, int, Mention | None, TimeExpression | None]) -> int:
    return span[0]


def _merge_phrases(units: list[Unit], phrases: dict[str, list[tuple[tuple[str, ...], str]]]) -> list[Unit]:
    """Make one unit of each complex preposition ("on the margins of"), heads renumbered."""
    groups: list[tuple[int, int, str]] = []
    index = 0
    words = [unit.text.lower() if unit.mention is None and unit.time is None else "\x00" for unit in units]
    while index < len(units):
        for pattern, letter in phrases.get(words[index], ()):
            if tuple(words[index : index + len(pattern)]) == pattern:
                groups.append((index, index + len(pattern), letter))
                index += len(pattern)
                break
        else:
            groups.append((index, index + 1, ""))
            index += 1
    if len(groups) == len(units):
        return units
    new_index = [0] * len(units)
    merged: list[Unit] = []
    for number, (low, high, letter) in enumerate(groups):
        for old in range(low, high):
            new_index[old] = number
        unit = units[low]
        if letter:
            unit.lemma = "_".join(words[low:high])
            unit.text = " ".join(words[low:high])
            unit.end = units[high - 1].end
            unit.shape, unit.tag = letter, "IN"
            outside = [old for old in range(low, high) if not low <= units[old].head < high]
            if outside:
                unit.head, unit.dep = units[outside[0]].head, units[outside[0]].dep
        merged.append(unit)
    for unit in merged:
        if unit.head >= 0:
            unit.head = new_index[unit.head]
    return merged


_NEGATIONS = frozenset(["not", "never", "n't", "n’t", "neither"])


def _clause_of(view: SentenceView, verb: int) -> Clause:
    """Read the verb group that ends in `verb`: auxiliaries, negation, voice, infinitive."""
    start = verb
    while start > 0 and view.shape[start - 1] in "XRtQ":
        if view.shape[start - 1] == "R" and view.shape[start - 2 : start - 1] == "V":
            break
        start -= 1
    group = view.units[start:verb]
    unit = view.units[verb]
    auxiliaries = tuple(part.lemma for part in group if part.shape == "X")
    negated = any(part.lemma in _NEGATIONS or part.text.lower() in _NEGATIONS for part in group)
    be_forms = any(lemma in ("be", "get") for lemma in auxiliaries)
    passive = unit.tag in ("VBN", "VBD") and be_forms
    if (
        not auxiliaries
        and unit.tag == "VBN"
        and unit.dep in ("acl", "relcl", "amod", "ROOT", "dep", "conj", "advcl")
    ):
        # a bare participle behind its noun: "the talks held in Tokyo"
        passive = unit.dep in ("acl", "relcl", "amod")
    infinitive = any(part.shape == "t" for part in group)
    return Clause(start, verb, passive, negated, auxiliaries, infinitive)
