"""Stories of people who decide which issues of a review count."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core import prompts
from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.issues import standing
from fusion_tui.core.models import Document
from fusion_tui.core.rubrics import Rubric
from fusion_tui.errors import ProviderError, StoreError
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.triage import TriageScreen
from fusion_tui.ui.services import Services, StartOpen
from tests.helpers.fakes import NOW, Step, letter_of
from tests.helpers.programs import arena, asking, running, services_for
from tests.helpers.rounds import Part, rounds_for
from tests.helpers.waiting import screen_text, until

PLAN = (
    "# Storage\n\nWrites are acknowledged early.\n\n# Ingest\n\n" + "Filler.\n\n" * 30 + "The queue grows.\n"
)
ONE = (
    "### blocker: writes are lost\n> Writes are acknowledged early.\nWhy so.\nFix: wait.\n\n"
    "### minor: no owner\n"
)
TWO = "### major: Writes get lost\n### major: no limit [/] \x1b[31m\n> The queue grows.\n"


def document() -> Document:
    return Document("plan.md", PLAN, hashlib.sha256(PLAN.encode()).hexdigest(), len(PLAN))


def whole(text: str) -> list[Step]:
    return [TextDelta(text), FinishReason("stop")]


def reviewing(folder: Path, *, two: list[Step] | None = None) -> Services:
    return services_for(folder, {"one": whole(ONE), "two": two or whole(TWO)})


def start(services: Services) -> Any:
    return asking(services, prompts.review([document()]), [document()])


async def triaging(pilot: Pilot[Any]) -> TriageScreen:
    await pilot.press("t")
    await until(pilot, lambda: isinstance(pilot.app.screen, TriageScreen))
    await until(pilot, lambda: "writes are lost" in screen_text(pilot).lower())
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen)
    return screen


async def done(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: not arena(pilot).comparison.live)


def decided(folder: Path) -> list[bool]:
    with Store(folder / "data" / "fusion.db", now=lambda: NOW) as store:
        return sorted(standing(store.load(store.ids()[0]).decisions).values())


async def test_issues_are_listed_by_severity_with_all_who_raised_them(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        await triaging(pilot)
        shown = screen_text(pilot)
        assert "0 of 3 issues decided" in shown
        assert shown.index("blocker") < shown.index("no limit [/]") < shown.index("minor")
        assert "A, B (2 of 2)" in shown and "plan.md, line 3" in shown and "Why so." in shown
        assert ">    3  Writes are acknowledged early." in shown, "the passage with its lines"
        assert "name of" not in shown and "\x1b" not in shown


async def test_one_key_decides_and_goes_to_the_next_open_one(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        screen = await triaging(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 of 3 issues decided" in screen_text(pilot))
        assert "accepted" in screen.status and "--format quickfix" in screen.status
        await pilot.press("n", "y")
        await until(pilot, lambda: "3 of 3 issues decided" in screen_text(pilot))
        assert decided(tmp_path) == [False, True, True, True], "a point of two reviewers is two rows"
        await pilot.press("u")
        await until(pilot, lambda: "2 of 3 issues decided" in screen_text(pilot))
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: "No decision of this visit is left" in screen.status)
        assert decided(tmp_path) == []


async def test_what_was_decided_is_there_next_time_and_names_stay_hidden(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        await triaging(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 of 3 issues decided" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        identity = arena(pilot).comparison.id
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert not store.load(identity).revealed
    async with running(reviewing(tmp_path), StartOpen(identity)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await triaging(pilot)
        await until(pilot, lambda: "1 of 3 issues decided" in screen_text(pilot))
        assert "✓ blocker" in screen_text(pilot)


async def test_enter_shows_the_document_at_the_passage_and_back(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        screen = await triaging(pilot)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "> 67  The queue grows." in screen_text(pilot))
        assert "  65  Filler." in screen_text(pilot) and "Fix" not in screen_text(pilot)
        assert marked(screen) == "The queue grows", "the words of the quote, as a search marks them"
        await pilot.press("pageup")
        await until(pilot, lambda: "The queue grows." not in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "In plan.md" in screen_text(pilot))


async def test_a_quote_over_several_lines_is_marked_in_each(tmp_path: Path) -> None:
    text = "# Plan\n\nWrites are **acknowledged**\nearly, before \x1b[31mthey are\ncopied.\n"
    plan = Document("plan.md", text, "x", len(text))
    raised = "### major: lost\n> acknowledged early, before they are copied\n"
    services = services_for(tmp_path, {"one": whole(raised)})
    async with running(services, asking(services, prompts.review([plan]), [plan])) as pilot:
        await done(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "1 issue decided" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "> 5  copied." in screen_text(pilot))
        screen = pilot.app.screen
        assert isinstance(screen, TriageScreen)
        await until(pilot, lambda: marked(screen) == "acknowledged | early, before ␛[31mthey are | copied")


async def test_what_is_read_stays_where_it_is_while_more_arrives(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = reviewing(tmp_path, two=[TextDelta("\n"), gate.wait, *whole(TWO)])
    async with running(services, start(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        screen = await triaging(pilot)
        await pilot.press("j", "enter", "pagedown")
        await until(pilot, lambda: screen.text.scroll_offset.y > 0)
        here = screen.text.scroll_offset.y
        gate.set()
        await until(pilot, lambda: "of 3 issues decided" in screen_text(pilot))
        assert screen.text.scroll_offset.y == here


def marked(screen: TriageScreen) -> str:
    """What is lit in the text, a line after the other."""
    view = screen.text
    lit = []
    for line in range(view.line_count):
        row = view._flow.row_at(line)
        if view.search and row:
            text = "".join(segment.text for segment in row.segments)
            lit += [text[span.first : span.last] for _, span in view.search.on_line(line)]
    return " | ".join(lit)


async def test_late_replies_are_added_below_what_is_listed(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = reviewing(tmp_path, two=[TextDelta("\n"), gate.wait, *whole(TWO)])
    async with running(services, start(services)) as pilot:
        await until(pilot, lambda: "1 of 2 done" in screen_text(pilot))
        await triaging(pilot)
        assert "0 of 2 issues decided" in screen_text(pilot)
        await pilot.press("j")
        gate.set()
        await until(pilot, lambda: "of 3 issues decided" in screen_text(pilot))
        await until(pilot, lambda: "A B" in screen_text(pilot))
        lines = [line for line in screen_text(pilot).splitlines() if "minor" in line or "no limit" in line]
        assert lines[0].startswith(" ▸") and "no owner" in lines[0], "nothing moved under the cursor"


@pytest.mark.parametrize(("text", "said"), [("Fine as it is.", "No answer raises an issue")])
async def test_replies_without_issues_say_so(tmp_path: Path, text: str, said: str) -> None:
    services = services_for(tmp_path, {"one": whole(text)})
    async with running(services, start(services)) as pilot:
        await done(pilot)
        await pilot.press("t")
        await until(pilot, lambda: said in screen_text(pilot))
        await pilot.press("y", "enter", "j")
        await until(pilot, lambda: "There is no issue to decide on." in screen_text(pilot))


async def test_a_question_without_documents_says_how_issues_come(tmp_path: Path) -> None:
    services = services_for(tmp_path, {"one": whole("Postgres."), "two": whole("SQLite.")})
    async with running(services, asking(services)) as pilot:
        await done(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "+ adds your own with A" in screen_text(pilot))


async def test_a_decision_that_cannot_be_stored_is_not_shown_as_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Store, decisions: object) -> None:
        raise StoreError("the disk is full; free some room.")

    monkeypatch.setattr(Store, "save_decisions", refuse)
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        screen = await triaging(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "NOT stored: the disk is full" in screen.status)
        assert "0 of 3 issues decided" in screen_text(pilot)


async def test_a_narrow_window_shows_the_issue_below_the_list(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services), size=(80, 24)) as pilot:
        await done(pilot)
        screen = await triaging(pilot)
        assert not screen.has_class("-wide")
        rows = screen_text(pilot).splitlines()
        listed = next(n for n, row in enumerate(rows) if "? minor" in row)
        assert any("plan.md, line 3" in row for row in rows[listed:])


async def test_the_criteria_of_a_rubric_are_one_key_away(tmp_path: Path) -> None:
    rubric = Rubric("ours", ("Decision: it is made", "Rollback: it says how"))
    answers = f"{ONE}\n## Criteria\n1. pass\n2. fail: no [/]\x1b[31m\n> The queue grows.\n"
    services = services_for(tmp_path, {"one": whole(answers), "two": whole(TWO)})
    asked = asking(services, prompts.review([document()], rubric), [document()])
    async with running(services, asked) as pilot:
        await done(pilot)
        await triaging(pilot)
        assert "c criteria" in screen_text(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "Criteria: ours" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "1. Decision" in shown and "no answer" in shown and "\x1b" not in shown
        await pilot.press("c")
        await until(pilot, lambda: "Criteria: ours" not in screen_text(pilot))


async def test_a_review_without_a_rubric_says_how_to_get_one(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        screen = await triaging(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "--for KIND" in screen.status)


async def test_members_vote_on_a_documents_issues_when_asked(tmp_path: Path) -> None:
    parts = {
        "one": Part(ONE, vote=lambda issue: (True, "queue" not in issue)),
        "two": Part(TWO, vote=lambda issue: (True, False)),
        "three": Part("Fine.", vote=lambda issue: (True, "owner" not in issue)),
    }
    services, provider = rounds_for(tmp_path, parts)
    async with running(services, start(services)) as pilot:
        await done(pilot)
        await triaging(pilot)
        await pilot.press("V", "enter")
        await until(pilot, lambda: "✗? minor   2/2  0/2" in screen_text(pilot))
        await until(pilot, lambda: "✗? major   2/2  1/2" in screen_text(pilot))
        assert "✓? blocker 1/1  1/1" in screen_text(pilot), "who raised an issue has no vote on it"
    jurors = [r for r in provider.requests if r.role == "juror"]
    assert len(jurors) == 3 and all("name of" not in m.content for r in jurors for m in r.messages)
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        assert not store.load(store.ids()[0]).decisions, "votes decide nothing"


async def test_a_failed_member_is_listed_and_the_table_says_who_raised_what(
    tmp_path: Path,
) -> None:
    scripts: dict[str, list[Step]] = {"one": whole(ONE), "two": whole(TWO)}
    scripts["three"] = [ProviderError("connection_lost", "connect")]
    services = services_for(tmp_path, scripts)
    async with running(services, start(services), size=(160, 45)) as pilot:
        await done(pilot)
        lost = letter_of(arena(pilot).comparison, "three")
        await triaging(pilot)
        await until(pilot, lambda: f"{lost} failed: connection lost" in screen_text(pilot))
        assert "(2 of 3)" in screen_text(pilot), "the one that failed was asked too"
        rows = [line[:60].split() for line in screen_text(pilot).splitlines()]
        assert ["raised", "in", "A", "B", "C"] in rows
        (storage,) = [row for row in rows if row[:1] == ["Storage"]]
        assert storage[1:] == ["x" if letter == lost else "1" for letter in "ABC"]
        assert any(row[:3] == ["no", "place", "found"] for row in rows) and "x failed" in screen_text(pilot)


async def test_the_table_of_several_documents_has_a_row_for_each(tmp_path: Path) -> None:
    services = reviewing(tmp_path)
    other = Document("other.md", "# Costs\n", "x", 8)
    asked = asking(services, prompts.review([document(), other]), [document(), other])
    async with running(services, asked, size=(160, 45)) as pilot:
        await done(pilot)
        await triaging(pilot)
        await until(pilot, lambda: "raised in" in screen_text(pilot))
        rows = [line[:60].split() for line in screen_text(pilot).splitlines()]
        assert any(row[:1] == ["plan.md"] and sorted(row[1:]) == ["1", "2"] for row in rows)
