"""The dashboard as panels, from the most asked question to the least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fusion_tui.core.taste.arms import Arm, short_labels
from fusion_tui.core.taste.dashboard import Dashboard
from fusion_tui.core.taste.judges_panel import judges_panel
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.numbers.ratings import Rating
from fusion_tui.core.taste.panel import Bar, Panel, Said, interval, luck_bar, share_bar
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.apart import Apart
from fusion_tui.core.taste.questions.costs import Cost
from fusion_tui.core.taste.questions.leaderboard import Leaderboard, Row
from fusion_tui.core.taste.questions.reviewers import Reviewers, Yield
from fusion_tui.core.taste.questions.tradeoff import told, trade_offs

WEEKS = 12
"""Weeks that are shown, the newest last."""
_ALIKE = 3
"""Pairs that are shown, the most alike first."""
_SOME = 0.005
"""The overlap below which a pair says nothing alike, and is not shown."""
WHYS = 6
"""Reasons that are shown, the newest first."""

APART = 8
"""Arms that are shown of picks that are reported apart, those that stood most often."""


def panels(found: Dashboard, *, knowing: bool = False) -> tuple[Panel, ...]:
    """From the most asked to the least; `knowing` adds picks made knowing names, beside the others.

    Below 50 picks there are only counts, costs and reasons.
    """
    if not found.picked:
        return ()
    labels = short_labels(row.arm for row in found.board.rows)
    first = (_so_far(found, labels, knowing),) if found.early else _rated(found, labels, knowing)
    last = () if found.early else (_unknown(found),)
    every = (*first, _weeks(found), _reasons(found), _apart(found), _left_out(found), *last)
    return tuple(panel for panel in every if panel.rows or panel.meaning)


def _rated(found: Dashboard, labels: Mapping[Arm, str], knowing: bool) -> tuple[Panel, ...]:
    board = found.board
    return (
        _board(board, labels, knowing),
        _money(board, labels),
        _trade_off(board, labels),
        _alike(found),
        _next_up(found, labels),
        _drops(found, labels),
        *_processes(found),
        _habits(found),
    )


def _so_far(found: Dashboard, labels: Mapping[Arm, str], knowing: bool) -> Panel:
    """Counts by name: no order that could be taken for a rank, no bar that could be taken for a rating."""
    rows = sorted(found.board.rows, key=lambda row: labels[row.arm])
    said: list[Bar | Said] = [
        Said(f"{labels[row.arm]}: {_picked(row.wins)}{_paid(row.cost)}{_answered(row)}")
        for row in rows
        if row.n or row.availability
    ]
    if knowing:
        said += _knowing(found.board, labels)
    early = f"Too early: about {words.counted(words.ENOUGH - found.n, 'more pick')}."
    if any(row.wins.count % 1 for row in rows):
        early += " Who ties shares the pick."
    return Panel("so_far", "So far", found.n, early, tuple(said))


def _board(board: Leaderboard, labels: Mapping[Arm, str], knowing: bool) -> Panel:
    title = f"Leaderboard #{board.tag}" if board.tag else "Leaderboard"
    rows: list[Bar | Said] = []
    ranked = [(row, row.as_shown, row.equal_length) for row in board.rows if row.as_shown]
    if ranked:
        rows.append(Said("as shown: how often it beats your average arm, which has 1000 points", quiet=True))
    rows += [_rating(labels[row.arm], shown, row.n) for row, shown, _ in ranked if shown]
    if ranked:
        rows.append(Said("at equal length and format", quiet=True))
    rows += [_rating(labels[row.arm], equal, row.n) for row, _, equal in ranked if equal]
    others = board.rows if len(board.rows) > 1 else ()
    early = [row for row in others if row.as_shown is None and (row.n or row.availability)]
    rows += [
        Said(f"{labels[row.arm]}: {_picked(row.wins)}, {_early(board, row)}", quiet=True) for row in early
    ]
    if knowing:
        rows += _knowing(board, labels)
    return Panel("leaderboard", title, board.n, _headline(board, labels), tuple(rows))


def _headline(board: Leaderboard, labels: Mapping[Arm, str]) -> str:
    """What all ballots together say, then the direct meetings, which alone can prove it."""
    top = board.rows[0].as_shown if board.rows else None
    if top is None or board.lead is None:
        return board.meaning
    by_all = f"Best so far by all ballots together: {labels[top.arm]}, {_best(top)}."
    return f"{by_all} Directly: {board.lead.told(labels.__getitem__)}"


def _early(board: Leaderboard, row: Row) -> str:
    return row.early or board.early or "too early"


def _rating(label: str, rating: Rating, n: int) -> Bar:
    share = rating.share
    note = f"{rating.score.value:.0f} · best {_best(rating)} · n={n}"
    return Bar(label, interval(share), share.value, (share.low, share.high), note)


def _best(rating: Rating) -> str:
    """Two thousand draws say nothing of what is rarer than one in a thousand."""
    return _nearly(min(max(rating.best, 0.001), 0.999))


def _nearly(share: float) -> str:
    """A share of which `0%` and `100%` mean none and all."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1 else words.percent(share)


