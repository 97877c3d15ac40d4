"""A candidate without its text says of it what the text itself would have said."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from fusion_tui.core.models import Candidate, Record
from fusion_tui.core.taste.measured import Measured, chars_of, counted_style, measured, no_style
from fusion_tui.core.taste.questions.habits import habits
from fusion_tui.core.taste.questions.leaderboard import leaderboard
from fusion_tui.core.taste.style import Style
from tests.core.taste.people import Taste, history

ANSWER = Candidate("A", text="# Yes\n\n- **one**\n- two", reasoning="hm", status="complete")


def test_the_text_is_gone_and_its_counts_are_there() -> None:
    lean = measured(ANSWER)
    assert (lean.text, lean.reasoning) == ("", "")
    assert chars_of(lean) == chars_of(ANSWER) == len(ANSWER.text)
    assert counted_style(lean) == counted_style(ANSWER) == Style(6, 1, 1, 2)
    assert no_style(ANSWER) == Style()
    assert measured(lean) is lean
    assert replace(lean, model_served="v2").style == lean.style


@pytest.mark.parametrize("text", ["", " \n\u2003", "x"])
@pytest.mark.parametrize("status", ["complete", "failed", "interrupted"])
def test_it_can_be_picked_as_before(text: str, status: str) -> None:
    candidate = replace(ANSWER, text=text, status=status)  # type: ignore[arg-type]
    assert measured(candidate).pickable == candidate.pickable


def test_every_figure_is_the_same_without_the_texts() -> None:
    taste = Taste((1.2, 0.0, -0.5), words=0.8, tie=-1.0, none=-1.5)
    whole = history(taste, random.Random(3), 90)
    lean = [without_texts(record) for record in whole]
    assert all(isinstance(c, Measured) for record in lean for c in record.comparison.candidates)
    assert leaderboard(lean, random.Random(1)) == leaderboard(whole, random.Random(1))
    assert habits(lean) == habits(whole)


def without_texts(record: Record) -> Record:
    candidates = tuple(map(measured, record.comparison.candidates))
    return replace(record, comparison=replace(record.comparison, candidates=candidates))
