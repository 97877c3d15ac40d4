"""Who answers when asked: failures are no part of a rating, so they are counted on their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from fusion_tui.core.models import LIVE, Call, Candidate, Record
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of, params_text
from fusion_tui.core.taste.numbers.intervals import Share

_ANSWERED = ("complete", "truncated")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that was to write a candidate."""

    comparison_id: str
    arm: Arm
    call: Call

    @property
    def answered(self) -> bool:
        """Whether a text came, cut or not."""
        return self.call.status in _ANSWERED

    @property
    def failed(self) -> bool:
        """Whether nothing came, and nobody had stopped it."""
        return self.call.status == "failed"


@dataclass(frozen=True, slots=True)
class Availability:
    """How one arm answered."""

    arm: Arm
    answers: Share
    """Of the calls that ended by themselves; one that broke off after text is an answer."""
    stopped: int
    """Calls that the person, or the end of the program, cut short; they say nothing about the arm."""
    sent_again: int
    """Requests that were repeated before they worked or were given up."""

    @property
    def n(self) -> int:
        """The calls that count."""
        return self.answers.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return f"{self.arm.label} answered {self.answers.count:.0f} of the {self.n} times it was asked."


def availability(records: Iterable[Record], grouping: Grouping = "member") -> tuple[Availability, ...]:
    """Of every arm that was asked, in the order of arms; demos are left out."""
    calls: dict[Arm, list[Asked]] = {}
    for asked in asked_calls(records, grouping):
        calls.setdefault(asked.arm, []).append(asked)
    return tuple(_of_arm(arm, calls[arm]) for arm in sorted(calls))


def _of_arm(arm: Arm, calls: Sequence[Asked]) -> Availability:
    answered, failed = sum(a.answered for a in calls), sum(a.failed for a in calls)
    again = sum(a.call.attempts - 1 for a in calls if a.call.attempts > 1)
    return Availability(arm, Share(answered, answered + failed), len(calls) - answered - failed, again)


def asked_calls(records: Iterable[Record], grouping: Grouping = "member") -> list[Asked]:
    """Every ended call for an answer (by process: for any candidate), oldest first; demos are left out.

    A call that failed before the provider said which version it serves belongs to the version that was
    served last before it, else to the first one after it: or every failure would be a stranger's.
    """
    ended = sorted(_ended(records, grouping), key=lambda entry: (entry[1].started_at, entry[1].id))
    first: dict[_Seat, str] = {}
    for _, call, candidate in ended:
        if call.model_served:
            first.setdefault(_seat(candidate), call.model_served)
    asked, last, arms = [], dict(first), dict[tuple[_Seat, str | None], Arm]()
    for comparison_id, call, candidate in ended:
        seat = _seat(candidate)
        if call.model_served:
            last[seat] = call.model_served
        version = seat, last.get(seat)
        if version not in arms:
            arms[version] = arm_of(replace(candidate, model_served=version[1]), grouping)
        asked.append(Asked(comparison_id, arms[version], call))
    return asked


_Seat = tuple[str, ...]
"""What is asked for: provider, model, persona, parameters and kind."""


def _seat(candidate: Candidate) -> _Seat:
    member = candidate.member
    if member is None:
        return (candidate.kind,)
    return member.provider, member.model, member.persona, params_text(member), candidate.kind


def _ended(records: Iterable[Record], grouping: Grouping) -> Iterator[tuple[str, Call, Candidate]]:
    for record in records:
        if record.comparison.demo:
            continue
        known = {c.letter: c for c in record.comparison.candidates}
        for call in record.calls:
            candidate = known.get(call.letter or "")
            if candidate is None or call.status in LIVE:
                continue
            if candidate.kind == "answer" or grouping == "process":
                yield record.comparison.id, call, candidate
