"""Write the generated parts of the documentation, or with --check say which are out of date.

Generated are docs/CODEBOOK.md, docs/EVENTS.md and, between its markers, the README's commands, targets
and excerpt of events.csv, which is taken from a fresh run on corpus/.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.cli import COMMANDS
from pipeline.lexicon.codebook import codebook_markdown, load_codebook
from pipeline.lexicon.event_types import load_event_types
from pipeline.run import Settings, extract_corpus

ROOT = Path(__file__).resolve().parent.parent
EXCERPT_COLUMNS = [
    "event_type",
    "status",
    "date_edtf",
    "date_basis",
    "actors",
    "counterparts",
    "place",
    "evidence",
]
EVIDENCE_LENGTH = 60


def generated_files() -> Iterator[tuple[Path, str]]:
    """Give each generated file with what it should hold."""
    yield ROOT / "docs/CODEBOOK.md", codebook_markdown(load_codebook())
    yield ROOT / "docs/EVENTS.md", event_types_page()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    parts = {"targets": make_targets(), "commands": command_table(), "excerpt": events_excerpt()}
    for name, content in parts.items():
        readme = fill_between(readme, name, content)
    yield ROOT / "README.md", readme


def fill_between(text: str, name: str, content: str) -> str:
    """Put `content` between the markers `<!-- name -->` and `<!-- /name -->`."""
    pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    if not pattern.search(text):
        raise SystemExit(f"README.md has no markers for {name}")
    return pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text)


def make_targets() -> str:
    listing = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return f"```\n{listing.stdout.rstrip()}\n```"


def command_table() -> str:
    """List every command of `bluebook` with the first sentence of its help."""
    lines = ["| command | what it does |", "| --- | --- |"]
    for command in COMMANDS:
        sentence = (command.help or "").partition("\n\n")[0].replace("\n", " ")
        lines.append(f"| `bluebook {command.name}` | {sentence} |")
    return "\n".join(lines)


def event_types_page() -> str:
    """Write the closed list of event types as a page."""
    lines = [
        "# Event types",
        "",
        "Generated from `pipeline/lexicon/event_types.csv` by `make docs`; do not edit. What counts as an",
        "event, and every judgement call: [tests/gold/GUIDELINES.md](../tests/gold/GUIDELINES.md).",
        "",
    ]
    for kind in load_event_types():
        lines += [f"## {kind.code}", "", f"{kind.definition}", ""]
        lines += [f"- Includes: {kind.includes}."] if kind.includes else []
        lines += [f"- Not: {kind.excludes}."] if kind.excludes else []
        lines += [f"- Modes: {', '.join(f'`{mode}`' for mode in kind.modes)}."] if kind.modes else []
        codes = sorted({"-".join(filter(None, code[:2])) for code in kind.codings.values() if code[0]})
        lines += [f"- PLOVER: {', '.join(codes) if codes else 'no type'}.", ""]
    return "\n".join(lines)


def events_excerpt() -> str:
    """Show the events of the chapter that comes with the project, as a run on it gives them."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs"
        extract_corpus(Settings(corpus=ROOT / "corpus", outputs=outputs), say=lambda _: None)
        with (outputs / "events.csv").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
    lines = ["| " + " | ".join(EXCERPT_COLUMNS) + " |", "| --- " * len(EXCERPT_COLUMNS) + "|"]
    lines += ["| " + " | ".join(shortened(row, column) for column in EXCERPT_COLUMNS) + " |" for row in rows]
    return "\n".join(lines)


def shortened(row: dict[str, str], column: str) -> str:
    cell = row[column]
    if column == "evidence" and len(cell) > EVIDENCE_LENGTH:
        return cell[:EVIDENCE_LENGTH].rsplit(" ", 1)[0] + " …"
    return cell


def main() -> int:
    stale = 0
    for path, content in generated_files():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == content:
            continue
        stale += 1
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is out of date: run make docs", file=sys.stderr)
        else:
            path.write_text(content, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
