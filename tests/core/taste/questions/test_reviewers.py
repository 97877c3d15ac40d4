"""Which reviewer is worth it?"""

from __future__ import annotations

from fusion_tui.core.taste.questions.reviewers import IssueFate, yields


def test_issues_fall_through_two_judgements_and_one_decision() -> None:
    issues = [
        IssueFate("r", True, True, True),
        IssueFate("r", True, True, False),
        IssueFate("r", True, False, None),
        IssueFate("r", False, True, None),
        IssueFate("r", False, False, False),
        IssueFate("r", None, None, True),
        IssueFate("r", True, None, None),
        IssueFate("s", None, None, None),
    ]
    first, second = yields(issues)
    assert (first.reviewer, first.raised, first.judged, first.true, first.worth_fixing) == ("r", 7, 5, 3, 2)
    assert (first.accepted.count, first.accepted.n) == (2, 4)
    assert (first.nits.count, first.nits.n) == (1, 5)
    assert (first.precision.count, first.precision.n) == (3, 5)
    assert first.meaning == (
        "Of 7 issues by r, 5 were judged: 3 true, 2 of them worth fixing; "
        "you accepted 2 of the 4 you decided on."
    )
    assert (second.n, second.judged, second.nits.value) == (1, 0, None)


def test_without_issues_there_are_no_reviewers() -> None:
    assert yields([]) == ()
