"""The triggers of a sentence, each word used once."""

from __future__ import annotations

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.sentence.units import NounPhrase
from pipeline.events.triggers.candidate import Candidate
from pipeline.events.triggers.contents import drop_contents
from pipeline.events.triggers.dated import dated_clauses
from pipeline.events.triggers.nouns import lone_noun, noun_rules, supported_noun
from pipeline.events.triggers.pledges import join_pledges
from pipeline.events.triggers.stages import further_stages
from pipeline.events.triggers.verbs import verb_trigger
from pipeline.lexicon.event_rules import NounRule, VerbRule


def find_triggers(context: Context) -> list[Candidate]:
    """Find the words of a sentence that tell of a happening.

    A noun under its support verb comes first ("held talks"), then verbs, then nouns alone, then past clauses
    with a date of their own that no rule knows.

    Returns:
        The candidates in text order; no word is the trigger of two.
    """
    found: list[Candidate] = []
    used_verbs: set[int] = set()
    used_nouns: set[int] = set()
    nouns = _noun_matches(context)
    for phrase, rule, start in nouns:
        if phrase.head in used_nouns:
            continue
        candidate = supported_noun(phrase, rule, start, used_verbs, context)
        if candidate is not None:
            found.append(candidate)
            used_nouns.add(phrase.head)
            assert candidate.verb is not None
            used_verbs.add(candidate.verb)
    found += further_stages(found, used_verbs, context)
    for verb in context.view.clauses:
        if verb in used_verbs:
            continue
        candidate = _first_verb_rule(verb, context)
        if candidate is not None:
            found.append(candidate)
            used_verbs.add(verb)
            used_nouns |= _nouns_of_rule(candidate)
    for phrase, rule, start in nouns:
        if phrase.head in used_nouns:
            continue
        candidate = lone_noun(phrase, rule, start, context)
        if candidate is not None:
            found.append(candidate)
            used_nouns.add(phrase.head)
    if context.segment_kind in ("paragraph", "list", "footnote"):
        found += dated_clauses(found, used_verbs, context)
    return drop_contents(join_pledges(sorted(found, key=_position), context), context)


def _noun_matches(context: Context) -> list[tuple[NounPhrase, NounRule, int]]:
    """The noun rules that fit the phrases of a sentence, with the unit at which their words begin."""
    return [
        (phrase, rule, start)
        for phrase in context.view.phrases
        # an abbreviation in brackets repeats the name before it
        if context.view.shape[phrase.start - 1 : phrase.end + 1] != "(M)"
        for rule, start in noun_rules(phrase, context)
    ]


def _first_verb_rule(verb: int, context: Context) -> Candidate | None:
    """The first rule of a verb that fits its clause."""
    rules = context.rules.verbs.get(context.view.units[verb].lemma, ())
    if not rules:
        return None
    frame = clause_frame(context.grammar, verb, verbal=True)
    for rule in rules:
        candidate = verb_trigger(rule, verb, frame, context)
        if candidate is not None:
            return candidate
    return None


def _nouns_of_rule(candidate: Candidate) -> set[int]:
    """The nouns a verb rule asked for; they are no trigger beside it."""
    rule, frame = candidate.rule, candidate.frame
    if not isinstance(rule, VerbRule):
        return set()
    groups = [part.group for part in frame.objects()] if rule.object_nouns else []
    if frame.subject is not None and (
        rule.subject_nouns or (rule.object_nouns and candidate.relation == "passive")
    ):
        groups.append(frame.subject)
    return {item.phrase.head for group in groups for item in group.items}


def _position(candidate: Candidate) -> int:
    return candidate.start
