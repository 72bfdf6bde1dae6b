"""What a rule file says, apart from how it is written: comments, layout and examples."""

from __future__ import annotations

import json

from pipeline.errors import LexiconError
from pipeline.lexicon import read_data, read_toml

_ILLUSTRATIONS = ("example", "examples", "counterexamples")


def rules_meaning(name: str) -> str:
    """Return what a TOML file of rules says, so that two files that say the same give the same text.

    Tests read the examples, the pipeline does not.

    Args:
        name: the file, as `read_toml` takes it: a process that goes on to read the rules parses them once.

    Returns:
        Its content as JSON; for a file that is not TOML, its bytes as they stand, so that whoever reads
        it as rules finds the fault and tells it.

    >>> rules_meaning("event_rules/lists.toml")[:35]
    '{"lists": {"complex_prepositions": '

    """
    try:
        parsed = read_toml(name)
    except LexiconError:
        return repr(read_data(name))
    return json.dumps(_without_illustrations(parsed), ensure_ascii=False, default=str)


def _without_illustrations(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_illustrations(held) for key, held in value.items() if key not in _ILLUSTRATIONS}
    if isinstance(value, list):
        return [_without_illustrations(held) for held in value]
    return value
