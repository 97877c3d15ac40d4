"""Small windows: a question, an export, a receipt, an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from fusion_tui.core.models import CallError, Candidate, Record, Usage
from fusion_tui.ui.exporting import slug
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.error_detail import ErrorDetail
from fusion_tui.ui.screens.export import CopyChoice, ExportChoice, ExportDialog
from fusion_tui.ui.screens.receipt import ReceiptScreen
from tests.core.export.records import record
from tests.helpers.waiting import screen_text, steady, until
from tests.helpers.windows import answers, opened

NAME = "2026-11-24-which-database.md"


# A question


@pytest.mark.parametrize(("key", "answer"), [("enter", True), ("y", True), ("n", False), ("escape", None)])
async def test_a_question_has_one_default_and_two_ways_out(key: str, answer: bool | None) -> None:
    async with opened(ConfirmDialog(Keymap(), "Overwrite [/tmp/x]\x1b[2J?", "overwrite")) as pilot:
        shown = screen_text(pilot)
        assert "Overwrite [/tmp/x]␛[2J?" in shown and "enter overwrite" in shown and "esc no" in shown
        await pilot.press(key)
        await until(pilot, lambda: answers(pilot) == [answer])


async def test_a_question_shows_the_persons_own_keys() -> None:
    keymap = Keymap({"confirm.yes": ("j",)})
    async with opened(ConfirmDialog(keymap, "Sure?")) as pilot:
        assert "j yes" in screen_text(pilot)
        await pilot.press("enter")
        assert answers(pilot) == []
        await pilot.press("j")
        await until(pilot, lambda: answers(pilot) == [True])


# An export


def exporting(
    told: Record, folder: Path, exists: Callable[[Path], bool] = Path.exists, keymap: Keymap | None = None
) -> ExportDialog:
    return ExportDialog(keymap or Keymap(), told, folder, exists)


def named(dialog: ExportDialog, name: str) -> None:
    dialog.query_one("#name", Input).value = name


async def test_enter_writes_the_pick_under_a_name_from_date_and_title(tmp_path: Path) -> None:
    async with opened(exporting(record(["B"]), tmp_path)) as pilot:
        shown = screen_text(pilot)
        assert NAME in shown and "bytes" in shown and 'title: "Which database?"' in shown
        await pilot.press("enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        (choice,) = answers(pilot)
    assert isinstance(choice, ExportChoice)
    assert (choice.path, choice.overwrite, choice.names) == (tmp_path / NAME, False, False)
    assert choice.text.endswith("\nsecond") and "name of" not in choice.text


async def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    for name in (NAME, NAME.replace(".md", "-2.md")):
        (tmp_path / name).touch()
    async with opened(exporting(record(["B"]), tmp_path)) as pilot:
        assert NAME.replace(".md", "-3.md") in screen_text(pilot)


async def test_an_existing_file_is_overwritten_only_after_a_second_yes(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    dialog = exporting(record(["B"]), tmp_path)
    async with opened(dialog) as pilot:
        named(dialog, "mine.md")
        await until(pilot, lambda: "This file exists; enter asks" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert answers(pilot) == []
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        assert answers(pilot)[0].overwrite and answers(pilot)[0].path == tmp_path / "mine.md"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Type the name of a file."),
        ("sub", "This is a folder; add the name of a file."),
        ("x" * 300, "This name cannot be used: File name too long"),
        ("~nobody-of-this-name/x.md", "This name cannot be used: "),
    ],
)
async def test_a_name_that_cannot_be_used_is_said_and_nothing_is_written(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "sub").mkdir()
    dialog = exporting(record(["B"]), tmp_path)
    async with opened(dialog) as pilot:
        named(dialog, name)
        await until(pilot, lambda: said in screen_text(pilot))
        await pilot.press("enter")
        await steady(pilot)
        assert answers(pilot) == [] and dialog.focused is dialog.query_one("#name")


async def test_another_format_keeps_the_name_that_was_typed(tmp_path: Path) -> None:
    dialog = exporting(record(["B"]), tmp_path)
    async with opened(dialog) as pilot:
        await pilot.press("right")
        await until(pilot, lambda: NAME.replace(".md", ".json") in screen_text(pilot))
        named(dialog, "mine.json")
        await pilot.press("left")
        await until(pilot, lambda: "mine.md" in screen_text(pilot))


async def test_json_says_that_it_reveals_and_holds_everything(tmp_path: Path) -> None:
    async with opened(exporting(record(["B"]), tmp_path)) as pilot:
        assert "Names are hidden: letters only." in screen_text(pilot)
        await pilot.press("right")
        await until(pilot, lambda: "It reveals the names." in screen_text(pilot))
        assert "all answers" not in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        (choice,) = answers(pilot)
    assert choice.names and choice.path.suffix == ".json"
    assert [c["letter"] for c in json.loads(choice.text)["candidates"]] == ["A", "B", "C"]


async def test_a_revealed_comparison_hides_nothing_any_more(tmp_path: Path) -> None:
    async with opened(exporting(record(["B"], revealed=True), tmp_path)) as pilot:
        assert "letters only" not in screen_text(pilot)
        await pilot.press("right")
        await until(pilot, lambda: "JSON holds everything" in screen_text(pilot))
        assert "reveals" not in screen_text(pilot)


async def test_with_nothing_picked_all_answers_are_written_and_it_says_why(tmp_path: Path) -> None:
    async with opened(exporting(record(), tmp_path)) as pilot:
        assert "No answer is picked, so all are written." in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        assert "first" in answers(pilot)[0].text and "second" in answers(pilot)[0].text


async def test_all_answers_can_be_chosen_beside_the_pick(tmp_path: Path) -> None:
    async with opened(exporting(record(["B"]), tmp_path)) as pilot:
        await pilot.press("tab", "space", "enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        assert "first" in answers(pilot)[0].text


async def test_y_copies_but_is_a_letter_in_the_name(tmp_path: Path) -> None:
    dialog = exporting(record(["B"]), tmp_path)
    async with opened(dialog) as pilot:
        await pilot.press("tab", "tab", "end", "y")
        await until(pilot, lambda: f"{NAME}y" in screen_text(pilot))
        await pilot.press("escape", "y")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        assert isinstance(answers(pilot)[0], CopyChoice)


async def test_esc_leaves_the_name_first_and_then_the_dialog(tmp_path: Path) -> None:
    dialog = exporting(record(["B"]), tmp_path)
    async with opened(dialog) as pilot:
        await pilot.press("tab", "tab", "escape")
        await until(pilot, lambda: dialog.focused is dialog.query_one("#format"))
        await pilot.press("escape")
        await until(pilot, lambda: answers(pilot) == [None])


async def test_a_preview_is_harmless_and_stays_on_its_lines(tmp_path: Path) -> None:
    hostile = "[/] \x1b]0;x\x07 " + "ａ" * 500
    async with opened(exporting(record(["B"], prompt=hostile), tmp_path)) as pilot:
        shown = screen_text(pilot)
        assert "[/]" in shown and "\x1b" not in shown and "esc back" in shown


async def test_in_a_low_window_the_keys_stay_and_the_preview_goes(tmp_path: Path) -> None:
    async with opened(exporting(record(["B"]), tmp_path), size=(60, 15)) as pilot:
        assert "enter write" in screen_text(pilot) and "bytes" not in screen_text(pilot)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Which database for a small SaaS, and why?", "which-database-for-a-small-saas"),
        ("../../etc/passwd", "etc-passwd"),
        ("Grüße aus Köln", "grue-aus-koln"),
        ("どれですか", "comparison"),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_title_becomes_a_plain_file_name(title: str, name: str) -> None:
    assert slug(title) == name


# A receipt


def receipt() -> Record:
    """Three calls: one with every number, one of unknown cost, one that failed."""
    told = record(["B"], revealed=True)
    first, second, third = told.calls
    usage = Usage(1_200, 3_400, 800, 2_000)
    first = replace(first, usage=usage, cost_usd=0.25, ttft_s=0.5, seconds=4.0, model_served="a-2026")
    second = replace(second, usage=Usage(), cost_usd=None, seconds=2.0, attempts=3)
    assert third.error
    words = CallError("response", "no_credit", 402, "Not enough\x1b credit. " * 12, "Add credit.")
    return replace(told, calls=(first, second, replace(third, error=words)))


async def test_a_receipt_shows_every_number_and_never_a_cost_that_is_not_known() -> None:
    async with opened(ReceiptScreen(Keymap(), receipt()), size=(120, 35)) as pilot:
        shown = screen_text(pilot)
    for part in (
        "c → a-2026",
        "1,200 in, 3,400 out, 800 cached, 2,000 reasoning · $0.25",
        "4.0 s, first text after 0.5 s",
        "3 attempts · tokens unknown · cost unknown",
        "failed · no credit",
        "3 calls · $0.25, and 2 calls of unknown cost",
    ):
        assert part in shown, part
    assert "$0.00" not in shown
    assert shown.count("█") == 16 + 8, "bars are as long as the calls took"


async def test_a_receipt_is_readable_in_80_columns() -> None:
    async with opened(ReceiptScreen(Keymap(), receipt()), size=(80, 60)) as pilot:
        lines = [line[5:] for line in screen_text(pilot).splitlines()]
    failure = [line for line in lines if "Not enough␛ credit." in line]
    assert len(failure) > 2 and all(line.startswith("   ") for line in failure), "wrapped under its start"
    assert any(line.strip().startswith("████") for line in lines)


async def test_a_receipt_without_calls_says_so() -> None:
    told = replace(receipt(), calls=())
    async with opened(ReceiptScreen(Keymap(), told)) as pilot:
        assert "No call has ended yet." in screen_text(pilot)


async def test_a_long_receipt_scrolls_with_the_readers_keys_and_says_what_is_below() -> None:
    told = receipt()
    many = replace(told, calls=told.calls[:2] * 20)
    dialog = ReceiptScreen(Keymap(), many)
    async with opened(dialog) as pilot:
        assert "↓ " in screen_text(pilot) and "40 calls" not in screen_text(pilot)
        await pilot.press("G")
        await until(pilot, lambda: "40 calls" in screen_text(pilot) and "↓" not in screen_text(pilot))
        await pilot.press("g")
        await until(pilot, lambda: "c → a-2026" in screen_text(pilot))
        top = screen_text(pilot)
        await pilot.press("j", "space", "ctrl+d")
        await until(pilot, lambda: screen_text(pilot) != top)
        await pilot.press("k", "pageup", "ctrl+u")
        await until(pilot, lambda: screen_text(pilot) == top)
        await pilot.resize_terminal(80, 16)
        await until(pilot, lambda: "esc close" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: answers(pilot) == [None])


# An error


def failed(said: str) -> Candidate:
    error = CallError("stream", "rate_limited", 429, said, "Wait a little.")
    return Candidate("C", name="qwen\nat [home]", status="failed", error=error)


async def test_an_error_is_told_in_words_and_in_the_providers_own() -> None:
    async with opened(ErrorDetail(Keymap(), failed("slow\ndown [/] \x1b[2J"))) as pilot:
        shown = screen_text(pilot)
    for part in (
        "C · qwen at [home]",
        "rate limited, HTTP 429",
        "while the answer arrived",
        "Wait a little.",
    ):
        assert part in shown
    assert "down [/] ␛[2J" in shown


async def test_a_silent_provider_is_told_as_one() -> None:
    async with opened(ErrorDetail(Keymap(), failed("  "))) as pilot:
        assert "The provider said nothing." in screen_text(pilot)
