"""Stories of people who copy: an answer, a code block, a selection; on any terminal."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.ui.services import Services
from tests.helpers.answers import Views
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
