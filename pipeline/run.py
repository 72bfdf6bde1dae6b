"""A whole run: which chapters, what each gave, what is written at the end, and what to say of it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.cache import Cache, chapter_key, default_folder, hash_files, hash_parts, hold_outputs
from pipeline.errors import InputError, PipelineError, UsageError
from pipeline.ingest import Chapter, find_chapters
from pipeline.report import Summary
from pipeline.spacy_model import DEFAULT_MODEL, ModelIdentity, identify_model

if TYPE_CHECKING:
    from pandas import DataFrame

    from pipeline.model import ChapterRecord, Issue
    from pipeline.tasks import Run

Say = Callable[[str], None]

_TOLD_VERSIONS = ("spacy", "dateparser", "pandas")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user asked for.

    Args:
        corpus: folder of the chapters.
        outputs: folder of the tables.
        only: source ids or editions to read; all when empty.
        model: import name of a spaCy English pipeline.
        force: compute everything again, and drop chapters that `only` leaves out.
        dry_run: say what would be read and write nothing.
        workers: number of processes that read chapters.
        cache: folder of kept results; the user's cache folder when None.
        scheduler: address of a Dask scheduler that has the chapters read; "local" starts one.
        shared: folder or fsspec address where the workers of a scheduler leave their results.
        corrections: apply the reviewers' decisions in corpus/corrections.csv.
    """

    corpus: Path
    outputs: Path
    only: Sequence[str] = ()
    model: str = DEFAULT_MODEL
    force: bool = False
    dry_run: bool = False
    workers: int = 1
    cache: Path | None = None
    scheduler: str = ""
    shared: str = ""
    corrections: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will read: the chapters, in the order of the tables, and the key of each one's result."""

    chapters: Sequence[Chapter]
    keys: Mapping[str, str]
    model: ModelIdentity
    problems: Sequence[PipelineError]


def extract_corpus(settings: Settings, *, say: Say) -> Summary:
    """Read every chapter of a corpus and write the tables, whole or not at all.

    A chapter that cannot be read is named in the summary's problems and the others go on. When
    nothing has changed since the tables were written, nothing is computed.

    Args:
        settings: which corpus, which chapters, where to.
        say: takes each line of progress.

    Raises:
        PipelineError: nothing at all could be done: no corpus, no model, no place to write.
    """
    plan = plan_run(settings)
    if settings.dry_run:
        for chapter in plan.chapters:
            say(f"would read {chapter.source_id} ({chapter.path})")
        return Summary(chapters=len(plan.chapters), problems=_as_text(plan.problems))
    _refuse_to_drop_chapters(settings, plan)
    inputs = hash_parts(*sorted(settings.only), *sorted(plan.keys.items()), _decisions_hash(settings))
    if not settings.force and _is_unchanged(settings.outputs, inputs):
        return _summary_of_last_run(settings, plan.problems)
    store = Cache(settings.cache or default_folder())
    with hold_outputs(settings.outputs):
        return _compute(settings, plan, inputs, store, say=say)


def plan_run(settings: Settings) -> Plan:
    """Find the chapters, and the key of each one's result: its bytes, its sidecar, the model, this code.

    Raises:
        PipelineError: there is no corpus, no chapter or no such model.
    """
    found, problems = find_chapters(settings.corpus, only=settings.only)
    model = identify_model(settings.model)
    keys = {}
    for chapter in found:
        try:
            keys[chapter.source_id] = chapter_key(chapter.source_id, chapter.path, model.parts)
        except OSError as error:
            problems.append(InputError(f"the file cannot be read: {error.strerror}", where=chapter.path))
    # In the order of the ids of their rows: "2010/a-b:s..." stands before "2010/a:s...".
    chapters = sorted(
        (chapter for chapter in found if chapter.source_id in keys),
        key=lambda chapter: f"{chapter.source_id}:",
    )
    return Plan(chapters=chapters, keys=keys, model=model, problems=problems)


def _compute(settings: Settings, plan: Plan, inputs: str, store: Cache, *, say: Say) -> Summary:
    from pipeline.cache import read_output, read_record
    from pipeline.decisions import apply_decisions
    from pipeline.export import check_tables, require_contract, write_outputs
    from pipeline.tasks import do_tasks

    files, task_problems = do_tasks(
        plan.chapters,
        plan.keys,
        plan.model,
        store,
        workers=settings.workers,
        force=settings.force,
        say=say,
        run=_elsewhere(settings) if settings.scheduler else None,
    )
    problems = [*plan.problems, *task_problems]
    if len(files) + len(task_problems) != len(plan.chapters):
        raise PipelineError(
            f"{len(plan.chapters)} chapters went in, {len(files)} were read and {len(task_problems)} refused",
            where=settings.corpus,
            hint="this is a fault of the pipeline; no tables were written",
        )
    if not files:
        listing = "".join(f"\n  {problem}" for problem in problems)
        raise InputError(f"no chapter could be read; no tables were written{listing}", where=settings.corpus)
    records = [read_record(path) for path in files]
    by_id = {record.source.source_id: path for record, path in zip(records, files, strict=True)}
    tables = _build_tables(records)
    if settings.corrections:
        tables = apply_decisions(
            tables, corpus=settings.corpus, read_chapter=lambda name: read_output(by_id[name])
        )
    known = {"segments": {key for record in records for key in record.segment_ids}}
    require_contract(check_tables(tables, known=known), where=settings.outputs)
    summary = _summarize(tables, problems, settings)
    write_outputs(
        (read_output(path) for path in files),
        tables,
        outputs=settings.outputs,
        run=_describe_run(settings, plan, inputs, summary, records, tables),
    )
    store.prune()
    return summary


