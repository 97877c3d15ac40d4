"""Judges with biases that were planted, and what is found of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from math import exp, log2

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.questions.judges import (
    ENOUGH_CASES,
    Judgement,
    JudgeReport,
    judge_reports,
    judgements_of,
    positions,
)
from tests.core.critique.rounds import answered
from tests.core.judging import helpers
from tests.core.taste.people import Taste, asked, history, picked, retested

Decide = Callable[[Record, tuple[str, ...]], str]
"""What a judge takes, given the order in which it sees the letters."""

PERSON = Taste((0.6, 0.2, -0.2, -0.6))


def records(count: int = 300, taste: Taste = PERSON, seed: int = 1) -> list[Record]:
    return history(taste, random.Random(seed), count, seats=2)


def judged(seen: list[Record], decide: Decide, model: str = "judge", both: bool = True) -> list[Judgement]:
    """Every comparison as it stood on the screen, and in the reverse order."""
    found = []
    for record in seen:
        order = record.comparison.letters
        for letters in (order, order[::-1]) if both else (order,):
            found.append(Judgement("J", model, record.comparison.id, letters, decide(record, letters)))
    return found


def report(seen: list[Record], decide: Decide, model: str = "judge") -> JudgeReport:
    (found,) = judge_reports(seen, judged(seen, decide, model))
    return found


def mine(record: Record) -> str:
    assert record.pick and record.pick.best
    return record.pick.best


def test_a_judge_that_takes_what_i_take_agrees_and_has_no_bias() -> None:
    found = report(records(), lambda record, letters: mine(record))
    assert found.agreement and found.agreement.value == 1 and found.n == 300
    assert found.above_luck and found.above_luck.value == pytest.approx(1.0)
    assert found.position and (found.position.first, found.position.last) == (0, 0)
    assert found.length and found.length.value == pytest.approx(0.0, abs=1e-6)
    assert found.ranks is None, "four arms are too few for ranks"
    assert found.meaning.startswith("J took your pick in 100% (99–100) of 300 comparisons")


def test_a_judge_that_throws_a_coin_agrees_by_luck() -> None:
    rng = random.Random(2)
    found = report(records(), lambda record, letters: rng.choice(letters))
    assert found.above_luck and found.above_luck.low < 0 < found.above_luck.high


def test_a_planted_liking_for_the_first_place_is_recovered() -> None:
    """In .3 of its judgements it takes what comes first, else what I took: bias .3."""
    rng = random.Random(3)
    found = report(records(), lambda record, letters: letters[0] if rng.random() < 0.3 else mine(record))
    assert found.position and found.position.bias
    assert found.position.n == 300 and found.position.last == 0
    assert found.position.bias.low <= 0.3 <= found.position.bias.high
    consistent = found.position.consistency
    assert consistent.low <= 0.7 <= consistent.high


def test_a_planted_liking_for_its_own_model_is_recovered() -> None:
    """It takes its own model's answer in .5 of the cases where I did not."""
    rng, seen = random.Random(4), records()

    def decide(record: Record, letters: tuple[str, ...]) -> str:
        own = [c.letter for c in record.comparison.candidates if c.member and c.member.model == "m2"]
        return own[0] if own and rng.random() < 0.5 else mine(record)

    (found,) = judge_reports(seen, judged(seen, decide, model="m2", both=False))
    cases = [r for r in seen if any(c.member and c.member.model == "m2" for c in r.comparison.candidates)]
    not_mine = sum(r.comparison.candidate(mine(r)).name != "name of m2" for r in cases) / len(cases)
    assert found.self_preference and found.self_preference.low > 0
    assert found.self_preference.low <= 0.5 * not_mine <= found.self_preference.high
    (fair,) = judge_reports(seen, judged(seen, lambda r, _: mine(r), model="m2", both=False))
    assert fair.self_preference and fair.self_preference.value == 0


def test_a_planted_liking_for_length_is_recovered() -> None:
    """A doubling of words is worth .8 logits to ten judges, and nothing to ten people."""
    lengths = []
    for seed in range(10):
        rng = random.Random(seed)

        def decide(record: Record, letters: tuple[str, ...], rng: random.Random = rng) -> str:
            words = [len(record.comparison.candidate(letter).text.split()) for letter in letters]
            (best,) = rng.choices(letters, [exp(0.8 * log2(1 + count)) for count in words])
            return best

        found = report(records(seed=seed), decide)
        assert found.length
        lengths.append(found.length)
    assert sum(number.low <= 0.8 <= number.high for number in lengths) >= 8
    assert all(number.low > 0 for number in lengths)


