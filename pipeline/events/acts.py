"""What must hold for the acts of one side: offices, laws, forces, disasters, relief, penalties.

The guards of `guards.py` for meetings and documents ask who was there; these ask whether something
particular was done or happened at all. Each takes the candidate and the sentence's context, may settle
roles or mode of the candidate, and returns whether the candidate stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards import Context, Guard, has_time_near, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers import Candidate

_ELECTION_RE = re.compile(
    r"\b(?:elections?|re-?election|run-?off|ballots?|polls?|votes?|voting|presiden\w+|premiership|seats?|parliament\w*|diet|term|"
    r"house of (?:representatives|councillors|commons)|congress|legislat\w+|general assembly)\b",
    re.IGNORECASE,
)
_OFFICE_NOUN_RE = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|minister|secretary|secretary-general|director[- ]general|king|queen|emperor|"
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
    if own.endswith(("seats", "seat")) and not re.search(r"majority|election|house|parliament|assembly|congress|diet", context.view.text, re.IGNORECASE):
        return False
    if not (context.has_time(candidate.frame) or has_time_near(context) or _subject_is_person(candidate, context)):
        return False
    if _lemma(candidate, context) in ("lose", "concede"):
        winner = [part for part in candidate.frame.complements if part.preposition == "to" and context.is_kind(part.group, "person")]
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
        group, ("national", "nationals", "citizen", "fisherman", "crew", "leader", "student", "hostage", "abductee", "journalist", "prisoner")
    ):
        return False
    if _lemma(candidate, context) in ("release", "free", "hold", "detain", "set", "take", "place", "put", "return", "try"):
        text = _clause_text(candidate, context)
        if _lemma(candidate, context) in ("release", "free", "detain"):
            return context.has_time(candidate.frame) or context.is_kind(group, "person")
        return re.search(r"\b(?:custody|house arrest|detention|prison|free|at liberty|hostage|trial|home)\b", text) is not None
    return True


def territory(candidate: Candidate, context: Context) -> bool:
    """Land or treasures handed back to a state."""
    text = context.text_between(candidate.start, len(context.view.units))
    group = object_group(candidate)
    named = group is not None and (context.is_kind(group, "place") or context.is_kind(group, "state"))
    named = named or (group is not None and context.has_noun(group, ("island", "islands", "territory", "canal", "base", "administration", "sovereignty", "right", "relic", "document", "book", "archive", "volume", "remains")))
    back = bool(re.search(r"\b(?:to|under) (?:the )?(?:\w+ )?[A-Z]", text))
    return named and back


def application(candidate: Candidate, context: Context) -> bool:
    """A state asked to be let into an organisation."""
    text = context.text_between(candidate.start, len(context.view.units))
    subject = candidate.frame.subject
    return subject is not None and bool(subject.parties) and re.search(r"\b(?:membership|accession|to join|entry|admission|observer status)\b", text) is not None


def popular_vote(candidate: Candidate, context: Context) -> bool:
    """A referendum said yes or no."""
    return re.search(r"\b(?:referendum|plebiscite|popular vote)\b", context.view.text, re.IGNORECASE) is not None


def penal_demand(candidate: Candidate, context: Context) -> bool:
    """ "Told the Ambassador to leave the country", "ordered five diplomats out"."""
    text = _rest(candidate, context)
    return re.search(r"\b(?:ambassadors?|diplomats?|attach[eé]s?|officials?|embassy staff|embassy members)\b.{0,60}\b(?:leave|out\b|quit|persona[e]? non grata)", text) is not None


def _rest(candidate: Candidate, context: Context) -> str:
    return context.text_between(candidate.start, len(context.view.units)).lower()


# -- forces ----------------------------------------------------------------------------------------


def violence(candidate: Candidate, context: Context) -> bool:
    """A particular outbreak of violence: a date, or a state or town where it was."""
    if dated(candidate, context):
        return True
    return bool(context.states_in(0, len(context.view.units))) and candidate.verb is not None and context.view.units[candidate.verb].tag == "VBD"


def naval(candidate: Candidate, context: Context) -> bool:
    """A ship was sunk or boarded by force, not a plan or an interest that sank."""
    group = object_group(candidate)
    if group is None:
        return False
    ships = ("ship", "vessel", "corvette", "boat", "tanker", "cheonan", "destroyer", "cruiser", "submarine", "aircraft", "airliner", "plane", "helicopter", "drone", "fighter", "jet", "satellite", "crew", "patrol")
    text = context.text_between(group.start, group.end).lower()
    return any(re.search(rf"\b{ship}", text) for ship in ships)


def force_object(candidate: Candidate, context: Context) -> bool:
    """Something that can be held by force was taken: a town, a plant, an embassy, hostages."""
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(r"\b(?:opportunit|chance|initiative|power|attention|assets?|drugs?|goods|documents?)", text):
        return False
    return context.is_kind(group, "place") or context.is_kind(group, "state") or bool(
        re.search(r"\b(?:plant|embassy|residence|capital|city|town|island|airport|ship|vessel|tanker|airliner|plane|hostage|school|theat|hotel|facilit|palace|parliament|building|crew|port|province|territor|region|base)", text)
    )


# -- disasters -------------------------------------------------------------------------------------


def calamity(candidate: Candidate, context: Context) -> bool:
    """A disaster that struck somewhere: dated, or at a named place in the past tense."""
    if candidate.verb is None:
        return False
    if dated(candidate, context):
        return True
    unit = context.view.units[candidate.verb]
    return unit.tag in ("VBD", "VBN") and bool(context.states_in(candidate.start, len(context.view.units)))


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
    if re.search(r"\b(?:relief|rescue|medical|disaster|search)\b|rescuers|doctors|nurses", own, re.IGNORECASE):
        return dated(candidate, context) or bool(context.states_in(candidate.start, len(context.view.units)))
    forces = re.search(r"self-defense force|\bSDF\b|engineers|helicopters|aircraft|transport|hospital ship", own, re.IGNORECASE)
    return forces is not None and _RELIEF_RE.search(context.view.text) is not None


def lent(candidate: Candidate, context: Context) -> bool:
    """Money lent or forgiven to a state."""
    text = _clause_text(candidate, context)
    return bool(context.states_in(0, len(context.view.units))) and (
        re.search(r"yen|dollar|million|billion|debt|loan|credit|grant", text) is not None
    )


# -- anniversaries and exchanges -------------------------------------------------------------------


def turned(candidate: Candidate, context: Context) -> bool:
    """ "The United Nations turned 60 in 2005": an organisation or bond of that age."""
    subject = candidate.frame.subject
    if subject is None or context.is_kind(subject, "person"):
        return False
    return bool(subject.parties) or context.has_noun(subject, ("treaty", "alliance", "tie", "relation", "relations", "friendship", "agreement", "pact", "organization", "association"))


def years_since(candidate: Candidate, context: Context) -> bool:
    """ "Forty years had passed since the two countries normalized ties"."""
    text = context.text_between(max(0, candidate.start - 8), min(len(context.view.units), candidate.end + 6)).lower()
    return re.search(r"\b(?:years|century|centuries|decades)\b.{0,40}\b(?:passed|elapsed|gone by)\b.{0,20}\bsince\b", text) is not None


def held_games(candidate: Candidate, context: Context) -> bool:
    """The scene or host of games, an exposition or a festival."""
    text = _rest(candidate, context)
    return re.search(r"\b(?:scene|host|venue|site|stage)\b.{0,30}\b(?:olympic|paralympic|games|world cup|expo|exposition|festival|exhibition|championships?|tournament)", text) is not None


ACTS: dict[str, Guard] = {
    "succession": succession,
    "election-won": election_won,
    "rival": rival,
    "chosen": chosen,
    "dated-near": dated,
    "custody": custody,
    "handed-back": territory,
    "application": application,
    "popular-vote": popular_vote,
    "penal-demand": penal_demand,
    "violence": violence,
    "naval": naval,
    "force-object": force_object,
    "calamity": calamity,
    "relief-group": relief_group,
    "lent": lent,
    "turned": turned,
    "years-since": years_since,
    "held-games": held_games,
}
