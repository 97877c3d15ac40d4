"""Whatever a record holds, every question has an answer, and the answer is a sentence with sound numbers."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from math import isnan
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Grouping
from fusion_tui.core.taste.availability import asked_calls, availability
from fusion_tui.core.taste.observations import observe
from fusion_tui.core.taste.questions.activity import counts, overlaps, picks_a_week
from fusion_tui.core.taste.questions.habits import habits
from fusion_tui.core.taste.questions.judges import Judgement, judge_reports
from fusion_tui.core.taste.questions.leaderboard import leaderboard
from fusion_tui.core.taste.questions.mind import change_of_mind
from fusion_tui.core.taste.questions.next_up import compare_next
from fusion_tui.core.taste.questions.processes import critique, synthesis
from fusion_tui.core.taste.questions.reviewers import IssueFate, yields
from tests.helpers.any_record import TEXTS, any_records

RECORDS = st.lists(any_records(), max_size=3)
MAYBE = st.none() | st.booleans()


@given(RECORDS, st.sampled_from(get_args(Grouping)))
@settings(max_examples=40)
def test_every_question_has_an_answer(records: list[Record], grouping: Grouping) -> None:
    rng = random.Random(1)
    sound(leaderboard(records, rng, grouping=grouping))
    sound(availability(asked_calls(records, grouping)))
    sound(counts(records, grouping))
    sound(overlaps(records, grouping))
    sound(picks_a_week(records[:1]))
    sound(habits(records))
    sound((synthesis(records, rng), critique(records, rng), change_of_mind(records)))
    seen = observe(records, grouping)
    arms = [option.arm for choice in seen.choices for option in choice.options]
    sound(compare_next(arms, seen.choices, 2, rng))


@given(RECORDS, st.data())
@settings(max_examples=40)
def test_every_judge_and_reviewer_has_a_report(records: list[Record], data: st.DataObject) -> None:
    judgements = [
        Judgement(
            "J",
            data.draw(TEXTS),
            record.comparison.id,
            tuple(data.draw(st.permutations(record.comparison.letters))),
            data.draw(st.none() | st.sampled_from([*record.comparison.letters, "Z"])),
        )
        for record in records
    ]
    sound(judge_reports(records, judgements))
    issues = data.draw(st.lists(st.builds(IssueFate, TEXTS, MAYBE, MAYBE, MAYBE), max_size=5))
    sound(yields(issues))


def sound(answer: object) -> None:
    """No number in it is unknown to arithmetic, counts are not negative, and it can be told."""
    if isinstance(answer, float):
        assert not isnan(answer)
    elif isinstance(answer, (tuple, list)):
        for part in answer:
            sound(part)
    elif is_dataclass(answer):
        for field in fields(answer):
            sound(getattr(answer, field.name))
        assert getattr(answer, "n", 0) >= 0
        meaning = getattr(answer, "meaning", "Yes.")
        assert meaning.endswith(".")
