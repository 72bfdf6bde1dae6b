"""Every regular expression that the package compiles, with adversarial strings made for each of them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._constants as codes
import re._parser as parser
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pipeline

_PACKAGE = Path(pipeline.__file__).parent
_FUNCTIONS = frozenset(
    {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
)
SAMPLE = "Talks\n\nOn 8 May 1990 Foreign Minister Taro Nakayama visited Canada. It grew by 3 percent.\n"


def collect_patterns() -> dict[tuple[str | bytes, int], str]:
    """Return each pattern and its flags, with the file that compiles it.

    Caught are the patterns compiled while modules and lexicon are loaded and a short text passes the
    stages that need no model, and the literal ones inside functions, from the source.
    """
    found: dict[tuple[str | bytes, int], str] = {}
    original = re._compile  # type: ignore[attr-defined]

    def record(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back  # type: ignore[assignment]
        place = Path(frame.f_code.co_filename) if frame is not None else Path()
        if isinstance(pattern, (str, bytes)) and place.is_relative_to(_PACKAGE):
            found.setdefault((pattern, int(flags)), place.relative_to(_PACKAGE).as_posix())
        return original(pattern, flags)

    re._compile = record  # type: ignore[attr-defined]
    try:
        for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        _load_and_run()
    finally:
        re._compile = original  # type: ignore[attr-defined]
    for path in sorted(_PACKAGE.rglob("*.py")):
        for pattern in _literals(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault((pattern, 0), path.relative_to(_PACKAGE).as_posix())
    return found


def _load_and_run() -> None:
    from pipeline.dates import tag_text
    from pipeline.lexicon.event_rules import load_event_rules
    from pipeline.lexicon.gazetteer import load_gazetteer

    load_event_rules()
    load_gazetteer()
    tag_text(SAMPLE, reference=None)


def _literals(tree: ast.AST) -> Iterator[str | bytes]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _FUNCTIONS
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, (str, bytes))
        ):
            yield node.args[0].value


def attacks(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str, str]]:
    """Give (prefix, body, suffix) for each repetition: the body is said n times, the suffix breaks it."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    try:
        tree = parser.parse(text, flags & ~re.DEBUG)
    except re.error:
        return
    seen = set()
    for prefix, body in _repeats(tree, ""):
        for suffix in ("\x01", "", "\n"):
            if body and (prefix, body, suffix) not in seen:
                seen.add((prefix, body, suffix))
                yield prefix, body, suffix


def _repeats(tree: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """Walk a parsed pattern and give, for each open repetition, what leads to it and what it repeats."""
    for operation, value in tree:
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = value
            example = _example(inner)
            if most >= 50:
                yield prefix, example
                yield "", example
            yield from _repeats(inner, prefix)
            prefix += example if value[0] else ""
        elif operation is codes.SUBPATTERN:
            yield from _repeats(value[3], prefix)
            prefix += _example(value[3])
        elif operation is codes.ATOMIC_GROUP:
            yield from _repeats(value, prefix)
            prefix += _example(value)
        elif operation is codes.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, prefix)
            prefix += _example([(operation, value)])
        elif operation in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeats(value[1], prefix)
        else:
            prefix += _example([(operation, value)])


def _example(tree: Any) -> str:
    """Return a short text that a parsed pattern matches, near enough for an attack."""
    parts = []
    for operation, value in tree:
        if operation is codes.LITERAL:
            parts.append(chr(value))
        elif operation is codes.NOT_LITERAL:
            parts.append("a" if value != ord("a") else "b")
        elif operation is codes.ANY:
            parts.append("a")
        elif operation is codes.IN:
            parts.append(_member(value))
        elif operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            least, most, inner = value
            parts.append(_example(inner) * min(max(least, 1 if most else 0), 5))
        elif operation is codes.SUBPATTERN:
            parts.append(_example(value[3]))
        elif operation is codes.ATOMIC_GROUP:
            parts.append(_example(value))
        elif operation is codes.BRANCH:
            parts.append(_example(value[1][0]))
    return "".join(parts)


_CATEGORIES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_NOT_WORD: " ",
}


def _member(items: Any) -> str:
    """Return one character of a class."""
    if items[0][0] is codes.NEGATE:
        for character in "a 1.A-\n,é":
            if not any(_holds(item, character) for item in items[1:]):
                return character
        return "\x02"
    operation, value = items[0]
    if operation is codes.LITERAL:
        return chr(value)
    if operation is codes.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "a")


def _holds(item: tuple[Any, Any], character: str) -> bool:
    operation, value = item
    if operation is codes.LITERAL:
        return chr(value) == character
    if operation is codes.RANGE:
        return value[0] <= ord(character) <= value[1]
    if operation is codes.CATEGORY:
        kind = {"1": "1", " ": " ", "\n": " "}.get(character, "a" if character.isalnum() else "")
        wanted = _CATEGORIES.get(value, "")
        return (bool(kind) and kind == wanted) or (wanted == "a" and kind == "1")
    return False
