"""The last gate before the terminal: every strip of every widget passes here."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from fusion_tui.core.clean import clean, is_clean


class CleanFilter(LineFilter):
    """Replaces what `core.clean` would, for text that became dangerous later (decoded entities, for one)."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, with text cleaned where needed; control segments of Textual's own pass."""
        if all(segment.control or is_clean(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(clean(segment.text).replace("\n", " ").replace("\t", " "), segment.style)
            for segment in segments
        ]
