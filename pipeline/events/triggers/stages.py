"""Further stages of one negotiation: "talks began in June and were taken up again in January"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.guards import accepts
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Frame, read_right
from pipeline.events.sentence.subject import subject_of
from pipeline.events.triggers.candidate import Candidate
from pipeline.lexicon.event_rules import NounRule

_BETWEEN_WHOM = ("with", "between", "of", "among")


def further_stages(found: list[Candidate], used: set[int], context: Context) -> list[Candidate]:
    """Return the later stages of a negotiation that dated verbs with the same subject tell.

    Args:
        found: the triggers that hang on nouns.
        used: verbs that are taken; those of the stages are added.
        context: the sentence.
    """
    more: list[Candidate] = []
    for first in found:
        if first.rule.type != "NEGOTIATION" or first.verb is None or first.phrase is None:
            continue
        for verb in context.view.clauses:
            if verb <= first.phrase.head or verb in used or not _same_talks(verb, first, context):
                continue
            stage = _stage(first, verb, context)
            if stage is not None:
                more.append(stage)
                used.add(verb)
    return more


def _same_talks(verb: int, first: Candidate, context: Context) -> bool:
    """Has a verb the talks as its subject, and is it one that talks may have?"""
    rule, clause = first.rule, context.view.clauses[verb]
    if not isinstance(rule, NounRule) or first.phrase is None:
        return False
    lemma = context.view.units[verb].lemma
    options = (
        rule.support_passive
        if clause.passive
        else {option.split()[0] for option in rule.support_intransitive}
    )
    if lemma not in options:
        return False
    group, path = subject_of(context.grammar, verb)
    if group is None:
        return path == "pronoun"
    return group.start <= first.phrase.head < group.end


def _stage(first: Candidate, verb: int, context: Context) -> Candidate | None:
    """A later stage, with the parties of the first and its own place and date."""
    frame = Frame()
    read_right(context.grammar, verb + 1, frame)
    if not frame.times:
        return None
    shared = [part for part in first.frame.complements if part.preposition in _BETWEEN_WHOM]
    frame.complements = [*shared, *(part for part in frame.complements if part.preposition)]
    stage = replace(
        first,
        verb=verb,
        start=verb,
        end=verb + 1,
        frame=frame,
        roles=dict(first.roles),
        event_type=first.rule.type,
        relation="passive" if context.view.clauses[verb].passive else "intransitive",
        trace=[f"rule {first.rule.id}", f"{context.view.units[verb].lemma}: a further stage of the talks"],
    )
    return stage if accepts(stage, context) else None
