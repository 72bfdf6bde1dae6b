"""What several tests share: running the command as a user would."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.no_network.sitecustomize import refuse_network

NO_NETWORK = str(Path(__file__).parent / "no_network")
sys.addaudithook(refuse_network)  # for this process; the variable is for those that the tests start
os.environ["PYTHONPATH"] = os.pathsep.join([NO_NETWORK, *filter(None, [os.environ.get("PYTHONPATH")])])

Bluebook = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of this test run alone, so that no test reads what an earlier run kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def bluebook(cache_folder: Path) -> Bluebook:
    """Run `bluebook` with some words, in a folder of the test's choice."""

    def run(
        *words: str | Path, cwd: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"XDG_CACHE_HOME": str(cache_folder), "NO_COLOR": "1"} | variables
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *map(str, words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            env=environment
            | {"PYTHONPATH": os.pathsep.join([NO_NETWORK, str(Path(__file__).parent.parent)])},
            check=False,
        )

    return run
