"""A slow server on this machine that takes one call at a time is a server like any other."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Fusion, Start, only_record, until
from tests.cli.model_server import Model, ModelServer
from tests.helpers.leaps import LeapingLoop, leap
from tests.helpers.seeds import seed_for

Serve = Callable[..., ModelServer]
PROSE = "The next call begins when the place is free again, and whoever waited longest goes first. " * 400


def test_one_local_server_is_asked_model_by_model_and_never_twice_at_once(
    fusion: Fusion, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(m1=Model("first"), m2=Model("second"))
    server.write_config(config_file, ["m1", "m1", "m2"], provider="")
    monkeypatch.setattr("fusion_tui.cli.asking.new_seed", lambda: seed_for("m1", "m2", "m1"))
    assert fusion("ask", "Which?", "--plain").code == 0
    assert [c.text for c in only_record().comparison.candidates] == ["first", "second", "first"]
    assert server.asked == ["m1", "m1", "m2"] and server.most_running == 1


def test_the_second_waits_for_its_turn_and_its_seconds_begin_with_it(
    serve: Serve, start: Start, config_file: Path
) -> None:
    server = serve(one=Model("first", silent=True), two=Model("second", silent=True))
    server.write_config(config_file, provider="")
    process = start("ask", "Which?", "--json")
    until(lambda: len(server.asked) == 1)
    released = datetime.now(UTC)
    server.let_go()
    until(lambda: len(server.asked) == 2)
    server.let_go()
    out, err = process.communicate(timeout=30)
    ended = datetime.now(UTC)
    assert process.returncode == 0, err
    first, second = only_record().calls
    assert first.started_at < released <= second.started_at
    assert second.seconds is not None
    assert second.started_at + timedelta(seconds=second.seconds) <= ended + timedelta(seconds=0.5)
    assert server.most_running == 1 and len(json.loads(out)["calls"]) == 2


@pytest.mark.parametrize("members", [["narrow", "wide", "wide"], ["wide", "wide", "wide"]])
def test_providers_of_one_group_never_overlap_even_if_the_narrow_one_is_not_asked(
    serve: Serve, start: Start, config_file: Path, members: list[str]
) -> None:
    server = serve(m=Model("text", silent=True))
    seats = ", ".join(f'{{ provider = "{name}", model = "m" }}' for name in members)
    config_file.write_text(
        f'[providers.wide]\napi = "openai"\nbase_url = "{server.base_url}"\nconcurrency = 4\n'
        f'group = "gpu0"\n[providers.narrow]\napi = "openai"\nbase_url = "{server.base_url}"\n'
        f'group = "gpu0"\n[panels.all]\nmembers = [{seats}]\n'
    )
    process = start("ask", "Which?", "--plain")
    for number in (1, 2, 3):
        until(lambda number=number: len(server.asked) >= number)  # type: ignore[misc]
        server.let_go()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert server.most_running == 1 and len(server.asked) == 3


@pytest.mark.parametrize("told", ["", "timeouts = { idle = 60 }\n"])
def test_silence_is_cut_only_where_a_clock_was_set(
    fusion: Fusion, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    server = serve(one=Model("at last", silent=True))
    server.write_config(config_file, provider=told)
    loops: list[LeapingLoop] = []

    def leaping() -> LeapingLoop:
        loops.append(LeapingLoop())
        return loops[-1]

    monkeypatch.setattr("asyncio.events.new_event_loop", leaping)

    def be_slow() -> None:
        until(lambda: len(server.asked) == 1)
        asyncio.run_coroutine_threadsafe(leap(3600), loops[-1]).result()
        if told:
            until(lambda: server.left == ["one"])
        else:
            server.let_go()

    slowly = threading.Thread(target=be_slow)
    slowly.start()
    done = fusion("ask", "Which?", "--plain")
    slowly.join()
    assert server.asked == ["one"], "a prompt is not sent again to a server that is only slow"
    if told:
        assert done.code == 4 and "stalled" in done.err
    else:
        assert done.code == 0 and "at last" in done.out


def test_an_interrupt_closes_the_silent_call_and_sends_no_other(
    serve: Serve, start: Start, config_file: Path
) -> None:
    server = serve(one=Model(silent=True), two=Model(silent=True))
    server.write_config(config_file, provider="")
    process = start("ask", "Which?", "--plain")
    until(lambda: len(server.asked) == 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and b"Traceback" not in err
    until(lambda: server.left == server.asked)
    record = only_record()
    assert {c.status for c in record.comparison.candidates} == {"stopped"}
    assert sorted(call.seconds is None for call in record.calls) == [False, True], "one never began"


def test_a_cut_document_is_said_without_figures_until_names_are_known(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    serve(cut=Model("first", read=2_050), whole=Model("second", read=9_000))
    spec = tmp_path / "spec.md"
    spec.write_text(PROSE)
    asked = fusion("ask", "Which?", "--plain", "-f", str(spec))
    comparison = only_record().comparison
    letter = next(c.letter for c in comparison.candidates if c.text == "first")
    assert asked.out.count("[did not read the whole document]") == 1
    assert "2,050" not in asked.out and "Ollama" not in asked.out
    fusion("pick", comparison.id, letter)
    shown = fusion("show", comparison.id).out
    assert (
        "[did not read the whole document: the server read 2,050 of about 6,400 tokens or more. Ollama: raise"
    ) in shown
    (pick,) = only_record().picks
    assert [s.letter for s in pick.shown if s.cut_input] == [letter]


def test_a_cut_question_without_documents_is_called_a_question(fusion: Fusion, serve: Serve) -> None:
    serve(cut=Model("first", read=2_050))
    assert "[did not read the whole question]" in fusion("ask", "-", "--plain", stdin=PROSE.encode()).out
