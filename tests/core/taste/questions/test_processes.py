"""Does a synthesis help, and does a critique round?"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from fusion_tui.core.critique import CritiqueAsked
from fusion_tui.core.models import Record, Reply
from fusion_tui.core.taste.questions.processes import critique, synthesis
from tests.core.taste.people import asked, later, picked, retested
from tests.helpers.fakes import NOW


def tried(number: int, decision: str, order: str = "BCA") -> Record:
    """Two answers in the arena, then a synthesis (C) among them on a retest ballot."""
    record = later(picked(asked("a", "b", number=number), "A"), "synthesis", "s")
    return picked(retested(record, order), decision)


def test_without_a_retest_nobody_knows_whether_a_synthesis_helps() -> None:
    found = synthesis([later(picked(asked("a", "b"), "A"), "synthesis", "s")], random.Random(1))
    assert (found.n, found.above_best) == (0, None)
    assert found.meaning.endswith("so nobody knows.")


def test_a_synthesis_that_wins_is_measured_against_luck() -> None:
    records = [tried(i, "C" if i % 10 else "A") for i in range(60)]
    found = synthesis(records, random.Random(1))
    assert (found.picked.count, found.n) == (54, 60)
    assert found.chance == pytest.approx(1 / 3) and found.picked.low > found.chance
    assert found.evidence.concluded and found.above_best and found.above_best.low > 0
    assert found.meaning == (
        "Among the texts it came from you picked the synthesis in 90% (80–95) of 60 ballots, "
        "where luck gives 33%; concluded."
    )


def test_a_synthesis_that_is_one_among_three_has_proved_nothing() -> None:
    records = [tried(i, "ABC"[i % 3]) for i in range(60)]
    found = synthesis(records, random.Random(1))
    assert found.picked.count == 20 and not found.evidence.concluded
    assert found.above_best and found.above_best.low < 0 < found.above_best.high + 1


def test_ties_and_refusals_are_counted_apart() -> None:
    found = synthesis([tried(1, "C"), tried(2, "C=A"), tried(3, "none")], random.Random(1))
    assert (found.n, found.ties, found.none_good) == (1, 1, 1)
    assert found.above_best is None


def test_only_blind_retest_ballots_count() -> None:
    in_the_arena = picked(later(picked(asked("a", "b"), "A"), "synthesis", "s"), "A")
    knowing = tried(1, "C")
    knowing = replace(knowing, picks=tuple(replace(p, blind=False) for p in knowing.picks))
    assert synthesis([in_the_arena, knowing], random.Random(1)).n == 0


def test_a_ballot_without_one_of_the_answers_does_not_count() -> None:
    assert synthesis([tried(1, "C", order="BC")], random.Random(1)).n == 0
    assert synthesis([tried(1, "C")], random.Random(1)).n == 1


def test_an_answer_that_failed_is_not_missed() -> None:
    record = later(picked(asked("a", "b", "c", failed=["b"]), "A"), "synthesis", "s")
    assert synthesis([picked(retested(record, "DCA"), "D")], random.Random(1)).n == 1


def made_from(record: Record, *inputs: str) -> Record:
    """The same with the newest synthesis made from these."""
    *others, last = record.comparison.candidates
    candidates = (*others, replace(last, inputs=inputs))
    return replace(record, comparison=replace(record.comparison, candidates=candidates))


def test_a_synthesis_meets_what_it_was_made_from_not_all_answers() -> None:
    fewer = made_from(later(picked(asked("a", "b", "c"), "A"), "synthesis", "s"), "A", "B")
    assert synthesis([picked(retested(fewer, "DBA"), "D")], random.Random(1)).n == 1
    assert synthesis([picked(retested(fewer, "DBAC"), "D")], random.Random(1)).n == 0

    round_of_critique = later(picked(asked("a", "b"), "A"), "revision", "a")
    more = made_from(later(round_of_critique, "synthesis", "s"), "A", "B", "C")
    assert synthesis([picked(retested(more, "DCBA"), "D")], random.Random(1)).n == 1


def test_a_synthesis_of_a_full_panel_counts_among_its_eight_inputs() -> None:
    record = later(picked(asked(*"abcdefgh"), "A"), "synthesis", "s")
    assert synthesis([picked(retested(record, "IABCDEFGH"), "I")], random.Random(1)).n == 1


def test_a_synthesis_made_from_an_earlier_one_is_the_one_that_is_measured() -> None:
    record = later(later(picked(asked("a", "b"), "A"), "synthesis", "s"), "synthesis", "s")
    record = made_from(record, "A", "C")
    lost = picked(retested(record, "DCA"), "C")
    found = synthesis([lost], random.Random(1))
    assert (found.picked.count, found.n) == (0, 1)


def test_judging_the_same_ballot_again_is_no_new_evidence() -> None:
    record = picked(retested(tried(1, "C"), "ABC"), "A")
    found = synthesis([record], random.Random(1))
    assert (found.picked.count, found.n) == (1, 1)


def revised(number: int, decision: str, *, whole: bool = True, order: str = "DB") -> Record:
    """Answers A, B by a, b; revisions C of A (unless only B was revised) and D of B; then B against D."""
    record = picked(asked("a", "b", number=number), "A")
    record = later(later(record, "revision", "a" if whole else "b"), "revision", "b")
    return picked(retested(record, order), decision)


def test_without_pairs_nobody_knows_whether_a_critique_helps() -> None:
    whole, subset = critique([], random.Random(1))
    assert (whole.n, subset.n) == (0, 0) and whole.meaning.endswith("so nobody knows.")


def test_a_revision_is_judged_against_its_own_original() -> None:
    decisions = ["D"] * 14 + ["B"] * 2 + ["B=D"] * 3 + ["none"]
    records = [revised(i, decision) for i, decision in enumerate(decisions)]
    whole, subset = critique(records, random.Random(1))
    assert (whole.better.count, whole.losses, whole.ties, whole.none_good, whole.n) == (14, 2, 3, 1, 20)
    assert whole.better.n == 16 and whole.evidence.concluded
    assert whole.meaning == (
        "In 20 blind pairs the revised answer won 14 times, lost 2 and tied 3: "
        "88% (64–97) without ties; concluded."
    )
    assert subset.n == 0


def test_pairs_that_only_tie_decide_nothing() -> None:
    whole, _ = critique([revised(1, "B=D")], random.Random(1))
    assert (whole.n, whole.better.n, whole.better.value) == (1, 0, None)
    assert "no cases without ties" in whole.meaning


def test_rounds_on_a_subset_stand_apart() -> None:
    whole, subset = critique([revised(1, "D", whole=False)], random.Random(1))
    assert (whole.n, subset.n) == (0, 1)


def test_a_pair_of_different_members_is_no_pair() -> None:
    whole, _ = critique([revised(1, "D", order="DA")], random.Random(1))
    assert whole.n == 0


def test_where_a_reviewer_was_told_of_a_weak_model_nothing_is_measured() -> None:
    record = revised(1, "D")
    asked_so = CritiqueAsked("A", "B", "weak", "issues", 1, False, "", "", 1)
    reply = Reply("e" * 32, record.comparison.id, "critique", None, asked_so.to_json(), "{}", NOW)
    kind = replace(reply, about=replace(asked_so, stance="adversarial").to_json())
    assert sum(found.n for found in critique([record], random.Random(1))) == 1
    assert sum(found.n for found in critique([replace(record, replies=(kind,))], random.Random(1))) == 1
    assert sum(found.n for found in critique([replace(record, replies=(reply,))], random.Random(1))) == 0
