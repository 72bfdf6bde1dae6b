"""What a type implies and the sentence need not say: places, modes, the state of an office."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.context import Context
from pipeline.events.roles import Row, _as_party, _participants, _state_place, _unique, _with_role
from pipeline.events.triggers import Candidate
from pipeline.model import Participant, Role

_HEADS = re.compile(r"\b(?:prime minister|president|premier|chancellor|king|emperor|queen)\b", re.IGNORECASE)


def complete(
    candidate: Candidate,
    row: Row,
    participants: list[Participant],
    context: Context,
    *,
    enclosing: tuple[Participant, ...],
    before: tuple[Participant, ...],
    segment_id: str,
) -> list[Participant]:
    """Add the places a type implies and drop roles it does not have.

    Args:
        candidate: the trigger.
        row: the row of the trigger the participants belong to.
        participants: actors, counterparts and places found in the sentence.
        context: the sentence.
        enclosing: participants of the visit or conference during which this happened.
        before: participants of the event told just before, in the same sentence.
        segment_id: where the words stand.
    """

    def named(low: int, high: int, labels: tuple[str, ...], via: str) -> list[Participant]:
        found: list[Participant] = []
        for index in range(low, min(high, len(context.view.units))):
            mention = context.view.units[index].mention
            if mention is not None and mention.label in labels:
                parties = _participants("counterpart", mention, context, segment_id, via)
                found += [q for p in parties if (q := _as_party(p, context)) is not None]
        return _unique(found)

    actors = [p for p in participants if p.role == "actor"]
    counterparts = [p for p in participants if p.role == "counterpart"]
    hosts = [p for p in participants if p.role == "host"]
    places = [p for p in participants if p.role == "place"]
    kind = candidate.event_type
    if (
        not any(p.iso3 or not p.entity_id.startswith("state:") for p in (*actors, *counterparts))
        or not actors
    ):
        pair = _both_sides(candidate, before or enclosing, context, segment_id) or _both_sides(
            candidate, enclosing, context, segment_id
        )
        if pair and kind in ("MEETING", "AGREEMENT", "NEGOTIATION", "CALL", "STATEMENT"):
            actors, counterparts = (
                [_with_role(pair[0], "actor")],
                [_with_role(p, "counterpart") for p in pair[1:]],
            )
    if kind == "AGREEMENT" and not actors and candidate.frame.subject is not None:
        low = candidate.frame.subject.start
        parties = named(
            low, candidate.frame.subject.end, ("STATE", "ORG", "DEMONYM"), "named in the document"
        )
        actors = [_with_role(p, "actor") for p in parties[:1]]
        counterparts = counterparts or parties[1:]
    if (
        kind == "NEGOTIATION"
        and len([*actors, *counterparts]) < 2
        and candidate.phrase is not None
        and not counterparts
    ):
        high = max(candidate.frame.end, candidate.end)
        own = {p.entity_id for p in actors}
        parties = [
            p
            for p in named(candidate.phrase.start, high, ("STATE", "ORG", "DEMONYM"), "named with the talks")
            if p.entity_id not in own
        ]
        if not actors:
            actors, parties = [_with_role(p, "actor") for p in parties[:1]], parties[1:]
        counterparts = parties
    if not actors and counterparts and kind in ("AGREEMENT", "NEGOTIATION", "MEETING", "CALL"):
        with_whom = any(p.via.startswith(("with", "leading with")) for p in counterparts)
        japan = context.state("JPN")
        if with_whom and japan is not None and not any(p.iso3 == "JPN" for p in counterparts):
            unit = context.view.units[candidate.start]
            actors = [
                Participant(
                    role="actor",
                    entity_id=japan.entity_id,
                    name=japan.name,
                    iso3=japan.iso3,
                    title="",
                    segment_id=segment_id,
                    start=unit.start,
                    end=unit.end,
                    via="the yearbook's own state",
                )
            ]
    if kind in ("MEETING", "CALL", "AGREEMENT") and len(actors) == len(counterparts) == 1:
        # where the text ranks neither side the yearbook's own state comes first
        unranked = actors[0].via.startswith("named in the caption") or _is_pair(actors[0], counterparts[0])
        if unranked and counterparts[0].iso3 == "JPN":
            actors, counterparts = (
                [_with_role(counterparts[0], "actor")],
                [_with_role(actors[0], "counterpart")],
            )
    if kind == "VISIT":
        counterparts = []
        own = {p.iso3 for p in actors}
        abroad = [p for p in places if p.iso3 not in own]
        places = abroad or places
        actors = [
            p
            for p in actors
            if not (p.entity_id.startswith("state:") and any(q.iso3 == p.iso3 and q is not p for q in actors))
        ]
    elif kind in ("MEETING", "CALL", "STATEMENT", "AGREEMENT", "CONFERENCE"):
        if kind == "CALL":
            places = []
        elif (
            kind == "STATEMENT" and "message" in context.text_between(candidate.start, candidate.end).lower()
        ):
            places = []  # a message is sent, and heard elsewhere
        elif kind == "CONFERENCE" and not places:
            travelled = candidate.relation == "prep for" or (
                candidate.verb is not None and context.view.clauses[candidate.verb].infinitive
            )
            if travelled:
                places = [_with_role(p, "place") for p in enclosing if p.role == "place"]
            elif candidate.verb is not None and _HOST_RE.search(
                context.text_between(candidate.verb, candidate.end)
            ):
                places = [_state_place(p, context) for p in actors if p.entity_id.startswith("state:")][:1]
        elif not places:
            places = [_with_role(p, "place") for p in enclosing if p.role == "place"]
        if len(places) > 1:
            cities = [p for p in places if p.entity_id.startswith("place:")]
            places = (cities or places)[:1]
    elif kind == "OFFICE":
        actors, counterparts, places = _office(candidate, actors, counterparts, places, context, segment_id)
    elif kind == "AID":
        if not actors and "from" not in [part.preposition for part in candidate.frame.complements]:
            japan = context.state("JPN")
            mention = context.view.units[candidate.start]
            if japan is not None and not any(p.iso3 == "JPN" for p in counterparts):
                actors = [
                    Participant(
                        role="actor",
                        entity_id=japan.entity_id,
                        name=japan.name,
                        iso3=japan.iso3,
                        title="",
                        segment_id=segment_id,
                        start=mention.start,
                        end=mention.end,
                        via="the yearbook's own state",
                    )
                ]
        if not counterparts:
            # a pledge made on a visit is for the country visited
            visited = [q for p in enclosing if p.role == "place" and (q := _as_party(p, context)) is not None]
            counterparts = [_with_role(p, "counterpart") for p in visited if p.iso3 != "JPN"]
        places = [_state_place(p, context) for p in counterparts if p.iso3][:6]
    elif kind == "NEGOTIATION" and len(places) == 1 and places[0].via.startswith("premod"):
        places = []
    elif kind == "DISASTER":
        japan = context.state("JPN")
        if (
            not actors
            and japan is not None
            and any(n in context.view.text.lower() for n in context.rules.lists["own_disasters"])
        ):
            unit = context.view.units[candidate.start]
            actors = [
                Participant(
                    role="actor",
                    entity_id=japan.entity_id,
                    name=japan.name,
                    iso3=japan.iso3,
                    title="",
                    segment_id=segment_id,
                    start=unit.start,
                    end=unit.end,
                    via="a disaster known by its name",
                )
            ]
        states = [p for p in actors if p.entity_id.startswith("state:")]
        actors = _unique(states or [q for p in actors if (q := _as_party(p, context)) is not None])
        if places and states:
            places = [p for p in places if p.iso3 in {q.iso3 for q in states}]
        if not actors:
            actors = [_with_role(q, "actor") for p in places if (q := _as_party(p, context)) is not None]
        places = ([p for p in places if p.iso3] or [_state_place(p, context) for p in actors if p.iso3])[:3]
    elif kind == "MILITARY":
        actors, counterparts, places = _military(candidate, actors, counterparts, places, context, segment_id)
    elif kind == "SANCTION":
        places = []
    if kind == "ANNIVERSARY":
        places = []
        everyone = [*actors, *counterparts]
        if len({p.iso3 for p in everyone}) < 2:
            tail = named(
                candidate.start,
                _clause_end(candidate, context),
                ("STATE", "ORG", "DEMONYM"),
                "what is remembered",
            )
            if len({p.iso3 for p in tail}) >= 2 or not everyone:
                everyone = tail
            if not everyone:
                everyone = named(0, candidate.start, ("STATE", "COREF"), "before the anniversary")
            if len({p.iso3 for p in everyone}) < 2 and not [p for p in everyone if not p.iso3]:
                other = named(
                    _clause_end(candidate, context), len(context.view.units), ("COREF",), "both countries"
                )
                everyone = other if len(other) == 2 else everyone
        actors = [_with_role(p, "actor") for p in everyone[:1]]
        counterparts = [_with_role(p, "counterpart") for p in everyone[1:]]
    if (
        kind == "AGREEMENT"
        and "resolution" in context.text_between(candidate.start, candidate.end + 6).lower()
        and not counterparts
    ):
        own = {p.entity_id for p in actors}
        target = named(
            candidate.end, len(context.view.units), ("STATE", "DEMONYM"), "named in the resolution"
        )
        counterparts = [p for p in target[:1] if p.entity_id not in own]
    if kind == "OTHER" and candidate.rule.guard in ("accession", "decision"):
        own = {p.entity_id for p in actors}
        labels = ("ORG",) if candidate.rule.guard == "accession" else ("STATE", "ORG")
        tail = [
            p
            for p in named(candidate.end, candidate.end + 14, labels, "what is joined")
            if p.entity_id not in own
        ]
        counterparts = tail[:1] or counterparts
        places = []
    if kind == "STATEMENT" and not counterparts:
        for part in candidate.frame.complements:
            if part.preposition in ("to", "before") and not part.group.parties:
                head = part.group.items[0].phrase
                high = (
                    head.end + 3
                    if context.view.units[min(head.end, len(context.view.units) - 1)].lemma == "of"
                    else head.end
                )
                counterparts = [
                    p
                    for p in named(head.start, high, ("ORG",), f"{part.preposition} a session of")
                    if not p.iso3
                ]
    if kind == "EXCHANGE":
        actors, counterparts, places = _exchange(candidate, actors, counterparts, places, context, segment_id)
        hosts = []
    if (
        len(places) > 1
        and not places[0].iso3
        and places[1].iso3
        and places[1].entity_id.startswith("state:")
        and (0 < places[1].start - places[0].end < 4)
    ):
        places = [replace(places[0], iso3=places[1].iso3), *places[2:]]
    if len(places) > 1:
        cities = [p for p in places if p.entity_id.startswith("place:")]
        countries = {p.iso3 for p in places}
        if cities and len(countries) == 1:
            places = cities[:1]
    return [*_unique(actors), *_unique(counterparts), *hosts, *_unique(places)]


_HOST_RE = re.compile(r"\bhost", re.IGNORECASE)
_TWO_RE = re.compile(r"\b(?:the two|both)\b", re.IGNORECASE)


def _both_sides(
    candidate: Candidate, enclosing: tuple[Participant, ...], context: Context, segment_id: str
) -> list[Participant]:
    """ "The two countries" that linking left open are the two sides of the visit or meeting just told."""
    subject = candidate.frame.subject
    if subject is None or not enclosing:
        return []
    unit = context.view.units[subject.items[0].phrase.head]
    if (
        unit.mention is None
        or unit.mention.label != "COREF"
        or unit.mention.entity_ids
        or not _TWO_RE.search(unit.text)
    ):
        return []
    people = [p for p in enclosing if p.role in ("actor", "counterpart")]
    leaders = re.search(r"leader|minister|the two$", unit.text, re.IGNORECASE)
    if leaders and len(people) == 2:
        sides = people
    else:
        codes = list(dict.fromkeys(p.iso3 for p in enclosing if p.iso3))
        if len(codes) != 2:
            return []
        codes.sort(key=_foreign)
        states = [state for code in codes if (state := context.state(code)) is not None]
        sides = [
            Participant(
                role="actor",
                entity_id=state.entity_id,
                name=state.name,
                iso3=state.iso3,
                title="",
                segment_id=segment_id,
                start=unit.start,
                end=unit.end,
                via="the two sides of what was told before",
            )
            for state in states
        ]
    return [replace(p, segment_id=segment_id, start=unit.start, end=unit.end) for p in sides]


def _foreign(code: str) -> bool:
    return code != "JPN"


def _clause_end(candidate: Candidate, context: Context) -> int:
    """Index behind the clause in which the trigger stands: up to a comma that another clause follows."""
    shape = context.view.shape
    for index in range(max(candidate.end, candidate.frame.end), len(shape)):
        if shape[index] in ",;.":
            return index
    return len(shape)


_HOUSES_RE = re.compile(
    r"\b(?:House of (?:Representatives|Councillors)|(?:Lower|Upper) "
    r"House|Liberal Democratic Party|LDP|Democratic Party of Japan|DPJ|"
    r"Japan Socialist Party|Komeito|the Diet)\b"
)
_STATE_OF_OFFICE = frozenset(
    [
        "office.election",
        "office.win",
        "office.bring-down",
        "office.form",
        "office.dissolve",
        "office.inauguration",
        "office.take-office",
        "office.polls",
        "office.voters",
        "office.victorious",
        "office.reshuffle",
    ]
)
_PEOPLE = ("person:", "office:")


def _office(
    candidate: Candidate,
    actors: list[Participant],
    counterparts: list[Participant],
    places: list[Participant],
    context: Context,
    segment_id: str,
) -> tuple[list[Participant], list[Participant], list[Participant]]:
    """The place of an office is the state of who comes or goes, unless the office is international."""
    everyone = [*actors, *counterparts]
    if not actors and not counterparts:
        actors = [_with_role(p, "actor") for p in places]
        everyone = actors
    if not everyone and candidate.rule.id in _STATE_OF_OFFICE:
        everyone = actors = _only_state(context, segment_id)
    text = context.view.text
    own = [p for p in everyone if p.iso3]
    bodies = [p for p in counterparts if not p.iso3 and not p.entity_id.startswith(_PEOPLE)]
    national = re.search(
        r"\b(?:Prime|Foreign) Minister\b", context.text_between(candidate.start, candidate.end + 5)
    )
    if bodies or (
        not (national and own)
        and re.search(
            r"\b(?:of this session|General Assembly|Secretary-General|Director[- ]General|of the Council)\b",
            text,
        )
    ):
        return actors, counterparts, []
    if own:
        places = [_state_place(p, context) for p in own[:1]]
    elif not places:
        for part in candidate.frame.complements:
            for unit in part.group.parties:
                mention = context.view.units[unit].mention
                if part.preposition in ("of", "in") and mention is not None and mention.label == "STATE":
                    places = _participants(
                        "place", mention, context, "", f"{part.preposition} state of the office"
                    )[:1]
        places = [replace(p, segment_id=segment_id) for p in places]
    return actors, counterparts, places


def _only_state(context: Context, segment_id: str) -> list[Participant]:
    """The one state a sentence names; for the houses and parties of Japan that needs no name."""
    found: list[Participant] = []
    for unit in context.view.units:
        mention = unit.mention
        if mention is not None and mention.label in ("STATE", "DEMONYM"):
            found += _participants("actor", mention, context, segment_id, "the one state of the sentence")
    found = _unique(found)
    if len(found) == 1:
        return found
    japan = context.state("JPN")
    if not found and japan is not None and (match := _HOUSES_RE.search(context.view.text)) is not None:
        start = context.view.start + match.start()
        return [
            Participant(
                role="actor",
                entity_id=japan.entity_id,
                name=japan.name,
                iso3=japan.iso3,
                title="",
                segment_id=segment_id,
                start=start,
                end=start + len(match[0]),
                via="a house or party of Japan",
            )
        ]
    return []


def _military(
    candidate: Candidate,
    actors: list[Participant],
    counterparts: list[Participant],
    places: list[Participant],
    context: Context,
    segment_id: str,
) -> tuple[list[Participant], list[Participant], list[Participant]]:
    text = context.text_between(candidate.start, candidate.end).lower()
    actors = [_with_role(_forces_state(p, context), "actor") for p in actors]
    counterparts = [_with_role(_forces_state(p, context), "counterpart") for p in counterparts]
    rule = candidate.rule.id
    if (
        not places
        and re.search(
            r"\b(?:attack|invas|invad|bomb|shell|offensive|raid|incursion|occup|aggression|strike)", text
        )
        and rule != "military.radar"
    ):
        places = [_state_place(p, context) for p in counterparts if p.iso3][:1]
    if (
        rule == "military.intrude"
        and not places
        and re.search(
            r"\bour (?:territorial |own |country's )?(?:airspace|waters|territory)", context.view.text
        )
    ):
        japan = context.state("JPN")
        if japan is not None and candidate.frame.end:
            unit = context.view.units[candidate.start]
            places = [
                Participant(
                    role="place",
                    entity_id=japan.entity_id,
                    name=japan.name,
                    iso3=japan.iso3,
                    title="",
                    segment_id=segment_id,
                    start=unit.start,
                    end=unit.end,
                    via="our: the yearbook's own state",
                )
            ]
    if rule == "military.intrude" and places:
        own = {p.iso3 for p in actors}
        counterparts = counterparts or [
            q for p in places if p.iso3 not in own and (q := _as_party(_with_role(p, "counterpart"), context))
        ]
        counterparts = [_with_role(p, "counterpart") for p in counterparts]
    if re.search(r"offensive|withdr", text) and places and not counterparts and "offensive" in text:
        own = {p.iso3 for p in actors}
        counterparts = [
            _with_role(q, "counterpart") for p in places if p.iso3 not in own and (q := _as_party(p, context))
        ]
    if re.search(r"\bcoup\b", text) and places and not counterparts:
        counterparts = [
            _with_role(q, "counterpart") for p in places[:1] if (q := _as_party(p, context)) is not None
        ]
    if not places and re.search(r"nuclear test|test|nuclear explosion", text):
        places = [_state_place(p, context) for p in actors if p.iso3]
    return actors, counterparts, places


def _forces_state(participant: Participant, context: Context) -> Participant:
    """A navy or an army acts for its state."""
    state = context.state(participant.iso3) if participant.iso3 else None
    if state is None or not participant.entity_id.startswith("org:"):
        return participant
    return replace(participant, entity_id=state.entity_id, name=state.name)


def _is_pair(left: Participant, right: Participant) -> bool:
    return (left.start, left.end) == (right.start, right.end)


def state_participant(
    context: Context, iso3: str, role: Role, unit: int, segment_id: str, via: str
) -> Participant | None:
    """A state as participant although no word names it there; it points to the unit that implies it."""
    state = context.state(iso3) if iso3 else None
    if state is None:
        return None
    word = context.view.units[unit]
    return Participant(
        role=role,
        entity_id=state.entity_id,
        name=state.name,
        iso3=state.iso3,
        title="",
        segment_id=segment_id,
        start=word.start,
        end=word.end,
        via=via,
    )


def _start_of(participant: Participant) -> int:
    return participant.start


def _exchange(
    candidate: Candidate,
    actors: list[Participant],
    counterparts: list[Participant],
    places: list[Participant],
    context: Context,
    segment_id: str,
) -> tuple[list[Participant], list[Participant], list[Participant]]:
    """Guests are actors, the inviting country the counterpart; of two hosts the first is the actor."""
    everyone = _unique([*actors, *counterparts])
    own = {p.iso3 for p in everyone}
    states = [p for p in actors if p.entity_id.startswith("state:")]
    if len(states) == 2 and len(actors) == 2 and not counterparts:
        actors = sorted(actors, key=_start_of)
        return actors[:1], [_with_role(p, "counterpart") for p in actors[1:]], places
    if not actors:
        for index in range(candidate.start, max(candidate.frame.end, candidate.end)):
            mention = context.view.units[index].mention
            if mention is not None and mention.label == "DEMONYM":
                found = _participants("actor", mention, context, segment_id, "whose art or people")
                actors = [q for p in found if (q := _as_party(p, context)) is not None]
                own |= {p.iso3 for p in actors}
                break
    if places and actors:
        for place in places:
            host = _as_party(place, context)
            if host is not None and host.iso3 not in own:
                counterparts.append(_with_role(host, "counterpart"))
    return actors, counterparts, places


def mode_of(candidate: Candidate, participants: list[Participant], context: Context) -> str:
    """The kind or stage of an event as the codebook lists it, from the words around the trigger."""
    low = candidate.phrase.start if candidate.phrase is not None else candidate.start
    text = context.text_between(min(low, candidate.start), max(candidate.end, low + 1)).lower()
    kind = candidate.event_type
    if kind == "VISIT":
        if re.search(r"\bstate\b", text):
            return "state"
        for word in ("official", "working"):
            if re.search(rf"\b{word}\b", text):
                return word
        if "stop" in text:
            return "stopover"
        return "attended" if candidate.rule.id == "visit.ceremony" else ""
    if kind in ("MEETING", "CALL"):
        if "summit" in text:
            return "summit"
        if re.search(r"foreign ministers?", text):
            return "foreign-ministers"
        if re.search(r"ministerial|ministers?", text) and not _HEADS.search(text):
            return "ministerial"
        if kind == "MEETING" and re.search(r"senior|vice[- ]minister|high-level officials", text):
            return "senior-officials"
        if kind == "MEETING" and re.search(r"working-level|director", text):
            return "working-level"
        heads = sum(bool(_HEADS.search(p.title)) for p in participants if p.role in ("actor", "counterpart"))
        foreign = sum(
            bool(re.search(r"foreign|secretary of state", p.title, re.IGNORECASE)) for p in participants
        )
        return "summit" if heads >= 2 else "foreign-ministers" if foreign >= 2 else ""
    if kind == "CONFERENCE":
        if "summit" in text:
            return "summit"
        if "assembly" in text:
            return "assembly"
        if "pledging" in text:
            return "pledging"
        return "ministerial" if "minister" in text else ""
    if kind == "AGREEMENT":
        assert True
        verb = context.view.units[candidate.verb].lemma if candidate.verb is not None else ""
        if verb == "initial":
            return "initialled"
        if verb == "ratify":
            return "ratified"
        if "ratification" in text:
            return "ratified"
        if "entry into force" in text:
            return "in-force"
        if "adoption" in text:
            return "adopted"
        if "establish" in text or "normal" in text:
            return "established"
        return candidate.mode
    return candidate.mode
