"""Who reviews whom, who is left out, and what it comes to before it starts."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.critique import (
    Wish,
    consultations,
    default_targets,
    estimate,
    every_target,
    hidden_among,
    original_of,
    plan,
    round_of,
)
from fusion_tui.core.models import Candidate, Member, Price, Reveal
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.core.critique.rounds import answered, asked_of, critiques, replied, with_candidates
from tests.helpers.fakes import NOW

OUTSIDE = Member("fake", "outside", "An outsider")


def test_the_members_review_a_target_and_nobody_its_own() -> None:
    made = plan(answered(), Wish(("B",)))
    assert [(pair.seat, pair.target) for pair in made.pairs] == [("A", "B"), ("C", "B")]
    assert not made.left_out and not made.whole


def test_all_is_every_answer_and_is_told_from_a_few() -> None:
    record = answered()
    made = plan(record, Wish(every_target(record.comparison)))
    assert len(made.pairs) == 6 and made.whole
    assert all(pair.seat != pair.target for pair in made.pairs)


def test_who_failed_takes_no_part_and_is_named_by_letter() -> None:
    record = answered(failed=("C",))
    made = plan(record, Wish(("A", "C")))
    assert [(pair.seat, pair.target) for pair in made.pairs] == [("B", "A")]
    assert made.left_out == ("C has no text and is not reviewed.", "C failed and reviews nothing.")
    assert not any("name of" in said for said in made.left_out)


def test_one_that_still_writes_is_not_reviewed_yet() -> None:
    record = answered()
    live = replace(record.comparison.candidate("B"), status="writing")
    record = replace(record, comparison=record.comparison.with_candidate(live))
    made = plan(record, Wish(("B",)))
    assert made.pairs == () and made.left_out == ("B is still writing and is not reviewed.",)


def test_an_author_with_nothing_else_to_review_is_told() -> None:
    record = answered()
    only = record.comparison.candidate("B").member
    assert only
    made = plan(record, Wish(("B",), reviewers=(only,)))
    assert made.pairs == () and made.left_out == ("B reviews nothing: nobody reviews its own text.",)


def test_reviewers_from_outside_get_a_number_and_keep_it() -> None:
    record = answered()
    second = Member("fake", "second", "Another outsider")
    first_call, second_call = critiques(record, "B", reviewers=(OUTSIDE, second))
    assert [asked_of(c).reviewer for c in (first_call, second_call)] == ["r1", "r2"]
    # The one that was asked second is heard first, and the other never.
    later = replied(record, second_call, "{}")
    third = Member("fake", "third", "A third outsider")
    asked = critiques(later, "B", reviewers=(third, second, second))
    assert [(asked_of(c).reviewer, c.member) for c in asked] == [("r2", second), ("r3", third)]


def test_the_usual_target_is_the_pick_then_the_focus() -> None:
    record = answered()
    assert default_targets(record) == () and default_targets(record, "B") == ("B",)
    for groups, expected in (([["C"], ["A"]], ("C",)), ([["A", "B"]], ("A", "B"))):
        pick = make_pick(
            Choice.of(groups),
            record.comparison,
            record.ballots[0],
            revealed=False,
            around=Circumstances((), None),
            now=NOW,
            new_id=lambda: "p",
        )
        assert default_targets(replace(record, picks=(pick,)), "B") == expected


def test_a_revision_takes_its_originals_place_and_counts_as_the_next_round() -> None:
    record = answered()
    author = record.comparison.candidate("A").member
    revision = Candidate("D", "revision", author, text="Better.", status="complete", inputs=("A",))
    again = replace(revision, letter="E", inputs=("D",))
    failed = replace(revision, letter="F", inputs=("B",), text="", status="failed")
    comparison = with_candidates(record, revision, again, failed).comparison
    assert every_target(comparison) == ("B", "C", "E")
    assert [round_of(comparison, letter) for letter in "ADE"] == [1, 2, 3]
    assert original_of(comparison, "E") == "A"
    made = plan(with_candidates(record, revision, again, failed), Wish(("E",)))
    assert [pair.seat for pair in made.pairs] == ["B", "C"]


def test_revisions_that_name_each_other_end() -> None:
    one = Candidate("D", "revision", text="x", status="complete", inputs=("E",))
    record = with_candidates(answered(), one, replace(one, letter="E", inputs=("D",)))
    assert round_of(record.comparison, "D") == 2 and original_of(record.comparison, "D") == "E"


def test_drafts_need_reviewers_from_outside() -> None:
    record = answered()
    drafts = tuple(replace(c, kind="draft", member=None) for c in record.comparison.candidates)
    record = replace(record, comparison=replace(record.comparison, candidates=drafts))
    assert plan(record, Wish(("A",))).pairs == ()
    assert len(plan(record, Wish(("A", "B"), reviewers=(OUTSIDE,))).pairs) == 2


def test_a_cross_look_is_every_authors_own_and_needs_another_answer() -> None:
    record = answered()
    made = plan(record, Wish(every_target(record.comparison), depth="cross-look"))
    assert [(pair.seat, pair.target) for pair in made.pairs] == [("A", "A"), ("B", "B"), ("C", "C")]
    assert consultations(made, record.comparison, 1) == ()
    alone = plan(answered(failed=("B", "C")), Wish(("A",), depth="cross-look"))
    assert alone.pairs == () and alone.left_out == ("A has no other answer to look at.",)


def test_calls_tokens_and_cost_are_known_before() -> None:
    asked = critiques(answered(), "A", "B")
    known = estimate(asked, "issues", {f"m{n}": Price(1.0, 10.0) for n in (1, 2, 3)})
    assert known.calls == 4 and known.output_tokens == 4 * 900
    sent = sum(-(-len(m.content.encode()) // 4) for a in asked for m in a.messages)
    assert known.input_tokens == sent
    assert known.cost_usd == (sent * 1.0 + 3600 * 10.0) / 1_000_000
    assert estimate(asked, "issues", {"m1": Price(1.0, 1.0)}).cost_usd is None
    assert estimate(asked, "note", {}).output_tokens == 4 * 200


def test_while_names_are_hidden_the_estimate_does_not_tell_who_is_missing() -> None:
    record = answered()
    prices = {f"m{n}": Price(float(n), float(n)) for n in (1, 2, 3)}
    costs = {
        target: estimate(critiques(record, target), "note", prices, hidden_among(record)).cost_usd
        for target in "ABC"
    }
    sizes = {target: sum(len(m.content) for m in critiques(record, target)[0].messages) for target in "ABC"}
    (each,) = {round((costs[t] or 0) * 1_000_000 / 2 / (sizes[t] / 4 + 200), 1) for t in "ABC"}
    assert each == 2.0, "the mean of all three prices, whoever is left out"
    assert hidden_among(replace(record, reveals=(Reveal("x", NOW, "b"),))) == ()


def test_an_answer_that_names_its_author_is_told_before_it_is_sent() -> None:
    record = answered(texts={"A": "As Claude, I would use Postgres.", "B": "Use SQLite.", "C": "Both."})
    assert plan(record, Wish(("A",))).notes == ("A names its author, and its reviewers will read that.",)
    assert plan(record, Wish(("B",))).notes == ()
