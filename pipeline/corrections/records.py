"""The file of decisions, corpus/corrections.csv: reading it as people save it, and writing it safely."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.cells import guard_value, unguard_value
from pipeline.corrections.locator import Locator
from pipeline.corrections.values import EDITABLE, value_problem
from pipeline.errors import InputError, OutputError

COLUMNS = ("event_id", "locator", "field", "was", "now", "decision", "reason", "editor", "date")
DECISIONS = ("accept", "reject", "edit", "add", "merge", "split")
PART_SEPARATOR = " || "
"""Stands between the values that a split gives to its parts."""
_SPAN_RE = re.compile(r"\d+-\d+\Z")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision of a reviewer: a line of corrections.csv.

    `line` is where it stands in the file (0 when it does not come from one); `extra` are columns of
    the reviewer's own, kept as they are.
    """

    event_id: str = ""
    locator: str = ""
    field: str = ""
    was: str = ""
    now: str = ""
    decision: str
    reason: str = ""
    editor: str = ""
    date: str = ""
    line: int = dataclasses.field(default=0, compare=False)
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> str:
        """How the line names its event."""
        return self.event_id or self.locator

    def cells(self) -> dict[str, str]:
        """Return the line as a mapping from column to text."""
        return {name: getattr(self, name) for name in COLUMNS} | dict(self.extra)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a corrections file is written, so that it can be written back the same way."""

    delimiter: str = ","
    newline: str = "\n"
    encoding: str = "utf-8"
    extra_columns: tuple[str, ...] = ()


def read_corrections(path: Path) -> list[Correction]:
    """Read corpus/corrections.csv; a file that does not exist holds no decisions.

    Raises:
        InputError: a line that cannot be understood; the message names the line and what is wrong.
    """
    return load(path)[0]


def load(path: Path) -> tuple[list[Correction], Dialect]:
    """Read a corrections file and how it is written (see `read_corrections`)."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [], Dialect()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path) from error
    return parse_corrections(content, where=str(path))


def parse_corrections(content: bytes, *, where: str = "corrections.csv") -> tuple[list[Correction], Dialect]:
    r"""Read the bytes of a corrections file as a person or a spreadsheet saved it.

    Comma, semicolon and tab, with and without byte order mark, any line end, quoted line breaks and
    the apostrophes that keep a spreadsheet from rewriting dates are all understood.

    Raises:
        InputError: the message names the line and what is wrong with it.

    >>> lines, dialect = parse_corrections(
    ...     b'\xef\xbb\xbfevent_id;field;was;now;decision\r\ne-1;date_edtf;\'2009;\'2009-11;edit\r\n')
    >>> lines[0].now, lines[0].line, dialect.delimiter
    ('2009-11', 2, ';')
    """
    text, encoding = _decode(content, where)
    newline = "\r\n" if "\r\n" in text else "\n"
    skipped = 0
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if declared:  # a line that one spreadsheet puts on top to name its delimiter
        text, skipped = text[declared.end() :], 1
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    found: list[Correction] = []
    line = 1 + skipped
    try:
        for cells in reader:
            here, line = line, reader.line_num + 1 + skipped
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, f"{where}:{here}")
                continue
            found.append(_correction(header, cells, here, where))
    except csv.Error as error:
        raise InputError(
            f"not readable as CSV: {error}", where=f"{where}:{line}", hint="look for a lone quotation mark"
        ) from error
    extra = tuple(name for name in header if name and name not in COLUMNS)
    return found, Dialect(delimiter=delimiter, newline=newline, encoding=encoding, extra_columns=extra)


def _decode(content: bytes, where: str) -> tuple[str, str]:
    encoding = "utf-8"
    if content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            "not UTF-8 text", where=f"{where}:{line}", hint="save it from the spreadsheet as `CSV UTF-8`"
        ) from error
    if "\0" in text:
        raise InputError(
            "holds a NUL character", where=f"{where}:{text.count(chr(10), 0, text.index(chr(0))) + 1}"
        )
    return text, encoding


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def _header(cells: Sequence[str], where: str) -> list[str]:
    header = [unguard_value(cell).strip().lower() for cell in cells]
    names = [name for name in header if name]
    if "decision" not in names or not {"event_id", "locator"} & set(names):
        raise InputError(
            "the first line does not name the columns", where=where, hint=f"write {','.join(COLUMNS)}"
        )
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(f"two columns are called {doubled[0]!r}", where=where)
    return header


def _correction(header: Sequence[str], cells: Sequence[str], line: int, where: str) -> Correction:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise InputError("more cells than columns", where=f"{where}:{line}", hint="quote cells with commas")
    row = {name: unguard_value(cell) for name, cell in zip(header, cells, strict=False) if name}
    known = {name: row.get(name, "").strip() for name in COLUMNS if name != "decision"}
    extra = tuple((name, row.get(name, "")) for name in header if name not in COLUMNS and row.get(name))
    correction = Correction(**known, decision=row.get("decision", "").strip().lower(), line=line, extra=extra)
    problem = correction_problem(correction)
    if problem:
        raise InputError(problem, where=f"{where}:{line}", hint=_hint(correction))
    return correction


def _hint(correction: Correction) -> str:
    if correction.field == "date_edtf":
        return "a spreadsheet may have rewritten the date: type an apostrophe before it, '2009-11"
    return ""


