"""Who did it, with or to whom, and where: grammatical neighbours of a trigger turned into parties."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.events.context import TRAVEL, Context
from pipeline.events.groups import Complement
from pipeline.events.triggers import Candidate
from pipeline.model import Entity, Mention, Participant, Role, TimeExpression

SYMMETRIC = frozenset({"MEETING", "CALL", "AGREEMENT", "NEGOTIATION", "ANNIVERSARY"})
_PARTY_LABELS = frozenset({"PERSON", "OFFICE", "STATE", "DEMONYM", "ORG", "COREF", "PLACE"})
_OVER_PLACE = frozenset({"STATE", "PLACE"})


@dataclass(slots=True)
class Filler:
    """A mention in a role, with the path that put it there."""

    role: str
    unit: int
    via: str


@dataclass(slots=True)
class Row:
    """One event of a trigger: its fillers, its date if the expansion fixed one, where it is anchored."""

    fillers: list[Filler]
    time: int | None = None
    anchor: int | None = None
    trace: list[str] = field(default_factory=list)
    span: TimeExpression | None = None


def collect(candidate: Candidate, context: Context) -> list[Filler]:
    """Read the fillers of all roles from the frame of a candidate, in text order."""
    frame, roles, view = candidate.frame, candidate.roles, context.view
    fillers: list[Filler] = []
    if frame.subject is not None and roles.get("subject"):
        path = f"subject ({frame.subject_path})"
        fillers += [Filler(roles["subject"], unit, path) for unit in frame.subject.parties]
    phrase = candidate.phrase
    if phrase is not None:
        for index in range(phrase.start, phrase.end):
            if view.units[index].mention is None:
                continue
            if index == phrase.head:
                relation = "premod"
            elif view.shape[index + 1 : index + 2] == "S" or view.units[index].text.lower().endswith(
                ("'s", "’s")
            ):
                relation = "poss"
            else:
                relation = "premod"
            mention = view.units[index].mention
            if relation == "premod" and mention is not None and mention.label == "PLACE":
                # "the Geneva negotiations", "the Beijing Games": where, not who
                fillers.append(Filler("place", index, f"premod of {view.units[phrase.head].text}"))
                continue
            if roles.get(relation):
                fillers.append(
                    Filler(roles[relation], index, f"{relation} of {view.units[phrase.head].text}")
                )
    if (
        candidate.standalone
        and candidate.relation == "prep for"
        and candidate.governor is not None
        and view.units[candidate.governor].lemma in TRAVEL
    ):
        # "came to Tokyo for the talks": who came took part
        group, path = context.grammar.subject(candidate.governor)
        if group is not None:
            came = [Filler("actor", unit, f"came for it: subject ({path})") for unit in group.parties]
            fillers = came + fillers
    if phrase is None and candidate.event_type == "SANCTION":
        groups = [frame.subject] if candidate.relation == "passive" and frame.subject is not None else []
        groups += [part.group for part in frame.objects()]
        for item in (item for group in groups for item in group.items if not item.parties):
            for index in range(item.phrase.start, item.phrase.head):
                if view.units[index].mention is not None:
                    fillers.append(Filler("actor", index, f"premod of {item.noun}"))
    for part in frame.complements:
        relation = part.preposition or "object"
        role = roles.get(relation, "")
        if (
            relation == "of"
            and candidate.event_type == "VISIT"
            and phrase is not None
            and view.units[phrase.head].lemma in ("tour", "round")
        ):
            role = "place"
        attached = phrase is None or frame.complements[0] is not part
        if relation == "of" and attached and "of" not in candidate.rule.roles:
            role = _inherited_of(part, frame.complements, roles)
        if not role:
            continue
        path = (
            f"{relation} {view.units[part.group.items[0].phrase.head].text}" if part.preposition else "object"
        )
        parties = part.group.parties
        if role == "place":
            parties = [
                p
                for item in part.group.items
                for p in (item.parties or _places_in(item.phrase.start, item.end, context))
            ]
            path = f"place: {path}"
        fillers += [Filler(role, unit, path) for unit in parties]
    for part in frame.leading:
        if part.preposition in ("in", "at") and not candidate.standalone:
            role = roles.get(part.preposition, "")
            if role:
                fillers += [Filler(role, unit, f"leading {part.preposition}") for unit in part.group.parties]
        elif part.preposition in ("with", "together_with", "along_with") and roles.get("with"):
            fillers += [Filler(roles["with"], unit, "leading with") for unit in part.group.parties]
    if candidate.standalone and context.segment_kind in ("caption", "list") and not view.clauses:
        # "President A with Prime Minister B, Japan-U.S. Summit (April 28, …)"
        for index in range(candidate.phrase.start if candidate.phrase is not None else candidate.start):
            mention = view.units[index].mention
            if mention is not None and mention.label in ("PERSON", "OFFICE"):
                beside = index > 0 and view.units[index - 1].lemma in ("with", "and")
                fillers.append(Filler("counterpart" if beside else "actor", index, "named in the caption"))
    for place, _ in frame.bracket_places:
        if candidate.event_type not in ("AGREEMENT", "OFFICE", "SANCTION"):
            fillers.append(Filler("place", place, "bracket"))
    return fillers


def _inherited_of(part: Complement, complements: list[Complement], roles: dict[str, str]) -> str:
    """The "of" behind an object belongs to the object: "visited the city of Kyoto"."""
    position = complements.index(part)
    if position == 0:
        return ""
    before = complements[position - 1]
    role = roles.get(before.preposition or "object", "")
    return role if role in ("place", "counterpart", "recipient") and not before.group.parties else ""


def _places_in(start: int, end: int, context: Context) -> list[int]:
    """Names inside a phrase whose head is no name ("the state capital of Brazil", "Algeria's coast")."""
    return [
        i
        for i in range(start, end)
        if (m := context.view.units[i].mention) is not None and m.label in ("STATE", "PLACE")
    ][:1]


@dataclass(frozen=True, slots=True)
class Parties:
    """What a row's fillers come to."""

    participants: tuple[Participant, ...]

    def of(self, role: Role) -> list[Participant]:
        return [participant for participant in self.participants if participant.role == role]


