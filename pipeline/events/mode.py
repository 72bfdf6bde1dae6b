"""The mode of an event: the kind of visit or meeting, the stage of an agreement."""

from __future__ import annotations

import re

from pipeline.events.sentence.context import Context, lemma_of
from pipeline.events.triggers import Candidate
from pipeline.model import Participant

_HEADS = re.compile(r"\b(?:prime minister|president|premier|chancellor|king|emperor|queen)\b", re.IGNORECASE)
_FOREIGN = re.compile(r"foreign|secretary of state", re.IGNORECASE)


def mode_of(candidate: Candidate, participants: list[Participant], context: Context) -> str:
    """Return the kind or stage of an event as the codebook lists it, from the words around the trigger.

    Args:
        candidate: the trigger.
        participants: the parties; two heads of government make a summit.
        context: the sentence.
    """
    low = candidate.phrase.start if candidate.phrase is not None else candidate.start
    text = context.text_between(min(low, candidate.start), max(candidate.end, low + 1)).lower()
    match candidate.event_type:
        case "VISIT":
            return _mode_of_visit(text, candidate)
        case "MEETING" | "CALL":
            return _mode_of_meeting(text, candidate, participants)
        case "CONFERENCE":
            for word, mode in _CONFERENCES.items():
                if word in text:
                    return mode
            return ""
        case "AGREEMENT":
            return _mode_of_agreement(text, lemma_of(candidate, context)) or candidate.mode
    return candidate.mode


_CONFERENCES = {
    "summit": "summit",
    "assembly": "assembly",
    "pledging": "pledging",
    "minister": "ministerial",
}


def _mode_of_visit(text: str, candidate: Candidate) -> str:
    for word in ("state", "official", "working"):
        if re.search(rf"\b{word}\b", text):
            return word
    if "stop" in text:
        return "stopover"
    return "attended" if candidate.rule.id == "visit.ceremony" else ""


def _mode_of_meeting(text: str, candidate: Candidate, participants: list[Participant]) -> str:
    if "summit" in text:
        return "summit"
    if re.search(r"foreign ministers?", text):
        return "foreign-ministers"
    if re.search(r"ministerial|ministers?", text) and not _HEADS.search(text):
        return "ministerial"
    if candidate.event_type == "MEETING" and re.search(r"senior|vice[- ]minister|high-level officials", text):
        return "senior-officials"
    if candidate.event_type == "MEETING" and re.search(r"working-level|director", text):
        return "working-level"
    heads = [p for p in participants if p.role in ("actor", "counterpart") and _HEADS.search(p.title)]
    if len(heads) >= 2:
        return "summit"
    foreign = [p for p in participants if _FOREIGN.search(p.title)]
    return "foreign-ministers" if len(foreign) >= 2 else ""


def _mode_of_agreement(text: str, verb: str) -> str:
    if verb == "initial":
        return "initialled"
    if verb == "ratify" or "ratification" in text:
        return "ratified"
    if "entry into force" in text:
        return "in-force"
    if "adoption" in text:
        return "adopted"
    return "established" if "establish" in text or "normal" in text else ""
