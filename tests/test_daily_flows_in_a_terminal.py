"""The two daily flows by keyboard in a real terminal, with local models that follow a script."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.model_server import Model, ModelServer
from tests.helpers.command import COMMAND, environment, fusion
from tests.helpers.tmux import Tmux, need_tmux

pytestmark = pytest.mark.tmux

NAMES = ("ash", "birch", "cedar", "dogwood")
DATA = Path(__file__).parent / "data" / "documents"
PLAN = (DATA / "event-queue.md").read_text()
SENTENCES = [line for line in PLAN.splitlines() if line.endswith(".") and not line.startswith("Status")]
ISSUES = [line.split(": ", 1) for line in (DATA / "event-queue.issues.txt").read_text().splitlines()]
POINTS = [(severity, claim, said) for (severity, claim), said in zip(ISSUES, SENTENCES, strict=True)]
NEW = ("minor", "Nobody watches the watcher.", "A second worker watches the first.")
"""What is raised only once it is written."""
ANSWER = "\n\n".join(SENTENCES[:10])
"""What every model answers, after a line of its own."""
REVISED = f"{ANSWER.replace('every ten minutes', 'every second')}\n\nDuplicates are dropped by their number."

Body = dict[str, Any]


Point = tuple[str, str, str]
"""Severity, claim and the sentence that it is about."""


def raised(told: str, seat: int, points: Sequence[Point]) -> list[Point]:
    """Three of four raise each point, and none that the text does not have any more."""
    return [one for place, one in enumerate(points) if place % 4 != seat and one[2] in told]


def review(told: str, seat: int) -> str:
    """A review in Markdown."""
    parts = [
        f"### {how}: {claim}\n> {said}\nWhy.\nFix: say it.\n"
        for how, claim, said in raised(told, seat, [*POINTS, NEW])
    ]
    return "\n".join(["## Verdict\nNot yet.\n\n## Risky\n", *parts])


def says(body: Body) -> str:
    """What a model says in each role."""
    system, told = body["messages"][0]["content"], body["messages"][-1]["content"]
    seat = NAMES.index(body["model"])
    if "You review a text" in system:
        found = [
            {"severity": how, "quote": said, "claim": claim, "why": "", "fix": "Say it."}
            for how, claim, said in raised(told, seat, POINTS[:10])
        ]
        return json.dumps({"issues": found})
    if "You revise a text" in system:
        mark = next(line for line in told.splitlines() if line.startswith("===== disp"))
        names = re.findall(r'^\{"label": "(\w+)"', told, re.M)[1:]
        done = [{"issue": name, "outcome": "fixed", "reason": "said so"} for name in names]
        return f"{REVISED}\n{mark}\n{json.dumps({'dispositions': done})}"
    if "You check whether issues" in system:
        labels = re.findall(r'^\{"label": "(\d+)"', told, re.M)
        told_of = [{"number": int(n), "state": "fixed", "why": "now said", "quote": ""} for n in labels]
        return json.dumps({"issues": told_of})
    if told.rstrip().endswith("good answer."):
        return review(told, seat)
    return f"As {'abcd'[seat]} would have it.\n\n{ANSWER}"


@dataclass
class Keyboard:
    """Presses keys and counts them."""

    terminal: Tmux
    pressed: int = 0

    def press(self, *keys: str) -> None:
        """By tmux's names."""
        self.pressed += len(keys)
        self.terminal.type(*keys)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the document, whose configuration asks four models of this machine."""
    server = ModelServer({name: Model(says=says) for name in NAMES})
    server.write_config(tmp_path / "config.toml")
    (tmp_path / "event-queue.md").write_text(PLAN)
    yield tmp_path
    server.close()


@pytest.fixture
def terminal(folder: Path) -> Iterator[Tmux]:
    """A terminal of 120 x 35."""
    need_tmux()
    opened = Tmux(folder, 120, 35, environment(folder))
    yield opened
    opened.close()


def run(terminal: Tmux, folder: Path, *arguments: str) -> Keyboard:
    """Start the program in the folder, and wait until four models have answered."""
    terminal.run(["sh", "-c", f"cd {shlex.quote(str(folder))} && exec {shlex.join([*COMMAND, *arguments])}"])
    terminal.until("4 of 4 done")
    return Keyboard(terminal)


def decide(keys: Keyboard, pressed: str) -> None:
    """Accept or dismiss each issue in its turn; the cursor goes on by itself."""
    for count, key in enumerate(pressed, start=1):
        keys.press(key)
        keys.terminal.until(f" {count} of {len(pressed)} issues decided")


def test_an_answer_is_critiqued_revised_picked_and_exported_in_21_keys(terminal: Tmux, folder: Path) -> None:
    keys = run(terminal, folder, "ask", "Is this plan sound?", "-f", "event-queue.md")
    keys.press("c")
    terminal.until("3 calls, about ")
    keys.press("Enter")
    terminal.until(lambda s: "0 of 10 issues decided" in s and "critique of A" in s and "3 of 3" in s)
    decide(keys, "yynyynynyy")
    keys.press("v")
    terminal.until(lambda s: "7 issues" in s and "1 call, about " in s)
    keys.press("Enter")
    terminal.until(lambda s: len(re.findall(r"[✓] +fixed", s)) == 7)
    keys.press("d")
    compared = terminal.until(lambda s: "diff · A ↔ E" in s and "{+second+}" in s)
    assert len(re.findall(r"^ fixed  .*  said so", compared, re.M)) == 7
    keys.press("Escape")
    terminal.until("triage")
    keys.press("Escape")
    terminal.until(lambda s: "▸ E   revision of A" in s)
    keys.press("p")
    terminal.until("picked E")
    keys.press("e")
    terminal.until("letters only")
    keys.press("Enter")
    terminal.until("wrote ")
    keys.press("C-q")
    terminal.until("exit=0")
    assert keys.pressed == 21
    (written,) = folder.glob("*-is-this-plan-sound.md")
    _, front, body = written.read_text().split("---\n", 2)
    assert body.strip() == REVISED and 'picked: "E"' in front and not any(name in front for name in NAMES)
    (told,) = json.loads(fusion(folder, "history", "--json").stdout)
    shown = fusion(folder, "show", told["id"]).stdout
    assert "10 issues by B, C, D; 7 accepted, 3 dismissed" in shown


def test_a_document_is_reviewed_triaged_edited_and_reviewed_again_in_24_keys(
    terminal: Tmux, folder: Path
) -> None:
    keys = run(terminal, folder, "review", "event-queue.md")
    keys.press("t")
    listed = terminal.until(lambda s: "0 of 20 issues decided" in s and "(3 of 4)" in s)
    assert listed.count("? blocker") == 6, "five times four issues, grouped by three each"
    decide(keys, "yynyynynyyyyyyyyyyyy")
    keys.press("C-q")
    terminal.until("exit=0")
    done = fusion(folder, "export", "--format", "quickfix", "-o", "issues.txt")
    lines = (folder / "issues.txt").read_text().splitlines()
    assert done.returncode == 0 and len(lines) == 17
    _open_in_vim(folder, lines)
    edited = PLAN.replace(
        "Calls carry no signature, as customers know our address range.", "Calls are signed."
    )
    (folder / "event-queue.md").write_text(edited.replace("so there is no lock between workers.", NEW[2]))
    again = run(terminal, folder, "review", "event-queue.md", "--again")
    again.press("t")
    listed = terminal.until(lambda s: "15 open, 2 fixed" in s and NEW[1] in s)
    assert re.search(rf"\\? new +minor .* {NEW[1]}", listed)
    again.press("C-q")
    terminal.until("exit=0")
    assert keys.pressed + again.pressed == 24


def _open_in_vim(folder: Path, lines: Sequence[str]) -> None:
    """An editor that reads such a list stands where each issue is."""
    places = [":".join(line.split(":")[:2]) for line in lines]
    assert all(PLAN.splitlines()[int(place.split(":")[1]) - 1] in SENTENCES for place in places)
    if shutil.which("vim"):
        seen = "map(getqflist(), {_, one -> bufname(one.bufnr) . ':' . one.lnum})"
        told = ["-c", f"call writefile({seen}, 'seen.txt')", "-c", "qa!"]
        subprocess.run(["vim", "-Nu", "NONE", "-n", "-es", "-q", "issues.txt", *told], cwd=folder, timeout=30)
        assert (folder / "seen.txt").read_text().splitlines() == places
