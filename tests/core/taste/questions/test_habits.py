"""What is found out about the person."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.habits import habits
from tests.core.taste.people import asked, picked, retested


def test_nothing_is_known_of_somebody_who_never_picked() -> None:
    found = habits([])
    assert (found.n, found.slots, found.longest.n, found.repeat.n) == (0, (), 0, 0)
    assert found.repeat.meaning.startswith("No comparison was shown to you again yet")
    assert found.longest.meaning == "No pick tells yet whether you favour the longest answer."


def test_somebody_who_takes_what_stands_first_is_told_so() -> None:
    rng = random.Random(1)
    records = [picked(asked("a", "b", "c", number=i), "A" if rng.random() < 0.7 else "C") for i in range(60)]
    found = habits(records)
    first, second, _ = found.slots
    assert first.concluded and first.expected == pytest.approx(1 / 3)
    assert first.picked.low > first.expected and second.picked.count == 0
    assert first.meaning.startswith("You picked what stood in place 1 in ")
    assert first.meaning.endswith("where luck gives 33%: more than luck.")
    assert second.meaning.endswith("less than luck.")
    assert found.meaning.startswith("In 60 blind picks luck does not explain how often you picked what stood")


def test_somebody_without_a_habit_is_told_nothing() -> None:
    rng = random.Random(2)
    records = [picked(asked("a", "b", "c", number=i), rng.choice("ABC")) for i in range(60)]
    found = habits(records)
    assert not any(h.concluded for h in (*found.slots, found.longest, found.first_finished))
    assert found.meaning == "In 60 blind picks no habit shows that luck could not explain."
    assert found.slots[0].meaning.endswith("where luck gives 33%: luck can explain that.")


def test_places_are_counted_among_what_was_shown() -> None:
    records = [picked(asked("a", "b", "c", number=i, failed=["a"]), "B") for i in range(10)]
    found = habits(records)
    assert [(s.picked.count, s.n) for s in found.slots] == [(10, 10), (0, 10)]


def test_ballots_of_different_sizes_have_each_their_own_luck() -> None:
    records = [picked(asked("a", "b", number=i), "A") for i in range(3)]
    records += [picked(asked("a", "b", "c", "d", number=10 + i), "D") for i in range(1)]
    found = habits(records)
    assert found.slots[0].expected == pytest.approx((3 / 2 + 1 / 4) / 4)
    assert [s.n for s in found.slots] == [4, 4, 1, 1]


def test_the_longest_answer_and_the_first_to_finish() -> None:
    texts = {"a": "one", "b": "one two three", "c": "one two"}
    records = [picked(asked("a", "b", "c", number=i, texts=texts), "B", finished="CAB") for i in range(12)]
    found = habits(records)
    assert (found.longest.picked.count, found.longest.n) == (12, 12)
    assert (found.first_finished.picked.count, found.first_finished.n) == (0, 12)
    assert found.longest.concluded
    assert found.longest.meaning.endswith("more than luck; a longer answer may also be the better one.")


def test_equally_long_answers_say_nothing_about_length() -> None:
    record = picked(asked("a", "b", texts={"a": "one two", "b": "two one"}), "A", finished="")
    found = habits([record])
    assert (found.longest.n, found.first_finished.n) == (0, 0)


def test_picks_that_fell_on_no_single_candidate_show_no_habit() -> None:
    records = [
        picked(asked("a", "b", number=i), decision) for i, decision in enumerate(["A=B", "none", "skip"])
    ]
    assert habits(records).n == 0


def repeated(before: str, after: str, number: int, order: str = "CAB") -> Record:
    return picked(retested(picked(asked("a", "b", "c", number=number), before), order), after)


def test_old_comparisons_shown_again_tell_how_steady_picks_are() -> None:
    decisions = [("A", "A"), ("B", "B"), ("C", "C"), ("A", "B"), ("A", "A=B"), ("A=B", "A")]
    records = [repeated(before, after, i) for i, (before, after) in enumerate(decisions)]
    found = habits(records).repeat
    assert (found.same.count, found.n) == (3, 5)
    assert found.above_luck and found.above_luck.value == pytest.approx((3 - 5 / 3) / (5 - 5 / 3))
    assert "no judge can be expected to agree with you more often" in found.meaning


def test_only_the_first_repeat_among_the_same_answers_counts() -> None:
    record = picked(retested(repeated("A", "B", 1), "BCA"), "A")
    assert habits([record]).repeat.same.count == 0
    assert habits([repeated("A", "A", 2, order="BA")]).repeat.n == 0
    knowing = repeated("A", "A", 3)
    last = replace(knowing.picks[-1], blind=False)
    assert habits([replace(knowing, picks=(knowing.picks[0], last))]).repeat.n == 0
