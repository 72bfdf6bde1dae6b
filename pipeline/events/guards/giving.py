"""Sums, goods and helpers given to others: what must hold where no noun of aid stands behind the verb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.guards.dates import dated_near
from pipeline.events.sentence.context import Context, Guard, clause_text, lemma_of

if TYPE_CHECKING:
    from pipeline.events.triggers.candidate import Candidate

_MONEY_RE = re.compile(
    r"(?<![\d.,])[\d.,]{1,16}+ ?(?:million|billion|trillion|thousand)?[ -]?"
    r"(?:yen|dollars?|usd|euros?|pounds?)\b|[$¥€£] ?\d|"
    r"\b(?:million|billion|trillion)\b",
    re.IGNORECASE,
)
_AID_RE = re.compile(
    r"\b(?:aid|assistance|grants?|loans?|relief|fund|refugees?|reconstruction|development|victims?|humanitarian|"
    r"emergency|developing|infrastructure|environment|debts?|credits?|contribution|food|medic\w+|poverty|peacekeep\w+|"
    r"Africa|Asia|Pacific|Latin America|Middle East)\b"
)
_TRADE_RE = re.compile(r"\b(?:exports?|imports?|in trade|turnover|sales|profits?|plant|factory|wages)\b")
_CARE_RE = re.compile(
    r"\b(?:refugees?|victims?|survivors?|medical care|medical treatment|first aid|water|relief|tents?|"
    r"wounded|injured|evacuees?|food|supplies|blankets?|medicines?|displaced|homeless|patients?)\b",
    re.IGNORECASE,
)
_HELPERS_RE = re.compile(
    r"self-defense force|\bG?M?A?SDF\b|relief (?:team|unit)|medical (?:team|unit|corps)|rescue|"
    r"doctors?|nurses?|peacekeepers|disaster relief|army engineers",
    re.IGNORECASE,
)
_EXPERTS_RE = re.compile(
    r"\b(?:experts?|doctors?|nurses?|medical|relief|rescue|specialists?|surgeons?)\b", re.IGNORECASE
)
_TO_HELP_RE = re.compile(
    r"\bto (?:care for|treat|help|assist|rescue|search|save|clear|aid|tend|support|give relief)\b|"
    r"\b(?:victims|refugees|relief|survivors|rescue|earthquake|flood\w*|cyclone|typhoon|tsunami)\b",
    re.IGNORECASE,
)


def _codes(indices: list[int], context: Context) -> set[str]:
    return {entity.iso3 for index in indices for entity in context.unit_entities(index) if entity.iso3}


def _others_named(candidate: Candidate, context: Context) -> bool:
    """Is a state named in the clause that is not the one who acts?"""
    subject = candidate.frame.subject
    acting = subject.parties if subject is not None and candidate.relation != "passive" else []
    high = max(candidate.frame.end, candidate.end)
    return bool(_codes(context.states_in(candidate.end, high), context) - _codes(acting, context))


def sum_for_others(candidate: Candidate, context: Context) -> bool:
    """A sum given or promised for aid, not spent on trade or at home."""
    text = clause_text(candidate, context)
    if _TRADE_RE.search(text):
        return False
    sentence = context.view.text
    for_aid = _AID_RE.search(sentence) is not None
    if lemma_of(candidate, context) in ("put", "spend", "advance", "invest", "announce", "unveil"):
        return for_aid and _others_named(candidate, context) and dated_near(candidate, context)
    return (for_aid or _others_named(candidate, context)) and dated_near(candidate, context)


def made_available(candidate: Candidate, context: Context) -> bool:
    """Money or goods made available to a state or for relief, once."""
    text = context.text_between(candidate.start, len(context.view.units))
    given = _MONEY_RE.search(text) or re.search(
        r"\b(?:aircraft|ships?|supplies|personnel|helicopters?)\b", text
    )
    return (
        given is not None
        and dated_near(candidate, context)
        and bool(context.states_in(0, len(context.view.units)))
    )


def came_forward(candidate: Candidate, context: Context) -> bool:
    """ "Came forward with 500 million dollars": a sum or aid, no proposal."""
    text = context.text_between(candidate.start, len(context.view.units))
    return _MONEY_RE.search(text) is not None and dated_near(candidate, context)


def bore_cost(candidate: Candidate, context: Context) -> bool:
    """The cost of relief or of work for others, in a year or on a day."""
    return re.search(
        r"\b(?:relief|refugees?|aid|reconstruction|peacekeep\w+|repatriation)\b", context.view.text
    ) is not None and (dated_near(candidate, context))


def resumed(candidate: Candidate, context: Context) -> bool:
    """Loans and aid taken up again towards a named state."""
    units = context.view.units
    behind = " ".join(unit.lemma for unit in units[candidate.start + 1 : candidate.start + 3])
    if lemma_of(candidate, context) == "take" and not behind.startswith("up"):
        return False
    return dated_near(candidate, context) and bool(context.states_in(0, len(units)))


def increased(candidate: Candidate, context: Context) -> bool:
    """One sum raised on a day or in a month, no trend of years."""
    times = [context.view.units[i].time for i in (*candidate.frame.times, *candidate.frame.leading_times)]
    near = [time for time in times if time is not None and time.precision in ("day", "month")]
    text = clause_text(candidate, context)
    return bool(near) and _MONEY_RE.search(text) is not None and _others_named(candidate, context)


def debtor(candidate: Candidate, context: Context) -> bool:
    """Debts of a state, not of a firm."""
    low = (
        candidate.frame.subject.start
        if candidate.relation == "passive" and candidate.frame.subject
        else candidate.end
    )
    subject = candidate.frame.subject
    acting = subject.parties if subject is not None and candidate.relation != "passive" else []
    named = _codes(context.states_in(low, len(context.view.units)), context)
    return bool(named - _codes(acting, context)) and dated_near(candidate, context)


def forces_care(candidate: Candidate, context: Context) -> bool:
    """Forces or medical teams at work for refugees and victims."""
    subject = candidate.frame.subject
    if subject is None or candidate.relation == "passive":
        return False
    who = context.text_between(subject.start, subject.end)
    high = min(len(context.view.units), max(candidate.frame.end, candidate.end) + 6)
    return (
        _HELPERS_RE.search(who) is not None
        and _CARE_RE.search(context.text_between(candidate.start, high)) is not None
        and dated_near(candidate, context)
    )


def goods_reach(candidate: Candidate, context: Context) -> bool:
    """Gifts that come from a state or are called aid, where they arrive."""
    text = context.view.text
    given = re.search(
        r"\b(?:aid|relief|donat\w+|provided by|sent by|gift|grant)\b", text, re.IGNORECASE
    ) or any(part.preposition == "from" and part.group.parties for part in candidate.frame.complements)
    return (
        bool(given)
        and dated_near(candidate, context)
        and bool(context.states_in(candidate.end, candidate.frame.end))
    )


def experts_go(candidate: Candidate, context: Context) -> bool:
    """Experts or doctors who set out to help."""
    subject = candidate.frame.subject
    if subject is None:
        return False
    who = context.text_between(subject.start, subject.items[-1].end)
    tail = context.text_between(candidate.start, len(context.view.units))
    return (
        _EXPERTS_RE.search(who) is not None
        and _TO_HELP_RE.search(tail + " " + who) is not None
        and dated_near(candidate, context)
        and bool(context.states_in(candidate.end, max(candidate.frame.end, candidate.end)))
    )


GUARDS: dict[str, Guard] = {
    "sum-for-others": sum_for_others,
    "made-available": made_available,
    "came-forward": came_forward,
    "bore-cost": bore_cost,
    "resumed": resumed,
    "increased": increased,
    "debtor": debtor,
    "forces-care": forces_care,
    "goods-reach": goods_reach,
    "experts-go": experts_go,
}
