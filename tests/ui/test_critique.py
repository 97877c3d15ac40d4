"""Stories of people who let models critique answers, decide, and have them revised."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.core.events import TextDelta
from fusion_tui.core.models import Record
from fusion_tui.errors import ProviderError
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.critique import CritiqueDialog
from fusion_tui.ui.screens.diff import DiffScreen
from fusion_tui.ui.screens.triage import TriageScreen
from fusion_tui.ui.screens.triage_dialogs import ReviseDialog
from fusion_tui.ui.services import StartOpen
from tests.helpers.fakes import NOW, answer, forever, letter_of
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.rounds import Part, issue, rounds_for
from tests.helpers.waiting import screen_text, until

LOST = "A failover loses acknowledged writes"
WORDS = "Backup Index Owner Budget Rollback Metric Alarm Schema Retry Quota Licence".split()
NO_LIMIT = "The queue has no limit"


def raising(*issues: Any) -> Any:
    """The same issues with whatever is reviewed."""
    return lambda text: issues


def three(**changed: Part) -> dict[str, Part]:
    """Three members; two find the same flaw in what the first wrote."""
    return {
        "one": Part("Acknowledge writes early.\n\nThe queue grows."),
        "two": Part("Use SQLite.", raising(issue(LOST, "blocker", "Acknowledge writes early."))),
        "three": Part(
            "Use files.",
            raising(issue(LOST, "major", "Acknowledge writes early."), issue(NO_LIMIT, "minor")),
        ),
        **changed,
    }


def stored(folder: Path) -> Record:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return store.load(store.ids()[0])


async def done(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: not arena(pilot).comparison.live)


async def focus(pilot: Pilot[Any], model: str) -> str:
    """Focus what this model wrote; returns its letter."""
    letter = letter_of(arena(pilot).comparison, model)
    order = arena(pilot).record.arena.order
    await pilot.press(str(order.index(letter) + 1))
    await until(pilot, lambda: arena(pilot).letter == letter)
    return letter


async def critique(pilot: Pilot[Any], *keys: str) -> TriageScreen:
    """Open the dialog, press these, ask; the triage is then on the screen."""
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, CritiqueDialog))
    await pilot.press(*keys)
    await until(pilot, lambda: " out, " in screen_text(pilot))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, TriageScreen))
    return triage(pilot)


def triage(pilot: Pilot[Any]) -> TriageScreen:
    """The triage, which must be on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen), screen
    return screen


async def test_two_keys_let_the_others_review_the_focused_answer(tmp_path: Path) -> None:
    services, provider = rounds_for(tmp_path, three())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        letter = await focus(pilot, "one")
        await critique(pilot)
        await until(pilot, lambda: "0 of 2 issues decided" in screen_text(pilot))
        shown = screen_text(pilot)
        assert f"critique of {letter}" in shown and "blind" in shown and "(2 of 2)" in shown
        assert shown.index(LOST) < shown.index(NO_LIMIT)
    asked = [r for r in provider.requests if r.role == "reviewer"]
    assert sorted(r.model for r in asked) == ["three", "two"], "nobody reviews its own text"
    assert all("name of" not in m.content for r in asked for m in r.messages)


async def test_the_dialog_says_who_is_asked_and_what_it_comes_to(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, three())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await pilot.press("c")
        await until(pilot, lambda: "2 calls, about " in screen_text(pilot))
        await pilot.press("a")
        await until(pilot, lambda: "6 calls, about " in screen_text(pilot))
        await pilot.press("tab", "1")
        await until(pilot, lambda: "4 calls, about " in screen_text(pilot))
        await pilot.press("a", "s", "d", "d")
        await until(pilot, lambda: "cross-look" in screen_text(pilot))
        await until(pilot, lambda: "1 call, about " in screen_text(pilot))
        assert "cost unknown" in screen_text(pilot) and "told that a weak model" not in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        assert not arena(pilot).record.replies, "leaving asks nobody"


