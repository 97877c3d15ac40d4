"""The answer view: text streams in, the reader's place is theirs, nothing hostile gets through."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from fusion_tui.ui.widgets.answer_view import AnswerView
from tests.helpers.answers import STYLE, Views, all_lines, on_screen
from tests.helpers.drawing import lines_of
from tests.helpers.hostile import hostile_texts
from tests.helpers.markdown import documents
from tests.helpers.terminal_oracle import scan
from tests.helpers.waiting import until

SECTIONS = "\n\n".join(f"## Part {n}\n\n" + f"Sentence {n} of this part. " * 20 for n in range(1, 41))
MARKED_UP = re.compile(r"\\([!-/:-@\[-`{-~])")
ENTITIES = "left &#x202e;right &#27;[2J &#x9b;1m &ZeroWidthSpace;&NoBreak;&shy;&#x200b; &#xe0041; end"


def squeezed(lines: list[str]) -> str:
    """All characters of some lines but the spaces."""
    return "".join("".join(lines).split())


def grounds(view: AnswerView) -> list[str]:
    """The background of every piece of the first line, but of the empty rest of it."""
    strip = view.render_lines(Region(0, 0, view.size.width, 1))[0]
    styles = [segment.style for segment in strip if segment.text.strip()]
    return [style.bgcolor.name for style in styles if style and style.bgcolor]


async def test_what_arrives_is_on_the_screen_and_the_source_is_kept() -> None:
    app = Views()
    async with app.run_test(size=(60, 12)) as pilot:
        for piece in ("# Ver", "dict\r", "\n\nShip *it", "*."):
            app.view.append(piece)
            await until(pilot, lambda: not app.view._pending or app.view._pending == ["\r"])
            assert "␍" not in "".join(on_screen(app.view))
        assert on_screen(app.view)[:3] == ["Verdict", "", "Ship it."]
        assert app.view.text == "# Verdict\r\n\nShip *it*."
        assert app.grew


async def test_text_that_arrives_before_there_is_a_screen_is_not_lost() -> None:
    app = Views()
    app.view.append("early ")
    async with app.run_test(size=(40, 5)) as pilot:
        app.view.append("bird")
        await until(pilot, lambda: on_screen(app.view)[0] == "early bird")


async def test_the_writing_cursor_stands_behind_the_last_word_and_goes_away() -> None:
    app = Views()
    async with app.run_test(size=(20, 5)):
        app.view.writing = True
        assert on_screen(app.view)[0] == "▌"
        app.view.append("one two")
        app.view.flush()
        assert on_screen(app.view)[0] == "one two▌"
        app.view.append("\n\n```\ncode")
        app.view.flush()
        assert on_screen(app.view)[:3] == ["one two", "", " code▌"]
        app.view.writing = False
        app.view.finish()
        assert on_screen(app.view)[2] == " code"


async def test_a_growing_answer_leaves_the_reader_where_they_are() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.append(SECTIONS[:6000])
        app.view.flush()
        app.view.scroll_lines(7)
        before = on_screen(app.view)
        below = app.view.lines_below
        app.view.append(SECTIONS[6000:9000])
        app.view.flush()
        assert on_screen(app.view) == before
        assert app.view.lines_below > below


async def test_at_the_end_nothing_follows_unless_it_is_asked_for() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.append(SECTIONS[:3000])
        app.view.flush()
        app.view.scroll_bottom()
        place = app.view.scroll_offset.y
        app.view.append(SECTIONS[3000:5000])
        app.view.flush()
        assert app.view.scroll_offset.y == place
        app.view.follow = True
        assert app.view.lines_below == 0
        app.view.append(SECTIONS[5000:8000])
        app.view.flush()
        assert app.view.lines_below == 0
        assert app.view.scroll_offset.y > place


async def test_the_final_drawing_keeps_the_readers_place() -> None:
    source = "See [the spec][spec] first.\n\n" + SECTIONS + "\n\n[spec]: https://example.org/a/long/address\n"
    app = Views()
    async with app.run_test(size=(50, 10)):
        for start in range(0, len(source), 700):
            app.view.append(source[start : start + 700])
            app.view.flush()
        app.view.go_to("Part 20")
        app.view.scroll_lines(3)
        before = on_screen(app.view)
        app.view.finish()
        assert on_screen(app.view) == before
        app.view.scroll_top()
        assert "https://example.org" in squeezed(on_screen(app.view))


async def test_another_width_keeps_the_readers_place() -> None:
    app = Views()
    async with app.run_test(size=(90, 10)) as pilot:
        app.view.set_text(SECTIONS)
        app.view.go_to("Part 30")
        for width in (38, 120):
            await pilot.resize_terminal(width, 10)
            await until(pilot, partial(lambda wanted: app.view.size.width == wanted, width))
            assert on_screen(app.view)[0] == "Part 30"


async def test_a_place_can_be_left_and_found_again() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text(SECTIONS)
        app.view.scroll_lines(123)
        before, place = on_screen(app.view), app.view.place()
        app.view.scroll_top()
        app.view.restore(place)
        assert on_screen(app.view) == before


async def test_pages_lines_and_ends() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)) as pilot:
        app.view.set_text(SECTIONS)
        app.view.scroll_lines(1)
        assert app.view.scroll_offset.y == 1
        app.view.scroll_page(1)
        assert app.view.scroll_offset.y == 10
        app.view.scroll_page(-5)
        assert app.view.scroll_offset.y == 0
        app.view.scroll_bottom()
        assert app.view.lines_below == 0
        last = on_screen(app.view)[-1]
        assert SECTIONS.strip().endswith(last.strip())
        app.view.scroll_lines(10**6)
        assert on_screen(app.view)[-1] == last
        await until(pilot, lambda: bool(app.scrolled))


async def test_scrolling_up_into_what_was_never_drawn_skips_no_line() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text(SECTIONS)
        app.view.scroll_bottom()
        pages = [on_screen(app.view)]
        while app.view.scroll_offset.y:
            before = pages[-1][0]
            app.view.scroll_page(-1)
            pages.append(on_screen(app.view))
            if app.view.scroll_offset.y:
                assert pages[-1][-1] == before
        assert pages[-1][0] == "Part 1"


async def test_the_mouse_wheel_moves_the_text() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)) as pilot:
        app.view.set_text(SECTIONS)
        await pilot.pause()
        await pilot._post_mouse_events([events.MouseScrollDown], app.view, button=0)
        await until(pilot, lambda: app.view.scroll_offset.y > 0)


async def test_headings_are_found_and_reached() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text("# One *two*\n\ntext\n\n```\n# not this\n```\n\nSet\n===\n\n" + SECTIONS)
        found = [(heading.level, heading.text) for heading in app.view.headings]
        assert found[:3] == [(1, "One two"), (1, "Set"), (2, "Part 1")]
        assert app.view.next_heading(1) == app.view.headings[1]
        assert on_screen(app.view)[0] == "Set"
        app.view.go_to_heading(12)
        assert on_screen(app.view)[0] == "Part 11"
        back = app.view.next_heading(-1)
        assert back and back.text == "Part 10"
        assert app.view.go_to("PART 25") is not None
        assert on_screen(app.view)[0] == "Part 25"
        assert app.view.go_to("Part 99") is None
        assert on_screen(app.view)[0] == "Part 25"


async def test_the_source_can_be_seen_and_left_again() -> None:
    source = "# Title\n\n- [x] *done*\n- <b>html</b>\x1b[2J\n" + SECTIONS
    app = Views()
    async with app.run_test(size=(60, 10)):
        app.view.set_text(source)
        app.view.raw = True
        assert on_screen(app.view)[:4] == ["# Title", "", "- [x] *done*", "- <b>html</b>␛[2J"]
        app.view.scroll_bottom()
        app.view.raw = False
        app.view.scroll_top()
        assert on_screen(app.view)[:4] == ["Title", "", "☑ done", "• <b>html</b>␛[2J"]


async def test_the_source_grows_too() -> None:
    app = Views()
    async with app.run_test(size=(60, 200)):
        app.view.raw = True
        source = "".join(f"line {number} of `source`\x1b[2J\n" for number in range(150))
        for start in range(0, len(source), 37):
            app.view.append(source[start : start + 37])
            app.view.flush()
        streamed = lines_of(app.view._flow)
        app.view.finish()
        assert all_lines(app.view) == streamed == source.replace("\x1b", "␛").splitlines()


async def test_reset_forgets_everything() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text(SECTIONS)
        app.view.scroll_bottom()
        app.view.reset()
        assert (app.view.text, app.view.line_count, app.view.scroll_offset.y) == ("", 0, 0)
        assert not any(on_screen(app.view))
        app.view.append("again")
        app.view.flush()
        assert on_screen(app.view)[0] == "again"


async def test_an_answer_that_was_shown_whole_can_go_on() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text("1. one\n2. tw")
        app.view.append("o\n3. three")
        app.view.flush()
        assert on_screen(app.view)[:3] == ["1. one", "2. two", "3. three"]


async def test_focus_changes_the_ground_without_drawing_again() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)) as pilot:
        app.view.set_text("plain **bold** `code`")
        rows = app.view._flow.pieces[0].rows
        assert grounds(app.view) == ["#141311", "#141311", "#221f1a"]
        app.view.add_class("focused")
        await until(pilot, lambda: app.view.background_colors[1].hex == "#1D1A17")
        assert grounds(app.view) == ["#1d1a17", "#1d1a17", "#221f1a"]
        assert app.view._flow.pieces[0].rows is rows


async def test_another_theme_draws_in_its_colours() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text("# Title")
        app.view.restyle(replace(STYLE, hue="#aa0000"))
        title = next(iter(app.view.render_lines(Region(0, 0, 50, 1))[0]))
        assert title.style and title.style.color and title.style.color.name == "#aa0000"


async def test_a_long_stored_answer_opens_before_all_of_it_is_drawn_and_fills_later() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)) as pilot:
        app.view.set_text(SECTIONS * 5)
        drawn = sum(1 for piece in app.view._flow.pieces if piece.rows is not None)
        assert on_screen(app.view)[0] == "Part 1"
        assert drawn < 20
        await until(pilot, lambda: app.view._flow.complete)
        count = app.view.line_count
        assert len(all_lines(app.view)) == count


async def test_growing_asks_for_no_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Views(4)
    async with app.run_test(size=(160, 20)) as pilot:
        await pilot.pause()
        layouts: list[Widget] = []
        monkeypatch.setattr(Screen, "_refresh_layout", lambda screen, *_, **__: layouts.append(screen))
        for start in range(0, 8000, 200):
            for view in app.views:
                view.append(SECTIONS[start : start + 200])
                view.flush()
            await pilot.pause(0.001)
        assert all(view.line_count > 100 for view in app.views)
        assert layouts == []
        app.views[0].refresh(layout=True)
        await until(pilot, lambda: bool(layouts))


async def test_hostile_texts_are_harmless_and_nothing_visible_is_lost() -> None:
    app = Views()
    async with app.run_test(size=(60, 40)):
        for hostile in hostile_texts():
            for chunk in hostile.chunks if len(hostile.chunks) < 2000 else [hostile.text]:
                app.view.append(chunk)
            app.view.flush()
            streamed = [*all_lines(app.view), *lines_of(app.view._flow)]
            app.view.finish()
            shown = all_lines(app.view)
            unfiltered = lines_of(app.view._flow)
            for lines in (streamed, shown, unfiltered):
                assert scan("\n".join(lines).encode(), hostile.needles) == {}, hostile.id
            app.view.raw = True
            source = [*all_lines(app.view), *lines_of(app.view._flow)]
            assert scan("\n".join(source).encode(), hostile.needles) == {}, hostile.id
            if hostile.rules & {"literal", "must_survive_visible_text"}:
                # Markdown's own escapes and emphasis are not markup of ours.
                expected = squeezed([MARKED_UP.sub(r"\1", hostile.text)]).replace("*", "")
                assert expected in squeezed(shown).replace("*", ""), hostile.id
                assert squeezed([hostile.text]) in squeezed(source), hostile.id
            app.view.raw = False
            app.view.reset()


async def test_entities_are_cleaned_after_they_were_decoded() -> None:
    app = Views()
    async with app.run_test(size=(120, 10)):
        app.view.set_text(
            f"{ENTITIES}\n\n| a |\n|---|\n| {ENTITIES} |\n\n![{ENTITIES}](x&#x202e;y)\n\n# {ENTITIES}"
        )
        assert scan("\n".join(all_lines(app.view)).encode()) == {}
        assert scan("".join(heading.text for heading in app.view.headings).encode()) == {}


@pytest.mark.parametrize("width", [38, 56, 90])
async def test_any_document_in_any_pieces_ends_as_if_it_had_come_whole(width: int) -> None:
    app = Views()
    async with app.run_test(size=(width, 30)):

        @settings(max_examples=40)
        @given(documents(), st.lists(st.integers(1, 90), min_size=1, max_size=30))
        def check(source: str, sizes: list[int]) -> None:
            app.view.set_text(source)
            expected = all_lines(app.view)
            app.view.reset()
            start = turn = 0
            while start < len(source):
                size = max(sizes[turn % len(sizes)], len(source) // 100)
                app.view.append(source[start : start + size])
                app.view.flush()
                start, turn = start + size, turn + 1
            app.view.finish()
            assert all_lines(app.view) == expected

        check()
