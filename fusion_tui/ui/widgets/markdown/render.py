"""Parts as lines of segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.code import Code
from fusion_tui.ui.widgets.markdown.inline import inline
from fusion_tui.ui.widgets.markdown.parse import Env, Node, tree
from fusion_tui.ui.widgets.markdown.parts import Part
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.table import Table
from fusion_tui.ui.widgets.markdown.wrap import Line, Run, wrap

MIN_INDENTED = 12
"""Cells below which lists and quotes are not indented further."""
_BULLETS = "•◦▪"
_TASK = ("[ ] ", "[x] ", "[X] ")


def render(part: Part, width: int, style: AnswerStyle, env: Env) -> list[Line]:
    """The lines of a part, none wider than `width`, with the blank one that parts it from the next."""
    if part.code:
        lines = part.code.lines(part.first, part.last, width, style)
    elif part.table:
        lines = part.table.lines(part.first, part.last, width)
    elif not part.tokens:
        lines = _as_it_is(part, width, style)
    else:
        lines = _Renderer(style, env, part).node(tree(part.tokens)[0], width, style.body)
    return [*lines, []] if part.ends_block and any(lines) else lines


def _as_it_is(part: Part, width: int, style: AnswerStyle) -> list[Line]:
    """Raw source, or what stands under the text: dim, its first line under a rule when it is reasoning."""
    text = part.source.removesuffix("\n").expandtabs(4)
    if part.kind == "text":
        return wrap([(text, style.body)], width)
    narrow = min(width, style.prose_width)
    lines = wrap([(text, style.quiet)], narrow)
    if part.kind == "reasoning" and not part.continues:
        lines.insert(0, [Segment(("-" if style.ascii else "─") * narrow, style.rule)])
    return lines


def heading_text(part: Part, style: AnswerStyle, env: Env) -> str:
    """The words of a heading, without marks."""
    runs = inline(part.tokens[1], env, style, style.body)
    return " ".join("".join(text for text, _ in runs).split())


@dataclass(frozen=True, slots=True)
class _Renderer:
    style: AnswerStyle
    env: Env
    part: Part

    def nodes(self, nodes: Sequence[Node], width: int, base: Style, tight: bool = False) -> list[Line]:
        lines: list[Line] = []
        for node in nodes:
            more = self.node(node, width, base)
            if lines and more and not tight:
                lines.append([])
            lines += more
        return lines

    def node(self, node: Node, width: int, base: Style) -> list[Line]:
        kind = _KINDS.get(node.token.type)
        if kind is None:
            return self.prose([(clean(node.token.content), base)], width)
        return kind(self, node, width, base)

    def heading(self, node: Node, width: int, _: Style) -> list[Line]:
        look = self.style.heading if node.token.tag in ("h1", "h2") else self.style.subheading
        return self.paragraph(node, width, look)

    def paragraph(self, node: Node, width: int, base: Style) -> list[Line]:
        runs = [run for child in node.children for run in inline(child.token, self.env, self.style, base)]
        return self.prose(runs, width) if runs else []

    def prose(self, runs: Sequence[Run], width: int) -> list[Line]:
        return wrap(runs, min(width, self.style.prose_width))

    def bullets(self, node: Node, width: int, base: Style) -> list[Line]:
        depth = node.token.level // 2
        glyph = ("*-+" if self.style.ascii else _BULLETS)[depth % 3]
        return self.items(node, [f"{glyph} "] * len(node.children), width, base)

    def numbers(self, node: Node, width: int, base: Style) -> list[Line]:
        whole = node.token.level == 0 and self.part.number is not None
        first = self.part.number if whole else int(node.token.attrs.get("start", 1))
        labels = [f"{number}. " for number, _ in enumerate(node.children, first or 0)]
        longest = self.part.mark_width if whole else max(map(len, labels))
        return self.items(node, [label.rjust(longest) for label in labels], width, base)

    def items(self, node: Node, marks: Sequence[str], width: int, base: Style) -> list[Line]:
        children = (child.token for item in node.children for child in item.children)
        tight = all(token.hidden for token in children if token.type == "paragraph_open")
        lines: list[Line] = []
        for item, mark in zip(node.children, marks, strict=True):
            if lines and not tight:
                lines.append([])
            indent = len(mark) if width >= MIN_INDENTED else 0
            body = self.nodes(item.children, width - indent, base, tight) or [[]]
            mark = self.ticked(body, mark)
            head, space = Segment(mark[:indent], self.style.mark), Segment(" " * indent)
            lines += [[head if place == 0 else space, *line] for place, line in enumerate(body)]
        return lines if tight or self.part.ends_block or node.token.level else [*lines, []]

    def ticked(self, body: list[Line], mark: str) -> str:
        """Takes a task's box out of an item's text; returns the mark with the box as a glyph."""
        first = body[0][0] if body[0] else None
        if first is None or first.text[:4] not in _TASK or self.style.ascii:
            return mark
        box = "☐" if first.text[1] == " " else "☑"
        body[0][0] = Segment(first.text[4:], first.style)
        if mark[0] in _BULLETS:
            return f"{box} "
        body[0].insert(0, Segment(f"{box} ", self.style.mark))
        return mark

    def quote(self, node: Node, width: int, _: Style) -> list[Line]:
        if width < MIN_INDENTED:
            return self.nodes(node.children, width, self.style.quiet)
        bar = Segment("| " if self.style.ascii else "▎ ", self.style.mark)
        inside = self.nodes(node.children, min(width - 2, self.style.prose_width), self.style.quiet)
        if not self.part.ends_block and not node.token.level:
            inside.append([])
        return [[bar, *line] for line in inside]

    def code(self, node: Node, width: int, _: Style) -> list[Line]:
        content = node.token.content.removesuffix("\n")
        language = node.token.info.split()[0] if node.token.info.split() else ""
        return Code(content, language).lines(0, content.count("\n") + 1, width, self.style)

    def rule(self, _node: Node, width: int, _: Style) -> list[Line]:
        length = min(width, self.style.prose_width)
        return [[Segment(("-" if self.style.ascii else "─") * length, self.style.rule)]]

    def table(self, node: Node, width: int, _: Style) -> list[Line]:
        return Table(node, self.env, self.style).all_lines(width)


_KINDS: dict[str, Callable[[_Renderer, Node, int, Style], list[Line]]] = {
    "heading_open": _Renderer.heading,
    "paragraph_open": _Renderer.paragraph,
    "bullet_list_open": _Renderer.bullets,
    "ordered_list_open": _Renderer.numbers,
    "blockquote_open": _Renderer.quote,
    "fence": _Renderer.code,
    "code_block": _Renderer.code,
    "hr": _Renderer.rule,
    "table_open": _Renderer.table,
}
