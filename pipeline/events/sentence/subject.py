"""Who or what a verb is said of: found in the tree, else by what stands before the verb."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.events.sentence.coordination import Grammar, Group
from pipeline.events.sentence.units import NounPhrase

_INNER = frozenset(["of", "on", "for", "in", "between", "from", "at", "to"])
"""Prepositions behind which a noun is part of the phrase before ("the agreement on the return signed …")."""


def subject_of(grammar: Grammar, verb: int, *, depth: int = 0) -> tuple[Group | None, str]:
    """Find the subject of a verb: by the tree, else by what stands before it.

    Returns:
        The coordination and the path that found it ("tree nsubj", "tree relative", "shared", "linear").
    """
    view, units = grammar.view, grammar.view.units
    clause = view.clauses.get(verb)
    if clause is None or depth > 4:
        return None, ""
    for child in view.children[verb]:
        if units[child].dep in ("nsubj", "nsubjpass", "csubj") and child < verb:
            if view.shape[child] == "W" or units[child].lemma == "that":
                antecedent = _head_of_relative(grammar, verb, child) or _antecedent(grammar, child)
                if antecedent is not None:
                    return antecedent, "tree relative"
            if view.shape[child] == "P":
                above = units[verb].head
                if units[verb].dep in ("ccomp", "advcl") and 0 <= above < verb and view.shape[above] == "V":
                    group, _ = subject_of(grammar, above, depth=depth + 1)
                    if group is not None and units[child].lemma in ("it", "they", "he", "she"):
                        return group, "shared pronoun"
                return None, "pronoun"
            phrase = view.np_of[child]
            if phrase is not None and not _after_preposition(grammar, phrase, verb):
                return grammar.group_around(phrase), "tree nsubj"
    if clause.infinitive and depth == 0:
        first = _whose_first(grammar, verb)
        if first is not None:
            return first, "shared infinitive"
    unit = units[verb]
    if unit.dep == "conj" and view.shape[clause.start - 1 : clause.start] == ",":
        # "was signed by A and B, was approved by C": no name before the comma is the subject
        above = unit.head
        if 0 <= above < verb and view.shape[above] == "V" and view.clauses[above].passive == clause.passive:
            group, path = subject_of(grammar, above, depth=depth + 1)
            if group is not None:
                return group, "shared" if not path.startswith("shared") else path
    if unit.dep == "acl" and clause.passive and not clause.auxiliaries and unit.head >= 0:
        # "with a peace treaty signed in May": what is signed stands before the participle
        phrase = view.np_of[unit.head]
        inner = (
            phrase is not None and phrase.start > 1 and view.units[phrase.start - 1].lemma in _INNER
        ) and view.np_of[phrase.start - 2] is not None
        if phrase is not None and phrase.end <= verb and not inner and view.units[unit.head].mention is None:
            return grammar.group_around(phrase), "tree participle"
    if unit.tag == "VBG" and unit.dep == "advcl" and _behind_object(grammar, clause.start, unit.head):
        group, path = subject_of(grammar, unit.head, depth=depth + 1)
        if group is not None:
            return group, "shared" if not path.startswith("shared") else path
    linear = _linear_subject(grammar, clause.start)
    if linear is not None:
        return linear
    if unit.dep in ("conj", "advcl", "xcomp", "dep", "ccomp") and unit.head >= 0 and unit.head != verb:
        head = unit.head
        if view.shape[head] == "V" and head < verb:
            group, path = subject_of(grammar, head, depth=depth + 1)
            if group is not None:
                return group, "shared" if not path.startswith("shared") else path
    if (
        unit.tag == "VBG"
        and unit.head > verb
        and view.shape[unit.head] == "V"
        and unit.dep in ("advcl", "dep", "csubj", "ccomp")
    ):
        group, _ = subject_of(grammar, unit.head, depth=depth + 1)
        if group is not None:
            return group, "shared participle"
    if unit.tag == "VBG" and verb == min(view.clauses) and clause.start == verb and "," in view.shape[verb:]:
        later = [other for other in view.clauses if other > verb and "," in view.shape[verb:other]]
        if later:
            group, _ = subject_of(grammar, later[0], depth=depth + 1)
            if group is not None:
                return group, "shared participle"
    if clause.start == 0 and clause.passive and not clause.auxiliaries:
        # "Signed in Tokyo in March, the agreement entered into force": the subject behind the comma
        told = _subject_behind(grammar, verb)
        if told is not None:
            return told, "shared participle"
        comma = view.shape.find(",", verb)
        following = next((p for p in view.phrases if p.start >= comma > 0), None)
        if following is not None and set(view.shape[comma + 1 : following.start]) <= set("RQ"):
            return grammar.group_around(following), "shared participle"
    if unit.dep in ("acl", "relcl") and unit.head >= 0:
        phrase = view.np_of[unit.head]
        if phrase is not None and phrase.end <= verb:
            return grammar.group_around(phrase), "tree participle"
    previous = [other for other in view.clauses if other < verb]
    if previous and depth == 0 and not clause.infinitive:
        gap = view.shape[previous[-1] : clause.start]
        if ";" not in gap:
            group, _ = subject_of(grammar, previous[-1], depth=depth + 1)
            if group is not None:
                return group, "shared linear"
    elif previous and clause.infinitive:
        group, _ = subject_of(grammar, previous[-1], depth=depth + 1)
        if group is not None:
            return group, "shared infinitive"
    return None, ""


def _behind_object(grammar: Grammar, start: int, above: int) -> bool:
    """ "Left for Fiji and New Zealand, stopping at Perth": what stands before the comma is no subject."""
    view = grammar.view
    if not 0 <= above < start - 1 or view.shape[above] != "V" or view.shape[start - 1] != ",":
        return False
    phrase = view.np_of[start - 2]
    return (
        phrase is not None and phrase.start > above and not set(view.shape[above + 1 : start]) & set("VXWU")
    )


def _subject_behind(grammar: Grammar, participle: int) -> Group | None:
    """ "Signed in Moscow by A, B and C, the treaty entered into force": the subject of the finite verb."""
    view = grammar.view
    later = [verb for verb in view.clauses if verb > participle]
    verbs = [v for v in later if view.units[v].tag != "VBN" or view.clauses[v].auxiliaries]
    for child in view.children[verbs[0]] if verbs else []:
        phrase = view.np_of[child]
        if phrase is None or view.units[child].dep not in ("nsubj", "nsubjpass"):
            continue
        if participle < phrase.start < verbs[0] and view.shape[phrase.start - 1] == ",":
            return grammar.group(phrase)
    return None


def _whose_first(grammar: Grammar, verb: int) -> Group | None:
    """ "Mr. Obama became the first President in office to visit Hiroshima": it was he who visited."""
    view = grammar.view
    start = view.clauses[verb].start
    before = [other for other in view.clauses if other < start]
    if not before or view.units[before[-1]].lemma not in ("be", "become"):
        return None
    words = {unit.text.lower() for unit in view.units[before[-1] : start]}
    if not words & {"first", "second", "third", "last", "only", "youngest", "oldest"}:
        return None
    return subject_of(grammar, before[-1], depth=1)[0]


def _after_preposition(grammar: Grammar, phrase: NounPhrase, verb: int) -> bool:
    """A "subject" that the parser took out of a prepositional phrase."""
    before = grammar.view.units[phrase.start - 1] if phrase.start else None
    return before is not None and before.shape == "I" and before.dep == "prep"


def _head_of_relative(grammar: Grammar, verb: int, pronoun: int) -> Group | None:
    """ "The agreement with Indonesia, which was initialled": the noun before "with", as the tree says."""
    view = grammar.view
    clause, head = view.clauses[verb], view.units[verb].head
    if view.units[verb].dep != "relcl" or not clause.passive or not 0 <= head < pronoun:
        return None
    phrase = view.np_of[head]
    if phrase is None or view.units[phrase.head].mention is not None:
        return None
    between = view.shape[phrase.end : pronoun]
    return grammar.group_around(phrase) if between[:1] == "I" and not set(between) & set("V;") else None


def _antecedent(grammar: Grammar, pronoun: int) -> Group | None:
    view = grammar.view
    index = pronoun - 1
    while index >= 0 and view.shape[index] in ",IQ":
        index -= 1
    if index >= 0 and view.shape[index] == ")":
        while index >= 0 and view.shape[index] != "(":
            index -= 1
        index -= 1
    if index < 0 or view.np_of[index] is None:
        return None
    phrase = view.np_of[index]
    assert phrase is not None
    return grammar.group_around(phrase)


def relative_object(
    grammar: Grammar, subject: Group, fits: Callable[[Group], bool] = lambda _: True
) -> Group | None:
    """ "The treaty between A and B which C signed", "on which C put his name": what the pronoun stands for.

    Args:
        grammar: the sentence.
        subject: the subject of the relative clause.
        fits: can a group be what the verb asks for?
    """
    pointer = subject.start - 1
    if pointer < 1 or grammar.view.shape[pointer] not in "WU":
        return None
    if grammar.view.units[pointer].lemma not in ("which", "that"):
        return None
    nearest = _antecedent(grammar, pointer)
    if nearest is None or fits(nearest):
        return nearest
    for phrase in reversed(grammar.view.phrases):
        if phrase.end > nearest.start:
            continue
        if set(grammar.view.shape[phrase.end : nearest.start]) - set("IDJNMCAH"):
            break
        group = grammar.group(phrase, deep=False)
        if fits(group):
            return group
    return None


def _linear_subject(grammar: Grammar, start: int) -> tuple[Group, str] | None:
    """The noun phrase right before a verb group, over adverbs, brackets, dates and adjuncts."""
    view = grammar.view
    index = start - 1
    while index >= 0:
        letter = view.shape[index]
        if letter in "RTQ":
            index -= 1
            if letter == "T" and index >= 0 and view.shape[index] == "I":
                index -= 1
        elif letter == ")":
            while index >= 0 and view.shape[index] != "(":
                index -= 1
            index -= 1
        elif letter in "W":
            antecedent = _antecedent(grammar, index)
            return (antecedent, "linear relative") if antecedent is not None else None
        elif letter == "," and index > 0 and view.shape[index - 1] not in "VX":
            # "A, which …, met": give up on the left of a comma unless a name stands there
            phrase = view.np_of[index - 1]
            if phrase is None:
                return None
            if view.units[phrase.head].mention is None:
                return None
            index -= 1
        else:
            phrase = view.np_of[index]
            if phrase is None:
                return None
            before = phrase.start - 1
            if before >= 0 and view.shape[before] == "I":
                index = before - 1
                if view.units[before].lemma in ("of", "from", "for", "in", "at", "to", "on", "with"):
                    continue
                return None
            return grammar.group_around(phrase), "linear"
    return None