def _knowing(board: Leaderboard, labels: Mapping[Arm, str]) -> Iterator[Bar | Said]:
    rows = [row for row in board.rows if row.knowing.n]
    yield Said(
        "picked knowing names, for comparison only" if rows else "no pick made knowing names", quiet=True
    )
    for row in rows:
        yield share_bar(labels[row.arm], row.knowing, f"n={row.knowing.n} · blind {words.share(row.wins)}")


def _money(board: Leaderboard, labels: Mapping[Arm, str]) -> Panel:
    rows = [_availability(labels[row.arm], row) for row in board.rows if row.availability]
    asked = sum(row.availability.n for row in board.rows if row.availability)
    meaning = (
        "How often each answered when asked, and what one of your picks cost; lost runs are paid for too."
    )
    return Panel("answers", "Answers and cost", asked, meaning if rows else "", tuple(rows))


def _trade_off(board: Leaderboard, labels: Mapping[Arm, str]) -> Panel:
    """The plot of money and picks as bars: from the cheapest answer to the dearest."""
    found = trade_offs(board)
    rows = [
        Bar(labels[one.arm], interval(one.share), one.share.value, note=f"{words.paid(one.usd)} an answer")
        for one in found
    ]
    meaning = told(found, labels.__getitem__)
    return Panel("money", "Money against picks", board.n, meaning, tuple(rows) if meaning else ())


def _alike(found: Dashboard) -> Panel:
    """The pairs that say most alike: one of two such seats may be spare."""
    labels = short_labels(arm for pair in found.overlaps for arm in (pair.one, pair.other))
    rows = tuple(
        Bar(
            f"{labels[pair.one]} · {labels[pair.other]}",
            f"{words.percent(pair.median)} of words",
            pair.median,
            note=f"median of {pair.n}",
        )
        for pair in found.overlaps[:_ALIKE]
        if pair.median >= _SOME
    )
    meaning = ""
    if rows:
        first = found.overlaps[0]
        said = f"{labels[first.one]} and {labels[first.other]}"
        meaning = f"Most alike are the answers of {said}: half of the time {words.percent(first.median)}"
        meaning += " of their words or more are the same."
    return Panel("alike", "Who says the same", max((o.n for o in found.overlaps), default=0), meaning, rows)


def _availability(label: str, row: Row) -> Bar:
    assert row.availability
    again = row.availability.sent_again
    parts = [f"{row.availability.answers.count:.0f} of {row.availability.n}", _win(row.cost)]
    parts += [f"{again} sent again"] if again else []
    share = row.availability.answers
    figure = "no cases" if share.value is None else f"{_nearly(share.value)} answered"
    return Bar(label, figure, share.value, note=" · ".join(part for part in parts if part))


def _win(cost: Cost | None) -> str:
    """What a win costs, in a few words."""
    if cost is None:
        return ""
    if not cost.total_usd:
        return "cost unknown" if cost.total_usd is None else "free"
    total = f"{words.paid(cost.total_usd)} in {words.counted(cost.n, 'comparison')}"
    if cost.per_win_usd is None or cost.per_win_limits_usd is None:
        return f"no pick for {total}"
    low, high = cost.per_win_limits_usd
    reach = f"{words.paid(low)}–{'?' if high is None else words.paid(high).lstrip('$')}"
    return f"{words.paid(cost.per_win_usd)} a pick ({reach}), {total}"


def _next_up(found: Dashboard, labels: Mapping[Arm, str]) -> Panel:
    meaning = found.next_up.told(labels.__getitem__) if found.next_up else ""
    return Panel("next", "What to compare next", None, meaning)


def _drops(found: Dashboard, labels: Mapping[Arm, str]) -> Panel:
    rows = tuple(Said(drop.told(labels.__getitem__)) for drop in found.drops)
    if found.board.grouping == "process" or found.board.early or len(found.board.rows) < 2:
        return Panel("drop", "What to drop", None, "")
    nothing = "Nothing: no arm is proven to be picked less often than by luck."
    return Panel("drop", "What to drop", found.board.n, "" if rows else nothing, rows)


def _processes(found: Dashboard) -> Iterator[Panel]:
    """Only what there is data for."""
    if found.synthesis.n:
        rows = (luck_bar("synthesis", found.synthesis.picked, found.synthesis.chance),)
        title = "Does a synthesis help me?"
        yield Panel("synthesis", title, found.synthesis.n, found.synthesis.meaning, rows)
    for critique in found.critiques:
        rows = (luck_bar("revised", critique.better, 0.5),)
        some = "" if critique.rounds == "whole" else " (rounds on some answers)"
        if critique.n:
            yield Panel("critique", f"Does a critique help me?{some}", critique.n, critique.meaning, rows)
    for reviewers in found.reviewers:
        if reviewers.n:
            yield _reviewers(reviewers)
    if found.mind.n:
        yield Panel("mind", "Did I change my mind?", found.mind.n, found.mind.meaning)
    if found.judges:
        yield judges_panel(found.judges)


