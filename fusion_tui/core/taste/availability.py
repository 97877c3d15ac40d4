"""Who answers when asked: failures are no part of a rating, so they are counted on their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from fusion_tui.core.models import LIVE, Call, Candidate, Record
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of, params_text
from fusion_tui.core.taste.numbers.intervals import Share

_ANSWERED = ("complete", "truncated")


Asked = Mapping[Arm, Sequence[tuple[str, Call]]]
"""By arm, every call that was to write a candidate, each after its comparison's ID."""


def answered(call: Call) -> bool:
    """Whether a text came, cut or not."""
    return call.status in _ANSWERED


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


def availability(asked: Asked) -> tuple[Availability, ...]:
    """Of every arm that was asked, in the order of arms."""
    return tuple(_of_arm(arm, [call for _, call in asked[arm]]) for arm in sorted(asked))


def _of_arm(arm: Arm, calls: Sequence[Call]) -> Availability:
    came, failed = sum(map(answered, calls)), sum(call.status == "failed" for call in calls)
    again = sum(call.attempts - 1 for call in calls if call.attempts > 1)
    return Availability(arm, Share(came, came + failed), len(calls) - came - failed, again)


def asked_calls(records: Iterable[Record], grouping: Grouping = "member") -> Asked:
    """Every ended call for an answer (by process: for any candidate), oldest first; demos are left out.

    A call that failed before the provider said which version it serves belongs to the version that was
    served last before it, else to the first one after it: or every failure would be a stranger's.
    """
    ended = sorted(_ended(records, grouping), key=itemgetter(0))
    served = ((seat, call.model_served) for _, seat, _, call, _ in reversed(ended) if call.model_served)
    # The first that each seat served, until another follows.
    last, arms = dict[_Seat, str](served), dict[tuple[_Seat, str | None], Arm]()
    asked: dict[Arm, list[tuple[str, Call]]] = {}
    for _, seat, comparison_id, call, candidate in ended:
        if call.model_served:
            last[seat] = call.model_served
        version = seat, last.get(seat)
        if version not in arms:
            arms[version] = arm_of(replace(candidate, model_served=version[1]), grouping)
        asked.setdefault(arms[version], []).append((comparison_id, call))
    return asked


_Seat = tuple[str, ...]
"""What is asked for: provider, model, persona, parameters and kind."""

_Ended = tuple[tuple[datetime, str], _Seat, str, Call, Candidate]
"""When a call began and its ID, whose it is, of which comparison, and what it was to write."""


def _seat(candidate: Candidate) -> _Seat:
    member = candidate.member
    if member is None:
        return (candidate.kind,)
    params = params_text(member) if member.params else ""
    return member.provider, member.model, member.persona, params, candidate.kind


def _ended(records: Iterable[Record], grouping: Grouping) -> Iterator[_Ended]:
    for record in records:
        if record.comparison.demo:
            continue
        known = {c.letter: c for c in record.comparison.candidates}
        for call in record.calls:
            candidate = known.get(call.letter or "")
            if candidate is None or call.status in LIVE:
                continue
            if candidate.kind == "answer" or grouping == "process":
                yield (call.started_at, call.id), _seat(candidate), record.comparison.id, call, candidate
