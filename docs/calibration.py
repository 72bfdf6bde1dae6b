"""What the signs of a reading are worth: a logistic regression over the gold texts, and its cross-validation.

Each event that the pipeline finds in a gold text is right or wrong (pipeline/score.py says when). The
points of pipeline/lexicon/confidence.toml are the coefficients that make the found and the expected
share of right rows agree. The method is ridge-penalized logistic regression by Newton's steps (Hoerl
and Kennard 1970; le Cessie and van Houwelingen 1992); folds are whole texts.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.cache import Cache, default_folder
from pipeline.events.confidence import SIGNS, signs_in
from pipeline.lexicon.confidence import Points
from pipeline.run import Settings, plan_run
from pipeline.score import score_outputs
from pipeline.spacy_model import DEFAULT_MODEL
from pipeline.work import extract_chapter

Array = NDArray[np.float64]

RIDGE = 3.0
"""Penalty on the square of each coefficient; of the whole numbers, about the best by cross-validation."""
PARTS = ("development", "read", "fresh")
"""Texts the rules were written with, texts their authors have read since, and texts they hardly know."""
WEIGHT = {"development": 0.25, "read": 1.0, "fresh": 1.0}
FRESH_BEFORE = 2004
"""Wide texts with h of editions before this year were mostly kept away from the people who write rules."""
FOLDS = 10
SEED = 2010
BANDS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
AROUND = (0.75, 0.85)
"""A band of its own, around 0.8."""
_FREE = ("type ",)
"""Signs that may raise the confidence; all others only lower it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An event found in a gold text: the signs of each of its tellings, and whether it is right.

    `part` is one of PARTS: how well the people who write rules know the text.
    """

    text: str
    part: str
    tellings: tuple[frozenset[str], ...]
    is_right: bool


def part_of(text: str) -> str:
    """Return how well the people who write rules know a gold text, from its id.

    >>> [part_of(text) for text in ("w1986_asia", "h1963_europe", "h2014_asia", "y2006_asia", "z1958_asia")]
    ['development', 'fresh', 'read', 'read', 'fresh']
    """
    if text[0] not in "hxyz":
        return "development"
    hardly_read = text[0] == "z" or (text[0] == "h" and int(text[1:5]) < FRESH_BEFORE)
    return "fresh" if hardly_read else "read"


def find_events(gold: Path, folder: Path) -> list[Found]:
    """Return the events found in the texts of a gold folder.

    Args:
        gold: the gold folder.
        folder: holds the corpus and the outputs that were made from it.
    """
    with (folder / "outputs/event_mentions.csv").open(encoding="utf-8", newline="") as handle:
        mentions = [(row["event_id"], row["event_mention_id"]) for row in csv.DictReader(handle)]
    plan = plan_run(Settings(corpus=folder / "corpus", outputs=folder / "outputs", model=DEFAULT_MODEL))
    store = Cache(default_folder())
    signs = {
        telling.event_mention_id: signs_in(telling.trace)
        for chapter in plan.chapters
        for telling in extract_chapter(chapter, plan.model, store).event_mentions
    }
    tellings: dict[str, list[frozenset[str]]] = {}
    for event, mention in mentions:
        tellings.setdefault(event, []).append(signs[mention])
    return [
        Found(
            text=verdict.source_id,
            part=part_of(verdict.source_id),
            tellings=tuple(tellings[verdict.event_id]),
            is_right=verdict.is_right,
        )
        for verdict in score_outputs(gold, folder / "outputs").verdicts
    ]


def fit_points(found: Sequence[Found]) -> Points:
    """Return the points that suit some events best, each told once.

    Texts that the rules' authors know are easier than others: a column of its own says so for each part,
    and is left out of the points, so that what is said is what a text may expect that they do not know.
    Signs only lower the confidence, types may raise it too.

    Args:
        found: events; those told several times are left out, since no one telling answers for them.
    """
    once = [event for event in found if len(event.tellings) == 1]
    right = np.array([event.is_right for event in once], dtype=float)
    weight = np.array([WEIGHT[event.part] for event in once])
    columns = list(SIGNS)
    while True:
        table = [
            [
                1.0,
                float(event.part == "development"),
                float(event.part == "read"),
                *(float(sign in event.tellings[0]) for sign in columns),
            ]
            for event in once
        ]
        start, _, _, *points = fit_logistic(np.array(table), right, weight)
        of_sign = dict(zip(columns, points, strict=True))
        raising = {sign for sign, value in of_sign.items() if value > 0 and not sign.startswith(_FREE)}
        if not raising:
            rounded = {sign: round(float(of_sign.get(sign, 0.0)), 2) + 0.0 for sign in SIGNS}
            return Points(start=round(float(start), 2), of_sign=rounded)
        columns = [sign for sign in columns if sign not in raising]


def fit_logistic(table: Array, right: Array, weight: Array) -> Array:
    """Return the coefficients of a logistic regression, the first of them (the start) hardly penalized.

    Args:
        table: a row per event, a column per coefficient; the first column is 1.
        right: 1 for an event that is right, 0 for one that is wrong.
        weight: what each row counts.

    >>> coefficients = fit_logistic(np.ones((4, 1)), np.array([1.0, 1, 1, 0]), np.ones(4))
    >>> round(float(1 / (1 + np.exp(-coefficients[0]))), 3)
    0.75
    """
    penalty = np.diag([0.001] + [RIDGE] * (table.shape[1] - 1))
    coefficients = np.zeros(table.shape[1])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-table @ coefficients))
        slope = table.T @ (weight * (right - expected)) - penalty @ coefficients
        curve = (table.T * (weight * expected * (1 - expected))) @ table + penalty
        step = np.linalg.solve(curve, slope)
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-9:
            break
    return coefficients


def confidence_in(found: Found, points: Points) -> float:
    """Return the confidence of an event: that of its surest telling, as in the tables."""
    return max(points.share_right(signs) for signs in found.tellings)


def cross_validate(found: Sequence[Found]) -> list[float]:
    """Return for each event the confidence that points fitted without its text give.

    Args:
        found: events of many texts.
    """
    texts = sorted({event.text for event in found})
    random.Random(SEED).shuffle(texts)
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}
    points = [fit_points([event for event in found if fold_of[event.text] != fold]) for fold in range(FOLDS)]
    return [confidence_in(event, points[fold_of[event.text]]) for event in found]


def brier(told: Sequence[tuple[float, bool]]) -> float:
    """Return the mean square of what was said less what was so; 0 is perfect.

    >>> brier([(1.0, True), (0.5, False)])
    0.125
    """
    return sum((value - was) ** 2 for value, was in told) / max(1, len(told))


def confidence_lines(found: Sequence[Found]) -> list[str]:
    """Write the section on confidence: how often rows of each band were right, none fitted with its own text.

    Args:
        found: the events of all gold texts.
    """
    said = cross_validate(found)
    parts = {
        "development": [event.part == "development" for event in found],
        "wide, read": [event.part == "read" for event in found],
        "wide, hardly read": [event.part == "fresh" for event in found],
        "all wide": [event.part != "development" for event in found],
    }
    columns = [
        [(value, event.is_right) for value, event, held in zip(said, found, part, strict=True) if held]
        for part in parts.values()
    ]
    lines = [
        "## Confidence",
        "",
        "A row is right when its type, its date and the states and bodies among its parties are (core).",
        "Here the confidence of each row comes from points fitted without its text, in ten folds of texts.",
        "It says what to expect of texts that the rules' authors do not know; the development gold, which",
        "they know by heart, does better. Hardly read are the wide texts with h before 2004, and with z.",
        "",
        "| confidence | " + " | ".join(parts) + " |",
        "| --- |" + " --- |" * len(parts),
    ]
    for low, high in BANDS:
        held = [[was for value, was in column if low <= value < high] for column in columns]
        lines.append(f"| {low:.1f} to {min(high, 1):.1f} | " + " | ".join(map(_share, held)) + " |")
    low, high = AROUND
    held = [[was for value, was in column if low <= value <= high] for column in columns]
    lines.append(f"| {low} to {high} | " + " | ".join(map(_share, held)) + " |")
    lines.append("| all | " + " | ".join(_share([was for _, was in column]) for column in columns) + " |")
    lines += [
        "",
        "The mean square of what was said less what was so (Brier), beside that of saying the column's own",
        "share of right rows of every row:",
        "",
        "| figure | " + " | ".join(parts) + " |",
        "| --- |" + " --- |" * len(parts),
        "| confidence | " + " | ".join(f"{brier(column):.3f}" for column in columns) + " |",
        "| constant | " + " | ".join(f"{brier(_constant(column)):.3f}" for column in columns) + " |",
    ]
    return lines


def _share(right: Sequence[bool]) -> str:
    return f"{100 * sum(right) / len(right):.0f} % of {len(right)}" if right else "-"


def _constant(column: Sequence[tuple[float, bool]]) -> list[tuple[float, bool]]:
    share = sum(was for _, was in column) / max(1, len(column))
    return [(share, was) for _, was in column]


def points_file(points: Points, found: Collection[Found]) -> str:
    """Write the points as TOML, each with how many events had the sign and how many of them were right."""
    lines = [
        "# What each sign of a reading counts towards confidence. Written by `make calibrate`; do not edit.",
        "#",
        "# confidence = 1 / (1 + exp(-(start + the points of the signs met))). Behind each sign: how many",
        "# events told once on the gold texts had it and how many of these were right. A sign of 0.0 was too",
        "# rare to count, or would have raised the confidence.",
        f"start = {points.start}",
        "",
        "[points]",
    ]
    for sign, value in points.of_sign.items():
        held = [event.is_right for event in found if len(event.tellings) == 1 and sign in event.tellings[0]]
        lines.append(f'"{sign}" = {value}  # {sum(held)} of {len(held)} right')
    return "\n".join([*lines, ""])