async def test_every_key_of_the_dialog_stands_beside_eight_answers_in_a_small_window(tmp_path: Path) -> None:
    parts = {f"m{n}": Part(f"Answer {n}.") for n in range(8)}
    services, _ = rounds_for(tmp_path, parts)
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await done(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "7 calls, about " in screen_text(pilot))
        keys = "enter ask   a all   tab who   s stance   d depth   v votes   esc back"
        assert keys in screen_text(pilot) and " 8  " in screen_text(pilot)
        await pilot.resize_terminal(80, 18)
        await until(pilot, lambda: "↓ " in screen_text(pilot))
        assert keys in screen_text(pilot) and "7 calls" not in screen_text(pilot)
        await pilot.press("space")
        await until(pilot, lambda: "7 calls, about " in screen_text(pilot) and "↓" not in screen_text(pilot))


async def test_a_cross_look_offers_no_key_that_does_nothing_there(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, three())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "v votes" in screen_text(pilot))
        await pilot.press("d")
        await until(pilot, lambda: "note: one remark" in screen_text(pilot))
        await until(pilot, lambda: "v votes" not in screen_text(pilot) and "s stance" in screen_text(pilot))
        await pilot.press("d")
        await until(pilot, lambda: "enter ask   a all   d depth   esc back" in screen_text(pilot))
        await pilot.press("s", "v", "tab", "d")
        await until(pilot, lambda: "issues: severity" in screen_text(pilot))
        assert "stance   neutral" in screen_text(pilot), "what is not shown does not change"
        assert "none unless asked for later" in screen_text(pilot)


async def test_the_dialog_follows_an_answer_that_ends_while_it_is_open(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = services_for(
        tmp_path, {"one": answer("Done."), "two": [TextDelta("Use"), gate.wait, *answer(" SQLite.")]}
    )
    async with running(services, asking(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        letter = letter_of(arena(pilot).comparison, "two")
        await focus(pilot, "two")
        await pilot.press("c")
        await until(pilot, lambda: f"{letter} is still writing and is not reviewed" in screen_text(pilot))
        assert "not its own" not in screen_text(pilot), "nobody is left out for what cannot be reviewed"
        assert "writing" in screen_text(pilot)
        gate.set()
        await until(pilot, lambda: "1 call, about " in screen_text(pilot))
        assert "not its own" in screen_text(pilot) and "still writing" not in screen_text(pilot)


async def test_a_whole_round_blocker_accepted_revised_compared_and_picked(tmp_path: Path) -> None:
    one = Part("Acknowledge writes early.\n\nThe queue grows.", revision="Acknowledge after two replicas.")
    services, provider = rounds_for(tmp_path, three(one=one))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        letter = await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "0 of 2 issues decided" in screen_text(pilot))
        await pilot.press("y", "n", "v")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviseDialog))
        await until(pilot, lambda: "1 call, about" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: screen.record.comparison.letters[-1] == "D")
        await until(pilot, lambda: "✓ fixed" in screen_text(pilot))
        await until(pilot, lambda: "D is there: 1 fixed  d shows" in screen.status)
        assert "D, the revision: fixed. because" in screen_text(pilot) or await chosen(pilot, "k", "fixed.")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen))
        await until(pilot, lambda: f"fixed     {LOST}" in screen_text(pilot))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "Acknowledge after two replicas." in screen_text(pilot))
        assert f"revision of {letter}" in screen_text(pilot)
        await pilot.press("p")
        await until(pilot, lambda: "picked D" in arena(pilot).status)
    record = stored(tmp_path)
    assert record.pick and record.pick.ranking[0] == ("D",) and record.pick.seen_critique
    told = next(r for r in provider.requests if r.role == "reviser").messages[-1].content
    assert LOST in told and NO_LIMIT not in told, "only what the person accepted"


