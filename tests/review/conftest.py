"""What the tests of reviewing share: small made-up tables, written as an outputs folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Sample(NamedTuple):
    """Tables and source texts of a made-up corpus."""

    tables: dict[str, list[dict[str, str]]]
    texts: dict[str, str]


@pytest.fixture(scope="session")
def synthetic() -> Any:
    """The module that makes tables up."""
    return load_script("synthetic_tables")


@pytest.fixture(scope="session")
def sample(synthetic: Any) -> Sample:
    """Sixty events in four chapters. Tests must not change it."""
    return Sample(*synthetic.make_tables(60, per_chapter=15, seed=7))


@pytest.fixture
def folder(sample: Sample, synthetic: Any, tmp_path: Path) -> Path:
    """A folder with `corpus` and `outputs` holding the sample."""
    synthetic.write_tables(sample.tables, tmp_path / "outputs")
    synthetic.write_corpus(sample.texts, tmp_path / "corpus")
    return tmp_path
