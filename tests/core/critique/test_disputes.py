"""The one chance of each who raised a disputed issue, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fusion_tui.core.critique import (
    Threshold,
    accepted_of_target,
    answers_of,
    ballots,
    decided_in,
    dispute,
    dispute_told,
    evidence_of,
    raised_in,
    suggestion,
    votes_of,
)
from fusion_tui.core.export.rounds import critique_object, critique_text
from fusion_tui.core.issues import Group, decide, state_of
from fusion_tui.core.models import Record
from fusion_tui.core.replies import REPAIR
from fusion_tui.core.taste.questions.reviewers import fates
from tests.core.critique.rounds import fenced, replied
from tests.core.critique.test_raised import own
from tests.core.critique.test_voting import OUTSIDE, keys_of, reviewed, voting
from tests.helpers.fakes import NOW

CONCEDED = {"kind": "concede", "evidence": ""}
SHOWN = {"kind": "scenario", "evidence": "Cut the link."}


def loss(record: Record) -> Group:
    """The point that B and C raised with A."""
    return keys_of(raised_in(record), "A")["Data loss."]


def answering(record: Record, said: object, claim: str = "Data loss.") -> Record:
    """The next reviewer of a disputed point says this; a text cannot be read."""
    raised = raised_in(record)
    asked = dispute(raised, keys_of(raised, "A")[claim], 1, "It is acknowledged late.")
    assert asked
    return replied(record, asked, said if isinstance(said, str) else fenced(asked, said))


def accepting(record: Record, claim: str = "Data loss.", seconds: int = 0) -> Record:
    """The person accepts a point, so many seconds after the replies came."""
    group = keys_of(raised_in(record), "A")[claim]
    rows = decide(group, True, record.comparison.id, NOW + timedelta(seconds=seconds))
    return replace(record, decisions=(*record.decisions, *rows))


def test_who_shows_a_point_settles_it() -> None:
    record = reviewed()
    asked = dispute(raised_in(record), loss(record), 1, "It is acknowledged late.")
    assert asked and asked.member == record.comparison.candidate("B").member
    assert "It is acknowledged late." in asked.messages[-1].content
    assert evidence_of(loss(record), record) is None and dispute_told(loss(record), record) == ()
    shown = answering(record, SHOWN)
    found = evidence_of(loss(shown), shown)
    assert found and (found.conceded, found.text) == (False, "Cut the link.")
    assert dispute_told(loss(shown), shown) == ("B showed it with a scenario.",)
    assert dispute(raised_in(shown), loss(shown), 2) is None, "C need not show it, too"


def test_each_who_stands_by_a_point_may_answer_once_and_it_falls_when_all_concede() -> None:
    record = answering(reviewed(), CONCEDED)
    assert evidence_of(loss(record), record) is None
    assert dispute_told(loss(record), record) == ("B conceded it.", "C still stands by it.")
    asked = dispute(raised_in(record), loss(record), 2)
    assert asked and asked.member == record.comparison.candidate("C").member
    record = answering(record, CONCEDED)
    found = evidence_of(loss(record), record)
    assert found and found.conceded
    assert dispute_told(loss(record), record) == ("B conceded it.", "C conceded it.")
    assert dispute(raised_in(record), loss(record), 3) is None


def test_what_one_concedes_another_may_still_show() -> None:
    record = answering(answering(reviewed(), CONCEDED), SHOWN)
    found = evidence_of(loss(record), record)
    assert found and not found.conceded
    assert dispute_told(loss(record), record) == ("B conceded it.", "C showed it with a scenario.")


def test_an_answer_that_cannot_be_read_is_said_counts_for_nothing_and_was_the_chance() -> None:
    record = answering(reviewed(), "Hm.", "no cost estimate")
    first = record.replies[-1]
    asked_again = replace(
        first, id="f" * 32, about={**first.about, REPAIR: first.id}, text="Really, it is so."
    )
    record = replace(record, replies=(*record.replies, asked_again))
    group = keys_of(raised_in(record), "A")["no cost estimate"]
    assert group.reviewers == ("C",)
    (answer,) = answers_of(group, record)
    assert (answer.outcome, answer.text) == ("unreadable", "Really, it is so."), "the repair, as it came"
    assert evidence_of(group, record) is None
    assert dispute_told(group, record) == (
        "C had its chance, but its answer cannot be read and counts for nothing.",
    )
    assert dispute(raised_in(record), group, 2) is None, "one chance is one chance"
    assert suggestion(raised_in(record), group, (), Threshold()) is None
    assert "    Really, it is so.\n" in critique_text(raised_in(record), "A")
    told = {one["claim"]: one for one in critique_object(raised_in(record))["issues"]}  # type: ignore[attr-defined]
    assert told["no cost estimate"]["disputes"] == [
        {"reviewer": "C", "outcome": "unreadable", "text": "Really, it is so."}
    ]
    assert told["no cost estimate"]["evidence"] is None


def test_a_conceded_point_is_suggested_as_no_whatever_the_votes_say() -> None:
    record = reviewed()
    record = voting(record, ballots(raised_in(record), ["A"], 1, jurors=(OUTSIDE,))[0])
    assert len(accepted_of_target(raised_in(record), "A", Threshold())) == 2
    record = answering(answering(record, CONCEDED), CONCEDED)
    raised = raised_in(record)
    advice = suggestion(raised, loss(record), votes_of(record), Threshold())
    assert advice and not advice.accept and advice.why == "B and C conceded it."
    (left,) = accepted_of_target(raised, "A", Threshold())
    assert left.claim == "no cost estimate"
    assert "  suggested: no. B and C conceded it.\n" in critique_text(raised, "A")


def test_what_was_accepted_and_then_conceded_is_open_until_the_person_accepts_it_again() -> None:
    record = accepting(accepting(reviewed()), "no cost estimate")
    record = answering(record, CONCEDED)
    assert len(accepted_of_target(raised_in(record), "A")) == 2, "C stands by it"
    record = answering(record, CONCEDED)
    raised = raised_in(record)
    assert [group.claim for group in accepted_of_target(raised, "A")] == ["no cost estimate"]
    assert state_of(loss(record), decided_in(raised)) == "open"
    assert [fate.accepted for fate in fates([record])[1]] == [None, None, True]
    again = raised_in(accepting(record, seconds=1))
    assert len(accepted_of_target(again, "A")) == 2
    assert state_of(loss(record), decided_in(raised, again.record.decisions)) == "accepted"


def test_what_the_person_dismissed_or_raised_too_no_concession_changes() -> None:
    record = reviewed()
    dismissed = decide(loss(record), False, record.comparison.id, NOW)
    record = answering(answering(replace(record, decisions=dismissed), CONCEDED), CONCEDED)
    assert state_of(loss(record), decided_in(raised_in(record))) == "dismissed"
    mine = accepting(own(reviewed(), "Data loss.", "A"))
    mine = answering(answering(mine, CONCEDED), CONCEDED)
    assert "you" in loss(mine).reviewers and evidence_of(loss(mine), mine) is None
    assert dispute_told(loss(mine), mine)[-1] == "You still stand by it."
    assert loss(mine) in accepted_of_target(raised_in(mine), "A")


def test_nobody_is_asked_to_show_what_the_person_raised() -> None:
    record = own(reviewed(), "Nobody owns it.", "A")
    assert dispute(raised_in(record), keys_of(raised_in(record), "A")["Nobody owns it."], 1) is None
