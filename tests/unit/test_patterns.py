"""No regular expression of the package can be made to hang: the work of each grows with the text.

The linter (`make check`) tells it from the pattern alone; here adversarial texts bear it out.
"""

from __future__ import annotations

import re
import signal
import sys
import time

import pytest

from pipeline.errors import InputError
from pipeline.ingest import DEFAULT_LIMITS, read_text_layer
from pipeline.lexicon.layout_rules import load_layout_rules
from tests.lint_patterns import judge
from tests.patterns import attacks, collect_patterns
from tests.reliability import record

SHORT, LONG = 750, 12_000
SECONDS_WORTH_MEASURING = 0.1
MOST_GROWTH = 64
"""Sixteen times the length takes a linear pattern 16 times as long, a quadratic one 256 times."""
PROBES = [
    ("", body, "\x01") for body in ("a", " ", "\n", " \n", "1", "(", "Aa ", ", ", "- ", ".", "<", "A. ")
]
Pattern = re.Pattern[str] | re.Pattern[bytes]


def seconds(pattern: Pattern, use: str, attack: tuple[str, str, str], length: int) -> float:
    """Return the processor time that a pattern takes on an attack of some length."""
    prefix, body, suffix = attack
    text = prefix + body * (length // len(body) + 1) + suffix
    target = text if isinstance(pattern.pattern, str) else text.encode()
    began = time.process_time()
    if use == "search":
        for _found in pattern.finditer(target):  # type: ignore[arg-type]
            pass
    else:
        getattr(pattern, use)(target)
    return time.process_time() - began


def is_linear(pattern: Pattern, use: str, attack: tuple[str, str, str]) -> bool:
    if (long := seconds(pattern, use, attack, LONG)) < SECONDS_WORTH_MEASURING:
        return True
    return long <= MOST_GROWTH * seconds(pattern, use, attack, SHORT)


def stop(*_: object) -> None:
    raise TimeoutError


def is_safe(pattern: Pattern, use: str, found: list[tuple[str, str, str]]) -> bool:
    """Tell whether a pattern stays linear on each text; three times out of line, it does not."""
    signal.signal(signal.SIGVTALRM, stop)
    for attack in found:
        signal.setitimer(signal.ITIMER_VIRTUAL, 10)
        try:
            if not any(is_linear(pattern, use, attack) for _ in range(3)):
                return False
        except TimeoutError:
            return False
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that counts the process's own time")
def test_every_pattern_is_linear() -> None:
    patterns = collect_patterns()
    assert len(patterns) > 500
    unsafe = [
        f"{place}: {text!r}"
        for (text, flags), place in patterns.items()
        if not is_safe(re.compile(text, flags), place.use, [*attacks(text, flags), *PROBES])
    ]
    assert unsafe == []
    record("regular expression attacked: stays linear", tried=len(patterns), survived=len(patterns))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that counts the process's own time")
@pytest.mark.parametrize("bad", [r"(a+)+b", r"(\w+\s?)*;", r"(a|aa)+$", r"\s*\s*\s*x"])
def test_a_pattern_that_hangs_is_noticed(bad: str) -> None:
    assert not is_safe(re.compile(bad), "search", [*attacks(bad, 0), *PROBES])


@pytest.mark.parametrize("bad", [r"(a+)+b", r"(\w+\s?)*;", r"(a|aa)+$", r"\s*\s*\s*x", r"[a-z]+!", r"\s+$"])
def test_a_pattern_that_is_not_linear_is_judged_without_a_clock(bad: str) -> None:
    assert judge(bad, 0, "search") is not None


def test_a_line_of_signs_is_no_breadcrumb_that_hangs() -> None:
    rules = {rule.id: rule for rule in load_layout_rules().rules}
    line = "a" + " > a" * 70 + "  b  c"
    assert not rules["nav-breadcrumbs"].fits(line, edition=2005)
    assert rules["nav-breadcrumbs"].fits("a" + " > a" * 70, edition=2005)


@pytest.mark.parametrize("body", ["a", "1", " ", "\n", "(", "."])
def test_an_endless_run_is_no_chapter(body: str) -> None:
    text = f"Words before {body * (DEFAULT_LIMITS.run + 1)} words behind."
    with pytest.raises(InputError, match="run of"):
        read_text_layer(text.encode(), "txt")
    assert read_text_layer(f"Words {body * 5000} behind.".encode(), "txt")[0]
