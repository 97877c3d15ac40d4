"""Answers as text, one under the other: what `ask --plain` and `show` print."""

from __future__ import annotations

from fusion_tui.cli.talk import out, say
from fusion_tui.core.events import Ended, Retrying
from fusion_tui.core.models import Candidate, Comparison
from fusion_tui.core.provenance import called
from fusion_tui.core.unread import CURE, unread
from fusion_tui.errors import ExportError

DEMO = "DEMO: recorded answers, nothing was sent."


def answer(comparison: Comparison, letter: str, *, named: bool) -> str:
    """One answer under its heading; who wrote it, figures and what the provider said only when `named`.

    The heading holds the start of the random id, so that no answer can imitate another's.
    """
    candidate = comparison.candidate(letter)
    parts = [f"===== {comparison.id[:8]} {_heading(candidate, named)} ====="]
    if candidate.text:
        parts.append(candidate.text.rstrip("\n"))
    if missing := unread(comparison, candidate):
        parts.append(f"[{missing.badge}: {missing.how_much}. {CURE}]" if named else f"[{missing.badge}]")
    if candidate.error:
        parts.append(f"[{_said(candidate, named)}]")
    return "\n\n".join(parts) + "\n"


def _heading(candidate: Candidate, named: bool) -> str:
    words = len(candidate.text.split())
    parts = [candidate.letter, *called(candidate, named), candidate.status]
    if words:
        parts.append(f"{words:,} words" if words > 1 else "1 word")
    return " · ".join(parts)


def _said(candidate: Candidate, named: bool) -> str:
    error = candidate.error
    if error is None:
        return ""
    code = f" {error.http_status}" if error.http_status else ""
    parts = [f"{error.kind}{code}", error.provider_text if named else "", error.hint]
    return " · ".join(" ".join(part.split()) for part in parts if part)


class Printer:
    """Prints answers in letter order, each as soon as it and all before it have ended."""

    def __init__(self, comparison: Comparison, *, patient: bool) -> None:
        """A patient printer waits for `rest`, so that not even speed tells who is who."""
        self._left = list(comparison.letters)
        self._named = not comparison.blind
        self._patient = patient
        self._problem: ExportError | None = None
        if comparison.demo:
            out(f"{DEMO}\n")

    def take(self, comparison: Comparison) -> None:
        """Print what can be printed now; trouble with that is for `rest` to raise, when all have ended."""
        if self._patient or self._problem:
            return
        try:
            while self._left and not comparison.candidate(self._left[0]).live:
                self._next(comparison)
        except ExportError as problem:
            self._problem = problem

    def rest(self, comparison: Comparison) -> None:
        """Print all that is left."""
        if self._problem:
            raise self._problem
        while self._left:
            self._next(comparison)

    def _next(self, comparison: Comparison) -> None:
        out(answer(comparison, self._left[0], named=self._named))
        del self._left[0]


def tell(event: Ended | Retrying, progress: str, *, patient: bool) -> None:
    """How far it is, for whoever waits; a patient one is not told whose turn it was."""
    match event:
        case _ if patient:
            say(progress)
        case Ended(letter, call):
            why = f" ({call.error.kind})" if call.error else ""
            say(f"{letter} {call.status}{why} · {progress}")
        case Retrying(letter, wait):
            say(f"{letter} {wait.error.kind}; next try in {wait.seconds:.0f} s")


def tell_failures(comparison: Comparison) -> None:
    """Nobody answered, so there is nothing to be blind about: who failed, and what was said."""
    for candidate in comparison.candidates:
        if candidate.error:
            say(f"{candidate.letter} was {candidate.name}: {_said(candidate, named=True)}")