def _reviewers(found: Reviewers) -> Panel:
    some = "" if found.rounds == "whole" else " (rounds on some answers)"
    rows = tuple(share_bar(one.reviewer, one.accepted, _judged(one)) for one in found.yields)
    meaning = "Of the issues each raised and you decided on, how many you accepted; and what jurors said."
    return Panel("reviewers", f"Which reviewer is worth it?{some}", found.n, meaning, rows)


def _judged(found: Yield) -> str:
    raised = f"raised {found.raised}, decided {found.accepted.n}"
    if not found.judged:
        return f"{raised} · not voted on"
    said = f"true {found.true} of {found.judged}, worth fixing {found.worth_fixing}"
    return f"{raised} · {said} · nits {words.percent(found.nits.value or 0.0)}"


def _unknown(found: Dashboard) -> Panel:
    """What there is no data for, in one line."""
    missing = [
        said
        for known, said in (
            (found.synthesis.n, "no synthesis yet"),
            (any(critique.n for critique in found.critiques), "no critique round yet"),
            (found.mind.n, "no change of mind yet"),
            (found.judges, "no judge yet"),
        )
        if not known
    ]
    rows = (Said(", ".join(missing), quiet=True),) if missing else ()
    return Panel("unknown", "Not known", None, "", rows)


def _habits(found: Dashboard) -> Panel:
    mine = found.habits
    rows: list[Bar | Said] = [
        luck_bar(label, habit.picked, habit.expected, "!" if habit.concluded else "")
        for label, habit in (
            *((f"place {i}", habit) for i, habit in enumerate(mine.slots, 1)),
            ("longest", mine.longest),
            ("first done", mine.first_finished),
        )
        if habit.n
    ]
    if mine.repeat.n:
        rows.append(share_bar("same again", mine.repeat.same, f"n={mine.repeat.n}"))
    else:
        rows.append(Said("no old comparison was shown to you again yet", quiet=True))
    return Panel("habits", "My own biases", mine.n, mine.meaning, tuple(rows))


def _weeks(found: Dashboard) -> Panel:
    shown = found.weeks[-WEEKS:]
    most = max((week.n for week in shown), default=0)
    rows = tuple(Bar(week.label, str(week.n), week.n / most if most else 0.0) for week in shown)
    total = sum(week.n for week in found.weeks)
    few = f"the last {WEEKS} of {len(found.weeks)} weeks, " if len(found.weeks) > WEEKS else ""
    meaning = (
        f"Every pick that stands, blind or not: {few}{words.counted(total, 'pick')} in all." if rows else ""
    )
    return Panel("weeks", "Picks a week", total, meaning, rows)


def _reasons(found: Dashboard) -> Panel:
    tags = found.counts.tags
    rows: list[Bar | Said] = []
    rows += [Bar(f"#{tag}", str(n), n / found.n, note=words.percent(n / found.n)) for tag, n in tags.items()]
    rows += [Said(f"“{' '.join(why.text.split())}”") for why in found.whys[:WHYS]]
    meaning = "Your tags, and your last reasons in your own words." if rows else ""
    return Panel("reasons", "Why", max(found.n, len(found.whys)), meaning, tuple(rows))


def _apart(found: Dashboard) -> Panel:
    """Counts only: no bar or order that could be taken for a rating."""
    rows = [row for one in found.apart if one.n for row in _counted(one)]
    meaning = "Blind picks that never enter the leaderboard." if rows else ""
    return Panel("apart", "Reported apart", sum(one.n for one in found.apart), meaning, tuple(rows))


def _counted(one: Apart) -> Iterator[Said]:
    labels = short_labels(one.wins)
    often = sorted(one.wins, key=lambda arm: (-one.wins[arm].n, labels[arm]))[:APART]
    yield Said(one.meaning)
    for arm in sorted(often, key=labels.__getitem__):
        yield Said(f"{labels[arm]}: {_picked(one.wins[arm])}", quiet=True)
    if more := len(one.wins) - len(often):
        yield Said(f"and {more} more", quiet=True)


def _left_out(found: Dashboard) -> Panel:
    rows = [Said(_capital(reason)) for reason in found.counts.reasons]
    if found.waiting:
        waits = words.counted(found.waiting, "pick")
        rows.insert(0, Said(f"{waits} whose names are not revealed yet: counted from the reveal on."))
    left = sum(found.counts.left_out.values()) + found.waiting
    return Panel(
        "left_out", "Not counted", left, "Picks that no rating stands on." if rows else "", tuple(rows)
    )


def _picked(share: Share) -> str:
    """A shared pick is part of one, so digits may follow."""
    count = f"{share.count:,.2f}".rstrip("0").rstrip(".")
    return f"picked {count} of {words.counted(share.n, 'time')}" if share.n else "never shown"


def _answered(row: Row) -> str:
    answers = row.availability
    return f", answered {answers.answers.count:.0f} of {answers.n}" if answers else ""


def _paid(cost: Cost | None) -> str:
    return f" for {words.paid(cost.total_usd)}" if cost else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
