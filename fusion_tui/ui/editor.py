"""Writing a text in the person's own editor."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import tempfile
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, SuspendNotSupported

from fusion_tui.errors import UsageError


async def edit(text: str, environ: Mapping[str, str], what: str = "The question") -> str:
    """The text as `$VISUAL` or `$EDITOR` leaves it (`vi` without either).

    The terminal must be free while it runs; everything else runs on. The file is private and removed
    afterwards. Raises `UsageError` when no editor runs, or when it ends with an error, which is how
    editors say that the text is not wanted (`:cq`); `what` is then as it was.
    """
    command = editor_command(environ)
    called = Path(command[0]).name
    handle, name = tempfile.mkstemp(prefix="fusion-", suffix=".md")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        code = await _run([*command, name])
        if code:
            raise UsageError(f"{what} is as it was: {called} ended with {code}.")
        return Path(name).read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except OSError as problem:
        raise UsageError(f"{called} could not be used: {problem.strerror}. Set EDITOR.") from problem
    finally:
        Path(name).unlink(missing_ok=True)


async def lent(app: App[None], editing: Coroutine[None, None, str]) -> str:
    """What is edited while the terminal is lent; the program goes on without drawing.

    Raises what the editing raises, and `UsageError` for a terminal that cannot be lent.
    """
    failed: UsageError | None = None
    text = ""
    try:
        with app.batch_update(), app.suspend():
            # An error that left `suspend` would leave the terminal lent for good.
            try:
                text = await editing
            except UsageError as problem:
                failed = problem
    except SuspendNotSupported:
        editing.close()
        raise UsageError("This terminal cannot be lent to another program.") from None
    if failed:
        raise failed
    return text


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor and its arguments; `UsageError` when the variable cannot be read as a command."""
    for variable in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(environ.get(variable, ""))
        except ValueError as problem:
            raise UsageError(f"{variable} cannot be read as a command: {problem}.") from problem
        if command:
            return command
    return ["vi"]


async def _run(command: list[str]) -> int:
    with _deaf_to_interrupts():
        process = await asyncio.create_subprocess_exec(*command)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """While another program has the terminal, its ctrl+c is not ours; children do not inherit a handler."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