def settle(row: Row, candidate: Candidate, context: Context, *, segment_id: str) -> list[Participant]:
    """Turn fillers into participants: resolve shared roles, drop doubles, add what the type implies."""
    actors: list[Participant] = []
    counterparts: list[Participant] = []
    hosts: list[Participant] = []
    places: list[Participant] = []
    pending: list[Participant] = []
    series: list[Participant] = []
    event_type = candidate.event_type
    for filler in row.fillers:
        mention = context.view.units[filler.unit].mention
        if mention is None or mention.label not in _PARTY_LABELS:
            continue
        if filler.role == "place":
            if mention.label == "ORG" and event_type == "CONFERENCE":
                series += _participants("actor", mention, context, segment_id, filler.via)
            elif mention.label == "ORG" and event_type == "STATEMENT":
                places += [
                    _state_place(p, context)
                    for p in _participants("place", mention, context, segment_id, filler.via)
                    if p.iso3
                ]
            elif mention.label in _OVER_PLACE or (
                mention.label == "COREF" and _all_of(mention, context, "place", "state")
            ):
                places += _participants("place", mention, context, segment_id, filler.via)
            continue
        if filler.role == "audience":
            for part in _participants("counterpart", mention, context, segment_id, filler.via):
                if part.iso3 and not part.entity_id.startswith("person:"):
                    places.append(_state_place(part, context))
                else:
                    counterparts.append(part)
            continue
        if event_type == "DISASTER" and mention.label == "PLACE":
            places += _participants("place", mention, context, segment_id, filler.via)
            continue
        found = [
            _as_party(p, context) for p in _participants("actor", mention, context, segment_id, filler.via)
        ]
        parties = [p for p in found if p is not None]
        if filler.role == "actor":
            actors += parties
        elif filler.role == "counterpart":
            if event_type == "STATEMENT" and mention.label == "ORG" and parties and parties[0].iso3:
                # a national parliament as audience says where, not with whom
                places.append(_state_place(parties[0], context))
            else:
                counterparts += parties
        elif filler.role == "host":
            hosts += parties
        elif filler.role == "party":
            pending += parties
        elif filler.role == "series":
            if mention.label == "ORG":
                series += parties
            elif mention.label in _OVER_PLACE and filler.via.startswith("premod"):
                pending += parties
            elif mention.label in _OVER_PLACE:
                places += _participants("place", mention, context, segment_id, filler.via)
            elif mention.label in ("PERSON", "OFFICE", "COREF"):
                actors += parties
        elif filler.role == "fighting":
            actors += parties
            places += [_with_role(p, "place") for p in parties]
        elif filler.role == "recipient":
            counterparts += parties
        elif filler.role == "founded":
            series += parties
    actors, counterparts = _unique(actors), _unique(counterparts)
    if series:
        if event_type == "OTHER":
            actors = series
            counterparts = []
        elif actors:
            counterparts += series
        else:
            actors = series
    persons = {
        p.iso3 for p in (*actors, *counterparts) if p.entity_id.startswith(("person:", "office:")) and p.iso3
    }
    text = context.text_between(candidate.start, candidate.end).lower()
    joint = (event_type == "STATEMENT" and "joint" in text) or (
        event_type == "MILITARY" and "exercise" in text
    )
    tail = context.text_between(candidate.start, candidate.frame.end).lower()
    alike = event_type == "NEGOTIATION" and ("membership" in tail or "accession" in tail)
    if (event_type in SYMMETRIC and not alike) or event_type == "CONFERENCE" or joint:
        actors, counterparts = _split_sides(actors, counterparts, pending, persons)
    else:
        for party in pending:
            (counterparts if actors else actors).append(party)
    actors, counterparts = _unique(actors), _unique(counterparts)
    seen = {(p.entity_id, p.name) for p in actors}
    counterparts = [p for p in counterparts if (p.entity_id, p.name) not in seen]
    result = [_with_role(p, "actor") for p in actors] + [_with_role(p, "counterpart") for p in counterparts]
    result += [_with_role(p, "host") for p in hosts]
    return result + _unique(places)


