"""The closing summary: what a run read and found, in numbers a person checks at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one run read, found and could not do.

    `events` and `issues` count rows by type and by code; `problems` are the chapters that could not
    be read, each with file, reason and advice.
    """

    chapters: int = 0
    words: int = 0
    repairs: int = 0
    dates: int = 0
    entities: int = 0
    events: Mapping[str, int] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)
    problems: Sequence[str] = ()
    outputs: str = ""
    unchanged: bool = False

    @property
    def exit_code(self) -> int:
        return 1 if self.problems else 0

    def as_json(self) -> dict[str, object]:
        """Return the summary as plain values for `--json`."""
        return asdict(self)


def format_summary(summary: Summary) -> str:
    """Write the summary as the lines that close a run.

    >>> print(format_summary(Summary(chapters=1, words=472, events={"VISIT": 3}, outputs="outputs")))
    1 chapter, 472 words, 0 repairs, 0 dates, 0 entities
    3 events: VISIT 3
    0 issues
    written to outputs
    """
    lines = [
        ", ".join(
            _counted(number, noun)
            for number, noun in (
                (summary.chapters, "chapter"),
                (summary.words, "word"),
                (summary.repairs, "repair"),
                (summary.dates, "date"),
                (summary.entities, "entity"),
            )
        ),
        _by_kind(summary.events, "event"),
        _by_kind(summary.issues, "issue"),
    ]
    lines += [f"problem: {problem}" for problem in summary.problems]
    if summary.outputs:
        state = "nothing changed in" if summary.unchanged else "written to"
        lines.append(f"{state} {summary.outputs}")
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def _by_kind(counts: Mapping[str, int], noun: str) -> str:
    total = _counted(sum(counts.values()), noun)
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
    return f"{total}: {kinds}" if kinds else total
