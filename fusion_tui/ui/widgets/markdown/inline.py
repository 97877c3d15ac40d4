"""Inline Markdown as runs of styled text."""

from __future__ import annotations

from markdown_it.token import Token
from rich.style import Style

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.parse import Env, words
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.wrap import Run

MAX_TARGET = 60
"""Characters of a link's target that are shown; the raw source has all of them."""

_OPENING = {"strong_open": Style(bold=True), "em_open": Style(italic=True), "s_open": Style(strike=True)}
_CLOSING = {"strong_close", "em_close", "s_close"}


def inline(token: Token, env: Env, style: AnswerStyle, base: Style) -> list[Run]:
    """An `inline` token as runs. Links show their target, images their address; nothing can be clicked.

    Entities are decoded by the parser, so every piece is cleaned here once more.
    """
    runs: list[Run] = []
    looks = [base]
    links: list[tuple[str, int]] = []
    for part in words(token, env):
        kind = part.type
        if kind in _OPENING:
            looks.append(looks[-1] + _OPENING[kind])
        elif kind in _CLOSING:
            looks.pop()
        elif kind == "softbreak":
            runs.append((" ", looks[-1]))
        elif kind == "hardbreak":
            runs.append(("\n", looks[-1]))
        elif kind == "code_inline":
            runs.append((_shown(part.content), looks[-1] + style.code))
        elif kind == "link_open":
            links.append((_shown(str(part.attrs.get("href", ""))), len(runs)))
        elif kind == "link_close":
            target, first = links.pop()
            runs += _target(target, plain(runs[first:]), style)
        elif kind == "image":
            runs.append((f"[image: {_shown(part.content)}]", looks[-1]))
            runs += _target(_shown(str(part.attrs.get("src", ""))), "", style)
        elif part.content:
            runs.append((_shown(part.content), looks[-1]))
    return runs


def plain(runs: list[Run]) -> str:
    """The text of some runs."""
    return "".join(text for text, _ in runs)


def _shown(text: str) -> str:
    return clean(text).expandtabs(4).replace("\n", " ")


def _target(target: str, text: str, style: AnswerStyle) -> list[Run]:
    """Where a link leads, unless its text says so already or it stays in the document."""
    if not target or target.startswith("#") or target in (text, f"mailto:{text}"):
        return []
    if len(target) > MAX_TARGET:
        target = target[: MAX_TARGET - 1] + ("~" if style.ascii else "…")
    return [(f" ({target})", style.quiet)]
