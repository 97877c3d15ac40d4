"""The dashboard as one JSON object: every number with its n and limits; what is unknown is null."""

from __future__ import annotations

from collections.abc import Mapping

from fusion_tui.core.taste.arms import Arm, short_labels
from fusion_tui.core.taste.availability import Availability
from fusion_tui.core.taste.dashboard import Dashboard
from fusion_tui.core.taste.numbers.evidence import Evidence
from fusion_tui.core.taste.numbers.intervals import Number, Share
from fusion_tui.core.taste.numbers.ratings import Rating
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.activity import Week
from fusion_tui.core.taste.questions.apart import Apart
from fusion_tui.core.taste.questions.costs import Cost
from fusion_tui.core.taste.questions.drops import Drop
from fusion_tui.core.taste.questions.habits import Habit, Habits
from fusion_tui.core.taste.questions.judges import JudgeReport
from fusion_tui.core.taste.questions.leaderboard import Lead, Row
from fusion_tui.core.taste.questions.mind import ChangeOfMind
from fusion_tui.core.taste.questions.next_up import Suggestion
from fusion_tui.core.taste.questions.overlap import Overlap
from fusion_tui.core.taste.questions.processes import Critique, Synthesis
from fusion_tui.core.taste.questions.reasons import Why
from fusion_tui.core.taste.questions.reviewers import Reviewers
from fusion_tui.core.taste.questions.tradeoff import TradeOff, trade_offs

Fields = dict[str, object]


def fields(found: Dashboard) -> Fields:
    """Everything; the keys are there whatever the record holds."""
    board = found.board
    labels = short_labels(row.arm for row in board.rows)
    return {
        "by": board.grouping,
        "tag": board.tag,
        "picked": found.picked,
        "waiting_for_reveal": found.waiting,
        "n": found.n,
        "more_needed": max(words.ENOUGH - found.n, 0),
        "outcomes": dict(found.counts.outcomes),
        "tags": dict(found.counts.tags),
        "left_out": dict(found.counts.left_out),
        "leaderboard": {
            "n": board.n,
            "more_needed": max(words.ENOUGH - board.n, 0),
            "meaning": board.meaning,
            "advised": board.advised,
            "cut": board.cut,
            "lead": _lead(board.lead),
            "arms": [_row(row, labels) for row in board.rows],
        },
        "money": [_trade_off(one) for one in trade_offs(board)],
        "alike": [_overlap(pair) for pair in found.overlaps],
        "drop": [_drop(drop) for drop in found.drops],
        "compare_next": _suggestion(found.next_up),
        "synthesis": _synthesis(found.synthesis),
        "critique": [_critique(critique) for critique in found.critiques],
        "reviewers": [_reviewers(reviewers) for reviewers in found.reviewers],
        "change_of_mind": _mind(found.mind),
        "judges": [_judge(judge) for judge in found.judges],
        "habits": _habits(found.habits),
        "apart": [_apart(one) for one in found.apart],
        "weeks": [_week(week) for week in found.weeks],
        "whys": [_why(why) for why in found.whys],
    }


def _apart(one: Apart) -> Fields:
    arms = [{**_arm(arm), "wins": _share(share)} for arm, share in sorted(one.wins.items())]
    return {"kind": one.kind, "n": one.n, "meaning": one.meaning, "arms": arms}


def _overlap(pair: Overlap) -> Fields:
    return {"arms": [pair.one.label, pair.other.label], "median": pair.median, "n": pair.n}


def _trade_off(one: TradeOff) -> Fields:
    return {
        "arm": one.arm.label,
        "n": one.n,
        "usd_an_answer": one.usd,
        "preferred": _number(one.share),
        "beaten_by": [arm.label for arm in one.beaten_by],
    }


def _share(share: Share | None) -> Fields | None:
    """Without cases nothing is known, limits included."""
    if share is None:
        return None
    limits = (share.low, share.high) if share.n else (None, None)
    return {"n": share.n, "count": share.count, "value": share.value, "low": limits[0], "high": limits[1]}


def _number(number: Number | None) -> Fields | None:
    return None if number is None else {"value": number.value, "low": number.low, "high": number.high}


def _evidence(evidence: Evidence) -> Fields:
    more = evidence.more
    return {
        "e": evidence.e,
        "concluded": evidence.concluded,
        "more_picks": {"median": more.median, "low": more.low, "high": more.high},
    }


def _arm(arm: Arm) -> Fields:
    return {
        "label": arm.label,
        "model": arm.model,
        "provider": arm.provider,
        "persona": arm.persona,
        "params": arm.params,
        "process": arm.process,
    }


def _row(row: Row, labels: Mapping[Arm, str]) -> Fields:
    return {
        **_arm(row.arm),
        "short": labels[row.arm],
        "n": row.n,
        "early": row.as_shown is None,
        "meaning": row.meaning,
        "wins": _share(row.wins),
        "as_shown": _rating(row.as_shown),
        "equal_length": _rating(row.equal_length),
        "good_enough": _number(row.good_enough),
        "knowing": _share(row.knowing),
        "availability": _availability(row.availability),
        "cost": _cost(row.cost),
    }


