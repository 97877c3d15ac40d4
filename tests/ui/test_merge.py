"""Stories of people who put an answer together by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from fusion_tui.core.compose import new_drafts
from fusion_tui.core.merging import provenance_of, provenance_text
from fusion_tui.store import Store
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.screens.merge import MergeScreen
from fusion_tui.ui.services import Services, StartAsk
from tests.helpers.fakes import NOW
from tests.helpers.programs import arena, asking, running
from tests.helpers.rounds import Part, rounds_for
from tests.helpers.waiting import screen_text, until
from tests.ui.test_critique import done, focus, stored

ONE = "## Storage\n\nUse Postgres with a replica.\n\n## Cost\n\nIt costs $420 a month.\n"
TWO = "## Storage\n\nUse Postgres without a replica.\n\n## Risks\n\nA failover [/] takes \x1b[31m an hour.\n"


def services_of(folder: Path, **parts: Part) -> Services:
    return rounds_for(folder, {"one": Part(ONE), "two": Part(TWO), **parts})[0]


async def merging(pilot: Pilot[Any], model: str = "one") -> MergeScreen:
    """Begin with what this model wrote."""
    await done(pilot)
    await focus(pilot, model)
    await pilot.press("m")
    await until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
    screen = pilot.app.screen
    assert isinstance(screen, MergeScreen)
    return screen


def digit(pilot: Pilot[Any], screen: MergeScreen, text: str) -> str:
    """The digit of the candidate with this text."""
    comparison = screen._record.comparison
    letter = next(c.letter for c in comparison.candidates if c.text == text)
    return str(screen._record.arena.order.index(letter) + 1)


async def test_a_key_a_passage_and_the_merge_is_picked_blind(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        assert "0 of 3 passages decided" in screen_text(pilot) and "\x1b" not in screen_text(pilot)
        await pilot.press(digit(pilot, screen, TWO))
        await until(pilot, lambda: "1 of 3 passages decided" in screen_text(pilot))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "3 of 3 passages decided" in screen_text(pilot))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "picked C" in arena(pilot).status)
        assert "merge of A and B" in screen_text(pilot) and "name of" not in screen_text(pilot)
    record = stored(tmp_path)
    made = record.comparison.candidate("C")
    assert (made.kind, made.member, made.inputs) == ("merge", None, ("A", "B"))
    assert "without a replica" in made.text and "$420" in made.text and "failover" in made.text
    assert record.pick and record.pick.best == "C" and record.pick.blind
    one = next(c.letter for c in record.comparison.candidates if c.text == ONE)
    two = {"A": "B", "B": "A"}[one]
    # The risks were only in the other answer and were kept by hand.
    assert sorted(provenance_of(record, "C")) == sorted([(two, False), (one, False), (two, False)])
    assert "C is a merge of 3 passages: " in provenance_text(record, "C")


async def test_what_a_candidate_does_not_say_cannot_be_taken_from_it(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        at = next(n for n, item in enumerate(screen.merge.items) if "$420" in item.text)
        await pilot.press(*"j" * at, digit(pilot, screen, TWO))
        await until(pilot, lambda: "says nothing of this" in screen.status)
        await pilot.press("8")
        await until(pilot, lambda: "There are only 2 candidates" in screen.status)


async def test_passages_are_dropped_moved_and_taken_back(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        before = screen.merge.text
        await pilot.press("backspace")
        await until(pilot, lambda: "replica" not in screen.merge.text)
        assert "dropped" in screen_text(pilot)
        await pilot.press("u")
        await until(pilot, lambda: screen.merge.text == before)
        first = screen.merge.here.text
        await pilot.press("J")
        await until(pilot, lambda: screen.merge.at == 1 and screen.merge.here.text == first)
        await pilot.press("K", "u", "u", "u")
        await until(pilot, lambda: "Nothing of this merge is left" in screen.status)
        assert screen.merge.text == before


async def test_leaving_loses_nothing_of_a_merge(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        await pilot.press(digit(pilot, screen, TWO), "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("m")
        await until(pilot, lambda: "1 of 3 passages decided" in screen_text(pilot))


async def test_the_whole_merge_can_be_read_as_it_stands(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        await merging(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "$420 a month" in screen_text(pilot) and "replica." in screen_text(pilot))


async def test_an_editor_changes_a_passage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def edited(app: object, editing: Any) -> str:
        editing.close()
        return "## Storage\n\nMy own words."

    monkeypatch.setattr("fusion_tui.ui.screens.merge.lent", edited)
    services = services_of(tmp_path)
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        await pilot.press("E")
        await until(pilot, lambda: "My own words." in screen_text(pilot))
        assert "edited" in screen_text(pilot) and "My own words.\n" in screen.merge.text


async def test_smoothing_adds_a_version_and_keeps_the_merge(tmp_path: Path) -> None:
    services = services_of(
        tmp_path, one=Part(ONE, smoothed="Read as one."), two=Part(TWO, smoothed="As one.")
    )
    async with running(services, asking(services)) as pilot:
        screen = await merging(pilot)
        merged = screen.merge.text
        await pilot.press("f")
        await until(pilot, lambda: "Your merge stays as it is" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await done(pilot)
    comparison = stored(tmp_path).comparison
    assert comparison.candidate("C").text == merged
    smooth = comparison.candidate("D")
    assert (smooth.kind, smooth.inputs) == ("merge", ("C",)) and smooth.text in ("Read as one.", "As one.")


async def test_forty_passages_of_drafts_take_forty_keys_and_no_model(tmp_path: Path) -> None:
    services = services_of(tmp_path)
    texts = ["\n\n".join(f"## Part {n}\n\n{who} says {n}." for n in range(40)) for who in ("Ada", "Bob")]
    drafts = [(f"{n}.md", text) for n, text in enumerate(texts)]
    comparison, ballot = new_drafts("A plan", drafts, blind=True, rng_seed=5, now=NOW, new_id=services.new_id)
    async with running(services, StartAsk(comparison, ballot)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await pilot.press("m")
        await until(pilot, lambda: "0 of 40 passages decided" in screen_text(pilot))
        keys = [("1", "2", "enter", "2")[n % 4] for n in range(40)]
        await pilot.press(*keys, "p")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArenaScreen))
        await until(pilot, lambda: "picked C" in arena(pilot).status)
    with Store(tmp_path / "data" / "fusion.db", now=lambda: NOW) as store:
        text = store.load(comparison.id).comparison.candidate("C").text
    assert text.count("says") == 40 and text.count("Ada") in (20, 20) and "## Part 39" in text
