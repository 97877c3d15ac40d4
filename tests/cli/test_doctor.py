"""`fusion doctor`: what is configured, reachable and writable, and what to do where it is not."""

from __future__ import annotations

import json
import locale
import os
import pty
import shutil
import socket
import sqlite3
import subprocess
import termios
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fusion_tui.cli.checks import providers
from fusion_tui.cli.doctor import doctor
from fusion_tui.providers.discover import LocalServer
from tests.cli.conftest import COMMAND, ROOT, Fusion
from tests.cli.model_server import Listing, Model, ModelServer
from tests.cli.test_process import on_terminal

Serve = Callable[..., ModelServer]
Examine = Callable[..., dict[str, Any]]

KEY = "here-key-0123456789"


@pytest.fixture
def examined(fusion: Fusion) -> Examine:
    """What `doctor --json` says: the first check of each name, and under `code` how it ended."""

    def run(*arguments: str) -> dict[str, Any]:
        done = fusion("doctor", "--json", *arguments)
        told = json.loads(done.out)
        assert list(told) == ["ok", "checks"] and done.err == ""
        assert all(list(check) == ["name", "ok", "found", "cure"] for check in told["checks"])
        assert told["ok"] == all(check["ok"] is not False for check in told["checks"])
        assert done.code == (0 if told["ok"] else 1)
        return {"code": done.code, **{check["name"]: check for check in reversed(told["checks"])}}

    return run


def data_folder() -> Path:
    """Where the record of this test lies."""
    return Path(os.environ["FUSION_DATA_DIR"])


@pytest.fixture
def private(serve: Serve) -> Serve:
    """Like `serve`, in a folder that nobody else can read."""

    def start(**models: Model) -> ModelServer:
        server = serve(**models)
        data_folder().chmod(0o700)
        return server

    return start


def with_key(config_file: Path) -> None:
    """The provider of this test wants a key."""
    text = config_file.read_text()
    config_file.write_text(text.replace("retries = 0", 'retries = 0\nkey_env = "HERE_API_KEY"'))


def test_on_a_machine_where_fusion_never_ran_nothing_is_made(examined: Examine) -> None:
    found = examined()
    assert list(Path(os.environ["HOME"]).rglob("*")) == []
    assert found["code"] == 1
    assert found["providers"]["ok"] is False and "OPENROUTER_API_KEY" in found["providers"]["cure"]
    assert found["database"]["ok"] is True and "is made when something is asked" in found["database"]["found"]
    assert found["backups"]["ok"] is found["permissions"]["ok"] is found["disk"]["ok"] is True


def test_when_all_is_well_every_line_says_so(fusion: Fusion, private: Serve) -> None:
    server = private(one=Model("first"), two=Model("second"))
    fusion("ask", "Which?", "--plain")
    done = fusion("doctor")
    assert (done.code, done.err) == (0, ""), done.out
    lines = done.out.splitlines()
    assert f"ok     provider here: {server.base_url}, no key is set up for it, lists 2 models" in lines
    assert any(
        line.startswith(f"ok     database: {data_folder()}/fusion.db, 1 comparison, ") for line in lines
    )
    assert any(line.startswith("ok     backups: 1, the newest is fusion-") for line in lines)
    assert "ok     panel all: 2 members, asked by default" in lines
    assert "ok     permissions: nobody else can read what is kept" in lines


