"""What a candidate was made from, in letters: it may be said while names are hidden."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.models import Candidate


def made_of(candidate: Candidate) -> str:
    """`merge of A and C`, `revision of B`; empty for what was made from no other candidate."""
    # A cross-look's other inputs are what its author looked at; it revises the first.
    of = candidate.inputs[:1] if candidate.kind == "revision" else sorted(candidate.inputs)
    return f"{candidate.kind} of {listed(of)}" if of else ""


def called(candidate: Candidate, named: bool) -> tuple[str, ...]:
    """What it was made from and, where names are known, what it is called; each once."""
    name = " ".join(candidate.name.split()) if named else ""
    made = made_of(candidate)
    return tuple(part for part in ("" if made and made in name else made, name) if part)


def listed(letters: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(letters[:-1]), letters[-1]] if len(letters) > 1 else letters)
