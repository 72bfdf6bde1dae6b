"""A sentence as the event rules read it: names and dates as single words, noun phrases, clauses.

The tree of a small parser is wrong in every fifth long sentence, so this view offers both: the
tree contracted onto *units* (a mention, a date or a token each), and a *shape*, one letter per
unit, in which noun phrases and coordinations are found by their linear form.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from pipeline.events.sentence.contraction import contract_tokens, join_phrases
from pipeline.events.sentence.mending import mend_tagging
from pipeline.events.sentence.shapes import NP_RE
from pipeline.events.sentence.units import Clause, DocTokens, NounPhrase, SentenceView, Unit
from pipeline.model import Mention, TimeExpression

_NEGATIONS = frozenset(["not", "never", "n't", "n’t", "neither"])


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
    units = join_phrases(contract_tokens(tokens, first, last, text, names, times), phrases)
    for index, unit in enumerate(units):
        if unit.head == index:
            unit.head = -1
    mend_tagging(units, verbs)
    shape = "".join(unit.shape for unit in units)
    np_of: list[NounPhrase | None] = [None] * len(units)
    found: list[NounPhrase] = []
    for match in NP_RE.finditer(shape):
        first = match.start()
        if _opens_with_state(units, shape, first, match.end()):
            found.append(NounPhrase(first, first + 1, first))
            np_of[first] = found[-1]
            first += 1
        for low, high in _split_names(units, first, match.end()):
            phrase = NounPhrase(low, high, _head_of(units, low, high))
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


def _opens_with_state(units: list[Unit], shape: str, low: int, high: int) -> bool:
    """ "In Cambodia elections were held": without a comma the state that opens a sentence is no modifier."""
    if low != 1 or high < 3 or units[0].text != "In" or shape[1] != "M" or not units[2].text.islower():
        return False
    mention = units[1].mention
    named = mention is not None and mention.label in ("STATE", "PLACE")
    verb = re.search(r"[VX,PWU]", shape[high:])
    return named and shape[2] in "NJ" and verb is not None and verb[0] in "VX"


def _head_of(units: list[Unit], low: int, high: int) -> int:
    """The last unit of a phrase; in "TICAD V" the name, not its number."""
    last, before = units[high - 1], units[max(low, high - 2)]
    numbered = last.mention is None and re.fullmatch(r"[IVX]+|\d{1,2}", last.text) is not None
    named = before.mention is not None and before.mention.label == "ORG" and high - 2 >= low
    return high - 2 if numbered and named else high - 1


_POSTS = frozenset(
    ["President", "Prime", "Premier", "Chancellor", "Foreign", "Secretary", "Speaker", "Chairman"]
)
"""How a post begins that stands behind the person who gets it."""


def _split_names(units: list[Unit], start: int, end: int) -> list[tuple[int, int]]:
    """Two names side by side are two phrases: "the United States | the two leaders"."""
    cuts = [start]
    for index in range(start + 1, end):
        before, here = units[index - 1], units[index]
        if before.mention is not None and here.tag == "CD" and before.mention.label in ("STATE", "PERSON"):
            cuts.append(index)  # "lent China | 470 billion yen"
            continue
        if before.mention is not None and before.mention.label == "PERSON" and here.text in _POSTS:
            cuts.append(index)  # "made Mr. Mazowiecki | Prime Minister"
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
        passive = unit.dep in ("acl", "relcl", "amod") or _bare_passive(view, start, verb)
    infinitive = any(part.shape == "t" for part in group)
    if infinitive and _has_yet_to(view, start, verb):
        return Clause(start, verb, passive, True, ("have", *auxiliaries), False)
    return Clause(start, verb, passive, negated, auxiliaries, infinitive)


def _has_yet_to(view: SentenceView, start: int, verb: int) -> bool:
    """ "Has yet to enter into force": it has not."""
    words = [unit.text.lower() for unit in view.units[max(0, start - 2) : verb]]
    return any(
        words[at] in ("has", "have", "had", "is", "are", "was", "were")
        and words[at + 1 : at + 3] == ["yet", "to"]
        for at in range(len(words))
    )


_OF_PEOPLE = frozenset(["invite", "accompany", "follow", "base", "ask", "lead", "join", "compare", "give"])
"""Participles that open a sentence and tell no happening of their own ("Invited by Japan, he came")."""


def _bare_passive(view: SentenceView, start: int, verb: int) -> bool:
    """ "Was initialled in May and signed in June", "Signed in Tokyo, it …": a passive without its own be."""
    after = view.shape[verb + 1 : verb + 2]
    if after not in ("I", "T", "C", "R", ",", ".", ""):
        return False  # an object follows: "has met and signed a treaty"
    if start == 0:
        return after in ("I", "T") and "," in view.shape[verb:] and view.units[verb].lemma not in _OF_PEOPLE
    head = view.units[verb].head
    above = view.clauses.get(head)
    return view.units[verb].dep == "conj" and above is not None and head < verb and above.passive
