"""Meetings, calls and conferences: which kind a session is, and whether it is a particular one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.gatherings import held_by_the_seven, names_the_seven
from pipeline.events.guards.negotiations import are_negotiations
from pipeline.events.sentence.context import TRAVEL, Context, Guard
from pipeline.events.sentence.coordination import Group
from pipeline.events.sentence.units import SentenceView

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_SESSION_RE = re.compile(
    r"\b(?:Conference|Summit|Meeting|Forum|Assembly|Dialogue|Session|General Assembly)\b"
)

_AT_RELATIONS = frozenset(
    [
        "at",
        "during",
        "on_the_margins_of",
        "in_the_margins_of",
        "on_the_sidelines_of",
        "on_the_sideline_of",
        "at_the_sidelines_of",
        "on_the_fringes_of",
        "on_the_occasion_of",
        "at_the_time_of",
        "in_conjunction_with",
    ]
)

_CONFERENCE_ONLY = frozenset(
    ["conference", "forum", "symposium", "assembly", "congress", "seminar", "workshop", "colloquium"]
)

_REMOTE_RE = re.compile(
    r"\b(?:telephone|phone|video|teleconferenc\w*|videoconferenc\w*|online|virtual(?:ly)?|web)\b",
    re.IGNORECASE,
)


def bodies_inside(group: Group, view: SentenceView) -> list[int]:
    """The organisations inside phrases with a plain head (the "Central Asia plus Japan" Dialogue)."""
    return [
        index
        for item in group.items
        for index in range(item.phrase.start, item.phrase.end)
        if (mention := view.units[index].mention) is not None and mention.label == "ORG"
    ]


def _session_parts(candidate: Candidate, context: Context) -> tuple[list[int], list[int], str]:
    """Organisations and states that name a session, and its text with "of" and "on" complements."""
    view, phrase = context.view, candidate.phrase
    assert phrase is not None
    low = phrase.start
    high = phrase.end
    names = [index for index in range(low, high) if view.units[index].mention is not None]
    for part in candidate.frame.complements:
        own = part.preposition == "of" and part.at == phrase.end
        if own or part.preposition in ("between", "among", "with"):
            names += part.group.parties or bodies_inside(part.group, view)
    states = [index for index in names if context.states_in(index, index + 1)]
    orgs = [index for index in names if view.units[index].mention.label == "ORG" and index not in states]  # type: ignore[union-attr]
    return orgs, states, context.phrase_text(phrase)


def _is_conference(candidate: Candidate, context: Context) -> bool:
    """Series of four or more, an organisation's session, or a conference with a name of its own."""
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    orgs, states, text = _session_parts(candidate, context)
    head = view.units[phrase.head]
    noun = head.text.split()[-1].lower() if head.mention is not None else head.lemma
    codes = {entity.iso3 for index in states for entity in context.unit_entities(index) if entity.iso3}
    if (
        names_the_seven(_with_of(candidate, text, context))
        or held_by_the_seven(candidate, context)
        or _is_named_after_town(candidate, text, states, context)
    ):
        return True
    bilateral = {
        entity for index in orgs if (m := view.units[index].mention) for entity in m.entity_ids
    } & context.rules.lists["bilateral_orgs"]
    if re.search(
        r"\b(?:[Bb]ilateral|[Tt]rilateral|[Tt]ripartite) (?:[\w']+ ){0,2}(?:[Ss]ummit|[Mm]eeting)$", text
    ):
        return False
    if head.mention is not None and head.mention.label == "ORG" and not codes:
        return True
    subject = candidate.frame.subject
    if (
        subject is not None
        and not codes
        and not any(part.preposition == "with" for part in candidate.frame.complements)
    ):
        members = [
            i for i in subject.parties if (m := view.units[i].mention) is not None and m.label == "ORG"
        ]
        if members and len(members) == len(subject.parties) and not bilateral:
            return True
    if 2 <= len(codes) <= 3 and not [index for index in orgs if context.is_series(index)]:
        return noun in ("symposium", "seminar", "workshop", "forum") and False
    if re.search(r"\b(?:bilateral|trilateral|tripartite|two-plus-two|2\+2)\b", text, re.IGNORECASE):
        return False
    if bilateral and (codes or "with" in [part.preposition for part in candidate.frame.complements]):
        return False
    if len(codes) >= 4 or any(context.is_series(index) for index in orgs):
        return True
    if orgs:
        return True
    if noun in _CONFERENCE_ONLY and noun != "press":
        return True
    if re.search(
        r"\b(?:international|high-level|world|global|ministerial|plenary|special session|general debate)\b",
        text,
        re.IGNORECASE,
    ):
        # "Ministerial Meeting on Universal Health Coverage": a name with capitals
        return bool(
            re.search(
                r"[A-Z]\w{1,60}(?:-\w{1,60})? (?:Meeting|Event|Session|Summit|Dialogue|Conference|Forum)",
                text,
            )
        )
    after = context.text_between(phrase.end, min(phrase.end + 4, len(view.units)))
    return bool(re.match(r"(?:on|for|of) (?:the )?[A-Z]", after)) and text.split()[-1][:1].isupper()


