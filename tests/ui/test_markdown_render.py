"""How every construct of Markdown reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.helpers.answers import STYLE
from tests.helpers.drawing import drawn, lines_of, look_of, opened, squeezed, streamed
from tests.helpers.terminal_oracle import scan

ASCII = replace(STYLE, ascii=True)
TABLE = "| part | risk | cost |\n|---|:-:|--:|\n| failover | **high** | 4 ms |\n| naming | low | 1,200 |\n"


def test_one_blank_line_between_blocks_and_none_at_the_ends() -> None:
    source = "\n\n# Title\ntext\n\n\n\nmore\n- item\n\n\n## Next\n> quote\n```\ncode\n```\nend\n\n\n"
    assert drawn(source) == [
        *("Title", "", "text", "", "more", "", "• item", "", "Next", ""),
        *("▎ quote", "", " code", "", "end"),
    ]


def test_headings_are_bold_in_the_hue_and_deeper_ones_bold_text() -> None:
    for level, colour in ((1, STYLE.hue), (2, STYLE.hue), (3, STYLE.text), (6, STYLE.text)):
        look = look_of(f"{'#' * level} Heading *word*", "Heading")
        assert look.bold
        assert look.color and look.color.name == colour


def test_an_empty_heading_leaves_no_gap() -> None:
    assert drawn("a\n\n#\n\nb") == ["a", "", "b"]


def test_emphasis_is_shown_by_the_type() -> None:
    assert look_of("a **b** c", "b").bold
    assert look_of("a *b* c", "b").italic
    assert look_of("a ~~b~~ c", "b").strike
    both = look_of("a ***b*** c", "b")
    assert both.bold and both.italic


def test_inline_code_lies_on_the_quiet_shade() -> None:
    look = look_of("a `b` c", "b")
    assert look.bgcolor and look.bgcolor.name == STYLE.code_background


def test_bullets_nest_with_other_marks() -> None:
    source = "- one\n  wraps\n  - two\n    - three\n- four"
    assert drawn(source) == ["• one wraps", "  ◦ two", "    ▪ three", "• four"]
    assert drawn(source, style=ASCII) == ["* one wraps", "  - two", "    + three", "* four"]


def test_a_list_item_hangs_below_its_text() -> None:
    assert drawn("9. some words that wrap\n10. more", 16) == [" 9. some words", "    that wrap", "10. more"]


def test_loose_lists_keep_their_air_and_tight_ones_have_none() -> None:
    assert drawn("- a\n\n- b\n\n  c") == ["• a", "", "• b", "", "  c"]
    assert drawn("- a\n- b") == ["• a", "• b"]


def test_tasks_show_a_box_instead_of_a_bullet() -> None:
    assert drawn("- [ ] open\n- [x] done\n- [X] done too") == ["☐ open", "☑ done", "☑ done too"]
    assert drawn("1. [x] done") == ["1. ☑ done"]
    assert drawn("- [ ] open\n- [x] done", style=ASCII) == ["* [ ] open", "* [x] done"]


def test_quotes_have_a_bar_on_every_line() -> None:
    assert drawn("> one two three four\n>\n> - five", 14) == ["▎ one two", "▎ three four", "▎", "▎ • five"]
    assert drawn("> one", style=ASCII) == ["| one"]
    look = look_of("> one", "one")
    assert look.color and look.color.name == STYLE.dim


def test_links_say_where_they_lead_unless_the_text_does() -> None:
    assert drawn("[the spec](https://example.org/s)") == ["the spec (https://example.org/s)"]
    assert drawn("<https://example.org>") == ["https://example.org"]
    assert drawn("[above](#title)") == ["above"]
    assert drawn("[a]\n\n[a]: https://example.org") == ["a (https://example.org)"]


def test_a_long_target_shows_its_host_and_is_cut() -> None:
    line = drawn(f"[a](https://example.org/{'x' * 200})", 100)[0]
    assert line.startswith("a (https://example.org/xxx")
    assert line.endswith("x…)")


def test_images_are_named_and_not_fetched() -> None:
    assert drawn("![a cat](cat.png)") == ["[image: a cat] (cat.png)"]


def test_html_and_generics_stay_visible() -> None:
    source = "<think>hm</think> List<String> <b>x</b>\n\n<div>\nblock\n</div>\n\n<!-- remark -->"
    shown = squeezed(drawn(source))
    for text in ("<think>hm</think>", "List<String>", "<b>x</b>", "<div>block</div>", "<!--remark-->"):
        assert text in shown


def test_footnotes_and_rules() -> None:
    assert drawn("word[^1]\n\n---\n\n[^1]: the note") == ["word[^1]", "", "─" * 60, "", "[^1]: the note"]


def test_prose_is_capped_and_code_is_not() -> None:
    style = replace(STYLE, prose_width=40)
    lines = drawn("word " * 40 + "\n\n```\n" + "x" * 70 + "\n```", 80, style)
    assert max(map(len, lines[:5])) <= 40
    assert lines[-1] == " " + "x" * 70


def test_code_fills_its_shade_to_the_edge() -> None:
    flow = opened("```python\ndef f():\n    return 1\n```\n", 30)
    for number in (0, 1):
        row = flow.row_at(number)
        assert row
        assert sum(cell_len(segment.text) for segment in row.segments) == 30
        assert {s.style.bgcolor.name for s in row.segments if s.style and s.style.bgcolor} == {
            STYLE.code_background
        }


def test_code_is_coloured_and_an_unknown_language_is_not() -> None:
    known = look_of("```python\nreturn 1  # why\n```", "return")
    assert known.color and known.color.name == STYLE.hue
    unknown = look_of("```elsewhere\nreturn 1\n```", "return")
    assert unknown.color and unknown.color.name == STYLE.code_text


@pytest.mark.parametrize("language", ["python", ""])
def test_long_code_lines_wrap_with_a_mark_and_lose_nothing(language: str) -> None:
    code = "value = compute(first, second, third, fourth)\n\tindented = True\n\n漢字 = '漢字漢字漢字漢字'"
    lines = drawn(f"```{language}\n{code}\n```", 20)
    assert lines[1].startswith(" ↪ ")
    assert squeezed(lines).replace("↪", "") == squeezed([code])
    assert all(cell_len(line) <= 19 for line in lines)
    assert " > " in drawn(f"```{language}\n{code}\n```", 20, ASCII)[1]


def test_a_table_has_a_quiet_head_a_rule_and_columns_in_line() -> None:
    assert drawn(TABLE) == [
        "part      risk   cost",
        "─────────────────────",
        "failover  high   4 ms",
        "naming    low   1,200",
    ]
    assert look_of(TABLE, "risk").bold


def test_cells_wrap_when_a_table_is_wider_than_the_pane() -> None:
    source = "| a | b |\n|---|---|\n| x | " + "many words " * 12 + "|\n| y | z |\n"
    lines = drawn(source, 60)
    assert lines[0].split() == ["a", "b"]
    assert lines[2].startswith("x  many words")
    assert lines[3].startswith("   many words")
    assert all(cell_len(line) <= 60 for line in lines)


def test_a_narrow_pane_shows_a_table_as_records() -> None:
    source = "| part | why |\n|---|---|\n| ingest | the queue has no limit at all |\n| naming | two words |\n"
    assert drawn(source, 30) == [
        "part: ingest",
        "why: the queue has no limit",
        "  at all",
        "",
        "part: naming",
        "why: two words",
    ]


def test_more_rows_and_columns_than_can_be_read_are_counted() -> None:
    wide = "|" + "a|" * 15 + "\n|" + "-|" * 15 + "\n|" + "b|" * 15 + "\n"
    assert drawn(wide)[-1] == "… 3 more columns (w shows the source)"
    rows = "| n |\n|---|\n" + "".join(f"| {number} |\n" for number in range(240))
    lines = drawn(rows)
    assert lines[2:202] == [str(number) for number in range(200)]
    assert lines[202:] == ["… 40 more rows (w shows the source)"]


def test_a_head_without_rows_is_shown_in_a_narrow_pane_too() -> None:
    assert drawn("| part of it | why it matters |\n|---|---|\n", 20) == ["part of it", "why it matters"]


def test_a_table_of_hundreds_of_columns_is_text() -> None:
    line = "|" + "a|" * 500
    assert drawn(f"{line}\n|{'-|' * 500}\n{line}\n")[0].startswith("|a|a|")


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_what_is_nested_without_end_stays_readable(mark: str) -> None:
    source = mark * 200 + "buried words\n"
    for width in (20, 60):
        lines = drawn(source, width)
        assert "buriedwords" in squeezed(lines).replace("▎", "")
        assert all(cell_len(line) <= width for line in lines)


def test_a_staircase_of_lists_stays_inside_the_pane() -> None:
    source = "".join("  " * depth + f"- level {depth}\n" for depth in range(60))
    lines = drawn(source, 38)
    assert all(cell_len(line) <= 38 for line in lines)
    assert all(f"level{depth}" in squeezed(lines) for depth in range(60))


def test_entities_cannot_smuggle_what_a_terminal_would_obey() -> None:
    source = "&#27;[2J &#x202e;a &#0; `&#27;` [x&#x200b;](y&#x2066;)\n\n```\n&#x9b;\n```\n"
    assert scan("\n".join(drawn(source)).encode()) == {}
    assert drawn(source)[0].startswith("\ufffd[2J \ufffda")


def test_footnotes_are_shown_as_they_are_written() -> None:
    source = "Claim[^1], [^n].\n\n[^1]: Yes\n[^n]: https://example.org/x\ngoes on\n\n> [^q]: inside\n"
    lines = drawn(source)
    assert lines == [
        "Claim[^1], [^n].",
        "",
        "[^1]: Yes",
        "",
        "[^n]: https://example.org/x goes on",
        "",
        "▎ [^q]: inside",
    ]
    assert lines_of(streamed(source)) == lines
    assert drawn("    [^1]: code\n\n[a]: https://example.org\n[^1]: x\n\n[a]")[0] == " [^1]: code"


def test_a_footnote_does_not_keep_a_link_from_its_target() -> None:
    assert drawn("[a][a]\n\n[^1]: note\n\n[a]: https://example.org")[0] == "a (https://example.org)"
