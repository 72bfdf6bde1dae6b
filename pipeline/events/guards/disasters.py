"""Disasters: dated or placed, and no figure of speech."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import dated_near
from pipeline.events.sentence.context import Context, Guard, lemma_of

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_FIGURE_RE = re.compile(
    r"\b(?:floods?|storm|wave|tsunami|outbreak|eruption) of "
    r"(?:goods|imports|protest|criticism|capital|money|tourists|refugees|violence)"
)


def disaster(candidate: Candidate, context: Context) -> bool:
    """Ships and trains only when they burn, crash or sink; a spread or arrival needs a place or date."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject
    own = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    if _FIGURE_RE.search(own):
        return False
    tail = context.text_between(candidate.verb + 1, candidate.verb + 3).lower()
    if subject is not None and context.has_noun(
        subject, ("balloon", "airliner", "train", "bus", "ship", "plane", "ferry")
    ):
        return lemma in ("crash", "sink", "capsize", "burn", "explode", "plunge") or tail.startswith("fire")
    if lemma in ("reach", "take", "leave", "appear", "arise", "visit", "tear", "catch"):
        near = lemma == "take" and dated_near(
            candidate, context
        )  # "the earthquake of January 1995 took lives"
        placed = bool(context.states_in(candidate.start, candidate.frame.end))
        return near or placed or context.has_time(candidate.frame)
    return True


def disaster_noun(candidate: Candidate, context: Context) -> bool:
    """A disaster named without a verb is placed and dated; under a verb it needs neither."""
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    if candidate.standalone:
        placed = any(view.units[i].mention is not None for i in range(phrase.start, phrase.end)) or any(
            part.preposition in ("in", "of", "off", "across", "throughout", "that") and part.group.parties
            for part in candidate.frame.complements
        )
        if "great east japan earthquake" in text:
            return context.has_time(candidate.frame)
        return placed and context.has_time(candidate.frame)
    return True


def calamity(candidate: Candidate, context: Context) -> bool:
    """A disaster that struck somewhere: dated, or at a named place in the past tense."""
    if candidate.verb is None:
        return False
    if dated_near(candidate, context):
        return True
    subject = candidate.frame.subject
    own = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    if re.search(r"\b(?:flood|storm|wave|tsunami) of (?!water)", own):
        return False
    unit = context.view.units[candidate.verb]
    return unit.tag in ("VBD", "VBN") and bool(context.states_in(candidate.start, len(context.view.units)))


def volcano(candidate: Candidate, context: Context) -> bool:
    """A mountain that erupted, not violence or applause that did."""
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end) if subject is not None else ""
    return re.search(r"\b(?:Mount|Mt\.?|volcano|Volcano)\b", text) is not None and dated_near(
        candidate, context
    )


_CRAFT_RE = re.compile(
    r"\b(?:reactors?|power (?:station|plant)|plants?|jets?|airliner|"
    r"aeroplane|airplane|plane|aircraft|ferry|train|express|ship|tanker|"
    r"vessel|trawler|boat|helicopter|bus|mine|balloon|"
    r"shuttle|dam|bridge|tunnel|refinery|factory|flight \w+)\b",
    re.IGNORECASE,
)


def wreck(candidate: Candidate, context: Context) -> bool:
    """A craft or plant that came to grief by itself, on a date."""
    subject = candidate.frame.subject
    if (
        subject is None
        or candidate.relation == "passive"
        or candidate.frame.subject_path.startswith("shared")
    ):
        return False
    head = context.text_between(subject.start, subject.items[0].end)
    lemma = lemma_of(candidate, context)
    assert candidate.verb is not None
    after = context.text_between(candidate.verb + 1, candidate.verb + 3).lower()
    if lemma in ("catch", "run", "go") and not after.startswith(("fire", "aground", "down", "missing")):
        return False
    return _CRAFT_RE.search(head) is not None and context.has_time(candidate.frame)


_DISEASE_RE = re.compile(
    r"COVID|coronavirus|SARS|Ebola|influenza|cholera|Zika|mpox|"
    r"MERS|BSE|mad cow|foot-and-mouth|bird flu|HIV|AIDS|infection",
    re.IGNORECASE,
)


def first_case(candidate: Candidate, context: Context) -> bool:
    """The first patients of a disease: an outbreak."""
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end) if subject is not None else ""
    if not _DISEASE_RE.search(text) or not re.search(
        r"\b(?:cases?|infections?|patients?|outbreaks?)\b", text
    ):
        return False
    return dated_near(candidate, context)


GUARDS: dict[str, Guard] = {
    "calamity": calamity,
    "volcano": volcano,
    "wreck": wreck,
    "first-case": first_case,
    "disaster": disaster,
    "disaster-noun": disaster_noun,
}
