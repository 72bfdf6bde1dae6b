"""Elections, offices taken and left, cabinets formed and dissolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.sentence.context import Context, Guard, has_time_near, lemma_of, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_ELECTION_RE = re.compile(
    r"\b(?:elections?|re-?election|run-?off|ballots?|polls?|votes?|voting|presiden\w+|premiership|seats?|parliament\w*|diet|term|"
    r"house of (?:representatives|councillors|commons)|congress|legislat\w+|general assembly)\b",
    re.IGNORECASE,
)

_OFFICE_NOUN_RE = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|minister|"
    r"secretary|secretary-general|director[- ]general|king|queen|emperor|"
    r"throne|chairman|chairperson|chair|leader|head|governor|ambassador|presidency|premiership|post|position|office|pope|"
    r"commissioner|judge|speaker|successor|general secretary|commander)\b",
    re.IGNORECASE,
)

_SEAT_RE = re.compile(r"\b(?:members?|seats?|chair|chairmanship|presidency|vice-presidents?|bureau)\b")


def voted_in(candidate: Candidate, context: Context) -> bool:
    """A person voted into an office, or a state into a body, on a date."""
    group = candidate.frame.subject
    if group is None or not (context.has_time(candidate.frame) or has_time_near(context)):
        return False
    if any(
        part.preposition == "of" and context.is_kind(part.group, "state")
        for part in candidate.frame.complements
    ):
        candidate.roles["of"] = "place"  # "to the Premiership of Ceylon"
    return context.is_kind(group, "person") or context.is_kind(group, "state")


def _subject_is_person(candidate: Candidate, context: Context) -> bool:
    subject = candidate.frame.subject
    return subject is not None and context.is_kind(subject, "person")


def succession(candidate: Candidate, context: Context) -> bool:
    """One person follows another; "succeeded in building" and "oil replaced coal" tell of no office."""
    units = context.view.units
    assert candidate.verb is not None
    group = object_group(candidate)
    if group is not None and context.is_kind(group, "person"):
        return True
    agent = next((part.group for part in candidate.frame.complements if part.preposition == "by"), None)
    if candidate.relation == "passive":
        return agent is not None and context.is_kind(agent, "person")
    if not _subject_is_person(candidate, context):
        return False
    after = units[candidate.verb + 1].text.lower() if candidate.verb + 1 < len(units) else ""
    if after in ("him", "her", "them"):
        return True
    tail = context.text_between(candidate.verb + 1, candidate.verb + 6)
    return after in ("to", "as") and _OFFICE_NOUN_RE.search(tail) is not None


def election_won(candidate: Candidate, context: Context) -> bool:
    """A victory or a defeat at the polls; of two rivals the winner acts."""
    group = object_group(candidate)
    own = context.text_between(group.start, group.end).lower() if group is not None else ""
    plain = re.search(r"election|presidency|run-?off|ballot|\bvote$", own) is not None
    if re.search(r"\b(?:praise|favou?r|support|prize|award|many|independence|contract|bid)\b", own):
        return False
    if not plain and not _ELECTION_RE.search(context.view.text):
        return False
    if own.endswith(("seats", "seat")) and not re.search(
        r"majority|election|house|parliament|assembly|congress|diet", context.view.text, re.IGNORECASE
    ):
        return False
    if not (
        context.has_time(candidate.frame) or has_time_near(context) or _subject_is_person(candidate, context)
    ):
        return False
    if lemma_of(candidate, context) in ("lose", "concede"):
        winner = [
            part
            for part in candidate.frame.complements
            if part.preposition == "to" and context.is_kind(part.group, "person")
        ]
        if winner:
            candidate.roles.update({"subject": "counterpart", "to": "actor"})
    return True


def rival(candidate: Candidate, context: Context) -> bool:
    """ "Defeated" of two people in an election, not of teams or troops."""
    return _ELECTION_RE.search(context.view.text) is not None


def chosen(candidate: Candidate, context: Context) -> bool:
    """A person chosen for an office, or a state for a seat in a body."""
    group = object_group(candidate)
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, len(context.view.units))
    if group is not None and context.is_kind(group, "state"):
        return context.has_time(candidate.frame) and _SEAT_RE.search(tail) is not None
    if group is None or not context.is_kind(group, "person"):
        return False
    return _OFFICE_NOUN_RE.search(tail) is not None


def person_only(candidate: Candidate, context: Context) -> bool:
    """Said of a person, or of an administration or cabinet."""
    group = candidate.frame.subject if candidate.relation == "passive" else object_group(candidate)
    if group is None:
        return False
    if context.is_kind(group, "person"):
        return True
    return any(
        item.noun
        in (
            "administration",
            "government",
            "cabinet",
            "president",
            "leader",
            "king",
            "emperor",
            "prime minister",
            "regime",
            "pope",
        )
        for item in group.items
    )


def election(candidate: Candidate, context: Context) -> bool:
    """A dated election of a named state, not elections in general."""
    view = context.view
    phrase = candidate.phrase
    assert phrase is not None
    states = context.states_in(phrase.start, max(candidate.frame.end, phrase.end))
    if candidate.frame.subject is not None:
        states += candidate.frame.subject.parties
    states += [index for part in candidate.frame.leading for index in part.group.parties]
    if view.units[phrase.head].lemma in ("vote", "poll") and candidate.standalone:
        return False
    if not context.has_time(candidate.frame):
        return not candidate.standalone and bool(states) and view.units[phrase.head].tag == "NN"
    if candidate.standalone and candidate.relation in ("object",) and candidate.governor is not None:
        return view.units[candidate.governor].lemma not in (
            "support",
            "observe",
            "monitor",
            "prepare",
            "assist",
            "hold",
        )
    return True


def dissolve(candidate: Candidate, context: Context) -> bool:
    """A government, a parliament or a state that ends."""
    assert candidate.verb is not None
    group = candidate.frame.subject
    objects = object_group(candidate)
    nouns = (
        "government",
        "administration",
        "cabinet",
        "regime",
        "union",
        "federation",
        "parliament",
        "diet",
        "assembly",
        "house",
    )
    states = group is not None and any(
        (m := context.view.units[i].mention) is not None and m.label == "STATE" for i in group.parties
    )
    return (
        states
        or (group is not None and context.has_noun(group, nouns))
        or (objects is not None and context.has_noun(objects, nouns))
    )


def office_noun(candidate: Candidate, context: Context) -> bool:
    """A coup, an inauguration or a resignation of somebody or somewhere, not the failed attempt at one."""
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    of = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("of", "in") and part.group.parties
    ]
    if (
        re.search(r"\battempt|\bfailed\b|\babortive\b|assumption$", text)
        and "of office" not in context.text_between(phrase.end, min(phrase.end + 2, len(view.units))).lower()
    ):
        return False
    if not candidate.standalone:
        return True
    if (
        candidate.relation == "object"
        and candidate.governor is not None
        and view.units[candidate.governor].lemma in ("attend", "await")
    ):
        return bool(own or of)
    return bool(own or of) and (context.has_time(candidate.frame) or candidate.relation.startswith("prep"))


def voters(candidate: Candidate, context: Context) -> bool:
    """Voters who decide on a date; "gave Mr. Carter the Presidency" names the person they chose."""
    if not (context.has_time(candidate.frame) or has_time_near(context)):
        return False
    chosen_one = next((p for p in candidate.frame.objects() if context.is_kind(p.group, "person")), None)
    if chosen_one is not None and lemma_of(candidate, context) in _GIVES:
        candidate.roles.update({"object": "actor", "subject": "", "of": "place"})
    return True


_GIVES = ("give", "return", "elect", "choose", "confirm", "back", "bring", "put")

GUARDS: dict[str, Guard] = {
    "voted-in": voted_in,
    "succession": succession,
    "election-won": election_won,
    "rival": rival,
    "chosen": chosen,
    "person-only": person_only,
    "election": election,
    "dissolve": dissolve,
    "office-noun": office_noun,
    "voters": voters,
}
