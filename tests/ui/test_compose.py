"""Stories of people who write a question, attach files and choose whom to ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.config.schema import Budget, Config
from fusion_tui.store import Store
from fusion_tui.ui.paths import complete
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.services import Services, StartCompose
from fusion_tui.ui.widgets.member_list import MemberList
from tests.helpers.fakes import answer, panel
from tests.helpers.programs import arena, running, services_for
from tests.helpers.waiting import screen_text, until


def composing(pilot: Pilot[Any]) -> ComposeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ComposeScreen), screen
    return screen


def two(folder: Path, **changed: Any) -> Services:
    return services_for(folder, {"one": answer("alpha"), "two": answer("beta")}, **changed)


async def test_typing_and_enter_asks_the_panel(tmp_path: Path) -> None:
    async with running(two(tmp_path)) as pilot:
        await pilot.press(*"Why q a H")
        await pilot.press("ctrl+j", *"and how?")
        assert composing(pilot).editor.text == "Why q a H\nand how?", "letters are letters while typing"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: not arena(pilot).comparison.live)
        assert arena(pilot).comparison.prompt == "Why q a H\nand how?"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        assert composing(pilot).editor.text == "", "what was asked is not asked again"


async def test_an_unfinished_question_survives_a_quit(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("a plan")
    services = two(tmp_path)
    async with running(services) as pilot:
        await pilot.press(*f"Check @{tmp_path}/plan.m")
        await until(pilot, lambda: "plan.md" in screen_text(pilot))
        await pilot.press("tab")
        await until(pilot, lambda: "6 bytes" in screen_text(pilot))
        await pilot.press("ctrl+q")
    async with running(two(tmp_path)) as pilot:
        await until(pilot, lambda: "your unfinished question is back" in composing(pilot).status)
        assert composing(pilot).editor.text == "Check plan.md"
        assert [d.name for d in composing(pilot).documents] == ["plan.md"]


async def test_a_document_is_shown_with_size_and_tokens_and_can_stay_at_home(tmp_path: Path) -> None:
    services = two(tmp_path)
    document = services.read_document(_file(tmp_path / "plan.md", "x" * 4000))
    async with running(services, StartCompose("Check.", (document,))) as pilot:
        assert "plan.md  4,000 bytes · about 1,000 tokens" in screen_text(pilot)
        await pilot.press("tab", "backspace")
        await until(pilot, lambda: composing(pilot).documents == ())
        assert "plan.md is not sent" in composing(pilot).status


async def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    _file(tmp_path / "image.png", "PNG\0\0")
    async with running(two(tmp_path)) as pilot:
        await pilot.press(*f"@{tmp_path}/ima")
        await until(pilot, lambda: "image.png" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "looks like a binary file" in composing(pilot).status)
        assert composing(pilot).documents == ()


async def test_members_are_switched_off_by_their_digit(tmp_path: Path) -> None:
    async with running(two(tmp_path), StartCompose("Why?")) as pilot:
        assert "Goes to 127.0.0.1" in screen_text(pilot)
        composing(pilot).query_one(MemberList).focus()
        await pilot.press("1")
        assert [m.model for m in composing(pilot).members] == ["two"]
        await pilot.press("2", "enter")
        await until(pilot, lambda: "Nobody is asked" in composing(pilot).status)
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert len(arena(pilot).comparison.candidates) == 1


async def test_another_panel_is_one_arrow_away(tmp_path: Path) -> None:
    panels = (panel("one", name="first"), panel("two", "one", name="second"))
    services = services_for(tmp_path, {"one": answer("x"), "two": answer("y")}, panels=panels)
    async with running(services, StartCompose("Why?")) as pilot:
        composing(pilot).query_one(MemberList).focus()
        await pilot.press("right")
        assert "second" in screen_text(pilot)
        assert len(composing(pilot).members) == 2


async def test_nothing_to_ask_is_said(tmp_path: Path) -> None:
    async with running(two(tmp_path)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "There is no question yet." in composing(pilot).status)


async def test_a_secret_is_asked_about_before_it_leaves(tmp_path: Path) -> None:
    services = two(tmp_path)
    document = services.read_document(_file(tmp_path / ".env", "API_KEY=abcdef0123456789"))
    async with running(services, StartCompose("Check.", (document,))) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert ".env is a kind of file that holds secrets. Send it to 127.0.0.1?" in " ".join(
            screen_text(pilot).replace("│", " ").split()
        )
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))


async def test_a_spent_budget_is_asked_about(tmp_path: Path) -> None:

    services = two(tmp_path)
    config = replace(services.config, budget=Budget(per_month=-0.01))
    async with running(replace(services, config=config), StartCompose("Why?")) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert "Ask all the same?" in screen_text(pilot)


async def test_the_editor_of_the_environment_writes_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    from fusion_tui.ui.editor import edit

    script = _file(tmp_path / "editor.sh", '#!/bin/sh\nprintf " and more" >> "$1"\n')
    script.chmod(0o755)
    assert edit("Why", {"EDITOR": str(script)}) == "Why and more"
    with pytest.raises(OSError):
        edit("Why", {"EDITOR": str(tmp_path / "missing")})
    services = replace(two(tmp_path), environ={"EDITOR": str(script)})
    async with running(services, StartCompose("Why")) as pilot:
        monkeypatch.setattr(pilot.app, "suspend", _nothing)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: composing(pilot).editor.text == "Why and more")


class _nothing:  # noqa: N801  # stands in for a context manager
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


async def test_a_first_run_says_what_to_do_and_d_starts_the_demo(tmp_path: Path) -> None:

    services = replace(services_for(tmp_path, {}), config=Config())
    async with running(services) as pilot:
        said = screen_text(pilot)
        assert "No provider is set up." in said and "OPENROUTER_API_KEY" in said
        assert str(services.config_file)[:40] in said
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert arena(pilot).comparison.demo and "DEMO" in screen_text(pilot)


async def test_what_cannot_be_stored_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fusion_tui.errors import StoreError

    def refuse(*_: object) -> None:
        raise StoreError("the disk is full; free some room.")

    monkeypatch.setattr(Store, "save_comparison", refuse)
    async with running(two(tmp_path), StartCompose("Why?")) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "Not sent" in composing(pilot).status)
        assert composing(pilot).editor.text == "Why?"


def test_paths_complete_like_in_a_shell(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("plan.md", "Plan-b.md", ".hidden", "docs/deep.md"):
        _file(tmp_path / name, "x")
    assert complete(f"{tmp_path}/pl") == (f"{tmp_path}/Plan-b.md", f"{tmp_path}/plan.md")
    assert complete(f"{tmp_path}/do") == (f"{tmp_path}/docs/",)
    assert complete(f"{tmp_path}/docs/") == (f"{tmp_path}/docs/deep.md",)
    assert complete(f"{tmp_path}/.h") == (f"{tmp_path}/.hidden",)
    assert complete(f"{tmp_path}/nowhere/x") == ()


def _file(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
