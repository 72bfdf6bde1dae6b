"""Verbs that tell of a happening, with what must stand around them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.events.guards import accepts
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.coordination import Group
from pipeline.events.sentence.frame import Frame, read_right
from pipeline.events.sentence.subject import relative_object
from pipeline.events.triggers.candidate import Candidate
from pipeline.lexicon.event_rules import VerbRule


def verb_trigger(rule: VerbRule, verb: int, frame: Frame, context: Context) -> Candidate | None:
    """Return the candidate of a verb rule, or None where something it asks for is missing.

    Args:
        rule: the rule.
        verb: index of the verb.
        frame: what stands around the verb.
        context: the sentence.
    """
    view, units = context.view, context.view.units
    clause = view.clauses[verb]
    passive = clause.passive
    if rule.passive == "only" and not (passive or units[verb].tag == "VBN"):
        return None
    if rule.passive == "prefer" and not clause.auxiliaries and units[verb].tag == "VBN":
        passive = True
    if rule.tail:
        tail = view.text[units[verb].end - view.start :].lstrip()
        if not context.rules.tails[rule.id].match(tail):
            return None
    if (
        frame.subject is not None
        and frame.subject.end < clause.start
        and (passive or not frame.subject.parties or _is_document(frame.subject, context))
    ):
        frame = _with_gap(frame, frame.subject.end, range(clause.start, verb + 1), context)
    surface = frame.subject
    objects = frame.objects()
    # what stands behind a date belongs to the next member of a series: "shook hands in May, and A and B …"
    near = [part for part in objects if not any(time < part.at for time in frame.times)] or objects
    object_group = near[-1].group if near else None
    if object_group is None and surface is not None and rule.object_nouns and not passive:
        object_group = relative_object(
            context.grammar, surface, lambda group: context.has_noun(group, rule.object_nouns)
        )
    agent: Group | None = None
    logical_subject, logical_object = surface, object_group
    if passive:
        agent = next((part.group for part in frame.complements if part.preposition == "by"), None)
        logical_subject, logical_object = agent, surface
    if passive and agent is None and rule.subject_nouns and not rule.object_nouns:
        logical_subject = surface  # "the hostages were freed": what the rule calls subject may stand there
    if not _match_subject(rule, logical_subject, context, passive=passive):
        return None
    pronoun = rule.type == "AGREEMENT" and rule.object_nouns and _points_to_document(verb, context)
    if not pronoun and not _match_object(rule, logical_object, frame, context):
        return None
    if rule.prep and not any(
        part.preposition in rule.prep
        and context.matches(part.group, rule.prep_object, rule.prep_object_nouns)
        for part in frame.complements
    ):
        return None
    if rule.not_object_nouns and _has_noun(logical_object, rule.not_object_nouns, context):
        return None
    end = verb + 1
    if rule.object_nouns and objects and not passive:
        end = max(end, objects[0].group.items[0].phrase.end)
    voice = "passive" if passive else "active"
    candidate = Candidate(
        rule=rule,
        event_type=rule.type,
        mode=rule.mode,
        verb=verb,
        phrase=None,
        start=verb,
        end=end,
        frame=frame,
        roles=_roles(rule, context, passive=passive),
        relation=voice,
        trace=[f"rule {rule.id}", f"verb {units[verb].lemma} ({voice})"],
    )
    if pronoun and object_group is None and not passive:
        return candidate
    return candidate if accepts(candidate, context) else None


def _roles(rule: VerbRule, context: Context, *, passive: bool) -> dict[str, str]:
    """The roles of what stands around the verb; in the passive, subject and object change places."""
    roles = context.rules.roles_of(rule)
    if not passive:
        roles["by"] = rule.roles.get("by", "")
        return roles
    subject_role, object_role = roles.get("subject", ""), roles.get("object", "")
    roles["subject"] = object_role
    roles["by"] = roles.get("by") or subject_role
    roles["object"] = ""
    roles.update(rule.passive_roles)
    return roles


def _is_document(group: Group, context: Context) -> bool:
    """ "The North American Free Trade Agreement": a name, but of a document."""
    words = context.text_between(group.start, group.items[0].phrase.end)
    return words.endswith((" Agreement", " Treaty", " Pact", " Convention", " Accord", " Protocol"))


def _points_to_document(verb: int, context: Context) -> bool:
    """ "agreed on an EPA in April and signed it in July": the pronoun is the document."""
    units = context.view.units
    if verb + 1 >= len(units) or units[verb + 1].lemma not in ("it", "they", "this"):
        return False
    if units[verb].lemma in ("sign", "ratify", "initial", "countersign"):
        return True  # nothing but a document is signed
    before = context.text_between(0, verb).lower()
    return (
        re.search(r"\b(?:agreement|treaty|epa|fta|convention|protocol|memorandum|declaration|pact)\b", before)
        is not None
    )


def _match_subject(rule: VerbRule, group: Group | None, context: Context, *, passive: bool) -> bool:
    if rule.subject_nouns:
        return _has_noun(group, rule.subject_nouns, context)
    if not rule.subject:
        return True
    if group is None:
        return passive or "none" in rule.subject or context.segment_kind in ("caption", "list", "heading")
    return context.matches(group, rule.subject, ())


def _match_object(rule: VerbRule, group: Group | None, frame: Frame, context: Context) -> bool:
    if rule.prep_object_any and any(
        part.preposition in rule.prep_object_any and part.group.parties for part in frame.complements
    ):
        return not rule.object_nouns or _has_noun(group, rule.object_nouns, context)
    if rule.prep_object_any and not rule.object:
        return False
    if not rule.object and not rule.object_nouns:
        return True
    if group is None:
        if rule.prep_object_any and frame.subject is not None:
            several = len(frame.subject.parties) > 1 or context.is_plural(frame.subject)
            return "none" in rule.object and several
        return "none" in rule.object
    return context.matches(group, tuple(kind for kind in rule.object if kind != "none"), rule.object_nouns)


def _has_noun(group: Group | None, nouns: tuple[str, ...], context: Context) -> bool:
    return group is not None and context.has_noun(group, nouns)


def _with_gap(frame: Frame, start: int, clause: range, context: Context) -> Frame:
    """A frame that also holds what stands between subject and verb group ("talks in Tokyo were held")."""
    fuller = replace(
        frame,
        complements=[*frame.complements],
        times=[*frame.times],
        bracket_places=[*frame.bracket_places],
    )
    read_right(context.grammar, start, fuller, stop=frozenset(clause))
    fuller.end = max(frame.end, fuller.end)
    return fuller
