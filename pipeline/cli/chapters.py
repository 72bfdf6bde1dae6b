"""Commands about chapters and whole runs: extract, add, check-corpus, cache."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import (
    FILE,
    cache_option,
    corpus_option,
    json_option,
    keep_silent,
    model_option,
    outputs_option,
    print_json,
    quiet_option,
    talk,
)
from pipeline.errors import InputError, PipelineError

if TYPE_CHECKING:
    from pipeline.accession import Proposal


@click.command()
@corpus_option
@outputs_option
@click.option("--only", multiple=True, metavar="ID", help="Read this chapter or edition only; repeatable.")
@model_option
@cache_option
@click.option(
    "--cache-size",
    type=click.FloatRange(0),
    default=2000,
    show_default=True,
    metavar="MB",
    envvar="BLUEBOOK_CACHE_SIZE",
    help="Most that the kept results may take; the longest unused go first.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes.  [default: all cores]"
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Dask scheduler to use, or `local`.")
@click.option(
    "--shared", default="", metavar="ADDRESS", help="Where its workers leave results: folder or fsspec."
)
@click.option("--force", is_flag=True, help="Compute everything again.")
@click.option(
    "--corrections/--no-corrections", default=True, help="Apply corpus/corrections.csv (default), or do not."
)
@click.option("--dry-run", is_flag=True, help="Say what would be read; write nothing.")
@json_option
@quiet_option
def extract(
    corpus: Path,
    outputs: Path,
    only: tuple[str, ...],
    model: str,
    cache: Path | None,
    cache_size: float,
    workers: int,
    scheduler: str,
    shared: str,
    force: bool,
    corrections: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Read every chapter of the corpus and write the tables."""
    from pipeline.report import format_summary
    from pipeline.run import Settings, extract_corpus

    settings = Settings(
        corpus=corpus,
        outputs=outputs,
        only=only,
        model=model,
        cache=cache,
        cache_bytes=round(cache_size * 1_000_000),
        workers=workers,
        scheduler=scheduler,
        shared=shared,
        force=force,
        corrections=corrections,
        dry_run=dry_run,
    )
    summary = extract_corpus(settings, say=keep_silent if quiet else talk)
    if not dry_run and not summary.unchanged:
        from pipeline.verify import balance_outputs

        for imbalance in balance_outputs(outputs):
            summary = replace(summary, problems=[*summary.problems, f"{outputs}: {imbalance}"])
    if as_json:
        print_json(summary.as_json())
    for problem in summary.problems if quiet else ():
        talk(f"problem: {problem}")
    if not quiet:
        talk(format_summary(summary))
    return summary.exit_code


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--edition", type=click.IntRange(1950, 2100), help="Year on the cover; inferred when left out.")
@click.option(
    "--id", "name", default="", help="Name of the chapter in its edition; the file's own by default."
)
@click.option("--title", default="", help="Title of the chapter; inferred when left out.")
@click.option("--url", default="", help="Address the chapter was taken from.")
@click.option("--coverage", default="", metavar="START/END", help="Days it reports on, if not the edition's.")
@corpus_option
@model_option
@click.option("--force", is_flag=True, help="Replace a chapter that has this id already.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask, even in doubt.")
@click.option("--no-run", is_flag=True, help="Do not read the chapter after adding it.")
def add(
    files: tuple[Path, ...],
    edition: int | None,
    name: str,
    title: str,
    url: str,
    coverage: str,
    corpus: Path,
    model: str,
    force: bool,
    yes: bool,
    no_run: bool,
) -> int:
    """Copy chapters into the corpus, each with a sidecar, and say what was inferred and from what.

    FILES are text, HTML or PDF files, or folders of them.
    """
    from pipeline.accession import Given, add_chapter, list_candidates, propose_chapter

    given = Given(edition=edition, name=name, title=title, url=url, coverage=coverage)
    paths, problems = list_candidates(files)
    if name and len(paths) > 1:
        raise click.UsageError("--id names one chapter, but there are several files")
    failures: list[PipelineError] = list(problems)
    added: list[str] = []
    for path in paths:
        try:
            proposal = propose_chapter(path, corpus=corpus, given=given)
            _show_proposal(proposal)
            if proposal.doubts and not yes:
                _agree(path)
            add_chapter(proposal, force=force)
            added.append(proposal.source_id)
        except PipelineError as problem:
            failures.append(problem)
    for failure in failures:
        talk(f"problem: {failure}")
    if added and not no_run:
        _run_alone(corpus, added, model)
    return 1 if failures else 0


def _show_proposal(proposal: Proposal) -> None:
    talk(f"{proposal.path} -> {proposal.target} ({proposal.words:,} words, {proposal.state})")
    for key, guess in proposal.guesses.items():
        if guess.value:
            talk(f"  {key:8} {guess.value}  [{guess.basis}]")
    talk(f"  {'covers':8} {proposal.sidecar.coverage}")
    for doubt in proposal.doubts:
        talk(f"  in doubt: {doubt}")


def _agree(path: Path) -> None:
    """Ask whether a doubtful file shall be added; where nobody can answer, it is not."""
    if not sys.stdin.isatty():
        raise InputError(
            "this file is in doubt, see above", where=path, hint="say --yes to add it all the same"
        )
    if not click.confirm(f"add {path}?", default=True, err=True):
        raise InputError("not added", where=path)


def _run_alone(corpus: Path, added: list[str], model: str) -> None:
    """Read the new chapters alone, so that a look at their counts follows at once."""
    import tempfile

    from pipeline.report import format_summary
    from pipeline.run import Settings, extract_corpus

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus=corpus, outputs=Path(folder) / "outputs", only=added, model=model)
        summary = extract_corpus(settings, say=keep_silent)
    talk("\n".join(line for line in format_summary(summary).splitlines() if "written to" not in line))
    talk("now run `make extract` to write them into the tables")


@click.command("check-corpus")
@corpus_option
@outputs_option
def check_corpus(corpus: Path, outputs: Path) -> int:
    """List chapters that cannot be read, have changed, or give counts their sidecar does not expect."""
    from pipeline import accession

    problems = accession.check_corpus(corpus, counts=accession.read_counts(outputs / "documents.csv"))
    for problem in problems:
        click.echo(str(problem))
    return 1 if problems else 0


@click.command()
@cache_option
@click.option("--prune", type=click.IntRange(0), metavar="MB", help="Forget the longest unused down to this.")
def cache(cache: Path | None, prune: int | None) -> None:
    """Show or shrink the folder of kept results."""
    from pipeline.cache import Cache, default_folder

    store = Cache(cache or default_folder())
    if prune is not None:
        click.echo(f"removed {store.prune(prune * 1_000_000):,} bytes")
    entries = store.entries()
    click.echo(f"{store.folder}: {len(entries):,} results, {sum(size for _, size, _ in entries):,} bytes")
