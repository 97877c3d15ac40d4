"""What the command says when there is nothing to ask, or nothing to find."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fusion_tui import __version__
from tests.helpers.command import COMMAND, environment, fusion

COMMANDS = (
    *("ask", "review", "compare", "demo", "pick", "show", "history"),
    *("export", "import", "doctor", "config"),
)


def test_version_and_help_with_an_example_for_each_command(tmp_path: Path) -> None:
    assert fusion(tmp_path, "--version").stdout == f"fusion {__version__}\n"
    assert "Example: fusion ask" in fusion(tmp_path, "--help").stdout
    for command in COMMANDS:
        said = fusion(tmp_path, command, "--help")
        assert said.returncode == 0
        assert f"Example: fusion {command}" in " ".join(said.stdout.split())


def test_without_a_terminal_the_program_does_not_wait_for_a_key(tmp_path: Path) -> None:
    said = fusion(tmp_path)
    assert said.returncode == 2 and said.stdout == ""
    assert said.stderr.count("\n") == 1 and "fusion ask --plain" in said.stderr


def test_with_nothing_configured_ask_says_what_to_do(tmp_path: Path) -> None:
    said = fusion(tmp_path, "ask", "Why?")
    assert said.returncode == 2 and said.stdout == ""
    assert str(tmp_path / "config.toml") in said.stderr
    assert "OPENROUTER_API_KEY" in said.stderr and "fusion demo" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_mistake_in_the_configuration_names_file_key_found_and_allowed(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[ui]\ntheme = 7\n")
    said = fusion(tmp_path, "history")
    assert said.returncode == 2
    assert said.stderr == f"{tmp_path}/config.toml: ui.theme: found 7, expected a text.\n"


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    said = fusion(tmp_path, "--config", "nowhere.toml", "history")
    assert said.returncode == 2 and "nowhere.toml: there is no such file." in said.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask",), "There is no question"),
        (("ask", "--json", "--plain", "x"), "cannot be used together"),
        (("ask", "-", "-f", "-"), "Standard input can be read once"),
        (("ask", "x", "-f", "missing.md"), "missing.md cannot be read"),
        (("ask", "x", "-f", "."), "is a folder"),
        (("ask", "x", "--member", "nobody/model"), "no provider is called 'nobody'"),
        (("ask", "x", "--member", "openrouter"), "expected PROVIDER/MODEL"),
        (("ask", "x", "--tui"), "--tui needs a terminal"),
        (("export", "--format", "xml"), "expected md, json, review, quickfix, github-review, dpo, kto"),
        (("export", "--format", "dpo", "--all"), "--all cannot be used with --format dpo"),
        (("export", "--format", "sft", "--bare"), "--bare cannot be used with --format sft"),
        (("export", "--tag", "x"), "--tag cannot be used with --format md"),
        (("export", "--format", "json", "--include", "demo"), "--include cannot be used with --format json"),
        (("export", "--dry-run"), "--dry-run cannot be used with --format md"),
        (("export", "--between", "x"), "--between cannot be used with --format md"),
        (("export", "--format", "kto", "--include", "demo,x"), "'x', expected some of knowing, demo, drafts"),
        (("export", "--format", "dpo", "--between", "x"), "--between names two models"),
        (("export", "--format", "llm-comparator", "--between", "x"), "give it twice"),
        (("export", "abc", "def"), "one comparison"),
        (("pick", "abc"), "one of them"),
        (("pick", "abc", "A", "--none"), "one of them"),
        (("pick", "abc", "A", "--tie"), "at least two"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = fusion(tmp_path, *arguments, stdin="hello")
    assert done.returncode == 2, done
    assert said in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [("show", "abc"), ("pick", "abc", "A"), ("export", "abc"), ("export", "abc", "--format", "dpo")],
)
def test_an_unknown_id_is_said_and_exit_1(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = fusion(tmp_path, *arguments)
    assert done.returncode == 1 and "No comparison" in done.stderr


def test_a_key_file_that_others_can_read_is_refused_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[providers.p]\napi="openai"\nbase_url="http://127.0.0.1:9/v1"\n'
        '[panels.x]\nmembers=[{provider="p",model="m"}]\n'
    )
    keys = tmp_path / "keys.toml"
    keys.write_text('p = "sk-secret-value-123456"\n')
    keys.chmod(0o644)
    done = fusion(tmp_path, "ask", "--plain", "x")
    assert done.returncode == 2 and f"chmod 600 {keys}" in done.stderr and "sk-secret" not in done.stderr


def test_the_demo_prints_plainly_marked_and_ends(tmp_path: Path) -> None:
    done = fusion(tmp_path, "demo", "--speed", "100000")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("DEMO")
    for letter in "ABCD":
        assert f" {letter} · complete" in done.stdout
    assert "cedar" not in done.stdout + done.stderr, "names wait for the pick"
    (only,) = json.loads(fusion(tmp_path, "history", "--json").stdout)
    assert only["demo"] is True
    picked = fusion(tmp_path, "pick", only["id"][:6], "B", "--why", "short", "--tag", "clear")
    assert (
        picked.returncode == 0 and picked.stdout.startswith("picked B\n") and "cedar small" in picked.stdout
    )


def test_a_reader_that_has_enough_costs_nothing(tmp_path: Path) -> None:
    line = f"{sys.executable} -m fusion_tui demo --speed 100000 | head -1"
    done = subprocess.run(
        ["sh", "-c", line],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert "DEMO" in done.stdout and "Traceback" not in done.stderr
    (only,) = json.loads(fusion(tmp_path, "history", "--json").stdout)
    assert only["unfinished"] == 0


def test_files_are_private(tmp_path: Path) -> None:
    fusion(tmp_path, "demo", "--speed", "100000")
    data = tmp_path / "data"
    assert data.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in data.iterdir())


def test_asking_plainly_never_loads_the_screen(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['fusion', 'demo', '--speed', '100000']\n"
        "from fusion_tui.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    code = end.code\n"
        "print('LOADED', sorted(m for m in sys.modules if m.split('.')[0] == 'textual'), code)"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert done.stdout.rstrip().endswith("LOADED [] 0"), done.stdout[-300:]


@pytest.mark.parametrize("content", [b"not a database at all, really", b"SQLite format 3\x00 truncated"])
def test_a_foreign_or_broken_database_is_one_sentence_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "fusion.db").write_bytes(content)
    done = fusion(tmp_path, "history")
    assert done.returncode == 1 and "fusion.db" in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert (data / "fusion.db").read_bytes() == content


def test_one_damaged_row_keeps_no_other_comparison_from_leaving(tmp_path: Path) -> None:
    for _ in range(2):
        fusion(tmp_path, "demo", "--speed", "100000")
    database = tmp_path / "data" / "fusion.db"
    with sqlite3.connect(database) as raw:
        (damaged,) = raw.execute("SELECT id FROM comparison LIMIT 1").fetchone()
        raw.execute("UPDATE candidate SET usage = '{' WHERE comparison_id = ?", (damaged,))
    done = fusion(tmp_path, "export", "--format", "json")
    assert done.returncode == 1 and f"{damaged[:8]} is left out" in done.stderr
    assert len(done.stdout.splitlines()) == 1
