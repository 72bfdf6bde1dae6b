"""Look after what was added: unusable files, changed files, counts out of bounds."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import InputError, PipelineError
from pipeline.ingest import find_chapters


def read_counts(documents: Path) -> dict[str, dict[str, int]]:
    """Read the counts of each chapter from a `documents.csv` that a run wrote.

    Raises:
        InputError: the table is missing.
    """
    try:
        with documents.open(encoding="utf-8", newline="") as handle:
            return {
                row["source_id"]: {key: int(value) for key, value in row.items() if value.isdigit()}
                for row in csv.DictReader(handle)
            }
    except FileNotFoundError:
        raise InputError(
            "there are no tables yet", where=documents, hint="run `bluebook extract` first"
        ) from None


def check_corpus(corpus: Path, *, counts: Mapping[str, Mapping[str, int]]) -> list[PipelineError]:
    """List what deserves a look: unusable files, files changed since they were added, counts out of bounds.

    Args:
        corpus: the corpus folder.
        counts: for each source id the counts of the last run, as `read_counts` gives them.

    Returns:
        The problems, sorted by place; none when all is well.
    """
    chapters, problems = find_chapters(corpus)
    found: list[PipelineError] = list(problems)
    for chapter in chapters:
        said = chapter.sidecar
        digest = hashlib.sha256(chapter.path.read_bytes()).hexdigest()
        if said.sha256 and said.sha256 != digest:
            found.append(
                InputError(
                    "the file is not the one that was added",
                    where=chapter.path,
                    hint="add it again with --force if the change is meant",
                )
            )
        if chapter.source_id not in counts:
            found.append(
                InputError(
                    "the chapter is in no table yet", where=chapter.path, hint="run `bluebook extract`"
                )
            )
            continue
        for name, (least, most) in sorted(said.expected.items()):
            value = counts[chapter.source_id].get(name, 0)
            if not least <= value <= most:
                found.append(
                    InputError(
                        f"{value} {name}, expected {least} to {most}",
                        where=chapter.path,
                        hint=f"look at its {name}, or correct [expected] in the sidecar",
                    )
                )
    return sorted(found, key=lambda problem: (problem.where, problem.message))
