"""Markdown to the lines a reader sees, without an app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rich.style import Style

from fusion_tui.ui.widgets.markdown.flow import Flow
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from tests.helpers.answers import STYLE

WIDE = replace(STYLE, prose_width=200)


def opened(source: str, width: int = 60, style: AnswerStyle = STYLE) -> Flow:
    """A document that was opened and drawn."""
    flow = Flow(style, width)
    flow.load(source)
    flow.fill(0, lambda: False)
    return flow


def streamed(chunks: Iterable[str], width: int = 60, style: AnswerStyle = STYLE) -> Flow:
    """A document that arrived in pieces."""
    flow = Flow(style, width)
    for chunk in chunks:
        flow.grow(chunk)
    flow.fill(0, lambda: False)
    return flow


def lines_of(flow: Flow) -> list[str]:
    """All lines, without the spaces at their ends."""
    rows = [flow.row_at(line) for line in range(flow.line_count)]
    return ["".join(segment.text for segment in row.segments).rstrip() if row else "?" for row in rows]


def drawn(source: str, width: int = 60, style: AnswerStyle = STYLE) -> list[str]:
    """A document as lines."""
    return lines_of(opened(source, width, style))


def look_of(source: str, words: str, width: int = 60) -> Style:
    """How the segment with these words is styled."""
    flow = opened(source, width)
    rows = [flow.row_at(line) for line in range(flow.line_count)]
    segments = [segment for row in rows if row for segment in row.segments]
    style = next(segment.style for segment in segments if words in segment.text)
    assert style
    return style


def squeezed(lines: Iterable[str]) -> str:
    """All characters but the spaces."""
    return "".join("".join(lines).split())
