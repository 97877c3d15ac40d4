"""Which arm do I prefer, and how sure is that?"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.evidence import Stratum, e_value
from fusion_tui.core.taste.questions.leaderboard import ENOUGH_OF_ONE, Leaderboard, leaderboard
from tests.core.taste.people import Taste, arm, asked, history, later, member, picked, retested

CLEAR = Taste((1.5, 0.0, -0.5, -1.0), first=0.3, tie=-1.5, none=-1.5)


def board(count: int = 150, taste: Taste = CLEAR, seats: int = 3, **view: object) -> Leaderboard:
    records = history(taste, random.Random(1), count, seats)
    return leaderboard(records, random.Random(2), **view)  # type: ignore[arg-type]


def test_without_a_pick_the_board_says_how_many_are_missing() -> None:
    empty = leaderboard([], random.Random(1))
    assert (empty.n, empty.rows, empty.lead) == (0, (), None)
    assert empty.meaning == "0 blind picks: too early, about 50 more before any arm can be ranked."


def test_below_fifty_picks_nobody_is_ranked() -> None:
    early = board(49)
    assert early.early == "too early, about 1 more"
    assert all(row.as_shown is None and row.equal_length is None for row in early.rows)
    assert sum(row.wins.count for row in early.rows) > 30
    assert board(50).early == "" and board(50).rows[0].as_shown


def test_the_preferred_arm_leads_with_an_interval_and_a_sentence() -> None:
    found = board()
    first = found.rows[0]
    assert first.arm == arm("m0") and first.as_shown and first.equal_length
    assert 1000 < first.as_shown.score.low < first.as_shown.score.value < first.as_shown.score.high
    assert first.as_shown.share.low > 0.5 and first.as_shown.best > 0.95
    assert first.meaning.startswith(
        "Of two answers, fake/m0's and your average arm's, you would pick fake/m0's"
    )
    assert found.lead and (found.lead.first, found.lead.concluded) == (arm("m0"), True)
    assert found.meaning == found.lead.meaning and found.meaning.endswith("; concluded.")
    assert sum(row.as_shown.best for row in found.rows if row.as_shown) == pytest.approx(1.0)
    assert sum(row.as_shown.effect.value for row in found.rows if row.as_shown) == pytest.approx(0.0)


def test_a_rating_says_whether_an_arm_is_good_enough_at_all() -> None:
    found = {row.arm.model: row.good_enough for row in board(300).rows}
    best, worst = found["m0"], found["m3"]
    picky = Taste((0.5, 0.5), none=-1.0, tags={"go": (0.0, 0.0), "sql": (-2.0, -2.0)})
    for tag, often in (("go", True), ("sql", False)):
        (row, _) = board(300, picky, tag=tag, seats=2).rows
        assert row.good_enough and (row.good_enough.value > 0.6) == often
    assert best and worst and best.low > 0.5 and worst.high < best.low
    bare = board(60, Taste((0.5, 0.0, -0.5)))
    assert all(row.good_enough is None for row in bare.rows)


def test_a_leader_found_among_many_pairs_needs_evidence_for_having_looked_at_all() -> None:
    found = board(80)
    assert found.lead and len(found.rows) == 4
    direct = Stratum(round(found.lead.picks.count), found.lead.n)
    assert found.lead.evidence.e == pytest.approx(e_value([direct]) / 6)


def test_a_lead_that_direct_meetings_contradict_is_not_concluded() -> None:
    """m1 wins so often against m4 that it leads, though it always loses to the second."""
    pairs = [("m0", "m1"), ("m0", "m2"), ("m0", "m3"), ("m2", "m1"), ("m3", "m1")] * 40
    records = [picked(asked(*pair, number=i), "AB"[pair == ("m0", "m1")]) for i, pair in enumerate(pairs)]
    records += [picked(asked("m1", "m4", number=500 + i), "A") for i in range(200)]
    found = leaderboard(records, random.Random(1))
    assert found.lead and (found.lead.first, found.lead.second) == (arm("m1"), arm("m2"))
    assert found.lead.evidence.concluded and not found.lead.concluded
    assert found.meaning.endswith("not concluded, their direct meetings say the opposite.")


def test_enough_picks_but_no_two_arms_on_enough_ballots() -> None:
    records = [picked(asked("m0", f"new {i}", number=i), "A") for i in range(60)]
    found = leaderboard(records, random.Random(1))
    assert found.lead is None and found.rows[0].as_shown
    assert found.meaning == "60 blind picks, but no two arms stood on enough ballots to compare."


def test_a_lead_that_luck_can_explain_is_not_concluded() -> None:
    found = board(80, Taste((0.0, 0.0, 0.0)))
    assert found.lead and not found.lead.evidence.concluded
    assert found.lead.evidence.more.text in found.meaning and "not concluded" in found.meaning


def test_an_arm_that_hardly_ever_stood_there_is_not_ranked() -> None:
    records = history(CLEAR, random.Random(1), 60)
    records += [picked(asked("m1", "new", number=100 + i), "B") for i in range(3)]
    found = leaderboard(records, random.Random(2))
    last = found.rows[-1]
    assert (last.arm, last.n, last.as_shown) == (arm("new"), 3, None)
    assert last.early == f"too early, about {ENOUGH_OF_ONE - 3} more"
    assert last.meaning == "fake/new stood on 3 ballots: too early, about 17 more."


def test_an_arm_that_always_fails_stands_on_the_board_with_its_availability() -> None:
    records = [picked(asked("m0", "m1", "down", number=i, failed=["down"]), "A") for i in range(60)]
    found = leaderboard(records, random.Random(1))
    down = found.rows[-1]
    assert (down.arm, down.n, down.as_shown) == (arm("down"), 0, None)
    assert down.availability and (down.availability.answers.count, down.availability.n) == (0, 60)


def test_picks_made_knowing_names_stand_beside_and_change_nothing() -> None:
    blind = history(CLEAR, random.Random(1), 80)
    knowing = [picked(asked("m0", "m3", number=500 + i), "B", blind=False) for i in range(40)]
    alone, both = (leaderboard(records, random.Random(2)) for records in (blind, blind + knowing))
    assert [row.as_shown for row in both.rows] == [row.as_shown for row in alone.rows]
    m3 = next(row for row in both.rows if row.arm == arm("m3"))
    assert (m3.knowing.count, m3.knowing.n) == (40, 40)
    assert both.left_out == {"knowing": 40}


def test_at_equal_length_the_wordy_arm_is_nothing_special() -> None:
    """m1 is picked because it writes four times as much."""
    rng, records = random.Random(3), []
    for number in range(200):
        words = {"m0": rng.choice((100, 200, 400)), "m1": rng.choice((200, 400, 800))}
        models = rng.sample(sorted(words), 2)
        (best,) = rng.choices(models, [words[m] ** 1.2 for m in models])
        record = asked(*models, number=number, texts={m: "word " * words[m] for m in models})
        records.append(picked(record, "AB"[models.index(best)], offered=("best",)))
    found = {row.arm.model: row for row in leaderboard(records, random.Random(1)).rows}
    wordy = found["m1"]
    assert wordy.as_shown and wordy.equal_length
    assert wordy.as_shown.share.low > 0.5
    assert wordy.equal_length.effect.low < 0 < wordy.as_shown.effect.value - wordy.equal_length.effect.value


def test_a_tag_has_a_board_of_its_own() -> None:
    taste = Taste((0.5, 0.0, -0.5), tags={"go": (0.0, 0.0, 0.0), "sql": (-2.0, 0.0, 2.0)})
    records = history(taste, random.Random(1), 300, seats=2)
    overall, sql = (leaderboard(records, random.Random(2), tag=tag) for tag in (None, "sql"))
    assert sql.n < overall.n == 300
    assert sql.rows[0].arm == arm("m2") and sql.rows[-1].arm == arm("m0")
    few = leaderboard(records, random.Random(2), tag="rust")
    assert few.n == 0 and few.early


def test_arms_are_grouped_by_model_and_persona() -> None:
    calm = member("m0", persona="You are calm.")
    records = [picked(asked("m0", calm, "m1", number=i), "B") for i in range(60)]
    models = leaderboard(records, random.Random(1), grouping="model")
    assert {row.arm for row in models.rows} == {Arm("m0"), Arm("m1")}
    personas = leaderboard(records, random.Random(1), grouping="persona")
    assert [row.arm.label for row in personas.rows] == ["“You are calm.”", "no persona"]


def test_processes_are_ranked_by_retest_ballots_alone() -> None:
    rng, records = random.Random(1), []
    for number in range(60):
        record = later(picked(asked("m0", "m1", number=number), "A"), "synthesis", "s")
        order = "".join(rng.sample("ABC", 3))
        records.append(picked(retested(record, order), "C" if rng.random() < 0.7 else "A"))
    found = leaderboard(records, random.Random(1), grouping="process")
    assert found.n == 60 and found.left_out == {"arena": 60}
    assert [row.arm.label for row in found.rows] == ["synthesis by s", "answer"]


def test_the_board_says_which_picks_were_advised_or_cut() -> None:
    records = history(CLEAR, random.Random(1), 60)
    records[0] = replace(records[0], picks=(replace(records[0].picks[0], seen_verdict=True),))
    pick = records[1].picks[0]
    shown = tuple(replace(s, cut_input=True) for s in pick.shown)
    records[1] = replace(records[1], picks=(replace(pick, shown=shown),))
    found = leaderboard(records, random.Random(1))
    assert (found.advised, found.cut) == (1, 1)


def test_the_same_records_and_seed_give_the_same_board() -> None:
    assert board(60) == board(60)