def correction_problem(correction: Correction) -> str:
    """Say what makes a decision unusable by itself, or nothing.

    >>> correction_problem(Correction(decision="accept", event_id="e-1"))
    'accept must say in `was` what was seen: copy it from the row'
    """
    if correction.decision not in DECISIONS:
        return f"decision is one of {', '.join(DECISIONS)}, not {correction.decision!r}"
    if not correction.target:
        return "neither event_id nor locator is given"
    if correction.locator and Locator.parse(correction.locator) is None:
        return f"the locator {correction.locator!r} is not `source_id:start-end:TYPE`"
    check = {
        "accept": _accept_problem,
        "reject": _reject_problem,
        "edit": _edit_problem,
        "add": _add_problem,
        "merge": _merge_problem,
        "split": _split_problem,
    }
    return check[correction.decision](correction)


def _accept_problem(correction: Correction) -> str:
    if correction.field and correction.field not in EDITABLE:
        return f"field is empty or one of {', '.join(EDITABLE)}, not {correction.field!r}"
    if correction.now:
        return "accept changes nothing, so `now` must be empty (write edit to change a value)"
    if not correction.was and not correction.field:
        return "accept must say in `was` what was seen: copy it from the row"
    return ""


def _reject_problem(correction: Correction) -> str:
    if correction.field or correction.now:
        return "reject concerns the whole event, so `field` and `now` must be empty"
    return "" if correction.was else "reject must quote in `was` words of the evidence"


def _edit_problem(correction: Correction) -> str:
    if correction.field not in EDITABLE:
        return f"field is one of {', '.join(EDITABLE)}, not {correction.field!r}"
    if correction.was == correction.now:
        return "`was` and `now` are the same (write accept to confirm a value)"
    return value_problem(correction.field, correction.now)


def _add_problem(correction: Correction) -> str:
    if not correction.locator:
        return "add needs a locator `source_id:start-end:TYPE` that points to its evidence"
    if correction.field:
        return "add makes the event only: give its values in further lines with edit and the same locator"
    if not correction.was:
        return "add must quote in `was` the words of the source that the locator points to"
    if correction.now and not _SPAN_RE.match(correction.now):
        return "`now` of add is empty or the sentence as `start-end`"
    locator = Locator.parse(correction.locator)
    return value_problem("event_type", locator.event_type) if locator else ""


def _merge_problem(correction: Correction) -> str:
    if not correction.now:
        return "merge must name in `now` the event that stays (its event_id or locator)"
    if correction.field:
        return "merge concerns the whole event, so `field` must be empty"
    return "" if correction.was else "merge must quote in `was` words of the evidence"


def _split_problem(correction: Correction) -> str:
    if correction.field not in EDITABLE:
        return f"split gives each part its value of one field: field is one of {', '.join(EDITABLE)}"
    parts = correction.now.split(PART_SEPARATOR.strip())
    if len(parts) < 2:
        return f"split needs the values of its parts in `now`, with `{PART_SEPARATOR.strip()}` between them"
    return next(filter(None, (value_problem(correction.field, part.strip()) for part in parts)), "")


def format_corrections(corrections: Iterable[Correction], dialect: Dialect | None = None) -> bytes:
    """Write decisions as a CSV file that a spreadsheet opens, saves and does not change.

    >>> print(format_corrections([Correction(decision="reject", event_id="e-1", was="=1")]).decode())
    event_id,locator,field,was,now,decision,reason,editor,date
    e-1,,,'=1,,reject,,,
    <BLANKLINE>
    """
    dialect = dialect or Dialect()
    columns = (*COLUMNS, *dialect.extra_columns)
    lines = [[guard_value(one.cells().get(name, "")) for name in columns] for one in corrections]
    # Python before 3.13 leaves a lone carriage return unquoted, which then reads as a new line.
    has_return = any("\r" in cell for line in lines for cell in line)
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=dialect.delimiter,
        lineterminator=dialect.newline,
        quoting=csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL,
    )
    writer.writerows([columns, *lines])
    return out.getvalue().encode(dialect.encoding)


def add_corrections(
    path: Path, new: Iterable[Correction], *, withdrawn: Iterable[Correction] = ()
) -> list[Correction]:
    """Put decisions into the file beside those already there, and return all of them.

    The file is read again first, so that what somebody else wrote meanwhile stays. A line goes only
    if it is named in `withdrawn`; a decision already in the file is not written twice. The old file or
    the new one is on disk at any moment, never a part.

    Raises:
        InputError: the file, or a new decision, cannot be understood; nothing is written.
        OutputError: the file cannot be written.
    """
    new = list(new)
    for correction in new:
        problem = correction_problem(correction)
        if problem:
            raise InputError(problem, where=correction.target)
    try:
        with _locked(path.parent):
            for leftover in path.parent.glob(f".{path.name}.*"):  # of a writer that was killed
                leftover.unlink(missing_ok=True)
            present, dialect = load(path)
            gone = {_cells(one) for one in withdrawn}
            kept = [one for one in present if _cells(one) not in gone]
            known = {_cells(one) for one in kept}
            added = []
            for one in new:
                if _cells(one) not in known:
                    added.append(one)
                    known.add(_cells(one))
            result = [*kept, *added]
            if added or len(kept) < len(present):
                write_atomically(path, format_corrections(result, dialect))
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", where=path, hint="check the folder's permissions"
        ) from error
    return result


def _cells(one: Correction) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in COLUMNS)


class _locked:  # noqa: N801  (a context manager, used like a function)
    """Hold the folder for one writer at a time; the lock ends with the process that holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.handle = -1

    def __enter__(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: the replace is still atomic, only simultaneous writers may collide
            return
        self.handle = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self.handle >= 0:
            os.close(self.handle)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step; a crash leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
