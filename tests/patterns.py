"""Every regular expression that the package compiles, with adversarial strings made for each of them."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import re._constants as codes
import re._parser as parser
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pipeline

_PACKAGE = Path(pipeline.__file__).parent
_FUNCTIONS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
SAMPLE = "Talks\n\nOn 8 May 1990 Foreign Minister Taro Nakayama visited Canada. It grew by 3 percent.\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pattern is compiled, and how it is used: `match`, `fullmatch`, or else `search`."""

    path: str
    line: int
    use: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def collect_patterns() -> dict[tuple[str | bytes, int], Place]:
    """Return each pattern and its flags, with the place that compiles it.

    Caught are the patterns compiled while modules and lexicon are loaded and a short text passes the
    stages that need no model, and the literal ones inside functions, from the source.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_PACKAGE.rglob("*.py"))}
    uses = _find_uses(trees)
    told = _told_uses()
    found: dict[tuple[str | bytes, int], Place] = {}

    def note(pattern: Any, flags: int, path: Path, line: int, function: str) -> None:
        use = uses.get((path, line), "search") if function == "compile" else function
        use = told.get(pattern, use if use in ("match", "fullmatch") else "search")
        if isinstance(pattern, (str, bytes)) and path in trees:
            before = found.get((pattern, flags))
            if before is None or use == "search" != before.use:
                found[pattern, flags] = Place(path.relative_to(_PACKAGE).as_posix(), line, use)

    original = re._compile  # type: ignore[attr-defined]

    def record(pattern: Any, flags: Any) -> Any:
        frame, function = sys._getframe(1), "compile"
        while frame.f_back is not None and frame.f_code.co_filename == re.__file__:
            frame, function = frame.f_back, frame.f_code.co_name
        note(pattern, int(flags), Path(frame.f_code.co_filename), frame.f_lineno, function)
        return original(pattern, flags)

    re._compile = record  # type: ignore[attr-defined]
    try:
        for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        _load_and_run()
    finally:
        re._compile = original  # type: ignore[attr-defined]
    for path, tree in trees.items():
        for call, function in _calls(tree):
            if call.args and isinstance(call.args[0], ast.Constant):
                note(call.args[0].value, _flags(call), path, call.lineno, function)
    return found


def _told_uses() -> dict[str, str]:
    """Return how the patterns of the lexicon are used that are tried at one place only."""
    from pipeline.lexicon.date_rules import load_date_grammar
    from pipeline.lexicon.event_rules import load_event_rules
    from pipeline.lexicon.gazetteer import load_gazetteer
    from pipeline.lexicon.layout_rules import load_layout_rules
    from pipeline.recognize.titles import title_grammar
    from pipeline.repair.hole_rules import load_hole_rules

    layout, grammar, dates = load_layout_rules(), title_grammar(load_gazetteer()), load_date_grammar()
    tried = [
        *(marker.pattern for marker in layout.markers),
        *(rule.right for rule in load_hole_rules()),
        *load_event_rules().tails.values(),
        *map(dates.rule_re, range(len(dates.rules))),
        *(grammar.listed, grammar.composed, grammar.honorific),
    ]
    lines = {rule.pattern.pattern: "fullmatch" for rule in layout.rules if rule.scope == "line"}
    return dict.fromkeys((pattern.pattern for pattern in tried), "match") | lines


def _load_and_run() -> None:
    """Load every table of rules, and send a short text through the stages that need no model."""
    from pipeline.dates import tag_text
    from pipeline.lexicon import date_rules
    from pipeline.lexicon.gazetteer import load_gazetteer
    from pipeline.recognize.titles import title_grammar
    from pipeline.repair.charmaps import utf8_units

    for name, module in list(sys.modules.items()):
        if name.startswith("pipeline."):
            for member in list(vars(module).values()):
                if hasattr(member, "cache_clear") and not inspect.signature(member).parameters:
                    member.cache_clear()
                    member()
    utf8_units.cache_clear()
    utf8_units("cp1252")
    title_grammar.cache_clear()
    title_grammar(load_gazetteer())
    date_rules._compile_rule.cache_clear()
    dates = date_rules.load_date_grammar()
    for index in range(len(dates.rules)):
        dates.rule_re(index)
    tag_text(SAMPLE, reference=None)


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Give each call of a function of `re`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _FUNCTIONS | {"compile"}
        ):
            yield node, node.func.attr


def _flags(call: ast.Call) -> int:
    """Return the flags a call names: `re.X | re.I`, in whatever argument."""
    flags = 0
    for argument in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Attribute) and isinstance(getattr(re, node.attr, None), re.RegexFlag):
                flags |= int(getattr(re, node.attr))
    return flags


def _find_uses(trees: dict[Path, ast.Module]) -> dict[tuple[Path, int], str]:
    """Return, for the lines of a compiled constant, its only use: `match` or `fullmatch`; else `search`.

    A constant that is handed on, and not only asked directly, counts as searched.
    """
    used: dict[tuple[Path | None, str], set[str]] = defaultdict(set)
    asked: dict[int, str] = {}
    for path, tree in trees.items():
        asked |= {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                name = node.id if isinstance(node, ast.Name) else node.attr
                used[_owner(path, name), name].add(asked.get(id(node), "handed on"))
    uses = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            names, value = _assigned(node)
            if isinstance(node, ast.Call) and id(node) in asked:  # re.compile(...).match(text)
                names, value, ways = [], node, {asked[id(node)]}
            else:
                ways = set().union(*(used[_owner(path, name), name] for name in names)) - {"pattern"}
            if value is not None and any(call is value for call, _ in _calls(value)):
                use = ways.pop() if len(ways) == 1 else "search"
                for line in range(value.lineno, (value.end_lineno or value.lineno) + 1):
                    uses[path, line] = use
    return uses


def _owner(path: Path, name: str) -> Path | None:
    """Return the module a private name belongs to; a public one may be used anywhere."""
    return path if name.startswith("_") else None


def _assigned(node: ast.AST) -> tuple[list[str], ast.expr | None]:
    """Return the names that a statement gives to a value."""
    if isinstance(node, ast.Assign):
        return [n.id for n in node.targets if isinstance(n, ast.Name)], node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id], node.value
    if isinstance(node, ast.keyword) and node.arg is not None:
        return [node.arg], node.value
    return [], None


def attacks(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str, str]]:
    """Give (prefix, body, suffix) for each repetition: the body is said n times, the suffix breaks it."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    try:
        tree = parser.parse(text, flags & ~re.DEBUG)
    except re.error:
        return
    seen = set()
    for prefix, body in _repeats(tree, ""):
        for suffix in ("\x01", "\n"):
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
