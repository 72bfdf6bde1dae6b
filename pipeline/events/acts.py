"""What must hold for the acts of one side: offices, laws, forces, disasters, relief, penalties.

The guards of `guards.py` for meetings and documents ask who was there; these ask whether something
particular was done or happened at all. Each takes the candidate and the sentence's context, may settle
roles or mode of the candidate, and returns whether the candidate stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.context import Context, Guard, has_time_near, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers import Candidate

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


def _lemma(candidate: Candidate, context: Context) -> str:
    return context.view.units[candidate.verb].lemma if candidate.verb is not None else ""


def _clause_text(candidate: Candidate, context: Context) -> str:
    """The trigger with its complements, lower case."""
    start = context.view.clauses[candidate.verb].start if candidate.verb is not None else candidate.start
    return context.text_between(start, max(candidate.frame.end, candidate.end)).lower()


def _subject_is_person(candidate: Candidate, context: Context) -> bool:
    subject = candidate.frame.subject
    return subject is not None and context.is_kind(subject, "person")


# -- offices ---------------------------------------------------------------------------------------


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
    if _lemma(candidate, context) in ("lose", "concede"):
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
    """A person chosen for an office."""
    group = object_group(candidate)
    if group is None or not context.is_kind(group, "person"):
        return False
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, len(context.view.units))
    return _OFFICE_NOUN_RE.search(tail) is not None


def dated(candidate: Candidate, context: Context) -> bool:
    """Only with a date of its own or of its sentence is this a happening."""
    return context.has_time(candidate.frame) or has_time_near(context)


# -- other acts ------------------------------------------------------------------------------------


def custody(candidate: Candidate, context: Context) -> bool:
    """Somebody known was arrested, sentenced or set free; goods and hostages at large are not meant."""
    group = object_group(candidate)
    if group is None:
        return False
    if not context.is_kind(group, "person") and not context.has_noun(
        group,
        (
            "national",
            "nationals",
            "citizen",
            "fisherman",
            "crew",
            "leader",
            "student",
            "hostage",
            "abductee",
            "journalist",
            "prisoner",
        ),
    ):
        return False
    if _lemma(candidate, context) in (
        "release",
        "free",
        "hold",
        "detain",
        "set",
        "take",
        "place",
        "put",
        "return",
        "try",
    ):
        text = _clause_text(candidate, context)
        if _lemma(candidate, context) in ("release", "free", "detain"):
            return context.has_time(candidate.frame) or context.is_kind(group, "person")
        return (
            re.search(
                r"\b(?:custody|house arrest|detention|prison|free|at liberty|hostage|trial|home)\b", text
            )
            is not None
        )
    return True


def handed_back(candidate: Candidate, context: Context) -> bool:
    """A territory, or things of a people, handed to a state; no one who only travels."""
    group = object_group(candidate)
    if group is None or context.is_kind(group, "person"):
        return False
    named = (
        context.is_kind(group, "place")
        or context.is_kind(group, "state")
        or context.has_noun(
            group,
            (
                "island",
                "islands",
                "territory",
                "canal",
                "base",
                "administration",
                "sovereignty",
                "relic",
                "archive",
                "remains",
            ),
        )
    )
    return named and any(
        part.preposition in ("to", "under") and part.group.parties for part in candidate.frame.complements
    )


def reverts(candidate: Candidate, context: Context) -> bool:
    """ "Okinawa reverted to Japan": a place, dated, under another state's rule."""
    subject = candidate.frame.subject
    if (
        subject is None
        or len(subject.items) != 1
        or candidate.relation == "passive"
        or not context.has_time(candidate.frame)
    ):
        return False
    mention = context.view.units[subject.items[0].phrase.head].mention
    return (
        mention is not None
        and mention.label == "PLACE"
        and any(
            part.preposition in ("to", "under") and part.group.parties for part in candidate.frame.complements
        )
    )


def wall(candidate: Candidate, context: Context) -> bool:
    """The wall of Berlin, not any wall."""
    group = (
        candidate.frame.subject
        if candidate.relation == "passive" or not candidate.frame.objects()
        else object_group(candidate)
    )
    return (
        group is not None
        and re.search(r"Berlin Wall|Wall$", context.text_between(group.start, group.end)) is not None
    )


def application(candidate: Candidate, context: Context) -> bool:
    """A state asked to be let into an organisation."""
    text = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    return (
        subject is not None
        and bool(subject.parties)
        and re.search(r"\b(?:membership|accession|to join|entry|admission|observer status)\b", text)
        is not None
    )


_PENAL_RE = re.compile(
    r"\b(?:(?:imports?|exports?|trade|oil|arms|sales|supply|supplies|shipments?|"
    r"deliver\w+|flights?|air links?)\b.{0,60}\b(?:to|from|with|for|of)\b|"
    r"ports? to|airspace to|most-favou?red|visas?\b|transit)",
    re.IGNORECASE,
)


def penal(candidate: Candidate, context: Context) -> bool:
    """Trade, ports or rights cut off towards a named state, once."""
    text = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    acting = subject is not None and bool(subject.parties)
    codes = {
        e.iso3
        for i in context.states_in(candidate.end, len(context.view.units))
        for e in context.unit_entities(i)
    }
    own = {e.iso3 for i in (subject.parties if subject is not None else []) for e in context.unit_entities(i)}
    return acting and dated(candidate, context) and bool(codes - own) and _PENAL_RE.search(text) is not None


