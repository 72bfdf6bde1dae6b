"""Words typed in a shell -> a run; results to stdout, talk to stderr, an exit code for the shell.

0: done; 1: a problem in the data; 2: wrong usage. Commands only translate: what they do stands in the
modules they import when they are called, so that `--help` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import sys

import click

from pipeline import OBJECTS_BETWEEN_COLLECTIONS, __version__
from pipeline.cli.chapters import add, cache, check_corpus, extract
from pipeline.cli.look import code, dates, explain, score, verify, who
from pipeline.cli.review import diff, export, review
from pipeline.errors import PipelineError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bluebook", message="%(prog)s %(version)s")
def bluebook() -> None:
    """Turn diplomatic yearbooks into event tables that people can cite."""


COMMANDS = (extract, add, check_corpus, review, diff, export, explain, who, dates, code, score, verify, cache)
for command in COMMANDS:
    bluebook.add_command(command)


def main() -> None:
    """Run the command and end the process with its exit code."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # what is held at the end goes with the process: no need to search it first
    try:
        code = bluebook.main(prog_name="bluebook", standalone_mode=False)
    except PipelineError as error:
        click.echo(f"bluebook: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("bluebook: stopped; the previous tables are untouched", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"bluebook: {place}{error.strerror or error}", err=True)
        sys.exit(1)
    except MemoryError:
        click.echo("bluebook: there is not enough memory; the previous tables are untouched", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
