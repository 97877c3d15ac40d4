"""What the dashboard says of a year whose truths are known: all of them, and nothing that is false."""

from __future__ import annotations

import random
import re
from math import exp

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.dashboard import Dashboard, dashboard
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.panel import Bar, Said
from fusion_tui.core.taste.panels import panels
from fusion_tui.core.taste.questions.leaderboard import Row
from fusion_tui.core.taste.questions.overlap import RECENT
from fusion_tui.core.taste.questions.tradeoff import trade_offs
from tests.core.taste import year as made
from tests.core.taste.year import COST, DRAFTS, EARLY, KNOWING, KNOWN, NAMES, NOTHING, PICKS


def _dashboard(records: tuple[Record, ...], **asked: str) -> Dashboard:
    return dashboard(records, random.Random(1), recent=records[-RECENT:], **asked)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return made.year()


@pytest.fixture(scope="module")
def found(records: tuple[Record, ...]) -> Dashboard:
    return _dashboard(records)


@pytest.fixture(scope="module")
def nothing() -> Dashboard:
    """Of a person without preferences or habits, whom nothing helps."""
    return _dashboard(made.year(NOTHING))


def near(share: Share, truth: float) -> None:
    """The truth is within 3.3 standard errors; once in 1,000 times it would not be."""
    error = (truth * (1 - truth) / share.n) ** 0.5
    assert share.value is not None and abs(share.value - truth) < 3.3 * error


def row_of(found: Dashboard, name: str) -> Row:
    return next(row for row in found.board.rows if row.arm.model == name.lower())


def test_every_arm_stands_where_it_truly_is(found: Dashboard) -> None:
    arms = KNOWN.taste.arms
    mean = sum(arms) / len(arms)
    for name, truth in zip(NAMES, arms, strict=True):
        rating = row_of(found, name).equal_length
        assert rating
        share = 1 / (1 + exp(mean - truth))
        wide = 1.7 * (rating.share.high - rating.share.low) / 2
        assert abs(rating.share.value - share) < wide, name


def test_the_best_arm_is_on_top_and_the_weakest_at_the_bottom(found: Dashboard) -> None:
    names = [row.arm.model for row in found.board.rows]
    assert (names[0], names[-1]) == ("ada", "hal")
    top = found.board.rows[0].as_shown
    assert top and top.best > 0.95
    assert found.board.lead and found.board.lead.first.model == "ada"


def test_another_arm_is_best_for_its_tag(records: tuple[Record, ...], found: Dashboard) -> None:
    design = _dashboard(records, tag="design")
    assert design.board.rows[0].arm.model == "bo", "it is worth 1.25 there, Ada .9"
    code = _dashboard(records, tag="code")
    assert code.board.rows[0].arm.model == "ada"


def test_picks_of_another_kind_are_counted_apart_and_move_nothing(
    records: tuple[Record, ...], found: Dashboard
) -> None:
    left = found.counts.left_out
    assert found.n == PICKS
    assert (left["knowing"], left["writing"], left["drafts"]) == (KNOWING, EARLY, DRAFTS)
    assert [(one.kind, one.n) for one in found.apart] == [("writing", EARLY), ("drafts", DRAFTS)]
    blind = tuple(r for r in records if r.pick and r.pick.blind and not r.pick.still_writing)
    only = tuple(r for r in blind if not r.comparison.demo and r.comparison.candidates[0].member)
    assert len(only) == PICKS
    shown = [row.as_shown for row in found.board.rows]
    assert [row.as_shown for row in _dashboard(only).board.rows] == shown


def test_the_habits_of_the_person_are_found_and_no_others(found: Dashboard) -> None:
    first, *others = found.habits.slots
    assert first.concluded and first.picked.low > first.expected
    assert not any(slot.concluded and slot.picked.low > slot.expected for slot in others)
    longest = found.habits.longest
    assert longest.picked.low > longest.expected and not found.habits.first_finished.concluded
    repeat = found.habits.repeat.same
    near(repeat, KNOWN.again)
    assert repeat.n > 40


def test_whoever_fails_does_not_look_better_for_it(found: Dashboard) -> None:
    availability = row_of(found, "Gus").availability
    assert availability
    near(availability.answers, 1 - KNOWN.fails)
    others = [row.availability for row in found.board.rows if row.arm.model != "gus"]
    assert all(one and one.answers.value == 1 for one in others)


def test_what_is_dear_and_weak_is_named_and_nothing_that_is_good(found: Dashboard) -> None:
    dropped = {drop.arm.model for drop in found.drops}
    below = {name.lower() for name, worth in zip(NAMES, KNOWN.taste.arms, strict=True) if worth < 0}
    assert "hal" in dropped and dropped <= below
    beaten = {one.arm.model: {arm.model for arm in one.beaten_by} for one in trade_offs(found.board)}
    assert "ada" in beaten["hal"] and not beaten["ada"]
    cost = row_of(found, "Hal").cost
    assert cost and cost.total_usd and cost.total_usd == pytest.approx(COST[-1] * row_of(found, "Hal").n)
    assert cost.per_win_usd == pytest.approx(cost.total_usd / cost.wins.count)