async def test_a_diff_opened_while_the_revision_is_written_follows_its_end(tmp_path: Path) -> None:
    gate = asyncio.Event()
    one = Part("Acknowledge writes early.", revision="Acknowledge late.\n\nThen go on.", rest=gate.wait)
    services, _ = rounds_for(tmp_path, three(one=one))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "0 of 2 issues decided" in screen_text(pilot))
        await pilot.press("y", "v")
        await until(pilot, lambda: "1 call, about" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: screen.comparison.candidates[-1].text.startswith("Acknowledge late"))
        await pilot.press("d")
        await until(pilot, lambda: "D still writing" in screen_text(pilot))
        assert f"writing   {LOST}" in screen_text(pilot) and "Then go on." not in screen_text(pilot)
        gate.set()
        await until(pilot, lambda: "Then go on." in screen_text(pilot))
        await until(pilot, lambda: f"fixed     {LOST}" in screen_text(pilot))
        assert "D  done" in screen_text(pilot)


async def chosen(pilot: Pilot[Any], key: str, text: str) -> bool:
    """Press a key and wait for a text."""
    await pilot.press(key)
    await until(pilot, lambda: text in screen_text(pilot))
    return True


async def test_votes_suggest_and_the_threshold_moves_what_they_suggest(tmp_path: Path) -> None:
    # Who raised an issue has no vote on it: only "two" judges the queue.
    two = Part("Use SQLite.", raising(issue(LOST, "blocker")), vote=lambda text: (True, "queue" not in text))
    four = Part("Use a file.", vote=lambda text: (True, True))
    services, provider = rounds_for(tmp_path, {**three(two=two), "four": four})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot, "v")
        await until(pilot, lambda: "2/2  1/2" in screen_text(pilot))
        await until(pilot, lambda: "3 reviewers answered; 2 jurors voted" in screen.status)
        assert "✗? minor" in screen_text(pilot) and "✓? blocker" in screen_text(pilot)
        await pilot.press("greater_than_sign", "2", "1", "enter")
        await until(pilot, lambda: "✓? minor" in screen_text(pilot))
        assert "threshold: true ≥2, fix ≥1 · > sets" in screen_text(pilot)
        await pilot.press("escape", "t")
        await until(pilot, lambda: "threshold: true ≥2, fix ≥1 · > sets" in screen_text(pilot))
        assert "✓? minor" in screen_text(pilot), "it is as it was set"
        screen = triage(pilot)
        await pilot.press("j", "n")
        await until(pilot, lambda: "✗  minor" in screen_text(pilot))
        await pilot.press("V")
        await until(pilot, lambda: "Nobody is left to vote" in screen.status)
    jurors = [r.model for r in provider.requests if r.role == "juror"]
    assert sorted(jurors) == ["four", "two"], "never its own issue, never on its own answer"


async def test_a_claim_gets_what_the_other_columns_leave(tmp_path: Path) -> None:
    long = "The queue has no limit and a slow reader fills the disk of everybody"
    two = Part("Use SQLite.", raising(issue(long, "minor")))
    services, _ = rounds_for(tmp_path, three(two=two, three=Part("Use files.")))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await critique(pilot, "v")
        await until(pilot, lambda: "✓? minor 1/1  1/1 " in screen_text(pilot))
        assert long[:34] in screen_text(pilot)


async def test_a_list_that_goes_on_says_how_far(tmp_path: Path) -> None:
    two = Part("Use SQLite.", raising(*(issue(f"{word} is missing here") for word in WORDS)))
    services, _ = rounds_for(tmp_path, three(two=two, three=Part("Use files.")))
    async with running(services, asking(services), size=(80, 24)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "of 11 issues decided" in screen_text(pilot))
        await until(pilot, lambda: "has no issue" not in screen_text(pilot) and not screen._asking)
        seen = sum(f"{word} is missing" in screen_text(pilot) for word in WORDS[1:]) + 1
        assert f"↓ {12 - seen} more" in screen_text(pilot)
        await pilot.press(*"j" * 11)
        await until(pilot, lambda: "has no issue to raise" in screen_text(pilot))
        assert "more" not in screen_text(pilot)


