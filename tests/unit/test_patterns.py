"""No regular expression of the package can be made to hang: none grows faster than the square of a run.

The length of a run is bounded when a chapter is read (`Limits.run`), so the square is bounded too.
"""

from __future__ import annotations

import re
import signal
import sys
import time

import pytest

from pipeline.errors import InputError
from pipeline.ingest import DEFAULT_LIMITS, read_text_layer
from tests.patterns import attacks, collect_patterns
from tests.reliability import record

SHORT, LONG = 150, 300
SECONDS_WORTH_MEASURING = 0.003
MOST_GROWTH = 5.7
"""Twice the length takes a quadratic pattern four times as long, a cubic one eight times."""
PROBES = [
    ("", body, "\x01") for body in ("a", " ", "\n", " \n", "1", "(", "Aa ", ", ", "- ", ".", "<", "A. ")
]


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    """Return the time that finding all of a pattern takes, the least of two."""
    target = text if isinstance(pattern.pattern, str) else text.encode()
    best = 9.9
    for _ in range(2):
        began = time.process_time()
        for _found in pattern.finditer(target):  # type: ignore[arg-type]
            pass
        best = min(best, time.process_time() - began)
    return best


def growth(pattern: re.Pattern[str] | re.Pattern[bytes], attack: tuple[str, str, str]) -> float:
    """Return how much longer an attack of twice the length takes; 1 where both are quick."""
    prefix, body, suffix = attack
    short = seconds(pattern, prefix + body * (SHORT // len(body) + 1) + suffix)
    if short < SECONDS_WORTH_MEASURING:
        return 1.0
    return seconds(pattern, prefix + body * (LONG // len(body) + 1) + suffix) / short


def stop(*_: object) -> None:
    raise TimeoutError


def is_safe(pattern: re.Pattern[str] | re.Pattern[bytes], found: list[tuple[str, str, str]]) -> bool:
    signal.signal(signal.SIGVTALRM, stop)
    for attack in found:
        signal.setitimer(signal.ITIMER_VIRTUAL, 3)
        try:
            if all(growth(pattern, attack) > MOST_GROWTH for _ in range(3)):
                return False
        except TimeoutError:
            return False
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that counts the process's own time")
def test_every_pattern_stays_calm() -> None:
    patterns = collect_patterns()
    assert len(patterns) > 300
    unsafe = [
        f"{where}: {text!r}"
        for (text, flags), where in patterns.items()
        if not is_safe(re.compile(text, flags), [*attacks(text, flags), *PROBES])
    ]
    assert unsafe == []
    record("regular expression attacked", tried=len(patterns), survived=len(patterns))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that counts the process's own time")
@pytest.mark.parametrize("bad", [r"(a+)+b", r"(\w+\s?)*;", r"(a|aa)+$", r"\s*\s*\s*x"])
def test_a_catastrophic_pattern_is_noticed(bad: str) -> None:
    assert not is_safe(re.compile(bad), [*attacks(bad, 0), *PROBES])


@pytest.mark.parametrize("body", ["a", "1", " ", "\n", "(", "."])
def test_an_endless_run_is_no_chapter(body: str) -> None:
    text = f"Words before {body * (DEFAULT_LIMITS.run + 1)} words behind."
    with pytest.raises(InputError, match="run of"):
        read_text_layer(text.encode(), "txt")
    assert read_text_layer(f"Words {body * 5000} behind.".encode(), "txt")[0]
