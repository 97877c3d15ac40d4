"""Ranking with digits, and everything else that a pick can say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from fusion_tui.core.models import Comparison, Pick
from fusion_tui.core.picking import Choice
from fusion_tui.store import Store
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.pick import PickDialog, TagSuggester
from tests.core.export.records import record
from tests.helpers.fakes import NOW, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, steady, until
from tests.helpers.windows import answers, opened


def three(blind: bool = True) -> Comparison:
    """A and B are done, C failed."""
    return replace(record().comparison, blind=blind)


def dialog_of(
    comparison: Comparison | None = None, standing: Pick | None = None, revealed: bool = False
) -> PickDialog:
    comparison = comparison or three()
    return PickDialog(
        Keymap(),
        comparison,
        comparison.letters,
        standing,
        hue=lambda letter: {"A": "#ff0000", "B": "#00ff00", "C": "#0000ff"}[letter],
        revealed=revealed,
    )


@pytest.mark.parametrize(
    ("keys", "outcome", "ranking"),
    [
        (("1",), "best", (("A",),)),
        (("2", "1"), "ranking", (("B",), ("A",))),
        (("1", "equals_sign", "2"), "tie", (("A", "B"),)),
        (("1", "backspace", "2"), "best", (("B",),)),
        (("1", "equals_sign", "2", "backspace"), "best", (("A",),)),
        (("1", "equals_sign", "backspace", "2"), "best", (("B",),)),
    ],
)
async def test_digits_in_order_are_a_ranking(
    keys: tuple[str, ...], outcome: str, ranking: tuple[tuple[str, ...], ...]
) -> None:
    async with opened(dialog_of()) as pilot:
        await pilot.press(*keys, "enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        (choice,) = answers(pilot)
    assert isinstance(choice, Choice) and (choice.outcome, choice.ranking) == (outcome, ranking)


@pytest.mark.parametrize(("key", "outcome"), [("0", "none"), ("s", "skip")])
async def test_none_good_and_skip_save_at_once(key: str, outcome: str) -> None:
    async with opened(dialog_of()) as pilot:
        await pilot.press("1", key)
        await until(pilot, lambda: len(answers(pilot)) == 1)
        assert (answers(pilot)[0].outcome, answers(pilot)[0].ranking) == (outcome, ())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("3",), "C failed and has nothing to pick."),
        (("4",), "There is no 4; the answers are 1 to 3."),
        (("1", "1"), "A has its place already; backspace takes the last one back."),
        (("equals_sign",), "First a digit, then = and another digit."),
        (("backspace",), "Nothing to take back."),
        (("enter",), "Press the digit of the best answer first."),
        (("1", "equals_sign"), "ties with the next digit"),
        (("²",), "Digits in order rank, the best first"),
    ],
)
async def test_a_key_that_cannot_act_says_why(keys: tuple[str, ...], said: str) -> None:
    async with opened(dialog_of()) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: said in screen_text(pilot))
        assert answers(pilot) == []


async def test_places_stand_beside_the_letters_and_a_failed_one_is_not_counted() -> None:
    async with opened(dialog_of()) as pilot:
        await pilot.press("2", "1")
        await until(pilot, lambda: "B   best" in screen_text(pilot) and "A   2." in screen_text(pilot))
        assert "failed · no credit  (not counted)" in screen_text(pilot)


async def test_a_letter_has_its_hue() -> None:
    async with opened(dialog_of()) as pilot:
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        grounds = {
            segment.text.strip(): segment.style.bgcolor.name
            for strip in strips
            for segment in strip
            if segment.style and segment.style.bgcolor and segment.text.strip() in ("A", "B", "C")
        }
    assert grounds == {"A": "#ff0000", "B": "#00ff00", "C": "#0000ff"}


async def test_names_stay_hidden_until_the_reveal_and_show_after_it() -> None:
    async with opened(dialog_of()) as pilot:
        assert "Names stay hidden until you reveal." in screen_text(pilot)
        assert "name of" not in screen_text(pilot)
    for dialog in (dialog_of(revealed=True), dialog_of(three(blind=False))):
        async with opened(dialog) as pilot:
            assert "hidden" not in screen_text(pilot) and "name of a · done" in screen_text(pilot)


async def test_tags_and_why_are_typed_after_tab_and_digits_there_rank_nothing() -> None:
    async with opened(dialog_of()) as pilot:
        await pilot.press("1", "tab", *"#clear, 2nd #clear", "tab", *"short", "enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        (choice,) = answers(pilot)
    assert (choice.ranking, choice.tags, choice.why) == ((("A",),), ("clear", "2nd"), "short")


async def test_esc_leaves_a_field_first_so_that_digits_rank_again() -> None:
    dialog = dialog_of()
    async with opened(dialog) as pilot:
        await pilot.press("tab", "x", "escape", "2")
        await until(pilot, lambda: "B   best" in screen_text(pilot))
        assert dialog.query_one("#tags", Input).value == "x" and answers(pilot) == []
        await pilot.press("escape")
        await until(pilot, lambda: answers(pilot) == [None])


async def test_remarks_can_be_added_to_the_pick_that_stands() -> None:
    standing = record(["B"], ["A"], why="short", tags=("clear",)).pick
    async with opened(dialog_of(standing=standing)) as pilot:
        assert "now: B > A" in screen_text(pilot)
        await pilot.press("tab", "tab", "end", *" text", "enter")
        await until(pilot, lambda: len(answers(pilot)) == 1)
        (choice,) = answers(pilot)
    assert choice == Choice("ranking", (("B",), ("A",)), ("clear",), "short text")


async def test_eight_answers_and_all_keys_fit_the_smallest_usual_window() -> None:
    comparison = three()
    letters = "ABCDEFGH"
    candidates = tuple(replace(comparison.candidates[0], letter=letter) for letter in letters)
    many = replace(comparison, candidates=candidates)
    dialog = PickDialog(Keymap(), many, many.letters, None, hue=lambda _: "#777777")
    async with opened(dialog) as pilot:
        await steady(pilot)
        shown = screen_text(pilot)
        assert all(f" {letter} " in shown for letter in letters) and "enter save" in shown


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("#cl", "#clear"),
        ("cl", "clear"),
        ("#Clear #w", "#Clear #wordy"),
        ("#C", "#Clear"),
        ("#clear #cl", "#clear #closed"),
        ("#nothing", None),
        ("#", None),
        ("", None),
    ],
)
async def test_a_tag_is_completed_from_past_ones_the_most_used_first(
    typed: str, completed: str | None
) -> None:
    assert await TagSuggester(("clear", "closed", "wordy")).get_suggestion(typed) == completed


async def test_the_arrow_takes_the_completion(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("x"), "two": answer("y")})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("P", "1", "tab", *"#concise", "enter")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
        await pilot.press("P", "tab")
        field = pilot.app.screen.query_one("#tags", Input)
        field.value = ""
        await pilot.press(*"#con", "right")
        await until(pilot, lambda: field.value == "#concise")
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert store.tags() == ("concise",)
