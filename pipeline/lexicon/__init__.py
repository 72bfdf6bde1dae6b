"""The language knowledge of the project: data files that lie beside this module, and their reading.

Each data file `name.toml` or `name.csv` has, where it needs checking, a loader module beside it.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import LexiconError

FOLDER = Path(__file__).parent


def lexicon_path(name: str) -> Path:
    """Return the path of the data file `name`.

    Raises:
        LexiconError: there is no such file.
    """
    path = FOLDER / name
    if not path.is_file():
        raise LexiconError("this data file is missing", where=path, hint="reinstall the project")
    return path


@cache
def read_data(name: str) -> bytes:
    """Return the bytes of a data file, read once: what the keys of results hash is what the stages read.

    >>> read_data("editions.csv")[:7]
    b'edition'
    """
    return lexicon_path(name).read_bytes()


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of the lexicon, each a mapping from column to text.

    Raises:
        LexiconError: the file is not CSV in UTF-8, or a row has more or fewer cells than the header.

    >>> read_csv("editions.csv")[0]["edition"]
    '1986'
    """
    path = lexicon_path(name)
    try:
        text = io.StringIO(read_data(name).decode("utf-8"), newline="")
        reader = csv.reader(text)  # a DictReader takes three times as long
        header = next(reader, [])
        return tuple(dict(zip(header, row, strict=True)) for row in reader if row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(f"not CSV in UTF-8: {error}", where=path, hint="save it as `CSV UTF-8`") from error
    except ValueError as error:
        raise LexiconError(
            "a row has more or fewer cells than the header",
            where=f"{path}:{reader.line_num}",
            hint="quote cells that hold a comma",
        ) from error


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Return the lines of a CSV file of the lexicon as they stand, without its header.

    For long files that are searched, or have one column: taking all their lines apart would take longer
    than a chapter.

    Raises:
        LexiconError: the file is not in UTF-8.

    >>> read_lines("english_words.csv")[0]
    'aardvark'
    """
    path = lexicon_path(name)
    try:
        return tuple(read_data(name).decode("utf-8").splitlines()[1:])
    except UnicodeDecodeError as error:
        raise LexiconError(f"not UTF-8: {error}", where=path, hint="save it as `CSV UTF-8`") from error


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Return the content of a TOML file of the lexicon.

    Raises:
        LexiconError: the file is not TOML; the message names file and line.
    """
    path = lexicon_path(name)
    try:
        return tomllib.loads(read_data(name).decode("utf-8").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LexiconError(f"not valid TOML: {error}", where=path) from error


def compile_pattern(pattern: str, flags: int = 0, *, where: str | Path, rule: str = "") -> re.Pattern[str]:
    """Compile a regular expression of a rule file.

    Args:
        pattern: the regular expression.
        flags: as `re.compile` takes them.
        where: the file it stands in.
        rule: the rule it belongs to, for the message.

    Raises:
        LexiconError: it is not a regular expression, or too large a one; the message names file and rule.

    >>> compile_pattern("a{9999999999}", where="rules.toml", rule="visit.far")
    Traceback (most recent call last):
    pipeline.errors.LexiconError: rules.toml: visit.far: the repetition number is too large in a{9999999999}
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # of signs whose meaning is to change
            return re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        name = f"{rule}: " if rule else ""
        raise LexiconError(f"{name}{error} in {pattern[:200]}", where=where) from error
