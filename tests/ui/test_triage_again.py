"""Stories of people who reviewed a document, edited it, and review it again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from fusion_tui.core import prompts
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.critique import raised_in
from fusion_tui.core.events import FinishReason, TextDelta
from fusion_tui.core.issues import decide, standing
from fusion_tui.core.models import Candidate, Document, Member, Record
from fusion_tui.core.rereview import carried_into
from fusion_tui.engine.rechecking import plan
from fusion_tui.store import Store
from fusion_tui.ui.screens.triage import TriageScreen
from fusion_tui.ui.services import Services, StartAsk
from tests.helpers.fakes import NOW, Step, panel
from tests.helpers.programs import arena, running, services_for
from tests.helpers.waiting import screen_text, until

PLAN = "# Storage\n\nWrites are acknowledged early.\n\n# Ingest\n\nThe queue grows.\n"
EDITED = PLAN.replace("The queue grows.", "A cap of 10,000 holds.")
FIRST = (
    "### blocker: writes are lost\n> Writes are acknowledged early.\nWhy so.\n\n"
    "### major: no limit [/]\n> The queue grows.\n\n### minor: no owner\n"
)
SECOND = "### major: nobody tells the sender\n> A cap of 10,000 holds.\n\n### minor: no owner\n"
JUDGED = '{"issues": [{"number": 1, "state": "fixed", "why": "a cap [/]", "quote": "A cap of 10,000"}]}'


def document(text: str) -> Document:
    return Document("plan.md", text, hashlib.sha256(text.encode()).hexdigest(), len(text))


def whole(text: str) -> list[Step]:
    return [TextDelta(text), FinishReason("stop")]


async def again(services: Services) -> StartAsk:
    """A first review in the record, two of its issues accepted and one dismissed, and the second to ask."""
    first_panel = next(iter(services.config.panels.values()))

    def made(text: str, continues: Any = None) -> Any:
        return new_comparison(
            prompts.review([document(text)]),
            [document(text)],
            first_panel,
            blind=True,
            continues=continues,
            rng_seed=7,
            now=NOW,
            new_id=services.new_id,
        )

    first, ballot = made(PLAN)
    first = first.with_candidate(Candidate("A", text=FIRST, status="complete", name="name of one"))
    groups = raised_in(Record(first, (ballot,), (), ())).groups("")
    decisions = [
        decision
        for group, accepted in zip(groups, (True, True, False), strict=True)
        for decision in decide(group, accepted, first.id, NOW)
    ]

    def keep(store: Store) -> Any:
        store.save_comparison(first, ballot)
        store.save_decisions(decisions)
        return store.reviews_up_to(first.id)

    chain = await services.store.run(keep)
    edited = [document(EDITED)]
    judge = Member("fake", "judge", "name of judge")
    earlier = carried_into(chain, edited)
    check = plan(first.id, edited, earlier, judge, seed=1, new_id=services.new_id)
    second, second_ballot = made(EDITED, first)
    return StartAsk(second, second_ballot, check)


async def triaging(pilot: Pilot[Any], *, until_fixed: bool = True) -> TriageScreen:
    await until(pilot, lambda: not arena(pilot).comparison.live)
    await pilot.press("t")
    await until(pilot, lambda: isinstance(pilot.app.screen, TriageScreen))
    await until(pilot, lambda: "1 of 2 issues decided" in screen_text(pilot))
    if until_fixed:
        await until(pilot, lambda: "1 open, 1 fixed" in screen_text(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen)
    return screen


def services_of(folder: Path, judged: Sequence[Step] = ()) -> Services:
    """A panel of one member; the judge is asked only about what was accepted."""
    scripts = {"one": whole(SECOND), "judge": judged or whole(JUDGED)}
    return services_for(folder, scripts, panels=[panel("one")])


async def test_accepted_issues_stand_above_the_new_ones_with_what_became_of_them(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, await again(services)) as pilot:
        await triaging(pilot)
        lines = [" ".join(line.split()) for line in screen_text(pilot).splitlines()]
        listed = [
            next(n for n, line in enumerate(lines) if words in line)
            for words in (
                "✓ open blocker",
                "✓ fixed major",
                "? new major A nobody tells",
                "✗ before minor A no owner",
            )
        ]
        assert listed == sorted(listed) and "accepted before · still open" in " ".join(lines)
        await pilot.press("j")
        await until(pilot, lambda: "The judge says" in screen_text(pilot))
        assert "a cap [/]" in screen_text(pilot) and "name of" not in screen_text(pilot)


async def test_an_earlier_issue_can_be_settled_and_taken_back(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, await again(services)) as pilot:
        screen = await triaging(pilot)
        await pilot.press("n")
        await until(pilot, lambda: "✗ open" in screen_text(pilot))
        assert "▸ ? new" in screen_text(pilot), "the next that is open"
        identity = screen.comparison.id
        decided = await services.store.run(lambda store: standing(store.load(identity).decisions))
        assert list(decided.values()) == [False]
        await pilot.press("u")
        await until(pilot, lambda: "✓ open" in screen_text(pilot))
        assert not await services.store.run(lambda store: standing(store.load(identity).decisions))


def majors(pilot: Pilot[Any]) -> list[str]:
    """The beginnings of the list's major issues, in single spaces: columns are as wide as what is in them."""
    return [" ".join(line.split()[:5]) for line in screen_text(pilot).splitlines() if "major" in line]


async def test_a_recheck_that_comes_late_moves_nothing(tmp_path: Path) -> None:
    gate = asyncio.Event()
    services = services_of(tmp_path, [gate.wait, *whole(JUDGED)])
    async with running(services, await again(services)) as pilot:
        await triaging(pilot, until_fixed=False)
        assert "1 open, 1 unclear" in screen_text(pilot)
        before = majors(pilot)
        gate.set()
        await until(pilot, lambda: "1 open, 1 fixed" in screen_text(pilot))
        assert [line.replace("unclear", "fixed") for line in before] == majors(pilot)
