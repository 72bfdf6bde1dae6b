"""What the tests of reviewing share: small made-up tables, written as an outputs folder."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
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


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The installed Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        pytest.skip("needs a browser: apt-get install chromium")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page; a test fails when the page reports an error or asks for anything from outside."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.complaints = complaints
    yield page
    context.close()
    assert complaints == []
    outside = [url for url in asked if not url.startswith(("file:", "blob:", "data:", "http://127.0.0.1:"))]
    assert outside == []
