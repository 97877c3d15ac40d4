"""The whole path from the command line, over both dialects, against a third party's server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.aimock import AiMock
from tests.helpers.command import configure, fusion, start

pytestmark = pytest.mark.node

PANELS = {
    "mixed": ["openai/m-normal", "anthropic/m-second", "openai/m-reasoning", "anthropic/m-third"],
    "some": ["openai/m-normal", "anthropic/m-429", "openai/m-disconnected"],
    "none": ["openai/m-401", "anthropic/m-500"],
    "slow": ["openai/m-slow", "anthropic/m-slow"],
}


@pytest.fixture(scope="module")
def mock() -> Iterator[AiMock]:
    """One server for the module."""
    server = AiMock()
    yield server
    server.close()


@pytest.fixture
def home(tmp_path: Path, mock: AiMock) -> Path:
    """A folder with a configuration for the server."""
    configure(tmp_path, mock.openai, mock.anthropic, PANELS)
    return tmp_path


def newest(home: Path) -> dict[str, Any]:
    listed: list[dict[str, Any]] = json.loads(fusion(home, "history", "--json").stdout)
    return listed[0]


def test_plain_answers_stand_under_letters_and_no_name_shows(home: Path) -> None:
    done = fusion(home, "ask", "--plain", "What is missing?", "--panel", "mixed")
    assert done.returncode == 0, done.stderr
    assert [line.split()[2] for line in done.stdout.splitlines() if line.startswith("=====")] == list("ABCD")
    assert "m-normal" not in done.stdout + done.stderr
    assert "Sending prompt to 127.0.0.1." in done.stderr
    shown = fusion(home, "show", newest(home)["id"]).stdout
    assert "What is missing?" in shown and "m-normal" not in shown


def test_json_is_one_object_with_exactly_the_promised_keys(home: Path) -> None:
    done = fusion(home, "ask", "--json", "What is missing?", "--panel", "mixed")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told) == ["id", "prompt", "panel", "candidates", "calls", "cost_usd"]
    usage = ["input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"]
    for candidate in told["candidates"]:
        assert (
            list(candidate)
            == (
                "letter kind member model_requested model_served text reasoning status error usage cost_usd "
                "ttft_s seconds"
            ).split()
        )
        assert list(candidate["usage"]) == usage and candidate["status"] == "complete"
        assert candidate["cost_usd"] is None, "an unknown cost is null"
    for call in told["calls"]:
        assert (
            list(call)
            == (
                "id role candidate member model_requested model_served status error usage "
                "cost_usd ttft_s seconds"
            ).split()
        )
    assert told["cost_usd"] is None and len(told["calls"]) == 4
    reasoning = [c["reasoning"] for c in told["candidates"] if c["model_requested"] == "m-reasoning"]
    assert reasoning == ["First the failure story, then the numbers."]
    fusion(home, "pick", told["id"], "A")
    exported = json.loads(fusion(home, "export", told["id"], "--format", "json").stdout)
    assert exported["picks"][0]["blind"] is False, "the object had shown the names"


def test_some_failed_is_exit_3_and_the_answers_are_there(home: Path) -> None:
    done = fusion(home, "ask", "--json", "x", "--panel", "some")
    assert done.returncode == 3, done.stderr
    by_model = {c["model_requested"]: c for c in json.loads(done.stdout)["candidates"]}
    assert by_model["m-normal"]["status"] == "complete"
    assert by_model["m-429"]["status"] == "failed"
    assert by_model["m-429"]["error"] == {
        "stage": "response",
        "kind": "rate_limited",
        "http_status": 429,
        "provider_text": by_model["m-429"]["error"]["provider_text"],
        "hint": by_model["m-429"]["error"]["hint"],
    }
    assert by_model["m-disconnected"]["status"] == "truncated" and by_model["m-disconnected"]["text"]


def test_all_failed_is_exit_4(home: Path) -> None:
    done = fusion(home, "ask", "--plain", "x", "--panel", "none")
    assert done.returncode == 4
    assert "[auth 401" in done.stdout and "[server_error 500" in done.stdout


def test_a_prompt_and_a_document_come_from_standard_input(home: Path, mock: AiMock) -> None:
    fusion(home, "ask", "--plain", "-", "--panel", "mixed", stdin="A question from a pipe?")
    assert "A question from a pipe?" in json.dumps(mock.journal()[-1]["body"])
    fusion(home, "ask", "--plain", "Check this.", "-f", "-", "--panel", "mixed", stdin="alpha\nbeta\n")
    assert "alpha" in json.dumps(mock.journal()[-1]["body"])
    assert newest(home)["title"] == "Check this."


def test_a_member_on_the_spot_needs_no_panel(home: Path) -> None:
    done = fusion(home, "ask", "--json", "x", "-m", "openai/m-normal", "-m", "openai/m-normal")
    members = [c["member"] for c in json.loads(done.stdout)["candidates"]]
    assert sorted(members) == ["m-normal", "m-normal #2"]


def test_secrets_stay_here_unless_the_flag_is_given(home: Path, mock: AiMock) -> None:
    (home / ".env").write_text("API_KEY=abcdef0123456789\n")
    before = len(mock.journal())
    done = fusion(home, "ask", "--plain", "x", "-f", ".env", "--panel", "mixed")
    assert done.returncode == 2 and "--send-secrets" in done.stderr and ".env" in done.stderr
    assert len(mock.journal()) == before
    assert fusion(home, "ask", "--plain", "x", "-f", ".env", "--send-secrets").returncode == 0


def test_local_refuses_other_hosts(home: Path) -> None:
    told = (home / "config.toml").read_text()
    far = '[providers.far]\napi = "openai"\nbase_url = "https://models.example/v1"\n'
    (home / "config.toml").write_text(told + far)
    done = fusion(home, "ask", "--plain", "x", "--local", "-m", "far/m")
    assert done.returncode == 2 and "models.example" in done.stderr
    assert fusion(home, "ask", "--plain", "x", "--local", "-m", "openai/m-normal").returncode == 0


def test_a_budget_is_asked_about_and_passed_by_its_flag(home: Path) -> None:
    limits = '[prices."m-normal"]\ninput = 1000.0\noutput = 1000.0\n[budget]\nper_run = 0.01\n'
    (home / "config.toml").write_text((home / "config.toml").read_text() + limits)
    refused = fusion(home, "ask", "--plain", "x", "-m", "openai/m-normal")
    assert refused.returncode == 2 and "--over-budget" in refused.stderr and "$0.01" in refused.stderr
    asked = fusion(home, "ask", "--json", "x", "-m", "openai/m-normal", "--over-budget")
    assert asked.returncode == 0 and json.loads(asked.stdout)["cost_usd"] > 0


def test_pick_ranks_reveals_and_export_writes_what_was_chosen(home: Path) -> None:
    fusion(home, "ask", "--plain", 'Title: "quotes" --- # and: colons', "--panel", "mixed")
    identity = newest(home)["id"]
    refused = fusion(home, "export", identity)
    assert refused.returncode == 1 and "--all" in refused.stderr
    picked = fusion(home, "pick", identity[:8], "c", "A", "--why", "it has numbers", "--tag", "clear")
    assert picked.returncode == 0 and picked.stdout.startswith("picked C > A\n")
    assert "C was m-" in picked.stdout
    shown = fusion(home, "show", identity).stdout
    text = shown.split(" C · ")[1].split("\n\n", 1)[1].split("\n\n=====")[0]
    target = home / "out.md"
    assert fusion(home, "export", "-o", str(target)).returncode == 0
    _, front, body = target.read_text().split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["title"] == 'Title: "quotes" --- # and: colons'
    assert (told["picked"], told["decision"], told["why"], told["tags"]) == (
        "C",
        "C > A",
        "it has numbers",
        ["clear"],
    )
    assert told["blind"] is True and told["member"].startswith("m-") and told["id"] == identity
    assert text.strip() in body
    again = fusion(home, "export", "-o", str(target))
    assert again.returncode == 2 and "--force" in again.stderr
    assert fusion(home, "export", "-o", str(target), "--all", "--force").returncode == 0
    assert "Candidate A" in target.read_text()
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_tie_and_none_good_are_outcomes(home: Path) -> None:
    fusion(home, "ask", "--plain", "x", "--panel", "mixed")
    identity = newest(home)["id"]
    assert fusion(home, "pick", identity, "A", "B", "--tie").stdout.startswith("picked A = B\n")
    assert fusion(home, "pick", identity, "--none").stdout.startswith("none good\n")
    lines = fusion(home, "export", identity, "--format", "json").stdout.splitlines()
    picks = json.loads(lines[0])["picks"]
    assert [pick["outcome"] for pick in picks] == ["tie", "none"]
    assert [pick["blind"] for pick in picks] == [True, False]


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def arrived(home: Path) -> bool:
    """Whether the store has text of a comparison that still runs."""
    listed = fusion(home, "history", "--json").stdout
    if listed in ("", "[]\n"):
        return False
    identity = json.loads(listed)[0]["id"]
    return "Part 1" in fusion(home, "show", identity).stdout


def test_ctrl_c_keeps_what_has_arrived_and_says_the_id(home: Path) -> None:
    running = start(home, "ask", "--plain", "x", "--panel", "slow")
    until(lambda: arrived(home))
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130, said
    identity = newest(home)["id"]
    assert identity[:8] in said
    assert "· stopped ·" in fusion(home, "show", identity).stdout


def test_after_a_kill_the_comparison_opens_with_what_had_arrived(home: Path) -> None:
    running = start(home, "ask", "--plain", "x", "--panel", "slow")
    until(lambda: arrived(home))
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=20)
    shown = fusion(home, "show", newest(home)["id"]).stdout
    assert "Part 1" in shown and "· interrupted ·" in shown
    assert newest(home)["unfinished"] == 2


def test_two_programs_share_one_database(home: Path) -> None:
    runs = [start(home, "ask", "--json", f"question {n}", "--panel", "mixed") for n in range(4)]
    told = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0, 0], told
    listed = json.loads(fusion(home, "history", "--json").stdout)
    assert sorted(row["title"] for row in listed) == [f"question {n}" for n in range(4)]


def test_json_pipes_into_a_json_tool(home: Path) -> None:
    asked = start(home, "ask", "--json", "x", "--panel", "mixed")
    tool = subprocess.run(
        ["python3", "-m", "json.tool"], stdin=asked.stdout, capture_output=True, text=True, timeout=60
    )
    asked.communicate(timeout=20)
    assert tool.returncode == 0, tool.stderr
