"""What the tests of faults share: a process that carries out commands and lets them be killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NO_NETWORK
from tests.reliability import IS_FULL

ROOT = Path(__file__).parents[2]
TALKS = """Talks

On 8 May 1990 Foreign Minister Taro Nakayama visited Canada. In June 1990 the Prime Minister of Italy
visited Japan, and the two countries signed an agreement on science in Tokyo. The public´┐Żs interest
was great.
"""
PAGE = """<html><head><title>Europe</title></head><body><h1>Europe</h1>
<p>On 3 March 1990 the President of France visited Japan.</p>
<p>In April 1990 Japan and Italy signed a cultural agreement in Rome.</p></body></html>"""


class Driver:
    """A child process that has loaded spaCy and does one order after the other, each in a fork."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("driver.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join([NO_NETWORK, str(ROOT)]),
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "NO_COLOR": "1",
            },
        )

    def do(self, folder: Path, *words: str, **order: Any) -> dict[str, Any]:
        """Carry out `bluebook WORDS` in a folder and return how it ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order |= {"folder": str(folder), "words": words}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    driver = Driver()
    yield driver
    assert driver.process.stdin is not None
    driver.process.stdin.close()
    driver.process.wait(timeout=30)
    if driver.process.stdout is not None:
        driver.process.stdout.close()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its content."""
    if not folder.is_dir():
        return {folder.name: folder.read_bytes()} if folder.is_file() else {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


EXTRACT = ("extract", "--quiet", "--workers", "1", "--cache", "cache")


@pytest.fixture(scope="session")
def home(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of two chapters, the tables of the first, and `europe.html` to be added.

    In the outputs lie a file of the reader's own and a table changed by hand. Tests copy the folder.
    """
    folder = tmp_path_factory.mktemp("faults") / "home"
    (folder / "corpus/1990").mkdir(parents=True)
    (folder / "corpus/1990/talks.txt").write_text(TALKS, encoding="utf-8")
    (folder / "corpus/1990/talks.toml").write_text('edition = 1990\ntitle = "Talks"\n', encoding="utf-8")
    ended = driver.do(folder, *EXTRACT)
    assert ended["code"] == 0, ended["log"]
    (folder / "europe.html").write_text(PAGE, encoding="utf-8")
    ended = driver.do(folder, "add", "--yes", "--no-run", "--edition", "1990", "europe.html")
    assert ended["code"] == 0, ended["log"]
    return folder


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return Path(shutil.copytree(home, tmp_path / "home"))


@pytest.fixture
def number_of_kills() -> int:
    """How often each kind of work is killed: 50 times behind `make faults`, three times otherwise."""
    return 50 if IS_FULL else 3