def withdrawal(candidate: Candidate, context: Context) -> bool:
    """Leaving or joining an organisation or a treaty, said of a state."""
    if candidate.standalone:
        return False
    tail = context.text_between(candidate.start, len(context.view.units))
    named = any(
        (m := context.view.units[i].mention) is not None and m.label == "ORG"
        for part in candidate.frame.complements
        if part.preposition in ("from", "to")
        for i in part.group.parties
    )
    return (
        named
        or re.search(
            r"\b(?:from|to) the [\w -]{0,40}(?:Agreement|Treaty|Pact|Convention|Protocol|Accord|League)", tail
        )
        is not None
    )


# -- forces ----------------------------------------------------------------------------------------


def rising(candidate: Candidate, context: Context) -> bool:
    """An attempt at power by arms, not any attempt."""
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    return re.search(r"\bcoup\b|putsch|mutiny|uprising|rebellion|revolt", text) is not None and dated(
        candidate, context
    )


def marched(candidate: Candidate, context: Context) -> bool:
    """Troops that crossed into a named state or town."""
    return dated(candidate, context) and any(
        part.preposition in ("", "into", "in", "on", "to")
        and (context.is_kind(part.group, "place") or context.is_kind(part.group, "state"))
        for part in candidate.frame.complements
    )


# -- disasters -------------------------------------------------------------------------------------


def calamity(candidate: Candidate, context: Context) -> bool:
    """A disaster that struck somewhere: dated, or at a named place in the past tense."""
    if candidate.verb is None:
        return False
    if dated(candidate, context):
        return True
    subject = candidate.frame.subject
    own = context.text_between(subject.start, subject.end).lower() if subject is not None else ""
    if re.search(r"\b(?:flood|storm|wave|tsunami) of (?!water)", own):
        return False
    unit = context.view.units[candidate.verb]
    return unit.tag in ("VBD", "VBN") and bool(context.states_in(candidate.start, len(context.view.units)))


def volcano(candidate: Candidate, context: Context) -> bool:
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end) if subject is not None else ""
    return re.search(r"\b(?:Mount|Mt\.?|volcano|Volcano)\b", text) is not None and dated(candidate, context)


_CRAFT_RE = re.compile(
    r"\b(?:reactors?|power (?:station|plant)|plants?|jets?|airliner|"
    r"aeroplane|airplane|plane|aircraft|ferry|train|express|ship|tanker|"
    r"vessel|trawler|boat|helicopter|bus|mine|balloon|"
    r"shuttle|dam|bridge|tunnel|refinery|factory|flight \w+)\b",
    re.IGNORECASE,
)


def wreck(candidate: Candidate, context: Context) -> bool:
    """A craft or plant that came to grief by itself, on a date."""
    subject = candidate.frame.subject
    if (
        subject is None
        or candidate.relation == "passive"
        or candidate.frame.subject_path.startswith("shared")
    ):
        return False
    head = context.text_between(subject.start, subject.items[0].end)
    lemma = _lemma(candidate, context)
    assert candidate.verb is not None
    after = context.text_between(candidate.verb + 1, candidate.verb + 3).lower()
    if lemma in ("catch", "run", "go") and not after.startswith(("fire", "aground", "down", "missing")):
        return False
    return _CRAFT_RE.search(head) is not None and context.has_time(candidate.frame)


_DISEASE_RE = re.compile(
    r"COVID|coronavirus|SARS|Ebola|influenza|cholera|Zika|mpox|"
    r"MERS|BSE|mad cow|foot-and-mouth|bird flu|HIV|AIDS|infection",
    re.IGNORECASE,
)


def first_case(candidate: Candidate, context: Context) -> bool:
    """The first patients of a disease: an outbreak."""
    subject = candidate.frame.subject
    text = context.text_between(subject.start, subject.end) if subject is not None else ""
    if not _DISEASE_RE.search(text) or not re.search(
        r"\b(?:cases?|infections?|patients?|outbreaks?)\b", text
    ):
        return False
    return dated(candidate, context)


# -- relief ----------------------------------------------------------------------------------------

_RELIEF_RE = re.compile(
    r"\b(?:relief|rescue\w*|medical|doctors?|nurses?|search|disaster|aid|humanitarian|victims|survivors|emergency|earthquake|typhoon|"
    r"tsunami|flood\w*|cyclone|hurricane|supplies|tents|blankets)\b",
    re.IGNORECASE,
)


def relief_group(candidate: Candidate, context: Context) -> bool:
    """Helpers on their way: a relief team or forces after a disaster named in the sentence."""
    subject = candidate.frame.subject
    if subject is None:
        return False
    own = context.text_between(subject.start, subject.end)
    if re.search(
        r"\b(?:relief|rescue|medical|disaster|search)\b|rescuers|doctors|nurses", own, re.IGNORECASE
    ):
        return dated(candidate, context) or bool(context.states_in(candidate.start, len(context.view.units)))
    forces = re.search(
        r"self-defense force|\bSDF\b|engineers|helicopters|aircraft|transport|hospital ship",
        own,
        re.IGNORECASE,
    )
    return forces is not None and _RELIEF_RE.search(context.view.text) is not None


def lent(candidate: Candidate, context: Context) -> bool:
    """Money lent or forgiven to a state."""
    text = _clause_text(candidate, context)
    return bool(context.states_in(0, len(context.view.units))) and (
        re.search(r"yen|dollar|million|billion|debt|loan|credit|grant", text) is not None
    )


ACTS: dict[str, Guard] = {
    "succession": succession,
    "election-won": election_won,
    "rival": rival,
    "chosen": chosen,
    "dated-near": dated,
    "custody": custody,
    "handed-back": handed_back,
    "reverts": reverts,
    "wall": wall,
    "application": application,
    "penal": penal,
    "withdrawal": withdrawal,
    "rising": rising,
    "marched": marched,
    "calamity": calamity,
    "volcano": volcano,
    "wreck": wreck,
    "first-case": first_case,
    "relief-group": relief_group,
    "lent": lent,
}
