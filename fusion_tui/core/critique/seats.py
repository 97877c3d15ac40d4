"""Who takes part in a round, by letter, and how candidates descend from each other."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fusion_tui.core.models import Candidate, Comparison, Member, Record, Reply

MAX_ROUNDS = 4
"""Rounds that an answer can go through; each is asked for by the person, one at a time."""

_OUTSIDE = re.compile(r"r([1-9]\d{0,3})")


def seats_of(record: Record, members: Iterable[Member]) -> tuple[tuple[str, Member], ...]:
    """Each of these members once, with what it is called: the letter of its own answer, else `r1`, `r2` …

    One from outside keeps the number under which it was first heard; new ones take the next, in this order.
    """
    next_number = max(map(_number, record.replies), default=0) + 1
    found: list[tuple[str, Member]] = []
    for member in members:
        if any(member == other for _, other in found):
            continue
        seat = _known_seat(record, member)
        if not seat:
            seat, next_number = f"r{next_number}", next_number + 1
        found.append((seat, member))
    return tuple(found)


def _known_seat(record: Record, member: Member) -> str:
    own = (c.letter for c in record.comparison.candidates if c.member == member)
    heard = (seat for reply in record.replies if reply.member == member and (seat := _seat(reply)))
    return next(own, "") or next(heard, "")


def _seat(reply: Reply) -> str:
    seat = reply.about.get("reviewer") or reply.about.get("juror")
    return seat if isinstance(seat, str) else ""


def _number(reply: Reply) -> int:
    found = _OUTSIDE.fullmatch(_seat(reply))
    return int(found[1]) if found else 0


def original_of(comparison: Comparison, letter: str) -> str:
    """The letter of what a revision, or a revision of it, began as; the letter itself for all others."""
    return lineage(comparison, letter)[-1]


def round_of(comparison: Comparison, letter: str) -> int:
    """The round in which a candidate is reviewed: 1 for what is no revision, 2 for its revision."""
    return len(lineage(comparison, letter))


def lineage(comparison: Comparison, letter: str) -> tuple[str, ...]:
    """A candidate, what it revises, what that revises …; letters are never met twice."""
    found = [letter]
    known = {c.letter: c for c in comparison.candidates}
    while (candidate := known.get(found[-1])) and candidate.kind == "revision" and candidate.inputs:
        if candidate.inputs[0] in found:
            break
        found.append(candidate.inputs[0])
    return tuple(found)


def newest_versions(comparison: Comparison) -> tuple[Candidate, ...]:
    """Of each answer and draft the newest version that has ended with a text, in letter order."""
    newest: dict[str, Candidate] = {}
    for candidate in comparison.candidates:
        if candidate.kind in ("answer", "draft", "revision") and candidate.pickable and not candidate.live:
            newest[original_of(comparison, candidate.letter)] = candidate
    return tuple(sorted(newest.values(), key=lambda c: comparison.letters.index(c.letter)))