def _rating(rating: Rating | None) -> Fields | None:
    if rating is None:
        return None
    return {
        "logits": _number(rating.effect),
        "standard_error": rating.error,
        "score": _number(rating.score),
        "share": _number(rating.share),
        "best": rating.best,
    }


def _availability(answers: Availability | None) -> Fields | None:
    if answers is None:
        return None
    return {
        "answers": _share(answers.answers),
        "stopped": answers.stopped,
        "sent_again": answers.sent_again,
    }


def _cost(cost: Cost | None) -> Fields | None:
    if cost is None:
        return None
    low, high = cost.per_win_limits_usd or (None, None)
    return {
        "n": cost.n,
        "total_usd": cost.total_usd,
        "unpriced": cost.unpriced,
        "wins_alone": cost.alone,
        "per_win_usd": {"value": cost.per_win_usd, "low": low, "high": high},
    }


def _lead(lead: Lead | None) -> Fields | None:
    if lead is None:
        return None
    return {
        "first": lead.first.label,
        "second": lead.second.label,
        "picks": _share(lead.picks),
        "chance": lead.chance,
        **_evidence(lead.evidence),
        "concluded": lead.concluded,
        "meaning": lead.meaning,
    }


def _drop(drop: Drop) -> Fields:
    total = drop.cost.total_usd
    return {
        **_arm(drop.arm),
        "picked": _share(drop.picked),
        "chance": drop.chance,
        "e": drop.e,
        "total_usd": total,
        "meaning": drop.meaning,
    }


def _suggestion(suggestion: Suggestion | None) -> Fields | None:
    if suggestion is None:
        return None
    return {
        "n": suggestion.n,
        "arms": [_arm(arm) for arm in suggestion.arms],
        "may_be_best": [_arm(arm) for arm in suggestion.likely],
        "at_random": suggestion.at_random,
        "meaning": suggestion.meaning,
    }


def _synthesis(found: Synthesis) -> Fields:
    return {
        "n": found.n,
        "picked": _share(found.picked),
        "chance": found.chance if found.n else None,
        "ties": found.ties,
        "none_good": found.none_good,
        "logits_above_best": _number(found.above_best),
        **_evidence(found.evidence),
        "meaning": found.meaning,
    }


def _reviewers(found: Reviewers) -> Fields:
    return {
        "rounds": found.rounds,
        "n": found.n,
        "reviewers": [
            {
                "reviewer": one.reviewer,
                "raised": one.raised,
                "judged": one.judged,
                "true": one.true,
                "worth_fixing": one.worth_fixing,
                "accepted": _share(one.accepted),
                "precision": _share(one.precision),
                "nits": _share(one.nits),
                "meaning": one.meaning,
            }
            for one in found.yields
        ],
    }


def _critique(found: Critique) -> Fields:
    return {
        "rounds": found.rounds,
        "n": found.n,
        "better": _share(found.better),
        "losses": found.losses,
        "ties": found.ties,
        "none_good": found.none_good,
        **_evidence(found.evidence),
        "meaning": found.meaning,
    }


def _mind(found: ChangeOfMind) -> Fields:
    return {
        "n": found.n,
        "kept": found.kept,
        "changed": found.changed,
        "returned": found.returned,
        "meaning": found.meaning,
    }


def _judge(judge: JudgeReport) -> Fields:
    position = judge.position
    return {
        "judge": judge.judge,
        "n": judge.n,
        "agreement": _share(judge.agreement),
        "above_luck": _number(judge.above_luck),
        "ceiling": _share(judge.ceiling),
        "longest": _share(judge.longest),
        "always_one_arm": judge.constant and judge.constant[0].label,
        "always_one_arm_agrees": judge.constant and _share(judge.constant[1]),
        "consistency": position and _share(position.consistency),
        "position_bias": position and _number(position.bias),
        "self_preference": _number(judge.self_preference),
        "length": _number(judge.length),
        "ranks": _number(judge.ranks),
        "meaning": judge.meaning,
    }


def _habits(found: Habits) -> Fields:
    return {
        "n": found.n,
        "places": [_habit(habit) for habit in found.slots],
        "longest": _habit(found.longest),
        "first_finished": _habit(found.first_finished),
        "repeat": {
            "n": found.repeat.n,
            "same": _share(found.repeat.same),
            "above_luck": _number(found.repeat.above_luck),
            "meaning": found.repeat.meaning,
        },
        "meaning": found.meaning,
    }


def _habit(habit: Habit) -> Fields:
    expected = habit.expected if habit.n else None
    told = {"e": habit.e, "concluded": habit.concluded, "meaning": habit.meaning}
    return {"n": habit.n, "picked": _share(habit.picked), "expected": expected, **told}


def _week(week: Week) -> Fields:
    return {"week": week.label, "monday": week.monday.isoformat(), "n": week.n}


def _why(why: Why) -> Fields:
    return {"at": why.at.isoformat(), "why": why.text, "tags": list(why.tags)}