async def test_what_was_raised_under_the_weak_stance_says_so(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, {**three(), "four": Part("Use tape.")})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await critique(pilot, "s", "s")
        await until(pilot, lambda: "? weak blocker" in screen_text(pilot))
        await until(pilot, lambda: "were told that a weak model wrote it; kept out of all" in squeezed(pilot))
        await until(pilot, lambda: "weak none" in screen_text(pilot))
        await pilot.press("j", "j")
        await until(pilot, lambda: "was told that a weak model wrote it; kept out" in squeezed(pilot))
        assert "No issues, which is a good answer." in screen_text(pilot)


async def test_a_revision_says_which_round_it_ends(tmp_path: Path) -> None:
    two = Part("Use SQLite.", raising(issue(LOST, "blocker")))
    services, _ = rounds_for(tmp_path, three(two=two))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "0 of 2 issues decided" in screen_text(pilot))
        await pilot.press("y", "v")
        await until(pilot, lambda: "1 issue · round 1 of at most 4" in screen_text(pilot))
        await until(pilot, lambda: "1 call, about" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "D is there" in screen.status)
        await pilot.press("escape")
        await focus_letter(pilot, "D")
        await critique(pilot)
        # Two raised it and nobody is left to vote, so it is suggested and counts.
        await until(pilot, lambda: "✓? D       blocker" in screen_text(pilot))
        await pilot.press("v")
        await until(pilot, lambda: "1 issue, suggested · round 2 of at most 4" in screen_text(pilot))


async def test_an_issue_of_ones_own_counts_and_is_kept(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, three())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        letter = await focus(pilot, "one")
        await pilot.press("t")
        await until(pilot, lambda: "+ adds your own" in screen_text(pilot))
        await pilot.press("plus", *"too short", "down", "enter")
        await until(pilot, lambda: "✓ minor" in screen_text(pilot))
        assert "you" in screen_text(pilot) and "1 of 1 issue decided" in screen_text(pilot)
        await pilot.press("D")
        await until(pilot, lambda: "You raised this one" in screen_text(pilot))
    (reply,) = stored(tmp_path).replies
    assert (reply.kind, reply.member, reply.about["target"]) == ("own", None, letter)
    assert "too short" in reply.text


async def test_a_disputed_issue_is_shown_or_conceded(tmp_path: Path) -> None:
    two = Part(
        "Use SQLite.", raising(issue(LOST, "blocker")), evidence=("scenario", "At noon the node dies.")
    )
    services, provider = rounds_for(tmp_path, three(two=two))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot))
        await pilot.press("D", *"no it does not", "enter")
        await until(pilot, lambda: "At noon the node dies." in screen_text(pilot))
        await until(pilot, lambda: "shows it with a scenario" in screen.status)
        await pilot.press("j", "D", "enter")
        await until(pilot, lambda: "concedes it" in screen.status)
        await until(pilot, lambda: "conceded" in screen_text(pilot))
        await pilot.press("D")
        await until(pilot, lambda: "It had its chance" in screen.status)
    told = [m.content for r in provider.requests for m in r.messages if "that is disputed" in m.content]
    assert "no it does not" in told[0] and len(told) == 2


async def test_a_dispute_that_was_lost_can_be_asked_again_and_one_that_cannot_be_read_had_its_chance(
    tmp_path: Path,
) -> None:
    gone = ProviderError("connection_lost", "connect")
    two = Part("Use SQLite.", raising(issue(LOST, "blocker")), evidence=("", ""))
    services, _ = rounds_for(tmp_path, three(two=two, three=Part("Use files.")))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        reviewer = letter_of(arena(pilot).comparison, "two")
        screen = await critique(pilot)
        await until(pilot, lambda: LOST in screen_text(pilot) and not screen._asking)
        two.fails = gone
        await pilot.press("D", "enter")
        await until(pilot, lambda: f"{reviewer} failed: connection lost, so the dispute" in screen.status)
        two.fails = None
        await pilot.press("D", "enter")
        await until(pilot, lambda: f"{reviewer}'s reply cannot be read: it had its chance" in screen.status)
        assert f"{reviewer}, unreadable:" in screen_text(pilot), "raw, with a badge"
        await pilot.press("D")
        await until(pilot, lambda: "It had its chance already" in screen.status)


