"""Independence, and territory that changes hands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def independence(candidate: Candidate, context: Context) -> bool:
    """A named state became independent."""
    return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)


def transfer(candidate: Candidate, context: Context) -> bool:
    """Territory or things given back, not people who return."""
    group = object_group(candidate)
    if group is None:
        return False
    return not context.is_kind(group, "person")


def reversion(candidate: Candidate, context: Context) -> bool:
    """A place that changes hands: "Hong Kong went back to China"."""
    subject = candidate.frame.subject
    if subject is None or not context.has_time(candidate.frame):
        return False
    head = context.view.units[subject.items[0].phrase.head].mention
    return head is not None and head.label in ("PLACE", "STATE") and len(subject.items) == 1


def handed_back(candidate: Candidate, context: Context) -> bool:
    """A territory, or things of a people, handed to a state; no one who only travels."""
    group = object_group(candidate)
    if group is None or context.is_kind(group, "person"):
        return False
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, len(context.view.units))
    if re.search(r"\bto (?:the )?(?:\w+ ){0,4}(?:Council|Commission|Committee|office|power)\b", tail):
        return False
    named = (
        context.is_kind(group, "place")
        or context.is_kind(group, "state")
        or context.has_noun(
            group,
            (
                "island",
                "islands",
                "territory",
                "canal",
                "base",
                "administration",
                "sovereignty",
                "relic",
                "archive",
                "remains",
            ),
        )
    )
    return named and any(
        part.preposition in ("to", "under") and part.group.parties for part in candidate.frame.complements
    )


def reverts(candidate: Candidate, context: Context) -> bool:
    """ "Okinawa reverted to Japan": a place, dated, under another state's rule."""
    subject = candidate.frame.subject
    if (
        subject is None
        or len(subject.items) != 1
        or candidate.relation == "passive"
        or not context.has_time(candidate.frame)
    ):
        return False
    mention = context.view.units[subject.items[0].phrase.head].mention
    return (
        mention is not None
        and mention.label == "PLACE"
        and any(
            part.preposition in ("to", "under") and part.group.parties for part in candidate.frame.complements
        )
    )


def wall(candidate: Candidate, context: Context) -> bool:
    """The wall of Berlin, not any wall."""
    group = (
        candidate.frame.subject
        if candidate.relation == "passive" or not candidate.frame.objects()
        else object_group(candidate)
    )
    return (
        group is not None
        and re.search(r"Berlin Wall|Wall$", context.text_between(group.start, group.end)) is not None
    )


GUARDS: dict[str, Guard] = {
    "handed-back": handed_back,
    "reverts": reverts,
    "wall": wall,
    "reversion": reversion,
    "independence": independence,
    "transfer": transfer,
}
