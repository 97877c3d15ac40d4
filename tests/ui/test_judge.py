"""Stories of people who ask a judge, and who keep the decision to themselves."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.judging import sources_of, waiting
from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.processes import synthesis as synthesis_helps
from fusion_tui.errors import ProviderError
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.judge import JudgeDialog
from fusion_tui.ui.screens.retest import RetestScreen
from fusion_tui.ui.screens.verdict import VerdictScreen
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, panel
from tests.helpers.programs import arena, asking, running
from tests.helpers.rounds import Part, RoundProvider, rounds_for
from tests.helpers.waiting import screen_text, steady, until
from tests.ui.test_critique import done, stored

JUDGES = ("first-judge", "second-judge")


def members() -> dict[str, Part]:
    return {
        "one": Part("Use Postgres. It costs $420."),
        "two": Part("Use SQLite with one writer."),
        "three": Part("Use files."),
    }


def services_of(folder: Path, **judges: Part) -> tuple[Services, RoundProvider]:
    """Three members; two judges from outside, the second as a fallback."""
    parts = {name: judges.get(name.partition("-")[0], Part("", order=len)) for name in JUDGES}
    seats = replace(panel("one", "two", "three"), judge=panel(*JUDGES).members)
    return rounds_for(folder, {**members(), **parts}, panels=[seats])


async def asks(pilot: Pilot[Any], *keys: str) -> None:
    """Open the dialog, press these, and ask once it is known what that takes."""
    await pilot.press("f")
    await until(pilot, lambda: isinstance(pilot.app.screen, JudgeDialog))
    await pilot.press(*keys)
    await until(pilot, lambda: " out, " in screen_text(pilot))
    await pilot.press("enter")


async def verdict(pilot: Pilot[Any], *keys: str) -> VerdictScreen:
    """Ask, and be at the verdict."""
    await asks(pilot, *keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, VerdictScreen))
    screen = pilot.app.screen
    assert isinstance(screen, VerdictScreen)
    return screen


async def test_a_comparison_is_two_keys_and_opens_the_passages(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        screen = await verdict(pilot)
        await until(pilot, lambda: "all store data" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "comparison of A, B, C by name of first-judge" in shown and "blind" in shown
        assert "nobody names an owner" in shown and "verify" in shown
        await pilot.press("j", "enter")
        await until(pilot, lambda: ", line 1" in screen.status)
        await until(pilot, lambda: screen.text.marked is not None)
        await pilot.press("enter")
        await until(pilot, lambda: screen.text.marked is None)
        await until(pilot, lambda: "They contradict each other here." in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert len(arena(pilot).comparison.letters) == 3, "a verdict is no candidate"
    judged = [r for r in provider.requests if r.role == "judge"]
    assert len(judged) == 1 and not any("name of" in m.content for m in judged[0].messages)


async def test_a_ranking_is_asked_for_in_both_orders_and_stands_beside_the_pick(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        comparison = arena(pilot).comparison
        shortest = next(c.letter for c in comparison.candidates if c.text == "Use files.")
        await pilot.press(str(comparison.letters.index(shortest) + 1), "p")
        await until(pilot, lambda: f"picked {shortest}" in arena(pilot).status)
        await verdict(pilot, "r")
        await until(pilot, lambda: f"{shortest} stands first in both orders." in screen_text(pilot))
        assert "agree on 100% of the pairs" in screen_text(pilot)
        assert f"Your pick was {shortest}: the judge agrees." in screen_text(pilot)
        await pilot.press("j")
        await until(pilot, lambda: "in the reverse order: place 1." in screen_text(pilot))
    told = [r.messages[-1].content for r in provider.requests if r.role == "judge"]
    assert len(told) == 2 and told[0] != told[1]
    assert not stored(tmp_path).picks[0].seen_verdict, "it was picked before"


async def test_a_pick_after_a_verdict_is_stored_as_such(tmp_path: Path) -> None:
    services, _ = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "stored as made after a verdict" in screen_text(pilot))
        await pilot.press("escape")
        await verdict(pilot)
        await until(pilot, lambda: "all store data" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("p")
        await until(pilot, lambda: "picked" in arena(pilot).status)
    assert stored(tmp_path).picks[0].seen_verdict


@pytest.mark.parametrize(
    "first",
    [
        Part("", fails=ProviderError("server_error", "response", http_status=503)),
        Part("", verdict="I like A."),
    ],
)
async def test_a_dead_or_unreadable_judge_is_followed_by_the_next(tmp_path: Path, first: Part) -> None:
    services, _ = services_of(tmp_path, first=first)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        texts = [c.text for c in arena(pilot).comparison.candidates]
        await verdict(pilot)
        await until(pilot, lambda: "by name of second-judge" in screen_text(pilot))
        await until(pilot, lambda: "all store data" in screen_text(pilot))
        if first.fails:
            assert "· name of first-judge failed" in screen_text(pilot)
            await pilot.press(*"jjjjjjj")
            await until(pilot, lambda: "name of first-judge: server error (HTTP 503)" in screen_text(pilot))
        if first.verdict:
            await pilot.press("tab")
            await until(pilot, lambda: "cannot be read" in screen_text(pilot))
            assert "I like A." in screen_text(pilot), "kept as it came"
    record: Record = stored(tmp_path)
    assert [c.text for c in record.comparison.candidates] == texts


async def test_when_every_judge_fails_the_screen_says_who_why_and_what_to_do(tmp_path: Path) -> None:
    dead = ProviderError("server_error", "response", "upstream is down", http_status=503, hint="Ask later.")
    shut = ProviderError("auth", "response", http_status=401)
    services, _ = services_of(tmp_path, first=Part("", fails=dead), second=Part("", fails=shut))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await verdict(pilot, "r")
        await until(pilot, lambda: "name of second-judge: key refused (HTTP 401)" in screen_text(pilot))
        shown = screen_text(pilot)
        assert shown.count("name of first-judge: server error (HTTP 503)") == 2, "one line, and its detail"
        assert "upstream is down" in shown and "Ask later." in shown and "f asks once more" in shown
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        identity = arena(pilot).comparison.id
    async with running(services_of(tmp_path)[0], StartOpen(identity)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("f", "tab")
        await until(pilot, lambda: "server error (HTTP 503)" in screen_text(pilot))


async def test_while_a_judge_is_asked_the_screen_says_whom_and_how_to_stop_it(tmp_path: Path) -> None:
    waits = asyncio.Event()
    services, _ = services_of(tmp_path, first=Part("", before=waits.wait))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await verdict(pilot)
        await until(pilot, lambda: "name of first-judge: nothing has arrived yet" in screen_text(pilot))
        assert "X stop" in screen_text(pilot)
        waits.set()
        await until(pilot, lambda: "all store data" in screen_text(pilot))


async def test_what_was_just_asked_for_is_shown_also_after_a_synthesis(tmp_path: Path) -> None:
    services, _ = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: "Fused." in screen_text(pilot))
        await done(pilot)
        await verdict(pilot, "r")
        await until(pilot, lambda: "ranking of A, B, C, D by" in screen_text(pilot))
        assert "2 of 2" in screen_text(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "D, a synthesis" in screen_text(pilot))


async def test_several_judges_are_laid_beside_each_other(tmp_path: Path) -> None:
    services, _ = services_of(tmp_path, second=Part("", order=lambda text: -len(text)))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await verdict(pilot, "r", "t", "w", "t")
        await until(pilot, lambda: "Borda" in screen_text(pilot))
        assert "j1 is name of first-judge" in screen_text(pilot)
        await until(pilot, lambda: "1 of 2" in screen_text(pilot) or "2 of 2" in screen_text(pilot))


async def test_a_synthesis_is_one_more_anonymous_answer_with_its_sources(tmp_path: Path) -> None:
    services, _ = services_of(tmp_path, first=Part("", synthesis="Use Postgres, copied nightly."))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: "Use Postgres, copied nightly." in screen_text(pilot))
        await done(pilot)
        assert "synthesis of A, B and C" in screen_text(pilot)
        await until(pilot, lambda: "B asks blind whether the synthesis helps" in arena(pilot).status)
        await pilot.press("f", "tab")
        await until(pilot, lambda: "minority" in screen_text(pilot) and "dropped" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
        assert len(pilot.app.screen.query("Pane")) == 4
    made = stored(tmp_path).comparison.candidate("D")
    assert made.kind == "synthesis" and made.text.strip() == "Use Postgres, copied nightly."
    assert sorted(made.inputs) == ["A", "B", "C"]


async def test_what_a_retest_of_a_synthesis_says_answers_whether_it_helps(tmp_path: Path) -> None:
    services, _ = services_of(tmp_path, first=Part("", synthesis="Use Postgres, copied nightly."))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "1", "s")
        await until(pilot, lambda: "copied nightly." in screen_text(pilot))
        await done(pilot)
        await until(pilot, lambda: "B asks blind whether the synthesis helps" in arena(pilot).status)
        await pilot.press("B")
        await until(pilot, lambda: isinstance(pilot.app.screen, RetestScreen))
        screen = pilot.app.screen
        assert isinstance(screen, RetestScreen)
        number = next(c.letter for c in screen.comparison.candidates if "copied" in c.text)
        await pilot.press(number, "p")
        await until(pilot, lambda: f"picked {number}" in screen.status)
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        found = synthesis_helps(store.retested(), random.Random(1))
    assert (found.picked.count, found.n) == (1, 1), "a text that was left out is not missed"


async def test_a_synthesis_that_fails_is_written_by_the_next_judge(tmp_path: Path) -> None:
    dead = Part("", fails=ProviderError("server_error", "response"))
    services, _ = services_of(tmp_path, first=dead, second=Part("", synthesis="Use Postgres."))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: arena(pilot).comparison.letters[-1] == "E")
        await done(pilot)
    failed, written = stored(tmp_path).comparison.candidates[-2:]
    assert (failed.status, failed.name) == ("failed", "name of first-judge")
    assert (written.status, written.name) == ("complete", "name of second-judge")
    assert written.text.strip() == "Use Postgres." and stored(tmp_path).arena.order == tuple("ABCDE")


async def test_an_unreadable_synthesis_is_asked_for_once_more_and_never_becomes_a_candidate(
    tmp_path: Path,
) -> None:
    said = "I like the first one best, honestly."
    services, provider = services_of(
        tmp_path, first=Part("", verdict=said), second=Part("", synthesis="Use Postgres.")
    )
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: "Use Postgres.\n" in arena(pilot).comparison.candidates[-1].text)
        await done(pilot)
        assert said not in screen_text(pilot)
        await pilot.press("f", "tab")
        await until(pilot, lambda: "E, a synthesis" in screen_text(pilot))
        await pilot.press("tab")
        await until(pilot, lambda: "cannot be read, and is no candidate" in screen_text(pilot))
        assert said in screen_text(pilot), "kept as it came"
    record = stored(tmp_path)
    failed, made = record.comparison.candidates[-2:]
    assert (failed.status, failed.text, failed.pickable) == ("failed", "", False)
    assert made.text.strip() == "Use Postgres." and sorted(made.inputs) == ["A", "B", "C"]
    calls = [call for call in record.calls if call.role == "synthesiser"]
    assert [call.member for call in calls] == ["name of first-judge"] * 2 + ["name of second-judge"]
    (again,) = (r for r in provider.requests if said in [m.content for m in r.messages])
    assert "has not the line that ends the text" in again.messages[-1].content


async def test_a_synthesis_that_is_repaired_is_one_candidate_with_its_sources(tmp_path: Path) -> None:
    first = Part("", verdict="No line, no end.", synthesis="Use files, in one folder.")
    services, provider = services_of(tmp_path, first=first)

    async def second_time_right() -> None:
        if sum(r.role == "synthesiser" for r in provider.requests) == 2:
            first.verdict = None

    first.before = second_time_right
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: arena(pilot).comparison.letters[-1] == "D")
        await done(pilot)
        await until(pilot, lambda: "synthesis of A, B and C" in screen_text(pilot))
    record = stored(tmp_path)
    made = record.comparison.candidates[-1]
    assert (made.letter, made.status, made.text.strip()) == ("D", "complete", "Use files, in one folder.")
    assert sources_of(record, "D") is not None


async def test_a_guided_synthesis_takes_what_was_ticked(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        screen = await verdict(pilot, "s", "s")
        await until(pilot, lambda: "point 3" in screen_text(pilot))
        await pilot.press("y", "n")
        await until(pilot, lambda: "unwanted" in screen_text(pilot))
        await pilot.press("w")
        await until(pilot, lambda: "Write it with 2 of 3 points?" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: screen.record.comparison.letters[-1] == "D")
        await until(pilot, lambda: not screen.record.comparison.live)
    (told,) = (r.messages[-1].content for r in provider.requests if r.role == "synthesiser")
    assert "The person does not want these: " in told and "point 2" in told


async def test_a_guided_synthesis_is_written_by_the_edited_prompt_and_by_a_fallback(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path, second=Part("", synthesis="By the second."))

    async def edited(text: str) -> str:
        assert "Write the one answer" in text
        return f"{text.strip()} Weigh cost first."

    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f", "s", "s")
        await until(pilot, lambda: "stored as made after a verdict" in screen_text(pilot))
        dialog = pilot.app.screen
        assert isinstance(dialog, JudgeDialog)
        dialog._edit = edited
        await pilot.press("p")
        await until(pilot, lambda: "edited" in screen_text(pilot) and " out, " in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "point 3" in screen_text(pilot))
        provider.parts["first-judge"] = Part("", fails=ProviderError("server_error", "response"))
        await pilot.press("w")
        await until(pilot, lambda: "Write it with 3 of 3 points?" in screen_text(pilot))
        await pilot.press("enter", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: arena(pilot).comparison.letters[-1] == "E")
        await done(pilot)
    points, *written = (r.messages[0].content for r in provider.requests if r.role != "member")
    assert "find the points" in points and "Weigh cost first." in points
    assert len(written) == 2 and all("Weigh cost first." in told for told in written)
    assert stored(tmp_path).comparison.candidates[-1].text.strip() == "By the second."


async def test_every_fallback_is_named_and_no_other_panel_s_member_is_one(tmp_path: Path) -> None:
    names = [f"judge-{n}" for n in range(4)]
    parts = {**members(), **{name: Part("") for name in (*names, "stranger")}}
    panels = [replace(panel("one", "two", "three"), judge=panel(*names).members), panel("stranger")]
    panels[1] = replace(panels[1], name="other")
    services, _ = rounds_for(tmp_path, parts, panels=panels)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "where it fails" in screen_text(pilot))
        shown = " ".join(screen_text(pilot).replace("│", " ").split())
        assert all(f"name of {name}" in shown for name in names) and "stranger" not in shown


async def test_texts_are_ticked_and_one_alone_cannot_be_judged(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f", "1", "2")
        await until(pilot, lambda: "two texts or more" in screen_text(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, JudgeDialog)
        await pilot.press("escape")
        await verdict(pilot, "1")
        await until(pilot, lambda: "comparison of B, C by" in screen_text(pilot))


async def test_keys_typed_ahead_reach_the_dialog_and_enter_waits_for_the_count(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        for key in ("f", "r", "enter"):
            # As a terminal sends them: in one piece, with nothing drawn in between.
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: isinstance(pilot.app.screen, VerdictScreen))
        await until(pilot, lambda: "ranking of A, B, C" in screen_text(pilot))
    assert sum(r.role == "judge" for r in provider.requests) == 2
    assert not stored(tmp_path).picks


async def test_the_dialog_follows_what_is_still_written(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)
    last = asyncio.Event()
    provider.scripts["three"] = (TextDelta("Use "), last.wait, TextDelta("files."), FinishReason("stop"))
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: len(waiting(arena(pilot).comparison)) == 1)
        letter = waiting(arena(pilot).comparison)[0]
        await pilot.press("f")
        await until(pilot, lambda: f"{letter} still writes." in screen_text(pilot))
        assert f" {letter} yes" not in screen_text(pilot).replace("\u00a0", " ")
        last.set()
        await until(pilot, lambda: "All texts are in now." in screen_text(pilot))
        await until(pilot, lambda: f" {letter} yes" in screen_text(pilot).replace("\u00a0", " "))


async def test_a_judge_that_has_an_answer_here_is_flagged(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, members())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "(has a text here)" in screen_text(pilot))
        await pilot.press("w")
        await until(pilot, lambda: "name of two (has a text here)" in screen_text(pilot))


@pytest.mark.parametrize("key", ["b", "l", "y"])
async def test_each_way_out_of_what_does_not_fit_is_one_key(tmp_path: Path, key: str) -> None:
    services, provider = services_of(tmp_path, first=Part("", order=len))
    contexts = {"first-judge": 2440, "second-judge": 9000}
    services = replace(services, config=replace(services.config, contexts=contexts))
    long = Part("Use files. " * 60)
    provider.parts["three"] = long
    provider.scripts["three"] = (TextDelta(long.text), FinishReason("stop"))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "It may not fit" in screen_text(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, JudgeDialog), "nothing goes out before a way is taken"
        await pilot.press(key)
        if key != "y":
            await until(pilot, lambda: "It may not fit" not in screen_text(pilot))
            await until(pilot, lambda: " out, " in screen_text(pilot))
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, VerdictScreen))
        await until(pilot, lambda: "all store data" in screen_text(pilot))
    (asked,) = (r for r in provider.requests if r.role == "judge")
    assert (asked.model == "second-judge") == (key == "b")
    assert (long.text.strip() in asked.messages[-1].content) == (key != "l"), "left out openly or not at all"


async def test_with_eight_answers_every_key_is_in_sight_in_a_small_window(tmp_path: Path) -> None:
    names = [f"member-{n}" for n in range(8)]
    parts = {name: Part(f"Answer {name}. " * 20) for name in names}
    seats = replace(panel(*names), judge=panel(*JUDGES).members)
    services, _ = rounds_for(tmp_path, {**parts, **{j: Part("") for j in JUDGES}}, panels=[seats])
    contexts = {"first-judge": 2000, "second-judge": 99_000}
    services = replace(services, config=replace(services.config, contexts=contexts))
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "It may not fit" in screen_text(pilot))
        await steady(pilot)
        shown = screen_text(pilot)
        for said in (
            "1 A yes  2 B yes  3 C yes  4 D yes  5 E yes  6 F yes  7 G yes  8 H yes",
            "enter ask",
            "esc back",
            "w who",
            "b  name of second",
            "y  Send it",
        ):
            assert said in shown.replace("\u00a0", " "), said


async def test_the_prompt_can_be_seen_and_edited_before_it_is_sent(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)

    async def edited(text: str) -> str:
        assert "You compare texts" in text
        return "Weigh cost first.\n\n## Criteria\n\n- names a price\n"

    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, JudgeDialog))
        dialog = pilot.app.screen
        assert isinstance(dialog, JudgeDialog)
        dialog._edit = edited
        await pilot.press("p")
        await until(pilot, lambda: "edited" in screen_text(pilot) and " out, " in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, VerdictScreen))
        await until(pilot, lambda: "all store data" in screen_text(pilot))
    told = next(r for r in provider.requests if r.role == "judge").messages[0].content
    assert "Weigh cost first." in told and "names a price" in told and "You compare texts" not in told


async def test_a_judge_that_cannot_write_is_followed_by_the_next(tmp_path: Path) -> None:
    first = Part("", fails=ProviderError("server_error", "response"))
    services, _ = services_of(tmp_path, first=first, second=Part("", synthesis="By the second."))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await asks(pilot, "s")
        await until(pilot, lambda: "By the second." in screen_text(pilot))
        await done(pilot)
    record = stored(tmp_path)
    failed, made = record.comparison.candidate("D"), record.comparison.candidate("E")
    assert failed.status == "failed" and not failed.text
    assert made.kind == "synthesis" and made.member and made.member.model == "second-judge"
    assert sorted(made.inputs) == ["A", "B", "C"], "a failed one is no input"


async def test_an_edited_prompt_is_kept_under_a_name(tmp_path: Path) -> None:
    services, provider = services_of(tmp_path)

    async def edited(text: str) -> str:
        return "Weigh cost first."

    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, JudgeDialog))
        dialog = pilot.app.screen
        assert isinstance(dialog, JudgeDialog)
        dialog._edit = edited
        await pilot.press("k")
        await until(pilot, lambda: "Edit the prompt first" in screen_text(pilot))
        await pilot.press("p")
        await until(pilot, lambda: "edited" in screen_text(pilot))
        await pilot.press("k", *"cost", "enter")
        await until(pilot, lambda: "prompt   cost" in screen_text(pilot))
        await pilot.press("r")
        await until(pilot, lambda: "prompt   the usual one" in screen_text(pilot))
        await pilot.press("c")
        await until(pilot, lambda: "prompt   cost" in screen_text(pilot))
    kept = (tmp_path / "recipes" / "cost.md").read_text()
    assert kept == "Weigh cost first.\n\n## Step\n\n- compare\n", "it is no wording for a ranking"
    assert [recipe.name for recipe in services.recipes()] == ["cost"]
