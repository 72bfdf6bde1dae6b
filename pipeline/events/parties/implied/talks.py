"""Meetings, calls, negotiations, agreements, statements and conferences: the two sides, and where."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.guards.negotiations import NAMED_ROUND_RE
from pipeline.events.parties.implied.documents import (
    add_country_visited,
    adopted_at,
    give_state_left,
    names_document,
    partner_in_title,
)
from pipeline.events.parties.implied.meeting_places import host_town, keep_one_place
from pipeline.events.parties.implied.own_voice import add_ourselves, governs_at_home
from pipeline.events.parties.implied.summits import the_seven
from pipeline.events.parties.participants import (
    codes_of,
    implied_state,
    in_role,
    named_between,
    of_role,
    owner_in_name,
    state_place,
)
from pipeline.events.parties.sides import Around, Sides
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_TWO_RE = re.compile(r"\b(?:the two|both)\b", re.IGNORECASE)
_LEADERS_RE = re.compile(r"leader|minister|the two$", re.IGNORECASE)
_HOST_RE = re.compile(r"\bhost", re.IGNORECASE)
_PARLIAMENT_RE = re.compile(
    r"\b(?:Diet|Parliament|Congress|Senate|Assembly|Duma|Bundestag|Knesset|Majlis|House of|Rada|Bundesrat)\b"
)
_RESOLUTION_RE = re.compile(r"\b(?:resolutions?|presidential statement|press statement)\b", re.IGNORECASE)
_SPOKEN_TO_RE = re.compile(
    r"\b(?:against|on|upon|condemn\w*|deplor\w*|denounc\w*|censur\w*|sanction\w*|demand\w*|call\w*|urg\w*|"
    r"request\w*|ask\w*|warn\w*|impos\w*|oblig\w*|requir\w*|order\w*|grant\w*|giv\w*|gave|rais\w*|admit\w*|"
    r"concerning|regarding|embargo\w*|protest\w*|criticiz\w*|accus\w*|blam\w*|author\w*)\b"
    r"(?!.{0,60}\b(?:under an?|in|over|throughout)\s?$)"
)
_STATES_AND_BODIES = ("STATE", "ORG", "DEMONYM")


def complete_meeting(
    candidate: Candidate,
    sides: Sides,
    context: Context,
    around: Around,
) -> None:
    """Meetings and calls: "the two leaders", the yearbook's own side, the town of the visit."""
    _add_both_sides(candidate, sides, context, around)
    if not sides.actors and len(codes_of(sides.counterparts)) == len(sides.counterparts) == 2:
        sides.counterparts.sort(key=lambda party: party.iso3 != "JPN")
        if sides.counterparts[0].iso3 == "JPN":  # "the conference was held, with Ministers A and B attending"
            sides.actors = in_role("actor", sides.counterparts[:1])
            sides.counterparts = sides.counterparts[1:]
    if candidate.rule.type == "NEGOTIATION":
        _add_named_sides(candidate, sides, context)
    if not sides.actors and codes_of(sides.counterparts) == {"JPN"}:
        # "President A was in Tokyo, and talks with the Prime Minister took place": with the guest
        sides.actors = [
            p for p in (around.before or around.enclosing) if p.role == "actor" and p.iso3 != "JPN"
        ]
    _add_own_side(candidate, sides, context)
    _rank_sides(sides)
    if candidate.event_type == "CALL":
        sides.places = []
    else:
        _add_place_of_visit(sides, around)
    keep_one_place(sides)


