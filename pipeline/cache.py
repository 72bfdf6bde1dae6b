"""Results kept by content, so that nothing is computed twice; safe to delete at any time."""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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

_BYTES_AT_ONCE = 1_000_000  # a table may be larger than the memory
_SEAL_BYTES = hashlib.sha256().digest_size
_LENGTH_BYTES = 8


def default_folder() -> Path:
    """Return the user's cache folder for this project."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bluebook-events"


def hash_files(paths: Iterable[Path]) -> str:
    """Return one SHA-256 over the names and contents of some files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as handle:
            digest.update(f"{path.name}\0{os.fstat(handle.fileno()).st_size}\0".encode())
            while content := handle.read(_BYTES_AT_ONCE):
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
        forgetful: give nothing back, so that everything is computed again; what is written is kept.

    >>> Cache(Path("anywhere"), forgetful=True).read("key", "results") is None
    True
    """

    folder: Path
    forgetful: bool = False

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
        if self.forgetful or not self.has(key, kind):
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
        for folder, _, names in os.walk(self.folder):  # every run asks: `Path.rglob` takes twice as long
            for name in names:
                with suppress(FileNotFoundError):  # another run forgets or finishes its own meanwhile
                    path = os.path.join(folder, name)  # noqa: PTH118
                    status = os.stat(path)  # noqa: PTH116
                    if S_ISREG(status.st_mode):
                        found.append((status.st_mtime, status.st_size, Path(path)))
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


def join_parts(parts: Sequence[bytes]) -> bytes:
    """Put several pieces into one file so that each can be found without reading the others.

    >>> [bytes(part) for part in split_parts(join_parts([b"one", b"", b"three"]))]
    [b'one', b'', b'three']
    """
    lengths = [len(parts), *map(len, parts)]
    return b"".join([*(length.to_bytes(_LENGTH_BYTES) for length in lengths), *parts])


def split_parts(content: bytes) -> list[memoryview]:
    """Return the pieces that `join_parts` put together."""
    view = memoryview(content)
    number = int.from_bytes(view[:_LENGTH_BYTES])
    start = (1 + number) * _LENGTH_BYTES
    parts = []
    for at in range(_LENGTH_BYTES, start, _LENGTH_BYTES):
        length = int.from_bytes(view[at : at + _LENGTH_BYTES])
        parts.append(view[start : start + length])
        start += length
    return parts


def write_result(path: Path, record: bytes, tables: bytes) -> None:
    """Keep a chapter's result, from what `pack_record` and `pack_tables` made, under its full path."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, _sealed(join_parts([record, tables])))


def pack_record(record: ChapterRecord) -> bytes:
    """Write a chapter's record as bytes."""
    return pickle.dumps(record, protocol=pickle.HIGHEST_PROTOCOL)


def pack_tables(tables: Mapping[str, str], text_layer: str) -> bytes:
    """Write the CSV lines of a chapter's own tables and its text layer as bytes."""
    return pickle.dumps((tables, text_layer), protocol=pickle.HIGHEST_PROTOCOL)


def read_record(path: Path) -> ChapterRecord:
    """Read the record of a kept chapter, without its tables."""
    record = pickle.loads(_read_part(path, 0))
    assert isinstance(record, ChapterRecord)
    return record


def record_hash(path: Path) -> str:
    """Return a hash of the record of a kept chapter, without unpacking it."""
    return hashlib.sha256(_read_part(path, 0)).hexdigest()


def read_tables(path: Path) -> tuple[Mapping[str, str], str]:
    """Read a kept chapter's own tables as CSV lines, and its text layer, without its record."""
    tables, text_layer = pickle.loads(_read_part(path, 1))
    return tables, text_layer


def read_output(path: Path) -> ChapterOutput:
    """Read a kept chapter's output."""
    tables, text_layer = read_tables(path)
    return ChapterOutput(record=read_record(path), tables=tables, text_layer=text_layer)


def _read_part(path: Path, number: int) -> memoryview:
    return split_parts(path.read_bytes()[_SEAL_BYTES:])[number]