async def test_votes_and_revisions_that_fail_say_so(tmp_path: Path) -> None:
    gone = ProviderError("connection_lost", "connect")
    one, three_ = Part("Acknowledge writes early."), Part("Use files.", fails=gone)
    services, _ = rounds_for(tmp_path, three(one=one, three=three_))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        lost = letter_of(arena(pilot).comparison, "three")
        screen = await critique(pilot)
        await until(
            pilot, lambda: f"1 of 2 reviewers answered; {lost} failed: connection lost" in screen.status
        )
        await pilot.press("V", "enter")
        await until(pilot, lambda: f"no juror voted; {lost} failed" in screen.status)
        one.fails = gone
        await pilot.press("y", "v")
        await until(pilot, lambda: "1 call, about" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "D failed: connection lost" in screen.status)


async def test_what_cannot_be_read_and_who_fails_lose_nothing_of_the_others(tmp_path: Path) -> None:
    two = Part("Use SQLite.", lambda text: "It is [b]fine[/b] \x1b[31m {broken")
    four = Part("Use a file.", fails=ProviderError("server_error", "response"))
    five = Part("Use tape.")
    services, provider = rounds_for(tmp_path, {**three(two=two), "four": four, "five": five})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "has no issue to raise" in screen_text(pilot))
        await until(pilot, lambda: " raw " in screen_text(pilot) and NO_LIMIT in screen_text(pilot))
        await until(pilot, lambda: not screen._asking)
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "cannot be read" in screen_text(pilot) or NO_LIMIT in screen_text(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "This is no issue" in screen.status)
        assert "\x1b" not in screen_text(pilot)
        await pilot.press("v")
        await until(pilot, lambda: "is accepted yet" in screen.status)
    assert sum(r.model == "two" and r.role == "reviewer" for r in provider.requests) == 2, "one repair call"
    failed = [call for call in stored(tmp_path).calls if call.role == "reviewer" and call.error]
    assert failed, "the receipt has it"


async def test_late_reviews_are_added_below_and_leaving_stops_nothing(tmp_path: Path) -> None:
    gate = asyncio.Event()
    late = Part("Use SQLite.", raising(issue("Wrong from the start", "blocker")), before=gate.wait)
    services, _ = rounds_for(tmp_path, three(two=late))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await critique(pilot)
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot))
        assert "1 call under way" in screen_text(pilot)
        assert "(1 of 2)" in screen_text(pilot), "who is being asked was asked"
        await pilot.press("j", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("t")
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot))
        await pilot.press("j")
        gate.set()
        await until(pilot, lambda: "Wrong from the start" in screen_text(pilot))
        lines = screen_text(pilot).splitlines()
        row = next(line for line in lines if line.startswith(" ▸"))
        assert NO_LIMIT in row, "nothing moved under the cursor"
        assert any("Wrong from" in line for line in lines[lines.index(row) + 1 :]), "new ones come below"


