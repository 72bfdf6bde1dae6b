"""With whom, when the words leave it open: the state the passage or its heading speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.events.discourse import Discourse, Told
from pipeline.events.parties.documents import as_states
from pipeline.events.parties.participants import codes_of, implied_state, of_role
from pipeline.events.parties.topic import states_of
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_ONE_OF_SEVERAL_RE = re.compile(r"^(?:an?|another|one) ", re.IGNORECASE)
_THE_TALKS_RE = re.compile(
    r"^(?:(?:the|these|those|further|formal|preliminary|full-scale) )?(?:[\w-]+ ){0,2}"
    r"(?:talks|negotiations|rounds?|session|consultations)$",
    re.IGNORECASE,
)
_BARE_ROUND_RE = re.compile(
    r"^(?:the|a|an) (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|final|last|new|"
    r"latest|\d{1,2}(?:st|nd|rd|th)) rounds?$",
    re.IGNORECASE,
)
_TREATY_RULES = frozenset(
    {"agreement.sign", "agreement.in-force", "agreement.end", "agreement.adopt", "agreement.relations"}
)
_NEAR = 3
"""How many sentences back talks may look for their sides."""


def add_partner(
    candidate: Candidate,
    parties: list[Participant],
    context: Context,
    *,
    told: Sequence[Told],
    discourse: Discourse,
) -> list[Participant]:
    """Give a document, talks or a visit that names no other side the state its passage speaks of.

    Args:
        candidate: the trigger.
        parties: what was read so far.
        context: the sentence.
        told: the events told before, oldest first.
        discourse: the states the sentences before and the heading named.
    """
    roles = {p.role for p in parties}
    kind = candidate.event_type
    if kind == "VISIT":
        return parties if "place" in roles else parties + _visited(candidate, parties, context, discourse)
    if kind not in ("AGREEMENT", "NEGOTIATION") or roles & {"actor", "counterpart"}:
        return parties
    if kind == "NEGOTIATION":
        return _of_the_talks(candidate, context, told, discourse, parties) + parties
    if candidate.rule.id not in _TREATY_RULES or (candidate.relation == "active" and _has_object(candidate)):
        return parties
    words = _words_of_document(candidate, context)
    if words.lower().startswith("the ") and "the agreement" in words.lower():
        concluded = _of_the_talks(candidate, context, told[-1:], discourse, parties, ("NEGOTIATION",))
        if concluded:
            return concluded + parties
    if not _is_bilateral(words, context):
        return parties
    here = {p.iso3 for p in of_role("place", parties)}
    partner = _partner(parties, context, discourse) or _of_the_journey(told, here, discourse)
    return [
        *implied_state(
            "JPN" if partner else "", "actor", candidate.start, "the yearbook's own state", context
        ),
        *implied_state(partner, "counterpart", candidate.start, "the state the passage is about", context),
        *parties,
    ]


def is_bare_round(candidate: Candidate, context: Context) -> bool:
    """ "The third round was held": of what, only the sentence before can say."""
    return (
        candidate.event_type == "NEGOTIATION"
        and candidate.phrase is not None
        and _BARE_ROUND_RE.match(context.phrase_text(candidate.phrase).strip()) is not None
    )


def _has_object(candidate: Candidate) -> bool:
    return bool(candidate.frame.objects()) and candidate.frame.subject is not None


def _words_of_document(candidate: Candidate, context: Context) -> str:
    """How the sentence names what was signed or entered into force."""
    subject = candidate.frame.subject
    if subject is None:
        return ""
    return context.text_between(subject.start, subject.end).strip()


def _is_bilateral(words: str, context: Context) -> bool:
    """Is this a document of the kind two governments conclude, and none that many conclude?"""
    lists = context.rules.lists
    tokens = re.findall(r"[a-zé-]+", words.lower())
    if not tokens or lists["multilateral_words"] & set(tokens):
        return False
    if not lists["bilateral_papers"] & set(tokens):
        return False
    pairs = {" ".join(pair) for pair in pairwise(tokens)}
    if lists["bilateral_kinds"] & (set(tokens) | pairs):
        return True
    one_of_several = _ONE_OF_SEVERAL_RE.match(words) is not None
    return one_of_several and not {"convention", "accord"} & set(tokens)


def _partner(parties: list[Participant], context: Context, discourse: Discourse) -> str:
    """Code of the one foreign state spoken of in the sentence before, or in the heading."""
    here = {p.iso3 for p in of_role("place", parties)}
    own = set(states_of(context)) - {"JPN"}
    near = [p.iso3 for p in discourse.states] if discourse.sentence - discourse.states_at <= _NEAR - 1 else []
    for named in (near, discourse.heading_states):
        foreign = list(dict.fromkeys(code for code in named if code != "JPN"))
        if len(foreign) > 1 and "JPN" in named:
            foreign = [code for code in foreign if code in here]
        if len(foreign) == 1:
            partner = foreign[0]
            return partner if here | own <= {"JPN", partner} else ""
        if foreign:
            return ""
    return ""


def _of_the_journey(told: Sequence[Told], here: set[str], discourse: Discourse) -> str:
    """ "A joint communique was issued": code of the foreign side of the visit or meeting just told."""
    for happening in reversed(told[-3:]):
        if happening.sentence < discourse.sentence - 2 or happening.event_type not in ("VISIT", "MEETING"):
            continue
        codes = codes_of(happening.participants) - {""}
        if len(codes) == 2 and "JPN" in codes and here <= codes | {""}:
            return (codes - {"JPN"}).pop()
    return ""


def _of_the_talks(
    candidate: Candidate,
    context: Context,
    told: Sequence[Told],
    discourse: Discourse,
    parties: list[Participant],
    types: tuple[str, ...] = ("NEGOTIATION", "AGREEMENT"),
) -> list[Participant]:
    """ "The talks resumed in June": the sides that the talks had when they were told of before."""
    if candidate.event_type == "NEGOTIATION":
        phrase = candidate.phrase
        words = context.phrase_text(phrase).strip() if phrase is not None else ""
        if not _THE_TALKS_RE.match(words):
            return []
    for happening in reversed(told):
        if discourse.sentence - happening.sentence > _NEAR or happening.event_type not in types:
            continue
        sides = [p for p in happening.participants if p.role in ("actor", "counterpart")]
        codes = codes_of(sides)
        if not sides or (len(sides) < 2 and codes):
            return []
        own = set(states_of(context)) - codes - {p.iso3 for p in of_role("place", parties)}
        return [] if own else as_states(sides, context, via="sides of the talks told before")
    return []


def _visited(
    candidate: Candidate, parties: list[Participant], context: Context, discourse: Discourse
) -> list[Participant]:
    """ "Prime Minister Fukuda paid an official visit in August": to the state just spoken of."""
    if candidate.rule.id != "visit.noun" or codes_of(of_role("actor", parties)) != {"JPN"}:
        return []
    if any(part.preposition in ("to", "in", "at", "of", "through") for part in candidate.frame.complements):
        return []
    verb = candidate.verb
    if verb is None or context.view.units[verb].lemma not in ("pay", "make"):
        return []
    if discourse.sentence - discourse.states_at > 1 or set(states_of(context)) - {"JPN"}:
        return []
    foreign = {p.iso3 for p in discourse.states} - {"JPN"}
    if len(foreign) != 1:
        return []
    return implied_state(foreign.pop(), "place", candidate.start, "the state the passage is about", context)
