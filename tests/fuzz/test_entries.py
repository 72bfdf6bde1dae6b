"""Random and damaged bytes at every entry: a result or a clear refusal, never a traceback or a hang.

The short form is part of every run of the tests; `make fuzz` goes on for BLUEBOOK_FUZZ inputs per entry.
Inputs that once broke an entry are kept in tests/cases/fuzz/ and tried first. BLUEBOOK_FUZZ_KEEP names a
folder that takes the input that is being tried, and each that broke an entry as a new case file.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from tests.fuzz.entries import ADD_EVERY, WHOLE_EVERY, Entries
from tests.fuzz.inputs import MAKERS, as_case, inputs
from tests.reliability import SEED, note, record

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a timer")
NUMBER = int(os.environ.get("BLUEBOOK_FUZZ", "60"))
MOST_SECONDS = 20
MOST_BYTES = 1_000_000_000
"""One input may make the process grow by this much, no more."""
CASES = sorted((Path(__file__).parents[1] / "cases/fuzz").glob("*.json"))


@contextmanager
def bounds() -> Iterator[None]:
    """Bound the memory of this process while inputs are tried."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def too_long(*_: object) -> None:
    raise TimeoutError("this input takes too long")


def outcome_of(attempt: Callable[[bytes, int], None], data: bytes, number: int) -> str:
    """Try an input; return `accepted`, `refused`, or what is wrong with how the project took it."""
    signal.signal(signal.SIGPROF, too_long)  # processor time: a busy machine is no fault of the input
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        attempt(data, number)
    except PipelineError as refusal:
        if not refusal.message or not refusal.where:
            return f"a refusal without file or reason: {refusal!r}"
        return "refused"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "accepted"


def keep(entry: str, name: str, data: bytes, comment: str) -> None:
    folder = os.environ.get("BLUEBOOK_FUZZ_KEEP")
    if folder:
        (Path(folder) / f"{entry}-{name}.json").write_text(as_case(entry, data, comment), encoding="utf-8")


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entries]:
    monkeypatch.setattr(warnings, "showwarning", lambda *_, **__: None)
    entries = Entries(tmp_path, monkeypatch)
    yield entries
    entries.unload()


@pytest.mark.skipif(sys.platform != "linux", reason="bounds memory as Linux does")
@pytest.mark.parametrize("entry", MAKERS)
def test_no_bytes_break_an_entry(entries: Entries, entry: str) -> None:
    entries.load(entry)
    attempt = entries.attempt(entry)
    faults: list[str] = []
    refused = 0
    slowest = 0.0
    with bounds():
        for number, data in zip(range(1, NUMBER + 1), inputs(entry, SEED), strict=False):
            if NUMBER > 1000:
                keep(entry, "now", data, f"input {number} of seed {SEED}")
            began = time.process_time()
            outcome = outcome_of(attempt, data, number)
            slowest = max(slowest, time.process_time() - began)
            refused += outcome == "refused"
            if outcome not in ("accepted", "refused"):
                faults.append(f"input {number} of seed {SEED}: {outcome}\n{data[:300]!r}")
                keep(entry, f"{SEED}-{number}", data, outcome)
                if len(faults) == 20:
                    break
    with suppress(KeyError):
        (Path(os.environ["BLUEBOOK_FUZZ_KEEP"]) / f"{entry}-now.json").unlink(missing_ok=True)
    assert faults == [], "\n".join(faults)
    assert 0 < refused < number, "these inputs say nothing: all were refused, or none"
    record(f"random and damaged bytes as {entry}", tried=number, survived=number)
    note(
        f"fuzz {entry} {SEED}",
        f"{entry}: {number:,} inputs of seed {SEED}, {refused:,} refused; the slowest took {slowest:.1f} s.",
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_input_that_broke_an_entry_does_so_no_longer(entries: Entries, path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    entries.load(case["entry"])
    attempt = entries.attempt(case["entry"])
    data = base64.b64decode(case["original"])
    for number in (1, ADD_EVERY, WHOLE_EVERY):
        assert outcome_of(attempt, data, number) == case["expect"]
    record("input that once broke an entry", tried=1, survived=1)