def complete_agreement(
    candidate: Candidate,
    sides: Sides,
    context: Context,
    around: Around,
) -> None:
    """Agreements: the states in the document's name, or the state a resolution names."""
    _add_both_sides(candidate, sides, context, around)
    add_ourselves(candidate, sides, context)
    subject = candidate.frame.subject
    if not sides.actors and subject is not None:
        parties = named_between(
            subject.start, subject.end, _STATES_AND_BODIES, "named in the document", context
        )
        parties = [p for p in parties if not names_document(p, context)]
        if not parties and not context.rules_unnamed(subject):
            parties = partner_in_title(subject.start, subject.end, context)
        sides.actors = in_role("actor", parties[:1])
        sides.counterparts = sides.counterparts or parties[1:]
    if not sides.parties and candidate.phrase is not None:
        parties = partner_in_title(candidate.phrase.end, candidate.frame.end, context)
        sides.actors, sides.counterparts = parties[:1], in_role("counterpart", parties[1:])
    _add_own_side(candidate, sides, context)
    give_state_left(candidate, sides, context)
    _rank_sides(sides)
    _add_place_of_visit(sides, around)
    keep_one_place(sides, in_a_row=True)
    if len(sides.actors) == 1 and not sides.places and _PARLIAMENT_RE.search(sides.actors[0].name):
        sides.places = [state_place(p, context) for p in sides.actors if p.iso3]
        if not sides.counterparts and subject is not None and candidate.relation == "passive":
            # "the Japan-Mongolia agreement was approved by the Diet": with whom it was concluded
            named = named_between(subject.start, subject.end, ("STATE",), "named in the document", context)
            sides.counterparts = [p for p in named if p.iso3 not in codes_of(sides.actors)]
    if not sides.parties and candidate.rule.id == "agreement.adopt":
        sides.actors = adopted_at(candidate, context)
    if not sides.counterparts:
        sides.counterparts = _targets(candidate, sides, context)
    add_country_visited(candidate, sides, context, around)


def _targets(candidate: Candidate, sides: Sides, context: Context) -> list[Participant]:
    """Whom a resolution is against or speaks to; a place it is only about is no party."""
    near = context.text_between(candidate.start, candidate.end + 6)
    subject = candidate.frame.subject
    if subject is not None and candidate.relation == "passive":
        near = context.text_between(subject.start, candidate.end + 6)
    if _RESOLUTION_RE.search(near) is None:
        return []
    own = {p.entity_id for p in sides.actors}
    low = subject.start if subject is not None and candidate.relation == "passive" else candidate.end
    units = context.view.units
    for index in range(low, len(units)):
        mention = units[index].mention
        if mention is None or mention.label not in ("STATE", "DEMONYM"):
            continue
        if _SPOKEN_TO_RE.search(context.text_between(low, index)) is None:
            return []
        end = index + 1
        while (
            end + 1 < len(units) and context.view.shape[end] in ",CD" and context.view.shape[end + 1] in "MAD"
        ):
            end += 2
        found = named_between(index, end, ("STATE", "DEMONYM"), "named in the resolution", context)
        return [p for p in found if p.entity_id not in own]
    return []


def complete_negotiation(
    candidate: Candidate,
    sides: Sides,
    context: Context,
    around: Around,
) -> None:
    """Negotiations: the states in the name of the talks; a town before the noun only names them."""
    _add_both_sides(candidate, sides, context, around)
    add_ourselves(candidate, sides, context)
    _add_named_sides(candidate, sides, context)
    _add_own_side(candidate, sides, context)
    if len(sides.places) == 1 and sides.places[0].via.startswith("premod"):
        sides.places = []
    keep_one_place(sides)


