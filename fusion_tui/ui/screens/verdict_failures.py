"""Judges that brought nothing, and the verdicts that came in their place; pure."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fusion_tui.core.judging import Verdict, same_step
from fusion_tui.core.models import Call, Record
from fusion_tui.ui import words

When = tuple[datetime, str]
"""A time, and what orders things of one time."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Calls to judges without a reply."""

    taken: tuple[tuple[Verdict, tuple[Call, ...]], ...]
    """What failed before a verdict of the same step."""
    alone: tuple[tuple[When, tuple[Call, ...]], ...]
    """Steps in which nobody gave a verdict."""

    def before(self, verdict: Verdict) -> tuple[Call, ...]:
        """Whom this verdict stands in for."""
        return next((calls for one, calls in self.taken if one == verdict), ())


def said(call: Call) -> str:
    """Who failed and why: `NAME: server error (HTTP 503)`."""
    error = call.error
    if error is None:
        return f"{call.member}: {'stopped' if call.status == 'stopped' else 'no reply'}"
    status = f" (HTTP {error.http_status})" if error.http_status else ""
    return f"{call.member}: {words.KINDS[error.kind]}{status}"


def of(record: Record, verdicts: Sequence[Verdict]) -> Failures:
    """Which failed calls belong to which verdict; a call knows its judge and its time, but no step."""
    replied = {reply.id for reply in record.replies}
    failed = [c for c in record.calls if c.role == "judge" and c.status == "failed" and c.id not in replied]
    left = sorted(failed, key=_began)
    taken = []
    for verdict in verdicts:
        calls = [*_missing(verdict, left), *_instead(verdict, verdicts, left)]
        left = [call for call in left if call not in calls]
        taken.append((verdict, _once(calls)))
    return Failures(tuple(taken), _alone(left, verdicts))


def _missing(verdict: Verdict, failed: Sequence[Call]) -> list[Call]:
    """The other order of a ranking."""
    judge = verdict.replies[0].member
    if verdict.kind != "rank" or len(verdict.replies) > 1 or judge is None:
        return []
    return [call for call in failed if call.member == judge.name][-1:]


def _instead(verdict: Verdict, verdicts: Sequence[Verdict], failed: Sequence[Call]) -> list[Call]:
    """Calls of the judges before this one: the last so many that failed before it came."""
    place = int(verdict.asked.judge[1:])
    came = [one for one in same_step(verdicts, verdict) if int(one.asked.judge[1:]) < place]
    before = [call for call in failed if call.started_at <= verdict.replies[-1].at]
    judges = list(dict.fromkeys(call.member for call in reversed(before)))[: place - 1 - len(came)]
    return [call for call in before if call.member in judges]


def _alone(failed: Sequence[Call], verdicts: Sequence[Verdict]) -> tuple[tuple[When, tuple[Call, ...]], ...]:
    """Those with no verdict between them together."""
    came = sorted((verdict.replies[0].at, verdict.replies[0].id) for verdict in verdicts)
    found: dict[int, list[Call]] = {}
    for call in failed:
        found.setdefault(bisect(came, _began(call)), []).append(call)
    return tuple((_began(calls[-1]), _once(calls)) for calls in found.values())


def _once(calls: Sequence[Call]) -> tuple[Call, ...]:
    """One of those that say the same: a ranking asks twice."""
    return tuple({said(call): call for call in sorted(calls, key=_began)}.values())


def _began(call: Call) -> When:
    return call.started_at, call.id
