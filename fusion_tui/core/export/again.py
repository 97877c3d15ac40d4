"""A re-review as others read it: a line an issue, and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from fusion_tui.core.issues import Group, Place
from fusion_tui.core.rereview import FATES, Again, Earlier

Json = dict[str, object]

_WIDTH = 17
"""Columns of the first word: as many as `dismissed before` and a space take."""


def again_object(again: Again, of: str) -> Json:
    """What became of accepted issues, and what is new; `of` is the id of the review before."""
    return {
        "of": of,
        "earlier": [_earlier(one) for one in again.earlier],
        "new": [_group(group) for group in again.new],
        "dismissed_before": [_group(group) for group in again.dismissed],
    }


def _earlier(one: Earlier) -> Json:
    judged = one.judged
    return {
        **_group(one.group),
        "state": one.fate,
        "by": one.source,
        "why": judged.why if judged else None,
        "quote": judged.quote if judged else None,
        "raised_again_by": sorted({letter for group in one.again for letter in group.reviewers}),
        "accepted": one.stands,
    }


def _group(group: Group) -> Json:
    return {
        "keys": [issue.key for issue in group.issues],
        "severity": group.severity,
        "claim": group.claim,
        "reviewers": list(group.reviewers),
        "place": asdict(group.place) if group.place else None,
    }


def to_again(again: Again) -> str:
    """A line with the counts, then a line an issue: its state, severity, place and claim."""
    lines = [
        *(_told(one.fate, one.group, _why(one)) for one in again.earlier),
        *(_told("new", group, f" [{' '.join(group.reviewers)}]") for group in again.new),
        *(_told("dismissed before", group, f" [{' '.join(group.reviewers)}]") for group in again.dismissed),
    ]
    return "\n".join([counted(again), *([""] if lines else []), *lines]) + "\n"


def counted(again: Again) -> str:
    """How many accepted issues are in which state, and how many are new, in one line."""
    counts, many = fates(again), len(again.earlier)
    accepted = "1 accepted issue" if many == 1 else f"{many} accepted issues"
    before = f"; {len(again.dismissed)} dismissed before" if again.dismissed else ""
    return f"{accepted}{': ' if counts else ''}{counts}; {len(again.new)} new{before}."


def fates(again: Again) -> str:
    """How many accepted issues are in which state; empty for none."""
    found = [one.fate for one in again.earlier]
    return ", ".join(f"{found.count(fate)} {fate}" for fate in FATES if fate in found)


def _told(state: str, group: Group, more: str) -> str:
    where = _where(group.place)
    return f"{state:<{_WIDTH}}{group.severity:<8} {where}{_line(group.claim)}{more}"


def _where(place: Place | None) -> str:
    return f"{_line(place.document)}:{place.first_line}: " if place else ""


def _why(one: Earlier) -> str:
    if one.decided is not None:
        return " (accepted)" if one.decided else " (dismissed)"
    if one.again:
        return f" (raised again by {_letters(one.again)})"
    return f" (judge: {_line(one.judged.why)})" if one.source == "judge" and one.judged else ""


def _letters(groups: Sequence[Group]) -> str:
    return ", ".join(sorted({letter for group in groups for letter in group.reviewers}))


def _line(text: str) -> str:
    return " ".join(text.split())
