"""Reviewers who say the same are counted together, and nobody else is."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.issues import Finder, Group, Issue, group_issues
from fusion_tui.core.issues.grouping import ALIKE, alike
from fusion_tui.core.models import Document
from tests.core.issues.pairs import PAIRS

TEXT = """\
# Storage

Writes go to the primary and are acknowledged before replication, so a failover loses nothing.

# Ingest

The queue grows as needed. Retries continue for a day.
"""
FINDER = Finder([Document("plan.md", TEXT, "0" * 64, len(TEXT))])


def issue(reviewer: str, claim: str, quote: str = "", severity: str = "major") -> Issue:
    return Issue(reviewer, severity, claim, quote)  # type: ignore[arg-type]  # tests name severities


def claims(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    return [tuple(f"{i.reviewer}: {i.claim}" for i in group.issues) for group in groups]


def test_what_is_called_the_same_is_the_same_in_nineteen_of_twenty_pairs() -> None:
    assert len(PAIRS) == 60
    said_same = [label for one, other, label in PAIRS if alike(one, other) >= ALIKE]
    precision = sum(said_same) / len(said_same)
    recall = sum(said_same) / sum(label for *_, label in PAIRS)
    wrong = [(one, other) for one, other, label in PAIRS if alike(one, other) >= ALIKE and not label]
    assert precision >= 0.95, wrong
    assert recall >= 0.6, [(a, b) for a, b, label in PAIRS if label and alike(a, b) < ALIKE]


def test_alike_does_not_depend_on_the_order() -> None:
    assert all(alike(one, other) == alike(other, one) for one, other, _ in PAIRS)
    assert alike("", "x") == alike("the of", "the of") == 0.0, "nothing is alike to nothing"


def test_passages_that_overlap_by_half_are_one_issue() -> None:
    groups = group_issues(
        [
            issue("A", "Loses data", "acknowledged before replication, so a failover loses nothing"),
            issue("C", "Contradicts itself", "before replication, so a failover loses nothing"),
            issue("B", "Unbounded", "The queue grows as needed."),
        ],
        FINDER,
    )
    assert claims(groups) == [("A: Loses data", "C: Contradicts itself"), ("B: Unbounded",)]
    assert groups[0].reviewers == ("A", "C")
    place = groups[0].place
    assert place is not None and (place.document, place.first_line, place.how) == ("plan.md", 3, "exact")


def test_a_word_inside_a_long_passage_is_another_issue() -> None:
    long = "Writes go to the primary and are acknowledged before replication, so a failover loses nothing."
    groups = group_issues(
        [issue("A", "Loses data", long), issue("B", "Which one?", "the primary and")], FINDER
    )
    assert len(groups) == 2


def test_one_reviewer_who_raises_two_issues_is_not_two_reviewers() -> None:
    twice = [issue("A", "Loses data", "so a failover"), issue("A", "Loses data", "so a failover")]
    assert [group.reviewers for group in group_issues(twice, FINDER)] == [("A",), ("A",)]


def test_two_issues_of_one_reviewer_stay_two_whatever_others_say_of_both() -> None:
    groups = group_issues(
        [
            issue("C", "A failover loses writes", "so a failover loses nothing"),
            issue("C", "The queue has no limit", "The queue grows as needed."),
            issue("D", "The queue has no limit", "so a failover loses nothing"),
            issue("E", "Nobody limits retries", "Retries continue for a day."),
        ],
        FINDER,
    )
    assert claims(groups) == [
        ("C: The queue has no limit", "D: The queue has no limit"),
        ("C: A failover loses writes",),
        ("E: Nobody limits retries",),
    ], "like both by as much, D goes with the one that says the same"


def test_who_is_like_two_goes_with_the_one_it_is_more_like() -> None:
    long = "Writes go to the primary and are acknowledged before replication"
    groups = group_issues(
        [
            issue("A", "Ends early", "go to the primary and are acknowledged"),
            issue("A", "Begins late", "and are acknowledged before replication"),
            issue("B", "Whole", long),
        ],
        FINDER,
    )
    assert claims(groups) == [("A: Ends early", "B: Whole"), ("A: Begins late",)]


@given(st.randoms(use_true_random=False), st.integers(2, 30))
def test_no_group_holds_two_issues_of_one_reviewer(rng: random.Random, size: int) -> None:
    pool = [claim for pair in PAIRS[:12] for claim in pair[:2]]
    quotes = ["", "The queue grows as needed.", "so a failover loses nothing", "a failover loses nothing"]
    issues = [issue(rng.choice("ABCD"), rng.choice(pool), rng.choice(quotes)) for _ in range(size)]
    groups = group_issues(issues, FINDER)
    assert all(len(group.issues) == len(group.reviewers) for group in groups)
    assert sorted(i.key for group in groups for i in group.issues) == sorted(i.key for i in issues)


@given(st.randoms(use_true_random=False), st.permutations("ABCD"))
def test_who_sits_where_makes_no_difference(rng: random.Random, seats: list[str]) -> None:
    pool = {claim for pair in PAIRS[:12] for claim in pair[:2]}
    quotes = ["", "The queue grows as needed.", "so a failover loses nothing", "a failover loses nothing"]
    told = [
        (rng.choice("ABCD"), claim, rng.choice(quotes))
        for claim in sorted(pool)
        for _ in range(rng.randrange(3))
    ]
    letters = dict(zip("ABCD", seats, strict=True))

    def grouped(names: dict[str, str]) -> list[list[tuple[str, str]]]:
        groups = group_issues([issue(names[who], *said) for who, *said in told], FINDER)
        return sorted(sorted((i.claim, i.quote) for i in group.issues) for group in groups)

    assert grouped(letters) == grouped({letter: letter for letter in "ABCD"})


def test_the_most_severe_comes_first_then_what_more_say_then_as_the_document_goes() -> None:
    groups = group_issues(
        [
            issue("A", "Late", "Retries continue for a day."),
            issue("A", "Early", "Writes go to the primary"),
            issue("B", "Shared by two"),
            issue("C", "Shared by two"),
            issue("C", "Worst", severity="blocker"),
            issue("C", "Small", severity="minor"),
        ],
        FINDER,
    )
    assert [group.claim for group in groups] == ["Worst", "Shared by two", "Early", "Late", "Small"]


def test_a_group_is_as_severe_as_its_most_severe_issue() -> None:
    (group,) = group_issues(
        [issue("A", "Loses data", severity="minor"), issue("B", "Loses the data", severity="blocker")], FINDER
    )
    assert (group.severity, group.claim) == ("blocker", "Loses the data")


@given(st.randoms(use_true_random=False), st.integers(2, 40))
def test_any_order_gives_the_same_groups(rng: random.Random, size: int) -> None:
    pool = [claim for pair in PAIRS for claim in pair[:2]]
    quotes = ["", "The queue grows as needed.", "so a failover loses nothing", "Retries continue"]
    issues = [issue(rng.choice("ABCD"), rng.choice(pool), rng.choice(quotes)) for _ in range(size)]
    shuffled = issues.copy()
    rng.shuffle(shuffled)
    assert group_issues(issues, FINDER) == group_issues(shuffled, FINDER)
