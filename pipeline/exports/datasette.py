"""Serve the SQLite export with Datasette, on this machine only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.errors import OutputError, UsageError
from pipeline.exports.columns import need


def serve_database(database: Path, *, port: int = 8001) -> None:
    """Serve a database that `write_sqlite` wrote, with its metadata, until interrupted.

    Raises:
        UsageError: Datasette is not installed, or there is no such database.
        OutputError: the server ended by itself (its port is taken, for instance).
    """
    need("datasette", "serve")
    if not database.is_file():
        raise UsageError("there is no such database", hint="run `bluebook export --format sqlite` first")
    command = datasette_command(database, port=port)
    try:
        code = subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return
    if code > 0:
        raise OutputError(f"the server ended with code {code}", where=database)


def datasette_command(database: Path, *, port: int) -> list[str]:
    """Return the command that serves a database: unchangeable, so that Datasette may cache, and local.

    >>> datasette_command(Path("exports/bluebook.db"), port=8001)[3:5]
    ['serve', '--immutable']
    """
    return [
        *(sys.executable, "-m", "datasette", "serve"),
        *("--immutable", str(database)),
        *("--metadata", str(database.with_suffix(".metadata.json"))),
        *("--host", "127.0.0.1", "--port", str(port)),
    ]
