"""One key has one meaning on one screen, and a person's own keys never break the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fusion_tui.config.schema import Ui
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.keymap import KEYS, Keymap, is_key, show
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.base import Dialog, FusionScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog, RestDialog
from fusion_tui.ui.screens.diff import DiffScreen
from fusion_tui.ui.screens.export import ExportDialog
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.screens.merge import MergeScreen
from fusion_tui.ui.screens.outline import OutlineDialog
from fusion_tui.ui.screens.pick import PickDialog
from fusion_tui.ui.screens.smoothing import ProposalScreen, SmoothDialog
from fusion_tui.ui.screens.taste import TasteScreen
from fusion_tui.ui.screens.text_dialog import TextDialog
from fusion_tui.ui.screens.triage import TriageScreen
from tests.helpers.fakes import answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

SCREENS: list[type[FusionScreen]] = [
    ArenaScreen,
    ComposeScreen,
    DiffScreen,
    HistoryScreen,
    MergeScreen,
    ProposalScreen,
    TasteScreen,
    TriageScreen,
]
DIALOGS: list[type[Dialog[Any]]] = [
    ConfirmDialog,
    ExportDialog,
    OutlineDialog,
    PickDialog,
    RestDialog,
    SmoothDialog,
    TextDialog,
]


def test_ids_are_row_and_action_and_stand_once() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.id == f"{key.row}.{key.action}" and key.action.islower()
        assert key.keys and all(is_key(name) for name in key.keys)
        assert key.help[0].isupper() and not key.help.endswith(".")


@pytest.mark.parametrize("screen", SCREENS)
def test_one_key_has_one_meaning_on_a_screen(screen: type[FusionScreen]) -> None:
    rows = tuple(dict.fromkeys(row.partition(".")[0] for row in screen.ROWS))
    for row in (*rows, "app"):
        meanings: dict[str, str] = {}
        for key in Keymap().row(*(r for r in screen.ROWS if r.partition(".")[0] == row) or (row,)):
            for name in key.keys:
                assert meanings.setdefault(name, key.id) == key.id, name
    general = {n for key in Keymap().row("app") if key.id != "app.back" for n in key.keys}
    special = {n for key in Keymap().row(*screen.ROWS) if key.row != "app" for n in key.keys}
    assert not general & special, "a screen takes no key of the whole program away"


@pytest.mark.parametrize("screen", [*SCREENS, *DIALOGS])
def test_every_key_of_a_screen_does_something(screen: type[FusionScreen]) -> None:
    for key in Keymap().row(*screen.ROWS):
        action = "focus_pane" if key.id == "arena.focus" else key.action
        assert hasattr(screen, f"action_{action}"), key.id
    for key in Keymap().row("app"):
        assert hasattr(FusionApp, f"action_{key.action}")


def test_every_ctrl_key_has_a_plain_alias_or_a_palette_entry() -> None:
    for key in KEYS:
        if all("ctrl+" in name for name in key.keys):
            assert key.row in ("compose", "reader", "arena"), key.id


@pytest.mark.parametrize(
    ("identity", "keys", "said"),
    [
        ("arena.nonsense", ("p",), "no such binding"),
        ("arena.pick", ("pppp",), "'pppp' is not a key"),
        ("arena.pick", (), "an empty list is not a key"),
        ("arena.pick", ("ctrl+nothing",), "is not a key"),
        ("arena.pick", ("z",), "already means"),
        ("arena.pick", ("q",), "already means"),
    ],
)
def test_a_bad_entry_is_left_out_and_its_default_stays(
    identity: str, keys: tuple[str, ...], said: str
) -> None:
    keymap = Keymap({identity: keys, "arena.zoom": ("Z", "f7")}, {identity: "/x/config.toml, line 9"})
    assert keymap.notices[0].startswith("/x/config.toml, line 9: ")
    assert len(keymap.notices) == 1 and said in keymap.notices[0] and identity in keymap.notices[0]
    assert keymap.key("arena.pick").keys == ("p",)
    assert keymap.key("arena.zoom").keys == ("Z", "f7"), "good entries count all the same"


def test_keys_are_shown_as_on_a_keyboard() -> None:
    assert [show(key) for key in ("question_mark", "comma", "f1", "escape", "p", "ctrl+g")] == [
        "?",
        ",",
        "F1",
        "esc",
        "p",
        "ctrl+g",
    ]


async def test_a_persons_own_key_picks_and_the_old_one_does_not(tmp_path: Path) -> None:
    ui = Ui(keys={"arena.pick": ("comma",), "nothing.here": ("x",)})
    services = services_for(tmp_path, {"one": answer("alpha")}, ui=ui)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await until(pilot, lambda: "nothing.here" in screen_text(pilot))
        await pilot.press("p")
        assert "picked" not in arena(pilot).status
        await pilot.press("comma")
        await until(pilot, lambda: "picked A" in arena(pilot).status)


async def test_function_keys_work_while_typing(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    async with running(services) as pilot:
        await pilot.press(*"abc", "f4")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComposeScreen))
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog))
        assert "compose.send" in screen_text(pilot)


async def test_the_palette_finds_a_command_by_name_and_changes_themes(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("colon", *"zoom")
        await until(pilot, lambda: "arena.zoom" in screen_text(pilot))
        await pilot.press("escape")
        await pilot.press("colon", *"paper")
        await until(pilot, lambda: "Theme: paper" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.theme == "paper")


async def test_the_palette_lists_what_is_special_here_first_and_every_key_as_it_is(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("alpha")})
    async with running(services, asking(services), size=(80, 90)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Theme: paper" in screen_text(pilot))
        lines = [" ".join(line.split()) for line in screen_text(pilot).splitlines()]
    places = [
        lines.index(line)
        for line in (
            "Pick the focused answer p arena.pick",
            "All panes to the heading before [ reader.previous_heading",
            "Leave the program q app.quit",
            "Theme: paper",
        )
    ]
    assert places == sorted(places)


async def test_a_theme_whose_name_looks_like_markup_is_listed_and_harms_nothing(tmp_path: Path) -> None:
    ember = (Path(__file__).parents[2] / "themes" / "ember.toml").read_text()
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "odd.toml").write_text(ember.replace('"ember"', '"[/] [red]odd"'))
    services = services_for(tmp_path, {"one": answer("alpha")})
    async with running(services, asking(services), size=(80, 90)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("colon")
        await until(pilot, lambda: "Theme: [/] [red]odd" in screen_text(pilot))
        await pilot.press(*"odd")
        await until(pilot, lambda: "Theme: paper" not in screen_text(pilot))
        assert "Theme: [/] [red]odd" in screen_text(pilot)
