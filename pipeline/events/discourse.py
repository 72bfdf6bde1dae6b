"""What earlier sentences lend to later ones: the date and place of "this visit", the year under review."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.events.dating.own import Dating
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Entity, Participant, Source, TimeExpression
from pipeline.packing import packed_by_position

_BACK_RE = re.compile(
    r"\b(?:during|on|at|in|after|following|throughout) "
    r"(?:this|that|these|those|the|his|her|their|its|the same) "
    r"(?:\w+ )?(?P<noun>visits?|trips?|tour|stay|occasion|meetings?|"
    r"talks|summit|summit meeting|conference|session|consultations|time)\b"
    r"(?! (?:to|of|with|between|in|by) (?!which))"
    r"|\b(?:during|at|in) it\b|\b(?:while|when|once) there\b|\bthere,? (?:he|she|they|"
    r"the (?:two|prime|foreign))\b|\bon that occasion\b|\bat (?:that|the same) time\b",
    re.IGNORECASE,
)
_ALSO_RE = re.compile(r"^(?:[^,;.]{0,60}?)\b(?:also|further|in addition|moreover|then)\b", re.IGNORECASE)


@packed_by_position
@dataclass(frozen=True, slots=True)
class Told:
    """An event just told, for later sentences to lean on."""

    event_type: str
    time: TimeExpression | None
    participants: tuple[Participant, ...]
    sentence: int
    ends_office: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """An event told earlier in the same sentence, with its trigger."""

    trigger: Candidate
    told: Told


@packed_by_position
@dataclass(slots=True)
class Discourse:
    """The state of telling while a chapter is read from top to bottom.

    Attributes:
        heading: the headings above the segment at hand.
        heading_body: the organisation the last heading names.
        frame_year: the year a passage says it looks back on.
        dateline: the day of the dateline met last.
        sentence: number of the sentence at hand.
        told: the last events of the section, oldest first; no sentence looks back on more than four.
        last: the one told last.
        topic: code of the state spoken of last.
        states: the states the last sentence with states named.
        states_at: number of that sentence.
        heading_states: codes of the states the last heading names.
        series: the series of conferences the sentence before named.
    """

    heading: tuple[str, ...] = ()
    heading_body: Entity | None = None
    frame_year: TimeExpression | None = None
    dateline: TimeExpression | None = None
    sentence: int = 0
    told: tuple[Told, ...] = ()
    last: Told | None = None
    topic: str = ""
    states: tuple[Participant, ...] = ()
    states_at: int = -9
    heading_states: tuple[str, ...] = ()
    series: tuple[Participant, ...] = ()

    def enter(self, heading: tuple[str, ...]) -> None:
        """Start another section: what was told before no longer lends its date."""
        if heading != self.heading:
            self.heading = heading
            self.topic = ""
            self.states_at = -9
            self.frame_year = None
            self.last = None
            self.told = ()

    def tell(self, happening: Told) -> None:
        """Remember an event for the sentences to come."""
        self.last = happening
        self.told = (*self.told[-3:], happening)

    def antecedent(
        self, candidate: Candidate, context: Context, participants: list[Participant]
    ) -> Told | None:
        """The earlier event a sentence points back to ("during this visit"), if it does."""
        if self.last is None:
            return None
        text = context.view.text
        match = _BACK_RE.search(text)
        if match is not None:
            noun = (match["noun"] or "").lower()
            if noun.startswith(("visit", "trip", "tour", "stay")):
                return self._latest("VISIT") or None
            if noun.startswith(("meeting", "talks", "summit", "consult")):
                return self._latest("MEETING", "CONFERENCE", "CALL") or None
            if noun.startswith(("conference", "session")):
                return self._latest("CONFERENCE", "MEETING") or None
            return self.last
        if _ALSO_RE.search(text):
            own = {p.entity_id for p in participants if p.role == "actor"}
            for told in reversed(self.told[-3:]):
                if told.event_type == "VISIT" and own & {
                    p.entity_id for p in told.participants if p.role == "actor"
                }:
                    return told
        return None

    def _latest(self, *types: str) -> Told | None:
        if self.last is not None and self.last.event_type in types:
            return self.last
        for told in reversed(self.told[-4:]):
            if told.event_type in types:
                return told
        return self.last

    def year(self) -> Dating | None:
        """The year a passage says it looks back on ("Few years were as busy as 2008")."""
        if self.frame_year is None:
            return None
        return Dating(self.frame_year, "year the passage speaks of")

    def year_of_dateline(self) -> Dating | None:
        """In a speech, what is told without a date belongs to the year of the speech."""
        day = self.dateline
        if day is None:
            return None
        year = day.edtf[:4]
        time = replace(
            day,
            edtf=year,
            modifier="",
            earliest=f"{year}-01-01",
            latest=f"{year}-12-31",
            precision="year",
            basis="relative",
            timex3_value=year,
        )
        return Dating(time, "year of the dateline")

    def note_frame(self, times: list[TimeExpression], bound: set[str], source: Source) -> None:
        """Remember a bare year that a sentence speaks of as a whole, not as the date of one event."""
        for time in times:
            if time.timex_id in bound or time.precision != "year" or not re.fullmatch(r"\d{4}", time.edtf):
                continue
            if source.coverage_start.year - 1 <= int(time.edtf) <= source.edition_year:
                self.frame_year = time
