"""Blocks as lines of segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.code import Line, code_lines
from fusion_tui.ui.widgets.markdown.inline import inline, segments
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.table import table_lines

# Rich wraps text through a console, though nothing is printed to it.
_CONSOLE = Console(width=200, color_system="truecolor", legacy_windows=False)
_FLAT = 12
"""Columns below which lists and quotes are not indented any further."""
_TASK = ("[ ] ", "[x] ", "[X] ")


def render(tokens: Sequence[Token], width: int, style: AnswerStyle) -> list[Line]:
    """The lines of some top-level blocks, none wider than `width`, without blank lines around them."""
    return _Renderer(style).children(SyntaxTreeNode(list(tokens)).children, width, style.body)


def raw_lines(source: str, width: int, style: AnswerStyle) -> list[Line]:
    """The source as it is, cleaned and wrapped."""
    return [row for line in clean(source).split("\n") for row in _hard_wrapped(line, width, style.body)]


def heading_text(tokens: Sequence[Token]) -> str:
    """The plain words of a heading block."""
    token = next((t for t in tokens if t.type == "inline"), None)
    pieces = [t.content if t.content else " " for t in (token.children or ())] if token else []
    return " ".join(clean("".join(pieces)).split())


@dataclass(frozen=True, slots=True)
class _Renderer:
    style: AnswerStyle

    def children(
        self, nodes: Sequence[SyntaxTreeNode], width: int, base: Style, tight: bool = False
    ) -> list[Line]:
        lines: list[Line] = []
        for node in nodes:
            if lines and not tight:
                lines.append([])
            lines += self.node(node, width, base)
        return lines

    def node(self, node: SyntaxTreeNode, width: int, base: Style) -> list[Line]:
        render = _KINDS.get(node.type)
        if render is None:
            return self._prose(Text(clean(node.content), base), width)
        return render(self, node, width, base)

    def heading(self, node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        look = self.style.heading if node.tag in ("h1", "h2") else self.style.subheading
        return self._prose(self._inline(node, look), width)

    def paragraph(self, node: SyntaxTreeNode, width: int, base: Style) -> list[Line]:
        return self._prose(self._inline(node, base), width)

    def bullets(self, node: SyntaxTreeNode, width: int, base: Style) -> list[Line]:
        depth = sum(1 for parent in _parents(node) if parent.type == "bullet_list")
        glyph = "*-+"[depth % 3] if self.style.ascii else "•◦▪"[depth % 3]
        return self._items(node, [f"{glyph} "] * len(node.children), width, base)

    def numbers(self, node: SyntaxTreeNode, width: int, base: Style) -> list[Line]:
        first = int(node.attrs.get("start", 1))
        labels = [f"{first + place}. " for place in range(len(node.children))]
        longest = max(map(len, labels), default=0)
        return self._items(node, [label.rjust(longest) for label in labels], width, base)

    def quote(self, node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        bar = Segment("| " if self.style.ascii else "▎ ", self.style.mark)
        inner = min(max(width - 2, 1), self.style.prose_width)
        if width < _FLAT:
            return self.children(node.children, width, self.style.quiet)
        return [[bar, *line] for line in self.children(node.children, inner, self.style.quiet)]

    def fence(self, node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        language = node.info.split()[0] if node.info.split() else ""
        return code_lines(node.content.removesuffix("\n"), language, width, self.style)

    def indented_code(self, node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        return code_lines(node.content.removesuffix("\n"), "", width, self.style)

    def rule(self, _node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        length = min(width, self.style.prose_width)
        return [[Segment(("-" if self.style.ascii else "─") * length, self.style.rule)]]

    def table(self, node: SyntaxTreeNode, width: int, _: Style) -> list[Line]:
        return table_lines(node, width, self.style, _CONSOLE)

    def _items(self, node: SyntaxTreeNode, marks: Sequence[str], width: int, base: Style) -> list[Line]:
        tight = all(
            child.hidden for item in node.children for child in item.children if child.type == "paragraph"
        )
        lines: list[Line] = []
        for item, mark in zip(node.children, marks, strict=True):
            if lines and not tight:
                lines.append([])
            if width < _FLAT:
                lines += [
                    [Segment(mark[:width], self.style.mark)],
                    *self.children(item.children, width, base, tight),
                ]
                continue
            body = self.children(item.children, width - len(mark), base, tight) or [[]]
            body = self._ticked(body)
            indent = Segment(" " * len(mark))
            lines += [
                [Segment(mark, self.style.mark) if place == 0 else indent, *line]
                for place, line in enumerate(body)
            ]
        return lines

    def _ticked(self, body: list[Line]) -> list[Line]:
        """A task's box as a glyph."""
        if not body[0] or not body[0][0].text.startswith(_TASK) or self.style.ascii:
            return body
        first = body[0][0]
        box = "☐ " if first.text.startswith("[ ]") else "☑ "
        rest = Segment(first.text[4:], first.style)
        return [[Segment(box, self.style.mark), rest, *body[0][1:]], *body[1:]]

    def _inline(self, node: SyntaxTreeNode, base: Style) -> Text:
        child = node.children[0] if node.children else None
        return inline(child.token.children if child and child.token else None, self.style, base)

    def _prose(self, text: Text, width: int) -> list[Line]:
        wrapped = text.wrap(_CONSOLE, max(min(width, self.style.prose_width), 1), tab_size=4)
        return [segments(line, _CONSOLE) for line in wrapped]


_KINDS: dict[str, Callable[[_Renderer, SyntaxTreeNode, int, Style], list[Line]]] = {
    "heading": _Renderer.heading,
    "paragraph": _Renderer.paragraph,
    "bullet_list": _Renderer.bullets,
    "ordered_list": _Renderer.numbers,
    "blockquote": _Renderer.quote,
    "fence": _Renderer.fence,
    "code_block": _Renderer.indented_code,
    "hr": _Renderer.rule,
    "table": _Renderer.table,
}


def _parents(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    found = []
    parent = node.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found


def _hard_wrapped(line: str, width: int, look: Style) -> list[Line]:
    text = line.expandtabs(4)
    if cell_len(text) <= width:
        return [[Segment(text, look)]] if text else [[]]
    return [[Segment(str(part), look)] for part in Text(text).wrap(_CONSOLE, width)]