def _with_of(candidate: Candidate, text: str, context: Context) -> str:
    """A session's name with the powers behind it: "the summit of the industrialized democracies"."""
    assert candidate.phrase is not None
    end = candidate.phrase.end
    groups = [p.group for p in candidate.frame.complements if p.preposition == "of" and p.at == end]
    return f"{text} {context.text_between(end, groups[0].end)}" if groups else text


def _is_named_after_town(candidate: Candidate, text: str, states: list[int], context: Context) -> bool:
    """ "The Williamsburg Summit": a town and the word with a capital, and no states beside it."""
    units = context.view.units
    towns = [index for index in states if (m := units[index].mention) is not None and m.label == "PLACE"]
    assert candidate.phrase is not None
    return (
        text.endswith(" Summit")
        and bool(towns)
        and len(towns) == len(states)
        and towns[-1] == candidate.phrase.head - (2 if text.endswith(" Economic Summit") else 1)
    )


def _remote(candidate: Candidate, context: Context) -> bool:
    view = context.view
    phrase = candidate.phrase
    if phrase is not None and _REMOTE_RE.search(context.phrase_text(phrase)):
        return True
    low = candidate.start
    high = max(candidate.end, candidate.frame.end)
    text = context.text_between(low, min(high, len(view.units)))
    return bool(
        re.search(
            r"\b(?:by|via|through|over|on|in) (?:the |a )?(?:secure )?(?:telephone|phone|"
            r"video(?:conference| conference| link)?|teleconference|web)\b|"
            r"\bin (?:the |a )?(?:form|format|manner) of (?:an? )?(?:video|tele|virtual|online)|"
            r"\b(?:online|virtually|remotely)\b",
            text,
            re.IGNORECASE,
        )
    )


def remote(candidate: Candidate, context: Context) -> bool:
    """A session held by video or telephone is a call, also one of a series."""
    if candidate.event_type in ("MEETING", "CONFERENCE") and _remote(candidate, context):
        candidate.event_type = "CALL"
    return True


