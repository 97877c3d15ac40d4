"""Answers that say the same in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from fusion_tui.core.models import Candidate, Comparison

# Marks that change how a line looks and not what it says; those inside words are part of them, and the
# number of a list item may be a year.
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s|[-*+•]\s|>\s?)+|^\s*(?:[-*_]\s*){3,}$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|~~|`{1,3})(?!\w)")

_LOOK, _SAME = 2000, 40
"""Characters looked at, and folded characters compared, before whole texts are."""


def folded(text: str) -> str:
    """A text without white space and markup that only change its looks; case and words stay."""
    return " ".join(_EMPHASIS.sub("", _LINE_MARK.sub("", text)).split())


def equal_groups(candidates: Iterable[Candidate]) -> tuple[tuple[str, ...], ...]:
    """Letters of finished candidates with equal texts, two or more a group, in the order they came."""
    complete = [c for c in candidates if c.status == "complete" and c.text.strip()]
    # Whole answers are folded only where they start alike: opening long ones must stay cheap.
    alike = (group for group in _grouped(complete, _start).values() if len(group) > 1)
    equal = (group for some in alike for group in _grouped(some, folded).values())
    return tuple(tuple(c.letter for c in group) for group in equal if len(group) > 1)


def _start(text: str) -> str:
    return folded(text[:_LOOK])[:_SAME]


def _grouped(candidates: Iterable[Candidate], key: Callable[[str], str]) -> dict[str, list[Candidate]]:
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(key(candidate.text), []).append(candidate)
    return groups


def equals_of(comparison: Comparison, letter: str) -> tuple[str, ...]:
    """The letters whose text is this one's, itself included."""
    groups = equal_groups(comparison.candidates)
    return next((group for group in groups if letter in group), (letter,))
