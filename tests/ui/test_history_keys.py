"""What a person does in the history: filter, look, mark, delete, take back, sort, write down."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot

from fusion_tui.core.events import TextDelta
from fusion_tui.core.export import to_record
from fusion_tui.core.models import Reveal
from fusion_tui.errors import StoreError
from fusion_tui.store import Store, StoreThread, schema
from fusion_tui.store.search import index
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import Services, StartHistory
from tests.helpers.fakes import NOW, Step, forever
from tests.helpers.kept import keep
from tests.helpers.programs import asking, running, services_for
from tests.helpers.waiting import screen_text, until

T = TypeVar("T")


def listed(pilot: Pilot[Any]) -> HistoryScreen:
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen), screen
    return screen


def titles(pilot: Pilot[Any]) -> list[str]:
    return [entry.summary.title for entry in listed(pilot)._listing.entries]


def says(pilot: Pilot[Any], text: str) -> Callable[[], bool]:
    return lambda: text in listed(pilot).status


def shows(pilot: Pilot[Any], text: str) -> Callable[[], bool]:
    return lambda: text in screen_text(pilot)


def lists(pilot: Pilot[Any], *wanted: str) -> Callable[[], bool]:
    return lambda: titles(pilot) == list(wanted)


def kept(folder: Path, fill: Callable[[Store], object]) -> Services:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        fill(store)
    return services_for(folder, {})


def few(store: Store) -> None:
    """Four comparisons, the newest first."""
    keep(store, 0, "alpha", "take sqlite", "b", groups=["A"], tags=["db"], revealed=True)
    keep(store, 1, "beta", "take postgres", "b", groups=["B", "A"])
    keep(store, 2, "gamma", "数据库", "b")
    keep(store, 3, "delta", "take notes", "b", "c", outcome="none")


async def test_what_is_typed_finds_answers_tags_and_picks(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        for typed, wanted in (
            ("take", ["alpha", "beta", "delta"]),
            ("take picked:yes", ["alpha", "beta"]),
            ("#db", ["alpha"]),
            ("数据", ["gamma"]),
            ('"take notes"', ["delta"]),
        ):
            await pilot.press("slash", *typed)
            await until(pilot, lists(pilot, *wanted))
            await pilot.press("escape")
            await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))


async def test_the_field_says_what_it_takes_and_which_mark_it_cannot_read(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory(), size=(80, 24)) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("slash")
        await until(pilot, says(pilot, "#tag tag: model: panel: picked: before: after:DAY kind: demo:"))
        assert "kind: demo:" in screen_text(pilot), "every mark has room in a narrow window"
        assert "…" not in listed(pilot).status and "…" not in screen_text(pilot).splitlines()[-2]
        await pilot.press(*"picked:perhaps")
        await until(pilot, lambda: "found “perhaps”, expected yes, no, none or tie." in screen_text(pilot))
        await pilot.press("escape", "slash")
        await pilot.press(*"take before:soon")
        await until(pilot, says(pilot, "before: found “soon”"))
        assert titles(pilot) == ["alpha", "beta", "delta"], "the rest of it holds"
        await pilot.press("enter", "j")
        await until(pilot, lambda: listed(pilot)._chosen == 1)
        assert says(pilot, "before: found “soon”")(), "it stays said"


async def test_a_filter_from_the_command_line_stands_in_the_field(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory("take #db")) as pilot:
        await until(pilot, lists(pilot, "alpha"))
        assert "take #db" in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))


class Gated:
    """A store whose chosen work waits for a gate once it is done."""

    def __init__(self, store: StoreThread, waits: Callable[[int, object], bool]) -> None:
        self._store = store
        self._waits = waits
        self.gate = asyncio.Event()
        self.asked = 0

    async def run(self, work: Callable[[Store], T]) -> T:
        self.asked += 1
        waits = self._waits(self.asked, work)
        done = await self._store.run(work)
        if waits:
            await self.gate.wait()
        return done

    async def close(self) -> None:
        await self._store.close()


async def test_a_search_that_is_late_never_replaces_a_newer_one(tmp_path: Path) -> None:
    services = kept(tmp_path, few)
    late: list[object] = []
    armed = [False]

    def waits(number: int, work: object) -> bool:
        if armed[0] and not late:
            late.append(work)
            return True
        return False

    store = Gated(services.store, waits)
    async with running(replace(services, store=store), StartHistory()) as pilot:  # type: ignore[arg-type]
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("slash")
        await pilot.pause()
        armed[0] = True
        await pilot.press(*"take")
        await until(pilot, lists(pilot, "alpha", "beta", "delta"))
        await pilot.press(*" notes")
        await until(pilot, lists(pilot, "delta"))
        assert late
        store.gate.set()
        for _ in range(5):
            await pilot.pause()
        assert titles(pilot) == ["delta"]


async def test_a_database_of_the_former_version_says_that_it_is_still_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data" / "fusion.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        for statement in (s for script in schema.MIGRATIONS[:2] for s in schema.statements(script)):
            raw.execute(statement)
        for number in range(30):
            at = (NOW - timedelta(minutes=number)).isoformat()
            values = (f"{number:032x}", at, f"question {number}")
            raw.execute(
                "INSERT INTO comparison VALUES (?1, ?2, ?3, ?3, 'p', 1, 1, 0, 1, ?1, NULL, NULL, '[]')",
                values,
            )
        raw.execute("PRAGMA user_version = 2")
        raw.commit()
    monkeypatch.setattr(index, "SLICE", 1)
    services = services_for(tmp_path, {})
    store = Gated(services.store, lambda number, work: work is Store.index)
    async with running(replace(services, store=store), StartHistory()) as pilot:  # type: ignore[arg-type]
        await until(pilot, shows(pilot, "30 comparisons"))
        await pilot.press("slash", *"question 29")
        await until(pilot, says(pilot, "still indexing"))
        assert titles(pilot) == []
        store.gate.set()
        await until(pilot, lists(pilot, "question 29"))
        await until(pilot, lambda: "still indexing" not in screen_text(pilot))


async def test_the_preview_says_more_and_no_name_before_the_reveal(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, shows(pilot, "· knowing ·"))
        text = screen_text(pilot)
        assert "picked    A name of model-" in text and "over B name of model-" in text
        assert "“short” #db" in text and "2 answers · $0.50" in text
        await pilot.press("j")
        await until(pilot, shows(pilot, "picked    B > A · blind ·"))
        assert "picked    B > A name" not in screen_text(pilot) and "$" not in screen_text(pilot)
        await pilot.press("j")
        await until(pilot, shows(pilot, "picked    not yet"))
        await pilot.press("j")
        await until(pilot, shows(pilot, "picked    none good · blind"))
        await pilot.resize_terminal(80, 24)
        await until(pilot, says(pilot, "3 answers"))
        assert "picked    " not in screen_text(pilot)
        await pilot.resize_terminal(120, 35)
        await until(pilot, shows(pilot, "picked    none good"))


async def test_deletions_are_taken_back_one_after_the_other(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("u")
        await until(pilot, says(pilot, "Nothing is deleted."))
        await pilot.press("j", "delete")
        await until(pilot, says(pilot, "deleted 1 comparison; u undoes"))
        assert titles(pilot) == ["alpha", "gamma", "delta"] and listed(pilot)._chosen == 1
        await pilot.press("m", "m")
        await until(pilot, shows(pilot, "2 marked"))
        await pilot.press("delete")
        await until(pilot, says(pilot, "deleted 2 comparisons; u undoes"))
        assert titles(pilot) == ["alpha"] and "marked" not in screen_text(pilot)
        await pilot.press("delete")
        await until(pilot, lists(pilot))
        await pilot.press("delete")
        await until(pilot, says(pilot, "Nothing to delete. Nothing yet"))
        await pilot.press("u")
        await until(pilot, lists(pilot, "alpha"))
        await pilot.press("u")
        await until(pilot, lists(pilot, "alpha", "gamma", "delta"))
        assert listed(pilot)._chosen == 1 and says(pilot, "brought back 2 comparisons")()
        await pilot.press("slash", *"postgres", "enter")
        await until(pilot, lists(pilot))
        await pilot.press("u")
        await until(pilot, lists(pilot, "beta"))


async def test_marks_stay_over_filters_and_can_be_taken_away(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("m", "slash", *"postgres", "enter")
        await until(pilot, lists(pilot, "beta"))
        await pilot.press("m", "escape")
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        marked = [line for line in screen_text(pilot).splitlines() if line[2:3] == "*"]
        assert len(marked) == 2 and "alpha" in marked[0] and "beta" in marked[1]
        await pilot.press("g", "m")
        await until(pilot, shows(pilot, "1 marked"))


async def test_the_one_line_of_a_thread_stands_for_all_its_questions(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        keep(store, 0, "third", "a", "b", thread=2)
        keep(store, 1, "second", "a", "b", thread=2)
        keep(store, 2, "first", "a", "b", thread=2)

    async with running(kept(tmp_path, fill), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "third"))
        await pilot.press("enter")
        await until(pilot, lists(pilot, "third", "third", "second", "first"))
        await pilot.press("j", "delete")
        await until(pilot, says(pilot, "deleted 1 comparison"))
        await until(pilot, lists(pilot, "third", "third", "first"))
        await pilot.press("g", "enter")
        await until(pilot, lists(pilot, "third"))
        await pilot.press("delete")
        await until(pilot, says(pilot, "deleted 2 comparisons"))
        assert titles(pilot) == []


async def test_what_is_being_answered_is_not_deleted(tmp_path: Path) -> None:
    script: list[Step] = [TextDelta("begun"), forever().wait]
    services = services_for(tmp_path, {"slow": script})
    async with running(services, asking(services)) as pilot:
        await until(pilot, shows(pilot, "begun"))
        await pilot.press("H")
        await until(pilot, lists(pilot, "Which database?"))
        await pilot.press("delete")
        await until(pilot, says(pilot, "Not deleted: it is still being answered."))
        assert titles(pilot) == ["Which database?"]


async def test_sorting_goes_through_the_orders(tmp_path: Path) -> None:
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("S")
        await until(pilot, lists(pilot, "delta", "gamma", "beta", "alpha"))
        assert "oldest first" in screen_text(pilot)
        await pilot.press("S")
        await until(pilot, lists(pilot, "delta", "alpha", "beta", "gamma"))
        assert "most answers first" in screen_text(pilot)
        await pilot.press("U")
        await until(pilot, lists(pilot, "gamma"))
        await pilot.press("U", "S")
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))


async def test_the_marked_are_written_into_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = kept(tmp_path, few)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with running(services, StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("e")
        await until(pilot, says(pilot, "wrote 1 comparison to 2026-11-24-alpha.json"))
        await pilot.press("e")
        await until(pilot, says(pilot, "2026-11-24-alpha-2.json"))
        await pilot.press("m", "m", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        dialog: Any = pilot.app.screen
        assert "a comparison in it hides that still" in dialog.question
        await pilot.press("escape", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert len(list(folder.iterdir())) == 2, "no is no"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, says(pilot, "wrote 2 comparisons to 2026-11-24-2-comparisons.jsonl"))
        beta = titles(pilot).index("beta")
        identity = listed(pilot)._listing.entries[beta].summary.id
        reveals = (await services.store.run(lambda store: store.load(identity))).reveals
        assert reveals == (Reveal(identity, NOW, "export"),)
    lines = (folder / "2026-11-24-2-comparisons.jsonl").read_text().splitlines()
    assert [to_record(json.loads(line)).comparison.prompt for line in lines] == ["alpha", "beta"]


async def test_a_store_that_refuses_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    services = kept(tmp_path, few)
    async with running(services, StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))

        async def refuse(work: object) -> object:
            raise StoreError("the disk is full; free some room.")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(services.store, "run", refuse)
            await pilot.press("delete")
            await until(pilot, says(pilot, "Not deleted: the disk is full"))
            await pilot.press("u")
            await until(pilot, says(pilot, "the disk is full"))
            await pilot.press("e")
            await until(pilot, says(pilot, "Nothing is written: the disk is full"))
        await pilot.press("j")
        await until(pilot, shows(pilot, "picked    B > A"))
        assert titles(pilot) == ["alpha", "beta", "gamma", "delta"]


async def test_without_fts5_it_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "has_fts5", lambda db: False)
    async with running(kept(tmp_path, few), StartHistory()) as pilot:
        await until(pilot, lists(pilot, "alpha", "beta", "gamma", "delta"))
        await pilot.press("slash")
        await until(pilot, shows(pilot, "no FTS5"))
        await pilot.press(*"take notes")
        await until(pilot, lists(pilot, "delta"))
        await pilot.press("escape", "slash")
        await pilot.pause()
        assert len(pilot.app._notifications) == 1