def conference(candidate: Candidate, context: Context) -> bool:
    """A session of an organisation or series, or a conference of many; no press conference."""
    phrase = candidate.phrase
    assert phrase is not None
    text = context.phrase_text(phrase).lower()
    if re.search(r"\b(?:press|news) (?:conference|meeting)|party congress", text):
        return False
    if "peace conference" in text and "Peace Conference" not in context.phrase_text(phrase):
        return False
    head = context.view.units[phrase.head]
    if head.mention is not None and candidate.standalone and candidate.relation in ("object", "attr"):
        return False
    if head.mention is not None and candidate.standalone and not _SESSION_RE.search(head.text):
        # "at APEC in November": the bare name of a series is a session only as a dated occasion
        near = candidate.relation.startswith("prep") and candidate.relation[5:] in _AT_RELATIONS
        return near and (
            context.has_time(candidate.frame) or candidate.relation[5:] not in ("at", "during", "in")
        )
    if not _is_conference(candidate, context):
        return False
    if candidate.standalone and re.search(
        r"joint (?:session|meeting)|session of (?:the )?(?:congress|diet|parliament)",
        context.text_between(phrase.start, phrase.end + 4).lower(),
    ):
        return False
    return not (candidate.standalone and not _particular_session(candidate, context))


def _particular_session(candidate: Candidate, context: Context) -> bool:
    """A session named in passing: it needs a date, a place, an ordinal or the role of an occasion."""
    phrase = candidate.phrase
    assert phrase is not None
    if (context.has_time(candidate.frame) or _bracket_time(candidate)) and candidate.relation != "prep to":
        return True
    text = context.phrase_text(phrase) if candidate.relation != "prep to" else ""
    if re.search(
        r"\b(?:\d+(?:st|nd|rd|th)|[A-Z][a-z]+(?:first|second|third|fourth|fifth|"
        r"sixth|seventh|eighth|ninth|tenth|th)|first|second|third|special session)\b",
        text,
    ):
        return True
    relation = candidate.relation
    if relation == "prep to":
        # "an address to the 45th session" is no session of its own row; "was host to the summit" is
        return (
            re.search(r"\bhosts?\b", context.text_between(max(0, phrase.start - 12), phrase.start))
            is not None
        )
    if relation.startswith("prep") and relation[5:] in context.rules.lists["occasion"]:
        places = [part for part in candidate.frame.complements if part.preposition in ("in", "at")]
        if (
            relation == "prep for"
            and candidate.governor is not None
            and context.view.units[candidate.governor].lemma in TRAVEL
        ):
            return True
        return relation[5:] not in ("to", "in", "with", "for", "since", "until", "through") or bool(places)
    return False


def _bracket_time(candidate: Candidate) -> bool:
    return any(item.times for part in candidate.frame.complements for item in part.group.items)


def meeting(candidate: Candidate, context: Context) -> bool:
    """A meeting of two or three sides that took place once; not the session of a series."""
    phrase = candidate.phrase
    if phrase is None:
        return True
    text = context.phrase_text(phrase).lower()
    if text.endswith("round"):
        return False
    if (
        re.search(r"\b(?:press|news) conference|committee$", text)
        and "consultative committee" not in text
        and "joint committee" not in text
        and not (candidate.verb is not None and _two_states_named(candidate, context))
    ):
        return False
    if text.endswith(("commission", "council")) and not (
        candidate.verb is not None and _two_states_named(candidate, context)
    ):
        return False
    if NEGOTIATION_TALKS_RE.search(text) or "negotiat" in text:
        return False
    if text.endswith(("talk", "talks")) and candidate.verb is not None:
        tail = context.text_between(phrase.end, phrase.end + 9).lower()
        if are_negotiations(candidate, text, tail, context):
            return False
    if _is_conference(candidate, context):
        return False
    return not (candidate.standalone and not _particular_meeting(candidate, context))


NEGOTIATION_TALKS_RE = re.compile(
    r"\b(?:six-party|peace|accession|normali[sz]ation|trade|border|arms(?: \w+)?|limitation|reduction|"
    r"disarmament|framework|over-?all|inf|salt|start|cease-?fire|truce|armistice|fisher(?:y|ies)|reparations?|tariff|textile|"
    r"proximity|unification|reunification|settlement|epa|fta) talks?$"
)


def _two_states_named(candidate: Candidate, context: Context) -> bool:
    """ "The Japan-Canada Ministerial Committee": a body of two or three states."""
    _orgs, states, _text = _session_parts(candidate, context)
    codes = {entity.iso3 for index in states for entity in context.unit_entities(index) if entity.iso3}
    return 2 <= len(codes) <= 3


