"""A text cut into what can be compared; put together again the parts are the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<words>.*?)[\s#]*$")
_FENCE = re.compile(r"\s{0,3}(?P<mark>`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])\s")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+", re.IGNORECASE)

Kind = Literal["heading", "list", "table", "code", "text"]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading; what comes before the first heading is a section without one."""

    heading: str
    """Its words."""
    blocks: tuple[str, ...]
    """The heading's line, paragraphs, items, rows of tables, lines of code: each with the space after it."""

    @property
    def key(self) -> str:
        """By which sections of two texts are known as the same: no number, no case, no marks."""
        words = re.findall(r"\w+", _NUMBER.sub("", self.heading.casefold()))
        return " ".join(words)


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a Markdown text; of any other text, one."""
    found: list[Section] = []
    heading, blocks = "", list[str]()
    for block, title in _blocks(text):
        if title is not None and (blocks or found):
            found.append(Section(heading, tuple(blocks)))
            blocks = []
        heading = heading if title is None else title
        blocks.append(block)
    return (*found, Section(heading, tuple(blocks)))


def _blocks(text: str) -> list[tuple[str, str | None]]:
    """Blocks, each with its words when it is a heading."""
    blocks: list[tuple[str, str | None]] = []
    open_block, fence = False, ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        title = None if fence or mark else _HEADING.match(line)
        if not line.strip() and blocks and not fence:
            blocks[-1] = (blocks[-1][0] + line, blocks[-1][1])
            open_block = False
            continue
        alone = bool(fence or mark or title or _ITEM.match(line) or line.lstrip().startswith("|"))
        if open_block and not alone:
            blocks[-1] = (blocks[-1][0] + line, None)
        else:
            blocks.append((line, title["words"] if title else None))
        # A line that goes on with an item or a paragraph belongs to it; code, rows and headings stand alone.
        open_block = not (fence or mark or title or line.lstrip().startswith("|"))
        fence = _fence_after(fence, mark, line)
    return blocks


def _fence_after(fence: str, mark: re.Match[str] | None, line: str) -> str:
    if mark is None:
        return fence
    if not fence:
        return mark["mark"]
    return "" if mark["mark"].startswith(fence) and not line.strip().strip("`~") else fence


def paragraphs(section: Section) -> tuple[str, ...]:
    """What a person takes or leaves as one: its blocks, with code, tables and lists whole.

    What belongs to an item, being indented under it, stays in its list.
    """
    found: list[str] = []
    kind: Kind | Literal[""] = ""
    fence = ""
    for block in section.blocks:
        now = _kind(block, kind, fence)
        if found and (fence or kind == now != "" or not found[-1].strip()):
            found[-1] += block
        else:
            found.append(block)
        kind = kind if fence else now
        line = block.partition("\n")[0]
        fence = _fence_after(fence, _FENCE.match(line), line)
        # Behind a closed fence another one may begin; it is another piece of code.
        kind = "" if kind == "code" and not fence else kind
    return tuple(found)


def items(text: str) -> tuple[str, ...]:
    """A list in its items, each with all that is indented under it; any other text as it is."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if found and not (_ITEM.match(line) and _indent(line) <= _indent(text)):
            found[-1] += line
        else:
            found.append(line)
    return tuple(found)


def kind_of(block: str) -> Kind:
    """What a block is, or begins with."""
    return "heading" if _HEADING.match(block) else _kind(block, "", "") or "text"


def _kind(block: str, before: Kind | Literal[""], fence: str) -> Kind | Literal[""]:
    if fence or (before == "list" and _indent(block) >= 2):
        return before
    if _ITEM.match(block):
        return "list"
    if block.lstrip().startswith("|"):
        return "table"
    return "code" if _FENCE.match(block) else "" if block.strip() else before


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
