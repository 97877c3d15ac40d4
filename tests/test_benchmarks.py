"""The benchmarks run and print what they promise; how large the figures are is no matter of tests."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from benchmarks.__main__ import HEAD, NAMES, goal_of
from benchmarks.goal import Figure, Goal, Measured
from benchmarks.texts import answer

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Measure as a person does."""
    return subprocess.run(
        [ROOT / "benchmarks" / "run", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )


def cells(printed: str) -> list[list[str]]:
    """The rows below the head of a printed table."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in printed.splitlines()]
    assert rows[0] == list(HEAD)
    return rows[2:]


def test_goals_are_measured_in_a_real_terminal_and_printed_beside_their_targets() -> None:
    done = run("--quick", "keys", "page_down", "version", "resize", "first_paint", "taste")
    rows = cells(done.stdout)
    assert [row[0].split(":")[0] for row in rows] == [
        "key to repaint while 8 panes stream",
        "key to repaint while 8 panes stream",
        "page down in 8 panes of 100 KB",
        "fusion --version by python -c 'import typer'",
        "key, at most, while 8 x 100 KB are resized",
        "first paint by a bare Textual program with 8 panes",
        "first paint by a bare Textual program with 8 panes",
        "taste dashboard of 2,000 picks, 8 arms",
        "taste dashboard of 2,000 picks, 8 arms",
    ], done.stderr
    for _, target, figure, verdict, _ in rows:
        assert target.startswith("<= ")
        assert re.fullmatch(r"[\d.,]+( ms( CPU)?)?", figure) and float(figure.split()[0].replace(",", "")) > 0
        assert verdict in ("pass", "FAIL")
    assert done.returncode == ("FAIL" in done.stdout)


def test_an_unknown_goal_is_refused_with_the_names_there_are() -> None:
    done = run("speed")
    assert done.returncode == 2
    assert "no goal is called 'speed'" in done.stderr and all(name in done.stderr for name in NAMES)


def test_every_goal_is_found_by_its_name() -> None:
    assert [goal_of(name).name for name in NAMES] == list(NAMES)


def test_what_could_not_be_measured_is_no_pass() -> None:
    goal = Goal("some", "some goal", lambda quick: [])
    assert Measured(goal, [Figure("", 2, 1.5), Figure("", 2, 2.5), Figure("", 2, 1.75)]).row == (
        "some goal",
        "<= 2",
        "1.75 (1.5 to 2.5)",
        "pass",
        "",
    )
    assert not Measured(goal, [Figure("", 2, 1.5), Figure("", 2, None)]).passed
    assert Measured(goal, [Figure("all", 2, None, "ms", "why")]).row == (
        "some goal: all",
        "<= 2 ms",
        "not measured",
        "FAIL",
        "why",
    )


def test_texts_are_the_same_in_every_run_and_have_their_length() -> None:
    for world in (False, True):
        text = answer(20_000, 1, world=world)
        assert len(text) == 20_000 and text == answer(20_000, 1, world=world)
        assert text != answer(20_000, 2, world=world)
        assert text.isascii() is not world and "```" in text and "|---|" in text and "\n## " in text
