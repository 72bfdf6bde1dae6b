"""Refuse regular expressions whose work can grow faster than the text: `python -m tests.lint_patterns`."""

from __future__ import annotations

import sys

from tests.automaton import NotUnderstoodError
from tests.growth import Growth, TooLargeError, find_growth
from tests.patterns import Place, collect_patterns

HELP = """\
A repetition that a search may enter in its middle, or two that may read the same text, cost the square of the
text. Let the first begin where no such character stands before, `(?<![a-z])[a-z]+`; take what is repeated for
good, `[a-z]++` or `(?>...)`; bound it, `[a-z]{1,40}`; or do it in two steps."""


def judge(pattern: str | bytes, flags: int, use: str) -> Growth | str | None:
    """Return what is wrong with a pattern that is used in one way; None when its work grows with the text."""
    try:
        return find_growth(pattern, flags, searched=use == "search", whole=use == "fullmatch")
    except (NotUnderstoodError, TooLargeError) as error:
        return f"cannot be judged: {error}"


def describe(place: Place, pattern: str | bytes, found: Growth | str) -> str:
    """Return one line that names the place, what is wrong, and the text that shows it."""
    if isinstance(found, Growth):
        found = f"{found.kind}; try {found.lead!r} + {found.word!r} * n + '\\x01'"
    return f"{place}: {found}\n    {repr(pattern)[:300]}"


def main() -> int:
    """Judge every pattern of the package; return 1 when one is refused."""
    patterns = collect_patterns()
    refused = [
        describe(place, pattern, found)
        for (pattern, flags), place in sorted(patterns.items(), key=lambda item: str(item[1]))
        if (found := judge(pattern, flags, place.use)) is not None
    ]
    print("\n".join(refused) or f"{len(patterns)} regular expressions, all linear")
    if refused:
        print(f"\n{len(refused)} of {len(patterns)} regular expressions are not linear.\n{HELP}")
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main())
