"""Finding: what a person sees is found, wherever its lines end, and nothing is drawn in vain."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.find import Hit, Needle, Passage, Search
from fusion_tui.ui.widgets.markdown.flow import Flow
from fusion_tui.ui.widgets.markdown.stretch import stretches
from tests.helpers import markdown
from tests.helpers.answers import STYLE
from tests.helpers.drawing import opened


def all_of(flow: Flow, words: str) -> Search:
    """A search that has looked at everything."""
    search = Search(flow, Needle(words))
    assert search.look(lambda: False)
    return search


def closed(source: str, width: int = 60, raw: bool = False) -> Flow:
    """A document of which nothing is drawn."""
    flow = Flow(STYLE, width, raw)
    flow.load(source)
    return flow


def lit(flow: Flow, words: str) -> list[list[str]]:
    """What the cells of every match show, row by row."""
    search, found = all_of(flow, words), []
    hit = search.next()
    while hit:
        first, last = search.lines_of(hit) or (0, -1)
        found.append(
            [
                cells(flow, line, span.first, span.last)
                for line in range(first, last + 1)
                for other, span in search.on_line(line)
                if other == hit
            ]
        )
        hit = search.next(hit)
    return found


def cells(flow: Flow, line: int, first: int, last: int) -> str:
    """The text of some cells of a line."""
    row = flow.row_at(line)
    text, at = "", 0
    for character in "".join(segment.text for segment in row.segments) if row else "":
        text += character if first <= at < last else ""
        at += cell_len(character)
    return text


def texts(source: str, width: int) -> list[str]:
    """A document read back from its rows."""
    flow = opened(source, width)
    rows = [flow.row_at(line) for line in range(flow.line_count)]
    return [stretch.text for stretch in stretches(row.segments for row in rows if row)]


def test_words_are_found_whatever_their_case_unless_one_is_a_capital() -> None:
    source = "Risks, risks and RISKS."
    assert all_of(closed(source), "risk").count == 3
    assert all_of(closed(source), "Risk").count == 1


def test_what_is_typed_is_text_and_no_pattern() -> None:
    assert all_of(closed("a+b (c) [d] e.f"), "a+b (c)").count == 1
    assert all_of(closed("a+b (c) [d] e.f"), "e?f").count == 0
    assert all_of(closed("one … two"), "…").count == 1


def test_markup_is_not_in_the_way_and_not_found() -> None:
    source = "The **Ri**sk of `lo_ss`, see [the spec](https://example.org/x) & more: R&amp;D."
    for words in ("risk of lo_ss,", "spec (https://example.org", "R&D", "& more"):
        assert all_of(closed(source), words).count == 1, words
    for words in ("**", "](", "&amp;"):
        assert all_of(closed(source), words).count == 0, words
        assert all_of(closed(source, raw=True), words).count >= 1, words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one two three four five", "two three four"),
        ("- item one two three four five", "two three four"),
        ("> quote one two three four", "two three four"),
        ("```\nlet abcdefghijklmnopq = 1\n```", "efghijklmnopq ="),
        ("abcdefghijklmnopqrstuvwxyz", "klmnop"),
        ("漢字かな漢字かな終", "字かな終"),
    ],
)
def test_words_are_found_across_a_soft_line_end(source: str, words: str) -> None:
    found = lit(closed(source, 12), words)
    assert len(found) == 1
    assert "".join(found[0]).replace(" ", "") == words.replace(" ", "")
    assert len(found[0]) > 1, found


def test_nothing_is_found_across_lines_that_the_writer_ended() -> None:
    source = "- alpha\n- beta\n\nalpha\n\nbeta\n\n```\nalpha\nbeta\n```\n\nalpha  \nbeta\n"
    assert all_of(closed(source), "alpha beta").count == 0
    assert all_of(closed(source), "alphabeta").count == 0
    assert all_of(closed(source), "alpha").count == 4


def test_the_text_of_code_is_read_back_without_edges_marks_and_padding() -> None:
    line = "    value = compute(first, second, third)  # and so on"
    assert texts(f"```python\n{line}\nx\n```", 20)[:2] == [line, "x"]


def test_rare_words_are_found_without_drawing_what_cannot_hold_them() -> None:
    source = "\n\n".join(f"## Part {n}\n\n" + "Some sentence. " * 30 for n in range(200)) + "\n\nThe needle."
    flow = closed(source)
    search = all_of(flow, "needle")
    assert search.count == 1
    assert sum(piece.rows is not None for piece in flow.pieces) == 1
    hit = search.next()
    assert hit and search.next(hit) is None and search.previous(hit) is None
    assert search.lines_of(hit) == (flow.line_count - 1, flow.line_count - 1)


def test_signs_are_found_without_drawing_what_cannot_hold_them() -> None:
    source = "\n\n".join(f"## Part {n}\n\n" + "Some sentence. " * 30 for n in range(100)) + "\n\nIs it § so?"
    flow = closed(source)
    assert all_of(flow, "§").count == 1
    assert sum(piece.rows is not None for piece in flow.pieces) == 1
    assert all_of(closed("- one\n- two"), "•").count == 2


def test_the_next_match_is_found_before_everything_was_searched() -> None:
    flow = closed("\n\n".join(f"Some sentence {n}. " * 30 for n in range(300)))
    search = Search(flow, Needle("sentence"))
    assert not search.look(lambda: bool(flow.pieces))
    assert search.next() == Hit(0, 0)
    assert flow.opening


def test_matches_are_in_order_both_ways_and_have_their_numbers() -> None:
    search = all_of(closed("one word\n\n- word and word\n- no\n\nword", 12), "word")
    hits = [search.next()]
    while hits[-1]:
        hits.append(search.next(hits[-1]))
    back = [search.previous()]
    while back[-1]:
        back.append(search.previous(back[-1]))
    assert hits[:-1] == back[-2::-1] and len(hits) == 5
    assert [search.place_of(hit) for hit in hits if hit] == [1, 2, 3, 4]
    lines = [search.lines_of(hit) for hit in hits if hit]
    assert search.edge(0) < hits[0]  # type: ignore[operator]  # the first one is there
    third = lines[2]
    assert third and search.next(search.edge(third[0])) in (hits[1], hits[2])


def test_what_arrives_is_found_as_soon_as_it_is_drawn() -> None:
    flow = Flow(STYLE, 40)
    flow.grow("the word\n\nand a wo")
    search = all_of(flow, "word")
    assert search.count == 1
    flow.grow("rd\n\nword\n\nmore and more\n\n")
    assert search.look(lambda: False) and search.count == 3


def test_another_width_moves_matches_and_keeps_their_number() -> None:
    flow = opened("one two three needle four five needle", 60)
    search = all_of(flow, "needle")
    first = search.next()
    assert first and search.lines_of(first) == (0, 0)
    flow.rewidth(14)
    assert search.lines_of(first) == (1, 1)
    assert [cells(flow, 1, span.first, span.last) for _, span in search.on_line(1)] == ["needle"]
    assert search.look(lambda: False) and search.count == 2


@settings(max_examples=150)
@given(markdown.documents(), st.integers(12, 100), st.randoms(use_true_random=False))
def test_whatever_is_shown_is_found_before_it_is_drawn(
    source: str, width: int, chance: random.Random
) -> None:
    source = clean(source)
    shown = [text for text in texts(source, width) if text.strip()]
    if not shown:
        return
    line = chance.choice(shown)
    start = chance.randrange(len(line))
    words = line[start : start + chance.randint(1, 12)].strip() or line.strip()
    drawn = all_of(opened(source, width), words)
    assert drawn.count >= 1
    assert all_of(closed(source, width), words).count == drawn.count


@pytest.mark.parametrize(
    ("source", "said", "shown"),
    [
        (
            "We **acknowledge** writes\nearly.\n",
            "We acknowledge writes early",
            ["We acknowledge writes early"],
        ),
        ("Say *so*, or `not_so`.\n", "so or not_so", ["so, or not_so"]),
        ("An ACK\n\nis sent.\n", "ack is sent", []),
    ],
)
def test_a_passage_is_found_by_its_words_whatever_stands_between_them(
    source: str, said: str, shown: list[str]
) -> None:
    assert quoted(closed(source), [("", said.split())]) == shown


def test_of_a_numbered_line_only_the_words_that_are_quoted_are_lit() -> None:
    flow = closed("> 1  a limit, and no limit\n> 2  for it\n  3  no limit\n", raw=True)
    found = quoted(flow, [("> 1  ", ["no", "limit"]), ("> 2  ", ["for", "it"])])
    assert found == ["no limit", "for it"]


def quoted(flow: Flow, lines: list[tuple[str, list[str]]]) -> list[str]:
    """What is lit of a passage, row by row."""
    search = Search(flow, Passage(lines))
    assert search.look(lambda: False)
    rows = ((line, flow.row_at(line)) for line in range(flow.line_count))
    texts = ((line, "".join(s.text for s in row.segments)) for line, row in rows if row)
    return [text[span.first : span.last] for line, text in texts for _, span in search.on_line(line)]
