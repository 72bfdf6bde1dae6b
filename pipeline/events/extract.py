"""Read the events a chapter tells of, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.events.confidence import confidence_of
from pipeline.events.context import Context
from pipeline.events.discourse import Discourse, Told
from pipeline.events.groups import Grammar
from pipeline.events.implied import complete, mode_of, state_participant
from pipeline.events.roles import Filler, Row, _participants, settle
from pipeline.events.rows import expand
from pipeline.events.scene import set_scene
from pipeline.events.sequel import (
    add_predecessor,
    aid_for_these,
    neither,
    of_the_conference,
    parties_of,
    session_of,
    spoke_there,
)
from pipeline.events.status import status_of
from pipeline.events.topic import add_topic, states_of
from pipeline.events.triggers import Candidate, TriggerFinder
from pipeline.events.view import DocTokens, SentenceView, Unit, build_view
from pipeline.events.when import Dating, own_date, with_range
from pipeline.lexicon.event_rules import EventRules
from pipeline.lexicon.gazetteer import Gazetteer
from pipeline.model import (
    EVENT_KINDS,
    Entity,
    EventMention,
    Issue,
    Linking,
    Mention,
    Participant,
    Segment,
    Source,
    TimeExpression,
    stable_id,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc


def extract_events(
    segments: Sequence[Segment],
    docs: Sequence[Doc],
    *,
    linking: Linking,
    times: Sequence[TimeExpression],
    source: Source,
    gazetteer: Gazetteer,
    rules: EventRules,
) -> tuple[list[EventMention], list[Issue]]:
    """Find what happened, when, who with whom, where, and whether it did.

    Args:
        segments: the chapter's segments in reading order.
        docs: one parsed Doc per segment, with the segment's text.
        linking: mentions with their entities.
        times: the dates found (segment offsets).
        source: the chapter, whose edition year bounds what can have happened.
        gazetteer: knows the states that a sentence implies without naming them.
        rules: the event rules.

    Returns:
        Event mentions in text order, and issues where a trigger was met but not understood.
    """
    mentions_of: dict[str, list[Mention]] = defaultdict(list)
    for mention in linking.mentions:
        mentions_of[mention.segment_id].append(mention)
    times_of: dict[str, list[TimeExpression]] = defaultdict(list)
    for time in times:
        times_of[time.segment_id].append(time)
    reader = _Reader(source, rules, linking.entities, gazetteer)
    for segment, doc in zip(segments, docs, strict=True):
        if segment.kind in EVENT_KINDS:
            reader.read(segment, doc, mentions_of[segment.segment_id], times_of[segment.segment_id])
    return reader.events, reader.issues


_WORDY_RE = re.compile(
    r"\b(?:is|are|was|were|has|have|held|visited|met|signed|photo|meeting|shaking|talks)\b", re.IGNORECASE
)
_RECENT_RE = re.compile(r"\b(?:recent|recently|has been|have been|here as)\b", re.IGNORECASE)


_PLANNED_RE = re.compile(r"\b(?:planned|scheduled|due|set|slated)\b", re.IGNORECASE)


class _Reader:
    """Carries the discourse from sentence to sentence."""

    def __init__(
        self, source: Source, rules: EventRules, entities: Mapping[str, Entity], gazetteer: Gazetteer
    ) -> None:
        self.gazetteer = gazetteer
        self.source = source
        self.rules = rules
        self.entities = entities
        self.events: list[EventMention] = []
        self.issues: list[Issue] = []
        self.discourse = Discourse()
        self.sentence_number = 0
        self.heading_body: Entity | None = None
        self.topic = ""
        self.states_before: list[Participant] = []
        self.series_before: list[Participant] = []

    def read(self, segment: Segment, doc: Doc, names: list[Mention], times: list[TimeExpression]) -> None:
        if segment.heading_path != self.discourse.heading:
            self.topic = ""
        self.discourse.enter(segment.heading_path)
        tokens = DocTokens.of_doc(doc)
        names = sorted(names, key=_start)
        times = sorted(times, key=_start)
        if segment.kind == "heading":
            bodies = [
                self.entities[e]
                for name in names
                if name.label == "ORG"
                for e in name.entity_ids
                if e in self.entities
            ]
            self.heading_body = bodies[-1] if bodies else None
        if self._dateline(segment, times, names):
            return
        for start, end in segment.sentences:
            self.sentence_number += 1
            first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            own_times = [time for time in times if start <= time.start and time.end <= end]
            if first == last:
                continue
            own_names = [name for name in names if start <= name.start and name.end <= end]
            view = build_view(
                tokens,
                first,
                last,
                (start, end),
                segment.text,
                own_names,
                own_times,
                self.rules.phrases,
                self.rules.verbs if segment.kind in ("caption", "list", "heading") else frozenset(),
            )
            self._sentence(segment, view, own_times)

    def _dateline(self, segment: Segment, times: list[TimeExpression], names: list[Mention]) -> bool:
        """Read a dateline ("(United Nations, New York, 25 September 1990)"): it dates the speech above it."""
        text = segment.text.strip()
        days = [time for time in times if time.precision == "day" and time.edtf]
        if (
            len(days) != 1
            or len(text) > 110
            or text.rstrip(")").endswith(".")
            or not (text.startswith("(") or segment.kind == "heading")
        ):
            return False
        if _WORDY_RE.search(text):
            return False
        self.discourse.dateline = days[0]
        if self.events and not self.events[-1].date_edtf and self.events[-1].event_type == "STATEMENT":
            event, time = self.events[-1], days[0]
            places = tuple(
                Participant(
                    role="place",
                    entity_id=entity.entity_id,
                    name=entity.name,
                    iso3=entity.iso3,
                    title="",
                    segment_id=segment.segment_id,
                    start=name.start,
                    end=name.end,
                    via="dateline",
                )
                for name in names
                if name.label in ("PLACE", "STATE")
                for entity in (self.entities[e] for e in name.entity_ids if e in self.entities)
            )
            self.events[-1] = replace(
                event,
                timex_id=time.timex_id,
                date_edtf=time.edtf,
                date_modifier=time.modifier,
                date_earliest=time.earliest,
                date_latest=time.latest,
                date_precision=time.precision,
                date_basis="context",
                participants=event.participants + places[:1],
                trace=(*event.trace, "date: dateline below"),
            )
        return True

    def _sentence(self, segment: Segment, view: SentenceView, times: list[TimeExpression]) -> None:
        grammar = Grammar(view, party_nouns=self.rules.lists["party_nouns"])
        finder = TriggerFinder(view, grammar, self.rules, self.entities, segment.kind, self.gazetteer)
        candidates = _without_doubles(finder.find())
        context = finder.context
        bound: set[str] = set()
        told: list[tuple[Candidate, Told]] = []
        for candidate in candidates:
            rows = expand(candidate, context)
            if candidate.rule.id == "conference.host-role":
                rows = rows[:1]  # "was host in May, and in October was elected": one summit, one row
            for row in rows:
                event = self._event(segment, candidate, row, context, told)
                if event is None:
                    continue
                self.events.append(event)
                if event.timex_id and "date: date the clause explains" not in event.trace:
                    bound.add(event.timex_id)
        self.series_before = [
            series
            for index, unit in enumerate(view.units)
            if unit.mention is not None and context.is_series(index)
            for series in _participants(
                "actor", unit.mention, context, segment.segment_id, "the series told of before"
            )
        ][:2]
        named = states_of(context)
        if named:
            self.states_before = [
                state
                for code in named
                if (state := state_participant(context, code, "actor", 0, segment.segment_id, "named before"))
            ]
            foreign = [code for code in named if code != "JPN"]
            self.topic = (foreign or named)[0]
        for _, happening in told:
            self.discourse.last = happening
            self.discourse.told.append(happening)
        if segment.kind in ("paragraph", "list"):
            self.discourse.note_frame(times, bound, self.source)

    def _event(
        self,
        segment: Segment,
        candidate: Candidate,
        row: Row,
        context: Context,
        told: list[tuple[Candidate, Told]],
    ) -> EventMention | None:
        view = context.view
        participants = settle(row, candidate, context, segment_id=segment.segment_id)
        dating = self._date(candidate, row, context, told, participants)
        antecedent = self.discourse.antecedent(candidate, context, participants)
        borrowing = candidate.event_type == "CONFERENCE" and not any(
            p.role in ("actor", "counterpart") for p in participants
        )
        borrowing = borrowing or (
            candidate.rule.id in ("statement.noun", "other.referendum")
            and not any(p.role == "actor" for p in participants)
        )
        borrowing = borrowing or (
            candidate.event_type == "VISIT"
            and candidate.standalone
            and candidate.phrase is not None
            and view.units[candidate.phrase.start].lemma in ("his", "her", "their", "its")
            and not any(p.role == "actor" for p in participants)
        )
        if borrowing:
            participants = _attendants(candidate, context, segment.segment_id, told) + participants
        if (
            candidate.frame.subject_path == "pronoun"
            and told
            and not any(p.role == "actor" for p in participants)
        ):
            participants = [
                p for p in told[-1][1].participants if p.role in ("actor", "counterpart")
            ] + participants
        inside = _enclosing(candidate, told)
        before = told[-1][1].participants if told else ()
        if "membership" in view.text and candidate.event_type in ("NEGOTIATION", "OTHER"):
            participants += self._heading_body(participants, segment, view.units[candidate.start])
        participants = complete(
            candidate,
            row,
            participants,
            context,
            enclosing=inside.participants
            if inside is not None
            else (antecedent.participants if antecedent else ()),
            before=before,
            segment_id=segment.segment_id,
        )
        participants = add_topic(
            candidate,
            participants,
            context,
            topic=self.topic,
            stricken=self._stricken(told),
            segment_id=segment.segment_id,
        )
        participants = aid_for_these(candidate, participants, context, states=self.states_before)
        participants = set_scene(candidate, participants, context, segment_id=segment.segment_id)
        happenings = [*self.discourse.told, *(happening for _, happening in told)]
        participants = add_predecessor(
            candidate, participants, context, told=happenings, segment_id=segment.segment_id
        )
        participants = neither(candidate, participants, context, states=self.states_before)
        met = session_of(candidate, context, self.series_before)
        if candidate.rule.id == "conference.they-met":
            if not met:
                return None  # the pronoun may mean any people
            participants = [*met, *(p for p in participants if p.role == "place")]
        last = next((h for h in reversed(happenings[-4:]) if h.event_type == "CONFERENCE"), None)
        participants = spoke_there(candidate, participants, context, last=last, sentence=self.sentence_number)
        conference = of_the_conference(
            candidate, participants, context, last=last, sentence=self.sentence_number
        )
        if conference is not None:
            own_places = [p for p in participants if p.role == "place"]
            lent = parties_of(conference)
            participants = [p for p in lent if p.role == "actor"] + (
                own_places or [p for p in lent if p.role == "place"]
            )
            if dating is None and conference.time is not None:
                dating = Dating(conference.time, "from the conference told before")
        if dating is None and antecedent is not None and antecedent.time is not None:
            dating = Dating(antecedent.time, f"from the {antecedent.event_type.lower()} told before")
        if dating is None and segment.kind in ("paragraph", "list"):
            dating = self._year(candidate)
        time = dating.time if dating is not None else None
        status, why = status_of(candidate, context, time, self.source)
        if not _has_substance(candidate, participants, time, negated=status == "negated"):
            return None
        if (
            status in ("negated", "hypothetical")
            and dating is not None
            and dating.path.startswith(("from", "year"))
        ):
            time, dating = None, None
        anchor = row.anchor if row.anchor is not None else candidate.start
        if candidate.standalone and row.anchor is None and candidate.phrase is not None:
            anchor = candidate.phrase.start
            while anchor < candidate.start and view.shape[anchor] in "DRQ":
                anchor += 1
        start, end = view.units[anchor].start, view.units[max(anchor, candidate.end - 1)].end
        if row.anchor is not None:
            end = view.units[row.anchor].end
        raw_start, raw_end = segment.aligned.raw_span(start, end)
        trace = [*candidate.trace, *row.trace]
        trace.append(f"date: {dating.path}" if dating is not None else "date: none in reach")
        trace.append(f"status: {status}" + (f" ({why})" if why else ""))
        basis = "none" if time is None else time.basis
        if dating is not None and basis == "explicit" and dating.path.startswith(("from", "year")):
            basis = "context"
        mode = mode_of(candidate, participants, context)
        event = EventMention(
            event_mention_id=stable_id("e", self.source.source_id, raw_start, candidate.event_type, raw_end),
            source_id=self.source.source_id,
            segment_id=segment.segment_id,
            start=view.start,
            end=view.end,
            trigger_start=start,
            trigger_end=end,
            trigger=segment.text[start:end],
            event_type=candidate.event_type,
            mode=mode,
            status=status,
            participants=tuple(participants),
            timex_id=time.timex_id if time is not None else "",
            date_edtf=time.edtf if time is not None else "",
            date_modifier=time.modifier if time is not None else "",
            date_earliest=time.earliest if time is not None else "",
            date_latest=time.latest if time is not None else "",
            date_precision=time.precision if time is not None else "",
            date_basis=basis,
            rule_id=candidate.rule.id,
            confidence=confidence_of(candidate, participants, dating, status, segment.kind),
            trace=tuple(trace),
        )
        told.append((candidate, Told(candidate.event_type, time, tuple(participants), self.sentence_number)))
        return event

    def _stricken(self, told: list[tuple[Candidate, Told]]) -> str:
        """The state last told to be struck by a disaster, in this sentence or the three events before."""
        for happening in [*reversed([h for _, h in told]), *reversed(self.discourse.told[-4:])]:
            if happening.event_type == "DISASTER":
                codes = [p.iso3 for p in happening.participants if p.iso3]
                return codes[0] if codes else ""
        return ""

    def _heading_body(
        self, participants: list[Participant], segment: Segment, unit: Unit
    ) -> list[Participant]:
        """The organisation a section is about, for "membership" that does not say of what."""
        if self.heading_body is None or any(p.role == "counterpart" and not p.iso3 for p in participants):
            return []
        body = self.heading_body
        return [
            Participant(
                role="counterpart",
                entity_id=body.entity_id,
                name=body.name,
                iso3=body.iso3,
                title="",
                segment_id=segment.segment_id,
                start=unit.start,
                end=unit.end,
                via="the section's heading",
            )
        ]

    def _date(
        self,
        candidate: Candidate,
        row: Row,
        context: Context,
        told: list[tuple[Candidate, Told]],
        participants: list[Participant],
    ) -> Dating | None:
        view = context.view
        if row.span is not None:
            return Dating(row.span, "days in a row")
        if row.time is not None:
            time = view.units[row.time].time
            if time is not None:
                return Dating(time, row.trace[-1] if row.trace else "row")
        dating = own_date(candidate, context, frozenset())
        if dating is not None:
            return dating
        return _sentence_date(candidate, context, told)

    def _year(self, candidate: Candidate) -> Dating | None:
        if candidate.event_type in ("ANNIVERSARY",):
            return None
        return self.discourse.year() or self.discourse.year_of_dateline()


def _start(span: Mention | TimeExpression) -> int:
    return span.start


def _sentence_date(
    candidate: Candidate, context: Context, told: list[tuple[Candidate, Told]]
) -> Dating | None:
    """A date of the sentence that reaches the trigger without standing in its clause."""
    view = context.view
    verb = candidate.verb if candidate.verb is not None else candidate.governor
    # the date of the event in whose clause this one stands ("came to Tokyo in May for the talks")
    for other, happening in reversed(told):
        if happening.time is None:
            continue
        if candidate.event_type == "AID" and happening.event_type == "DISASTER" and other.standalone:
            continue  # the day of the earthquake is not the day of the help
        gap = view.shape[other.end : candidate.start]
        if ";" in gap:
            break
        if other.frame.end >= candidate.start or _subordinate(candidate, other, context):
            return Dating(happening.time, f"from the {happening.event_type.lower()} it belongs to")
    if verb is not None and candidate.standalone:
        from pipeline.events.groups import Frame

        frame = Frame()
        context.grammar.frame_right(verb + 1, frame)
        subject, _ = context.grammar.subject(verb)
        clause = view.clauses[verb]
        context.grammar.leading_adjuncts(min(subject.start if subject else clause.start, clause.start), frame)
        for index in [*frame.times, *reversed(frame.leading_times)]:
            time = with_range(index, context)
            if time is not None and time.edtf:
                return Dating(time, "clause of the governing verb")
    # "that had been planned for March 2011 was cancelled"
    planned = [
        index
        for index, unit in enumerate(view.units)
        if unit.time is not None
        and unit.time.edtf
        and _PLANNED_RE.search(context.text_between(max(0, index - 4), index))
    ]
    if planned:
        time = view.units[planned[0]].time
        assert time is not None
        return Dating(time, "when it was due")
    if view.units[0].lemma == "it" and view.shape[1:2] in ("V", "X") and "T" in view.shape[2:5]:
        # "It was in August 1995 that …"
        time = view.units[view.shape.index("T")].time
        if time is not None and time.edtf:
            return Dating(time, "cleft")
    # a date that opens the sentence covers all of it
    opening = [i for i, letter in enumerate(view.shape[:4]) if letter == "T"]
    if opening and "V" not in view.shape[: opening[0]]:
        low, high = opening[0], candidate.start
        if ";" not in view.shape[low:high]:
            time = view.units[opening[0]].time
            if time is not None and time.edtf:
                return Dating(time, "opening of the sentence")
    if candidate.verb is not None and (
        view.units[candidate.verb].tag == "VBG" or view.clauses[candidate.verb].infinitive
    ):
        # "replied on June 12 by adopting a resolution": the date of the verb it explains
        left = view.shape.rfind("T", 0, candidate.start)
        if left >= 0 and not set(view.shape[left : candidate.start]) & set(";WU"):
            time = with_range(left, context)
            if time is not None and time.edtf:
                return Dating(time, "clause of the governing verb")
    # caption: the bracket at the end dates everything before it
    if context.segment_kind in ("caption", "list", "heading"):
        for unit in reversed(view.units):
            if unit.time is not None and unit.time.edtf:
                return Dating(unit.time, "bracket of the caption")
    return None


def _subordinate(candidate: Candidate, other: Candidate, context: Context) -> bool:
    """Does the candidate's clause hang on the other's: relative, participle, shared subject, purpose?"""
    path = candidate.frame.subject_path
    if path.startswith("shared") or "relative" in path:
        return True
    view = context.view
    subject = candidate.frame.subject
    if subject is not None and subject.parties:
        mention = view.units[subject.parties[0]].mention
        if mention is not None and mention.label == "COREF":
            return True
    if candidate.verb is not None:
        clause = view.clauses[candidate.verb]
        if clause.infinitive or view.units[candidate.verb].tag == "VBG":
            return True
        low = other.end
        gap = view.shape[low : clause.start]
        return "W" in gap
    return candidate.relation.startswith("prep")


def _enclosing(candidate: Candidate, told: list[tuple[Candidate, Told]]) -> Told | None:
    """The visit within which the sentence lets something happen."""
    kinds = {"VISIT", "CONFERENCE"}
    if candidate.event_type in ("AGREEMENT", "STATEMENT"):
        kinds.add("MEETING")
    for _, happening in reversed(told):
        if happening.event_type in kinds and any(p.role == "place" for p in happening.participants):
            return happening
        if happening.event_type in ("CONFERENCE", "OFFICE"):
            return None
    return None


def _attendants(
    candidate: Candidate, context: Context, segment_id: str, told: list[tuple[Candidate, Told]]
) -> list[Participant]:
    """Who acts at a conference that names no organisation: the subject of its sentence."""
    if told and candidate.rule.guard == "conference":
        actors = [p for p in told[-1][1].participants if p.role == "actor"]
        captioned = context.segment_kind in ("caption", "list")
        if actors and (captioned or told[-1][0].frame.end >= candidate.start):
            return [replace(p, via="acts at it: " + p.via) for p in actors]
    verb = candidate.governor
    if verb is None:
        earlier = [
            other for other in context.view.clauses if other < candidate.start and other != candidate.verb
        ]
        later = [other for other in context.view.clauses if other > candidate.end]
        verb = earlier[-1] if earlier else later[0] if later else None
    if verb is None:
        return []
    group, path = context.grammar.subject(verb)
    if group is None:
        return []
    fillers = [Filler("actor", unit, f"acts at it: subject ({path})") for unit in group.parties]
    return settle(Row(fillers), candidate, context, segment_id=segment_id)


def _has_substance(
    candidate: Candidate, participants: list[Participant], time: TimeExpression | None, *, negated: bool
) -> bool:
    """An event needs somebody or somewhere, and for some types both a date or a party."""
    parties = [p for p in participants if p.role in ("actor", "counterpart")]
    if candidate.event_type == "VISIT":
        return bool(parties) and (any(p.role == "place" for p in participants) or time is not None)
    if candidate.event_type == "AGREEMENT" and negated and candidate.frame.subject is not None:
        return True
    if candidate.event_type == "AGREEMENT" and time is not None and candidate.frame.subject is not None:
        return bool(parties) or candidate.frame.subject_path.startswith(("tree", "shared"))
    if candidate.event_type == "SANCTION" and negated:
        return True
    if candidate.event_type in ("MEETING", "CALL", "AID", "SANCTION", "AGREEMENT", "NEGOTIATION"):
        return bool(parties)
    return (
        bool(participants)
        or time is not None
        or (negated and candidate.event_type in ("OTHER", "OFFICE", "MILITARY"))
    )


def _means_only(candidate: Candidate) -> bool:
    """ "In the election held in May Mr. X was elected", "ousted in a coup": the noun only says how."""
    if candidate.phrase is None or candidate.relation == "object":
        return False
    if candidate.rule.id == "office.inauguration":
        return candidate.standalone and "coup" in candidate.trace[-1]
    return candidate.rule.id == "office.election" and candidate.after_in


def _without_doubles(candidates: list[Candidate]) -> list[Candidate]:
    """Drop a weak trigger beside a strong one of the same type ("met … and exchanged views")."""
    kept: list[Candidate] = []
    for candidate in candidates:
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
