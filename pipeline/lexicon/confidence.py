"""What each sign of a reading counts towards its confidence: the loader of confidence.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, isfinite
from typing import Any

from pipeline.errors import LexiconError
from pipeline.lexicon import read_toml

NAME = "confidence.toml"
LEAST, MOST = 0.05, 0.97
"""No reading is certain, and none is hopeless that the rules let pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Log-odds that a row is right: what it starts with, and what each sign adds or takes away."""

    start: float
    of_sign: dict[str, float]

    def share_right(self, signs: frozenset[str]) -> float:
        """Return about which share of rows with these signs is right, between LEAST and MOST.

        Args:
            signs: the signs of one reading; one that was never measured counts nothing.

        >>> points = Points(start=1.0, of_sign={"undated": -1.0})
        >>> points.share_right(frozenset()), points.share_right(frozenset({"undated"}))
        (0.73, 0.5)
        """
        total = self.start + sum(self.of_sign.get(sign, 0.0) for sign in sorted(signs))
        return round(min(MOST, max(LEAST, 1 / (1 + exp(-total)))), 2)


@cache
def load_points() -> Points:
    """Return the points of confidence.toml.

    Raises:
        LexiconError: the file is not what `make calibrate` writes.

    >>> load_points().of_sign["party not linked"] <= 0
    True
    """
    return read_points(read_toml(NAME))


def read_points(content: dict[str, Any]) -> Points:
    """Return the points that the content of a file gives.

    Args:
        content: the parsed TOML.

    Raises:
        LexiconError: a key is missing or unknown, or a value is no finite number.

    >>> read_points({"start": 1.2, "points": {"undated": "many"}})
    Traceback (most recent call last):
    pipeline.errors.LexiconError: confidence.toml: undated is no finite number (make calibrate)
    """
    hint = "make calibrate"
    path = NAME
    if set(content) != {"start", "points"} or not isinstance(content["points"], dict):
        raise LexiconError("start and [points] are needed, and nothing else", where=path, hint=hint)
    for name, value in {"start": content["start"], **content["points"]}.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise LexiconError(f"{name} is no finite number", where=path, hint=hint)
    return Points(start=content["start"], of_sign=dict(content["points"]))
