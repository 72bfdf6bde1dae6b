"""Corpora of any size for the benchmarks: seeded shuffles of the development texts.

python benchmarks/synthetic.py FOLDER --words 200000 --chapters 100
"""

from __future__ import annotations

import argparse
import calendar
import random
import re
from pathlib import Path

GOLD = Path(__file__).parent.parent / "tests/gold/docs"
EDITIONS = range(1986, 2026)
MONTHS = calendar.month_name[1:]


def make_corpus(folder: Path, *, words: int, chapters: int, seed: int = 0) -> None:
    """Write a corpus of `chapters` text chapters with about `words` words in all.

    Paragraphs are drawn from the development texts, their months shuffled, so that no two chapters
    are alike; the same seed gives the same bytes.
    """
    draw = random.Random(seed)
    paragraphs = [line for path in sorted(GOLD.glob("*.txt")) for line in _paragraphs(path)]
    for number in range(chapters):
        edition = EDITIONS[number % len(EDITIONS)]
        target = folder / str(edition)
        target.mkdir(parents=True, exist_ok=True)
        lines, length = [f"Chapter {number + 1}", ""], 0
        while length < words / chapters:
            paragraph = re.sub("|".join(MONTHS), lambda _: draw.choice(MONTHS), draw.choice(paragraphs))
            lines += [paragraph, ""]
            length += len(paragraph.split())
        name = f"chapter-{number + 1:04d}"
        (target / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
        (target / f"{name}.toml").write_text(
            f'edition = {edition}\ntitle = "Chapter {number + 1}"\n', encoding="utf-8"
        )


def _paragraphs(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if len(line.split()) >= 12]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--chapters", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    make_corpus(arguments.folder, words=arguments.words, chapters=arguments.chapters, seed=arguments.seed)


if __name__ == "__main__":
    main()