def _add_named_sides(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Sides named within or behind the words for the talks ("the second round of Japan-EU consultations")."""
    phrase = candidate.phrase
    if len(sides.actors) < 2 and not sides.counterparts and phrase is not None:
        own = {p.entity_id for p in sides.actors}
        high = max(candidate.frame.end, candidate.end)
        low = phrase.end if NAMED_ROUND_RE.search(context.phrase_text(phrase).lower()) else phrase.start
        named = named_between(low, high, _STATES_AND_BODIES, "named with the talks", context)
        topics = _topics_and_places(candidate, context)
        parties = [p for p in named if p.entity_id not in own and p.start not in topics]
        if not sides.actors:
            sides.actors, parties = in_role("actor", parties[:1]), parties[1:]
        sides.counterparts = parties
    opener = phrase.start - 1 if phrase is not None else -1
    if opener >= 0 and context.view.units[opener].lemma == "with" and not sides.counterparts:
        # "With Indonesia negotiations were opened"
        others = [replace(p, via=f"with: {p.via}") for p in sides.actors]
        sides.actors, sides.counterparts = [], in_role("counterpart", others)


def _topics_and_places(candidate: Candidate, context: Context) -> set[int]:
    """Where the names stand that say what talks are about, or where they are held ("talks on Bosnia")."""
    units = context.view.units
    return {
        units[index].start
        for part in candidate.frame.complements
        if part.preposition in ("on", "for", "in", "at", "over", "about", "under", "concerning")
        for item in part.group.items
        for index in range(item.phrase.start, item.end)
        if part.preposition not in ("on", "for") or context.is_kind(Group([item], 0, 0), "place")
    }


def complete_statement(
    candidate: Candidate,
    sides: Sides,
    context: Context,
    around: Around,
) -> None:
    """Statements: the body they are made to; a message is sent, and heard elsewhere."""
    _add_both_sides(candidate, sides, context, around)
    if "message" in context.text_between(candidate.start, candidate.end).lower():
        sides.places = []
    else:
        _add_place_of_visit(sides, around)
    keep_one_place(sides)
    if sides.counterparts:
        return
    if candidate.rule.id in ("statement.condemn", "statement.accuse"):
        sides.counterparts = _owner_of_the_act(candidate, sides, context)
        return
    _add_audience(candidate, sides, context)
    units = context.view.units
    for part in candidate.frame.complements:
        if sides.counterparts:
            return
        if part.preposition in ("to", "before") and not part.group.parties:
            head = part.group.items[0].phrase
            of = units[min(head.end, len(units) - 1)].lemma == "of"
            bodies = named_between(
                head.start,
                head.end + 3 if of else head.end,
                ("ORG",),
                f"{part.preposition} a session of",
                context,
            )
            sides.counterparts = [p for p in bodies if not p.iso3]


def _owner_of_the_act(candidate: Candidate, sides: Sides, context: Context) -> list[Participant]:
    """ "Condemned the Soviet intervention", "protested against China's test": whose act it was."""
    own = codes_of(sides.actors)
    subject = candidate.frame.subject
    groups = [
        part.group
        for part in candidate.frame.complements
        if part.preposition in ("", "against", "at", "over")
    ]
    if candidate.relation == "passive":
        groups = [subject] if subject is not None else []
    for group in groups:
        item = group.items[0]
        found = named_between(
            item.phrase.start, item.phrase.end, ("STATE", "DEMONYM", "ORG"), "whose act it was", context
        )
        found = [p for p in found if p.iso3 not in own]
        if found:
            return found[:1]
    return []


def _add_audience(candidate: Candidate, sides: Sides, context: Context) -> None:
    """Who listened: an international body is the counterpart, a parliament says in which country."""
    for part in [*candidate.frame.complements, *candidate.frame.leading]:
        spoken_to = candidate.rule.id == "statement.address" and not part.preposition
        if part.preposition not in ("to", "before", "at", "in", "of") and not spoken_to:
            continue
        bodies = named_between(
            part.group.start, part.group.end, ("ORG",), f"{part.preposition} a body", context
        )
        for body in bodies:
            if body.iso3 and _PARLIAMENT_RE.search(body.name):
                sides.places = sides.places or [state_place(body, context)]
                return
            listened = part.preposition in ("to", "before") or body.entity_id in _HEARING_BODIES
            if not body.iso3 and listened:
                sides.counterparts = [body]
                return
        words = context.text_between(part.group.start, part.group.end)
        if not bodies and not sides.places and _PARLIAMENT_RE.search(words.title()):
            states = named_between(
                part.group.start, part.group.end, ("STATE", "DEMONYM"), "its parliament", context
            )
            states = states or owner_in_name(
                part.group.start, part.group.end, "place", "its parliament", context
            )
            sides.places = [state_place(p, context) for p in states[:1]]


_HEARING_BODIES = frozenset(["org:UNGA", "org:UNSC", "org:HRC", "org:CD", "org:ECOSOC"])


def complete_conference(candidate: Candidate, sides: Sides, context: Context, around: Around) -> None:
    """Conferences: the place of the journey made for it, or the state that is host."""
    add_ourselves(candidate, sides, context)
    if not sides.actors or candidate.rule.id == "conference.the-seven":
        sides.actors = sides.actors or the_seven(candidate, context)
    elif not sides.counterparts and not _hosts(candidate, context):
        sides.counterparts = in_role("counterpart", the_seven(candidate, context))
    elif (
        sides.counterparts
        and all(p.iso3 for p in sides.parties)
        and (series := the_seven(candidate, context))
    ):
        sides.actors += in_role("actor", sides.counterparts)
        sides.counterparts = in_role("counterpart", series)
    if not sides.places:
        verb = candidate.verb
        travelled = candidate.relation == "prep for" or (
            verb is not None and context.view.clauses[verb].infinitive
        )
        if travelled:
            _add_place_of_visit(sides, around)
        elif verb is not None and _hosts(candidate, context):
            sides.places = host_town(candidate, context)
            states = [p for p in sides.actors if p.entity_id.startswith("state:")]
            sides.places = sides.places or [state_place(p, context) for p in states[:1]]
    keep_one_place(sides)


def _hosts(candidate: Candidate, context: Context) -> bool:
    """Is the verb "host", "was host to", "hosted by"?"""
    verb = candidate.verb
    if verb is None:
        return _HOST_RE.search(context.text_between(candidate.start, candidate.end)) is not None
    behind = candidate.phrase is not None and candidate.phrase.end <= verb
    return _HOST_RE.search(context.text_between(verb, verb + 1 if behind else candidate.end)) is not None


def _add_both_sides(
    candidate: Candidate,
    sides: Sides,
    context: Context,
    around: Around,
) -> None:
    """Put "the two countries" in the place of sides that are missing or have no state."""
    known = any(p.iso3 or not p.entity_id.startswith("state:") for p in sides.parties)
    if known and sides.actors:
        return
    pair = _both_sides(candidate, around.before or around.enclosing, context)
    pair = pair or _both_sides(candidate, around.enclosing, context)
    if pair:
        sides.actors = in_role("actor", pair[:1])
        sides.counterparts = in_role("counterpart", pair[1:])


def _both_sides(candidate: Candidate, told: tuple[Participant, ...], context: Context) -> list[Participant]:
    """ "The two countries" that linking left open are the two sides of the visit or meeting just told."""
    head = _two_in_frame(candidate, context) if told else None
    if head is None:
        return []
    unit = context.view.units[head]
    people = [p for p in told if p.role in ("actor", "counterpart")]
    if _LEADERS_RE.search(unit.text) and len(people) == 2:
        return [replace(p, segment_id=context.segment_id, start=unit.start, end=unit.end) for p in people]
    codes = list(dict.fromkeys(p.iso3 for p in told if p.iso3))
    if len(codes) != 2:
        return []
    codes.sort(key=_is_foreign)
    return [
        state
        for code in codes
        for state in implied_state(code, "actor", head, "the two sides of what was told before", context)
    ]


def _two_in_frame(candidate: Candidate, context: Context) -> int | None:
    """The unit of "the two countries" as subject, or behind "between", that linking left open."""
    groups = [candidate.frame.subject] if candidate.frame.subject is not None else []
    groups += [part.group for part in candidate.frame.complements if part.preposition in ("between", "by")]
    for group in groups:
        head = group.items[0].phrase.head
        mention = context.view.units[head].mention
        if (
            mention is not None
            and mention.label == "COREF"
            and not mention.entity_ids
            and _TWO_RE.search(context.view.units[head].text)
        ):
            return head
    return None


def _is_foreign(code: str) -> bool:
    return code != "JPN"


def _add_own_side(candidate: Candidate, sides: Sides, context: Context) -> None:
    """ "Talks were held with China": the other side is the yearbook's own state."""
    with_whom = any(p.via.startswith(("with", "leading with")) for p in sides.counterparts)
    if not sides.actors and with_whom and not governs_at_home(candidate, sides, context):
        sides.actors = implied_state("JPN", "actor", candidate.start, "the yearbook's own state", context)


def _rank_sides(sides: Sides) -> None:
    """Where the text ranks neither side the yearbook's own state comes first."""
    if not len(sides.actors) == len(sides.counterparts) == 1:
        return
    (actor,), (counterpart,) = sides.actors, sides.counterparts
    same_words = (actor.start, actor.end) == (counterpart.start, counterpart.end)
    if counterpart.iso3 == "JPN" and (same_words or actor.via.startswith("named in the caption")):
        sides.actors = in_role("actor", [counterpart])
        sides.counterparts = in_role("counterpart", [actor])


def _add_place_of_visit(sides: Sides, around: Around) -> None:
    """What happens during a visit happens where the visit leads."""
    if not sides.places:
        sides.places = of_role("place", around.enclosing)
