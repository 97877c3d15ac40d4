"""Who votes on what, what it may come to, and what the votes suggest."""

from __future__ import annotations

from fusion_tui.core import rules
from fusion_tui.core.critique import (
    Raised,
    Tally,
    Threshold,
    VotesAsked,
    Wish,
    accepted_of_target,
    ballots,
    estimate_ballots,
    estimate_votes,
    plan,
    raised_in,
    suggestion,
    tally,
    unvoted,
    votes_of,
)
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group
from fusion_tui.core.models import Member, Price, Record
from fusion_tui.core.replies import REPAIR
from tests.core.critique.rounds import answered, critiques, fenced, replied, with_issues
from tests.core.critique.test_raised import own

OUTSIDE = Member("fake", "outside", "An outsider")
THRESHOLD = Threshold()
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


def advice(record: Record, claim: str, threshold: Threshold = THRESHOLD) -> bool | None:
    """What is suggested about a point with A."""
    raised = raised_in(record)
    found = suggestion(raised, keys_of(raised, "A")[claim], votes_of(record), threshold)
    return found.accept if found else None


def unanimous(*claims: str) -> Record:
    """B, C and D all say the same of A."""
    record = answered("m1", "m2", "m3", "m4")
    for asked in critiques(record, "A"):
        record = with_issues(record, asked, *claims)
    return record


def test_what_all_raised_is_suggested_though_nobody_is_left_to_vote() -> None:
    record = unanimous("Data loss.")
    raised = raised_in(record)
    (group,) = raised.groups("A")
    assert ballots(raised, ["A"], 1) == ()
    found = suggestion(raised, group, (), THRESHOLD)
    assert found and found.accept
    assert found.why == "B, C and D raised it, and nobody is left to vote on it."
    assert unvoted(raised, ["A"]) == (
        "1 issue goes without votes, as all who could vote raised it. It is suggested.",
    )
    assert accepted_of_target(raised, "A", THRESHOLD) == (group,)
    assert accepted_of_target(raised, "A") == (), "only a suggestion: the person decides"
    assert rules.may_revise(raised, "A", suggested=THRESHOLD) is None


def test_what_one_raised_alone_is_not_suggested_when_nobody_can_vote() -> None:
    record = answered("m1", "m2")
    (by_b,) = critiques(record, "A")
    raised = raised_in(own(with_issues(record, by_b, "Data loss."), "Data loss.", "A"))
    (group,) = raised.groups("A")
    assert group.reviewers == ("B", "you") and suggestion(raised, group, (), THRESHOLD) is None
    assert unvoted(raised, ["A"]) == (
        "1 issue goes without votes: nobody is left who neither wrote the text nor raised it.",
    )


def test_without_issues_there_is_nothing_to_vote_on() -> None:
    assert unvoted(raised_in(unanimous()), ["A"]) == ("There is nothing to vote on.",)
    mine = raised_in(own(answered(), "Nobody owns it.", "A"))
    assert unvoted(mine, ["A"]) == ("There is nothing to vote on.",)
    assert unvoted(raised_in(reviewed()), ["A"]) == ()


def test_the_most_that_votes_may_come_to_is_known_before_anything_is_raised() -> None:
    record = answered("m1", "m2", "m3", "m4")
    raised, prices = raised_in(record), {f"m{n}": Price(1.0, 10.0) for n in range(1, 5)}
    most = estimate_votes(raised, plan(record, Wish(("A", "B"))), prices)
    assert most.calls == 6 and most.cost_usd is not None
    later = ballots(raised_in(reviewed()), ["A"], 1)
    known = estimate_ballots(later, prices)
    one = estimate_votes(raised, plan(record, Wish(("A",))), prices)
    assert known.calls <= one.calls and known.input_tokens < one.input_tokens
    assert known.cost_usd and one.cost_usd and known.cost_usd < one.cost_usd < most.cost_usd
    assert estimate_votes(raised, plan(record, Wish(("A",))), {}).cost_usd is None
    alone = plan(record, Wish(("A",), tuple(c.member for c in record.comparison.candidates[1:2] if c.member)))
    assert estimate_votes(raised, alone, prices).calls == 2, "B cannot vote on what it alone may raise"


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
    assert advice(record, "no cost estimate", Threshold(2, 2)) is False
    assert advice(record, "no cost estimate", Threshold(2, 1)) is True
    assert advice(record, "Data loss.", Threshold(3, 0)) is True, "all who voted agree"
    assert advice(record, "Data loss.", Threshold(1, 1)) is False
    assert advice(reviewed(), "Data loss.") is None, "D may still vote on it"
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
