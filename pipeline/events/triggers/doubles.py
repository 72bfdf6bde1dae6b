"""Weak triggers beside strong ones: one happening is told once."""

from __future__ import annotations

from pipeline.events.triggers.candidate import Candidate


def drop_doubles(candidates: list[Candidate]) -> list[Candidate]:
    """Drop a weak trigger beside a strong one of the same type ("met … and exchanged views")."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if any(_tells_what_first(candidate, other) for other in candidates):
            continue
        if _inside_round(candidate, candidates) or _inside_session(candidate, candidates):
            continue
        weak = getattr(candidate.rule, "weak", False)
        if (
            (candidate.standalone and candidate.rule.id == "office.election") or _means_only(candidate)
        ) and any(
            other.event_type == "OFFICE" and other.verb is not None and other is not candidate
            for other in candidates
        ):
            continue
        if candidate.standalone and any(
            other.standalone
            and other.event_type == candidate.event_type == "AID"
            and other.start < candidate.start
            for other in candidates
        ):
            continue
        if candidate.rule.id == "meeting.courtesy-call" and any(
            other.rule.id == "meeting.grant-audience" and other.start < candidate.start < other.start + 8
            for other in candidates
        ):
            continue  # "was granted an audience": the verb tells of it already
        if candidate.standalone and any(
            other.rule.id in ("conference.host-role", "conference.host-of")
            and other.start < candidate.start < other.start + 10
            for other in candidates
        ):
            continue
        if (
            candidate.standalone
            and candidate.rule.id == "disaster.noun"
            and any(
                other.event_type == "DISASTER" and other.start < candidate.start <= other.frame.end
                for other in candidates
            )
        ):
            continue  # "died in the earthquake": the verb tells of it already
        if weak and any(
            other.event_type in (candidate.event_type, "CALL", "CONFERENCE")
            for other in candidates
            if other is not candidate
        ):
            continue
        kept.append(candidate)
    return kept


def _inside_round(talks: Candidate, candidates: list[Candidate]) -> bool:
    """ "The fourth round of talks was to open": the talks are told by their round."""
    return any(
        other is not talks
        and other.event_type == talks.event_type == "NEGOTIATION"
        and other.phrase is not None
        and talks.phrase is not None
        and (
            other.phrase.end + 1 == talks.phrase.start
            or (other.phrase is talks.phrase and other.frame.times and not talks.frame.times)
        )
        for other in candidates
    )


def _inside_session(name: Candidate, candidates: list[Candidate]) -> bool:
    """ "The session of the General Assembly", "took his seat at the summit": one conference, told once."""
    if not name.standalone or name.event_type != "CONFERENCE":
        return False
    return any(
        other.event_type == "CONFERENCE"
        and other.start < name.start <= other.frame.end
        and (other.rule.id == "conference.seat" or name.relation == "prep of")
        for other in candidates
        if other is not name
    )


def _tells_what_first(office: Candidate, deed: Candidate) -> bool:
    """ "Became the first President to visit Hiroshima": a visit, no new office."""
    return (
        office.rule.id == "office.become"
        and deed.verb is not None
        and office.verb is not None
        and deed.frame.subject_path == "shared infinitive"
        and deed.frame.subject is not None
        and office.frame.subject is not None
        and deed.frame.subject.start == office.frame.subject.start
    )


def _means_only(candidate: Candidate) -> bool:
    """ "In the election held in May Mr. X was elected", "ousted in a coup": the noun only says how."""
    if candidate.phrase is None or candidate.relation == "object":
        return False
    if candidate.rule.id == "office.inauguration":
        return candidate.standalone and "coup" in candidate.trace[-1]
    return candidate.rule.id == "office.election" and candidate.after_in
