"""Happenings that have no type of their own: foundings, deaths, publications, arrests, decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, clause_text, lemma_of, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate


def found(candidate: Candidate, context: Context) -> bool:
    """An organisation, embassy or office set up, not a shop opened."""
    group = object_group(candidate)
    if group is None:
        return False
    head = context.view.units[group.items[0].phrase.head]
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if head.mention is not None and head.mention.label == "ORG":
        return (
            lemma in ("found", "establish", "create", "inaugurate", "form", "launch")
            and not context.is_series(group.items[0].phrase.head)
        ) or lemma == "found"
    text = context.text_between(group.start, group.end).lower()
    return not (
        lemma in ("open", "set", "launch", "form")
        and not re.search(
            r"embass|consulate|office|secretariat|commission|committee|"
            r"headquarters|center|centre|institute|task force|council",
            text,
        )
    )


def publication(candidate: Candidate, context: Context) -> bool:
    """A book or report that came out on a date."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    if not context.has_time(candidate.frame):
        return False
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 4)).lower()
    group = object_group(candidate)
    text = (context.text_between(group.start, group.end) if group is not None else "").lower()
    subject = candidate.frame.subject
    start = context.view.clauses[candidate.verb].start
    before = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    before = before or context.text_between(max(0, start - 2), start).lower()
    book = r"edition|book|report|white paper|bluebook|volume|first\b|paper|study"
    if lemma in ("come", "appear"):
        return bool(re.search(book, before)) and (lemma == "appear" or tail.startswith("out"))
    return bool(re.search(book, text))


def death(candidate: Candidate, context: Context) -> bool:
    """ "Died" or "passed away", not "passed"."""
    assert candidate.verb is not None
    if context.view.units[candidate.verb].lemma == "die":
        return True
    return (
        context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 2)).lower()
        == "away"
    )


def recognition(candidate: Candidate, context: Context) -> bool:
    """What is recognized has a name."""
    group = object_group(candidate)
    return group is not None and context.view.units[group.items[0].phrase.head].mention is not None


def decision(candidate: Candidate, context: Context) -> bool:
    """One side's dated decision on something particular; "decided to strengthen" is an outcome."""
    if not context.has_time(candidate.frame):
        return False
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 12)).lower()
    match = re.search(r"\bto (?:\w+ly )?(\w+)", tail)
    if match is None:
        return False
    return match[1] in (
        "take",
        "admit",
        "accept",
        "withdraw",
        "leave",
        "join",
        "build",
        "move",
        "open",
        "close",
        "end",
        "abolish",
        "accede",
        "let",
        "lift",
        "suspend",
        "expel",
    )


def other_noun(candidate: Candidate, context: Context) -> bool:
    """A noun without a verb is dated, and says who joined, was founded or died."""
    phrase = candidate.phrase
    assert phrase is not None
    head = context.view.units[phrase.head].lemma
    if not candidate.standalone:
        return True
    if head in ("accession", "founding", "death", "reunification", "unification", "independence"):
        parties = any(
            part.preposition in ("of", "to") and part.group.parties for part in candidate.frame.complements
        ) or any(context.view.units[i].mention is not None for i in range(phrase.start, phrase.end))
        before = context.text_between(max(0, phrase.start - 6), phrase.start).lower()
        return context.has_time(candidate.frame) and parties and "anniversary" not in before
    return head in ("funeral", "referendum") and context.has_time(candidate.frame)


def emergency(candidate: Candidate, context: Context) -> bool:
    """A state of emergency, martial law or curfew."""
    group = object_group(candidate)
    pronoun = group is None and candidate.verb is not None
    text = context.text_between(group.start, candidate.frame.end).lower() if group is not None else ""
    return bool(re.search(r"emergency|martial law|curfew", text)) and not pronoun


def chartered(candidate: Candidate, context: Context) -> bool:
    """An aircraft was sent to bring people out."""
    return (
        re.search(
            r"charter|evacuat|military aircraft|government plane|special flight", context.view.text.lower()
        )
        is not None
    )


def custody(candidate: Candidate, context: Context) -> bool:
    """Somebody known was arrested, sentenced or set free; goods and hostages at large are not meant."""
    group = object_group(candidate)
    if group is None:
        return False
    if not context.is_kind(group, "person") and not context.has_noun(
        group,
        (
            "national",
            "nationals",
            "citizen",
            "fisherman",
            "crew",
            "leader",
            "student",
            "hostage",
            "abductee",
            "journalist",
            "prisoner",
        ),
    ):
        return False
    if lemma_of(candidate, context) in (
        "release",
        "free",
        "hold",
        "detain",
        "set",
        "take",
        "place",
        "put",
        "return",
        "try",
    ):
        text = clause_text(candidate, context)
        if lemma_of(candidate, context) in ("release", "free", "detain"):
            return context.has_time(candidate.frame) or context.is_kind(group, "person")
        return (
            re.search(
                r"\b(?:custody|house arrest|detention|prison|free|at liberty|hostage|trial|home)\b", text
            )
            is not None
        )
    return True


GUARDS: dict[str, Guard] = {
    "custody": custody,
    "emergency": emergency,
    "chartered": chartered,
    "found": found,
    "publication": publication,
    "death": death,
    "recognition": recognition,
    "decision": decision,
    "other-noun": other_noun,
}
