"""Random Markdown documents: every construct, well formed and cut off, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "alpha",
        "beta",
        "**bold**",
        "*it*",
        "***both***",
        "`code`",
        "~~gone~~",
        "[text](https://example.org/a)",
        "[ref]",
        "![pic](img.png)",
        "<https://example.org>",
        "&amp;&#x202e;",
        "<b>tag</b>",
        "漢字かな、",
        "👩\u200d👩\u200d👧",
        "Cafe\u0301",
        "**open",
        "a|b",
        "1.",
        "-",
        "#",
        "x" * 70,
        "\\*",
        "  ",
        "line\nbreak",
        "hard  \nbreak",
    ]
)
PROSE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
HEADING = st.tuples(st.sampled_from(["# ", "## ", "### ", "#### "]), PROSE).map("".join)
CODE = st.tuples(
    st.sampled_from(["```", "```python\n", "~~~sh\n", "    "]), st.lists(PROSE, max_size=40), st.booleans()
).map(lambda parts: parts[0] + "\n" + "\n".join(parts[1]) + ("\n" + parts[0][:3] if parts[2] else ""))


def _list(marks: list[str]) -> st.SearchStrategy[str]:
    items = st.lists(st.tuples(st.sampled_from(marks), PROSE), min_size=1, max_size=30)
    return items.map(lambda found: "\n".join(mark + text for mark, text in found))


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [" | ".join(head), " | ".join(["---"] * len(head)), *(" | ".join(row) for row in body)]
    return "\n".join(f"| {line} |" for line in lines)


LIST = st.one_of(
    _list(["- ", "- ", "  - ", "- [ ] ", "- [x] ", "- > ", "- ```\n"]),
    _list(["1. ", "2. ", "   - ", "\n3. "]),
)
TABLE = st.integers(1, 14).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.sampled_from(["x", "**b** c", "long words in a cell", "漢字", ""]),
            min_size=columns,
            max_size=columns,
        ),
        min_size=1,
        max_size=45,
    ).map(_table)
)
QUOTE = st.lists(st.one_of(PROSE, LIST), min_size=1, max_size=12).map(
    lambda blocks: "\n".join("> " + line for line in "\n\n".join(blocks).split("\n"))
)
OTHER = st.sampled_from(
    ["---", "***", "Set\n===", "[ref]: https://example.org/ref", "", "> ", "- ", "|", "\\", "\t"]
)
BLOCK = st.one_of(PROSE, HEADING, CODE, LIST, TABLE, QUOTE, OTHER)


def documents() -> st.SearchStrategy[str]:
    """Blocks parted by one line end or by more."""
    parted = st.tuples(BLOCK, st.sampled_from(["\n\n", "\n", "\n\n\n", "\r\n\r\n"])).map("".join)
    return st.lists(parted, max_size=10).map("".join)
