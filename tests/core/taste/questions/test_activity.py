"""How much there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest

from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.activity import counts, overlap, overlaps, phrases, picks_a_week
from tests.core.taste.people import arm, asked, member, picked, undone


def on(record: Record, day: int) -> Record:
    """Its picks moved by so many days."""
    rows = [replace(p, created_at=p.created_at + timedelta(days=day)) for p in record.picks]
    return replace(record, picks=tuple(rows))


def test_picks_are_counted_by_week_and_empty_weeks_are_shown() -> None:
    record = picked(asked("a", "b"), "A")
    weeks = picks_a_week([record, on(record, 1), on(record, 21), undone(record)])
    assert [(w.label, w.n) for w in weeks] == [
        ("2026-W48", 2),
        ("2026-W49", 0),
        ("2026-W50", 0),
        ("2026-W51", 1),
    ]
    assert weeks[0].monday == date(2026, 11, 23)
    assert weeks[0].meaning == "You picked in 2 comparisons in the week from 2026-11-23."
    assert picks_a_week([]) == () and picks_a_week([asked("a")]) == ()


def test_a_week_begins_where_the_person_is() -> None:
    record = on(picked(asked("a", "b"), "A"), -1)
    east = timezone(timedelta(hours=13))
    assert picks_a_week([record])[0].label == "2026-W48"
    assert picks_a_week([on(record, -1)])[0].label == "2026-W47"
    assert picks_a_week([on(record, -1)], east)[0].label == "2026-W48"


def test_below_fifty_picks_there_are_only_counts() -> None:
    records = [
        picked(asked("a", "b", number=1), "A", tags=["clear", "short"]),
        picked(asked("a", "b", number=2), "A=B", tags=["clear"]),
        picked(asked("a", "b", number=3), "none"),
        picked(asked("a", "b", number=4), "A", blind=False),
        picked(asked("a", "b", number=5), "skip"),
        picked(asked("a", "b", number=6), "skip"),
    ]
    found = counts(records)
    assert found.meaning == "n=3, 3 more do not count · too early, about 47 more."
    assert (found.wins[arm("a")].count, found.wins[arm("a")].n) == (1.5, 3)
    assert dict(found.outcomes) == {"best": 1, "tie": 1, "none": 1}
    assert list(found.tags.items()) == [("clear", 2), ("short", 1)]
    assert found.reasons == ("2 picks skipped.", "1 pick made knowing names.")
    assert counts([]).meaning == "n=0 · too early, about 50 more."


def test_enough_picks_need_no_excuse() -> None:
    found = counts([picked(asked("a", "b", number=i), "A") for i in range(50)])
    assert (found.early, found.meaning) == ("", "n=50.")


def test_answers_that_share_phrases_overlap() -> None:
    same, other = phrases("Use a queue, then retry."), phrases("use a QUEUE then **retry** twice")
    assert overlap(same, same) == 1.0
    assert overlap(same, other) == pytest.approx(3 / 4)
    assert overlap(same, phrases("nothing in common here")) == 0.0
    assert phrases("one two") == {("one", "two")}
    assert overlap(phrases(""), phrases("")) == 1.0


def test_the_median_over_questions_is_told_for_every_two_members() -> None:
    texts = [
        {"a": "one two three four", "b": "one two three four", "c": "x y z"},
        {"a": "one two three four", "b": "one two three five", "c": "x y z"},
        {"a": "one two three four", "b": "six seven eight", "c": "x y z"},
    ]
    records = [asked("a", "b", "c", number=i, texts=t) for i, t in enumerate(texts)]
    first, *rest = overlaps(records)
    assert (first.left, first.right, first.n) == (arm("a"), arm("b"), 3)
    assert first.median == pytest.approx(1 / 3)
    assert first.meaning == (
        "Half of the time fake/a and fake/b share at least 33% of their three-word phrases (n=3)."
    )
    assert [pair.median for pair in rest] == [0.0, 0.0]


def test_a_model_is_compared_with_itself_when_it_sits_twice() -> None:
    record = asked("a", member("a", name="a #2"), "b", failed=["b"])
    (pair,) = overlaps([record])
    assert (pair.left, pair.right, pair.median) == (arm("a"), arm("a"), 1.0)
    demo = replace(record, comparison=replace(record.comparison, demo=True))
    assert overlaps([demo]) == ()