def test_only_what_may_be_the_best_is_said_to_be(found: Dashboard) -> None:
    assert found.next_up and {arm.model for arm in found.next_up.likely} <= {"ada"}
    assert len(found.next_up.arms) == 4 and "each may be your best" not in found.next_up.meaning


def test_a_seat_that_says_the_same_shows(found: Dashboard) -> None:
    most, second = found.overlaps[:2]
    assert {most.one.model, most.other.model} == {"dee", "eli"} and most.median > 0.5
    assert second.median == 0


def test_two_that_are_nearly_equal_are_not_told_apart(found: Dashboard) -> None:
    dee, eli = (row_of(found, name).equal_length for name in ("Dee", "Eli"))
    assert dee and eli and dee.share.low < eli.share.value and eli.share.high > dee.share.value


def test_what_rounds_bring_is_found(found: Dashboard) -> None:
    whole, subset = found.critiques
    near(whole.better, KNOWN.revised)
    assert whole.evidence.concluded and whole.better.n > 80 and subset.n == 0
    fused = found.synthesis
    assert fused.evidence.concluded and fused.picked.low > fused.chance and fused.n > 40
    mind = found.mind
    near(Share(mind.changed, mind.n), KNOWN.changed)


def test_judges_and_reviewers_are_what_they_are(found: Dashboard) -> None:
    judge, second = found.judges
    # It takes the person's pick in .6, and by luck in one of four of the others.
    assert judge.agreement and judge.position and second.position and second.length
    near(judge.agreement, KNOWN.judge + (1 - KNOWN.judge) / 4)
    assert judge.position.first == judge.position.last == 0
    bias = second.position.bias
    # Where its own answer stands, in half of the cases, it takes that one in .25 whatever comes first.
    assert bias and bias.low <= KNOWN.first * (1 - KNOWN.own / 2) <= bias.high
    assert second.self_preference and second.self_preference.low > 0 and judge.self_preference is None
    assert second.length.low > 0, "it likes length more than the person does"
    (whole, subset) = found.reviewers
    assert not whole.n and len(subset.yields) == len(NAMES)
    for one in subset.yields:
        near(one.accepted, KNOWN.accepted[NAMES.index(one.reviewer.capitalize())])


def test_the_panel_of_judges_says_what_each_leans_to(found: Dashboard) -> None:
    (panel,) = [panel for panel in panels(found) if panel.name == "judges"]
    said = [row.text for row in panel.rows if isinstance(row, Said)]
    second = said.index(next(text for text in said if text.startswith("the second took")))
    leans = [text.partition(":")[0] for text in said[second:]]
    assert "It leans to what stands first" in leans
    assert "It takes its own model's answer more often than you" in leans
    assert "Length weighs more with it than with you" in leans
    first = "".join(said[:second])
    assert "No lean to first or last places shows" in first and "It takes its own" not in first
    assert {"the longest", "you, again"} <= {row.label for row in panel.rows if isinstance(row, Bar)}


def test_of_somebody_without_preferences_nothing_is_claimed(nothing: Dashboard) -> None:
    board = nothing.board
    assert board.lead and not board.lead.concluded and not nothing.drops
    assert not any(one.beaten_by for one in trade_offs(board))
    mine = nothing.habits
    assert not any(habit.concluded for habit in (*mine.slots, mine.longest, mine.first_finished))
    assert not nothing.synthesis.evidence.concluded
    assert not any(critique.evidence.concluded for critique in nothing.critiques)
    assert len(nothing.judges) == 2
    for judge in nothing.judges:
        assert judge.above_luck and judge.above_luck.low < 0 < judge.above_luck.high


def test_no_sentence_of_the_panels_claims_it_either(nothing: Dashboard) -> None:
    said = [p.meaning for p in panels(nothing)]
    said += [row.text for p in panels(nothing) for row in p.rows if isinstance(row, Said)]
    concluded = re.compile(r"(?<!not )concluded|more than luck|proven to be|Beaten at both|helps you")
    claims = [text for text in said if concluded.search(text) and not text.startswith("Nothing: no arm is")]
    assert claims == []
    # The second judge does take the longest, and the person does not.
    leans = [text.partition(":")[0] for text in said if text.startswith(("It leans", "It takes", "Length"))]
    assert leans == ["Length weighs with it about as with you", "Length weighs more with it than with you"]


def test_every_panel_of_the_dashboard_is_there(found: Dashboard) -> None:
    shown = {panel.name for panel in panels(found)}
    assert shown == set(
        "leaderboard answers money alike next drop synthesis critique reviewers mind judges habits weeks "
        "reasons apart left_out".split()
    )
