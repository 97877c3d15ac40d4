"""Stories of people who read: outline, panes that move together, reasoning."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.config.schema import Ui
from fusion_tui.core.events import FinishReason, ReasoningDelta, TextDelta
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.outline import OutlineDialog
from tests.helpers.answers import all_lines, on_screen
from tests.helpers.fakes import Step, answer, forever
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.waiting import screen_text, until

FILLER = "\n\n".join(f"Filler paragraph {n}." for n in range(40))


def sections(*titles: str) -> str:
    """A text with these headings and much between them."""
    return "\n\n".join(f"{title}\n\n{FILLER}" for title in titles)


async def all_done(pilot: Pilot[Any]) -> None:
    """Every answer has ended."""
    await until(pilot, lambda: not arena(pilot).comparison.live)


def top_line(pilot: Pilot[Any]) -> str:
    """The first line in view of the focused answer."""
    return on_screen(arena(pilot).view)[0]


def outline(pilot: Pilot[Any]) -> OutlineDialog:
    """The outline, which must be open."""
    screen = pilot.app.screen
    assert isinstance(screen, OutlineDialog)
    return screen


async def opened_outline(pilot: Pilot[Any]) -> None:
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, OutlineDialog))


async def test_the_outline_lists_headings_by_level_and_jumps(tmp_path: Path) -> None:
    text = sections("# First", "## Second *one*", "## Third", "# Fourth")
    services = services_for(tmp_path, {"one": answer(text)})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await opened_outline(pilot)
        await until(pilot, lambda: "▸ 1  First" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "  2    Second one" in shown and "  4  Fourth" in shown and "outline of A" in shown
        await pilot.press("j", "j", "j", "k", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert top_line(pilot) == "Third"
        assert arena(pilot).status == "at “Third”"
        await opened_outline(pilot)
        await until(pilot, lambda: "▸ 3    Third" in screen_text(pilot))
        await pilot.press("g", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert top_line(pilot) == "Third", "esc goes nowhere"


async def test_digits_choose_a_heading_and_the_chosen_one_is_in_view(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer(sections(*(f"# Part {n}" for n in range(1, 31))))})
    async with running(services, asking(services), size=(60, 20)) as pilot:
        await all_done(pilot)
        await opened_outline(pilot)
        await pilot.press("2")
        await until(pilot, lambda: "▸  2  Part 2" in screen_text(pilot))
        await pilot.press("7")
        await until(pilot, lambda: "▸ 27  Part 27" in screen_text(pilot))
        await pilot.press("9")
        await until(pilot, lambda: "▸  9  Part 9" in screen_text(pilot))
        await pilot.press("G")
        await until(pilot, lambda: "▸ 30  Part 30" in screen_text(pilot))
        await pilot.press("3", "0", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert top_line(pilot) == "Part 30"


async def test_an_answer_without_headings_says_so(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": answer("just words")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await pilot.press("o")
        await until(pilot, lambda: "A has no headings." in arena(pilot).status)
        assert isinstance(pilot.app.screen, ArenaScreen)


def tops(pilot: Pilot[Any]) -> dict[str, str]:
    """Letter to the first line in view."""
    return {letter: next(iter(on_screen(view)), "") for letter, view in arena(pilot).all_views.items()}


def written_by(pilot: Pilot[Any], words: str) -> str:
    """The letter of the answer whose source has these words."""
    return next(c.letter for c in arena(pilot).comparison.candidates if words in c.text)


async def test_all_panes_jump_to_the_heading_that_is_about_the_same(tmp_path: Path) -> None:
    texts = {
        "one": answer(sections("# Start", "## Risks", "## End")),
        "two": answer(sections("# Other", "## 2. Costs", "## 3. Risks and mitigations")),
        "three": answer(sections("# Nothing", "## Of that")),
    }
    services = services_for(tmp_path, texts)
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        one, two, three = (written_by(pilot, w) for w in ("# Start", "# Other", "# Nothing"))
        await pilot.press(str("ABC".index(one) + 1), "right_square_bracket")
        await until(pilot, lambda: "jumped to “Risks” in 2 of 3" in arena(pilot).status)
        said = arena(pilot).status
        assert f"{two}: “3. Risks and mitigations”" in said and f"{three} has no such heading" in said
        assert tops(pilot)[one] == "Risks" and tops(pilot)[two] == "3. Risks and mitigations"
        assert tops(pilot)[three] == "Nothing"


async def test_s_lets_panes_move_in_proportion_then_alone_then_by_heading_again(tmp_path: Path) -> None:
    texts = {"one": answer(sections("# One", "## Risks")), "two": answer(f"{FILLER}\n\n{FILLER}\n\n{FILLER}")}
    services = services_for(tmp_path, texts)
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        one, two = (arena(pilot).all_views[written_by(pilot, w)] for w in ("# One", FILLER + "\n\n" + FILLER))
        await pilot.press(str("AB".index(written_by(pilot, "# One")) + 1), "s")
        assert "sync: proportional" in arena(pilot).status
        await until(pilot, lambda: "sync: proportional  blind" in screen_text(pilot))
        await pilot.press("space", "space")
        await until(pilot, lambda: two.scroll_offset.y > one.scroll_offset.y)
        assert abs(two.share - one.share) < 0.02
        await pilot.press("G")
        await until(pilot, lambda: two.lines_below == 0)
        await pilot.press("g")
        await until(pilot, lambda: two.scroll_offset.y == 0)
        await pilot.press("s")
        assert "sync: off" in arena(pilot).status
        await pilot.press("right_square_bracket", "space")
        await pilot.pause()
        assert one.scroll_offset.y > 0 and two.scroll_offset.y == 0
        await pilot.press("s")
        await until(pilot, lambda: "sync: heading" in arena(pilot).status)
        assert "sync:" not in screen_text(pilot).splitlines()[0]


THOUGHTS = "First I weigh the risks. " * 60 + "\n\nThen *costs*."


def thinking(text: str, thoughts: str = THOUGHTS) -> list[Step]:
    """A script that reasons first."""
    return [ReasoningDelta(thoughts), TextDelta(text), FinishReason("stop")]


async def test_reasoning_is_folded_under_its_answer_and_R_opens_and_closes_it(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": thinking(f"{FILLER}\n\nThe end.")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        view = arena(pilot).view
        assert all_lines(view)[-3:] == ["The end.", "", "reasoning · R opens it"]
        await pilot.press("space")
        before = on_screen(view)
        await pilot.press("R")
        await until(pilot, lambda: "the reasoning of A" in arena(pilot).status)
        shown = on_screen(view)
        rule = next(place for place, line in enumerate(shown) if line.startswith("───"))
        assert shown[rule + 1 : rule + 3] == ["reasoning · R closes it", ""]
        assert shown[rule + 3].startswith("First I weigh the risks.")
        assert all_lines(view)[-1] == "Then *costs*.", "reasoning is shown as it came"
        await pilot.press("G", "R")
        assert on_screen(view) == before, "closing goes back to where one came from"
        assert all_lines(view)[-1] == "reasoning · R opens it"


async def test_reasoning_is_never_copied_and_keeps_the_readers_place(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": thinking("Short answer.")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await pilot.press("R", "y")
        assert pilot.app.clipboard == "Short answer."
        view = arena(pilot).view
        await pilot.resize_terminal(70, 16)
        await until(pilot, lambda: view.size.width < 80)
        await pilot.press("g", *"jjjjj")
        before = on_screen(view)
        for width in (110, 70):
            await pilot.resize_terminal(width, 16)
            await until(pilot, lambda width=width: abs(view.size.width - width) < 6)  # type: ignore[misc]
        assert on_screen(view) == before


async def test_a_stopped_answer_counts_its_own_lines(tmp_path: Path) -> None:
    script: list[Step] = [ReasoningDelta("Hm."), TextDelta("one\n\ntwo"), forever().wait]
    services = services_for(tmp_path, {"one": script})
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "two" in screen_text(pilot))
        await pilot.press("x")
        await all_done(pilot)
        await until(pilot, lambda: "reasoning · R opens it" in screen_text(pilot))
        assert "stopped after 3 lines" in screen_text(pilot)


async def test_how_much_was_thought_shows_only_with_the_names(tmp_path: Path) -> None:
    services = services_for(
        tmp_path, {"one": thinking("Answer.", "Five words of it here."), "two": answer("x")}
    )
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        assert "5 words" not in screen_text(pilot)
        await pilot.press(str("AB".index(written_by(pilot, "x")) + 1), "R")
        await until(pilot, lambda: "came without reasoning." in arena(pilot).status)
        await pilot.press("1", "p", "b")
        await until(pilot, lambda: "reasoning, 5 words · R opens it" in screen_text(pilot))


async def test_while_only_reasoning_arrives_a_blind_pane_says_writing(tmp_path: Path) -> None:
    for blind, state in ((True, "writing"), (False, "thinking")):
        gate = asyncio.Event()
        script: list[Step] = [ReasoningDelta("Hm, hm."), gate.wait, FinishReason("stop")]
        services = services_for(tmp_path / state, {"one": script}, ui=Ui(blind=blind))
        async with running(services, asking(services)) as pilot:
            await until(pilot, lambda state=state: state in screen_text(pilot))  # type: ignore[misc]
            assert "Hm" not in screen_text(pilot) and "words" not in screen_text(pilot)
            await pilot.press("R")
            await until(pilot, lambda: "still being written" in arena(pilot).status)
            gate.set()
            await all_done(pilot)


async def test_an_answer_that_never_came_still_has_its_reasoning(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": [ReasoningDelta("I thought long."), FinishReason("length")]})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await until(pilot, lambda: "R reasoning" in screen_text(pilot))
        await pilot.press("R")
        await until(pilot, lambda: "I thought long." in screen_text(pilot))
        await pilot.press("R")
        await until(pilot, lambda: "r asks again" in screen_text(pilot))


async def test_reasoning_that_names_its_author_makes_the_pick_a_knowing_one(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": thinking("Answer.", "As Claude, I should be brief.")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        await pilot.press("R")
        await until(pilot, lambda: "It says who wrote it." in arena(pilot).status)
        await pilot.press("p")
        await until(pilot, lambda: "picked A" in arena(pilot).status)
        pick = arena(pilot).record.pick
        assert pick and not pick.blind


async def test_zoom_and_back_keep_every_readers_place(tmp_path: Path) -> None:
    text = "\n\n".join(f"## Part {n}\n\n" + f"Sentence {n} of this part. " * 20 for n in range(1, 41))
    services = services_for(tmp_path, {"one": answer(text), "two": answer(f"{text}\n\nMore.")})
    async with running(services, asking(services)) as pilot:
        await all_done(pilot)
        screen = arena(pilot)
        screen.all_views["A"].go_to("Part 10")
        screen.all_views["B"].go_to("Part 20")
        narrow = screen.view.size.width
        for _ in range(2):
            await pilot.press("z")
            await until(pilot, lambda: screen.view.size.width > narrow)
            await until(pilot, lambda: on_screen(screen.view)[:1] == ["Part 10"])
            await pilot.press("2")
            await until(pilot, lambda: on_screen(screen.all_views["B"])[:1] == ["Part 20"])
            await pilot.press("1", "z")
            await until(pilot, lambda: screen.view.size.width == narrow)
            await until(pilot, lambda: tops(pilot) == {"A": "Part 10", "B": "Part 20"})
