"""States that join, leave or sit in an organisation or a treaty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def accession(candidate: Candidate, context: Context) -> bool:
    """Joining or leaving an organisation, by any of the many verbs for it."""
    view = context.view
    assert candidate.verb is not None
    lemma = view.units[candidate.verb].lemma
    end = min(len(view.units), max(candidate.frame.end, candidate.verb + 8))
    tail = context.text_between(candidate.verb + 1, end)
    if lemma in ("withdraw", "pull", "leave") and re.match(
        r"(?:out )?(?:of|from) the [\w ]{0,40}(?:Agreement|Treaty|Pact|Convention|Protocol|Accord)", tail
    ):
        return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)
    if lemma == "receive" and not (candidate.relation == "passive" and tail.startswith("into ")):
        return False
    orgs = [
        i
        for i in range(candidate.verb + 1, end)
        if (m := view.units[i].mention) is not None and m.label == "ORG"
    ]
    subject = candidate.frame.subject
    if subject is None or not subject.parties:
        return False
    objects = candidate.frame.objects()
    if lemma == "admit" and candidate.relation != "passive" and objects:
        # "the General Assembly admitted Japan"
        return context.is_kind(subject, "org") and context.is_kind(objects[0].group, "state")
    if lemma in ("join", "accede", "enter", "rejoin"):
        return bool(orgs) and bool(re.match(r"(?:to )?(?:the )?", tail)) and _direct(candidate, context)
    if lemma in ("withdraw", "leave", "quit", "pull"):
        return bool(orgs) and _direct(candidate, context)
    if re.search(
        r"\b(?:full |associate |new |permanent |non-permanent |founding "
        r"|observer )?(?:member|associate state|observer|party)s?\b",
        tail,
        re.IGNORECASE,
    ):
        return bool(orgs) or "member" in tail
    return (
        bool(lemma in ("let", "admit", "accept", "receive", "seat"))
        and bool(orgs)
        and bool(re.match(r"(?:in|into|to|as)\b", tail))
    )


def _direct(candidate: Candidate, context: Context) -> bool:
    for part in candidate.frame.complements:
        if part.preposition in ("", "to", "from", "into", "in", "of", "out_of"):
            return any(
                (m := context.view.units[i].mention) is not None and m.label == "ORG"
                for i in part.group.parties
            ) and any(context.view.units[item.phrase.head].mention is not None for item in part.group.items)
    return False


def seat(candidate: Candidate, context: Context) -> bool:
    """A seat in a named body."""
    return any(
        (m := context.view.units[i].mention) is not None and m.label == "ORG"
        for part in candidate.frame.complements
        for i in part.group.parties
    )


def application(candidate: Candidate, context: Context) -> bool:
    """A state asked to be let into an organisation."""
    text = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    return (
        subject is not None
        and bool(subject.parties)
        and re.search(r"\b(?:membership|accession|to join|entry|admission|observer status)\b", text)
        is not None
    )


def withdrawal(candidate: Candidate, context: Context) -> bool:
    """Leaving or joining an organisation or a treaty, said of a state."""
    if candidate.standalone:
        return False
    tail = context.text_between(candidate.start, len(context.view.units))
    named = any(
        (m := context.view.units[i].mention) is not None and m.label == "ORG"
        for part in candidate.frame.complements
        if part.preposition in ("from", "to")
        for i in part.group.parties
    )
    return (
        named
        or re.search(
            r"\b(?:from|to) the [\w -]{0,40}(?:Agreement|Treaty|Pact|Convention|Protocol|Accord|League)", tail
        )
        is not None
    )


GUARDS: dict[str, Guard] = {
    "application": application,
    "withdrawal": withdrawal,
    "seat": seat,
    "accession": accession,
}
