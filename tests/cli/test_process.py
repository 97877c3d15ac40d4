"""What only a process of its own shows: signals, closed streams, what is loaded."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fusion_tui import __version__
from fusion_tui.core.models import Comparison
from tests.cli.conftest import COMMAND, ROOT, Fusion, Start, only_record, open_store, until
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]


def halves() -> dict[str, Model]:
    """One that answers, and one that never ends."""
    return {"quick": Model("whole answer"), "slow": Model("half an", endless=True)}


def stored() -> Comparison | None:
    """The one comparison as it stands in the record, once it is there."""
    if not (Path(os.environ["FUSION_DATA_DIR"]) / "fusion.db").exists():
        return None
    with open_store() as store:
        return store.load(store.ids()[0]).comparison if store.ids() else None


def half_has_arrived() -> bool:
    """Whether both texts are in the record."""
    now = stored()
    return now is not None and {c.text.rstrip(".") for c in now.candidates} == {"half an", "whole answer"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_keeps_and_prints_what_has_arrived(
    serve: Serve, start: Start, number: signal.Signals
) -> None:
    serve(**halves())
    process = start("ask", "Which?", "--plain")
    until(half_has_arrived)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    record = only_record()
    assert process.returncode == 130, err
    assert b"half an" in out and b"stopped" in out and b"whole answer" in out
    assert record.comparison.id[:8] in err.decode() and b"Traceback" not in err
    assert {(c.text.rstrip("."), c.status) for c in record.comparison.candidates} == {
        ("whole answer", "complete"),
        ("half an", "stopped"),
    }
    assert len(record.calls) == 2


def test_an_interrupted_json_object_is_whole(serve: Serve, start: Start) -> None:
    serve(**halves())
    process = start("ask", "Which?", "--json")
    until(half_has_arrived)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert {c["status"] for c in json.loads(out)["candidates"]} == {"complete", "stopped"}


def test_a_kill_loses_nothing_that_had_arrived(serve: Serve, start: Start, fusion_process: Fusion) -> None:
    serve(**halves())
    process = start("ask", "Which?", "--plain")
    until(half_has_arrived)
    process.kill()
    process.communicate(timeout=30)
    shown = fusion_process("show", only_record().comparison.id)
    assert "half an" in shown.out and "interrupted" in shown.out


def test_a_reader_that_leaves_costs_nothing(serve: Serve, start: Start) -> None:
    server = serve(one=Model("x" * 200_000), two=Model("y" * 200_000))
    read, write = os.pipe()
    process = start("ask", "Which?", "--plain", stdout=write)
    os.close(write)
    os.close(read)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0 and b"Traceback" not in err and b"Broken" not in err
    assert [len(c.text) for c in only_record().comparison.candidates] == [200_000, 200_000]
    assert len(server.requests) == 2


def test_output_that_cannot_be_written_is_said_and_the_answers_are_kept(
    serve: Serve, start: Start, tmp_path: Path
) -> None:
    serve(one=Model("first"))
    (tmp_path / "file").touch()
    read_only = os.open(tmp_path / "file", os.O_RDONLY)
    process = start("ask", "Which?", "--plain", stdout=read_only)
    os.close(read_only)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert b"The output cannot be written" in err and b"Traceback" not in err
    assert only_record().comparison.candidates[0].text == "first"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_harms_nothing(serve: Serve, closed: str) -> None:
    serve(one=Model("first"))
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, "ask", "Which?", "--plain"]
    done = subprocess.run(shell, capture_output=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert only_record().comparison.candidates[0].text == "first"


def test_data_is_utf8_whatever_the_locale_says(serve: Serve) -> None:
    serve(one=Model("Größe \U0001f600 \u2028"))
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [*COMMAND, "ask", "Which?", "--plain"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environ, timeout=60)
    assert "Größe \U0001f600 \u2028" in done.stdout.decode("utf-8")


def test_an_argument_that_is_not_utf8_is_asked_all_the_same(serve: Serve) -> None:
    serve(one=Model("first"))
    command = [*(part.encode() for part in COMMAND), b"ask", b"Gr\xf6\xdfe?", b"--json"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["prompt"] == "Gr\ufffd\ufffde?"
    assert only_record().comparison.prompt == "Gr\ufffd\ufffde?"


def on_terminal(*arguments: str) -> str:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, cwd=ROOT
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the terminal has gone with the program
            break
        if not piece:
            break
        written += piece
    process.wait(timeout=30)
    os.close(ours)
    return written.decode()


def test_a_terminal_gets_no_controls_from_an_answer(serve: Serve) -> None:
    text = "a\x1b]52;c;AAAA\x07b\x9b31m\u202ec\x7f"
    serve(one=Model(text))
    for mode in ("--plain", "--json"):
        shown = on_terminal("ask", "Which?", mode).replace("\r\n", "\n")
        assert "Which?" not in shown or mode == "--json"
        assert not [c for c in shown if not c.isprintable() and c != "\n"], shown


def test_json_on_a_terminal_is_still_the_true_text(serve: Serve) -> None:
    text = "a\x1b[31m\u202e ü \x7f\U0001f600"
    serve(one=Model(text))
    shown = on_terminal("ask", "Which?", "--json")
    told = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    assert told["candidates"][0]["text"] == text


def test_the_version_is_printed_without_network_database_or_screen() -> None:
    code = (
        "import sys; from fusion_tui.cli.main import run; sys.argv = ['fusion', '--version']\n"
        "try: run()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    version, modules = done.stdout.splitlines()
    assert version == f"fusion {__version__}"
    loaded = {module.split(".")[0] for module in modules.split()}
    assert not loaded & {"httpx", "textual", "sqlite3", "rich", "asyncio", "platformdirs", "tomllib"}


@pytest.mark.parametrize("command", [["ask", "Which?", "--plain"], ["history"], ["demo", "--speed", "10000"]])
def test_without_the_screen_textual_is_never_loaded(serve: Serve, command: list[str]) -> None:
    serve(one=Model("first"))
    code = (
        f"import sys; from fusion_tui.cli.main import run; sys.argv = ['fusion', *{command!r}]\n"
        "try: run()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    loaded = {module.split(".")[0] for module in done.stdout.splitlines()[-1].split()}
    assert "fusion_tui" in loaded and not loaded & {"textual", "markdown_it"}


def test_looking_at_the_record_loads_no_network() -> None:
    code = (
        "import sys, fusion_tui.cli.records, fusion_tui.cli.history\n"
        "import fusion_tui.cli.exporting, fusion_tui.cli.importing\n"
        "print('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["ask"],
        ["demo"],
        ["pick"],
        ["show"],
        ["history"],
        ["export"],
        ["import"],
        ["doctor"],
        ["config"],
        ["config", "path"],
        ["config", "check"],
    ],
)
def test_help_has_an_example(fusion: Fusion, command: list[str]) -> None:
    done = fusion(*command, "--help")
    assert done.code == 0
    assert f"fusion {' '.join(command)}".rstrip() in done.out.partition("Example: ")[2]


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ask", "--nonsense"], ["demo", "--speed", "0"], ["show"]]
)
def test_wrong_usage_is_2(fusion: Fusion, arguments: list[str]) -> None:
    done = fusion(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_a_defect_is_one_sentence_and_a_report_without_keys() -> None:
    code = (
        "import sys; from fusion_tui.cli import main, wiring\n"
        "from fusion_tui.cli import history\n"
        "def broken(*_, **__): raise RuntimeError('key sk-ant-api03-AAAAAAAAAAAAAAAA')\n"
        "history.history = broken; sys.argv = ['fusion', 'history']; main.run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "defect" in done.stderr
    (report,) = (Path(os.environ["FUSION_DATA_DIR"]) / "reports").iterdir()
    assert "RuntimeError" in report.read_text() and "sk-ant" not in report.read_text()
