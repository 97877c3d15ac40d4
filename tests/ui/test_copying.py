"""Stories of people who copy: an answer, a code block, a selection; on any terminal."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.answer_view import AnswerView
from tests.helpers.answers import Views, on_screen
from tests.helpers.fakes import answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import until

FILLER = "\n\n".join(f"Filler paragraph {n}." for n in range(40))
LONG_LINE = "value = compute(first, second, third)  # " + "and so on " * 20 + "end"
CODE = f"""Intro.

```python
\tone = 1
{LONG_LINE}
```

{FILLER}

- item

  ```
  nested
  ```

  ```sh
  another
  ```

{FILLER}

    indented

{FILLER}
"""


async def done(pilot: Pilot[Any]) -> None:
    """Every answer has ended."""
    await until(pilot, lambda: not arena(pilot).comparison.live)


async def test_a_copy_is_also_in_a_private_file_and_that_is_said_once(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha beta\x1b[2J")})
    file = tmp_path / "data" / "clipboard.txt"
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "copied 2 words" in arena(pilot).status)
        assert f"also in {file}, for terminals that take no copies" in arena(pilot).status
        assert file.read_text() == pilot.app.clipboard == "alpha beta␛[2J "
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.write_text("older")
        await pilot.press("y")
        await until(pilot, lambda: file.read_text().startswith("alpha"))
        assert arena(pilot).status == "copied 2 words"


async def test_a_private_run_writes_no_copy(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")}, private=True)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("y")
        await until(pilot, lambda: arena(pilot).status == "copied 1 word")
        assert pilot.app.clipboard == "alpha " and not services.clipboard_file.exists()


async def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    services: Services = services_for(tmp_path, {"one": answer("alpha")})
    services.clipboard_file.mkdir()
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "is not a regular file" in arena(pilot).status)
        assert pilot.app.clipboard == "alpha "


async def test_Y_copies_the_code_block_in_view_as_it_came(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(CODE)})
    async with running(services, asking(services), size=(60, 20)) as pilot:
        await done(pilot)
        await pilot.press("Y")
        await until(pilot, lambda: "copied code block 1 of 4, 2 lines" in arena(pilot).status)
        assert pilot.app.clipboard == f"\tone = 1\n{LONG_LINE}"
        await pilot.press("space", "space", "Y")
        await until(pilot, lambda: "No code block is in view; there are 4" in arena(pilot).status)
        for words, said, copied in (
            ("nested", "copied code block 2 of 4, 1 line", "nested"),
            ("another", "copied code block 3 of 4, 1 line", "another"),
            ("indented", "copied code block 4 of 4, 1 line", "indented"),
        ):
            view = arena(pilot).view
            view.scroll_top()
            view.look_for(words)
            assert view.search
            lines = view.search.lines_of(view.search.next() or view.edge())
            assert lines
            view.scroll_lines(lines[0])
            await pilot.press("Y")
            await until(pilot, lambda said=said: said in arena(pilot).status)  # type: ignore[misc]
            assert pilot.app.clipboard == copied


async def test_without_code_Y_says_so(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("just words")})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("Y")
        assert "There is no code block to copy." in arena(pilot).status


async def test_a_long_code_block_is_one_while_it_arrives_and_afterwards() -> None:
    source = "```\n" + "".join(f"line {n}\n" for n in range(200)) + "```\n\n```\nsecond\n```\n"
    app = Views()
    async with app.run_test(size=(60, 20)):
        for start in range(0, len(source), 50):
            app.view.append(source[start : start + 50])
            app.view.flush()
        for _ in range(2):
            app.view.scroll_top()
            app.view.scroll_lines(100)
            assert app.view.code_in_view() == 0
            app.view.scroll_bottom()
            assert len(app.view.code_blocks()) == 2
            assert app.view._flow.code_at(app.view.line_count - 1, app.view.line_count) == 1
            app.view.finish()


async def dragged(pilot: Pilot[Any], view: AnswerView, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the mouse at one cell of a view, move to another, let go."""
    await pilot.mouse_down(view, offset=start)
    await pilot.hover(view, offset=end)
    await pilot.mouse_up(view, offset=end)


