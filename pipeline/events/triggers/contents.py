"""One happening told by two triggers: a speech and its words, a protest and what it is about."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.sentence.context import Context
from pipeline.events.triggers.candidate import Candidate

_SAYINGS = frozenset(
    [
        "statement.call-for",
        "statement.announce",
        "statement.make-known",
        "statement.set-out",
        "statement.express",
        "statement.speak-on",
        "statement.accuse",
        "statement.condemn",
        "dated.statement",
        "statement.tell",
    ]
)
_OCCASIONS = frozenset(
    [
        "statement.noun",
        "statement.address",
        "statement.floor",
        "statement.summon",
        "statement.speak",
        "statement.speak-on",
    ]
)
_BODIES = frozenset(["org:UNGA", "org:UNSC"])
_PAPER_RE = re.compile(
    r"\b(?:agreements?|treat(?:y|ies)|conventions?|protocols?|accords?|charter|pact)$", re.IGNORECASE
)


def drop_contents(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """Keep of a speech or a resolution one trigger, and not what it only speaks of.

    Args:
        candidates: the triggers of a sentence, in text order.
        context: the sentence.
    """
    kept = _one_speech(candidates, context)
    return [candidate for candidate in kept if not _is_content(candidate, kept, context)]


def _one_speech(candidates: list[Candidate], context: Context) -> list[Candidate]:
    """ "Declared in his speech to the Diet", "condemned the attack in a statement": one speech, one row."""
    gone: set[int] = set()
    changed: dict[int, Candidate] = {}
    for number, saying in enumerate(candidates):
        if saying.rule.id not in _SAYINGS:
            continue
        for other, occasion in enumerate(candidates):
            if (
                occasion.rule.id not in _OCCASIONS
                or other == number
                or other in gone
                or not _same_clause(saying, occasion, context)
            ):
                continue
            targeted = saying.rule.id in ("statement.condemn", "statement.accuse")
            if targeted and occasion.rule.id == "statement.noun" and occasion.standalone:
                gone.add(other)
                continue
            gone.add(number)
            if not (occasion.frame.times or occasion.frame.leading_times):
                frame = replace(
                    occasion.frame, times=saying.frame.times, leading_times=saying.frame.leading_times
                )
                changed[other] = replace(occasion, frame=frame)
    return [
        changed.get(number, candidate) for number, candidate in enumerate(candidates) if number not in gone
    ]


def _same_clause(saying: Candidate, occasion: Candidate, context: Context) -> bool:
    """Is what was said said on this occasion by the same speaker?"""
    low, high = sorted((saying.start, occasion.start))
    if set(context.view.shape[low:high]) & set(";W"):
        return False
    theirs, own = occasion.frame.subject, saying.frame.subject
    if occasion.standalone or theirs is None:
        return True
    return own is not None and theirs.start == own.start


def _is_content(candidate: Candidate, candidates: list[Candidate], context: Context) -> bool:
    """What a protest or a resolution is about, or the body that heard or passed it, is not told anew."""
    shape, units = context.view.shape, context.view.units
    for other in candidates:
        if other is candidate:
            continue
        subject = other.frame.subject
        inside = subject is not None and subject.start <= candidate.start < other.start
        if candidate.event_type == other.event_type == "AID" and inside and candidate.relation == "passive":
            return True  # "water brought by the forces is handed over"
        resolution = other.rule.id == "agreement.adopt"
        if candidate.rule.id == "other.found" and units[candidate.start].tag == "VBG":
            document = other.event_type == "AGREEMENT" and other.start < candidate.start
            if document and _PAPER_RE.search(context.text_between(other.start, candidate.start)) is not None:
                return True  # "signed the agreement establishing the Bank": what the document is about
        about = candidate.rule.id == "statement.condemn" and units[candidate.start].tag == "VBG"
        if about and resolution and other.start < candidate.start:
            return True  # "adopted a resolution condemning": the participle says what it is about
        if candidate.event_type == "MILITARY" and candidate.standalone and other.start < candidate.start:
            protest = other.rule.id in (
                "statement.condemn",
                "statement.accuse",
                "statement.noun",
                "statement.express",
            )
            if (protest or resolution) and not _own_day(candidate, other, context):
                return ";" not in shape[other.start : candidate.start]
        if other.rule.id in ("statement.announce", "statement.make-known") and _only_announced(
            candidate, other, context
        ):
            return True
        if candidate.event_type == "CONFERENCE" and candidate.standalone and candidate.phrase is not None:
            body = units[candidate.phrase.head].mention
            bodied = body is not None and bool(_BODIES & set(body.entity_ids))
            before = units[candidate.phrase.start - 1].lemma if candidate.phrase.start else ""
            if bodied and before == "by" and other.relation == "passive":
                return True
            if (
                bodied
                and other.event_type == "STATEMENT"
                and other.start < candidate.start <= other.frame.end + 1
            ):
                return before in ("before", "to", "at", "in", "of")
    return False


def _only_announced(candidate: Candidate, saying: Candidate, context: Context) -> bool:
    """ "Announced that it would withdraw from the treaty": it has not come about yet."""
    if candidate.event_type != "OTHER" or candidate.verb is None:
        return False
    if saying.verb is None or candidate.verb <= saying.verb:
        return False
    clause = context.view.clauses[candidate.verb]
    between = [verb for verb in context.view.clauses if saying.verb < verb < candidate.verb]
    return clause.auxiliaries[:1] == ("would",) and not between and not candidate.frame.times


def _own_day(candidate: Candidate, other: Candidate, context: Context) -> bool:
    """Has what is protested against a date of its own ("the test of August 17")?"""
    for index in candidate.frame.times:
        if context.view.units[index - 1].lemma == "of" and index - 1 == candidate.end:
            return True
        if index not in other.frame.times and (other.frame.times or other.frame.leading_times):
            return True
    return False
