"""Every path that a command reads or changes, as audit hooks tell: the named folders and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import NO_NETWORK
from tests.faults.conftest import EXTRACT, ROOT, snapshot
from tests.reliability import record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="knows where Linux keeps its files"),
]
PROGRAM = (str(ROOT / "pipeline"), str(ROOT / "tests"), sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")
SYSTEM = (
    "/dev",
    "/proc",
    "/sys",
    "/etc/mime.types",
    "/etc/localtime",
    "/etc/os-release",
    "/etc/nsswitch.conf",
)
FORMATS = ("sqlite", "xlsx", "jsonld", "timeml", "parquet", "duckdb")
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "extract": (EXTRACT, ("outputs", "cache")),
    "extract again": ((*EXTRACT, "--force"), ("outputs", "cache")),
    "verify": (("verify",), ()),
    "add": (("add", "--yes", "--no-run", "--edition", "1990", "--id", "new", "europe.html"), ("corpus",)),
    "review": (("review",), ("outputs",)),
    "review --serve": (("serve",), ("corpus",)),
    **{f"export to {style}": (("export", "--format", style), ("exports",)) for style in FORMATS},
}
"""Each command with the folders that it may change."""

Told = tuple[str, str]


def audit(home: Path, commands: Sequence[tuple[str, ...]], temporary: Path) -> list[list[Told]]:
    """Run commands in a folder and return for each what it did with which path."""
    log = temporary.with_suffix(".log")
    temporary.mkdir()
    ended = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("auditor.py")), str(log), json.dumps(commands)],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([NO_NETWORK, str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",  # what Python keeps of its own is no work of ours
            "XDG_CACHE_HOME": str(home / "cache"),
            "TMPDIR": str(temporary),
            "HOME": str(temporary),
            "OMP_NUM_THREADS": "1",
            "NO_COLOR": "1",
        },
    )
    assert ended.returncode == 0, ended.stderr
    done: list[list[Told]] = []
    for verb, path in map(json.loads, log.read_text(encoding="utf-8").splitlines()):
        if verb == "command":
            done.append([])
        else:
            done[-1].append((verb, path))
    return done


def is_inside(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def what_is_outside(done: Sequence[Told], changed: Sequence[str], home: Path, temporary: Path) -> list[Told]:
    """Return what a command did outside of the folders that are its own."""
    own = [str(home / name) for name in ("outputs", "corpus", "cache", "exports", "europe.html")]
    may_change = [str(temporary), "/dev/null", "/dev/shm", *(str(home / name) for name in changed)]
    # The new tables and the lock stand beside the old ones until they are whole, as a new export does.
    beside = tuple(f"{home}/.{name}" for name in changed if name in ("outputs", "exports"))
    outside = []
    for verb, path in set(done):
        if verb == "write":
            good = is_inside(path, may_change) or path.startswith(beside)
        elif verb in ("read", "list"):
            good = is_inside(path, [*own, str(temporary), *PROGRAM, *SYSTEM]) or path.startswith(
                f"{home}/.outputs"
            )
            good = good or (verb == "list" and path in (str(home), str(ROOT)))
            # An editable installation puts a name on the search path that is no folder at all.
            good = good or (verb in ("read", "list") and path.endswith(".__path_hook__"))
        else:
            good = verb == "socket.connect" and "127.0.0.1" in path
        if not good:
            outside.append((verb, path))
    return sorted(outside)


def test_only_the_named_folders_are_touched(own_home: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    before = snapshot(own_home)
    told = audit(own_home, [words for words, _ in COMMANDS.values()], temporary)
    assert len(told) == len(COMMANDS)
    for (command, (_, changed)), done in zip(COMMANDS.items(), told, strict=True):
        assert what_is_outside(done, changed, own_home, temporary) == [], command
        for folder in changed:  # or the check above had nothing to see
            assert any(
                verb == "write" and path.startswith((f"{own_home}/{folder}", f"{own_home}/.{folder}"))
                for verb, path in done
            ), command
    # Libraries written in C change files unseen by Python; what they left is compared.
    own = ("outputs/", "corpus/", "cache/", "exports/")
    after = snapshot(own_home)
    assert {path for path in after if not path.startswith(own)} == {"europe.html"}
    assert after["europe.html"] == before["europe.html"]
    assert not list(temporary.iterdir())
    number = sum(map(len, told))
    record("path read or changed by a command, audited", tried=number, survived=number)


def test_the_audit_sees_what_lies_outside(own_home: Path, tmp_path: Path) -> None:
    """Control: the same commands, sent elsewhere on purpose, are not passed."""
    temporary = tmp_path / "temporary"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "europe.html").write_bytes((own_home / "europe.html").read_bytes())
    (own_home / "corpus/1990/linked.html").symlink_to(elsewhere / "europe.html")
    (add, wrote) = audit(
        own_home,
        [
            ("add", "--yes", "--no-run", "--edition", "1990", "--id", "new", str(elsewhere / "europe.html")),
            ("export", "--format", "jsonld", "--to", str(elsewhere / "events.jsonld")),
        ],
        temporary,
    )
    assert ("read", str(elsewhere / "europe.html")) in what_is_outside(add, ("corpus",), own_home, temporary)
    outside = what_is_outside(wrote, ("exports",), own_home, temporary)
    assert any(verb == "write" and path.startswith(str(elsewhere)) for verb, path in outside)
    assert what_is_outside(add, (), own_home, temporary) != what_is_outside(
        add, ("corpus",), own_home, temporary
    )