SELECTED = """One two three four five six.

- item **bold** word that wraps
- 漢字かな next

```
    code = first(argument, second)
x
```

ab 👩\u200d👩\u200d👧 e\u0301xtra"""


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((4, 0), (6, 0), "two"),
        ((6, 0), (4, 0), "two"),
        ((4, 0), (2, 1), "two three four fiv"),
        ((2, 3), (19, 4), "item bold word that wraps"),
        ((2, 5), (3, 5), "漢"),
        ((3, 5), (4, 5), "漢字"),
        ((0, 0), (19, 4), "One two three four five six.\n\n• item bold word that wraps"),
        ((1, 7), (19, 10), "    code = first(argument, second)\nx"),
        ((3, 12), (3, 12), ""),
        ((3, 13), (7, 13), "👩\u200d👩\u200d👧 e\u0301x"),
        ((0, 7), (1, 9), "    code = first(argument, second)\nx"),
    ],
)
async def test_what_is_dragged_over_is_text_without_what_wrapping_put_in(
    start: tuple[int, int], end: tuple[int, int], text: str
) -> None:
    app = Views()
    async with app.run_test(size=(20, 14)) as pilot:
        app.view.set_text(SELECTED)
        shown = on_screen(app.view)
        await dragged(pilot, app.view, start, end)
        assert app.view.selected == text, shown
        assert on_screen(app.view) == shown
        await pilot.click(app.view)
        assert app.view.selected == ""


async def test_a_selection_is_seen_and_goes_with_another_width_or_document() -> None:
    app = Views()
    async with app.run_test(size=(20, 14)) as pilot:
        app.view.set_text(SELECTED)
        await dragged(pilot, app.view, (4, 0), (6, 0))
        strip = app.view.render_lines(app.view.size.region)[0]
        assert [s.text for s in strip if s.style and s.style.reverse] == ["two"]
        await pilot.resize_terminal(30, 14)
        await until(pilot, lambda: app.view.selected == "")
        await dragged(pilot, app.view, (4, 0), (6, 0))
        app.view.append(" More.\n\nAnd more.")
        app.view.flush()
        assert app.view.selected == ""


async def test_dragging_past_the_edge_moves_the_text() -> None:
    app = Views()
    async with app.run_test(size=(30, 8)) as pilot:
        app.view.set_text(FILLER)
        await pilot.mouse_down(app.view, offset=(0, 0))
        app.view.on_mouse_move(moved(app.view, 3, 8))
        app.view.on_mouse_move(moved(app.view, 3, 9))
        assert app.view.scroll_offset.y == 2
        await pilot.mouse_up(app.view, offset=(3, 7))
        assert app.view.selected.startswith("Filler paragraph 0.\n\nFiller paragraph 1.")


def moved(view: AnswerView, x: int, y: int) -> events.MouseMove:
    """A move of the mouse to a cell that may lie outside of a view."""
    return events.MouseMove(view, x, y, 0, 0, 1, False, False, False)


async def test_Y_copies_the_selection_while_there_is_one_and_a_click_still_focuses(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(CODE), "two": answer(CODE + "\n\nEnd.")})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        view = arena(pilot).all_views["B"]
        await until(pilot, lambda: on_screen(view)[0] == "Intro.")
        await dragged(pilot, view, (0, 0), (3, 0))
        await until(pilot, lambda: arena(pilot).letter == "B")
        for key in ("Y", "ctrl+c"):
            pilot.app.copy_to_clipboard("nothing")
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.clipboard == "Intr")
            assert "copied the selection, 1 line" in arena(pilot).status
        await pilot.click(arena(pilot).all_views["A"])
        await until(pilot, lambda: arena(pilot).letter == "A")
        await pilot.click(view)
        await until(pilot, lambda: arena(pilot).letter == "B")
        await pilot.press("Y")
        await until(pilot, lambda: "copied code block 1 of 4" in arena(pilot).status)
