"""A verb and what stands around it, as word bags that rules can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from pipeline.lexicon.plover_rules import load_plover_rules

CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass", "pcomp"})
OBJECTS = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative"})
SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PARTICLES = frozenset({"prt", "advmod", "prep"})
VERBAL = frozenset({"VERB", "AUX"})
FUTURE = frozenset({"will", "would", "shall", "may", "might", "could", "'ll", "wo"})
AHEAD = frozenset(
    {"tomorrow", "next", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
DUTY = frozenset({"must", "should", "ought"})
DENIAL = frozenset({"not", "n't", "never", "no", "neither", "nor"})


def lemma_of(token: Token) -> str:
    """The word's lemma in small letters, with the model's known errors mended."""
    lemma = token.lemma_.lower()
    return load_plover_rules().lemmas.get(lemma, lemma)


@dataclass(frozen=True)
class Clause:
    """One verb, or an adjective or noun that takes a clause, with the words around it.

    Attributes:
        head: the verb.
        heir_of: the clause above, whose subject this one shares when it has none of its own.
        under_intent: the clause above promises or plans this one.
    """

    head: Token
    heir_of: Clause | None = None
    under_intent: bool = False

    @cached_property
    def lemma(self) -> str:
        return lemma_of(self.head)

    @cached_property
    def names(self) -> frozenset[str]:
        """The verb's lemma, alone and with each particle beside it ("pull", "pull out").

        An adjective under a verb of being counts as the verb ("is ready to").
        """
        particles = [t.lower_ for t in self.head.children if t.dep_ in PARTICLES]
        predicates = [lemma_of(t) for t in self.head.children if t.dep_ in {"acomp", "oprd"}]
        return frozenset([self.lemma, *predicates, *(f"{self.lemma} {word}" for word in particles)])

    @cached_property
    def passive(self) -> bool:
        if any(t.dep_ in {"auxpass", "nsubjpass"} for t in self.head.children):
            return True
        return self.head.tag_ == "VBN" and self.head.dep_ in {"acl", "relcl"}

    @cached_property
    def future(self) -> bool:
        """A modal says so, a headline's "to", or a present tense beside "tomorrow" or "on Sunday"."""
        if any(t.dep_ == "aux" and t.lower_ in FUTURE for t in self.head.children):
            return True
        if self.head.dep_ == "ROOT" and _has_to(self.head):
            return True
        ahead = any(t.lower_ in AHEAD for t in self.region)
        return ahead and self.head.tag_ in {"VBZ", "VBP", "VBG"} and not self.passive

    @cached_property
    def unless(self) -> bool:
        """A condition hangs on it: "will attack unless"."""
        below = (t for child in self.head.children if child.dep_ == "advcl" for t in child.children)
        return any(t.lower_ == "unless" for t in below)

    @cached_property
    def intended(self) -> bool:
        """What this clause tells is promised, planned or still to come."""
        above = self.heir_of is not None and self.under_intent
        return above or self.future

    @cached_property
    def duty(self) -> bool:
        return any(t.dep_ == "aux" and t.lower_ in DUTY for t in self.head.children)

    @cached_property
    def negated(self) -> bool:
        return any(t.dep_ in {"neg", "preconj"} and t.lower_ in DENIAL for t in self.head.children)

    @cached_property
    def past(self) -> bool:
        """A plain past without a modal: "did not meet" tells of nothing, "will not meet" refuses."""
        words = [self.head, *(t for t in self.head.children if t.dep_ in {"aux", "auxpass"})]
        return any(t.tag_ == "VBD" for t in words) and not self.future

    @cached_property
    def region(self) -> tuple[Token, ...]:
        """The tokens below the verb, without those of other clauses."""
        return tuple(_below(self.head))

    @cached_property
    def slots(self) -> dict[str, frozenset[str]]:
        """Lemmas by grammatical place: subject, object, object+ (with modifiers), prepositions, any."""
        bags: dict[str, set[str]] = {"any": {lemma_of(t) for t in (self.head, *self.region)}}
        if any(_is_name(t) for t in self.region):
            bags["any"].add("*name")
        for token in self.region:
            place = self._place(token)
            if place:
                bags.setdefault(place, set()).update(_heads(token))
                bags.setdefault(f"{place}+", set()).update(lemma_of(t) for t in token.subtree)
        if "subject" not in bags and not self.passive and self.heir_of is not None:
            for name in ("subject", "subject+"):
                lent = name.replace("subject", "object") if self.heir_of.passive else name
                bags[name] = set(self.heir_of.slots.get(lent, ()))
        return {name: frozenset(words) for name, words in bags.items()}

    def _place(self, token: Token) -> str:
        if token.dep_ in {"pobj", "pcomp"}:
            return "subject" if token.head.dep_ == "agent" else token.head.lower_
        if token.head != self.head:
            return ""
        if token.dep_ in OBJECTS:
            return "object"
        return "subject" if token.dep_ in SUBJECTS else ""

    def complements(
        self, *, infinitive: bool = False, of_nouns: bool = True, purposes: bool = False
    ) -> Iterator[Token]:
        """The clauses this verb governs, also behind a preposition, an adjective or a noun.

        "agreed to help", "is ready to help", "committed itself to helping", "voiced hope of helping".

        Args:
            infinitive: only "to help", right under the verb.
            of_nouns: also those that belong to the verb's object.
            purposes: also a "to help" that the model took for a purpose ("swore to fight").
        """
        for child in self.head.children:
            if child.dep_ in {"ccomp", "xcomp"} and (not infinitive or _has_to(child)):
                yield child
            if child.dep_ == "advcl" and purposes and child.i > self.head.i and _has_to(child):
                yield child
            if infinitive:
                continue
            if child.dep_ in {"prep", "acomp", "oprd", "advmod"} or (of_nouns and child.dep_ in OBJECTS):
                yield from _governed(child)


def _below(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in CLAUSES or (child.dep_ == "conj" and child.pos_ in VERBAL):
            continue
        yield child
        yield from _below(child)


def _is_name(token: Token) -> bool:
    """A proper name that is no day or month."""
    return token.pos_ == "PROPN" and token.ent_type_ not in {"DATE", "TIME"}


def _has_to(token: Token) -> bool:
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in token.children)


def _governed(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in {"pcomp", "xcomp", "ccomp", "acl"} and child.tag_ != "VBN":
            yield child
        if child.dep_ == "prep":
            yield from _governed(child)


def _heads(token: Token) -> Iterator[str]:
    """The noun, nouns joined to it, and the nouns that say what it is of or made of.

    A name is also given as `*name`, a plural people ("Syrians") as `*people`, names
    joined to each other as `*several`, and every noun as `*`.
    """
    yield "*"
    yield lemma_of(token)
    if token.tag_ == "NNPS" and token.ent_type_ == "NORP":
        yield "*people"
    if _is_name(token):
        yield "*name"
    if any(t.dep_ == "conj" and t.text[:1].isupper() and t.head.text[:1].isupper() for t in token.subtree):
        yield "*several"
    for child in token.children:
        if child.dep_ in {"compound", "nmod", "conj", "appos"} and child.pos_ not in VERBAL:
            yield from _heads(child)
        if child.dep_ == "prep" and child.lower_ in {"of", "in"}:
            for noun in child.children:
                if noun.dep_ == "pobj":
                    yield from _heads(noun)