async def test_a_second_round_tells_of_its_issues_and_one_key_leads_there(tmp_path: Path) -> None:
    gate = asyncio.Event()
    two = Part("Use SQLite.", raising(issue(LOST, "blocker")))
    services, _ = rounds_for(tmp_path, three(two=two))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        first = await critique(pilot)
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot) and not first._asking)
        await pilot.press("N")
        await until(pilot, lambda: "No new issue has come" in first.status)
        await pilot.press("escape")
        two.before = gate.wait
        two.issues = raising(issue("Nobody owns it"), issue("There is no backup", "blocker"))
        screen = await critique(pilot)
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot))
        gate.set()
        await until(pilot, lambda: "2 new issues below, N goes to the first" in screen.status)
        await until(pilot, lambda: "2 reviewers answered  2 new issues below" in screen.status)
        here = next(line for line in screen_text(pilot).splitlines() if line.startswith(" ▸"))
        assert LOST in here, "nothing moved"
        await pilot.press("N")
        await until(pilot, lambda: " ▸ ?  blocker" in screen_text(pilot))
        here = next(line for line in screen_text(pilot).splitlines() if line.startswith(" ▸"))
        assert "There is no backup" in here


async def test_the_first_issue_is_chosen_although_another_reviewer_had_none_before(tmp_path: Path) -> None:
    gate = asyncio.Event()
    two = Part("Use SQLite.")
    late = Part("Use files.", raising(issue(NO_LIMIT, "minor")), before=gate.wait)
    services, _ = rounds_for(tmp_path, three(two=two, three=late))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await critique(pilot)
        await until(pilot, lambda: "has no issue to raise" in screen_text(pilot))
        gate.set()
        await until(pilot, lambda: NO_LIMIT in screen_text(pilot))
        row = next(line for line in screen_text(pilot).splitlines() if line.startswith(" ▸"))
        assert NO_LIMIT in row


async def test_enter_marks_the_quote_in_the_answer_as_it_reads(tmp_path: Path) -> None:
    text = "# One\n\n" + "Filler.\n\n" * 40 + "We **acknowledge** writes\nearly. So be it.\n"
    two = Part("Use SQLite.", raising(issue(LOST, "blocker", "We acknowledge writes early.")))
    services, _ = rounds_for(tmp_path, three(one=Part(text), two=two, three=Part("Use files.")))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: LOST in screen_text(pilot))
        await pilot.press("enter")
        view = screen.text
        await until(pilot, lambda: bool(view.marked and view.search and view.search.count == 1))
        assert "We acknowledge writes early." in screen_text(pilot) and view.scroll_offset.y > 40
        await pilot.press("enter")
        await until(pilot, lambda: "In answer" in screen_text(pilot) and view.search is None)


async def test_a_note_is_one_remark_and_decides_nothing(tmp_path: Path) -> None:
    two = Part("Use SQLite.", lambda text: "Say first what happens when the disk is full.")
    services, _ = rounds_for(tmp_path, three(two=two))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "three")
        await critique(pilot, "d")
        await until(pilot, lambda: "Say first what happens" in screen_text(pilot))
        assert "decided" not in screen_text(pilot)


async def test_a_cross_look_gives_each_author_another_say(tmp_path: Path) -> None:
    services, provider = rounds_for(tmp_path, three())
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CritiqueDialog))
        await pilot.press("d", "d", "a")
        await until(pilot, lambda: "3 calls, about " in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: arena(pilot).comparison.letters == ("A", "B", "C", "D", "E", "F"))
        await done(pilot)
    later = [c for c in stored(tmp_path).comparison.candidates if c.kind == "revision"]
    assert [len(c.inputs) for c in later] == [3, 3, 3]


async def test_what_a_cross_look_took_stands_beside_it(tmp_path: Path) -> None:
    parts = three()
    for model, look in (("one", "adopt"), ("two", "keep"), ("three", "combine")):
        parts[model].look = look
    services, _ = rounds_for(tmp_path, parts)
    async with running(services, asking(services), size=(160, 45)) as pilot:
        await done(pilot)
        letters = {model: letter_of(arena(pilot).comparison, model) for model in parts}
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CritiqueDialog))
        await pilot.press("d", "d", "a")
        await until(pilot, lambda: "3 calls, about " in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: len(arena(pilot).comparison.letters) == 6)
        await done(pilot)
        later = {c.inputs[0]: c for c in arena(pilot).comparison.candidates if c.kind == "revision"}
        adopted = later[letters["one"]]
        await until(pilot, lambda: f"of {letters['one']}: adopts {adopted.inputs[1]}'s" in screen_text(pilot))
        assert f"revision of {letters['two']}: keeps its own" in screen_text(pilot)
        mixed = later[letters["three"]]
        assert f"of {letters['three']}: combines it with {mixed.inputs[1]}" in screen_text(pilot)
        await focus_letter(pilot, adopted.letter)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen))
        await until(pilot, lambda: f"adopts {adopted.inputs[1]}'s  it is shorter" in screen_text(pilot))


