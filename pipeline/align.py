"""Text that remembers, for every character, where in the raw source it stood."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import PipelineError
from pipeline.packing import packed_by_position


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One replacement: the characters from `start` to `end` become `new`."""

    start: int
    end: int
    new: str


@packed_by_position
@dataclass(frozen=True, slots=True)
class AlignedText:
    """A text in which every character knows the raw span it came from.

    Args:
        text: the text as the later stages read it.
        starts: for each character, the raw offset (code points) at which its origin begins.
        ends: for each character, the raw offset just behind its origin.

    >>> aligned = AlignedText.of_raw("public@@@s").edit([Edit(start=6, end=9, new="’")])
    >>> aligned.text, aligned.raw_span(0, 8), aligned.raw_span(6, 7)
    ('public’s', (0, 10), (6, 9))
    """

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of_raw(cls, text: str, *, start: int = 0) -> AlignedText:
        """Align a raw text with itself; `start` is the raw offset of its first character."""
        return cls(
            text,
            array("I", range(start, start + len(text))),
            array("I", range(start + 1, start + len(text) + 1)),
        )

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int) -> AlignedText:
        """Return the part from `start` to `end`, still aligned with the raw source."""
        return AlignedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def edit(self, edits: Iterable[Edit]) -> AlignedText:
        """Apply replacements, given in order and without overlap, in this text's own offsets.

        Each new character points to the whole raw span its edit replaced, because no finer
        correspondence is known. An insertion points to the empty span between its neighbours.

        Raises:
            PipelineError: two edits overlap, are out of order or lie outside the text.
        """
        parts: list[str] = []
        starts, ends = array("I"), array("I")
        position = 0
        for edit in edits:
            if not position <= edit.start <= edit.end <= len(self.text):
                raise PipelineError(f"edit {edit} does not fit behind offset {position}")
            parts += [self.text[position : edit.start], edit.new]
            starts += self.starts[position : edit.start]
            ends += self.ends[position : edit.start]
            low, high = self.raw_span(edit.start, edit.end)
            starts += array("I", [low] * len(edit.new))
            ends += array("I", [high] * len(edit.new))
            position = edit.end
        parts.append(self.text[position:])
        starts += self.starts[position:]
        ends += self.ends[position:]
        return AlignedText("".join(parts), starts, ends)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets (start, end) that cover the characters from `start` to `end`.

        An empty span gives the raw point between its two neighbours.
        """
        if start < end:
            return min(self.starts[start:end]), max(self.ends[start:end])
        if start < len(self.text):
            return self.starts[start], self.starts[start]
        point = self.ends[-1] if self.ends else 0
        return point, point

    @staticmethod
    def join(parts: Sequence[AlignedText], *, separator: str = "") -> AlignedText:
        """Join pieces of one source; each separator points to the gap behind the piece before it.

        >>> raw = AlignedText.of_raw("left | right")
        >>> joined = AlignedText.join([raw.slice(0, 4), raw.slice(7, 12)], separator=" ")
        >>> joined.text, joined.raw_span(5, 10)
        ('left right', (7, 12))
        """
        texts: list[str] = []
        starts, ends = array("I"), array("I")
        for index, part in enumerate(parts):
            if index:
                point = ends[-1] if ends else 0
                texts.append(separator)
                starts += array("I", [point] * len(separator))
                ends += array("I", [point] * len(separator))
            texts.append(part.text)
            starts += part.starts
            ends += part.ends
        return AlignedText("".join(texts), starts, ends)
