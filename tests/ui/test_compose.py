"""Stories of people who write a question, attach files and choose whom to ask."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from fusion_tui.config.schema import Budget, Config, ProviderConfig, Ui
from fusion_tui.core.models import Ballot, Comparison, Member, Panel
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui import draft
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.panel_choice import PanelChoice
from fusion_tui.ui.paths import complete
from fusion_tui.ui.screens import compose_rows
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import Services, StartCompose
from fusion_tui.ui.widgets.member_list import MemberList
from tests.helpers.fakes import answer, panel
from tests.helpers.programs import arena, asking, running, services_for
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


async def test_an_unfinished_question_survives_a_quit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.md").write_text("a plan")
    services = two(tmp_path)
    async with running(services) as pilot:
        await pilot.press(*"Check @plan.m")
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


async def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _file(tmp_path / "image.png", "PNG\0\0")
    async with running(two(tmp_path)) as pilot:
        await pilot.press(*"@ima")
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


async def test_a_first_run_says_what_to_do_and_d_starts_the_demo(tmp_path: Path) -> None:
    services = replace(services_for(tmp_path, {}), config=Config())
    async with running(services) as pilot:
        said = screen_text(pilot)
        assert "No provider is set up." in said and "OPENROUTER_API_KEY" in said
        assert str(services.config_file)[:40] in said
        await pilot.press("ctrl+j", "ctrl+g", "tab")
        assert composing(pilot).status.strip() == "", "nothing to write in yet"
        await pilot.press("escape", "enter")
        await until(pilot, lambda: "No provider is set up." in composing(pilot).status)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert arena(pilot).comparison.demo and "DEMO" in screen_text(pilot)


async def test_what_cannot_be_stored_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    assert complete(f"{tmp_path}/")[:2] == (f"{tmp_path}/Plan-b.md", f"{tmp_path}/plan.md")
    assert complete(f"{tmp_path}/docs/") == (f"{tmp_path}/docs/deep.md",)
    assert complete(f"{tmp_path}/.h") == (f"{tmp_path}/.hidden",)
    for nowhere in (f"{tmp_path}/nowhere/x", "~nobody-of-this-name/x", f"{tmp_path}/\0/x"):
        assert complete(nowhere) == ()


async def test_arrows_choose_among_files_and_esc_leaves_the_path_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("docs/one.md", "docs/two.md"):
        _file(tmp_path / name, name)
    async with running(two(tmp_path)) as pilot:
        await pilot.press(*"@do")
        await until(pilot, lambda: "▸ docs/" in screen_text(pilot))
        await pilot.press("tab")
        await until(pilot, lambda: "▸ one.md" in screen_text(pilot))
        await pilot.press("down")
        await until(pilot, lambda: "▸ two.md" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: [d.name for d in composing(pilot).documents] == ["two.md"])
        await pilot.press(*" @docs/o")
        await until(pilot, lambda: "▸ one.md" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "tab takes it" not in screen_text(pilot))
        assert composing(pilot).editor.has_focus
        assert composing(pilot).editor.text == "two.md @docs/o"


async def test_a_file_goes_along_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _file(tmp_path / "plan.md", "a plan")
    async with running(two(tmp_path)) as pilot:
        for _ in range(2):
            await pilot.press(*"@pl")
            await until(pilot, lambda: "▸ plan.md" in screen_text(pilot))
            await pilot.press("tab", "space")
        assert composing(pilot).editor.text == "plan.md plan.md "
        assert len(composing(pilot).documents) == 1


async def test_what_is_pasted_stays_text_and_is_sent_as_it_is(tmp_path: Path) -> None:
    pasted = "q a H\n[/] \x1b]0;title\x07 \u202eend [@click=app.quit]x[/]"
    async with running(two(tmp_path)) as pilot:
        pilot.app.post_message(Paste(pasted))
        await until(pilot, lambda: "␛]0;title␇ \ufffdend" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert arena(pilot).comparison.prompt == pasted


async def test_drafts_are_kept_while_typing_and_the_row_says_so(tmp_path: Path) -> None:
    services = two(tmp_path)
    async with running(services) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "There is no question yet." in composing(pilot).status)
        await pilot.press(*"Why")
        await until(pilot, lambda: composing(pilot).status.strip() == "draft saved")
        found = await services.store.run(draft.recall)
        assert found is not None and found[1].prompt == "Why"


async def test_a_question_from_the_command_line_leaves_the_unfinished_one_alone(tmp_path: Path) -> None:
    services = two(tmp_path)
    await services.store.run(lambda store: draft.keep(store, draft.Draft("Unfinished.", (), None)))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await until(pilot, lambda: composing(pilot).editor.text == "Unfinished.")


async def test_a_question_asked_from_the_command_line_leaves_the_draft_alone(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    await services.store.run(lambda store: draft.keep(store, draft.Draft("Unfinished.", (), None)))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("a")
        await until(pilot, lambda: composing(pilot).editor.text == "Unfinished.")


async def test_a_draft_whose_document_is_gone_comes_back_without_it(tmp_path: Path) -> None:
    services = two(tmp_path)
    kept = draft.Draft("Check.", (tmp_path / "gone.md",), None)
    await services.store.run(lambda store: draft.keep(store, kept))
    async with running(services) as pilot:
        await until(pilot, lambda: "gone.md cannot be read" in composing(pilot).status)
        assert composing(pilot).editor.text == "Check."


async def test_a_database_that_cannot_be_read_does_not_keep_anyone_from_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "recall", _broken)
    monkeypatch.setattr(Store, "remember", _broken)
    monkeypatch.setattr(Store, "spent_since", _broken)
    async with running(two(tmp_path)) as pilot:
        await until(pilot, lambda: "The draft cannot be read: it is broken." in composing(pilot).status)
        await pilot.press("W")
        await until(pilot, lambda: "The draft is not kept: it is broken." in composing(pilot).status)
        await pilot.press("enter")
        await until(pilot, lambda: "Not sent" in composing(pilot).status)


async def test_enter_pressed_twice_asks_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save, saved = Store.save_comparison, list[str]()

    def slow(store: Store, comparison: Comparison, ballot: Ballot) -> None:
        saved.append(comparison.id)
        time.sleep(0.2)
        save(store, comparison, ballot)

    monkeypatch.setattr(Store, "save_comparison", slow)
    async with running(two(tmp_path), StartCompose("Why?")) as pilot:
        editor = composing(pilot).editor
        editor.post_message(editor.Sent())
        await until(pilot, lambda: bool(saved))
        editor.post_message(editor.Sent())
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: not arena(pilot).comparison.live)
        assert len(saved) == 1


async def test_a_member_without_a_key_sits_out_until_switched_on(tmp_path: Path) -> None:
    services = two(tmp_path)
    seats = (Member("fake", "one", "one"), Member("far", "two", "two"))
    providers = {
        **services.config.providers,
        "far": ProviderConfig("far", "openai", "https://far.example/v1", "FAR_KEY"),
    }
    config = replace(services.config, providers=providers, panels={"p": Panel("p", seats)})
    async with running(replace(services, config=config), StartCompose("Why?")) as pilot:
        said = screen_text(pilot)
        assert "no key: set FAR_KEY" in said and "127.0.0.1 · no key needed" in said
        assert [m.name for m in composing(pilot).members] == ["one"]
        await pilot.press("tab", "2")
        assert [m.name for m in composing(pilot).members] == ["one", "two"]
        await until(pilot, lambda: "Goes to 127.0.0.1 and far.example" in screen_text(pilot))
        await pilot.press("1", "²")
        assert [m.name for m in composing(pilot).members] == ["two"]
    found = replace(services, config=config, key_sources={"far": "FAR_KEY in the environment"})
    assert PanelChoice(config, found.key_sources, None).members == seats


async def test_a_found_panel_says_where_it_was_found_and_ascii_is_ascii(tmp_path: Path) -> None:
    services = two(tmp_path, ui=Ui(glyphs="ascii"))
    async with running(services, StartCompose("Why?")) as pilot:
        found = "Found OPENROUTER_API_KEY in the environment."
        await pilot.app.push_screen(ComposeScreen(Keymap(), services, StartCompose("Why?"), found))
        await pilot.press("tab")
        await until(pilot, lambda: "> 1 [x] name of one" in screen_text(pilot))
        said = " ".join(screen_text(pilot).split())
        assert "Found OPENROUTER_API_KEY in the environment." in said
        assert not set("▸☑☐←→✓") & set(said)


def test_nobody_sits_out_when_nobody_has_a_key() -> None:
    far = ProviderConfig("far", "openai", "https://far.example/v1", "FAR_KEY")
    panels = {"p": Panel("p", (Member("far", "a", "a"), Member("far", "b", "b")))}
    assert len(PanelChoice(Config(providers={"far": far}, panels=panels), {}, None).members) == 2


async def test_one_question_is_asked_with_names_shown(tmp_path: Path) -> None:
    async with running(two(tmp_path), StartCompose("Why?")) as pilot:
        await pilot.press("tab", "up", "space")
        await until(pilot, lambda: "☐ blind  names are shown" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert not arena(pilot).comparison.blind


async def test_esc_leaves_the_question_so_that_letters_are_commands(tmp_path: Path) -> None:
    async with running(two(tmp_path), StartCompose("Why?")) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: composing(pilot).query_one(MemberList).has_focus)
        await pilot.press("escape")
        assert "q quits" in composing(pilot).status
        await pilot.press("D")
        assert "send yours first" in composing(pilot).status
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (110, 15), (120, 35), (200, 60)])
async def test_question_panel_and_destination_are_in_sight_at_every_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    names = [f"model-{n}" for n in range(1, 9)]
    services = services_for(tmp_path, {name: answer("x") for name in names})
    documents = tuple(services.read_document(_file(tmp_path / f"{n}.md", "x" * 400)) for n in range(9))
    async with running(services, StartCompose("Why is it so?", documents), size=size) as pilot:
        said = screen_text(pilot)
        for shown in ("Why is it so?", "panel", "Goes to 127.0.0.1 · about 904 tokens", "ask"):
            assert shown in said, f"{shown} is missing:\n{said}"
        assert "9 documents" in said or "and" in said or "8.md" in said
        composing(pilot).query_one(MemberList).focus()
        await until(pilot, lambda: all(f"{n} ☑" in screen_text(pilot) for n in range(1, 9)))
        await until(pilot, lambda: "Why is it so?" in screen_text(pilot) and "blind" in screen_text(pilot))


async def test_documents_are_measured_when_they_come_not_at_every_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []
    monkeypatch.setattr(compose_rows, "looks_secret", lambda name, _: measured.append(name))
    services = two(tmp_path)
    document = services.read_document(_file(tmp_path / "big.md", "word word\n" * 100_000))
    async with running(services, StartCompose("", (document,))) as pilot:
        await pilot.press(*"Why")
        await until(pilot, lambda: "about 250,001 tokens" in screen_text(pilot))
        assert measured == ["big.md"]


def _broken(*_: object) -> None:
    raise StoreError("it is broken.")


def _file(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
