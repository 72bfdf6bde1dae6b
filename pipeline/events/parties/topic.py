"""The state a passage is about, for happenings that do not name theirs ("the election was postponed")."""

from __future__ import annotations

import re

from pipeline.events.parties.participants import codes_of, implied_state, of_role
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, Role

_STATE_LABELS = frozenset({"STATE", "DEMONYM", "PLACE"})
_DOMESTIC = frozenset(
    {
        "other.referendum",
        "other.referendum-vote",
        "other.emergency",
        "other.amend",
        "other.enact",
        "other.funeral",
    }
)


def state_near(candidate: Candidate, context: Context) -> str:
    """The code of the state named last before the trigger in its sentence, else first behind it."""
    units = context.view.units
    order = [*range(candidate.start - 1, -1, -1), *range(candidate.start, len(units))]
    for index in order:
        mention = units[index].mention
        if mention is not None and mention.label in _STATE_LABELS:
            codes = [entity.iso3 for entity in context.entities_of(mention) if entity.iso3]
            if codes:
                return codes[0]
    return ""


def states_of(context: Context) -> list[str]:
    """The codes of all states a sentence names, in text order."""
    codes: list[str] = []
    for unit in context.view.units:
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM"):
            codes += [entity.iso3 for entity in context.entities_of(unit.mention) if entity.iso3]
    return list(dict.fromkeys(codes))


_SESSION_RE = re.compile(r"\b(?:Congress|Parliament|parliament|joint session|joint meeting of|legislature)\b")


def _codes_behind(candidate: Candidate, context: Context) -> list[str]:
    """The codes of the states named in the clause behind the trigger ("2 billion yen of Bolivia's debt")."""
    indices = context.states_in(candidate.start, max(candidate.end, candidate.frame.end))
    return [entity.iso3 for index in indices for entity in context.unit_entities(index) if entity.iso3]


def add_topic(
    candidate: Candidate,
    participants: list[Participant],
    context: Context,
    *,
    topic: str,
    stricken: str,
) -> list[Participant]:
    """Add the state a passage is about to a happening that lacks its own.

    Args:
        candidate: the trigger.
        participants: what the sentence itself gives.
        context: the sentence.
        topic: code of the state the sentences before spoke of last.
        stricken: code of the state last told to be struck by a disaster.
    """
    roles = {p.role for p in participants}
    kind = candidate.event_type
    near = state_near(candidate, context)

    def of(role: Role, code: str, via: str) -> list[Participant]:
        return implied_state(code, role, candidate.start, via, context)

    if kind == "AID" and "counterpart" not in roles and candidate.rule.id != "aid.care":
        donor = codes_of(of_role("actor", participants))
        behind = next((c for c in _codes_behind(candidate, context) if c not in donor), "")
        code = next((c for c in (stricken, near, behind, topic) if c and c not in donor), "")
        if (code and code != "JPN") or (code == "JPN" and donor and "JPN" not in donor):
            participants = [p for p in participants if p.role != "place"]
            participants += of("counterpart", code, "the state the passage is about")
            participants += of("place", code, "the state the passage is about")
    elif (kind == "OFFICE" or candidate.rule.id in _DOMESTIC) and not roles & {"actor", "counterpart"}:
        code = near or topic
        participants += of("actor", code, "the state the passage is about")
        if "place" not in roles:
            participants += of("place", code, "the state the passage is about")
    elif candidate.rule.id in ("exchange.host-of", "military.break-out") and not roles & {
        "actor",
        "counterpart",
    }:
        participants += of("actor", near, "where it is held or fought")
        if "place" not in roles:
            participants += of("place", near, "where it is held or fought")
    elif (
        kind == "STATEMENT"
        and "place" not in roles
        and topic
        and _SESSION_RE.search(context.text_between(candidate.start, max(candidate.end, candidate.frame.end)))
    ):
        if topic not in codes_of(of_role("actor", participants)):
            participants += of("place", topic, "whose parliament")
    elif kind in ("AGREEMENT", "NEGOTIATION") and "actor" not in roles and "counterpart" in roles:
        if context.rules_unnamed(candidate.frame.subject):
            participants += of("actor", topic or near, "the state the passage is about")
    elif kind in ("AGREEMENT", "NEGOTIATION") and not roles & {"actor", "counterpart"}:
        codes = states_of(context)
        if len(codes) == 1 and topic and codes[0] != topic and candidate.rule.id == "negotiation.noun":
            codes.append(topic)
        if len(codes) == 2:
            participants += of("actor", codes[0], "the states the sentence names")
            participants += of("counterpart", codes[1], "the states the sentence names")
    return participants
