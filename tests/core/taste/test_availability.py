"""Who answers when asked."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.models import Record, Status
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.availability import asked_calls, availability
from tests.core.taste.people import arm, asked, later


def ending(record: Record, *statuses: Status, attempts: int = 1) -> Record:
    calls = [replace(c, status=s, attempts=attempts) for c, s in zip(record.calls, statuses, strict=True)]
    return replace(record, calls=tuple(calls))


def served(record: Record, version: str) -> Record:
    """Every answer and call says which version it came from; failures say nothing."""
    calls = [replace(c, model_served=None if c.status == "failed" else version) for c in record.calls]
    candidates = [replace(c, model_served=version if c.text else None) for c in record.comparison.candidates]
    return replace(
        record, comparison=replace(record.comparison, candidates=tuple(candidates)), calls=tuple(calls)
    )


def test_failures_count_against_an_arm_and_stops_do_not() -> None:
    records = [
        ending(asked("a", number=1), "complete"),
        ending(asked("a", number=2), "truncated"),
        ending(asked("a", number=3), "failed", attempts=3),
        ending(asked("a", number=4), "stopped"),
        ending(asked("a", number=5), "interrupted"),
        ending(asked("a", number=6), "writing"),
    ]
    (found,) = availability(asked_calls(records))
    assert (found.arm, found.answers.count, found.n) == (arm("a"), 2, 3)
    assert (found.stopped, found.sent_again) == (2, 2)
    assert found.meaning == "fake/a answered 2 of the 3 times it was asked."


def test_a_failure_belongs_to_the_version_that_was_served_before_it() -> None:
    """Or a model that times out would look better for it: its failures would be another arm's."""
    records = [
        asked("a", number=1, failed=["a"]),
        served(asked("a", number=2), "a-1"),
        asked("a", number=3, failed=["a"]),
        served(asked("a", number=4), "a-2"),
        asked("a", number=5, failed=["a"]),
    ]
    found = {one.arm: one.answers for one in availability(asked_calls(records))}
    assert {a.model: (share.count, share.n) for a, share in found.items()} == {"a-1": (1, 3), "a-2": (1, 2)}


def test_an_arm_that_never_answers_is_counted_under_the_name_that_was_asked_for() -> None:
    (found,) = availability(asked_calls([asked("a", failed=["a"])], "model"))
    assert (found.arm, found.answers.count, found.n) == (Arm("a"), 0, 1)


def test_revisions_and_syntheses_are_processes_of_their_own() -> None:
    record = later(later(asked("a"), "revision", "a"), "merge")
    written = [replace(record.calls[0], id=f"call {x}", letter=x, role="reviser") for x in "BC"]
    record = replace(record, calls=(*record.calls, *written))
    (member,) = availability(asked_calls([record]))
    assert (member.arm, member.n) == (arm("a"), 1)
    assert [a.arm.label for a in availability(asked_calls([record], "process"))] == [
        "answer",
        "merge",
        "revision",
    ]


def test_demos_and_other_roles_are_left_out() -> None:
    record = asked("a")
    demo = replace(record, comparison=replace(record.comparison, demo=True))
    judged = replace(record, calls=tuple(replace(c, role="judge", letter=None) for c in record.calls))
    assert availability(asked_calls([demo, judged])) == ()
