"""Stories of people who read answers side by side and pick one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from textual.pilot import Pilot

from fusion_tui.config.schema import Ui
from fusion_tui.core.events import FinishReason, RetryWait, Served, TextDelta, UsageReport
from fusion_tui.core.models import CallError, Record, Usage
from fusion_tui.errors import ProviderError, StoreError
from fusion_tui.store import Store
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.error_detail import ErrorDetail
from fusion_tui.ui.screens.export import ExportDialog
from fusion_tui.ui.screens.pick import PickDialog
from fusion_tui.ui.screens.receipt import ReceiptScreen
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, Step, answer, forever
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

LONG = "\n\n".join(
    ["# First", *(f"Paragraph {n} of the first part." for n in range(40)), "# Second", "The end of it."]
)
BUSY = ProviderError("rate_limited", "response", "acme-9000 is busy", http_status=429, hint="Wait a little.")


def costly(text: str, usd: float) -> list[Step]:
    return [
        Served("served-name", "req"),
        TextDelta(text),
        UsageReport(Usage(10, 20), usd),
        FinishReason("stop"),
    ]


def all_done(pilot: Pilot[Any]) -> bool:
    return not arena(pilot).comparison.live


def stored(services: Services, folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[-1])


def head(pilot: Pilot[Any], letter: str) -> str:
    panes = {pane.letter: pane for pane in arena(pilot).grid.panes}
    return panes[letter].plain_head


async def test_answers_stream_into_their_panes_and_no_name_shows(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha beta"), "two": answer("gamma delta")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot) and "gamma delta" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "alpha beta" in shown
        assert "blind" in shown and "2 of 2 done" in shown
        assert "name of" not in shown


async def test_one_key_picks_and_esc_reveals_in_the_next_screens_status(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": costly("alpha", 0.31), "two": costly("beta", 0.02)})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("2", "p")
        await until(pilot, lambda: "picked B" in arena(pilot).status)
        assert "names stay hidden" in arena(pilot).status
        assert "name of" not in screen_text(pilot)
        winner = arena(pilot).comparison.candidate("B").name
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await until(pilot, lambda: f"B was {winner}" in screen_text(pilot))
    record = stored(services, tmp_path)
    assert record.pick is not None and record.pick.best == "B" and record.pick.blind
    assert record.pick.order == ("A", "B") and record.pick.still_writing == 0
    assert record.pick.seconds is not None and record.pick.seconds >= 0
    assert [reveal.how for reveal in record.reveals] == ["esc"]


async def test_leaving_without_a_pick_reveals_nothing(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert " was " not in screen_text(pilot)
    assert stored(services, tmp_path).reveals == ()


async def test_a_pick_may_be_made_while_another_still_writes(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {
        "one": [*answer("alpha")],
        "two": [TextDelta("beta begun"), gate.wait, FinishReason("stop")],
    }
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        done = lambda: sum(not c.live for c in arena(pilot).comparison.candidates) == 1  # noqa: E731
        await until(pilot, done)
        quick = next(c.letter for c in arena(pilot).comparison.candidates if not c.live)
        await pilot.press("1" if quick == "A" else "2", "p")
        await until(pilot, lambda: f"picked {quick}" in arena(pilot).status)
        gate.set()
        await until(pilot, lambda: all_done(pilot))
    pick = stored(services, tmp_path).pick
    assert pick is not None and pick.still_writing == 1
    assert {shown.letter: shown.status for shown in pick.shown}[quick] == "complete"
    assert pick.finish_order == (quick,)


async def test_u_takes_the_pick_back_and_the_log_keeps_both(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha"), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("1", "p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
        await pilot.press("u")
        await until(pilot, lambda: "took back: A" in arena(pilot).status)
        await pilot.press("u")
        await until(pilot, lambda: "no pick to undo" in arena(pilot).status)
    record = stored(services, tmp_path)
    assert record.pick is None and len(record.picks) == 2


async def test_b_before_a_pick_asks_once_and_the_pick_is_knowing(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha"), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
        assert "name of" not in screen_text(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "names shown" in screen_text(pilot))
        assert "name of one" in screen_text(pilot)
        await pilot.press("1", "p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
    record = stored(services, tmp_path)
    assert record.pick is not None and not record.pick.blind


async def test_an_answer_that_names_its_author_is_marked_and_its_pick_is_not_blind(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("I am Claude, and I say no."), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        letter = next(c.letter for c in arena(pilot).comparison.candidates if "Claude" in c.text)
        await until(pilot, lambda: "names its author" in head(pilot, letter))
        await pilot.press("1", "p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
    pick = stored(services, tmp_path).pick
    assert pick is not None and not pick.blind


async def test_one_member_fails_and_the_pane_says_why_without_naming_it(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"bad": [BUSY], "good": answer("fine")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        letter = next(c.letter for c in arena(pilot).comparison.candidates if c.error)
        await until(pilot, lambda: "failed · rate limited" in head(pilot, letter))
        shown = screen_text(pilot)
        assert "Rate limited (HTTP 429)." in shown and "acme-9000" not in shown
        await pilot.press("1" if letter == "A" else "2", "p")
        await until(pilot, lambda: "failed and has nothing to pick" in arena(pilot).status)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ErrorDetail))
        assert "acme-9000 is busy" in screen_text(pilot) and "Wait a little." in screen_text(pilot)
    assert [reveal.how for reveal in stored(services, tmp_path).reveals] == ["error detail"]


async def test_all_failed_says_so_and_ctrl_r_asks_all_again(tmp_path: Path) -> None:
    scripts: dict[str, list[Step]] = {"one": [BUSY], "two": [BUSY]}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "2 of 2 failed: rate limited." in arena(pilot).status)
        assert "Your question is saved." in arena(pilot).status
        scripts["one"][:] = answer("better")
        scripts["two"][:] = answer("best")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "best" in screen_text(pilot) and all_done(pilot))
        assert [c.status for c in arena(pilot).comparison.candidates] == ["complete", "complete"]
    assert len(stored(services, tmp_path).calls) == 4, "every call stays on the receipt"


async def test_stopping_keeps_the_text_and_r_asks_again(tmp_path: Path) -> None:
    scripts: dict[str, list[Step]] = {"one": [TextDelta("half a thought"), forever().wait]}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "half a thought" in screen_text(pilot))
        await pilot.press("x")
        await until(pilot, lambda: "stopped after" in head(pilot, "A"))
        assert "half a thought" in screen_text(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "A is not writing." in arena(pilot).status)
        scripts["one"][:] = answer("a whole thought")
        await pilot.press("r")
        await until(pilot, lambda: "a whole thought" in screen_text(pilot) and all_done(pilot))
        assert "half a" not in screen_text(pilot)


async def test_a_countdown_shows_before_a_retry_and_x_gives_up(tmp_path: Path) -> None:
    wait = RetryWait(9.0, 2, 3, CallError.of(BUSY))
    services = services_for(tmp_path, {"one": [wait, forever().wait]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "(attempt 2 of 3)" in screen_text(pilot))
        await pilot.press("x")
        await until(pilot, lambda: "stopped" in head(pilot, "A"))


async def test_panes_stay_at_the_top_until_the_person_scrolls(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": [TextDelta(LONG), FinishReason("stop")]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "↓" in head(pilot, "A") and all_done(pilot))
        assert arena(pilot).view.scroll_offset.y == 0
        await pilot.press("space")
        height = arena(pilot).view.size.height
        await until(pilot, lambda: arena(pilot).view.scroll_offset.y == height - 1)
        await pilot.press("G")
        await until(pilot, lambda: "end" in head(pilot, "A"))
        assert "The end of it." in screen_text(pilot)
        await pilot.press("g", "j", "j", "k")
        await until(pilot, lambda: arena(pilot).view.scroll_offset.y == 1)


async def test_a_heading_jump_moves_all_panes_and_says_who_has_none(tmp_path: Path) -> None:
    scripts: dict[str, list[Step]] = {
        name: [TextDelta(text), FinishReason("stop")]
        for name, text in (("one", LONG), ("two", "intro\n\n" + LONG), ("three", "no headings here"))
    }
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        letters = {c.letter: c.text for c in arena(pilot).comparison.candidates}
        plain = next(letter for letter, text in letters.items() if text.startswith("no"))
        first = next(letter for letter, text in letters.items() if text == LONG)
        await pilot.press(str(ord(first) - ord("A") + 1), "right_square_bracket")
        await until(pilot, lambda: "jumped to “Second” in 2 of 3" in arena(pilot).status)
        assert f"{plain} has no such heading" in arena(pilot).status
        tops = {p.letter: p.view.scroll_offset.y for p in arena(pilot).grid.panes}
        assert all(tops[letter] > 0 for letter in letters if letter != plain) and tops[plain] == 0


async def test_zoom_leaves_the_others_a_line_with_state_and_heading(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(LONG), "two": answer("brief"), "three": answer("short")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        long = next(c.letter for c in arena(pilot).comparison.candidates if c.text.startswith("# First"))
        other = next(letter for letter in "ABC" if letter != long)
        await pilot.press(str(ord(long) - 64), "right_square_bracket", str(ord(other) - 64), "z")
        grid = arena(pilot).grid
        await until(pilot, lambda: len(grid.strips) == 2)
        assert all(pane.size.height == 1 for pane in grid.strips) and grid.pane.size.height > 20
        line = next(line for line in screen_text(pilot).splitlines() if f" {long}   done" in line)
        assert "Second" in line or "First" in line
        await pilot.press(str(ord(long) - 64))
        assert grid.pane.letter == long and grid.pane.size.height > 1
        await pilot.press("z")
        await until(pilot, lambda: not grid.strips)
        assert all(pane.size.height > 10 for pane in grid.panes)


async def test_zoom_in_a_low_window_shows_one_answer_alone(tmp_path: Path) -> None:
    scripts = {f"m{n}": answer(f"text {n}") for n in range(8)}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("z")
        assert not arena(pilot).grid.strips and len(arena(pilot).grid.visible_panes) == 1
        assert " 8 " in screen_text(pilot).splitlines()[1], "the question's row says who else is there"


async def test_zoom_shows_one_pane_and_keeps_the_readers_place(tmp_path: Path) -> None:
    scripts: dict[str, list[Step]] = {
        m: [TextDelta(LONG.replace("part", m * 12)), FinishReason("stop")] for m in ("aa", "bb")
    }
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("space", "space")
        top = top_text(pilot)
        await pilot.press("z")
        await until(pilot, lambda: len(arena(pilot).grid.visible_panes) == 1)
        await until(pilot, lambda: top_text(pilot).split()[:2] == top.split()[:2])
        await pilot.press("2")
        assert arena(pilot).letter == "B", "digits move the zoom"
        await pilot.press("escape")
        await until(pilot, lambda: len(arena(pilot).grid.visible_panes) == 2)


def top_text(pilot: Pilot[Any]) -> str:
    view = arena(pilot).view
    row = view._flow.row_at(view.scroll_offset.y)
    return "".join(segment.text for segment in row.segments) if row else ""


async def test_in_a_narrow_window_the_carousel_names_every_candidate(tmp_path: Path) -> None:
    services = services_for(tmp_path, {m: answer(f"text {m}") for m in ("a", "b", "c", "d")})
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        shown = screen_text(pilot)
        assert all(f"{n} " in shown.splitlines()[1] for n in "1234")
        assert [p.letter for p in arena(pilot).grid.visible_panes] == ["A", "B"]
        await pilot.press("4")
        assert [p.letter for p in arena(pilot).grid.visible_panes] == ["C", "D"]
        await pilot.press("h", "h", "h")
        assert [p.letter for p in arena(pilot).grid.visible_panes] == ["A", "B"]


async def test_a_tiny_window_shows_one_answer_and_says_so_once(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"a": answer("first"), "b": answer("second")})
    async with running(services, asking(services), size=(120, 35)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: "window is small" in arena(pilot).status)
        assert len(arena(pilot).grid.visible_panes) == 1
        assert not arena(pilot).query_one("#hints").display


async def test_the_layout_a_person_chose_comes_back_in_windows_of_that_size(tmp_path: Path) -> None:
    services = services_for(tmp_path, {m: answer(m) for m in ("a", "b", "c")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("v", "v", "v")
        await until(pilot, lambda: "one at a time" in arena(pilot).status)
        opened = arena(pilot).comparison.id
    again = services_for(tmp_path, {})
    async with running(again, StartOpen(opened)) as pilot:
        await until(pilot, lambda: len(arena(pilot).grid.visible_panes) == 1)


async def test_raw_source_shows_the_marks_and_w_goes_back(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": [TextDelta("# Title\n\n**bold**"), FinishReason("stop")]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "Title" in screen_text(pilot) and all_done(pilot))
        assert "**bold**" not in screen_text(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "# Title" in screen_text(pilot) and "**bold**" in screen_text(pilot))
        await pilot.press("w")
        await until(pilot, lambda: "**bold**" not in screen_text(pilot))


async def test_strictly_blind_holds_every_text_back_until_all_are_done(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {
        "one": [*answer("quick words")],
        "two": [gate.wait, *answer("slow words")],
    }
    services = services_for(tmp_path, scripts, ui=Ui(strict_blind=True))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: sum(not c.live for c in arena(pilot).comparison.candidates) == 1)
        assert "quick words" not in screen_text(pilot)
        gate.set()
        await until(pilot, lambda: "quick words" in screen_text(pilot) and "slow words" in screen_text(pilot))


async def test_the_receipt_asks_before_it_shows_names_and_has_every_call(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": costly("alpha", 0.25), "two": [BUSY]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("dollar_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen))
        shown = screen_text(pilot)
        for part in ("name of one", "→ served-name", "10 in, 20 out", "$0.25", "cost unknown", "acme-9000"):
            assert part in shown
        assert "2 calls · $0.25, and 1 call of unknown cost" in shown


async def test_the_pick_dialog_ranks_ties_and_keeps_tags_and_why(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"a": answer("x"), "b": answer("y"), "c": answer("z"), "d": [BUSY]})
    async with running(services, asking(services), size=(120, 35)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        failed = next(c.letter for c in arena(pilot).comparison.candidates if c.error)
        first, second, third = (c.letter for c in arena(pilot).comparison.candidates if not c.error)
        digit = {letter: str(ord(letter) - 64) for letter in "ABCD"}
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press(digit[failed])
        await until(pilot, lambda: "nothing to pick" in screen_text(pilot))
        await pilot.press(digit[third], digit[first], "equals_sign", digit[second], "tab")
        await pilot.press(*"#clear", "tab", *"short")
        await pilot.press("enter")
        await until(pilot, lambda: f"picked {third} > {first} = {second}" in arena(pilot).status)
    pick = stored(services, tmp_path).pick
    assert pick is not None and pick.outcome == "ranking"
    assert pick.ranking == ((third,), (first, second))
    assert (pick.tags, pick.why) == (("clear",), "short")


@pytest.mark.parametrize(("key", "outcome", "said"), [("0", "none", "none good"), ("s", "skip", "skipped")])
async def test_none_good_and_skip_are_answers_of_their_own(
    tmp_path: Path, key: str, outcome: str, said: str
) -> None:
    services = services_for(tmp_path, {"a": answer("x")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog))
        await pilot.press(key)
        await until(pilot, lambda: said in arena(pilot).status)
    pick = stored(services, tmp_path).pick
    assert pick is not None and (pick.outcome, pick.ranking) == (outcome, ())


async def test_export_writes_the_pick_with_its_provenance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    services = services_for(tmp_path, {"one": answer("alpha"), "two": answer("beta")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("2", "p")
        await until(pilot, lambda: "picked B" in arena(pilot).status)
        text = arena(pilot).comparison.candidate("B").text
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "wrote 2026-11-24-which-database.md" in arena(pilot).status)
    written = (tmp_path / "2026-11-24-which-database.md").read_text()
    _, front, body = written.split("---\n", 2)
    assert body == "\n" + text
    told = yaml.safe_load(front)
    assert told["picked"] == "B" and told["blind"] is True and "member" not in told


async def test_a_disk_that_refuses_a_pick_is_said_and_the_pick_can_still_leave(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})

    class Refusing:
        def __getattr__(self, name: str) -> Any:
            return getattr(services.store, name)

        async def run(self, work: Any) -> Any:
            def guarded(store: Store) -> Any:
                def refuse(_: object) -> None:
                    raise StoreError("the disk is full; free some room.")

                store.save_pick = refuse  # type: ignore[assignment,method-assign]
                return work(store)

            return await services.store.run(guarded)

    refusing = replace(services, store=Refusing())  # type: ignore[arg-type]
    async with running(refusing, asking(refusing)) as pilot:
        await until(pilot, lambda: all_done(pilot))
        await pilot.press("p")
        await until(pilot, lambda: "NOT stored: the disk is full" in arena(pilot).status)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportDialog))
        assert "the pick" in screen_text(pilot)


async def test_the_whole_question_unfolds_with_its_documents(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    start = asking(services, "First line?\nSecond line of the question.")
    async with running(services, start) as pilot:
        await until(pilot, lambda: all_done(pilot))
        assert "Second line" not in screen_text(pilot)
        await pilot.press("Q")
        await until(pilot, lambda: "Second line of the question." in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Second line" not in screen_text(pilot))


async def test_markup_and_controls_in_an_answer_are_shown_and_act_on_nothing(tmp_path: Path) -> None:
    text = "[/] x[/tmp] [INST] \x1b]52;c;UFdO\x07 \u202eevil list[str] <think>"
    services = services_for(tmp_path, {"[/red]": [TextDelta(text), FinishReason("stop")]})
    async with running(services, asking(services, "[bold]question[/]")) as pilot:
        await until(pilot, lambda: "list[str]" in screen_text(pilot) and all_done(pilot))
        shown = screen_text(pilot)
        assert "[/] x[/tmp] [INST] ␛]52;c;UFdO␇" in shown and "<think>" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
        assert "[bold]question[/]" in shown
        await pilot.press("b")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "[/red]" in screen_text(pilot))
