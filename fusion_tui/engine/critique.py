"""A critique round's calls, all at once: one that fails loses nothing of the others.

What they bring is kept by `ask` and read from the record; what is returned here is only how each went.
Revisions and second looks are candidates and are asked for like any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fusion_tui.core.critique.about import CritiqueAsked, EvidenceAsked, VotesAsked
from fusion_tui.core.critique.reading import evidence_in, issues_in, note_in, votes_in
from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.engine.rounds import Ask, all_of, ask_structured


@dataclass(frozen=True, slots=True)
class Went:
    """How one call of a step went, its repair included."""

    asked: Consultation
    done: Consulted
    """Of the last call."""
    read: bool
    """Whether its reply has the shape that was asked for."""


async def critique(ask: Ask, asked: Sequence[Consultation]) -> tuple[Went, ...]:
    """Make the calls of `core.critique.consultations`, in any order; a note is never asked for twice."""
    return await all_of([_read(ask, one, _critique_reader(one)) for one in asked])


async def vote(ask: Ask, asked: Sequence[Consultation]) -> tuple[Went, ...]:
    """Make the calls of `core.critique.ballots`."""
    return await all_of([_read(ask, one, _votes_reader(one)) for one in asked])


async def dispute(ask: Ask, asked: Consultation) -> Went:
    """Make the call of `core.critique.dispute`."""
    about = EvidenceAsked.of_json(asked.about)
    assert about, "made by core.critique.dispute"
    return await _read(ask, asked, lambda text: evidence_in(text, about))


def _critique_reader(asked: Consultation) -> Callable[[str], object | None]:
    about = CritiqueAsked.of_json(asked.about)
    assert about, "made by core.critique.consultations"
    return note_in if about.depth == "note" else lambda text: issues_in(text, about)


def _votes_reader(asked: Consultation) -> Callable[[str], object | None]:
    about = VotesAsked.of_json(asked.about)
    assert about, "made by core.critique.ballots"
    return lambda text: votes_in(text, about)


async def _read(ask: Ask, asked: Consultation, read: Callable[[str], object | None]) -> Went:
    done, value = await ask_structured(ask, asked, read)
    return Went(asked, done, value is not None)
