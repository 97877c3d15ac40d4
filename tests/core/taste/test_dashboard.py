"""The dashboard as a whole: what a planted taste looks like, and what may not be seen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from fusion_tui.core.critique import raised_in
from fusion_tui.core.issues import decide
from fusion_tui.core.models import Record
from fusion_tui.core.taste.dashboard import Dashboard, dashboard
from fusion_tui.core.taste.panel import Bar, Panel, Said
from fusion_tui.core.taste.panels import WEEKS, panels
from fusion_tui.core.taste.scope import Scope
from tests.core.critique.rounds import answered, critiques, with_issues
from tests.core.taste.people import (
    Taste,
    asked,
    history,
    later,
    member,
    picked,
    retested,
    revealed,
)
from tests.helpers.fakes import NOW

PLANTED = Taste((0.0, 1.6, 0.2, -0.2), words=0.4, tie=-2.0, none=-2.0)
NAMELESS = {"weeks", "reasons", "left_out"}


def lived(taste: Taste, count: int, seed: int = 5, start: int = 0) -> list[Record]:
    return [revealed(r) for r in history(taste, random.Random(seed), count, start=start)]


def shown(records: Sequence[Record], **options: object) -> Dashboard:
    return dashboard(records, random.Random(1), **options)  # type: ignore[arg-type]


def by_name(found: Dashboard, *, knowing: bool = False) -> dict[str, Panel]:
    return {panel.name: panel for panel in panels(found, knowing=knowing)}


def said(panel: Panel) -> str:
    rows = (
        row.text if isinstance(row, Said) else f"{row.label} {row.figure} {row.note}" for row in panel.rows
    )
    return "\n".join((panel.meaning, *rows))


def test_a_planted_favourite_is_on_top_and_concluded() -> None:
    found = shown(lived(PLANTED, 250))
    for reading in ("as_shown", "equal_length"):
        ratings = {row.arm.model: getattr(row, reading) for row in found.board.rows}
        assert max(ratings, key=lambda m: ratings[m].effect.value) == "m1", reading
        assert ratings["m1"].best > 0.99
    assert found.board.lead and found.board.lead.concluded
    board = by_name(found)["leaderboard"]
    assert board.meaning.startswith("Best so far by all ballots together: m1, >99%. Directly: m1 over ")
    assert board.meaning.endswith("; concluded.")
    bars = [row for row in board.rows if isinstance(row, Bar)]
    assert [bars[0].label, bars[4].label] == ["m1", "m1"] and len(bars) == 8
    assert all(bar.limits and bar.limits[0] < (bar.value or 0) < bar.limits[1] for bar in bars)
    suggestion = found.next_up
    assert suggestion and suggestion.n == found.n and len(suggestion.arms) == 3


@pytest.mark.parametrize("seed", range(4))
def test_of_a_person_without_any_preference_nothing_is_stated(seed: int) -> None:
    found = shown(lived(Taste((0.0, 0.0, 0.0, 0.0)), 250, seed))
    assert found.board.lead and not found.board.lead.concluded
    assert not found.drops
    assert by_name(found)["drop"].meaning.startswith("Nothing")
    assert not [h for h in (*found.habits.slots, found.habits.longest) if h.concluded]


def test_what_luck_would_pick_more_often_can_be_dropped() -> None:
    records = [
        revealed(picked(asked("good", "fine", "poor", number=i), "C" if i < 2 else "AB"[i % 2]))
        for i in range(60)
    ]
    found = shown(records)
    assert [drop.arm.model for drop in found.drops] == ["poor"]
    assert said(by_name(found)["drop"]).strip() == (
        "poor was your pick in 2 of 60 and cost $0.60, where luck gives 33%."
    )
    assert not shown(records[:49]).drops, "too early"


def test_below_fifty_picks_there_are_counts_costs_and_reasons_only() -> None:
    found = shown(lived(PLANTED, 49))
    assert found.n == 49 and set(by_name(found)) == {"so_far", *NAMELESS} - {"reasons", "left_out"}
    first = by_name(found)["so_far"]
    assert first.meaning == "Too early: about 1 more pick."
    assert not any(isinstance(row, Bar) for row in first.rows)
    names = [row.text.split(":")[0] for row in first.rows if isinstance(row, Said)]
    assert names == sorted(names), "no order that could be taken for a rank"
    assert "leaderboard" in by_name(shown(lived(PLANTED, 50)))


def test_without_a_pick_there_is_no_panel() -> None:
    assert panels(shown([])) == ()
    assert panels(shown([asked("a", "b")])) == ()


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("decision", ["A", "B", "A=C", "none", "C>A>B"])
def test_a_pick_whose_names_are_hidden_moves_no_figure_that_has_a_name(count: int, decision: str) -> None:
    before = lived(PLANTED, count)
    newest = asked("m0", "m1", "m3", number=count, failed=("m3",) if "C" not in decision else ())
    found, with_it = shown(before), shown([*before, picked(newest, decision, tags=("db",))])
    assert with_it.waiting == 1 and with_it.picked == found.picked + 1
    named = [panel for panel in panels(found) if panel.name not in NAMELESS]
    assert [panel for panel in panels(with_it) if panel.name not in NAMELESS] == named
    assert "1 pick whose names are not revealed yet" in said(by_name(with_it)["left_out"])
    after = shown([*before, revealed(picked(newest, decision))])
    assert after.waiting == 0 and after.n == found.n + 1


def test_demo_and_drafts_are_counted_out_by_reason() -> None:
    demo = revealed(picked(asked("a", "b", number=1), "A"))
    demo = replace(demo, comparison=replace(demo.comparison, demo=True))
    drafts = asked("a", "b", number=2)
    changed = tuple(replace(c, kind="draft", member=None) for c in drafts.comparison.candidates)
    drafts = replace(drafts, comparison=replace(drafts.comparison, candidates=changed))
    found = shown([demo, revealed(picked(drafts, "A"))])
    assert found.n == 0 and found.picked == 1
    assert found.counts.left_out == {"demo": 1, "drafts": 1}
    assert sum(row.n for row in found.board.rows) == 0
    assert "1 pick made among drafts." in said(by_name(found)["left_out"])


def test_early_picks_and_drafts_are_reported_apart_with_their_arms() -> None:
    early = [revealed(picked(asked("a", "b", "c", number=i), "B", still_writing=1)) for i in range(3)]
    drafts = asked("x", "y", number=9)
    files = [
        replace(c, kind="draft", member=None, name=f"{c.letter}.md") for c in drafts.comparison.candidates
    ]
    drafts = replace(drafts, comparison=replace(drafts.comparison, candidates=tuple(files)))
    known = revealed(picked(asked("a", "b", number=5), "A"))
    found = shown([*early, revealed(picked(drafts, "A")), known])
    panel = by_name(found)["apart"]
    assert panel.n == 4 and not any(isinstance(row, Bar) for row in panel.rows), "no bar looks like a rating"
    assert "3 picks made while others still wrote." in said(panel) and "b: picked 3 of 3 times" in said(panel)
    assert "1 pick made among drafts.\nA.md: picked 1 of 1 time\nB.md: picked 0 of 1 time" in said(panel)
    assert found.n == 1 and {row.arm.model: row.n for row in found.board.rows}["b"] == 1
    assert "apart" not in by_name(shown([known])), "nothing to say is not said"


def test_an_early_pick_that_was_made_again_when_all_had_ended_is_not_early() -> None:
    record = picked(asked("a", "b", number=1), "A", still_writing=1)
    found = shown([revealed(picked(record, "B"))])
    assert [one.n for one in found.apart] == [0, 0] and found.n == 1


def test_a_scope_holds_young_comparisons_of_one_panel() -> None:
    records = [revealed(picked(asked("a", "b", number=i), "A")) for i in range(4)]
    other = replace(records[3].comparison, panel="other")
    records[3] = replace(records[3], comparison=other)
    since = NOW + timedelta(hours=2)
    assert shown(records).n == 4
    assert shown(records, scope=Scope(since=since)).n == 2
    assert shown(records, scope=Scope(panel="other")).n == 1
    assert shown(records, scope=Scope(since, "panel")).n == 1
    assert shown(records, scope=Scope(panel="other")).panels == ("other", "panel")


def test_a_tag_narrows_the_leaderboard_and_its_costs() -> None:
    taste = replace(PLANTED, tags={"db": (0.0, 0.0, 0.0, 0.0), "prose": (0.0, 0.0, 0.0, 0.0)})
    records = lived(taste, 160)
    found = shown(records, tag="db")
    assert 50 <= found.board.n == found.n < 160 and found.tags == shown(records).tags
    assert by_name(found)["leaderboard"].title == "Leaderboard #db"
    assert by_name(found)["weeks"].n == found.n and 0 < found.habits.n <= found.n
    calls = sum(row.availability.n for row in found.board.rows if row.availability)
    assert calls == found.n * 3, "answers to other questions are not counted with these"
    assert panels(shown(records, tag="nothing")) == ()


def test_with_one_arm_alone_nothing_is_ranked_and_no_process_is_dropped() -> None:
    records = lived(PLANTED, 60)
    alone = by_name(shown(records, grouping="persona"))["leaderboard"]
    assert "nothing to compare" in alone.meaning and not [r for r in alone.rows if isinstance(r, Bar)]
    assert "drop" not in by_name(shown(records, grouping="process"))


def test_picks_made_knowing_names_stand_beside_the_blind_ones() -> None:
    records = lived(PLANTED, 60)
    knowing = [revealed(picked(asked("m0", "m2", number=100 + i), "A", blind=False)) for i in range(3)]
    found = shown([*records, *knowing])
    assert found.n == 60
    assert "knowing" not in said(by_name(found)["leaderboard"])
    assert "m0 100% (44–100) n=3" in said(by_name(found, knowing=True)["leaderboard"])
    assert "no pick made knowing names" in said(by_name(shown(records), knowing=True)["leaderboard"])


def test_processes_without_data_are_one_quiet_line() -> None:
    found = by_name(shown(lived(PLANTED, 60)))
    assert said(found["unknown"]).strip() == (
        "no synthesis yet, no critique round yet, no change of mind yet, no judge yet"
    )
    assert all(isinstance(row, Said) and row.quiet for row in found["unknown"].rows)


def test_a_synthesis_and_a_revision_that_met_their_originals_have_panels() -> None:
    records = lived(PLANTED, 60)
    synthesised = later(asked("a", "b", number=70), "synthesis", "judge")
    revised = later(asked("a", "b", number=71), "revision", "a")
    found = by_name(
        shown(
            [
                *records,
                revealed(picked(retested(synthesised, "CAB"), "C")),
                revealed(picked(retested(revised, "CA"), "A")),
            ]
        )
    )
    assert "in 100% (21–100) of 1 ballot, where luck gives 33%" in found["synthesis"].meaning
    assert "won 0 times, lost 1" in found["critique"].meaning
    assert said(found["unknown"]).strip() == "no change of mind yet, no judge yet"


def test_reviewers_are_shown_by_what_the_person_accepted_whole_rounds_apart() -> None:
    record = revealed(answered("m1", "m2", "m3"))
    for one in critiques(record, "A"):
        record = with_issues(record, one, "vague")
    (group,) = raised_in(record).groups("A")
    record = replace(record, decisions=decide(group, True, record.comparison.id, NOW))
    panel = by_name(shown([*lived(PLANTED, 60), record]))["reviewers"]
    assert panel.title == "Which reviewer is worth it? (rounds on some answers)" and panel.n == 2
    assert [row.note for row in panel.rows if isinstance(row, Bar)] == [
        "raised 1, decided 1 · not voted on"
    ] * 2
    assert "100% (21–100)" in said(panel)


def test_weeks_and_reasons_are_the_newest() -> None:
    records = []
    for week in range(WEEKS + 3):
        record = picked(asked("a", "b", number=week * 168), "A", why=f"reason  {week}", tags=("db",))
        records.append(revealed(record))
    found = by_name(shown(records))
    assert len(found["weeks"].rows) == WEEKS and "of 15 weeks" in found["weeks"].meaning
    quotes = [row.text for row in found["reasons"].rows if isinstance(row, Said)]
    assert quotes[0] == "“reason 14”" and len(quotes) == 6
    assert found["reasons"].rows[0] == Bar("#db", "15", 1.0, note="100%")


def test_two_seats_of_one_model_keep_names_that_part_them() -> None:
    seats = member("big/one", persona="Be brief."), member("big/one"), member("other/two")
    records = [revealed(picked(asked(*seats, number=i), "A")) for i in range(3)]
    rows = by_name(shown(records))["so_far"].rows
    names = {row.text.split(":")[0] for row in rows if isinstance(row, Said)}
    assert names == {"one", "one “Be brief.”", "two"}


def test_an_unknown_cost_is_said_and_a_free_model_is_free() -> None:
    records = [revealed(picked(asked("a", "b", number=i, cost=None), "A")) for i in range(60)]
    assert "cost unknown" in said(by_name(shown(records))["answers"])
    free = [revealed(picked(asked("a", "b", number=i, cost=0.0), "A")) for i in range(60)]
    assert "free" in said(by_name(shown(free))["answers"])
    paid = [revealed(picked(asked("a", "b", number=i, failed=()), "A")) for i in range(60)]
    answers = said(by_name(shown(paid))["answers"])
    assert "$0.010 a pick ($0.010–0.011), $0.60 in 60 comparisons" in answers
    assert "no pick for $0.60 in 60 comparisons" in answers
