"""Grammatical neighbours of a trigger in the roles that its rule gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.events.guards.negotiations import NAMED_ROUND_RE
from pipeline.events.guards.sessions import bodies_inside
from pipeline.events.parties.listed import named_behind, named_out_of
from pipeline.events.sentence.context import TRAVEL, Context
from pipeline.events.sentence.frame import Complement, Frame
from pipeline.events.sentence.subject import subject_of
from pipeline.events.triggers import Candidate
from pipeline.model import TimeExpression


@dataclass(slots=True)
class Filler:
    """A mention in a role, with the path that put it there."""

    role: str
    unit: int
    via: str


@dataclass(slots=True)
class Row:
    """One event of a trigger: its fillers, its date if the expansion fixed one, where it is anchored.

    `frame` is what stands around the trigger in a clause that leaves the verb out.
    """

    fillers: list[Filler]
    time: int | None = None
    anchor: int | None = None
    trace: list[str] = field(default_factory=list)
    span: TimeExpression | None = None
    frame: Frame | None = None


def collect(candidate: Candidate, context: Context) -> list[Filler]:
    """Read the fillers of all roles from the frame of a candidate, in text order."""
    frame, roles, view = candidate.frame, candidate.roles, context.view
    fillers: list[Filler] = []
    if frame.subject is not None and roles.get("subject"):
        path = f"subject ({frame.subject_path})"
        fillers += [Filler(roles["subject"], unit, path) for unit in _subjects(candidate, context)]
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
            if candidate.event_type == "NEGOTIATION" and NAMED_ROUND_RE.search(
                context.phrase_text(phrase).lower()
            ):
                continue  # "the Uruguay Round": neither a party nor a place
            region = not any(entity.iso3 for entity in context.unit_entities(index))
            if (
                candidate.event_type == "EXCHANGE"
                and region
                and mention is not None
                and mention.label != "ORG"
            ):
                continue  # "the Asian Games"
            if (
                region
                and candidate.event_type == "CONFERENCE"
                and mention is not None
                and mention.label == "PLACE"
            ):
                continue  # "the Afro-Asian Conference"
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
        group, path = subject_of(context.grammar, candidate.governor)
        if group is not None:
            came = [Filler("actor", unit, f"came for it: subject ({path})") for unit in group.parties]
            fillers = came + fillers
    if phrase is None and candidate.event_type == "SANCTION":
        groups = [frame.subject] if candidate.relation == "passive" and frame.subject is not None else []
        groups += [part.group for part in frame.objects()]
        for item in (item for group in groups for item in group.items if not item.parties):
            for index in range(item.phrase.start, item.phrase.head):
                if view.units[index].mention is not None:
                    side = _side_of_premodifier(candidate, item.noun)
                    fillers.append(Filler(side, index, f"premod of {item.noun}"))
    signed_by = False
    for part in frame.complements:
        relation = part.preposition or "object"
        role = roles.get(relation, "")
        signed_by = signed_by or (relation == "by" and candidate.event_type == "AGREEMENT")
        if relation == "object" and not role and signed_by:
            role = roles.get("by", "")  # "by A in Tokyo and B in Washington"
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
        if candidate.event_type == "NEGOTIATION" and NAMED_ROUND_RE.search(
            context.text_between(part.group.start, part.group.end).lower()
        ):
            continue  # "the negotiations of the Uruguay Round"
        if relation == "with" and candidate.event_type == "AGREEMENT" and _looks_on(part, context):
            continue
        parties = part.group.parties or (named_out_of(part.group, context) if role != "place" else [])
        if not parties and relation == "of" and candidate.event_type == "CONFERENCE":
            parties = bodies_inside(part.group, view)
        if role == "series" and part.preposition in ("at", "to"):
            # "took his seat at the Williamsburg Summit": the town in its name is where it met
            towns = [
                i
                for item in part.group.items
                for i in _places_in(item.phrase.start, item.phrase.end, context)
            ]
            fillers += [Filler("place", unit, f"premod of {relation}") for unit in towns]
        if relation == "with" and not parties:
            # "a treaty with Moscow": a town that acts is its government
            heads = [item.phrase.head for item in part.group.items]
            parties = [unit for unit in heads if _is_town(unit, context)]
        if role == "place":
            parties = [
                p
                for item in part.group.items
                if item.noun not in _STRIFE
                for p in (item.parties or _places_in(item.phrase.start, item.end, context))
            ]
            path = f"place: {path}"
        if role == "recipient" and candidate.mode == "pledged" and relation in ("in", "at"):
            parties = [unit for unit in parties if not _is_town(unit, context)]
        fillers += [Filler(role, unit, path) for unit in parties]
    for part in frame.leading:
        if part.preposition in ("in", "at") and not candidate.standalone:
            role = roles.get(part.preposition, "")
            if role == "recipient" and candidate.mode == "pledged":
                role = ""  # "in Madrid he pledged": where, and not to whom
            if role:
                fillers += [Filler(role, unit, f"leading {part.preposition}") for unit in part.group.parties]
        elif part.preposition in ("with", "together_with", "along_with") and roles.get("with"):
            fillers += [Filler(roles["with"], unit, "leading with") for unit in part.group.parties]
        elif "_" in part.preposition and roles.get(part.preposition):
            path = f"leading {part.preposition}"
            fillers += [Filler(roles[part.preposition], unit, path) for unit in part.group.parties]
    if candidate.standalone and context.segment_kind in ("caption", "list") and not view.clauses:
        # "President A with Prime Minister B, Japan-U.S. Summit (April 28, …)"
        for index in range(candidate.phrase.start if candidate.phrase is not None else candidate.start):
            mention = view.units[index].mention
            if mention is not None and mention.label in ("PERSON", "OFFICE"):
                beside = index > 0 and view.units[index - 1].lemma in ("with", "and")
                fillers.append(Filler("counterpart" if beside else "actor", index, "named in the caption"))
    captioned = context.segment_kind in ("caption", "list") and candidate.verb is not None
    if captioned and candidate.event_type == "AGREEMENT" and view.units[candidate.start].tag == "VBG":
        # "Prime Minister A and Prime Minister B after signing the agreement (January 11, London)"
        people = [
            index
            for index in range(candidate.start)
            if (m := view.units[index].mention) is not None and m.label in ("PERSON", "OFFICE")
        ]
        fillers += [Filler("party", index, "named in the caption") for index in people]
    for place, _ in frame.bracket_places:
        if captioned or candidate.event_type not in ("AGREEMENT", "OFFICE", "SANCTION"):
            fillers.append(Filler("place", place, "bracket"))
    return fillers


_LOOKS_ON_RE = re.compile(
    r"^,? ?(?:as (?:an? |the |its |their )?"
    r"(?:witness|mediator|intermediary|guest|observer|host|guarantor|broker)|in attendance|looking on|"
    r"present\b|presiding|watching|at (?:his|her|their) side|witnessing|mediating|in the chair)"
)


def _looks_on(part: Complement, context: Context) -> bool:
    """ "With President Carter as witness": who only looks on is no party to the document."""
    return _LOOKS_ON_RE.match(context.text_between(part.group.end, part.group.end + 4)) is not None


def _subjects(candidate: Candidate, context: Context) -> list[int]:
    """Whom the subject names: itself, those it is made up of, or the people in apposition to it."""
    group = candidate.frame.subject
    assert group is not None
    verb = candidate.verb
    if verb is not None and any(item.noun in _LEADERS for item in group.items):
        people = named_behind(group, verb, context)
        if people:
            return people
    return group.parties + named_out_of(group, context)


_LEADERS = frozenset(
    ["leader", "minister", "president", "representative", "head", "ambassador", "premier", "envoy"]
)
_STRIFE = frozenset(["war", "conflict", "hostility", "dispute"])
"""What is "in the Iran-Iraq war" lies in neither."""
_MEASURES = frozenset(
    [
        "sanction",
        "sanctions",
        "embargo",
        "ban",
        "measure",
        "restriction",
        "tariff",
        "duty",
        "control",
        "export",
        "exports",
        "aid",
        "assistance",
        "loan",
    ]
)


def _side_of_premodifier(candidate: Candidate, noun: str) -> str:
    """ "Froze Iranian assets" hits Iran; "EU sanctions were lifted" by the EU."""
    subject = candidate.frame.subject
    named = subject is not None and bool(subject.parties) and candidate.relation != "passive"
    named = named or any(
        part.preposition == "by" and part.group.parties for part in candidate.frame.complements
    )
    return "counterpart" if named and noun not in _MEASURES else "actor"


def _inherited_of(part: Complement, complements: list[Complement], roles: dict[str, str]) -> str:
    """The "of" behind an object belongs to the object: "visited the city of Kyoto"."""
    position = complements.index(part)
    if position == 0:
        return ""
    before = complements[position - 1]
    role = roles.get(before.preposition or "object", "")
    return role if role in ("place", "counterpart", "recipient") and not before.group.parties else ""


def _is_town(unit: int, context: Context) -> bool:
    mention = context.view.units[unit].mention
    return mention is not None and mention.label == "PLACE"


def _places_in(start: int, end: int, context: Context) -> list[int]:
    """Names inside a phrase whose head is no name ("the state capital of Brazil", "Algeria's coast")."""
    return [
        i
        for i in range(start, end)
        if (m := context.view.units[i].mention) is not None and m.label in ("STATE", "PLACE")
    ][:1]
