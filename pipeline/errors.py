"""Every way a run can end badly, with what to do about it and the exit code it deserves."""

from __future__ import annotations

from pathlib import Path


class PipelineError(Exception):
    """A problem a user can act on: what is wrong, where, and what to do next.

    Args:
        message: what is wrong, in one sentence.
        where: the file, or `file:line`, the problem stands in; empty when there is none.
        hint: what the user can do about it; empty when the message says it all.

    >>> print(PipelineError("the file is empty", where="corpus/1992/02.txt", hint="replace or remove it"))
    corpus/1992/02.txt: the file is empty (replace or remove it)
    """

    code = "E000"
    exit_code = 1

    def __init__(self, message: str, *, where: str | Path = "", hint: str = "") -> None:
        self.message = message
        self.where = str(where)
        self.hint = hint
        super().__init__(message, self.where, hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"


class InputError(PipelineError):
    """A chapter, sidecar or corrections file that cannot be used as it is."""

    code = "E100"


class LexiconError(PipelineError):
    """A row of the project's own language data that breaks its rules."""

    code = "E200"


class ModelError(PipelineError):
    """The spaCy model asked for is not installed or cannot be loaded."""

    code = "E300"
    exit_code = 2


class OutputError(PipelineError):
    """The tables cannot be written where they should go."""

    code = "E400"


class UsageError(PipelineError):
    """The command was called with words that do not fit together."""

    code = "E500"
    exit_code = 2
