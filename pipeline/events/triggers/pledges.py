"""Aid announced or promised: the words that promise it are the happening, and the aid its content."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import clause_frame
from pipeline.events.triggers.candidate import Candidate

_PROMISES = frozenset(
    [
        "announce",
        "declare",
        "make",
        "let",
        "tell",
        "say",
        "state",
        "pledge",
        "promise",
        "undertake",
        "commit",
        "offer",
        "vow",
        "inform",
        "assure",
        "reveal",
        "unveil",
        "indicate",
        "disclose",
    ]
)
_TO_COME = frozenset(["will", "would", "shall", "’ll", "'ll"])


def join_pledges(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Make one pledge of "announced that it would provide 10 million dollars".

    Args:
        candidates: the triggers of a sentence, in text order.
        context: the sentence.

    Returns:
        The triggers, with the verb that promises in the place of the verb of giving and of the statement.
    """
    joined = list(candidates)
    for given in candidates:
        verb = _promising_verb(given, context)
        if verb is None:
            continue
        pledge = _pledge(given, verb, context)
        joined = [other for other in joined if other is not given and other.verb != verb]
        joined.append(pledge)
    joined.sort(key=_start)
    return joined


def _promising_verb(given: Candidate, context: Context) -> int | None:
    """The past verb right before the clause of giving, if it promises."""
    if given.event_type != "AID" or given.verb is None or given.rule.id == "aid.pledge":
        return None
    view = context.view
    clause = view.clauses[given.verb]
    if not (clause.auxiliaries[:1] and clause.auxiliaries[0] in _TO_COME) and not clause.infinitive:
        return None
    subject = given.frame.subject
    before = [verb for verb in view.clauses if verb < clause.start]
    if not before:
        return None
    verb = before[-1]
    unit = view.units[verb]
    low = clause.start if subject is None or subject.start < verb else min(subject.start, clause.start)
    if unit.lemma == "know" and len(before) > 1 and view.units[before[-2]].lemma in ("make", "let"):
        verb, unit = before[-2], view.units[before[-2]]
    if unit.lemma not in _PROMISES or view.clauses[verb].infinitive or view.clauses[verb].negated:
        return None
    if unit.lemma in ("make", "let") and not context.text_between(verb + 1, verb + 3).lower().startswith(
        ("known", "it known", "public", "clear")
    ):
        return None
    if unit.tag not in ("VBD", "VBN") or ";" in view.shape[verb:low]:
        return None
    if (
        not clause.infinitive
        and not set(view.shape[verb:low]) & set("U")
        and "that" not in view.lemmas(verb, low)
    ):
        return None
    return verb


def _pledge(given: Candidate, verb: int, context: Context) -> Candidate:
    """The pledge: who promises, when and where from its verb; what and for whom from the verb of giving."""
    promise = clause_frame(context.grammar, verb, verbal=True)
    settings = [part for part in promise.complements if part.preposition in ("in", "at", "on", "during")]
    frame = replace(
        given.frame,
        subject=promise.subject if not context.view.clauses[verb].passive else None,
        subject_path=promise.subject_path,
        complements=list(given.frame.complements),
        leading=[*promise.leading, *settings],
        times=[*promise.times, *given.frame.times],
        leading_times=promise.leading_times,
    )
    roles = {**given.roles, "subject": "actor"}
    return replace(
        given,
        mode="pledged",
        verb=verb,
        start=verb,
        end=verb + 1,
        frame=frame,
        roles=roles,
        relation="active",
        trace=[*given.trace, f"promised by {context.view.units[verb].lemma}"],
    )


def _start(candidate: Candidate) -> int:
    return candidate.start
