"""Documents that arrive: only their end is drawn again, and nothing is lost on the way."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown import flow as module
from fusion_tui.ui.widgets.markdown.flow import Flow
from fusion_tui.ui.widgets.markdown.parse import Env
from fusion_tui.ui.widgets.markdown.parts import PARAGRAPH, Part
from fusion_tui.ui.widgets.markdown.render import render
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.wrap import Line
from tests.helpers import markdown
from tests.helpers.answers import STYLE
from tests.helpers.drawing import drawn, lines_of, opened, squeezed, streamed

LONG = {
    "fence": "```python\n" + "".join(f"x{n} = {n}  # line\n" for n in range(900)) + "```\n",
    "bullets": "".join(f"- item {n} with a few words\n" for n in range(500)),
    "numbers": "".join(f"{n}. item\n   ```\n   code {n}\n   ```\n" for n in range(1, 500)),
    "table": "| n | text |\n|---|---|\n" + "".join(f"| {n} | cell {n} |\n" for n in range(900)),
    "quote": "".join(f"> paragraph {n} of a long quote\n>\n" for n in range(500)),
    "paragraph": "One sentence of a paragraph that does not end. " * 400,
    "word": "x" * 20_000,
}
"""One block of about 20,000 characters each."""

NO_TABLES = st.one_of(markdown.PROSE, markdown.HEADING, markdown.CODE, markdown.LIST, markdown.QUOTE)


def pieces_of(source: str, size: int = 40) -> list[str]:
    """A source cut into chunks of one size."""
    return [source[start : start + size] for start in range(0, len(source), size)]


@pytest.mark.parametrize("kind", LONG)
def test_the_end_of_a_long_block_is_all_that_is_drawn_again(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counted(part: Part, width: int, style: AnswerStyle, env: Env) -> list[Line]:
        sizes[-1] += len(part.source)
        return render(part, width, style, env)

    monkeypatch.setattr(module, "render", counted)
    flow = Flow(STYLE, 60)
    for piece in pieces_of(LONG[kind]):
        sizes.append(0)
        flow.grow(piece)
    tenth = len(sizes) // 10
    early, late = sizes[tenth : 2 * tenth], sizes[-tenth:]
    assert max(late) < 2.2 * PARAGRAPH
    assert sum(late) < 1.5 * sum(early)


@pytest.mark.parametrize("kind", [kind for kind in LONG if kind not in ("numbers", "table")])
def test_a_long_block_looks_the_same_while_it_streams(kind: str) -> None:
    assert lines_of(streamed(pieces_of(LONG[kind]))) == drawn(LONG[kind])


def test_a_long_table_keeps_its_columns_and_has_one_head_while_it_streams() -> None:
    lines = lines_of(streamed(pieces_of(LONG["table"])))
    assert [line.split() for line in lines[2:]] == [line.split() for line in drawn(LONG["table"])[2:]]
    assert sum(line.startswith("n") for line in lines) == 1


def test_numbers_go_on_across_the_cut() -> None:
    source = "".join(f"1. item {n} with some words to fill the line\n" for n in range(1, 200))
    shown = [line.split()[0] for line in lines_of(streamed(pieces_of(source)))]
    assert shown == [f"{n}." for n in range(1, 200)]


def test_lines_that_did_not_change_keep_their_rows() -> None:
    flow = Flow(STYLE, 20)
    flow.grow("# Title\n\nsome words that wrap over lin")
    before = [flow.row_at(line) for line in range(flow.line_count)]
    first = flow.grow("es and on")
    assert first == len(before) - 1 == 3
    assert all(flow.row_at(line) is before[line] for line in range(first))


def test_the_start_of_a_line_does_not_settle_what_it_is() -> None:
    for source in ("text\n***bold*** word", "text\n#hash", "- a\n**b** c", "a | b\n--|--\nc | d", "Set\n---"):
        assert lines_of(streamed(source)) == drawn(source)


def test_a_list_in_which_a_fence_opens_on_the_items_line() -> None:
    source = "- ```py\n  x = 1\n  ```\n\n```bash\n# a comment, no heading\nls\n```\n\n# Heading\n"
    flow = opened(source)
    assert [heading.text for heading in flow.headings()] == ["Heading"]
    assert " # a comment, no heading" in lines_of(flow)


@pytest.mark.parametrize("kind", LONG)
def test_opening_a_window_at_a_time_finds_what_parsing_at_once_finds(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"# Before\n\n{LONG[kind]}\n\n## After\n\nend\n"
    windows = drawn(source)
    monkeypatch.setattr(module, "WINDOW", 10**9)
    assert windows == drawn(source)


def test_opening_draws_little_and_finds_the_end() -> None:
    source = "\n\n".join(f"## Part {n}\n\n" + "Some sentence. " * 30 for n in range(300))
    flow = Flow(STYLE, 60)
    flow.load(source)
    flow.ensure(0, 40)
    assert sum(piece.rows is not None for piece in flow.pieces) < 20
    assert flow.opening
    exact = len(drawn(source))
    assert abs(flow.line_count - exact) < exact * 0.3
    flow.parse_all()
    end = flow.ensure_above(flow.line_count, 40)
    rows = [flow.row_at(line) for line in range(end - 40, end)]
    assert all(rows)
    assert sum(piece.rows is not None for piece in flow.pieces) < 60


def test_a_reference_at_the_end_reaches_the_first_window() -> None:
    source = "[a]\n\n" + "words " * 5000 + "\n\n```\n[b]: not-this\n```\n\n[b]\n\n[a]: https://example.org\n"
    lines = drawn(source)
    assert lines[0] == "a (https://example.org)"
    assert lines[-1] == "[b]"


def test_a_place_is_the_same_words_at_any_width() -> None:
    source = "\n\n".join(f"## Part {n}\n\n" + "Some sentence. " * 30 for n in range(50))
    flow = opened(source, 40)
    line = next(heading.line for heading in flow.headings() if heading.text == "Part 30")
    place = flow.place(line)
    for width in (30, 90, 40):
        flow.rewidth(width)
        now = flow.line_of(place)
        flow.ensure(now, 5)
        row = flow.row_at(now)
        assert row and row.segments[0].text == "Part 30"
    assert flow.line_of(place) == line


@settings(max_examples=60)
@given(markdown.documents(), st.integers(12, 100), st.randoms(use_true_random=False))
def test_any_document_fits_and_its_pieces_are_the_document(
    source: str, width: int, chance: random.Random
) -> None:
    source = clean(source)
    size = max(chance.randint(1, 90), len(source) // 60)
    for flow in (opened(source, width), streamed(pieces_of(source, size), width)):
        assert all(cell_len(line) <= width for line in lines_of(flow))
        joined = "".join(piece.part.source for piece in flow.pieces)
        assert joined in source
        offsets = [piece.part.offset for piece in flow.pieces]
        assert offsets == sorted(offsets)
        assert all(source.startswith(p.part.source, p.part.offset) for p in flow.pieces)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(NO_TABLES, st.sampled_from(["\n\n", "\n", "\n\n\n"])).map("".join), max_size=8),
    st.randoms(use_true_random=False),
)
def test_no_word_is_lost_while_a_document_streams(blocks: list[str], chance: random.Random) -> None:
    source = clean("".join(blocks))
    size = max(chance.randint(1, 90), len(source) // 60)
    assert squeezed(lines_of(streamed(pieces_of(source, size)))) == squeezed(drawn(source))