async def focus_letter(pilot: Pilot[Any], letter: str) -> None:
    """Go on until this candidate is focused."""
    for _ in arena(pilot).comparison.letters:
        if arena(pilot).letter == letter:
            return
        await pilot.press("right")
    await until(pilot, lambda: arena(pilot).letter == letter)


async def test_reviews_under_way_can_be_stopped(tmp_path: Path) -> None:
    wait = forever()
    slow = {name: Part("Use SQLite.", before=wait.wait) for name in ("two", "three")}
    services, _ = rounds_for(tmp_path, three(**slow))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "2 calls under way" in screen_text(pilot))
        await pilot.press("X")
        await until(pilot, lambda: "stopped 2 calls" in screen.status)
        await until(pilot, lambda: "under way" not in screen_text(pilot))


async def test_an_answer_without_text_is_not_reviewed(tmp_path: Path) -> None:
    services, _ = rounds_for(tmp_path, three(one=Part("")))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        await pilot.press("c")
        await until(pilot, lambda: "is not reviewed" in screen_text(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CritiqueDialog), "there is nothing to ask"


async def test_reviewers_that_failed_are_listed_and_counted_among_those_asked(tmp_path: Path) -> None:
    lost = Part("Use a file.", fails=ProviderError("connection_lost", "connect"))
    services, _ = rounds_for(tmp_path, {**three(two=lost), "four": Part("Use tape.", lambda text: " ")})
    async with running(services, asking(services), size=(160, 45)) as pilot:
        await done(pilot)
        letter = await focus(pilot, "one")
        reviewer = letter_of(arena(pilot).comparison, "two")
        screen = await critique(pilot)
        await until(pilot, lambda: f"failed {reviewer} {reviewer} failed: connection lost" in squeezed(pilot))
        await until(pilot, lambda: "failed: no text" in screen_text(pilot))
        assert "(1 of 3)" in screen_text(pilot), "those that failed were asked too"
        assert f"raised by {letter} " in squeezed(pilot) and "x failed" in screen_text(pilot)
        assert f" {reviewer} x " in squeezed(pilot), "in the table a failure is not `-`"
        await until(pilot, lambda: not screen._asking)
        identity = screen.comparison.id
    again, _ = rounds_for(tmp_path, three(two=lost))
    async with running(again, StartOpen(identity), size=(160, 45)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("t")
        await until(pilot, lambda: f"{reviewer} failed: connection lost" in screen_text(pilot))
        assert "(1 of 3)" in screen_text(pilot), "another run knows it from the receipt"


async def test_a_reviewer_that_is_asked_again_has_failed_no_more(tmp_path: Path) -> None:
    two = Part("Use SQLite.", fails=ProviderError("server_error", "response"))
    services, _ = rounds_for(tmp_path, three(two=two))
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await focus(pilot, "one")
        screen = await critique(pilot)
        await until(pilot, lambda: "failed: server error" in screen_text(pilot) and not screen._asking)
        await pilot.press("escape")
        two.fails = None
        await critique(pilot)
        await until(pilot, lambda: "has no issue to raise" in screen_text(pilot))
        assert "failed" not in screen_text(pilot)


def squeezed(pilot: Pilot[Any]) -> str:
    """What is on the screen, with single spaces."""
    return " ".join(screen_text(pilot).split())
