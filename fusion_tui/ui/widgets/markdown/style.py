"""The colours and glyphs an answer is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rich.style import Style


@dataclass(frozen=True)
class AnswerStyle:
    """Colours as `#rrggbb`; the ground comes from the widget, so that focus repaints without rendering."""

    text: str
    dim: str
    faint: str
    accent: str
    code_text: str
    code_background: str
    hue: str
    """The letter's colour: headings, bullets, numbers, quote bars."""
    prose_width: int = 90
    """Columns at most for running text; code and tables may use more."""
    ascii: bool = False
    """Only ASCII glyphs, for terminals where others have an ambiguous width."""

    @cached_property
    def body(self) -> Style:
        """Running text."""
        return Style(color=self.text)

    @cached_property
    def quiet(self) -> Style:
        """Quotes, link targets, remarks."""
        return Style(color=self.dim)

    @cached_property
    def rule(self) -> Style:
        """Lines and marks that are not words."""
        return Style(color=self.faint)

    @cached_property
    def heading(self) -> Style:
        """Headings of the first two levels."""
        return Style(color=self.hue, bold=True)

    @cached_property
    def subheading(self) -> Style:
        """Deeper headings."""
        return Style(color=self.text, bold=True)

    @cached_property
    def table_head(self) -> Style:
        """Names of columns."""
        return Style(color=self.dim, bold=True)

    @cached_property
    def mark(self) -> Style:
        """Bullets, numbers, quote bars."""
        return Style(color=self.hue)

    @cached_property
    def code(self) -> Style:
        """Code on its own shade."""
        return Style(color=self.code_text, bgcolor=self.code_background)

    @cached_property
    def code_keyword(self) -> Style:
        """Words of the programming language."""
        return self.code + self.mark

    @cached_property
    def code_comment(self) -> Style:
        """Comments in code."""
        return self.code + self.quiet + Style(italic=True)

    @cached_property
    def code_punctuation(self) -> Style:
        """Brackets and operators in code."""
        return self.code + self.quiet

    @cached_property
    def selected(self) -> Style:
        """What was dragged over with the mouse."""
        return Style(reverse=True)

    @cached_property
    def cursor(self) -> Style:
        """The writing cursor."""
        return Style(color=self.accent)

    @cached_property
    def match(self) -> Style:
        """Words that are looked for."""
        return Style(color=self.code_background, bgcolor=self.dim, underline=True)

    @cached_property
    def present(self) -> Style:
        """The match that a reader is at."""
        return Style(color=self.code_background, bgcolor=self.hue, bold=True, underline=True)
