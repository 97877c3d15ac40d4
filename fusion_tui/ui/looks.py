"""A theme and the person's settings as what an answer is drawn with."""

from __future__ import annotations

from fusion_tui.config.schema import Ui
from fusion_tui.ui.themes import Theme
from fusion_tui.ui.widgets.answer_view import AnswerStyle


def answer_style(look: Theme, ui: Ui, hue: str) -> AnswerStyle:
    """The style of one text; `hue` colours its headings and marks."""
    return AnswerStyle(
        text=look.text,
        dim=look.dim,
        faint=look.faint,
        accent=look.accent,
        code_text=look.text,
        code_background=look.code,
        hue=hue,
        prose_width=ui.prose_width,
        ascii=ui.glyphs == "ascii",
    )
