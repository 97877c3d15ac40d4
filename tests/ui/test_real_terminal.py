"""A real pseudo-terminal: what the program writes to it, byte by byte."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.helpers.command import ROOT
from tests.helpers.terminal_oracle import scan

TEXTS = Path(__file__).parent.parent / "data" / "hostile_text.jsonl"
PROGRAM = """
import json, sys
from pathlib import Path
from textual.widgets import Label
from tests.ui.test_answer_view import OneView
texts = [json.loads(line)["text"] for line in Path(sys.argv[1]).read_text().splitlines()]
texts += ["&#x202e;entity &#x1b;[31m &#x9b;31m &#xe0041; &#8203;"]
class All(OneView):
    def on_mount(self):
        self.todo = iter(texts)
        self.set_interval(0.02, self.next)
    def next(self):
        text = next(self.todo, None)
        if text is None:
            self.view.set_text("ALLSHOWN")
            self.set_timer(0.5, self.exit)
            return
        self.view.set_text(text)
        self.title = "t"
All().run()
"""


def test_no_hostile_text_reaches_a_real_terminal() -> None:
    cases = [json.loads(line) for line in TEXTS.read_text().splitlines()]
    hidden = ("literal", "export_one_file_inside_dir", "verdict_unaffected_by_text")
    needles = [
        needle
        for case in cases
        if not any(rule in hidden for rule in case["rules"])
        for needle in case["must_not_reach_terminal"]
        # Some of them are sequences that Textual writes for itself.
        if scan(needle.encode("utf-8", "surrogatepass"))
    ]
    written = run_in_terminal([sys.executable, "-c", PROGRAM, str(TEXTS)])
    assert b"ALLSHOWN" in written
    assert scan(written, needles) == {}


def run_in_terminal(command: list[str]) -> bytes:
    """Everything a command writes to a terminal of 100 x 30."""
    master, slave = pty.openpty()
    environ = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    environ |= {"COLUMNS": "100", "LINES": "30"}
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, close_fds=True)
    os.close(slave)
    written = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
        elif process.poll() is not None:
            break
    process.kill()
    process.wait()
    os.close(master)
    return written
