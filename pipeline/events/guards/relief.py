"""Aid given, and helpers sent after a disaster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import dated_near
from pipeline.events.sentence.context import Context, Guard, clause_text, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_MONEY_RE = re.compile(
    r"[\d.,]\s*+(?:(?:million|billion|trillion|thousand)\s*+)?(?:yen|dollars?|usd|euros?)|"
    r"[$¥€]\s*\d|\d (?:tons|units|sets|doses|vehicles)|\b(?:million|billion|trillion)\b",
    re.IGNORECASE,
)

_OF_AID_RE = re.compile(r"\bpackage of (?:\w+ ){0,2}(?:aid|assistance|relief|loans|grants)\b")


def aid(candidate: Candidate, context: Context) -> bool:
    """Aid that was given once: a recipient, and an amount, a date or goods one can count."""
    view = context.view
    assert candidate.verb is not None
    group = object_group(candidate)
    text = context.text_between(
        view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)
    ).lower()
    clause = view.clauses[candidate.verb]
    recipients = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("to", "for", "in") and part.group.parties
    ]
    states = context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    told = context.segment_kind in ("caption", "list", "heading")
    if group is None:
        return False
    if (
        view.units[candidate.verb].lemma in ("receive", "accept", "obtain")
        and candidate.frame.subject is not None
    ):
        states = states or candidate.frame.subject.parties
    noun = view.units[group.items[0].phrase.head].lemma
    if (
        noun
        in (
            "support",
            "cooperation",
            "contribution",
            "bridge",
            "school",
            "hospital",
            "facility",
            "water",
            "package",
        )
        and not _MONEY_RE.search(text)
        and not (recipients and _OF_AID_RE.search(text))
        and not told
    ) and not (context.has_time(candidate.frame) and (recipients or states)):
        return False
    if told:
        return True
    if "have" in clause.auxiliaries and not context.has_time(candidate.frame) and not _MONEY_RE.search(text):
        return False
    if re.search(r"opportunit|view|opinion|credence", text[:60]):
        return False
    return bool(recipients or states or _MONEY_RE.search(text) or context.has_time(candidate.frame)) and (
        bool(_MONEY_RE.search(text)) or context.has_time(candidate.frame) or bool(recipients or states)
    )


def relief(candidate: Candidate, context: Context) -> bool:
    """Teams for relief are aid; forces without that purpose are a military matter."""
    view = context.view
    text = view.text.lower()
    objects = object_group(candidate)
    own = context.text_between(objects.start, objects.end).lower() if objects is not None else ""
    if re.search(
        r"relief|rescue|medical|disaster|humanitarian|earthquake|tsunami|typhoon|flood|reconstruction", own
    ):
        return True
    if re.search(r"\b(?:doctor|nurse|expert|specialist|engineer)s?\b", own):
        return True
    return (
        bool(re.search(r"relief|rescue|disaster|earthquake|tsunami|typhoon|flood|hurricane|victims", text))
        and "election" not in own
    )


def caption_only(candidate: Candidate, context: Context) -> bool:
    """A caption that names what was given and to whom or where."""
    if context.segment_kind not in ("caption", "list") or not candidate.standalone:
        return False
    if context.view.clauses and any(v < candidate.start for v in context.view.clauses):
        return False
    handed = "handover" in context.view.text.lower() and bool(candidate.frame.bracket_places)
    return handed or any(
        part.preposition in ("to", "for", "in") and part.group.parties for part in candidate.frame.complements
    )


def relief_context(candidate: Candidate, context: Context) -> bool:
    """Teams that set out, where a disaster or victims are spoken of, or a country they go to."""
    text = context.view.text.lower()
    states = context.states_in(0, len(context.view.units))
    return bool(
        re.search(
            r"relief|rescue|medical|disaster|earthquake|tsunami|typhoon|hurricane|flood|cyclone|victim", text
        )
    ) and (bool(states) or context.has_time(candidate.frame))


def caption_team(candidate: Candidate, context: Context) -> bool:
    """A caption that names a team and a state."""
    if context.segment_kind not in ("caption", "list") or not candidate.standalone or context.view.clauses:
        return False
    states = context.states_in(candidate.end, len(context.view.units))
    return bool(states)


_RELIEF_RE = re.compile(
    r"\b(?:relief|rescue\w*|medical|doctors?|nurses?|search|disaster|aid|humanitarian|victims|survivors|emergency|earthquake|typhoon|"
    r"tsunami|flood\w*|cyclone|hurricane|supplies|tents|blankets)\b",
    re.IGNORECASE,
)


def relief_group(candidate: Candidate, context: Context) -> bool:
    """Helpers on their way: a relief team or forces after a disaster named in the sentence."""
    subject = candidate.frame.subject
    if subject is None:
        return False
    own = context.text_between(subject.start, subject.end)
    if re.search(
        r"\b(?:relief|rescue|medical|disaster|search)\b|rescuers|doctors|nurses", own, re.IGNORECASE
    ):
        return dated_near(candidate, context) or bool(
            context.states_in(candidate.start, len(context.view.units))
        )
    forces = re.search(
        r"self-defense force|\bSDF\b|engineers|helicopters|aircraft|transport|hospital ship",
        own,
        re.IGNORECASE,
    )
    return forces is not None and _RELIEF_RE.search(context.view.text) is not None


def lent(candidate: Candidate, context: Context) -> bool:
    """Money lent or forgiven to a state."""
    text = clause_text(candidate, context)
    return bool(context.states_in(0, len(context.view.units))) and (
        re.search(r"yen|dollar|million|billion|debt|loan|credit|grant", text) is not None
    )


GUARDS: dict[str, Guard] = {
    "relief-group": relief_group,
    "lent": lent,
    "relief-context": relief_context,
    "caption-team": caption_team,
    "aid": aid,
    "relief": relief,
    "caption-only": caption_only,
}
