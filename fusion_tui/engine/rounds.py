"""What every stage of a round does: ask, read, and ask once more when the reply cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TypeVar

from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.messages import Message
from fusion_tui.core.replies import REPAIR

T = TypeVar("T")

Ask = Callable[[Consultation], Awaitable[Consulted]]
"""Makes one call and keeps what it brings; the same for the screen, the command line and tests."""

_AGAIN = """\
Your reply could not be read: the JSON that was asked for is missing or not valid. Give the same content \
again, complete, as one fenced JSON block of the shape asked for, and nothing else."""


async def ask_structured(
    ask: Ask, asked: Consultation, read: Callable[[str], T | None]
) -> tuple[Consulted, T | None]:
    """Ask, and once more when `read` makes nothing of the reply.

    `None` stands for a call that failed or was stopped, or a reply that could not be read twice; both
    replies are kept.
    """
    first = await ask(asked)
    if first.reply is None:
        return first, None
    value = read(first.reply.text)
    # A call that was stopped has no error; nobody who stopped one wants another.
    if value is not None or first.call.error or first.call.status == "stopped":
        return first, value
    messages = (*asked.messages, Message("assistant", first.reply.text), Message("user", _AGAIN))
    about = {**asked.about, REPAIR: first.reply.id}
    second = await ask(replace(asked, id=f"{asked.id}+", messages=messages, about=about))
    return second, read(second.reply.text) if second.reply else None


async def all_of(calls: Sequence[Coroutine[None, None, T]]) -> tuple[T, ...]:
    """Wait for all, whatever becomes of one; then raise what one of them raised."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    if failed := [result for result in results if isinstance(result, BaseException)]:
        raise failed[0]
    return tuple(result for result in results if not isinstance(result, BaseException))
