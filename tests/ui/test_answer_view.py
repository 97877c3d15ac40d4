"""The streaming view: what arrives is shown, nothing acts on the terminal, the reader's place stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.strip import Strip

from fusion_tui.ui.filters import CleanFilter
from fusion_tui.ui.widgets.answer_view import AnswerStyle, AnswerView
from fusion_tui.ui.widgets.markdown.flow import Flow
from fusion_tui.ui.widgets.markdown.parse import sections
from tests.helpers.terminal_oracle import scan
from tests.helpers.waiting import until

STYLE = AnswerStyle(
    text="#e8e2d9",
    dim="#958d83",
    faint="#4b4640",
    accent="#ff9e64",
    code_text="#e8e2d9",
    code_background="#26221c",
    hue="#6cb6eb",
)
HOSTILE: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "hostile_text.jsonl").read_text().splitlines()
]
DOCUMENT = """# One

A paragraph with **bold**, *italic*, `code` and a [link](https://example.org/x).

- first
  - nested
- second

1. one
2. two

> quoted words

| a | b |
|---|---|
| 1 | two |

## Two

```python
def f(x):
    return x
```

- [ ] open
- [x] done

---

The end, with <think>tags</think> and List<String>.
"""


class OneView(App[None]):
    """A view and nothing else."""

    def __init__(self, style: AnswerStyle = STYLE) -> None:
        super().__init__()
        self.view = AnswerView(style, hz=60)

    def compose(self) -> ComposeResult:
        """The view."""
        yield self.view

    def get_line_filters(self) -> list[Any]:
        """With the last gate, as in the program."""
        return [*super().get_line_filters(), CleanFilter()]


def lines(flow: Flow) -> list[str]:
    """Every line of a document, rendered."""
    while (index := flow.unrendered()) is not None:
        flow.realise(index)
    flow.measure()
    found = [flow.strip_at(line) or Strip([]) for line in range(flow.line_count)]
    return [strip.text.rstrip() for strip in found]


def rendered(text: str, width: int = 60, style: AnswerStyle = STYLE) -> list[str]:
    flow = Flow(style, width)
    flow.load(text)
    return lines(flow)


def test_a_document_is_drawn_quietly() -> None:
    assert rendered(DOCUMENT) == [
        "One",
        "",
        "A paragraph with bold, italic, code and a link",
        "(https://example.org/x).",
        "",
        "• first",
        "  ◦ nested",
        "• second",
        "",
        "1. one",
        "2. two",
        "",
        "▎ quoted words",
        "",
        "a  b",
        "──────",
        "1  two",
        "",
        "Two",
        "",
        " def f(x):",
        "     return x",
        "",
        "• ☐ open",
        "• ☑ done",
        "",
        "─" * 60,
        "",
        "The end, with <think>tags</think> and List<String>.",
    ]


def test_ascii_terminals_get_ascii_only() -> None:
    plain = AnswerStyle(**{**{k: getattr(STYLE, k) for k in STYLE.__dataclass_fields__}, "ascii": True})
    assert all(line.isascii() for line in rendered(DOCUMENT, style=plain))


@pytest.mark.parametrize("width", [10, 24, 38, 58, 90, 120])
@pytest.mark.parametrize("case", ["md_structure", "wide", "combining", "markup", "bidi"])
def test_no_line_is_wider_than_the_pane(width: int, case: str) -> None:
    texts = [row["text"] for row in HOSTILE if row["category"] == case] + [
        DOCUMENT,
        "漢字" * 300,
        "x" * 10_000,
    ]
    for text in texts:
        assert max((cell_len(line) for line in rendered(text, width)), default=0) <= width


def test_a_narrow_table_becomes_a_list_and_a_huge_one_is_counted() -> None:
    table = "| name | meaning |\n|---|---|\n| alpha | a rather long explanation of it |\n| beta | short |\n"
    assert rendered(table, 30) == [
        "name: alpha",
        "meaning: a rather long",
        "  explanation of it",
        "",
        "name: beta",
        "meaning: short",
    ]
    huge = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 500
    assert rendered(huge)[-1] == "… 300 more rows; w shows the source"


def test_long_code_lines_wrap_with_a_marker() -> None:
    shown = rendered("```\n" + "word " * 30 + "\n```", 40)
    assert len(shown) > 3 and all("↪" in line for line in shown[1:])


def test_sections_join_to_the_text_and_never_cut_a_fence() -> None:
    text = "intro\n# a\n```\n# not a heading\n```\n\n# b\ntext\n"
    assert list(sections(text)) == ["intro\n", "# a\n```\n# not a heading\n```\n\n", "# b\ntext\n"]


def test_a_link_defined_elsewhere_is_found() -> None:
    assert rendered("# a\n\nsee [docs][d]\n\n# b\n\n[d]: https://example.org\n")[2] == (
        "see docs (https://example.org)"
    )


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# Title\n\n",
            "## Sub *x*\n",
            "words and more words ",
            "**bold",
            "** rest\n",
            "\n",
            "\n\n",
            "- item\n",
            "  - deeper\n",
            "1. one\n",
            "> quote\n",
            "```python\n",
            "x = 1\n",
            "```\n",
            "| a | b |\n|---|---|\n",
            "| 1 | 2 |\n",
            "[ref]",
            "[ref]: https://example.org\n",
            "---\n",
            "===\n",
            "漢字",
            "👩‍👩‍👧",
            "\r\n",
            "\t",
            "<b>",
            "&#x202e;",
            "    indented\n",
            "\u2028",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKDOWN, st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_while_it_streams_no_text_is_lost_and_every_chunking_ends_alike(text: str, cuts: list[int]) -> None:
    flow = Flow(STYLE, 50)
    position = turn = 0
    while position < len(text):
        step = cuts[turn % len(cuts)]
        flow.grow(text[position : position + step])
        assert flow.ends == sorted(flow.ends)
        assert all(flow.strip_at(line) is not None for line in range(flow.line_count))
        position, turn = position + step, turn + 1
    flow.load(text)
    assert lines(flow) == rendered(text, 50)


def test_a_block_of_40_kilobytes_grows_in_pieces() -> None:
    for unit in ("word ", "- item of a list\n", "| a | b |\n"):
        text = ("| x | y |\n|---|---|\n" if unit.startswith("|") else "") + unit * (40_000 // len(unit))
        flow = Flow(STYLE, 60)
        for start in range(0, len(text), 200):
            flow.grow(text[start : start + 200])
        assert len(flow.pieces) > 5
        assert max(len(piece.source) for piece in flow.pieces) < 4500


async def test_text_appears_with_a_cursor_and_finishing_renders_it_once_more() -> None:
    app = OneView()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.writing = True
        app.view.append("See [it][d].\n\nHel")
        await until(pilot, lambda: shown(app)[2] == "Hel▌")
        app.view.append("lo\n\n[d]: https://example.org\n")
        await until(pilot, lambda: "Hello" in shown(app)[2])
        app.view.writing = False
        app.view.finish()
        await until(pilot, lambda: shown(app)[0] == "See it (https://example.org).")
        assert "▌" not in "".join(shown(app))
        assert app.view.text == "See [it][d].\n\nHello\n\n[d]: https://example.org\n"


def shown(app: OneView) -> list[str]:
    view = app.view
    from textual.geometry import Region

    strips = view.render_lines(Region(0, 0, view.size.width, view.size.height))
    assert all(strip.cell_length == view.size.width for strip in strips)
    return [strip.text.rstrip() for strip in strips]


async def test_the_place_is_kept_through_resizing_and_the_last_render() -> None:
    text = "\n\n".join(f"Paragraph {n} " + "with some more words in it " * 6 for n in range(60))
    app = OneView()
    async with app.run_test(size=(80, 20)) as pilot:
        for start in range(0, len(text), 500):
            app.view.append(text[start : start + 500])
        await until(pilot, lambda: app.view.line_count > 150)
        app.view.scroll_lines(80)
        first = paragraph(app)
        await pilot.resize_terminal(45, 20)
        await until(pilot, lambda: app.view.size.width == 45 and paragraph(app) == first)
        await pilot.resize_terminal(100, 20)
        await until(pilot, lambda: app.view.size.width == 100 and paragraph(app) == first)
        app.view.finish()
        await until(pilot, lambda: paragraph(app) == first)


def paragraph(app: OneView) -> str:
    flow = app.view._flow
    piece = flow.pieces[flow.index_at(app.view.scroll_offset.y)]
    return piece.source.split(" with")[0]


async def test_opening_a_long_answer_renders_what_is_in_view_first_and_the_rest_soon() -> None:
    text = "\n\n".join(f"# Part {n}\n\n" + "words and words " * 60 for n in range(100))
    app = OneView()
    async with app.run_test(size=(80, 20)) as pilot:
        app.view.set_text(text)
        assert "Part 0" in shown(app)[0]
        assert app.view._flow.unrendered() is not None
        await until(pilot, lambda: app.view._flow.unrendered() is None)
        app.view.scroll_bottom()
        await until(pilot, lambda: app.view.lines_below == 0)


async def test_following_keeps_the_end_in_view_and_is_off_by_default() -> None:
    app = OneView()
    async with app.run_test(size=(40, 6)) as pilot:
        app.view.append("line\n\n" * 30)
        await until(pilot, lambda: app.view.lines_below > 10)
        app.view.follow = True
        app.view.append("last\n")
        await until(pilot, lambda: "last" in shown(app))


async def test_another_ground_renders_no_block_again() -> None:
    app = OneView()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.set_text(DOCUMENT)
        await until(pilot, lambda: app.view._flow.unrendered() is None)
        before = [piece.strips for piece in app.view._flow.pieces]
        app.view.styles.background = "#ff0000"
        await pilot.pause()
        shown(app)
        assert all(a is b for a, b in zip(before, (p.strips for p in app.view._flow.pieces), strict=True))


async def test_all_hostile_texts_are_harmless_streamed_and_whole() -> None:
    app = OneView()
    async with app.run_test(size=(70, 30)) as pilot:
        for case in HOSTILE:
            app.view.reset()
            for chunk in case.get("chunks") or [case["text"]]:
                app.view.append(chunk)
            app.view.flush()
            seen = "\n".join(shown(app))
            app.view.finish()
            seen += "\n".join(shown(app))
            app.view.raw = True
            seen += "\n".join(shown(app))
            app.view.raw = False
            assert scan(seen.encode("utf-8")) == {}, case["id"]
        await pilot.pause()


def test_markup_is_shown_letter_for_letter() -> None:
    for case in (row for row in HOSTILE if "literal" in row["rules"]):
        flow = Flow(STYLE, 200)
        flow.load_raw(case["text"])
        assert "".join(case["text"].split()) in "".join("".join(lines(flow)).split()), case["id"]
