"""Dated clauses that no rule knows: the first cue found in the clause gives the type."""

from __future__ import annotations

from pipeline.events.guards import happened_once
from pipeline.events.sentence.context import Context
from pipeline.events.sentence.frame import Frame, clause_frame
from pipeline.events.sentence.units import Clause
from pipeline.events.triggers.candidate import Candidate


def dated_clauses(found: list[Candidate], used: set[int], context: Context) -> list[Candidate]:
    """Take past clauses with a date of their own that no rule knows for happenings of the type the cues say.

    Args:
        found: the candidates that rules found in the sentence; their dates are taken.
        used: the verbs of these.
        context: the sentence.
    """
    claimed = {
        time for candidate in found for time in (*candidate.frame.times, *candidate.frame.leading_times)
    }
    more: list[Candidate] = []
    for verb, clause in context.view.clauses.items():
        unit = context.view.units[verb]
        if verb in used or clause.infinitive or unit.tag not in ("VBD", "VBN"):
            continue
        if unit.tag == "VBN" and not clause.auxiliaries:
            continue
        if clause.auxiliaries[:1] and clause.auxiliaries[0] not in ("be", "have", "get"):
            continue
        if any(
            word.text.lower() in ("has", "have", "is", "are")
            for word in context.view.units[clause.start : verb]
        ):
            continue
        frame = clause_frame(context.grammar, verb, verbal=True)
        dates = [time for time in (*frame.times, *frame.leading_times) if time not in claimed]
        if not dates or any(_is_vague(time, context) for time in dates[:1]):
            continue
        candidate = _cued(verb, clause, frame, context)
        broad = all(context.view.units[time].time.precision == "year" for time in dates)  # type: ignore[union-attr]
        if candidate is not None and not (
            broad and candidate.event_type in ("OTHER", "VISIT", "MEETING", "STATEMENT", "AID")
        ):
            more.append(candidate)
            claimed.update(dates)
    return more


def _is_vague(index: int, context: Context) -> bool:
    time = context.view.units[index].time
    return (
        time is None
        or not time.edtf
        or time.precision not in ("day", "month", "year")
        or time.edtf.endswith("/..")
    )


def _is_place(frame: Frame, context: Context) -> bool:
    """Is what was done something to a town, a canal or a region?"""
    names = frame.subject.parties if frame.subject is not None else []
    found = [context.view.units[unit].mention for unit in names]
    return bool(found) and all(mention is not None and mention.label == "PLACE" for mention in found)


def _cued(verb: int, clause: Clause, frame: Frame, context: Context) -> Candidate | None:
    """The candidate of the first cue that fits a clause."""
    unit = context.view.units[verb]
    low = frame.subject.start if frame.subject is not None else clause.start
    text = context.text_between(min(low, clause.start), max(frame.end, verb + 1))
    plain = unit.lemma in context.rules.lists["not_happenings"]
    for cue, pattern, rule in context.rules.cues:
        if cue.verbs and unit.lemma not in cue.verbs:
            continue
        if cue.subject and (frame.subject is None or not context.matches(frame.subject, cue.subject, ())):
            continue
        if (
            plain
            and cue.type in ("OTHER", "AGREEMENT", "MILITARY", "CONFERENCE", "EXCHANGE", "AID")
            and not clause.passive
        ):
            continue
        if not pattern.search(text):
            continue
        roles = context.rules.roles_of(rule)
        if clause.passive:
            roles = {
                **roles,
                "subject": roles.get("object", ""),
                "by": roles.get("subject", ""),
                "object": "",
            }
            if cue.type in ("OTHER", "OFFICE"):
                agent = any(part.preposition == "by" and part.group.parties for part in frame.complements)
                roles["subject"], roles["by"] = ("counterpart", "actor") if agent else ("actor", "")
                if cue.type == "OTHER" and not agent and _is_place(frame, context):
                    roles["subject"] = "place"  # "the Suez Canal was reopened": the scene, no actor
        else:
            roles["by"] = ""
        candidate = Candidate(
            rule=rule,
            event_type=cue.type,
            mode="",
            verb=verb,
            phrase=None,
            start=verb,
            end=verb + 1,
            frame=frame,
            roles=roles,
            relation="passive" if clause.passive else "active",
            trace=[f"cue {cue.id}", f"verb {unit.lemma} with a date of its own"],
        )
        return candidate if happened_once(candidate, context) else None
    return None
