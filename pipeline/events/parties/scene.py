"""Whose the act of one side is and where it happens, when the words leave that open."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.parties.participants import (
    PEOPLE,
    codes_of,
    forces_state,
    implied_state,
    in_role,
    of_role,
    parties_of,
    state_place,
    town_named,
)
from pipeline.events.parties.topic import state_near, states_of
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, Role

_FORCES_RE = re.compile(r"\bself-defense forces?\b|\b[GMA]?SDF\b", re.IGNORECASE)
_SEATS = frozenset(["office.elect", "office.choose", "office.vote-in"])
"""Rules by which a state may come into a body, where it has no place of its own."""
_OF_THE_PERSON = frozenset(
    {"other.die", "other.custody", "other.emergency", "military.sink", "military.kill"}
)
_SHOWS_RE = re.compile(r"\b(?:Olympics?|Paralympics?|Games|Expo|Exposition|World Cup|World Exposition)\b")
_SEAT_OF_STATE_RE = re.compile(r"\b(?:residence|embassy|consulate|legation)\b", re.IGNORECASE)
_RAID_RE = re.compile(
    r"\b(?:attack|bomb|explo|blast|raid|blew|blown|detonat|seiz|storm|hijack|hostage|shelling|assault|raid)",
    re.IGNORECASE,
)


def set_scene(candidate: Candidate, participants: list[Participant], context: Context) -> list[Participant]:
    """Add the state that acts, suffers or is the scene, where the type of event leaves no doubt of it.

    Args:
        candidate: the trigger.
        participants: what was read from the sentence and its passage.
        context: the sentence.
    """
    kind = candidate.event_type
    rule = candidate.rule.id
    actors, counterparts = of_role("actor", participants), of_role("counterpart", participants)
    rest = [p for p in participants if p.role not in ("actor", "counterpart", "place")]
    places = of_role("place", participants)

    def state(role: Role, code: str, via: str) -> list[Participant]:
        return implied_state(code, role, candidate.start, via, context)

    if kind in ("MILITARY", "AID", "DISASTER") or rule == "other.evacuate":
        actors = [forces_state(p, context) for p in actors]
        if (
            not actors
            and kind == "MILITARY"
            and _FORCES_RE.search(context.view.text)
            and rule.startswith(("military.withdraw", "military.troops", "military.join"))
        ):
            actors = state("actor", "JPN", "its Self-Defense Forces")
    if rule == "other.evacuate" and not actors:
        actors = state("actor", _first_state(context, candidate.start), "the state of those brought out")
    if kind == "MILITARY":
        if (
            rule in ("military.troops-withdraw", "military.break-out")
            and len(actors) > 1
            and not counterparts
        ):
            actors, counterparts = actors[:1], in_role("counterpart", actors[1:])
        if rule == "military.intrude" and not counterparts and "airspace" in context.view.text:
            code = _state_behind(context, candidate.end, codes_of(actors))
            counterparts = state("counterpart", code, "whose airspace")
            places = places or state("place", code, "whose airspace")
        if (
            not counterparts
            and (places or rule == "military.bomb")
            and _RAID_RE.search(context.text_between(candidate.start, candidate.end))
        ):
            # bombs and raids hit the state in which they happen, unless it acts there itself
            scene = places[0].iso3 if places else ""
            if scene and scene not in codes_of(actors):
                counterparts = state("counterpart", scene, "the state in which it happened")
    if kind == "CONFERENCE" and actors and not counterparts:
        counterparts = _series_attended(candidate, actors, context)
    if rule == "conference.host-of":
        actors = state("actor", _state_before(context, candidate.start), "the host")
        counterparts = [p for p in counterparts if p.entity_id.startswith("org:")]
    if rule in ("conference.host-role", "conference.host-of"):
        counterparts = [p for p in counterparts if p.entity_id.startswith("org:")]
        places = _named_place(candidate, context) or [state_place(p, context) for p in actors if p.iso3]
    if kind == "AID" and candidate.verb is not None:
        counterparts, places = _pledge_told_in_a_city(candidate, counterparts, places, context)
    if rule in _SEATS and actors and actors[0].entity_id.startswith("state:") and not counterparts:
        counterparts = _body_of_seat(candidate, context)
        places = [] if counterparts else places
    if rule == "visit.several":
        places = _listed_places(candidate, context) or places
    if kind == "DISASTER" and not actors:
        code = _state_behind(context, candidate.start, set()) or state_near(candidate, context)
        actors = state("actor", code, "the country hit")
        places = places or state("place", code, "the country hit")
    if rule in _OF_THE_PERSON or (rule in ("other.enact", "other.amend", "other.constitution") and actors):
        people = [
            p
            for p in (*counterparts, *actors)
            if p.iso3 and (p.entity_id.startswith(PEOPLE) or kind == "OTHER")
        ]
        if not places and people:
            places = [state_place(people[0], context)]
    if kind == "OFFICE" and any(p.entity_id.startswith("person:") for p in actors):
        # "was elected Secretary-General": the post is no second person
        named = rule == "office.make"  # "made Mr. A its President"
        actors = [p for p in actors if (p.iso3 and not named) or not p.entity_id.startswith("office:")]
    if kind == "OFFICE" and rule not in _SEATS:
        actors = [_coded(p, candidate, context) for p in actors]
        if not places and (own := [p for p in actors if p.iso3]):
            places = [] if _international(context) else [state_place(own[0], context)]
    if kind == "SANCTION":
        if not counterparts:
            subject = candidate.frame.subject
            low = (
                subject.start if subject is not None and candidate.relation == "passive" else candidate.start
            )
            counterparts = state("counterpart", _state_behind(context, low, codes_of(actors)), "whom it hits")
        own_codes = codes_of(counterparts)
        actors = [p for p in actors if not (p.entity_id.startswith("state:") and p.iso3 in own_codes)]
    if kind == "EXCHANGE" and not actors and places and _SHOWS_RE.search(context.view.text):
        actors = state("actor", places[0].iso3, "where the games are held")
    hosted = candidate.verb is not None and context.view.units[candidate.verb].lemma == "host"
    one_state = len(actors) == 1 and actors[0].entity_id.startswith("state:")
    if kind == "EXCHANGE" and not places and not counterparts and hosted and one_state:
        places = [_host_place(actors[0], candidate, context)]
    if kind == "OTHER" and candidate.rule.guard in ("found", "mission") and not actors:
        actors = state("actor", _owner_of_subject(candidate, context), "whose mission or office it is")
    return [*actors, *counterparts, *rest, *places]


def _coded(participant: Participant, candidate: Candidate, context: Context) -> Participant:
    """A person without a state belongs to the one state a sentence names, if the office is of a state."""
    if participant.iso3 or participant.entity_id.startswith(("state:", "org:")):
        return participant
    codes = states_of(context)
    if len(codes) != 1 or _international(context):
        return participant
    return replace(participant, iso3=codes[0])


def _international(context: Context) -> bool:
    return (
        re.search(
            r"\b(?:Secretary-General|Director[- ]General|General Assembly|High Commissioner)\b",
            context.view.text,
        )
        is not None
    )


def _state_behind(context: Context, start: int, without: set[str]) -> str:
    """Code of the first state named behind a unit."""
    for unit in context.view.units[start:]:
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM", "PLACE"):
            for entity in context.entities_of(unit.mention):
                if entity.iso3 and entity.iso3 not in without:
                    return entity.iso3
    return ""


def _first_state(context: Context, stop: int) -> str:
    """Code of the first state or people named before a unit."""
    for unit in context.view.units[:stop]:
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM"):
            for entity in context.entities_of(unit.mention):
                return entity.iso3
    return ""


def _state_before(context: Context, stop: int) -> str:
    """Code of the state named last before a unit."""
    for unit in reversed(context.view.units[:stop]):
        if unit.mention is not None and unit.mention.label == "STATE":
            for entity in context.entities_of(unit.mention):
                return entity.iso3
    return ""


def _owner_of_subject(candidate: Candidate, context: Context) -> str:
    """ "Japan's new embassy was opened": the state in front of the noun."""
    subject = candidate.frame.subject
    if subject is None or candidate.relation != "passive":
        return ""
    for unit in context.view.units[subject.start : subject.items[0].phrase.head]:
        if unit.mention is not None and unit.mention.label in ("STATE", "DEMONYM"):
            for entity in context.entities_of(unit.mention):
                return entity.iso3
    return ""


def _host_place(host: Participant, candidate: Candidate, context: Context) -> Participant:
    """The city that hosts is the place ("Beijing hosted"), else the state."""
    subject = candidate.frame.subject
    if subject is not None:
        for index in subject.parties:
            mention = context.view.units[index].mention
            if mention is not None and mention.label in ("PLACE", "STATE"):
                for found in context.entities_of(mention):
                    entity = town_named(found, mention.text, context)
                    return replace(
                        host, role="place", entity_id=entity.entity_id, name=entity.name, iso3=entity.iso3
                    )
    return state_place(host, context)


def _series_attended(candidate: Candidate, actors: list[Participant], context: Context) -> list[Participant]:
    """The series whose session persons or states took part in, where the noun itself does not name it."""
    if candidate.verb is None or any(p.entity_id.startswith("org:") for p in actors):
        return []
    units = context.view.units
    for index in range(candidate.start, min(len(units), max(candidate.end, candidate.frame.end) + 1)):
        mention = units[index].mention
        if mention is not None and context.is_series(index):
            return parties_of(mention, "counterpart", "the series attended", context)[:1]
    return []


def _named_place(candidate: Candidate, context: Context) -> list[Participant]:
    """The city a summit is held in or called after."""
    for unit in context.view.units[candidate.end : candidate.end + 10]:
        if unit.mention is not None and unit.mention.label == "PLACE":
            return parties_of(unit.mention, "place", "city of the summit", context)[:1]
    return []


def _listed_places(candidate: Candidate, context: Context) -> list[Participant]:
    """ "Visited a number of countries, among them A, B and C": the list behind the noun."""
    found: list[Participant] = []
    listed = False
    comma = re.search(r"\bamong them\b", context.text_between(candidate.end, len(context.view.units)))
    for index in range(candidate.end, len(context.view.units)):
        unit = context.view.units[index]
        if context.view.shape[index] in ";V.":
            break
        listed = listed or (comma is not None and context.view.shape[index] == ",")
        listed = listed or unit.lemma in ("among", "include", "including", "such_as", "notably", "namely")
        if listed and unit.mention is not None and unit.mention.label in ("STATE", "PLACE"):
            found += parties_of(unit.mention, "place", "listed behind the noun", context)
    return found


_SEAT_RE = re.compile(r"\b(?:members?|seats?|membership|chair|presidency)\b")


def _body_of_seat(candidate: Candidate, context: Context) -> list[Participant]:
    """ "Was elected a member of the Security Council": the body on which a state sits."""
    units = context.view.units
    stop = min(len(units), candidate.end + 12)
    for index in range(candidate.end, stop):
        mention = units[index].mention
        if mention is None or mention.label != "ORG":
            continue
        if _SEAT_RE.search(context.text_between(candidate.end, min(index + 3, stop))) or (
            context.view.shape[index - 1 : index] == "I" or context.view.shape[index - 2 : index] == "ID"
        ):
            return parties_of(mention, "counterpart", "body of the seat", context)[:1]
    return []


_PLEDGING = frozenset(
    [
        "pledge",
        "promise",
        "announce",
        "commit",
        "offer",
        "undertake",
        "declare",
        "tell",
        "reveal",
        "unveil",
        "make",
        "vow",
        "come",
        "disclose",
    ]
)


def _pledge_told_in_a_city(
    candidate: Candidate,
    counterparts: list[Participant],
    places: list[Participant],
    context: Context,
) -> tuple[list[Participant], list[Participant]]:
    """ "In Copenhagen he pledged aid for Albania": the city is where the pledge was made, not who gets it."""
    units = context.view.units
    if candidate.verb is None or units[candidate.verb].lemma not in _PLEDGING:
        return counterparts, places
    for part in [*candidate.frame.leading, *candidate.frame.complements]:
        if part.preposition not in ("in", "at"):
            continue
        for index in part.group.parties:
            mention = units[index].mention
            if mention is None or mention.label != "PLACE":
                continue
            city = parties_of(mention, "place", "where the pledge was made", context)[:1]
            others = [p for p in counterparts if not (city and p.iso3 == city[0].iso3)]
            if city and city[0].entity_id.startswith("place:") and city[0].iso3 and others:
                return others, city
    return counterparts, places
