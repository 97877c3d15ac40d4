"""Which reviewer is worth it?"""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.critique import ballots, every_target, raised_in
from fusion_tui.core.issues import decide
from fusion_tui.core.models import Record
from fusion_tui.core.taste.questions.reviewers import IssueFate, fates, reviewers, yields
from tests.core.critique.rounds import answered, critiques, with_issues
from tests.core.critique.test_voting import voting
from tests.helpers.fakes import NOW


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


def decided(record: Record, target: str, claim: str, accepted: bool) -> Record:
    """The person decides a point."""
    groups = [group for group in raised_in(record).groups(target) if group.claim == claim]
    rows = [row for group in groups for row in decide(group, accepted, record.comparison.id, NOW)]
    return replace(record, decisions=(*record.decisions, *rows))


def test_a_record_tells_what_became_of_every_issue() -> None:
    record = answered("m1", "m2", "m3")
    by_b, by_c = critiques(record, "A")
    record = with_issues(with_issues(record, by_b, "loses writes"), by_c, "nobody owns it", "typo")
    for asked in ballots(raised_in(record), ["A"], 1):
        record = voting(record, asked, worth=asked.about["juror"] == "C")
    record = decided(decided(record, "A", "loses writes", True), "A", "typo", False)
    whole, subset = fates([record])
    names = {c.letter: c.member.model for c in record.comparison.candidates if c.member}
    assert whole == ()
    assert sorted(subset, key=str) == sorted(
        [
            IssueFate(names["B"], True, True, True),
            IssueFate(names["C"], True, False, None),
            IssueFate(names["C"], True, False, False),
        ],
        key=str,
    )


def test_whole_rounds_are_kept_apart_and_weak_stances_and_the_demo_left_out() -> None:
    record = answered("m1", "m2", "m3")
    for asked in critiques(record, *every_target(record.comparison)):
        record = with_issues(record, asked, "vague")
    for asked in critiques(record, "A", stance="weak"):
        record = with_issues(record, asked, "another claim", "vague")
    whole, subset = reviewers([record])
    assert (whole.rounds, whole.n, len(whole.yields)) == ("whole", 6, 3)
    assert (subset.rounds, subset.n) == ("subset", 0)
    demo = replace(record, comparison=replace(record.comparison, demo=True))
    assert [found.n for found in reviewers([demo])] == [0, 0]


def test_what_was_read_twice_or_not_at_all_counts_once_or_never() -> None:
    record = answered("m1", "m2", "m3")
    asked = critiques(record, "A")[0]
    record = with_issues(with_issues(record, asked, "vague"), asked, "vague")
    assert [found.n for found in reviewers([record])] == [0, 1]