def _particular_meeting(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    _, _states, _text = _session_parts(candidate, context)
    names = [index for index in range(phrase.start, phrase.end) if view.units[index].mention is not None]
    parties = len(names) + sum(
        len(part.group.parties)
        for part in candidate.frame.complements
        if part.preposition in ("with", "between", "of", "among")
    )
    if context.segment_kind in ("caption", "list", "heading") and (
        context.has_time(candidate.frame) or parties >= 2
    ):
        return context.has_time(candidate.frame) or context.segment_kind == "caption"
    if not parties:
        return False
    noun = view.units[phrase.head].lemma
    came_for = candidate.relation == "prep for" and candidate.governor is not None
    if came_for and view.units[candidate.governor or 0].lemma in TRAVEL:
        return True
    if noun in (
        "forum",
        "conference",
        "committee",
        "dialogue",
        "consultation",
        "talk",
        "discussion",
        "talks",
    ) and not context.has_time(candidate.frame):
        return False
    return context.has_time(candidate.frame) or (
        candidate.relation.startswith("prep")
        and candidate.relation[5:] in ("at", "during", "on_the_occasion_of", "in", "after", "following")
        and view.units[phrase.head].tag in ("NN", "NNP")
    )


def together(candidate: Candidate, context: Context) -> bool:
    """ "Sat down with", "got together": two sides, not a plan that "came with" a price."""
    subject = candidate.frame.subject
    with_whom = any(part.preposition == "with" and part.group.parties for part in candidate.frame.complements)
    return with_whom or (
        subject is not None and len(subject.parties) > 1 and context.has_time(candidate.frame)
    )


def in_talks(candidate: Candidate, context: Context) -> bool:
    """In a caption: "X in talks with Y"."""
    return (
        context.segment_kind in ("caption", "list")
        and candidate.standalone
        and candidate.relation == "prep in"
        and any(part.preposition == "with" and part.group.parties for part in candidate.frame.complements)
    )


def call(candidate: Candidate, context: Context) -> bool:
    """A call by telephone or video, not the call of duty."""
    assert candidate.phrase is not None
    text = context.phrase_text(candidate.phrase).lower()
    return not text.endswith("call") or bool(_REMOTE_RE.search(text) or "conference call" in text)


def they_met(candidate: Candidate, context: Context) -> bool:
    """ "They met in Paris in July": dated, and with nobody else, so the body told of before may be meant."""
    if candidate.frame.subject is not None or candidate.verb is None or candidate.relation == "passive":
        return False
    if not context.has_time(candidate.frame):
        return False
    if any(part.preposition in ("", "with") and part.group.parties for part in candidate.frame.complements):
        return False
    low = context.view.clauses[candidate.verb].start
    return re.search(r"\bthey\b", context.text_between(max(0, low - 2), candidate.start).lower()) is not None


def summit_host(candidate: Candidate, context: Context) -> bool:
    """ "Japan, the host of the Tokyo Summit in July": in apposition, dated, of a named session."""
    if not candidate.standalone or not context.has_time(candidate.frame) or candidate.phrase is None:
        return False
    if context.view.shape[candidate.phrase.start - 1 : candidate.phrase.start] != ",":
        return False
    part = next((p for p in candidate.frame.complements if p.preposition in ("of", "to", "for")), None)
    if part is None:
        return False
    text = context.text_between(part.group.start, part.group.end)
    return (
        re.search(r"\b(?:Summit|Conference|General Assembly|Ministerial|Economic Leaders)\b", text)
        is not None
    )


GUARDS: dict[str, Guard] = {
    "call": call,
    "they-met": they_met,
    "summit-host": summit_host,
    "in-talks": in_talks,
    "conference": conference,
    "meeting": meeting,
    "together": together,
}
