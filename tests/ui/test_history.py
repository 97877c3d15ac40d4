"""Finding a past comparison among a few, and among a hundred thousand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.config.schema import Ui
from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.filters import parse
from fusion_tui.core.models import Comparison, Reveal, Status
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.summary import Summary
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.listing import PAGE, Wanted
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import Services, StartHistory
from fusion_tui.ui.widgets.history_list import note, when
from tests.helpers.fakes import NOW, Step, answer, compared
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until


def listed(pilot: Pilot[Any]) -> HistoryScreen:
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen), screen
    return screen


def on_line(pilot: Pilot[Any], words: str) -> str:
    return next(line for line in screen_text(pilot).splitlines() if words in line)


def at(pilot: Pilot[Any], title: str) -> bool:
    """Whether this comparison is the chosen one."""
    return any(line.lstrip().startswith("▸") and title in line for line in screen_text(pilot).splitlines())


def keep(
    store: Store, number: int, title: str, *groups: Sequence[str], revealed: bool = False, done: bool = True
) -> Comparison:
    """One more comparison of two members, a minute before the last; `groups` are its pick."""
    new_id = iter(f"{number * 10 + n:032x}" for n in range(10)).__next__
    comparison, ballot = compared("one", "two", prompt=title, new_id=new_id)
    comparison = replace(comparison, created_at=NOW - timedelta(minutes=number))
    for candidate in comparison.candidates:
        status: Status = "complete" if done else "waiting"
        text = f"text {candidate.letter}"
        comparison = comparison.with_candidate(replace(candidate, status=status, text=text))
    store.save_comparison(comparison, ballot)
    if not done:
        store.interrupt(comparison.id)
    if groups:
        around = Circumstances((), None)
        choice = Choice.of(groups, why="short")
        store.save_pick(
            make_pick(choice, comparison, ballot, revealed=False, around=around, now=NOW, new_id=new_id)
        )
    if revealed:
        store.save_reveal(Reveal(comparison.id, NOW, "b"))
    return comparison


def kept(folder: Path, fill: Callable[[Store], object]) -> Services:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        fill(store)
    return services_for(folder, {})


def many(count: int, other: dict[int, str] | None = None) -> Callable[[Store], None]:
    """So many comparisons, newest first; some with a title of their own."""

    def fill(store: Store) -> None:
        for number in range(count):
            keep(store, number, (other or {}).get(number, f"question {number}"))

    return fill


async def test_a_line_says_when_what_how_many_and_what_was_picked(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        keep(store, 0, "hidden names", "B")
        keep(store, 1, "shown names", "B", revealed=True)
        keep(store, 2, "ranked one", "B", "A")
        keep(store, 3, "left alone")
        keep(store, 4, "ranked and known", "B", "A", revealed=True)
        keep(store, 5, "broken off", done=False)

    async with running(kept(tmp_path, fill), StartHistory(), size=(120, 24)) as pilot:
        await until(pilot, lambda: "broken off" in screen_text(pilot))
        hidden = on_line(pilot, "hidden names")
        assert hidden.split()[-2:] == ["2", "B"] and "name of" not in hidden
        assert "B name of" in on_line(pilot, "shown names")
        assert "B > A" in on_line(pilot, "ranked one")
        assert "B name of two > A" in on_line(pilot, "ranked and known"), "the name is the winner's"
        assert "not picked" in on_line(pilot, "left alone")
        assert "2 unfinished" in on_line(pilot, "broken off")
        assert "2 answers" in listed(pilot).status and "why: “short”" in listed(pilot).status
        await pilot.press("G")
        await until(pilot, lambda: "2 unfinished" in listed(pilot).status)


async def test_titles_are_shown_as_text_and_cut_with_an_ellipsis(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        keep(store, 0, "[/] \x1b]0;x\x07 [bold]loud[/]")
        keep(store, 1, "長い質問です" * 12)

    async with running(kept(tmp_path, fill), StartHistory(), size=(80, 24)) as pilot:
        await until(pilot, lambda: "[bold]loud[/]" in screen_text(pilot))
        assert "\x1b" not in screen_text(pilot)
        assert "…" in on_line(pilot, "長い質問") and "not picked" in on_line(pilot, "長い質問")


async def test_keys_move_through_the_list(tmp_path: Path) -> None:
    async with running(kept(tmp_path, many(60)), StartHistory(), size=(80, 24)) as pilot:
        await until(pilot, lambda: at(pilot, "question 0 "))
        page = listed(pilot)._list.page
        for keys, place in (
            (("j", "down"), 2),
            (("k", "up", "k"), 0),
            (("space",), page - 1),
            (("pageup",), 0),
            (("ctrl+d",), page // 2),
            (("ctrl+u",), 0),
            (("G",), 59),
            (("g",), 0),
        ):
            await pilot.press(*keys)
            await until(pilot, lambda place=place: at(pilot, f"question {place} "))  # type: ignore[misc]
        await pilot.click(listed(pilot)._list, offset=(20, 4))
        await until(pilot, lambda: at(pilot, "question 3 "))


async def test_only_a_page_is_read_until_more_is_wanted(tmp_path: Path) -> None:
    async with running(kept(tmp_path, many(2 * PAGE + 50)), StartHistory()) as pilot:
        await until(pilot, lambda: f"{PAGE}+ comparisons" in screen_text(pilot))
        assert len(listed(pilot)._listing.rows) == PAGE
        await pilot.press("G", "j")
        await until(pilot, lambda: at(pilot, f"question {PAGE} "))
        assert len(listed(pilot)._listing.rows) == 2 * PAGE


async def test_keys_pressed_faster_than_pages_arrive_read_each_row_once(tmp_path: Path) -> None:
    async with running(kept(tmp_path, many(3 * PAGE)), StartHistory()) as pilot:
        await until(pilot, lambda: f"{PAGE}+ comparisons" in screen_text(pilot))
        screen = listed(pilot)
        screen.action_bottom()
        for _ in range(30):
            screen.action_line_down()
        await until(pilot, lambda: at(pilot, f"question {PAGE + 29} "))
        rows = screen._listing.rows
        assert len({row.id for row in rows}) == len(rows)


async def test_a_filter_finds_the_oldest_of_many(tmp_path: Path) -> None:
    services = kept(tmp_path, many(5 * PAGE + 30, {5 * PAGE + 29: "Straße nach Köln"}))
    async with running(services, StartHistory()) as pilot:
        await until(pilot, lambda: f"{PAGE}+ comparisons" in screen_text(pilot))
        await pilot.press("slash", *"STRASSE köln")
        await until(pilot, lambda: at(pilot, "Straße nach Köln") and "1 comparison" in screen_text(pilot))
        assert len(listed(pilot)._listing.rows) == 1, "what does not fit is not kept"
        await pilot.press("enter")
        assert listed(pilot).focused is None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))


async def test_no_match_says_so_and_esc_brings_everything_back(tmp_path: Path) -> None:
    async with running(kept(tmp_path, many(3)), StartHistory()) as pilot:
        await until(pilot, lambda: "3 comparisons" in screen_text(pilot))
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "No comparison matches “zzz”; esc clears." in listed(pilot).status)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "Nothing to open." in listed(pilot).status)
        await pilot.press("escape")
        await until(pilot, lambda: "3 comparisons" in screen_text(pilot))


async def test_unpicked_only_and_all_again(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        keep(store, 0, "picked one", "B")
        keep(store, 1, "open one")

    services = kept(tmp_path, fill)
    async with running(services, StartHistory()) as pilot:
        await until(pilot, lambda: "2 comparisons" in screen_text(pilot))
        await pilot.press("U")
        await until(pilot, lambda: "unpicked only   1 comparison" in screen_text(pilot))
        assert at(pilot, "open one") and "picked one" not in screen_text(pilot)
        await pilot.press("slash", *"one")
        await until(pilot, lambda: listed(pilot)._listing.wanted == Wanted(parse("one", None), True))
        await pilot.press("enter", "U")
        await until(pilot, lambda: "2 comparisons" in screen_text(pilot))


async def test_when_everything_is_picked_the_list_of_the_others_says_so(tmp_path: Path) -> None:
    async with running(kept(tmp_path, lambda s: keep(s, 0, "picked", "B")), StartHistory()) as pilot:
        await until(pilot, lambda: "1 comparison" in screen_text(pilot))
        await pilot.press("U")
        await until(pilot, lambda: "Everything is picked; U shows all." in listed(pilot).status)


async def test_coming_back_stays_in_place_and_shows_the_new_pick(tmp_path: Path) -> None:
    async with running(kept(tmp_path, many(PAGE + 100)), StartHistory()) as pilot:
        await until(pilot, lambda: f"{PAGE}+ comparisons" in screen_text(pilot))
        await pilot.press("G", "j")
        await until(pilot, lambda: at(pilot, f"question {PAGE} "))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("2", "p")
        await until(pilot, lambda: "picked B" in arena(pilot).status)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "B name of" in on_line(pilot, f"question {PAGE} "))
        assert at(pilot, f"question {PAGE} ")
        assert "B was name of" in listed(pilot).status, "the line worth reading stays"


async def test_a_database_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    class Refusing:
        async def run(self, work: object) -> object:
            raise StoreError("fusion.db cannot be read; a copy may help.")

        async def close(self) -> None: ...

    services = kept(tmp_path, many(1))
    broken = replace(services, store=Refusing())  # type: ignore[arg-type]
    async with running(services, StartHistory()) as pilot:
        await pilot.app.push_screen(HistoryScreen(Keymap(), broken))
        await until(pilot, lambda: "cannot be read; a copy may help." in screen_text(pilot))


async def test_plain_terminals_get_a_plain_pointer(tmp_path: Path) -> None:
    kept(tmp_path, many(1))
    async with running(services_for(tmp_path, {}, ui=Ui(glyphs="ascii")), StartHistory()) as pilot:
        await until(pilot, lambda: "question 0" in screen_text(pilot))
        assert on_line(pilot, "question 0").startswith(" > ")


@pytest.mark.parametrize(
    ("created", "shown"),
    [
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 11, 24, 21, 30, tzinfo=UTC), "11-24"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "01-01"),
        (datetime(2025, 12, 31, 21, 30, tzinfo=UTC), "2025-12"),
    ],
)
def test_days_are_those_of_the_persons_own_time_zone(created: datetime, shown: str) -> None:
    now = datetime(2026, 11, 25, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    assert when(created, now) == shown


def test_a_note_names_the_worst() -> None:
    row = Summary("0", NOW, "t", "p", 4, 0, 0, None, False, None, True)
    assert note(row) == "demo" and note(replace(row, demo=False)) == ""
    assert note(replace(row, failed=2)) == "2 failed"
    assert note(replace(row, failed=1, unfinished=3)) == "3 unfinished"


def thread_of(store: Store, first: int, *titles: str) -> None:
    """Questions of one thread, the newest first."""
    numbers = range(first, first + len(titles))
    for number, title in zip(reversed(numbers), reversed(titles), strict=True):
        new_id = iter(f"{number * 10 + n:032x}" for n in range(10)).__next__
        comparison, ballot = compared("one", "two", prompt=title, new_id=new_id)
        thread = f"{numbers[-1] * 10:032x}"
        at = NOW - timedelta(minutes=number)
        store.save_comparison(replace(comparison, created_at=at, thread_id=thread), ballot)
        store.interrupt(comparison.id)


async def test_a_thread_is_one_row_that_opens(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        keep(store, 0, "newest of all")
        thread_of(store, 1, "third", "second", "first")
        keep(store, 9, "oldest of all")

    async with running(kept(tmp_path, fill), StartHistory()) as pilot:
        await until(pilot, lambda: "3 comparisons" in screen_text(pilot))
        assert "3 questions" in on_line(pilot, "third") and "second" not in screen_text(pilot)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "· first" in screen_text(pilot))
        assert at(pilot, "· third"), "the newest is chosen"
        await pilot.press("j", "j")
        await until(pilot, lambda: at(pilot, "· first"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert arena(pilot).comparison.prompt == "first"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: at(pilot, "· first"))
        await pilot.press("k", "k", "k", "enter")
        await until(pilot, lambda: "second" not in screen_text(pilot))
        assert at(pilot, "third")


async def test_a_filter_finds_every_question_of_a_thread(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        thread_of(store, 1, "third", "second", "first")

    async with running(kept(tmp_path, fill), StartHistory()) as pilot:
        await until(pilot, lambda: "3 questions" in screen_text(pilot))
        await pilot.press("slash", *"second", "enter")
        await until(pilot, lambda: "1 comparison" in screen_text(pilot))
        assert at(pilot, "second") and "2 unfinished" in on_line(pilot, "second ")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))


async def test_what_is_asked_now_says_how_far_it_is_and_then_that_it_is_ready(tmp_path: Path) -> None:
    gate = asyncio.Event()
    script: list[Step] = [TextDelta("begun"), gate.wait, FinishReason("stop")]
    services = services_for(tmp_path, {"slow": script, "fast": answer("done")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        await pilot.press("H")
        await until(pilot, lambda: "writing, 1 of 2" in screen_text(pilot))
        gate.set()
        await until(pilot, lambda: "ready" in on_line(pilot, "Which database?"))
        await until(pilot, lambda: "1 comparison is ready to pick; H opens" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "Which database?" in screen_text(pilot))
        assert "ready" not in screen_text(pilot), "it was looked at"


async def test_history_opens_at_the_one_that_is_ready(tmp_path: Path) -> None:
    gate = asyncio.Event()
    slow: list[Step] = [TextDelta("begun"), gate.wait, FinishReason("stop")]
    services = services_for(tmp_path, {"slow": slow})
    async with running(services, asking(services, "first")) as pilot:
        await until(pilot, lambda: "begun" in screen_text(pilot))
        await pilot.press("a", *"second", "enter")
        await until(pilot, lambda: "second" in screen_text(pilot) and "begun" in screen_text(pilot))
        gate.set()
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await until(pilot, lambda: "1 comparison is ready" in arena(pilot).status)
        await pilot.press("H")
        await until(pilot, lambda: at(pilot, "first"))
        assert "ready" in on_line(pilot, "first") and "ready" not in on_line(pilot, "second")
