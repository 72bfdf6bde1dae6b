"""Results kept by content, so that nothing is computed twice; safe to delete at any time."""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from stat import S_ISREG

from pipeline.errors import OutputError
from pipeline.model import ChapterOutput, ChapterRecord

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

MOST_BYTES = 2_000_000_000
"""The cache forgets what was not used for longest when it grows above this size."""
_CLOCKS_DIFFER_SECONDS = 3600
"""By this much the clock of a network drive may be ahead of ours without being taken for a wrong one."""

_PACKAGE = Path(__file__).parent
_SEAL_BYTES = hashlib.sha256().digest_size
_LENGTH_BYTES = 8


def default_folder() -> Path:
    """Return the user's cache folder for this project."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bluebook-events"


@cache
def code_fingerprint(*, without: Sequence[str] = ()) -> str:
    """Return a hash of every module and data file of the package: another code, another result.

    Args:
        without: files and folders of the package to leave out, a tuple of relative paths.
    """
    left_out = [_PACKAGE / name for name in without]
    return hash_files(
        path
        for path in _PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix not in (".pyc", ".md")
        and not any(path.is_relative_to(other) for other in left_out)
    )


def hash_files(paths: Iterable[Path]) -> str:
    """Return one SHA-256 over the names and contents of some files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def hash_parts(*parts: object) -> str:
    """Return a SHA-256 over several values, each kept apart from its neighbours.

    >>> hash_parts("ab", "c") == hash_parts("a", "bc")
    False
    """
    return hashlib.sha256(repr(tuple(map(str, parts))).encode()).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises:
        OSError: it cannot be written; what was there is untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sealed(content: bytes) -> bytes:
    return hashlib.sha256(content).digest() + content


def _unsealed(content: bytes) -> bytes | None:
    """Return what was sealed, or None when the disk has lost or changed a part of it."""
    inside = content[_SEAL_BYTES:]
    return inside if hashlib.sha256(inside).digest() == content[:_SEAL_BYTES] else None


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of results by key.

    Args:
        folder: where the results lie; made on first use, readable by its owner alone, since what is
            read back from it is trusted.
    """

    folder: Path

    def path(self, key: str, kind: str) -> Path:
        """Return where the result of this key and kind lies or would lie."""
        return self.folder / kind / key[:2] / key

    def has(self, key: str, kind: str) -> bool:
        """Tell whether a result is there, and mark it as used."""
        try:
            os.utime(self.path(key, kind))
        except OSError:
            return False
        return True

    def read(self, key: str, kind: str) -> bytes | None:
        """Return a result, or None when it is not there or its file is damaged."""
        if not self.has(key, kind):
            return None
        try:
            return _unsealed(self.path(key, kind).read_bytes())
        except FileNotFoundError:  # another run has just forgotten it
            return None

    def has_whole(self, key: str, kind: str) -> bool:
        """Tell whether a result is there and its file is what was written; a damaged one counts as absent."""
        return self.read(key, kind) is not None

    def write(self, key: str, kind: str, content: bytes) -> Path:
        """Keep a result, whole or not at all."""
        path = self.path(key, kind)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _sealed(content))
        return path

    def entries(self) -> list[tuple[float, int, Path]]:
        """Return (time of last use, bytes, path) of every result, the longest unused first."""
        found = []
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # another run forgets or finishes its own meanwhile
                status = path.stat()
                if S_ISREG(status.st_mode):
                    found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep other runs from forgetting a result between the moment we find it and the moment we read it.

        Any number of runs may use the folder at once; pruning waits for none of them, it is left out.
        """
        handle = self._lock(shared=True)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def _lock(self, *, shared: bool) -> int | None:
        """Return an open handle that holds the folder, None when there is no folder or no lock to be had.

        Raises:
            BlockingIOError: another run uses the folder, which is to be held alone.
        """
        if fcntl is None:
            return None
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder, os.O_RDONLY)
        except OSError:  # whoever writes there will be told
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise
        except OSError:  # a network drive that knows no locks
            os.close(handle)
            return None
        return handle

    def prune(self, most_bytes: int = MOST_BYTES) -> int:
        """Remove what was not used for longest until the rest fits; return the bytes removed.

        Nothing is removed while another run uses the folder: the next one will. A time of use that lies
        in the future was written before the clock was set back, so it counts as older than all others.
        """
        try:
            handle = self._lock(shared=False)
        except BlockingIOError:
            return 0
        try:
            future = time.time() + _CLOCKS_DIFFER_SECONDS
            entries = sorted((used < future, used, size, path) for used, size, path in self.entries())
            surplus = sum(size for _, _, size, _ in entries) - most_bytes
            removed = 0
            for _, _, size, path in entries:
                if surplus - removed <= 0:
                    break
                path.unlink(missing_ok=True)
                removed += size
            return removed
        finally:
            if handle is not None:
                os.close(handle)


