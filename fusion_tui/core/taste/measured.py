"""Candidates whose text stayed in the store: what statistics ask of a text was counted before."""

from __future__ import annotations

from dataclasses import dataclass, fields

from fusion_tui.core.models import Candidate
from fusion_tui.core.taste.style import Style, style_of


@dataclass(frozen=True, slots=True)
class Measured(Candidate):
    """A candidate without its text and reasoning, but with what was counted in the text."""

    chars: int = 0
    style: Style = Style()

    @property
    def pickable(self) -> bool:
        """Whether there was a text to choose."""
        return self.style.words > 0 and self.status != "failed"


def measured(candidate: Candidate) -> Measured:
    """The same candidate, its text counted and left behind."""
    if isinstance(candidate, Measured):
        return candidate
    kept = {field.name: getattr(candidate, field.name) for field in fields(Candidate)}
    kept |= {"text": "", "reasoning": ""}
    return Measured(**kept, chars=chars_of(candidate), style=counted_style(candidate))


def chars_of(candidate: Candidate) -> int:
    """How long its text is."""
    return candidate.chars if isinstance(candidate, Measured) else len(candidate.text)


def counted_style(candidate: Candidate) -> Style:
    """What its text looks like, in counts."""
    return candidate.style if isinstance(candidate, Measured) else style_of(candidate.text)


def no_style(candidate: Candidate) -> Style:
    """Counts nothing: for questions that do not ask how an answer looks."""
    return _UNCOUNTED


_UNCOUNTED = Style()