def test_a_judge_is_compared_with_two_rules_that_need_no_judge() -> None:
    texts = {"a": "long " * 30, "b": "short"}
    seen = [picked(asked("a", "b", number=i, texts=texts), "A" if i % 4 else "B") for i in range(40)]
    found = report(seen, lambda record, letters: "A")
    assert found.longest and found.longest.count == 30
    assert found.constant and found.constant[0] == Arm("a") and found.constant[1].count == 30
    assert found.agreement and found.agreement.count == 30


def test_where_the_favourite_did_not_stand_luck_decides() -> None:
    seen = [picked(asked("a", "b", number=i), "A") for i in range(30)]
    seen += [picked(asked("b", "c", number=50 + i), "A") for i in range(10)]
    found = report(seen, lambda record, letters: "A")
    assert found.constant and found.constant[1].count == pytest.approx(35)


def test_below_thirty_cases_nothing_is_said() -> None:
    early = report(records(ENOUGH_CASES - 1), lambda record, letters: mine(record))
    assert (early.n, early.agreement, early.position, early.length) == (29, None, None, None)
    assert early.meaning == "J judged 29 comparisons that you decided: too early, about 1 more."
    assert report(records(ENOUGH_CASES), lambda record, letters: mine(record)).agreement


def test_picks_made_after_a_verdict_are_no_test_of_the_judge() -> None:
    seen = records(40)
    told = [replace(r, picks=(replace(r.picks[0], seen_verdict=True),)) for r in seen[:5]]
    assert report(told + seen[5:], lambda record, letters: mine(record)).n == 35


def test_what_could_not_be_read_agrees_with_nothing() -> None:
    seen = records(40)
    judgements = judged(seen, lambda record, letters: mine(record), both=False)
    garbled = [replace(j, best=None) if i < 10 else j for i, j in enumerate(judgements)]
    (found,) = judge_reports(seen, garbled)
    assert found.agreement and (found.agreement.count, found.n) == (30, 40)


def test_other_candidates_or_a_second_opinion_do_not_count() -> None:
    seen = records(30)
    judgements = judged(seen, lambda record, letters: mine(record), both=False)
    again = [replace(j, best=next(x for x in j.order if x != j.best)) for j in judgements]
    other = [replace(j, judge="K", order=(*j.order, "Z")) for j in judgements]
    first, stranger = judge_reports(seen, [*judgements, *again, *other])
    assert first.agreement and first.agreement.value == 1
    assert (stranger.judge, stranger.n) == ("K", 0)


def test_my_own_steadiness_is_the_ceiling() -> None:
    record = picked(retested(picked(asked("a", "b"), "A"), "BA"), "A")
    (found,) = judge_reports([record], [Judgement("J", "m", record.comparison.id, ("A", "B"), "A")])
    assert (found.ceiling.count, found.ceiling.n) == (1, 1)


def test_rankings_are_compared_from_six_arms_on() -> None:
    taste = Taste((1.5, 0.9, 0.3, -0.3, -0.9, -1.5))
    found = report(records(300, taste), lambda record, letters: mine(record))
    assert found.ranks and found.ranks.value == pytest.approx(1.0) and found.ranks.low > 0.5


def test_only_reversed_pairs_that_could_be_read_show_a_position() -> None:
    def judgement(order: str, best: str | None, comparison: str = "1") -> Judgement:
        return Judgement("J", "m", comparison, tuple(order), best)

    both = [judgement("ABC", "A"), judgement("BAC", "B"), judgement("CBA", "C"), judgement("CBA", "A")]
    assert (positions(both).n, positions(both).first) == (1, 1)
    last = [judgement("AB", "B", "2"), judgement("BA", "A", "2")]
    assert (positions(both + last).first, positions(both + last).last) == (1, 1)
    assert positions([judgement("AB", None), judgement("BA", "B")]).n == 0


def test_rankings_that_judges_gave_are_their_judgements() -> None:
    record = helpers.ranked(answered(), ["B", "A", "C"], ["AB", "C"])
    first, reverse = judgements_of([record])
    assert (first.best, reverse.best) == ("B", None), "what shares the first place is no single best"
    assert first.order == reverse.order[::-1] and sorted(first.order) == ["A", "B", "C"]
    assert (first.judge, first.model) == ("the judge", "judge-model")
    unread = helpers.judged(answered(), helpers.wish(answered(), "rank"), lambda call: "no")
    assert [one.best for one in judgements_of([unread])] == [None, None], "it agrees with nothing"
