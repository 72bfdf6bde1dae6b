"""A whole run: which chapters, what each gave, what is written at the end, and what to say of it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.cache import MOST_BYTES, Cache, default_folder, hash_files, hash_parts, hold_outputs
from pipeline.errors import InputError, OutputError, PipelineError, UsageError
from pipeline.fingerprint import chapter_key
from pipeline.ingest import Chapter, find_chapters
from pipeline.report import Summary
from pipeline.spacy_model import DEFAULT_MODEL, ModelIdentity, identify_model

if TYPE_CHECKING:
    from pipeline.shares import Account, Decide
    from pipeline.tasks import Run

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

Say = Callable[[str], None]

LEAST_MEMORY_BYTES = 512_000_000
"""Below this limit on its memory, a process cannot load the model; libraries would end it without a word."""

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
        cache_bytes: how large that folder may be after the run; the longest unused results go first.
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
    cache_bytes: int = MOST_BYTES
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
    if not settings.force and _is_unchanged(settings.outputs, inputs, chapters=len(plan.keys)):
        _clear_leftovers(settings.outputs)
        return _summary_of_last_run(settings, plan.problems)
    _require_memory()
    store = Cache(settings.cache or default_folder())
    with hold_outputs(settings.outputs):
        with store.in_use():
            summary = _compute(settings, plan, inputs, store, say=say)
        store.prune(settings.cache_bytes)
        return summary


def _require_memory() -> None:
    """Refuse to start under a limit that is too small to load the model.

    Raises:
        PipelineError: the limit is below `LEAST_MEMORY_BYTES`.
    """
    if resource is None:
        return
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY and limit < LEAST_MEMORY_BYTES:
        raise PipelineError(
            f"this process may use {limit / 1e6:,.0f} MB of memory, and reading a chapter takes more",
            hint=f"allow it {LEAST_MEMORY_BYTES / 1e6:,.0f} MB at least (ulimit -v); nothing was written",
        )


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
    from pipeline.cache import read_record
    from pipeline.export import write_outputs
    from pipeline.merge import join_tellings
    from pipeline.shares import Account, make_shares
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
    account = Account()
    kept = None if settings.force else store
    with join_tellings((read_record(files[name]) for name in sorted(files)), store=kept) as joined:
        write_outputs(
            make_shares(
                files,
                joined,
                account,
                store=kept,
                decide=_decide(settings, files),
            ),
            outputs=settings.outputs,
            run=lambda: _describe_run(settings, plan, inputs, account, problems),
        )
    return _summarize(account, problems, settings)


def _decide(settings: Settings, files: Mapping[str, Path]) -> Decide | None:
    """Return what puts the reviewers' decisions into the tables, if there are any."""
    if not _decisions_hash(settings):
        return None
    from functools import partial

    from pipeline.cache import read_output
    from pipeline.decisions import apply_decisions

    return partial(
        apply_decisions, corpus=settings.corpus, read_chapter=lambda name: read_output(files[name])
    )


def _elsewhere(settings: Settings) -> Run:
    from functools import partial

    from pipeline.cluster import run_on_cluster

    return partial(
        run_on_cluster, scheduler=settings.scheduler, workers=settings.workers, shared=settings.shared
    )


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


def _clear_leftovers(outputs: Path) -> None:
    """A run that was killed right after its tables took their place has left the old ones beside them."""
    from pipeline.export import clear_leftovers

    with suppress(OutputError), hold_outputs(outputs):  # a run that is going on will do it
        clear_leftovers(Path(os.path.realpath(outputs)))


def _last_run(outputs: Path) -> dict[str, Any]:
    try:
        content = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_unchanged(outputs: Path, inputs: str, *, chapters: int) -> bool:
    """Tell whether the tables were made from these inputs and nobody has touched them since.

    A chapter that could not be read is tried, and its problem told, in every run.
    """
    last = _last_run(outputs)
    if last.get("inputs_sha256") != inputs:
        return False
    try:
        if last["summary"]["chapters"] != chapters:
            return False
        return all(hash_files([outputs / name]) == value for name, value in last["files"].items())
    except (OSError, KeyError, AttributeError, TypeError):
        return False


def _summary_of_last_run(settings: Settings, problems: Sequence[PipelineError]) -> Summary:
    last = _last_run(settings.outputs)["summary"]
    return Summary(**last, problems=_as_text(problems), outputs=str(settings.outputs), unchanged=True)


def _describe_run(
    settings: Settings, plan: Plan, inputs: str, account: Account, problems: Sequence[PipelineError]
) -> dict[str, object]:
    """What run.json says: enough to run it again and get the same bytes; no clock, no folder names."""
    told = _summarize(account, problems, settings).as_json()
    chapters = ((row["source_id"], row["sha256"]) for row in account.documents)
    return {
        "versions": {"bluebook-events": __version__} | {name: version(name) for name in _TOLD_VERSIONS},
        "model": {"name": plan.model.name, "version": plan.model.version, "sha256": plan.model.sha256},
        "settings": {"only": sorted(settings.only)},
        "corpus_sha256": hash_parts(*sorted(chapters, key=_place_in_tables)),
        "inputs_sha256": inputs,
        "counts": dict(account.rows),
        "summary": {key: told[key] for key in told if key not in ("problems", "outputs", "unchanged")},
    }


def _place_in_tables(chapter: tuple[str, str]) -> str:
    # In the order of the ids of their rows: "2010/a-b:s..." stands before "2010/a:s...".
    return f"{chapter[0]}:"


def _summarize(account: Account, problems: Sequence[PipelineError], settings: Settings) -> Summary:
    documents = account.documents
    return Summary(
        chapters=len(documents),
        words=sum(int(row["words"]) for row in documents),
        repairs=sum(int(row["repairs"]) for row in documents),
        dates=sum(int(row["dates"]) for row in documents),
        entities=account.rows["entities"],
        events=dict(sorted(account.event_types.items())),
        issues=dict(sorted(account.issue_codes.items())),
        problems=_as_text(problems),
        outputs=str(settings.outputs),
    )


def _as_text(problems: Sequence[PipelineError]) -> list[str]:
    return [str(problem) for problem in problems]
