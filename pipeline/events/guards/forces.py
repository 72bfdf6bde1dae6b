"""Attacks, deployments, withdrawals, losses and risings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import dated_near
from pipeline.events.sentence.context import Context, Guard, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def own_place(candidate: Candidate, context: Context) -> bool:
    """Somebody or something is said to have been struck."""
    return candidate.frame.subject is not None


def military(candidate: Candidate, context: Context) -> bool:
    """Armed people, or a state, act upon a state, a place, people or a target of war."""
    group = object_group(candidate)
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject if candidate.relation != "passive" else None
    armed = subject is not None and (
        bool(subject.parties)
        or context.has_noun(
            subject,
            (
                "troop",
                "force",
                "army",
                "militant",
                "terrorist",
                "rebel",
                "gunman",
                "pirate",
                "extremist",
                "group",
                "guerrilla",
                "soldier",
            ),
        )
        or "armed" in context.text_between(subject.start, subject.end).lower()
    )
    if lemma == "strike":
        return armed and group is not None and bool(group.parties)
    if lemma in ("seize", "assault", "raid", "storm", "strike", "hijack") and candidate.relation != "passive":
        return armed
    return group is not None


def military_object(candidate: Candidate, context: Context) -> bool:
    """What is done is an act of arms: no test of students, no operation on a patient."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(r"\boperations?$", text) and not re.search(r"military|armed|ground", text):
        return False
    if re.search(r"\btests?$", text) and not re.search(r"nuclear|missile|underground", text):
        # "Pakistan answered with tests of its own": only weapons are meant by that
        behind = context.text_between(group.start, max(group.end, candidate.frame.end)).lower()
        return re.search(r"\btests? of (?:its|their) own\b", behind) is not None
    if re.search(r"\bsatellite", text):
        subject = candidate.frame.subject
        return subject is not None and any(
            e.iso3 == "PRK" for i in subject.parties for e in context.unit_entities(i)
        )
    if re.search(r"\bexercises?\b|\bdrills?\b", text):
        return (
            bool(
                re.search(
                    r"military|joint|naval|live-fire|self-defense|maritime|air|large-scale|bilateral", text
                )
            )
            or "forces" in context.view.text.lower()
        )
    return True


def deploy(candidate: Candidate, context: Context) -> bool:
    """Ships and aircraft sent somewhere; "sent ships" alone may be any help."""
    group = object_group(candidate)
    if group is None or not context.has_noun(group, ("ship", "vessel", "helicopter", "transport aircraft")):
        return True
    return any(part.preposition in ("to", "from", "off", "in") for part in candidate.frame.complements)


def place_tail(candidate: Candidate, context: Context) -> bool:
    """Into a territory, its airspace, its waters or a town."""
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 9)).lower()
    return bool(re.search(r"airspace|territor|waters|border|island|contiguous|capital|into |city", tail))


def military_noun(candidate: Candidate, context: Context) -> bool:
    """A named attack, launch or withdrawal, with whose it is or whom it hit; no war as a whole."""
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, min(len(view.units), phrase.end + 6)).lower()
    head = view.units[phrase.head].lemma
    if re.search(r"\bheart attack|cyber|\bwar$|\bconflict$|\bpeace", text):
        return False
    if head in ("intervention", "occupation", "withdrawal", "launch", "sinking") and not re.search(
        r"troops|forces|military|armed|missile|soviet|vessel|rocket", text + " " + tail
    ):
        return False
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    target = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("of", "on", "against", "by", "in", "inside") and part.group.parties
    ]
    before = context.text_between(max(0, phrase.start - 4), phrase.start).lower()
    if re.search(
        r"\b(?:fight|war|measures|struggle|combat\w*|prevent\w*|against|threat|counter\w*)\b",
        before[before.rfind(",") + 1 :],
    ) and not context.has_time(candidate.frame):
        return False
    if candidate.standalone:
        definite = view.units[phrase.start].lemma in ("the", "a", "an") or bool(own)
        return (bool(own or target) and (definite or context.has_time(candidate.frame))) or (
            context.has_time(candidate.frame)
            and bool(re.search(r"attack|invasion|test|launch|coup|bombing", text))
        )
    return True


_WARSHIP_RE = re.compile(
    r"\b(?:warship|patrol (?:vessel|ship|boat)|navy|naval|corvette|frigate|cruiser|destroyer)\b"
)


def armed_loss(candidate: Candidate, context: Context) -> bool:
    """Sunk or killed by somebody; a ship that sinks in a storm is an accident."""
    if context.view.units[candidate.verb or 0].lemma == "sink":
        by = any(part.preposition == "by" for part in candidate.frame.complements)
        subject = candidate.frame.subject
        words = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
        return candidate.relation == "passive" and (by or _WARSHIP_RE.search(words) is not None)
    return candidate.relation == "passive" or bool(candidate.frame.objects())


def rising(candidate: Candidate, context: Context) -> bool:
    """An attempt at power by arms, not any attempt."""
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    return re.search(r"\bcoup\b|putsch|mutiny|uprising|rebellion|revolt", text) is not None and dated_near(
        candidate, context
    )


def marched(candidate: Candidate, context: Context) -> bool:
    """Troops that crossed into a named state or town."""
    return dated_near(candidate, context) and any(
        part.preposition in ("", "into", "in", "on", "to")
        and (context.is_kind(part.group, "place") or context.is_kind(part.group, "state"))
        for part in candidate.frame.complements
    )


def hostage(candidate: Candidate, context: Context) -> bool:
    """People kidnapped or taken hostage on a date, not hands or views that are taken."""
    if not dated_near(candidate, context):
        return False
    assert candidate.verb is not None
    if context.view.units[candidate.verb].lemma in ("kidnap", "abduct"):
        return object_group(candidate) is not None
    tail = context.text_between(candidate.verb + 1, candidate.verb + 9)
    return re.search(r"\b(?:hostages?|captive)\b", tail) is not None


GUARDS: dict[str, Guard] = {
    "hostage": hostage,
    "rising": rising,
    "marched": marched,
    "own-place": own_place,
    "armed-loss": armed_loss,
    "military": military,
    "military-object": military_object,
    "place-tail": place_tail,
    "deploy": deploy,
    "military-noun": military_noun,
}
