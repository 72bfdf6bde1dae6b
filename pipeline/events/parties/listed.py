"""Those who are named out of a number: "the leaders of 35 states, among them President Ford"."""

from __future__ import annotations

from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group

_LISTING = frozenset({"among", "include", "including", "namely", "notably", "such_as"})
_COUNTED = frozenset(
    {"country", "state", "nation", "power", "government", "leader", "minister", "member", "representative"}
    | {"participant", "delegation", "head", "party", "delegate", "signatory", "president", "official"}
)


def named_out_of(group: Group, context: Context) -> list[int]:
    """Return the units of those whom a sentence names out of a number of states or people.

    Args:
        group: the words for the number ("29 states", "the ministers of twelve countries").
        context: the sentence.

    Returns:
        The units; none where the group ends in a name, or nobody is listed.
    """
    view = context.view
    end = _past_of(group.end, context)
    if view.units[end - 1].mention is not None or not _counted(group, end, context):
        return []
    comma = view.shape[end : end + 1] == ","
    at = end + 1 if comma else end
    if at >= len(view.units):
        return []
    if view.units[at].lemma in _LISTING:
        at += 1
        while at < len(view.units) and view.shape[at] in "PI":
            at += 1  # "among them", "among those of"
        return _parties_at(at, context)
    phrase = view.np_of[at]
    if not comma or phrase is None or phrase.start != at:
        return []
    # "22 leaders, President Reagan and Prime Minister Gandhi among them, attended"
    listed = context.grammar.group(phrase)
    behind = [unit.lemma for unit in view.units[listed.end : listed.end + 2]]
    return listed.parties if behind[:1] in (["among"], ["include"]) else []


def _parties_at(at: int, context: Context) -> list[int]:
    phrase = context.view.np_of[at] if at < len(context.view.units) else None
    return context.grammar.group(phrase).parties if phrase is not None and phrase.start == at else []


def _past_of(end: int, context: Context) -> int:
    """Behind "of 35 states" that follows the group."""
    view = context.view
    while view.shape[end : end + 1] == "I" and view.units[end].lemma in ("of", "from"):
        inner = view.np_of[end + 1] if end + 1 < len(view.units) else None
        if inner is None or inner.start != end + 1:
            break
        end = inner.end
    return end


def _counted(group: Group, end: int, context: Context) -> bool:
    return any(unit.lemma in _COUNTED for unit in context.view.units[group.start : end])


def named_behind(group: Group, verb: int, context: Context) -> list[int]:
    """Return the people whom an apposition names: "the leaders of the two Koreas, A and B, signed".

    Args:
        group: the words that stand for them.
        verb: the verb of which they are the subject.
        context: the sentence.
    """
    view = context.view
    if view.shape[group.end : group.end + 1] != "," or group.end + 1 >= len(view.units):
        return []
    phrase = view.np_of[group.end + 1]
    if phrase is None or phrase.start != group.end + 1:
        return []
    people = context.grammar.group(phrase)
    mentions = [view.units[unit].mention for unit in people.parties]
    named = len(mentions) > 1 and all(m is not None and m.label in ("PERSON", "OFFICE") for m in mentions)
    end = people.end if view.shape[people.end - 1 : people.end] != "," else people.end - 1
    closed = set(view.shape[end : view.clauses[verb].start]) <= set(",R") if verb in view.clauses else False
    return people.parties if named and closed else []
