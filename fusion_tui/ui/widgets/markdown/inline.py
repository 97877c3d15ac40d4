"""Inline Markdown as one styled text."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

_BOLD, _ITALIC, _STRIKE = Style(bold=True), Style(italic=True), Style(strike=True)


def inline(tokens: Sequence[Token] | None, style: AnswerStyle, base: Style) -> Text:
    """The text of inline tokens. Links show their target, images their address; nothing can be clicked.

    Entities were decoded by the parser, so every piece is cleaned again here.
    """
    text = Text(style=base, end="", tab_size=4)
    open_styles: list[Style] = []
    targets: list[tuple[str, int]] = []
    for token in tokens or ():
        match token.type:
            case "text" | "text_special":
                _add(text, token.content, open_styles)
            case "code_inline":
                _add(text, token.content, [*open_styles, style.code])
            case "softbreak":
                text.append(" ")
            case "hardbreak":
                text.append("\n")
            case "strong_open":
                open_styles.append(_BOLD)
            case "em_open":
                open_styles.append(_ITALIC)
            case "s_open":
                open_styles.append(_STRIKE)
            case "strong_close" | "em_close" | "s_close":
                open_styles.pop()
            case "link_open":
                targets.append((str(token.attrs.get("href", "")), len(text)))
            case "link_close":
                target, start = targets.pop()
                _add_target(text, target, start, style)
            case "image":
                _add(text, f"[image: {token.content}]", open_styles)
                _add_target(text, str(token.attrs.get("src", "")), len(text), style)
            case _:
                _add(text, token.content, open_styles)
    return text


def segments(line: Text, console: Console) -> list[Segment]:
    """A wrapped line as segments; Rich leaves the base style out of a line that has no spans."""
    base = line.style if isinstance(line.style, Style) else Style.parse(line.style)
    return [Segment(s.text, base + s.style if s.style else base) for s in line.render(console) if s.text]


def _add(text: Text, piece: str, styles: Sequence[Style]) -> None:
    text.append(clean(piece).expandtabs(4), Style.combine(styles) if styles else None)


def _add_target(text: Text, target: str, start: int, style: AnswerStyle) -> None:
    shown = clean(target)
    if shown and shown[0] != "#" and shown not in (text.plain[start:], f"mailto:{text.plain[start:]}"):
        text.append(f" ({shown})", style.quiet)
