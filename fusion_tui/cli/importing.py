"""`import`: what `export --format json` wrote comes into this record."""

from __future__ import annotations

import codecs
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from fusion_tui.cli.storing import back_up, open_store
from fusion_tui.cli.talk import Exit, say
from fusion_tui.cli.world import World
from fusion_tui.core.export import to_record
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import RecordError, UsageError
from fusion_tui.store import Store, Taken

MAX_LINE = 256 << 20
"""Bytes of one comparison; everything else of a file is never in memory."""

_ONE_A_LINE = "One comparison a line is needed: `jq -c .` writes objects so, `jq -c '.[]'` a list."


def import_file(world: World, path: Path) -> Exit:
    """Add every comparison of a file that is not here yet; say what became of all of them."""
    with _open(path) as file, open_store(world) as store:
        back_up(store)
        done: Counter[str] = Counter()
        try:
            for number, line in _lines(file, path):
                done[_take(store, number, line)] += 1
        finally:
            # Also when it ends half way: what was taken is kept.
            say(
                f"{done['added']} added, {done['completed']} completed, {done['known']} already there, "
                f"{done['refused']} refused."
            )
    return Exit.FAILED if done["refused"] else Exit.DONE


def _take(store: Store, number: int, line: bytes) -> Taken | Literal["refused"]:
    """Take one comparison, or say why not."""
    try:
        return store.take(to_record(_json(line)))
    except RecordError as problem:
        say(Redactor()(f"line {number}: {problem}"))
        return "refused"


def _open(path: Path) -> BinaryIO:
    if str(path) == "-":
        return sys.stdin.buffer
    try:
        return path.open("rb")
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from problem


def _lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; a line that is too long comes cut.

    What begins with a lone bracket is one value that was spread over many lines, and comes whole.
    """
    number = 0
    try:
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
                line += file.read(MAX_LINE) if line.strip() in (b"{", b"[") else b""
            if line.strip():
                yield number, line
            while not line.endswith(b"\n") and (line := file.readline(1 << 20)):
                pass
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from problem


def _json(line: bytes) -> object:
    """The value of a line, or `RecordError`."""
    if len(line) > MAX_LINE:
        raise RecordError(f"longer than {MAX_LINE >> 20} MiB, which no comparison is.")
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise RecordError("not UTF-8 text.") from None
    except json.JSONDecodeError as problem:
        hint = f" {_ONE_A_LINE}" if b"\n" in line.rstrip() else ""
        raise RecordError(f"not JSON: {problem.msg} at character {problem.pos + 1}.{hint}") from None
    except ValueError:
        raise RecordError("not JSON that can be read: a number has too many digits.") from None
    except RecursionError:
        raise RecordError("nested too deeply.") from None
    if isinstance(value, list):
        raise RecordError(f"found a list, expected an object. {_ONE_A_LINE}")
    return value
