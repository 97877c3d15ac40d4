"""Stories of people who look for a word in all answers at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.widgets.answer_view import AnswerView
from tests.helpers.answers import STYLE, Views, on_screen
from tests.helpers.fakes import Step, answer
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

FILLER = "\n\n".join(f"Filler paragraph {n}." for n in range(60))
ONE = (
    f"# Start\n\nThe pooling of connections.\n\n{FILLER}\n\nMore POOLING here, and pooling there.\n\n{FILLER}"
)
TWO = f"# Begin\n\n{FILLER}\n\nConnection **pool**ing at last."


async def looking_for(pilot: Pilot[Any], words: str, said: str) -> None:
    """Press the keys of a search, and wait for what the status row says then."""
    await until(pilot, lambda: not arena(pilot).comparison.live)
    await pilot.press("slash", *words, "enter")
    await until(pilot, lambda: said in arena(pilot).status)


def top_lines(pilot: Pilot[Any]) -> list[str]:
    """What the focused pane shows."""
    return on_screen(arena(pilot).view)


def texts(pilot: Pilot[Any]) -> dict[str, str]:
    """Letter to source."""
    return {c.letter: c.text for c in arena(pilot).comparison.candidates}


async def test_a_word_is_counted_in_every_pane_and_n_goes_through_them_all(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(ONE), "two": answer(TWO)})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        more = next(letter for letter, text in texts(pilot).items() if "# Start" in text)
        less = "B" if more == "A" else "A"
        await pilot.press("1" if more == "A" else "2")
        counts = ", ".join(f"{letter} {3 if letter == more else 1}" for letter in "AB")
        first = 1 if more == "A" else 2
        await looking_for(pilot, "pooling", f"{first} of 4 · {counts}")
        assert not pilot.app.screen.query("#search"), "the field gives way to the answers"
        await pilot.press("n")
        assert any("More POOLING here" in line for line in top_lines(pilot))
        await pilot.press("n", "n")
        await until(pilot, lambda: arena(pilot).letter == less)
        assert any("Connection pooling at last." in line for line in top_lines(pilot))
        await pilot.press("N")
        await until(pilot, lambda: arena(pilot).letter == more)
        assert arena(pilot).status.startswith(f"{first + 2} of 4")
        await pilot.press("n", "n")
        await until(pilot, lambda: arena(pilot).status.startswith(f"{first} of 4"))


async def test_the_count_is_there_while_one_types_and_nothing_moves_before_enter(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(TWO)})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("slash", *"pool")
        await until(pilot, lambda: "1 match · A 1" in arena(pilot).status)
        assert arena(pilot).view.scroll_offset.y == 0
        await pilot.press(*"xx")
        await until(pilot, lambda: "“poolxx” stands in no answer." in arena(pilot).status)
        await pilot.press("backspace", "backspace", "enter")
        await until(pilot, lambda: "1 of 1" in arena(pilot).status)
        assert arena(pilot).view.scroll_offset.y > 0


async def test_where_there_is_no_text_yet_nothing_is_found(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = services_for(tmp_path, {"one": [gate.wait, TextDelta("late needle"), FinishReason("stop")]})
    async with running(services, asking(services)) as pilot:
        await pilot.press("slash", *"needle", "enter", "n", "N")
        assert "“needle” stands in no answer." in arena(pilot).status
        gate.set()
        await until(pilot, lambda: "1 match · A 1" in arena(pilot).status)


async def test_esc_ends_the_search_before_it_leaves_anything_else(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(ONE), "two": answer(TWO)})
    async with running(services, asking(services)) as pilot:
        await pilot.press("z")
        await looking_for(pilot, "pooling", " of 4")
        await pilot.press("slash")
        assert pilot.app.screen.query_one("#search", Input).value == "pooling"
        await pilot.press("escape")
        screen = arena(pilot)
        assert not screen.query("#search") and screen.status == "" and screen.grid.zoomed
        assert all(view.search is None for view in screen.all_views.values())
        await pilot.press("n")
        assert "Nothing is looked for" in screen.status
        await pilot.press("escape")
        assert not screen.grid.zoomed and isinstance(pilot.app.screen, ArenaScreen)


async def test_what_arrives_later_is_counted(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: dict[str, list[Step]] = {
        "one": [TextDelta("needle one. "), gate.wait, TextDelta("And needle two."), FinishReason("stop")]
    }
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "needle one" in screen_text(pilot))
        await pilot.press("slash", *"needle", "enter")
        await until(pilot, lambda: "1 of 1 · A 1" in arena(pilot).status)
        gate.set()
        await until(pilot, lambda: "1 of 2 · A 2" in arena(pilot).status)


async def test_the_source_is_searched_while_it_is_shown(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(TWO)})
    async with running(services, asking(services)) as pilot:
        await looking_for(pilot, "**", "stands in no answer")
        await pilot.press("w", "n")
        await until(pilot, lambda: "1 of 2 · A 2" in arena(pilot).status)
        assert any("**pool**ing" in line for line in top_lines(pilot))


async def test_panes_that_were_never_in_view_are_searched_too(tmp_path: Path) -> None:
    scripts = {f"m{n}": answer(f"text {n}\n\n{FILLER}\n\nrare{n} words") for n in range(4)}
    services = services_for(tmp_path, scripts)
    async with running(services, asking(services), size=(60, 20)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        other = next(letter for letter, text in texts(pilot).items() if letter != "A" and "rare" in text)
        rare = next(word for word in texts(pilot)[other].split() if word.startswith("rare"))
        await looking_for(pilot, rare, f"1 of 1 · {other} 1")
        assert arena(pilot).letter == other
        await until(pilot, lambda: f"{rare} words" in screen_text(pilot))


async def test_a_search_in_long_answers_stalls_no_key_and_counts_to_the_end(tmp_path: Path) -> None:
    words = "\n\n".join("Some sentence of many words. " * 20 for _ in range(150))
    services = services_for(tmp_path, {"one": [TextDelta(words), FinishReason("stop")]})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: not arena(pilot).comparison.live)
        await pilot.press("slash", *"sentence")
        await until(pilot, lambda: "3,000 matches" in arena(pilot).status, seconds=30)


def looks(view: AnswerView, words: str) -> list[str | None]:
    """The backgrounds of the visible pieces with exactly these words."""
    strips = [strip for strip in view.render_lines(view.size.region) if words in strip.text]
    return [
        segment.style.bgcolor.name if segment.style and segment.style.bgcolor else None
        for strip in strips
        for segment in strip
        if segment.text == words
    ]


async def test_matches_stand_out_and_the_present_one_more(tmp_path: Path) -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text("a word, `word` and\n\n## word\n\n```\nword\n```")
        painted = [strip.text for strip in app.view.render_lines(app.view.size.region)]
        app.view.look_for("word")
        assert looks(app.view, "word") == [STYLE.dim] * 4
        assert app.view.search
        app.view.mark(app.view.search.next())
        assert looks(app.view, "word") == [STYLE.hue, *[STYLE.dim] * 3]
        assert [strip.text for strip in app.view.render_lines(app.view.size.region)] == painted
        app.view.look_for("")
        assert STYLE.dim not in looks(app.view, "word")


async def test_a_match_far_away_is_brought_into_view_with_lines_before_it() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)):
        app.view.set_text(f"{FILLER * 5}\n\nthe needle\n\n{FILLER}")
        app.view.look_for("needle")
        assert app.view.search
        app.view.mark(app.view.search.next(app.view.edge()))
        assert 0 < on_screen(app.view).index("the needle") < 9
        here = app.view.scroll_offset.y
        app.view.mark(app.view.search.next())
        assert app.view.scroll_offset.y == here, "what is in view does not move"


async def test_words_that_come_in_without_another_line_are_told_to_whoever_counts() -> None:
    app = Views()
    async with app.run_test(size=(50, 10)) as pilot:
        app.view.append("one needle")
        app.view.flush()
        app.view.look_for("needle")
        await pilot.pause()
        before = len(app.grew)
        app.view.append(", two needles")
        app.view.flush()
        await until(pilot, lambda: len(app.grew) > before)
        assert app.view.look_on(lambda: False) and app.view.search and app.view.search.count == 2