@contextmanager
def hold_outputs(outputs: Path) -> Iterator[None]:
    """Keep a second run away from an outputs folder; the system lets go of it even when we are killed.

    The folder itself is locked, so that runs with different caches see each other and no file of ours
    is left behind.

    Raises:
        OutputError: another run is writing to this folder, or it cannot be made.
    """
    try:
        if outputs.exists() and not outputs.is_dir():
            raise NotADirectoryError(20, "it is a file, not a folder")
        outputs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable_outputs(outputs, error) from error
    if fcntl is None:  # a system without advisory locks: the swap of folders is still whole
        yield
        return
    handle = _lock_folder(outputs)
    try:
        yield
    finally:
        os.close(handle)


def _lock_folder(folder: Path) -> int:
    """Lock a folder and return the open handle that holds it; a run's swap may put another in its place."""
    while True:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise OutputError(
                "another run is writing to this folder",
                where=folder,
                hint="wait until it has ended, or choose another folder with --outputs",
            ) from error
        except OSError:  # a network drive that knows no locks: the swap of folders is still whole
            return handle
        if os.path.samestat(os.fstat(handle), folder.stat()):
            return handle
        os.close(handle)


def unwritable_outputs(outputs: Path, error: OSError) -> OutputError:
    """Return what a user is told when the system refuses to write the tables."""
    return OutputError(
        f"the tables cannot be written: {error.strerror or error}",
        where=outputs,
        hint="choose a folder you may write to with --outputs; the previous tables are untouched",
    )


def chapter_key(source_id: str, path: Path, model: tuple[str, str, str]) -> str:
    """Return the key of a chapter's result: its bytes, its sidecar, the model and this code.

    Raises:
        OSError: a file is gone or cannot be read.
    """
    files = hash_files([path, path.with_suffix(".toml")])
    return hash_parts(source_id, files, model, code_fingerprint())


def write_output(path: Path, output: ChapterOutput) -> None:
    """Keep a chapter's output in a file from which its record or its tables can be read alone."""
    record, tables = pickle.dumps(output.record), pickle.dumps((output.tables, output.text_layer))
    content = len(record).to_bytes(_LENGTH_BYTES) + record + tables
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, _sealed(content))


def read_record(path: Path) -> ChapterRecord:
    """Read the record of a kept chapter, without its tables."""
    with path.open("rb") as handle:
        handle.seek(_SEAL_BYTES + _LENGTH_BYTES)
        record = pickle.load(handle)
    assert isinstance(record, ChapterRecord)
    return record


def read_tables(path: Path) -> tuple[Mapping[str, str], str]:
    """Read a kept chapter's own tables as CSV lines, and its text layer, without its record."""
    with path.open("rb") as handle:
        handle.seek(_SEAL_BYTES)
        length = int.from_bytes(handle.read(_LENGTH_BYTES))
        handle.seek(_SEAL_BYTES + _LENGTH_BYTES + length)
        tables, text_layer = pickle.load(handle)
    return tables, text_layer


def read_output(path: Path) -> ChapterOutput:
    """Read a kept chapter's output."""
    tables, text_layer = read_tables(path)
    return ChapterOutput(record=read_record(path), tables=tables, text_layer=text_layer)