def _split_sides(
    actors: list[Participant], counterparts: list[Participant], pending: list[Participant], persons: set[str]
) -> tuple[list[Participant], list[Participant]]:
    """Two sides of one act: the first named with its state, and the others."""
    extra = [p for p in pending if not (p.entity_id.startswith("state:") and p.iso3 in persons)]
    codes = {p.iso3 for p in (*actors, *counterparts) if p.iso3}
    extra = [p for p in extra if not p.iso3 or p.iso3 not in codes]
    if counterparts:
        states = {p.iso3 for p in (*actors, *counterparts)}
        return actors or extra[:1], counterparts + [
            p for p in (extra if actors else extra[1:]) if p.iso3 not in states
        ]
    together = [*actors, *extra]
    together = [
        p for p in together if not (p.entity_id.startswith("state:") and p.iso3 in persons)
    ] or together
    if not together:
        return [], []
    first = together[0]
    own = [p for p in together if p is first or (first.iso3 and p.iso3 == first.iso3)]
    return own, [p for p in together if p not in own]


def _all_of(mention: Mention, context: Context, *kinds: str) -> bool:
    found = [entity.type for entity in context.entities_of(mention)]
    return bool(found) and all(kind in kinds for kind in found)


def _participants(
    role: Role, mention: Mention, context: Context, segment_id: str, via: str
) -> list[Participant]:
    entities = context.entities_of(mention)
    if not entities and role == "place" and mention.label == "PLACE":
        return [
            Participant(
                role=role,
                entity_id="",
                name=mention.text,
                iso3=mention.iso3,
                title="",
                segment_id=segment_id,
                start=mention.start,
                end=mention.end,
                via=via + "; not linked",
            )
        ]
    if not entities:
        if mention.label not in ("PERSON", "OFFICE"):
            return []
        name = mention.name or mention.title or mention.text
        return [
            Participant(
                role=role,
                entity_id="",
                name=name,
                iso3=mention.iso3,
                title=mention.title,
                segment_id=segment_id,
                start=mention.start,
                end=mention.end,
                via=via + "; not linked",
            )
        ]
    return [
        Participant(
            role=role,
            entity_id=entity.entity_id,
            name=entity.name,
            iso3=entity.iso3,
            title=mention.title,
            segment_id=segment_id,
            start=mention.start,
            end=mention.end,
            via=via,
        )
        for entity in entities
    ]


def _as_party(participant: Participant, context: Context) -> Participant | None:
    """A city in the place of a party is its government: "Tokyo and Seoul signed"."""
    if participant.role == "place" and not participant.entity_id and not participant.iso3:
        return None
    if not participant.entity_id.startswith("place:"):
        return participant
    state = context.state(participant.iso3)
    if state is None:
        return None
    return _replace(participant, entity=state)


def _state_place(participant: Participant, context: Context) -> Participant:
    state = context.state(participant.iso3)
    if state is None:
        return _with_role(participant, "place")
    return _with_role(_replace(participant, entity=state), "place")


def _replace(participant: Participant, *, entity: Entity) -> Participant:
    return Participant(
        role=participant.role,
        entity_id=entity.entity_id,
        name=entity.name,
        iso3=entity.iso3,
        title="",
        segment_id=participant.segment_id,
        start=participant.start,
        end=participant.end,
        via=participant.via,
    )


def _with_role(participant: Participant, role: Role) -> Participant:
    return Participant(
        role=role,
        entity_id=participant.entity_id,
        name=participant.name,
        iso3=participant.iso3,
        title=participant.title,
        segment_id=participant.segment_id,
        start=participant.start,
        end=participant.end,
        via=participant.via,
    )


def _unique(participants: list[Participant]) -> list[Participant]:
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for participant in participants:
        key = (participant.entity_id, participant.name, participant.iso3)
        if key not in seen:
            seen.add(key)
            kept.append(participant)
    return kept
