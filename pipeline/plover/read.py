"""The PLOVER type of a sentence: the rules applied from the main verb downwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline.lexicon.plover_rules import CODEBOOK, FrameRule, PloverRules, load_plover_rules
from pipeline.plover.clauses import VERBAL, Clause

INTENTS = frozenset({"promise", "intend"})
MAX_DEPTH = 12
"""Deeper nesting than this is a broken tree, not a sentence."""


@dataclass(frozen=True, slots=True)
class PloverReading:
    """What a sentence does, in PLOVER's terms.

    Attributes:
        type: one of PLOVER's types, or empty where no rule fits.
        trigger: the words that say so, from the outermost ("agreed") to the deed itself ("meet").
        rule_id: the rules that fired, outermost first.
    """

    type: str = ""
    trigger: str = ""
    rule_id: str = ""


NOTHING = PloverReading()


def read_plover(doc: Doc | Span, *, codebook: str = CODEBOOK) -> PloverReading:
    """Say which PLOVER type a sentence's main deed has.

    The main verb decides. A verb of saying hands over to what is said; a promise, a refusal, a demand, a
    future or a denial turns the type of its content ("agreed to meet" is AGREE and not CONSULT). Only where
    the main verb tells nothing are verbs joined to it and clauses below it asked.

    Args:
        doc: one parsed sentence; of several, the first that tells something decides.

        codebook: "2.0", or "0.5", which calls a promise to yield AGREE and an apology SUPPORT.

    Returns:
        The reading; all its fields are empty where no rule fits.

    Source: PLOVER codebook, draft 2.0 (Open Event Data Alliance).

    >>> from pipeline.spacy_model import identify_model, load_nlp
    >>> read_plover(load_nlp(identify_model())("Norway agreed to host the talks."))
    PloverReading(type='AGREE', trigger='agreed host', rule_id='agree.promise > consult.hold')
    """
    rules = load_plover_rules(codebook)
    for sentence in doc.sents if isinstance(doc, Doc) else (doc,):
        reading = _read_verb(Clause(sentence.root), rules, 0)
        if reading.type:
            return reading
    return NOTHING


def _read_verb(clause: Clause, rules: PloverRules, depth: int, *, whole: bool = True) -> PloverReading:
    """Read a verb and, where it tells nothing, what is joined to it and, if `whole`, hangs below it."""
    if depth > MAX_DEPTH:
        return NOTHING
    decided = _decide(clause, rules, depth)
    if decided is not None:
        return decided
    for token in _elsewhere(clause, whole=whole):
        reading = _read_verb(Clause(token, clause), rules, depth + 1)
        if reading.type:
            return reading
    return NOTHING


def _decide(clause: Clause, rules: PloverRules, depth: int) -> PloverReading | None:
    """Read the verb itself; None where it tells nothing and others may be asked."""
    for frame in rules.frames_of(clause.names):
        content = (
            _content(clause, frame, rules, depth)
            if frame.fits(clause.slots, passive=clause.passive)
            else None
        )
        if content is None:
            continue
        if frame.effect == "drop":
            return NOTHING
        kind = rules.turn(frame.effect, content.type)
        if kind:
            chain = _chain(kind, clause.head.text, frame.id, content)
            return _in_mood(content if frame.effect == "same" else chain, clause, rules, frame.effect)
    for rule in rules.deeds_of(clause.names):
        if rule.intended and not clause.intended:
            continue
        if rule.fits(clause.slots, passive=clause.passive):
            return _in_mood(PloverReading(rule.type, clause.head.text, rule.id), clause, rules, "deed")
    if clause.duty and clause.heir_of is not None:
        return PloverReading("REQUEST", clause.head.text, "mood.duty")
    if clause.future and clause.unless and not clause.negated and clause.heir_of is not None:
        return PloverReading("THREATEN", clause.head.text, "mood.unless")
    return None


def _content(clause: Clause, frame: FrameRule, rules: PloverRules, depth: int) -> PloverReading | None:
    """Read what stands under a frame; None where the frame has no clause below it."""
    strict = frame.clause == "infinitive"
    of_nouns = "object" in frame.needs or frame.effect not in {"same", "drop", "intend"}
    bare = not clause.slots.keys() & {"object", "on", "to", "with"}
    purposes = frame.effect in {"ask", "permit"} or (frame.effect not in {"same", "drop"} and bare)
    tokens = list(clause.complements(infinitive=strict, of_nouns=of_nouns, purposes=purposes))
    if not tokens:
        return None
    for token in tokens:
        below = Clause(token, clause, under_intent=frame.effect in INTENTS)
        reading = _read_verb(below, rules, depth + 1, whole=frame.effect in {"same", "drop"})
        if reading.type:
            return reading
    return NOTHING


def _in_mood(reading: PloverReading, clause: Clause, rules: PloverRules, effect: str) -> PloverReading:
    """Turn a type by the verb's own mood: denied, still to come, or somebody's duty."""
    mood = ""
    if clause.negated:
        mood = "denied-past" if clause.past and effect == "deed" else rules.effects[effect].negated
    elif clause.duty and clause.heir_of is not None:
        mood = "duty"
    elif clause.future:
        mood = "unless" if clause.unless else "future"
    if not mood:
        return reading
    kind = rules.turn(mood, reading.type)
    if kind == reading.type:
        return reading
    return PloverReading(kind, reading.trigger, f"mood.{mood} > {reading.rule_id}") if kind else NOTHING


def _chain(kind: str, word: str, rule_id: str, content: PloverReading) -> PloverReading:
    if not content.type:
        return PloverReading(kind, word, rule_id)
    return PloverReading(kind, f"{word} {content.trigger}", f"{rule_id} > {content.rule_id}")


def _elsewhere(clause: Clause, *, whole: bool) -> Iterator[Token]:
    """Where a sentence may tell its deed when its main verb does not, nearest first."""
    yield from (
        t for t in clause.head.children if t.dep_ in {"ccomp", "parataxis", "dep"} and t.pos_ in VERBAL
    )
    yield from (t for t in clause.head.children if t.dep_ == "conj" and t.pos_ in VERBAL)
    if not whole:
        return
    yield from (t for t in clause.head.children if t.dep_ == "advcl" and t.pos_ in VERBAL)
    for noun in (clause.head, *clause.region):
        yield from (t for t in noun.children if t.dep_ in {"relcl", "acl"} and t.pos_ in VERBAL)
