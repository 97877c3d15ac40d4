"""What an answer view writes to a real terminal, byte by byte."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

from tests.helpers.hostile import hostile_texts
from tests.helpers.terminal_oracle import scan

ENTITIES = [
    "a &#x202e;b &#27;[2J c &#x9b;1m d &ZeroWidthSpace;&NoBreak;&shy; e &#xe0041; f &lrm;&rlm; g",
    "| &#x202e;head |\n|---|\n| &#x2066;cell |",
    "[text &#x202d;](https://example.org/&#x202e;) ![&#x200b;](x&#x061c;)",
]


def terminal_bytes(arguments: list[str], columns: int, rows: int) -> bytes:
    """Everything a program wrote to its terminal until it ended."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
    with subprocess.Popen(arguments, stdin=its, stdout=its, stderr=its, env=environ) as program:
        os.close(its)
        written = bytearray()
        while chunk := _read(ours):
            written += chunk
    os.close(ours)
    assert program.returncode == 0, written.decode("utf-8", "replace")[-2000:]
    return bytes(written)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        # Linux says so when the other end is closed.
        return b""


def show(texts: list[str], folder: Path) -> bytes:
    """What the program writes that shows these texts."""
    file = folder / "texts.json"
    file.write_text(json.dumps(texts))
    return terminal_bytes([sys.executable, "-m", "tests.ui.show_texts", str(file)], 70, 24)


def test_no_hostile_text_reaches_the_terminal_as_it_came(tmp_path: Path) -> None:
    hostile = hostile_texts()
    texts = [*(one.text for one in hostile), *ENTITIES]
    own = show(["harmless"], tmp_path)
    # Textual itself switches the cursor and the screen with a few of these.
    needles = [n for one in hostile for n in one.needles if n.encode("utf-8", "surrogatepass") not in own]
    written = show(texts, tmp_path)
    assert scan(written, needles) == {}
    missing = [n for n in range(len(texts)) if f"text-{n}-of-all".encode() not in written]
    assert missing == []
    assert len(needles) > 80
