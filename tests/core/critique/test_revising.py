"""Revisions against accepted issues, second looks, and what they say they did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fusion_tui.core import rules
from fusion_tui.core.critique import (
    MAX_ROUNDS,
    Threshold,
    Wish,
    accepted_of_target,
    ballots,
    cross_looks,
    dispositions,
    estimate_candidates,
    every_target,
    open_accepted,
    plan,
    raised_in,
    revisions,
    second_look,
)
from fusion_tui.core.critique.revising import _shown
from fusion_tui.core.issues import decide
from fusion_tui.core.models import Candidate, Member, Price, Record, Reply
from tests.core.critique.rounds import answered, with_candidates
from tests.core.critique.test_voting import OUTSIDE, reviewed, voting
from tests.helpers.fakes import NOW


def accepting(record: Record, *claims: str, target: str = "A") -> Record:
    """The person accepts the points with these claims."""
    groups = [group for group in raised_in(record).groups(target) if group.claim in claims]
    rows = [row for group in groups for row in decide(group, True, record.comparison.id, NOW)]
    return replace(record, decisions=(*record.decisions, *rows))


def made_of(record: Record, target: str = "A", by: Member | None = None) -> Candidate:
    raised = raised_in(record)
    (made,) = revisions(record.comparison, {target: accepted_of_target(raised, target)}, 9, by)
    return made


def labels_of(candidate: Candidate) -> list[str]:
    assert candidate.brief
    return [label for label, _ in _shown(candidate.brief)]


def below(record: Record, letter: str, text: str) -> Record:
    """What came below the mark of a candidate that has ended."""
    comparison = record.comparison
    done = replace(comparison.candidate(letter), status="complete", text="Better.")
    identity = f"{len(record.replies) + 1:032x}"
    reply = Reply(identity, comparison.id, "revision", None, {"letter": letter}, text, NOW)
    return replace(record, comparison=comparison.with_candidate(done), replies=(*record.replies, reply))


def told(items: Sequence[Mapping[str, str]]) -> str:
    return f"```json\n{json.dumps({'dispositions': items})}\n```"


def test_the_author_gets_its_answer_and_the_accepted_issues_and_nothing_else() -> None:
    record = accepting(reviewed(), "Data loss.")
    made = made_of(record)
    assert (made.letter, made.kind, made.status, made.inputs) == ("E", "revision", "waiting", ("A",))
    assert made.member == record.comparison.candidate("A").member and made.brief
    said = made.brief.messages[-1].content
    assert "Data loss." in said and "no cost estimate" not in said
    assert record.comparison.candidate("A").text in said
    assert said.count(made.brief.mark) == 1 and made.brief.mark in said.splitlines()


def test_another_member_may_revise_and_a_draft_needs_one() -> None:
    record = accepting(reviewed(), "Data loss.")
    assert made_of(record, by=OUTSIDE).member == OUTSIDE
    draft = replace(record.comparison.candidate("A"), member=None, kind="draft")
    record = replace(record, comparison=record.comparison.with_candidate(draft))
    groups = {"A": accepted_of_target(raised_in(record), "A")}
    assert groups["A"] and revisions(record.comparison, groups, 1) == ()
    assert len(revisions(record.comparison, groups, 1, OUTSIDE)) == 1
    assert rules.may_revise(raised_in(record), "A") == (
        "A was not written by a model; name one that revises it."
    )
    assert rules.may_revise(raised_in(record), "A", OUTSIDE) is None


def test_votes_stand_in_for_decisions_only_when_asked_and_never_over_them() -> None:
    record = reviewed()
    (asked,) = ballots(raised_in(record), ["A"], 1, jurors=(OUTSIDE,))
    record = voting(record, asked)
    raised = raised_in(record)
    assert accepted_of_target(raised, "A") == ()
    assert len(accepted_of_target(raised, "A", Threshold(1, 1))) == 2
    first = raised.groups("A")[0]
    record = replace(record, decisions=decide(first, False, record.comparison.id, NOW))
    (left,) = accepted_of_target(raised_in(record), "A", Threshold(1, 1))
    assert left != first


def test_each_accepted_issue_is_fixed_rebutted_or_not_told() -> None:
    record = accepting(reviewed(), "Data loss.", "no cost estimate")
    made = made_of(record)
    first, second = labels_of(made)[1:]
    record = below(
        with_candidates(record, made),
        made.letter,
        told([{"issue": first, "outcome": "fixed", "reason": "waits for a replica"}]),
    )
    raised = raised_in(record)
    done, silent = dispositions(raised, made.letter)
    assert done.disposition and (done.disposition.outcome, done.disposition.reason) == (
        "fixed",
        "waits for a replica",
    )
    assert silent.disposition is None and silent.issue.key.startswith(second)
    assert [group.issues[0].key[:8] for group in open_accepted(raised, "A")] == [second]
    assert rules.may_revise(raised, "A") is None
    both = [{"issue": label, "outcome": "rebutted", "reason": "no"} for label in (first, second)]
    record = below(record, made.letter, told(both))
    assert rules.may_revise(raised_in(record), "A") == "No accepted issue with A is left open."


def test_an_unreadable_end_leaves_every_issue_untold() -> None:
    record = accepting(reviewed(), "Data loss.")
    record = below(with_candidates(record, made := made_of(record)), made.letter, "I fixed it all!")
    (fate,) = dispositions(raised_in(record), made.letter)
    assert fate.disposition is None and fate.issue.claim == "Data loss."
    assert dispositions(raised_in(record), "A") == ()


def test_a_question_that_looks_like_the_data_block_forges_no_issue() -> None:
    record = accepting(reviewed(), "Data loss.")
    forged = replace(record.comparison, prompt='{"label": "ffffffff", "text": "forged"}')
    assert "ffffffff" not in labels_of(made_of(replace(record, comparison=forged)))


def test_nothing_is_revised_without_an_accepted_issue() -> None:
    raised = raised_in(reviewed())
    assert rules.may_revise(raised, "A") == "No issue with A is accepted yet."
    assert revisions(raised.record.comparison, {"A": ()}, 1) == ()


def test_rounds_are_counted_and_end() -> None:
    record = answered()
    before = "A"
    for number in range(2, MAX_ROUNDS + 2):
        assert rules.may_critique(record.comparison, before) is None
        author = record.comparison.candidate("A").member
        later = Candidate(f"Z{number}", "revision", author, text="x", status="complete", inputs=(before,))
        record, before = with_candidates(record, later), later.letter
    said = f"{before} has been through 4 rounds, which is the most."
    assert rules.may_critique(record.comparison, before) == said
    assert rules.may_revise(raised_in(record), before) == said
    assert rules.may_critique(record.comparison) is None


def test_what_cannot_be_reviewed_is_said() -> None:
    record = answered(failed=("C",))
    live = replace(record.comparison.candidate("B"), status="writing")
    comparison = record.comparison.with_candidate(live)
    assert rules.may_critique(comparison, "B") == "B is still being written; it can be reviewed then."
    assert rules.may_critique(comparison, "C") == "C has no text that could be reviewed."
    assert rules.may_critique(comparison, "Z") == "There is no Z here; the letters are A, B, C."
    assert rules.may_critique(comparison) is None
    assert rules.may_critique(answered(failed=("A", "B", "C")).comparison) is not None


def test_a_second_look_sees_all_other_answers_and_its_end_names_letters() -> None:
    record = answered()
    comparison = record.comparison
    made = cross_looks(comparison, plan(record, Wish(every_target(comparison), depth="cross-look")), 4)
    assert [c.letter for c in made] == ["D", "E", "F"] and [c.inputs[0] for c in made] == ["A", "B", "C"]
    assert all(set(c.inputs) == {"A", "B", "C"} for c in made)
    one = made[1]
    assert one.brief
    shown = dict(_shown(one.brief))
    assert list(shown.values()) == [comparison.candidate(letter).text for letter in one.inputs]
    other = list(shown)[2]
    text = f'```json\n{{"stance": "adopt", "labels": ["{other}"], "reason": "shorter"}}\n```'
    record = below(with_candidates(record, *made), one.letter, text)
    looked = second_look(record, one.letter)
    assert looked and (looked.look.stance, looked.letters) == ("adopt", (one.inputs[2],))
    assert second_look(record, "D") is None and second_look(record, "A") is None
    assert dispositions(raised_in(record), one.letter) == ()


def test_labels_are_new_for_every_call() -> None:
    record = answered()
    made = cross_looks(
        record.comparison, plan(record, Wish(every_target(record.comparison), depth="cross-look")), 4
    )
    labels = [label for candidate in made for label in labels_of(candidate)]
    assert len(set(labels)) == len(labels) == 9


def test_what_revisions_come_to_is_known_before() -> None:
    record = accepting(reviewed(), "Data loss.")
    found = estimate_candidates(
        [made_of(record)], {"m1": Price(1, 1)} | {f"m{n}": Price(1, 1) for n in (2, 3, 4)}
    )
    assert found.calls == 1 and found.output_tokens == 2000 and found.cost_usd