def test_a_key_goes_to_its_provider_and_is_never_printed(
    fusion: Fusion, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(one=Model())
    with_key(config_file)
    monkeypatch.setenv("HERE_API_KEY", KEY)
    done = fusion("doctor")
    assert "key from HERE_API_KEY in the environment, lists 1 model" in done.out
    assert server.asked_by == [f"Bearer {KEY}"]
    server.listing = Listing(401, json.dumps({"error": {"message": f"Incorrect key {KEY}."}}))
    refused = fusion("doctor")
    assert refused.code == 1
    assert f"provider here: {server.base_url}, auth 401: Incorrect key [key hidden]. Check" in refused.out
    assert KEY not in done.out + done.err + refused.out + refused.err


def test_a_key_that_is_missing_is_said_and_nobody_is_asked(
    examined: Examine, serve: Serve, config_file: Path
) -> None:
    server = serve(one=Model())
    with_key(config_file)
    found = examined()["provider here"]
    assert found["ok"] is False and "HERE_API_KEY" in found["cure"]
    assert server.asked_by == []


def test_keys_that_others_can_read_are_refused_with_the_line_that_cures_it(
    examined: Examine, private: Serve, config_file: Path
) -> None:
    private(one=Model())
    with_key(config_file)
    keys = config_file.with_name("keys.toml")
    keys.write_text(f'here = "{KEY}"')
    keys.chmod(0o644)
    found = examined()
    assert found["code"] == 1
    assert found["permissions"] == {
        "name": "permissions",
        "ok": False,
        "found": f"others can reach {keys} (644)",
        "cure": f"Run: chmod 600 {keys}",
    }
    assert found["provider here"]["ok"] is False and "chmod 600" in found["provider here"]["found"]
    keys.chmod(0o600)
    found = examined()
    assert found["code"] == 0 and f"key from {keys}" in found["provider here"]["found"]


def test_a_record_that_others_can_reach_is_noted_and_fails_nothing(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model())
    fusion("ask", "Which?", "--plain")
    folder = data_folder()
    folder.chmod(0o755)
    (folder / "fusion.db").chmod(0o640)
    done = fusion("doctor")
    assert done.code == 0
    assert f"note   permissions: others can reach {folder} (755). Run: chmod 700 {folder}\n" in done.out
    assert f"Run: chmod 600 {folder}/fusion.db\n" in done.out


@pytest.mark.parametrize(
    ("listing", "ok", "says"),
    [
        (Listing(404, "{}"), None, "not_found 404"),
        (Listing(200, "<title>Welcome</title>"), None, "not_a_stream: Welcome"),
        (Listing(429, "{}"), None, "rate_limited 429"),
        (Listing(403, '{"error": "no\\n entry"}'), False, "auth 403: no"),
        (Listing(500, "oops"), False, "server_error 500: oops"),
        (Listing(302, ""), False, "redirect_refused 302"),
        (Listing(200, "[" * 100_000), None, "not_a_stream"),
    ],
)
def test_what_a_server_says_instead_of_its_models_stands_on_one_line(
    fusion: Fusion, examined: Examine, private: Serve, listing: Listing, ok: bool | None, says: str
) -> None:
    private(one=Model()).listing = listing
    found = examined()
    assert found["provider here"]["ok"] is ok and found["code"] == (1 if ok is False else 0)
    assert says in found["provider here"]["found"] and found["provider here"]["cure"]
    (line,) = [line for line in fusion("doctor").out.splitlines() if " provider here: " in line]
    assert says in line and line.endswith(found["provider here"]["cure"])


def test_a_closed_port_is_said(examined: Examine, config_file: Path) -> None:
    with socket.socket() as held:
        # Bound, and nobody listens: nobody else can take it in the meantime.
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        config_file.parent.mkdir()
        config_file.write_text(f'[providers.here]\napi = "openai"\nbase_url = "{address}"\n')
        found = examined()
    assert found["code"] == 1
    assert found["provider here"]["found"].startswith(f"{address}, connection_lost: ")


def test_all_providers_are_asked_at_once(examined: Examine, serve: Serve, config_file: Path) -> None:
    server = serve(one=Model())
    names = [f"p{number}" for number in range(8)]
    server.listing = Listing(waits_for=len(names))
    config_file.write_text(
        "".join(f'[providers.{name}]\napi = "openai"\nbase_url = "{server.base_url}"\n' for name in names)
    )
    found = examined()
    assert all("lists 1 model" in found[f"provider {name}"]["found"] for name in names)


def test_nobody_waits_long_for_a_provider_that_is_silent(
    examined: Examine, private: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "LIMIT_S", 0.2)
    server = private(one=Model())
    server.listing = Listing(waits_for=2)
    found = examined()
    assert found["code"] == 1
    assert found["provider here"]["found"] == f"{server.base_url} did not answer within 0.2 seconds"


def test_a_model_that_is_not_listed_is_noted_once_with_a_guess(
    examined: Examine, private: Serve, config_file: Path
) -> None:
    server = private(**{"models/gemini-pro": Model(), "gpt-5-mini": Model()})
    server.write_config(config_file, ["gemini-pro", "gpt-5-mini", "gpt-5-mimi", "gpt-5-mimi"])
    found = examined()
    assert found["code"] == 0
    assert found["model gpt-5-mimi"] == {
        "name": "model gpt-5-mimi",
        "ok": None,
        "found": "not among the 2 models that here lists (panel all)",
        "cure": "Did you mean gpt-5-mini? An alias may work all the same.",
    }
    assert [name for name in found if name.startswith("model ")] == ["model gpt-5-mimi"]


def test_local_asks_no_other_machine(
    examined: Examine, serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(one=Model())
    far = '[providers.far]\napi = "openai"\nbase_url = "https://192.0.2.1/v1"\nkey_env = "FAR_API_KEY"\n'
    config_file.write_text(config_file.read_text() + far)
    monkeypatch.setenv("FAR_API_KEY", KEY)
    # An attempt would end the test: nothing but loopback may be connected to.
    found = examined("--local")
    assert found["provider far"]["ok"] is None and "--local" in found["provider far"]["found"]
    assert found["provider here"]["ok"] is True and len(server.asked_by) == 1


def test_without_configuration_what_is_in_the_environment_is_looked_at(
    examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    found = examined("--local")
    assert found["code"] == 0
    assert found["offer"]["found"] == "Found OPENAI_API_KEY in the environment."
    assert "key from OPENAI_API_KEY in the environment" in found["provider openai"]["found"]


def test_without_configuration_servers_of_this_machine_are_asked(
    serve: Serve, config_file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(one=Model(), two=Model())
    config_file.unlink()

    async def found() -> tuple[LocalServer, ...]:
        return (LocalServer("ollama", server.base_url, ("one", "two")),)

    monkeypatch.setattr("fusion_tui.providers.discover.find_local_servers", found)
    doctor(None, local=True, as_json=False)
    lines = capfd.readouterr().out.splitlines()
    assert "ok     offer: Found ollama on this machine." in lines
    assert f"ok     provider ollama: {server.base_url}, no key is set up for it, lists 2 models" in lines


def test_a_broken_configuration_is_said_and_the_rest_is_looked_at(
    examined: Examine, config_file: Path
) -> None:
    config_file.parent.mkdir()
    config_file.write_text("[ui]\ntheme = 7\n")
    found = examined()
    assert found["code"] == 1
    assert found["configuration"]["ok"] is False and "ui.theme: found 7" in found["configuration"]["found"]
    assert "database" in found and "disk" in found and "providers" not in found


def test_notices_of_the_program_are_findings_here(examined: Examine, serve: Serve) -> None:
    serve(one=Model(), more='[ui.keys]\n"arena.pock" = ["f9"]\n')
    found = examined()
    assert found["code"] == 1 and "no such binding" in found["key bindings"]["found"]


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\x00" + b"x" * 9000])
def test_a_database_that_cannot_be_read_is_said_and_left_alone(examined: Examine, content: bytes) -> None:
    data_folder().mkdir()
    path = data_folder() / "fusion.db"
    path.write_bytes(content)
    found = examined()["database"]
    assert found["ok"] is False and str(path) in found["found"] and "FUSION_DATA_DIR" in found["cure"]
    assert path.read_bytes() == content


def test_a_newer_database_is_said(fusion: Fusion, examined: Examine, serve: Serve) -> None:
    serve(one=Model())
    fusion("ask", "Which?", "--plain")
    with sqlite3.connect(data_folder() / "fusion.db") as raw:
        raw.execute("PRAGMA user_version = 99")
    found = examined()["database"]
    assert found["ok"] is False and found["found"].endswith("written by a newer Fusion")
    assert "update Fusion" in found["cure"]


def test_a_record_that_may_not_be_written_is_said(
    fusion: Fusion, examined: Examine, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(one=Model())
    fusion("ask", "Which?", "--plain")
    monkeypatch.setattr(os, "access", lambda _, mode, **more: mode != os.W_OK)
    found = examined()["database"]
    assert found["ok"] is False and found["found"].endswith("read-only")


@pytest.mark.parametrize("why", ["read-only", "not a folder"])
def test_a_place_where_no_record_can_be_made_is_said(
    examined: Examine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, why: str
) -> None:
    if why == "not a folder":
        (tmp_path / "file").touch()
    else:
        monkeypatch.setattr(os, "access", lambda *_, **more: False)
    monkeypatch.setenv("FUSION_DATA_DIR", str(tmp_path / "file" / "data"))
    found = examined()["database"]
    assert found["ok"] is False and why in found["found"] and "FUSION_DATA_DIR" in found["cure"]


class Usage(NamedTuple):
    """What a file system has."""

    free: int


def test_little_room_is_noted(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(5 << 20))
    found = examined()["disk"]
    assert (found["ok"], found["found"]) == (None, "5 MiB free") and found["cure"]


@pytest.mark.parametrize(
    ("editor", "ok", "says"),
    [
        ("no-such-editor -x", None, "no-such-editor is not there"),
        ("'vi", False, "EDITOR"),
        ("sh", True, "/sh"),
    ],
)
def test_an_editor_that_cannot_be_started_is_said(
    examined: Examine, monkeypatch: pytest.MonkeyPatch, editor: str, ok: bool | None, says: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    found = examined()["editor"]
    assert found["ok"] is ok and says in found["found"]


def test_without_a_terminal_that_is_noted(examined: Examine) -> None:
    found = examined()["terminal"]
    assert found["ok"] is None and "stdin" in found["found"] and "--plain" in found["cure"]


def on_window(columns: int, rows: int, **environ: str) -> list[str]:
    """What doctor says in a window of this size, line by line."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (rows, columns))
    process = subprocess.Popen(
        [*COMMAND, "doctor", "--local"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, **environ},
    )
    os.close(theirs)
    with open(ours, "rb", buffering=0) as terminal:
        written = b""
        with suppress(OSError):  # the terminal goes with the program
            while piece := terminal.read(65536):
                written += piece
    process.wait(timeout=30)
    return written.decode().replace("\r\n", "\n").splitlines()


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": ""}, "ok     colours: TERM=xterm-256color"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "ok     colours: TERM=xterm, COLORTERM=truecolor"),
        ({"TERM": "xterm", "COLORTERM": ""}, "note   colours: TERM=xterm. If the terminal shows more"),
        ({"TERM": "dumb"}, "note   colours: TERM=dumb"),
        (
            {"TERM": "xterm-256color", "NO_COLOR": "1"},
            "note   colours: TERM=xterm-256color, NO_COLOR is set.",
        ),
    ],
)
def test_the_terminal_says_its_size_and_colours(environ: dict[str, str], says: str) -> None:
    lines = on_window(120, 40, **{"COLORTERM": "", **environ})
    assert "ok     terminal: 120 columns, 40 rows" in lines
    assert any(line.startswith(says) for line in lines), lines


def test_a_small_window_is_noted() -> None:
    assert any(line.startswith("note   terminal: 50 columns, 12 rows. ") for line in on_window(50, 12))


def test_characters_that_are_not_utf8_are_noted(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "ISO-8859-1")
    found = examined()["characters"]
    assert (found["ok"], found["found"]) == (None, "ISO-8859-1") and "ascii" in found["cure"]


def test_a_proxy_that_makes_no_sense_is_said(
    examined: Examine, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config_file.parent.mkdir()
    config_file.write_text('[providers.far]\napi = "openai"\nbase_url = "https://192.0.2.1/v1"\n')
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://127.0.0.1:9")
    found = examined()["provider far"]
    assert found["ok"] is False and "proxies" in found["cure"]


def test_on_a_terminal_nothing_but_text_is_shown(serve: Serve) -> None:
    serve(one=Model()).listing = Listing(403, json.dumps({"error": "a\x1b]52;c;AAAA\x07b\u202e"}))
    shown = on_terminal("doctor").replace("\r\n", "\n")
    assert "auth 403" in shown
    assert not [c for c in shown if not c.isprintable() and c != "\n"], shown
