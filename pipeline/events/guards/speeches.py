"""Words said in public, once: on a day, at a place, in a speech or a statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, clause_text, lemma_of

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_IN_A_SPEECH_RE = re.compile(
    r"\b(?:in|through|by|with|during|on) (?:a|an|his|her|its|the|their|my|that|this) (?:[\w'’-]+ ){0,5}?"
    r"(?:speech|address|lecture|statement|message|article|interview|press conference|news conference|toast|"
    r"broadcast|communication|keynote|television|telecast|note|letter)\b|\bon (?:television|radio)\b",
    re.IGNORECASE,
)
_PARTICLES = {"set": ("out", "forth"), "put": ("forward", "forth"), "lay": ("down", "out"), "spell": ("out",)}
_ONLY_IN_A_SPEECH = frozenset(
    [
        "stress",
        "emphasize",
        "explain",
        "clarify",
        "voice",
        "reiterate",
        "present",
        "launch",
        "sketch",
        "elaborate",
        "table",
        "float",
    ]
)
_TALKS_RE = re.compile(r"\b(?:meeting|talks|telephone|consultations?|discussions?)\b", re.IGNORECASE)


def _placed(candidate: Candidate, context: Context) -> bool:
    """Does the clause name a town, a country or a body where the words were said?"""
    parts = [*candidate.frame.complements, *candidate.frame.leading]
    return any(
        part.preposition in ("in", "at", "before")
        and any(_names_place(i, context) for i in part.group.parties)
        for part in parts
    ) or any(
        part.preposition in ("in", "at", "before")
        and any(_names_place(i, context) for i in range(part.group.start, part.group.end))
        for part in parts
    )


def _names_place(index: int, context: Context) -> bool:
    mention = context.view.units[index].mention
    return mention is not None and mention.label in ("PLACE", "ORG", "STATE")


def public_speech(candidate: Candidate, context: Context) -> bool:
    """ "Spoke in Bangkok on January 16 on Japan's policy": a speech, not a talk with somebody."""
    with_whom = any(part.preposition == "with" for part in candidate.frame.complements)
    if with_whom or _TALKS_RE.search(clause_text(candidate, context)):
        return False
    return context.has_time(candidate.frame) and _placed(candidate, context)


def said_in_public(candidate: Candidate, context: Context) -> bool:
    """Ideas laid before the public on a day, in a speech or in a town; no point of talks."""
    assert candidate.verb is not None
    lemma = lemma_of(candidate, context)
    if lemma in _PARTICLES:
        behind = [unit.lemma for unit in context.view.units[candidate.verb + 1 : candidate.verb + 2]]
        last = context.view.units[min(candidate.frame.end, len(context.view.units)) - 1].lemma
        if not {*behind, last} & set(_PARTICLES[lemma]):
            return False
    if not context.has_time(candidate.frame) or candidate.relation == "passive":
        return False
    if _IN_A_SPEECH_RE.search(context.view.text):
        return True
    if lemma in _ONLY_IN_A_SPEECH or _TALKS_RE.search(context.view.text):
        return False
    return _placed(candidate, context)


def expressed_in_public(candidate: Candidate, context: Context) -> bool:
    """Regret or protest put on record on a day."""
    if not context.has_time(candidate.frame):
        return False
    if _IN_A_SPEECH_RE.search(context.view.text):
        return True
    objects = candidate.frame.objects()
    noun = context.view.units[objects[0].group.items[0].phrase.head].lemma if objects else ""
    return noun in ("apology", "apologies", "protest", "remorse") and not _TALKS_RE.search(context.view.text)


GUARDS: dict[str, Guard] = {
    "public-speech": public_speech,
    "said-in-public": said_in_public,
    "expressed-in-public": expressed_in_public,
}
