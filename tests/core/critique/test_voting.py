"""Who votes on what, what the votes suggest, and the one chance of a disputed issue."""

from __future__ import annotations

from fusion_tui.core.critique import (
    Raised,
    Tally,
    Threshold,
    VotesAsked,
    ballots,
    dispute,
    evidence_of,
    preselected,
    raised_in,
    tally,
    votes_of,
)
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group
from fusion_tui.core.models import Member, Record
from fusion_tui.core.replies import REPAIR
from tests.core.critique.rounds import answered, critiques, fenced, replied, with_issues
from tests.core.critique.test_raised import own

OUTSIDE = Member("fake", "outside", "An outsider")
LOSS = {"severity": "blocker", "quote": "a failover loses nothing", "claim": "Data loss."}


def reviewed() -> Record:
    """B and C agree on one issue with A; C has another; D raised none."""
    record = answered("m1", "m2", "m3", "m4")
    by_b, by_c, by_d = critiques(record, "A")
    return with_issues(with_issues(with_issues(record, by_b, LOSS), by_c, LOSS, "no cost estimate"), by_d)


def asked_of(asked: Consultation) -> VotesAsked:
    about = VotesAsked.of_json(asked.about)
    assert about
    return about


def keys_of(raised: Raised, target: str) -> dict[str, Group]:
    return {group.claim: group for group in raised.groups(target)}


def voting(record: Record, asked: Consultation, true: bool = True, worth: bool = True) -> Record:
    """The juror says the same of every issue."""
    votes = [
        {"issue": label, "true": true, "worth_fixing": worth, "reason": "r"}
        for label, _ in asked_of(asked).issues
    ]
    return replied(record, asked, fenced(asked, {"votes": votes}))


def test_no_juror_votes_on_its_own_text_or_issue() -> None:
    raised = raised_in(reviewed())
    groups = keys_of(raised, "A")
    loss, cost = (groups[claim].issues[0].key for claim in ("Data loss.", "no cost estimate"))
    asked = {asked_of(one).juror: one for one in ballots(raised, ["A"], 1)}
    assert set(asked) == {"B", "D"}, "A wrote the text, and C raised all there is"
    held = {juror: {keys[0] for _, keys in asked_of(one).issues} for juror, one in asked.items()}
    assert held == {"B": {cost}, "D": {loss, cost}}
    assert len(dict(asked_of(asked["D"]).issues)) == 2


def test_jurors_from_outside_vote_on_everything() -> None:
    (asked,) = ballots(raised_in(reviewed()), ["A"], 1, jurors=(OUTSIDE,))
    assert (asked_of(asked).juror, asked.member, len(asked_of(asked).issues)) == ("r1", OUTSIDE, 2)
    assert "m2" not in asked.messages[-1].content


def test_nobody_votes_twice_on_the_same_point_but_on_what_came_late() -> None:
    record = reviewed()
    record = voting(record, ballots(raised_in(record), ["A"], 1, jurors=(OUTSIDE,))[0])
    assert ballots(raised_in(record), ["A"], 2, jurors=(OUTSIDE,)) == ()
    by_d = critiques(record, "A")[2]
    late = with_issues(record, by_d, "nobody is on call")
    (asked,) = ballots(raised_in(late), ["A"], 3, jurors=(OUTSIDE,))
    assert [len(keys) for _, keys in asked_of(asked).issues] == [1]
    assert "nobody is on call" in asked.messages[-1].content


def test_the_persons_own_issues_are_not_voted_on() -> None:
    assert ballots(raised_in(own(answered(), "Nobody owns it.", "A")), ["A"], 1) == ()


def test_votes_count_for_a_point_on_two_axes_and_suggest_by_a_threshold() -> None:
    record = reviewed()
    asked = ballots(raised_in(record), ["A"], 1)
    first, second = sorted(asked, key=lambda one: asked_of(one).juror)
    record = voting(voting(record, first), second, worth=False)
    raised, cast = raised_in(record), votes_of(record)
    groups = keys_of(raised, "A")
    cost, loss = tally(groups["no cost estimate"], cast), tally(groups["Data loss."], cast)
    assert (cost.n, cost.true, cost.worth) == (2, 2, 1)
    assert (loss.n, loss.true, loss.worth) == (1, 1, 0)
    assert preselected(groups["no cost estimate"], cast, Threshold(2, 2)) is False
    assert preselected(groups["no cost estimate"], cast, Threshold(2, 1)) is True
    assert preselected(groups["Data loss."], cast, Threshold(3, 0)) is True, "all who voted agree"
    assert preselected(groups["Data loss."], cast, Threshold(1, 1)) is False
    assert preselected(groups["Data loss."], (), Threshold()) is None
    assert tally(groups["Data loss."], ()) == Tally(())


def test_the_newest_vote_of_a_juror_counts_and_none_of_who_raised_the_point_since() -> None:
    record = reviewed()
    (asked,) = ballots(raised_in(record), ["A"], 1, jurors=(OUTSIDE,))
    record = voting(voting(record, asked, true=False), asked)
    group = keys_of(raised_in(record), "A")["Data loss."]
    assert (tally(group, votes_of(record)).n, tally(group, votes_of(record)).true) == (1, 1)
    (by_outside,) = critiques(record, "A", reviewers=(OUTSIDE,))
    late = with_issues(record, by_outside, LOSS)
    group = keys_of(raised_in(late), "A")["Data loss."]
    assert "r1" in group.reviewers and tally(group, votes_of(late)).n == 0


def test_an_unreadable_ballot_is_no_vote() -> None:
    record = reviewed()
    (asked,) = ballots(raised_in(record), ["A"], 1, jurors=(OUTSIDE,))
    record = replied(record, asked, "All true!")
    assert votes_of(record) == ()
    first = record.replies[-1].id
    record = replied(record, asked, fenced(asked, {"votes": []}), **{REPAIR: first})
    assert votes_of(record) == () and len(ballots(raised_in(record), ["A"], 2, jurors=(OUTSIDE,))) == 1


def test_a_disputed_point_has_one_chance() -> None:
    record = reviewed()
    raised = raised_in(record)
    group = keys_of(raised, "A")["Data loss."]
    asked = dispute(raised, group, 1, "It is acknowledged late.")
    assert asked and asked.member == record.comparison.candidate("B").member
    assert "It is acknowledged late." in asked.messages[-1].content
    assert evidence_of(group, record) is None
    unread = replied(record, asked, "Hm.")
    assert evidence_of(group, unread) is None and dispute(raised_in(unread), group, 2) is not None
    conceded = replied(record, asked, fenced(asked, {"kind": "concede", "evidence": ""}))
    found = evidence_of(group, conceded)
    assert found and found.conceded and dispute(raised_in(conceded), group, 2) is None
    shown = replied(record, asked, fenced(asked, {"kind": "scenario", "evidence": "Cut the link."}))
    found = evidence_of(group, shown)
    assert found and not found.conceded and found.text == "Cut the link."


def test_nobody_is_asked_to_show_what_the_person_raised() -> None:
    raised = raised_in(own(answered(), "Nobody owns it.", "A"))
    assert dispute(raised, raised.groups("A")[0], 1) is None
