"""A place where a rule matched, before anything is known of who, when and whether."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.events.sentence.frame import Frame
from pipeline.events.sentence.units import NounPhrase
from pipeline.lexicon.event_rules import NounRule, VerbRule


@dataclass(slots=True)
class Candidate:
    """A rule that matched: trigger units, grammatical frame, and how the match came about.

    Attributes:
        rule: the rule.
        event_type: the rule's type, unless a guard found another.
        mode: the rule's mode, likewise.
        verb: the trigger verb or support verb; None for a noun alone.
        phrase: the noun phrase of a noun rule.
        start: first unit of the trigger.
        end: unit behind the trigger.
        frame: what stands around the trigger.
        roles: which relation to the trigger is which role.
        relation: voice of a verb ("active"), or how a noun hangs on its verb ("object", "prep at").
        trace: how the match came about.
        governor: the verb above a noun alone.
        after_in: the noun stands behind "in" ("elected in the vote").
        since: the date on which a journey began, where another clause tells it.
        until: the date on which it ended, likewise.
    """

    rule: VerbRule | NounRule
    event_type: str
    mode: str
    verb: int | None
    phrase: NounPhrase | None
    start: int
    end: int
    frame: Frame
    roles: dict[str, str]
    relation: str
    trace: list[str] = field(default_factory=list)
    governor: int | None = None
    after_in: bool = False
    since: int | None = None
    until: int | None = None

    @property
    def standalone(self) -> bool:
        """Is the trigger a noun without a support verb?"""
        return self.verb is None