def _elsewhere(settings: Settings) -> Run:
    from functools import partial

    from pipeline.cluster import run_on_cluster

    return partial(
        run_on_cluster, scheduler=settings.scheduler, workers=settings.workers, shared=settings.shared
    )


def _build_tables(records: Sequence[ChapterRecord]) -> dict[str, DataFrame]:
    from pipeline.resolve import merge_events
    from pipeline.tables import corpus_tables

    events = merge_events([telling for record in records for telling in record.event_mentions])
    tables = corpus_tables(records, events)
    unexpected = _unexpected_counts(records, tables["documents"])
    return corpus_tables(records, events, unexpected) if unexpected else tables


def _unexpected_counts(records: Sequence[ChapterRecord], documents: DataFrame) -> list[Issue]:
    """Say where a chapter gave fewer or more rows than its sidecar expects."""
    from pipeline.model import Issue

    counts = documents.set_index("source_id")
    issues = []
    for source in (record.source for record in records):
        for name, (least, most) in sorted(source.expected.items()):
            number = int(str(counts.loc[source.source_id, name]))
            if not least <= number <= most:
                issues.append(
                    Issue(
                        severity="warning",
                        code="unexpected-count",
                        source_id=source.source_id,
                        start=0,
                        end=0,
                        text="",
                        message=f"{number} {name}, but the sidecar expects {least} to {most}",
                    )
                )
    return issues


def _refuse_to_drop_chapters(settings: Settings, plan: Plan) -> None:
    """A run on some chapters must not silently take the others' rows out of the tables."""
    documents = settings.outputs / "documents.csv"
    if not settings.only or settings.force or not documents.is_file():
        return
    with documents.open(encoding="utf-8", newline="") as handle:
        lost = {row["source_id"] for row in csv.DictReader(handle)} - set(plan.keys)
    if lost:
        raise UsageError(
            f"these tables also hold {len(lost)} other chapters, which --only would take out",
            where=settings.outputs,
            hint="choose another folder with --outputs, or say --force",
        )


def _decisions_hash(settings: Settings) -> str:
    path = settings.corpus / "corrections.csv"
    return hash_files([path]) if settings.corrections and path.is_file() else ""


def _last_run(outputs: Path) -> dict[str, Any]:
    try:
        content = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_unchanged(outputs: Path, inputs: str) -> bool:
    """Tell whether the tables were made from these inputs and nobody has touched them since."""
    last = _last_run(outputs)
    if last.get("inputs_sha256") != inputs:
        return False
    try:
        return all(hash_files([outputs / name]) == value for name, value in last["files"].items())
    except (OSError, KeyError, AttributeError):
        return False


def _summary_of_last_run(settings: Settings, problems: Sequence[PipelineError]) -> Summary:
    last = _last_run(settings.outputs)["summary"]
    return Summary(**last, problems=_as_text(problems), outputs=str(settings.outputs), unchanged=True)


def _describe_run(
    settings: Settings,
    plan: Plan,
    inputs: str,
    summary: Summary,
    records: Sequence[ChapterRecord],
    tables: Mapping[str, DataFrame],
) -> dict[str, object]:
    """What run.json says: enough to run it again and get the same bytes; no clock, no folder names."""
    told = summary.as_json()
    chapter_counts = Counter[str]()
    for record in records:
        chapter_counts.update(record.counts)
    return {
        "versions": {"bluebook-events": __version__} | {name: version(name) for name in _TOLD_VERSIONS},
        "model": {"name": plan.model.name, "version": plan.model.version, "sha256": plan.model.sha256},
        "settings": {"only": sorted(settings.only)},
        "corpus_sha256": hash_parts(*((r.source.source_id, r.source.sha256) for r in records)),
        "inputs_sha256": inputs,
        "counts": dict(chapter_counts) | {name: len(table) for name, table in tables.items()},
        "summary": {key: told[key] for key in told if key not in ("problems", "outputs", "unchanged")},
    }


def _summarize(
    tables: Mapping[str, DataFrame], problems: Sequence[PipelineError], settings: Settings
) -> Summary:
    documents = tables["documents"]
    return Summary(
        chapters=len(documents),
        words=int(documents["words"].astype(int).sum()),
        repairs=int(documents["repairs"].astype(int).sum()),
        dates=int(documents["dates"].astype(int).sum()),
        entities=len(tables["entities"]),
        events=dict(sorted(Counter(tables["events"]["event_type"]).items())),
        issues=dict(sorted(Counter(tables["issues"]["code"]).items())),
        problems=_as_text(problems),
        outputs=str(settings.outputs),
    )


def _as_text(problems: Sequence[PipelineError]) -> list[str]:
    return [str(problem) for problem in problems]
