"""The parties of a document that its own words leave open: those it had when it was told of before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.discourse import Discourse, Here, Told
from pipeline.events.parties.participants import (
    codes_of,
    implied_state,
    in_role,
    name_party,
    state_place,
)
from pipeline.events.parties.topic import states_of
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.subject import relative_object
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_PAPER = (
    r"(?:treat(?:y|ies)|agreements?|conventions?|protocols?|accords?|pacts?|instruments?|documents?|declaration|"
    r"communiqu[eé]|memorandum|charter|arrangements?|notes|contract|epa|fta)"
)
_POINTS_BACK_RE = re.compile(
    rf"^(?:the |this |that |these |both )?"
    r"(?:above-?mentioned|aforementioned|aforesaid|said|latter|former|same|above|new) "
    rf"(?:[\w-]+ )?{_PAPER}\b|^(?:this|that|these|the|both|its) {_PAPER}$|^(?:the )?latter$|^it$|^both$",
    re.IGNORECASE,
)
_FAR_BACK_RE = re.compile(r"above-?mentioned|aforementioned|aforesaid", re.IGNORECASE)
_TWO_SIDES_RE = re.compile(
    r"\b(?:the two|both) (?:countries|governments|states|nations|sides|parties|peoples)\b", re.IGNORECASE
)
_THEIRS_RE = re.compile(
    r"(?:their|the (?:two|respective)|both|the two countries'|the two sides')(?: [\w-]+){0,4}? "
    r"(?:ministers|leaders|presidents|governments|parliaments|representatives|ambassadors|premiers|heads)$",
    re.IGNORECASE,
)
_NEAR = 3
"""How many sentences back "the Treaty" may look for its parties."""


def add_signatories(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    here: Sequence[Here],
    discourse: Discourse,
) -> list[Participant]:
    """Give a stage of a treaty the parties that the treaty had where it was told of before.

    Args:
        candidate: the trigger.
        participants: what was read so far.
        context: the sentence.
        here: the events told before in the sentence.
        discourse: what the sentences before told, and the states they spoke of.
    """
    if candidate.event_type != "AGREEMENT":
        return participants
    sides = [p for p in participants if p.role in ("actor", "counterpart")]
    if not sides and (parliament := _own_parliament(candidate, context, discourse.topic)):
        sides, participants = parliament[:1], [*parliament, *participants]
    if candidate.mode == "in-force" and sides:
        rest = [p for p in participants if p.role not in ("actor", "counterpart")]
        return [*as_states(sides, context), *rest]
    if len(sides) == 1 and _is_parliament(sides[0]):
        return _approval(sides[0], participants, _told_before(candidate, context, here, discourse), context)
    if sides:
        return participants
    told = _told_before(candidate, context, here, discourse)
    if told is not None:
        return [*_states_of(told, context), *participants]
    return [*_two_sides(candidate, context, discourse), *participants]


_PARLIAMENT_RE = re.compile(
    r"(?:the )?(?:Congress|Parliament|Senate|National Assembly|House of (?:Representatives|Commons)|"
    r"Chamber of Deputies)$"
)


def _own_parliament(candidate: Candidate, context: Context, topic: str) -> list[Participant]:
    """ "Was ratified by Congress": the parliament of the state the passage is about, and where it sits."""
    state = context.state(topic) if topic else None
    groups = [part.group for part in candidate.frame.complements if part.preposition == "by"]
    if candidate.relation != "passive" and candidate.frame.subject is not None:
        groups = [candidate.frame.subject]
    words = context.text_between(groups[0].start, groups[0].end) if groups else ""
    if state is None or _PARLIAMENT_RE.match(words) is None:
        return []
    via = "parliament of the state the passage is about"
    unit = context.view.units[groups[0].start]
    actor = name_party(state, "actor", unit.start, unit.end, via, context.segment_id)
    actor = replace(actor, entity_id="", name=words.removeprefix("the "))
    return [actor, name_party(state, "place", unit.start, unit.end, via, context.segment_id)]


def _is_parliament(party: Participant) -> bool:
    return bool(party.iso3) and (
        party.entity_id.startswith("org:") or _PARLIAMENT_RE.match(party.name) is not None
    )


def _approval(
    parliament: Participant, participants: list[Participant], told: Told | None, context: Context
) -> list[Participant]:
    """A parliament approves at home what its state has signed with another."""
    others = [] if told is None else _states_of(told, context)
    codes = codes_of(others)
    found = list(participants)
    if parliament.iso3 in codes:
        found += in_role("counterpart", [p for p in others if p.iso3 != parliament.iso3])
    return found


def _told_before(
    candidate: Candidate, context: Context, here: Sequence[Here], discourse: Discourse
) -> Told | None:
    """The earlier stage of the same document, in the sentence or shortly before it."""
    subject = candidate.frame.subject
    own = _named_at(candidate, context)
    for other in reversed(here):
        if other.told.event_type != "AGREEMENT" or len(codes_of(_sides(other.told))) < 2:
            continue
        theirs = other.trigger.frame.subject
        same = (
            subject is not None
            and theirs is not None
            and "participle" not in candidate.frame.subject_path
            and (subject.start, len(subject.items)) == (theirs.start, len(theirs.items))
        )
        same = same or (own >= 0 and own == _named_at(other.trigger, context))
        if same or candidate.frame.subject_path.endswith("pronoun"):
            return other.told
    words = "it" if candidate.rule.id == "agreement.consent" else _document_words(candidate, context)
    if words is None or not _POINTS_BACK_RE.search(words):
        return None
    far = _FAR_BACK_RE.search(words) is not None
    for told in [*reversed([other.told for other in here]), *reversed(discourse.told)]:
        if not far and discourse.sentence - told.sentence > _NEAR:
            return None
        if told.event_type == "AGREEMENT":
            return told if len(codes_of(_sides(told))) > 1 else None
    return None


def _named_at(candidate: Candidate, context: Context) -> int:
    """The unit at which the sentence names what was signed, approved or entered into force; -1 if unknown."""
    frame = candidate.frame
    subject = frame.subject
    if candidate.relation == "passive" or candidate.mode == "in-force":
        return subject.start if subject is not None else -1
    objects = frame.objects()
    if objects:
        return objects[0].group.start
    documents = tuple(context.rules.lists["documents"])
    antecedent = (
        relative_object(context.grammar, subject, lambda group: context.has_noun(group, documents))
        if subject is not None
        else None
    )
    return antecedent.start if antecedent is not None else -1


def _sides(told: Told) -> list[Participant]:
    return [p for p in told.participants if p.role in ("actor", "counterpart")]


def _document_words(candidate: Candidate, context: Context) -> str | None:
    """How the sentence names the document: "the latter instrument", "it"."""
    subject = candidate.frame.subject
    if (subject is not None and candidate.relation != "active") or (
        subject is not None and not candidate.frame.objects()
    ):
        phrase = subject.items[0].phrase
        return context.phrase_text(phrase).strip()
    if candidate.frame.subject_path == "pronoun" or (subject is None and candidate.verb is not None):
        return "it"
    objects = candidate.frame.objects()
    return context.phrase_text(objects[0].group.items[0].phrase).strip() if objects else None


def _states_of(told: Told, context: Context) -> list[Participant]:
    """The states of those who signed: a later stage is not told of the persons."""
    return as_states(_sides(told), context, via="parties of the document told before")


def as_states(sides: list[Participant], context: Context, *, via: str = "") -> list[Participant]:
    """Put their states in the place of persons who act for them.

    Args:
        sides: actors and counterparts.
        context: the sentence.
        via: the path by which they are found, unless each keeps its own.
    """
    if via:
        sides = [replace(p, via=via) for p in sides]
    found: list[Participant] = []
    for party in sides:
        if party.entity_id.startswith(("person:", "office:")) and party.iso3:
            found.append(replace(state_place(party, context), role=party.role))
        else:
            found.append(party)
    return found


def _two_sides(candidate: Candidate, context: Context, discourse: Discourse) -> list[Participant]:
    """ "Notes were exchanged between the two Governments": Japan and the state the passage speaks of."""
    theirs = _by_their_ministers(candidate, context)
    if not theirs and _TWO_SIDES_RE.search(context.view.text) is None:
        return []
    codes = [] if theirs else states_of(context) or _states_of_people(context)
    if len(codes) == 1 and codes[0] != "JPN":
        codes = ["JPN", *codes]
    if len(codes) != 2:
        codes = [state.iso3 for state in discourse.states]
    if len(codes) != 2:
        codes = ["JPN", "" if theirs else discourse.topic]
    if "" in codes or codes[0] == codes[1]:
        return []
    codes.sort(key=_is_foreign)
    return [
        *implied_state(codes[0], "actor", candidate.start, "the two states spoken of", context),
        *implied_state(codes[1], "counterpart", candidate.start, "the two states spoken of", context),
    ]


def _states_of_people(context: Context) -> list[str]:
    """ "President Frondizi of Argentina followed; a treaty between the two countries was signed"."""
    mentions = [unit.mention for unit in context.view.units]
    people = [m for m in mentions if m is not None and m.label in ("PERSON", "OFFICE")]
    codes = [m.iso3 or next((e.iso3 for e in context.entities_of(m)), "") for m in people]
    return list(dict.fromkeys(code for code in codes if code))


def _by_their_ministers(candidate: Candidate, context: Context) -> bool:
    """ "Their prime ministers signed", "was signed by their ministers": those of the states before."""
    groups = [part.group for part in candidate.frame.complements if part.preposition in ("by", "between")]
    groups += [candidate.frame.subject] if candidate.frame.subject is not None else []
    return any(
        _THEIRS_RE.match(context.text_between(group.start, group.items[0].phrase.end)) is not None
        for group in groups
    )


def _is_foreign(code: str) -> bool:
    return code != "JPN"
