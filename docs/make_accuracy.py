"""Extract the gold texts, score the tables, and write docs/ACCURACY.md; `make score` calls it.

The corpus is built with `bluebook add` under the gold's own ids and editions, in a temporary folder.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.score import Score, format_score, score_outputs

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold"


def gold_ids() -> dict[str, dict[str, str]]:
    """Return the rows of sources.csv by gold id."""
    with (GOLD / "sources.csv").open(encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def extract_gold(folder: Path) -> Path:
    """Add every gold text to a corpus in `folder`, extract it, and return the outputs folder."""
    for row in gold_ids().values():
        words = ["--edition", row["edition"], "--id", row["id"], "--corpus", folder / "corpus"]
        _bluebook("add", GOLD / row["file"], *words, "--yes", "--no-run")
    _bluebook("extract", "--corpus", folder / "corpus", "--outputs", folder / "outputs")
    return folder / "outputs"


def _bluebook(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)


def accuracy_page(outputs: Path) -> str:
    """Write the figures of all gold texts, together and one by one, as a page."""
    total = score_outputs(GOLD, outputs)
    lines = [
        "# Accuracy",
        "",
        "Written by `make score`; do not edit. The texts, what was annotated and every judgement call are in",
        "[tests/gold](../tests/gold/README.md). 13 of the 14 texts were written for this project after real",
        "pages, and the rules were developed with them in sight, so expect less on texts never seen.",
        "",
        "## All texts",
        "",
        "| figure | precision | recall | F1 | right | gold | found |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {r.precision:.1f} | {r.recall:.1f} | {r.f1:.1f} | {r.hit} | {r.gold} | {r.predicted} |"
        for name, r in total.ratios.items()
    ]
    lines += ["", "| figure | percent |", "| --- | --- |"]
    lines += [f"| {name} | {_percent(share)} |" for name, share in total.shares.items()]
    lines += [
        "",
        "## Text by text",
        "",
        "F1 of events (det: type and place; core: with date and states; row: everything), of dates and of",
        "repairs; share of furniture rightly called. A dash: nothing to find and nothing found.",
        "",
        "| text | det | core | row | dates | repairs | furniture |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_text_row(name, score_outputs(GOLD, outputs, only=[name])) for name in gold_ids()]
    return "\n".join([*lines, ""])


def _text_row(name: str, score: Score) -> str:
    figures = ("events det", "events core", "events row", "dates value", "repairs exact")
    ratios = [score.ratios[figure] for figure in figures]
    cells = [f"{ratio.f1:.0f}" if ratio.gold or ratio.predicted else "-" for ratio in ratios]
    return f"| {name} | " + " | ".join(cells) + f" | {_percent(score.shares['layout furniture right'])} |"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1f}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        outputs = extract_gold(Path(folder))
        (ROOT / "docs/ACCURACY.md").write_text(accuracy_page(outputs), encoding="utf-8")
        total = score_outputs(GOLD, outputs)
    print(format_score(total))
    for miss in total.misses if "--misses" in sys.argv else ():
        print(miss)


if __name__ == "__main__":
    main()
