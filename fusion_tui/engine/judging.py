"""A judge's calls: the first judge that gives a verdict is enough, the others follow where it cannot.

What they bring is kept by `ask` and read from the record; a judge that fails or cannot be read costs no
answer, and never becomes one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.judging import Asked, Wish, compared_in, order_in, points_in
from fusion_tui.core.models import Candidate
from fusion_tui.engine.rounds import Ask, all_of, ask_structured

Write = Callable[[Wish], Awaitable[Candidate]]
"""Lets `synthesis_of` this wish join its comparison, and gives it back as it ended."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one call to one judge went, its repair included."""

    asked: Consultation
    done: Consulted
    """Of the last call."""
    read: bool
    """Whether its reply has the shape that was asked for."""


async def judge(
    ask: Ask, calls: Sequence[Sequence[Consultation]], *, every: bool = False
) -> tuple[Judged, ...]:
    """Make the calls of `core.judging.consultations`: of every judge, or until one gives a verdict.

    A call that was stopped ends the step: nobody who stopped one wants another judge.
    """
    if every:
        return tuple(one for done in await all_of([_one(ask, each) for each in calls]) for one in done)
    went: list[Judged] = []
    for each in calls:
        done = await _one(ask, each)
        went += done
        if any(one.read or one.done.call.status == "stopped" for one in done):
            break
    return tuple(went)


async def synthesise(write: Write, wish: Wish) -> tuple[Candidate, ...]:
    """Have a synthesis written by the first judge that leaves a text; returns all that were tried.

    One without a text stays where it is, as a failed answer does, and the next judge writes another. Nobody
    who stopped one wants another.
    """
    tried: list[Candidate] = []
    for place in range(len(wish.judges)):
        tried.append(await write(replace(wish, judges=wish.judges[place:])))
        if tried[-1].pickable or tried[-1].status == "stopped":
            break
    return tuple(tried)


async def _one(ask: Ask, calls: Sequence[Consultation]) -> tuple[Judged, ...]:
    """One judge, in both orders where there are two."""
    return await all_of([_asked(ask, call) for call in calls])


async def _asked(ask: Ask, asked: Consultation) -> Judged:
    done, value = await ask_structured(ask, asked, _reader(asked))
    return Judged(asked, done, value is not None)


def _reader(asked: Consultation) -> Callable[[str], object | None]:
    about = Asked.of_json(asked.about)
    assert about, "made by core.judging.consultations"
    read = {"compare": compared_in, "rank": order_in, "points": points_in}[asked.kind]
    return lambda text: read(text, about)
