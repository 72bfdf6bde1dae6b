"""The sides of one happening: actors, counterparts, hosts and places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.events.parties.participants import of_role, unique
from pipeline.model import Participant


@dataclass(slots=True)
class Sides:
    """Parties by role, each list in text order."""

    actors: list[Participant] = field(default_factory=list)
    counterparts: list[Participant] = field(default_factory=list)
    hosts: list[Participant] = field(default_factory=list)
    places: list[Participant] = field(default_factory=list)

    @classmethod
    def of(cls, participants: Iterable[Participant]) -> Sides:
        """Sort parties by their roles."""
        parties = list(participants)
        return cls(
            of_role("actor", parties),
            of_role("counterpart", parties),
            of_role("host", parties),
            of_role("place", parties),
        )

    @property
    def parties(self) -> list[Participant]:
        """Actors and counterparts."""
        return [*self.actors, *self.counterparts]

    def listed(self) -> list[Participant]:
        """All parties, no one twice in one role."""
        return [*unique(self.actors), *unique(self.counterparts), *self.hosts, *unique(self.places)]


@dataclass(frozen=True, slots=True)
class Around:
    """The parties of what is told around a happening.

    Attributes:
        enclosing: of the visit or conference during which it happened.
        before: of the event told just before in the same sentence.
    """

    enclosing: tuple[Participant, ...] = ()
    before: tuple[Participant, ...] = ()
