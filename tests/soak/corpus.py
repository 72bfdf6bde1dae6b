"""A corpus that somebody works on: chapters come, change and go, and decisions are edited."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import benchmarks.synthetic as synthetic
from pipeline.outputs import read_table

MOST_CHAPTERS = 10
FORMS = ("txt", "txt", "txt", "html")
COLUMNS = ["event_id", "field", "was", "now", "decision"]
NATIONS = ("Canada", "Italy", "France", "Peru", "Kenya", "Thailand", "Mexico", "Norway", "Egypt", "Chile")
BROKEN = {
    "empty.txt": b"",
    "no-text.html": b"<html><script>1</script></html>",
    "broken.pdf": b"%PDF-1.7\n%%EOF",
}


class WorkedOn:
    """A corpus folder and what may be done to it from one run to the next, by chance from a seed.

    Args:
        home: the folder that holds `corpus/` and `outputs/`.
        choose: makes every choice.
    """

    def __init__(self, home: Path, choose: random.Random) -> None:
        self.corpus, self.outputs, self.choose = home / "corpus", home / "outputs", choose
        self.number = 0
        gold = sorted(synthetic.GOLD.glob("*.txt"))
        self.paragraphs = [line for path in gold for line in synthetic._paragraphs(path)]
        for _ in range(4):
            self.add()

    @property
    def is_broken(self) -> bool:
        """Whether a file lies there that cannot be read as a chapter, so that a run ends with code 1."""
        return any((self.corpus / "1990" / name).exists() for name in BROKEN)

    def change(self) -> str:
        """Do one to three things to the corpus and name them; sometimes nothing."""
        acts = [
            *(self.add, self.add, self.edit, self.edit, self.edit, self.remove, self.retitle),
            *(self.decide, self.decide, self.withdraw, self.break_one, self.mend),
        ]
        chosen = self.choose.sample(acts, self.choose.choice([0, 1, 1, 2, 3]))
        for act in chosen:
            act()
        return ", ".join(act.__name__ for act in chosen) or "nothing"

    def chapters(self) -> list[Path]:
        found = sorted(path for suffix in set(FORMS) for path in self.corpus.glob(f"*/*.{suffix}"))
        return [path for path in found if path.name not in BROKEN]

    def add(self) -> None:
        if len(self.chapters()) >= MOST_CHAPTERS:
            return
        self.number += 1
        edition, suffix = self.choose.choice([1990, 1998, 2010, 2023]), self.choose.choice(FORMS)
        path = self.corpus / str(edition) / f"chapter-{self.number}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [self.paragraph() for _ in range(self.choose.randrange(2, 9))]
        if suffix == "html":
            text = f"<html><body><h1>Talks</h1>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
        else:
            text = "\n\n".join(["Talks", *lines])
        path.write_text(text, encoding="utf-8")
        path.with_suffix(".toml").write_text(f'edition = {edition}\ntitle = "Talks {self.number}"\n')

    def paragraph(self) -> str:
        """A paragraph of the development texts with a sentence of its own behind it."""
        nation, other = self.choose.sample(NATIONS, 2)
        day, month = self.choose.randrange(1, 29), self.choose.choice(synthetic.MONTHS)
        return (
            f"{self.choose.choice(self.paragraphs)} On {day} {month} the Foreign Minister of {nation} "
            f"visited {other}, and talks were held {self.choose.randrange(2, 90)} times."
        )

    def edit(self) -> None:
        path = self.choose.choice(self.chapters())
        text = path.read_text(encoding="utf-8")
        cut = self.choose.randrange(len(text) // 2, len(text))
        kept = text if len(text) < 4000 else text[: text.rindex(" ", 0, cut)]
        path.write_text(f"{kept}\n\n{self.paragraph()}\n", encoding="utf-8")

    def remove(self) -> None:
        if len(self.chapters()) > 2:
            path = self.choose.choice(self.chapters())
            path.unlink()
            path.with_suffix(".toml").unlink()

    def retitle(self) -> None:
        path = self.choose.choice(self.chapters()).with_suffix(".toml")
        edition = path.parent.name
        path.write_text(f'edition = {edition}\ntitle = "Talks, {self.choose.randrange(1000)}"\n')

    def decide(self) -> None:
        """Accept, reject or change a row of the last tables."""
        events = read_table(self.outputs / "events.csv")
        if events:
            row = self.choose.choice(events)
            line = self.choose.choice(
                [
                    {"decision": "accept", "field": "date_edtf", "was": row["date_edtf"]},
                    {"decision": "reject", "was": row["evidence"][:80]},
                    {"decision": "edit", "field": "date_edtf", "was": row["date_edtf"], "now": "2009-11"},
                ]
            )
            kept = [one for one in self.decisions() if one["event_id"] != row["event_id"]]
            self.write_decisions([*kept[-20:], {"event_id": row["event_id"]} | line])

    def withdraw(self) -> None:
        self.write_decisions(self.decisions()[1:])

    def decisions(self) -> list[dict[str, str]]:
        return read_table(self.corpus / "corrections.csv")

    def write_decisions(self, lines: list[dict[str, str]]) -> None:
        with (self.corpus / "corrections.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)

    def break_one(self) -> None:
        name = self.choose.choice(sorted(BROKEN))
        folder = self.corpus / "1990"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(BROKEN[name])
        (folder / name).with_suffix(".toml").write_text('edition = 1990\ntitle = "Broken"\n')

    def mend(self) -> None:
        for name in BROKEN:
            (self.corpus / "1990" / name).unlink(missing_ok=True)
            (self.corpus / "1990" / name).with_suffix(".toml").unlink(missing_ok=True)
