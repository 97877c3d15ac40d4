"""A comparison while its calls run: the one place where text accumulates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fusion_tui.core.events import Delta, Ended, Event, Reasoning, Retrying, Started
from fusion_tui.core.models import Candidate, Comparison


@dataclass(slots=True)
class _Growing:
    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)


class LiveComparison:
    """Takes the engine's events and gives frozen snapshots back."""

    def __init__(self, comparison: Comparison) -> None:
        """Start from a comparison as it is stored; texts it already has are kept."""
        self._comparison = comparison
        self._growing: dict[str, _Growing] = {}
        self._finished: list[str] = []

    @property
    def comparison(self) -> Comparison:
        """As it stands now; costs nothing while nothing arrived."""
        for letter in list(self._growing):
            self._comparison = self._comparison.with_candidate(self._settled(letter))
        return self._comparison

    @property
    def finish_order(self) -> tuple[str, ...]:
        """Letters in the order their calls ended."""
        return tuple(self._finished)

    def apply(self, event: Event) -> None:
        """Take one event."""
        letter = event.letter
        match event:
            case Started():
                self.restart(letter)
            case Delta(_, text):
                self._grown(letter).text.append(text)
            case Reasoning(_, text):
                self._grown(letter).reasoning.append(text)
            case Ended(_, call):
                self._comparison = self._comparison.with_candidate(self._settled(letter))
                self._comparison = self._comparison.with_candidate(
                    replace(
                        self._comparison.candidate(letter),
                        status=call.status,
                        error=call.error,
                        finish_reason=call.finish_reason,
                        model_served=call.model_served,
                        usage=call.usage,
                        cost_usd=call.cost_usd,
                        ttft_s=call.ttft_s,
                        seconds=call.seconds,
                    )
                )
                self._finished.append(letter)
            case Retrying():
                pass

    def add(self, candidate: Candidate) -> None:
        """A later candidate joins the comparison."""
        self._comparison = replace(self._comparison, candidates=(*self._comparison.candidates, candidate))

    def restart(self, letter: str) -> None:
        """Forget what a candidate was: it is asked again, and waits for that."""
        self._growing.pop(letter, None)
        self._comparison = self._comparison.with_candidate(fresh(self._comparison.candidate(letter)))
        if letter in self._finished:
            self._finished.remove(letter)

    def _grown(self, letter: str) -> _Growing:
        growing = self._growing.get(letter)
        if growing is None:
            growing = self._growing[letter] = _Growing()
            candidate = replace(self._comparison.candidate(letter), status="writing")
            self._comparison = self._comparison.with_candidate(candidate)
        return growing

    def _settled(self, letter: str) -> Candidate:
        """The candidate with what arrived since the last snapshot."""
        candidate = self._comparison.candidate(letter)
        growing = self._growing.pop(letter, None)
        if growing is None:
            return candidate
        return replace(
            candidate,
            text=candidate.text + "".join(growing.text),
            reasoning=candidate.reasoning + "".join(growing.reasoning),
        )


def fresh(had: Candidate) -> Candidate:
    """The candidate as it was before anything of it arrived."""
    return Candidate(had.letter, had.kind, had.member, had.name, inputs=had.inputs, brief=had.brief)
