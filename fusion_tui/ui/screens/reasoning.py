"""What stands under an answer that was thought about first; pure."""

from __future__ import annotations

from functools import lru_cache

from fusion_tui.core.blind import names_author
from fusion_tui.core.models import Candidate, Comparison
from fusion_tui.ui import words
from fusion_tui.ui.widgets.answer_view import Aside

OPENED = "reasoning · {key} closes it"


def aside(candidate: Candidate, *, opened: bool, revealed: bool, key: str) -> Aside:
    """The reasoning, or one line that says how to open it; nothing while the answer is written.

    How much was thought tells members apart, so its length shows with their names.
    """
    if candidate.live or not candidate.reasoning.strip():
        return Aside()
    return _aside(candidate.reasoning, opened, revealed, key)


@lru_cache(maxsize=64)
def _aside(reasoning: str, opened: bool, revealed: bool, key: str) -> Aside:
    if opened:
        return Aside(f"{OPENED.format(key=key)}\n\n{reasoning.strip()}", opened=True)
    length = f", {words.count(len(reasoning.split()), 'word')}" if revealed else ""
    return Aside(f"reasoning{length} · {key} opens it")


def tells(comparison: Comparison, letter: str) -> bool:
    """Whether this reasoning says which member it is."""
    members = [c.member for c in comparison.candidates if c.member]
    names = [name for member in members for name in (member.model, member.name)]
    return names_author(comparison.candidate(letter).reasoning, names)
