"""The judges on the dashboard: how far each agrees with the person, and what it leans to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

from fusion_tui.core.taste.numbers.agreement import Position
from fusion_tui.core.taste.numbers.intervals import Number
from fusion_tui.core.taste.panel import Bar, Panel, Said, share_bar
from fusion_tui.core.taste.questions.judges import JudgeReport


def judges_panel(found: Sequence[JudgeReport]) -> Panel:
    """Of one judge as everything else; several stand below each other."""
    if len(found) == 1:
        (one,) = found
        return Panel("judges", "Does this judge judge like me?", one.n, one.meaning, tuple(_rows(one)))
    rows = [row for one in found for row in (Said(one.meaning), *_rows(one))]
    return Panel("judges", "Do these judges judge like me?", max(one.n for one in found), "", tuple(rows))


def _rows(found: JudgeReport) -> Iterator[Bar | Said]:
    """Its agreement beside what needs no judge, then what it leans to."""
    if found.agreement:
        yield share_bar(found.judge, found.agreement)
    if found.longest:
        yield share_bar("the longest", found.longest)
    if found.constant:
        yield share_bar(f"always {found.constant[0].label}", found.constant[1])
    if found.agreement and found.ceiling.n:
        yield share_bar("you, again", found.ceiling, f"n={found.ceiling.n}")
    yield from (Said(text, quiet=True) for text in _leanings(found))


def _leanings(found: JudgeReport) -> Iterator[str]:
    if found.position:
        yield _by_place(found.position)
    if found.self_preference:
        yield _by_own(found.self_preference)
    if found.length:
        yield _by_length(found.length)
    if found.ranks:
        yield f"Its order of arms is yours to {found.ranks.value:.2f}, where 1 is the same and 0 is luck."


def _by_place(found: Position) -> str:
    both = f"shown {found.n} comparisons in both orders it took what stood first both times in {found.first}"
    told = f"{both}, last in {found.last}"
    lean = found.bias
    if lean is None or lean.low <= 0 <= lean.high:
        return f"No lean to first or last places shows: {told}."
    return f"It leans to what stands {'first' if lean.low > 0 else 'last'}: {told}."


def _by_own(found: Number) -> str:
    points = f"{100 * found.value:+.0f} points in 100 ({100 * found.low:+.0f} to {100 * found.high:+.0f})"
    if found.low <= 0 <= found.high:
        return f"No lean to its own model's answers shows, beside your picks: {points}."
    return f"It takes its own model's answer {'more' if found.low > 0 else 'less'} often than you: {points}."


def _by_length(found: Number) -> str:
    """What twice the words are worth to it, by what they are worth to the person."""
    factor = f"{exp(found.value):.1f} times ({exp(found.low):.1f} to {exp(found.high):.1f})"
    twice = f"twice the words raise the odds of an answer {factor} as much as with you"
    if found.low <= 0 <= found.high:
        return f"Length weighs with it about as with you: {twice}."
    return f"Length weighs {'more' if found.low > 0 else 'less'} with it than with you: {twice}."
