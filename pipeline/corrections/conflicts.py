"""Decisions that cannot both hold: the run stops and names the two lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NoReturn

from pipeline.corrections.locator import Found, Locator
from pipeline.corrections.records import PART_SEPARATOR, Correction
from pipeline.errors import InputError

IDENTITY = ("event_id", "locator", "field", "was", "now", "decision")
"""What a decision says, without who said it, why and when."""


def order_of(one: Correction) -> tuple[str, ...]:
    """Return a sort key that does not depend on the line a decision stands in."""
    return tuple(one.cells()[name] for name in IDENTITY)


def part_values(one: Correction) -> list[str]:
    """Return the values that a split gives to its parts.

    >>> part_values(Correction(decision="split", now="Canada [CAN] || Mexico [MEX]"))
    ['Canada [CAN]', 'Mexico [MEX]']
    """
    return [part.strip() for part in one.now.split(PART_SEPARATOR.strip())]


def without_repeats(corrections: Iterable[Correction]) -> list[Correction]:
    """Drop lines that say the same as an earlier one."""
    seen: dict[tuple[str, ...], Correction] = {}
    for one in corrections:
        seen.setdefault(order_of(one), one)
    return list(seen.values())


def check_additions(additions: Iterable[Correction], where: str) -> None:
    """Stop when one event is added twice, and differently.

    Raises:
        InputError: the message names both lines.
    """
    by_place: dict[tuple[str, int, int, str], Correction] = {}
    for one in additions:
        locator = Locator.parse(one.locator)
        if locator is None:
            continue
        place = (locator.source_id, locator.start, locator.end, locator.event_type)
        other = by_place.setdefault(place, one)
        if other is not one:
            _stop("the same event is added in two ways", other, one, where)


def check_decisions(
    targets: Iterable[tuple[Correction, Found]], find_survivor: Callable[[str], Found], where: str
) -> list[tuple[Correction, Correction]]:
    """Stop when two decisions on one event cannot both hold.

    Only lines that name the same event contradict each other. Where the pipeline itself has since made one
    event of two, a line that lost its own event yields to those that did not.

    Args:
        targets: each decision with the event it was found to speak of.
        find_survivor: finds the event that a merge names in `now`.
        where: name of the corrections file.

    Returns:
        the decisions that yield, each with the one it yields to.

    Raises:
        InputError: the message names both lines.
    """
    targets = list(targets)
    named: defaultdict[str, list[Correction]] = defaultdict(list)
    on_event: defaultdict[str, list[tuple[Correction, bool]]] = defaultdict(list)
    merges: dict[str, tuple[Correction, str]] = {}
    for one, found in targets:
        event_id = found.event["event_id"] if found.event else ""
        named[event_id if found.is_same else one.target].append(one)
        if found.event:
            on_event[event_id].append((one, found.is_same))
        if one.decision == "merge" and found.event:
            survivor = find_survivor(one.now).event
            if survivor is not None and survivor["event_id"] != event_id:
                merges[event_id] = (one, survivor["event_id"])
    for group in named.values():
        for first, second in combinations(group, 2):
            clash = _clash(first, second)
            if clash:
                _stop(clash, first, second, where)
    _check_merges(merges, named, where)
    return _yielding(on_event)


def _check_merges(
    merges: dict[str, tuple[Correction, str]], named: dict[str, list[Correction]], where: str
) -> None:
    for event_id, (merge, survivor_id) in merges.items():
        for other in named.get(survivor_id, []):
            if other.decision == "reject":
                _stop("an event is merged into one that is rejected", merge, other, where)
        passed = {event_id}
        while survivor_id in merges:
            link, next_id = merges[survivor_id]
            if next_id in passed:
                _stop("events are merged in a circle", merge, link, where)
            passed.add(survivor_id)
            survivor_id = next_id


def _yielding(on_event: dict[str, list[tuple[Correction, bool]]]) -> list[tuple[Correction, Correction]]:
    yielding = []
    for group in on_event.values():
        standing: list[Correction] = []
        for one, _ in sorted(group, key=_strength):
            stronger = next((other for other in standing if _clash(one, other)), None)
            if stronger is None:
                standing.append(one)
            else:
                yielding.append((one, stronger))
    return yielding


def _strength(pair: tuple[Correction, bool]) -> tuple[bool, tuple[str, ...]]:
    return not pair[1], order_of(pair[0])


def _clash(first: Correction, second: Correction) -> str:
    """Say why two decisions on one event cannot both hold, or nothing."""
    kinds = {first.decision, second.decision}
    if "reject" in kinds and kinds != {"reject"}:
        return "one event is rejected and kept"
    if kinds == {"merge"}:
        return "one event is merged into two" if first.now != second.now else ""
    if "merge" in kinds:
        return "an event that is merged into another is decided on as well"
    if kinds == {"split"} and len(part_values(first)) != len(part_values(second)):
        return "one event is split into different numbers of parts"
    if kinds <= {"edit", "split"} and first.field == second.field and first.now != second.now:
        return f"{first.field} of one event is given two values"
    return ""


def _stop(clash: str, first: Correction, second: Correction, where: str) -> NoReturn:
    low, high = sorted((first, second), key=_line_of)
    raise InputError(
        f"{clash}: line {low.line} ({_words(low)}) and line {high.line} ({_words(high)})",
        where=f"{where}:{low.line} and {where}:{high.line}",
        hint="delete one of the two lines",
    )


def _words(one: Correction) -> str:
    becomes = f" = “{one.now}”" if one.now else ""
    return " ".join(filter(None, (one.decision, one.target, one.field))) + becomes


def _line_of(one: Correction) -> tuple[int, tuple[str, ...]]:
    return one.line, order_of(one)
