"""What the person decided stands, whatever is read or raised later."""

from __future__ import annotations

from datetime import timedelta

from fusion_tui.core.issues import (
    Finder,
    Group,
    Issue,
    accepted_of,
    decide,
    group_issues,
    standing,
    state_of,
    updated,
)
from fusion_tui.core.models import Decision
from tests.helpers.fakes import NOW

FINDER = Finder(())
ONE = Issue("A", "major", "the queue has no limit", "as needed")
SAME = Issue("B", "minor", "The queue has no limit.")
OTHER = Issue("B", "blocker", "writes are lost")


def test_the_newest_decision_of_an_issue_stands_and_one_taken_back_is_none() -> None:
    rows = [
        Decision("c", issue, accepted, NOW + timedelta(seconds=n))
        for n, (issue, accepted) in enumerate([("x", True), ("y", True), ("x", False), ("y", None)])
    ]
    assert standing(rows) == {"x": False}


def test_deciding_a_point_decides_every_issue_that_makes_it() -> None:
    (group,) = group_issues([ONE, SAME], FINDER)
    made = decide(group, True, "c", NOW)
    assert {row.issue for row in made} == {ONE.key, SAME.key} and len({ONE.key, SAME.key}) == 2
    assert state_of(group, standing(made)) == "accepted"
    assert state_of(group, standing(decide(group, False, "c", NOW))) == "dismissed"
    assert state_of(group, {}) == "open"


def test_who_joins_an_accepted_point_later_does_not_open_it() -> None:
    (alone,) = group_issues([ONE], FINDER)
    decided = standing(decide(alone, True, "c", NOW))
    (joined,) = group_issues([ONE, SAME], FINDER)
    assert state_of(joined, decided) == "accepted"
    assert accepted_of(group_issues([ONE, SAME, OTHER], FINDER), decided) == (joined,)


def test_late_replies_are_added_below_and_nothing_moves() -> None:
    before = group_issues([ONE], FINDER)
    after = group_issues([ONE, SAME, OTHER], FINDER)
    assert [group.claim for group in after] == ["writes are lost", ONE.claim], "the most severe comes first"
    kept = updated(before, after)
    assert [group.claim for group in kept] == [ONE.claim, "writes are lost"]
    assert kept[0].reviewers == ("A", "B"), "who joined is counted"
    assert updated((), after) == after


def test_who_goes_with_another_point_later_leaves_the_first_where_it_was() -> None:
    (queue,) = group_issues([ONE, SAME], FINDER)
    (alone,), (other,) = group_issues([ONE], FINDER), group_issues([OTHER], FINDER)
    joined = Group((OTHER, SAME), None)
    assert updated((queue, other), (joined, alone)) == (alone, joined)


def test_a_key_tells_reviewers_claims_and_quotes_apart_and_nothing_else() -> None:
    assert ONE.key == Issue("A", "minor", ONE.claim, ONE.quote, "why", "fix", "Risky").key
    others = [Issue("B", "major", ONE.claim, ONE.quote), Issue("A", "major", ONE.claim), SAME]
    assert len({ONE.key, *(issue.key for issue in others)}) == 4
