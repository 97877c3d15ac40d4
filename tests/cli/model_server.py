"""A model server on loopback whose models do what a test says."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PLENTY = "concurrency = 8\nretries = 0\n"
"""A provider that takes all calls at once, each of them once; an empty text takes the defaults."""


@dataclass(frozen=True)
class Model:
    """What one model does with a request."""

    text: str = "word"
    status: int = 200
    endless: bool = False
    """Goes on with dots until the client leaves or the test ends."""
    breaks_off: bool = False
    """Closes the connection without a finish marker."""
    said: str = "no"
    """The error's text, for any other status than 200."""
    silent: bool = False
    """Says nothing, not even headers, before `let_go` or until the client leaves."""
    says: Callable[[dict[str, Any]], str] | None = None
    """Writes what a request's body asks for, instead of `text`."""
    read: int = 3
    """The input tokens it reports."""


@dataclass(frozen=True)
class Listing:
    """What the server does when it is asked for its models."""

    status: int = 200
    body: str | None = None
    """Instead of the models' names."""
    waits_for: int = 0
    """Answers nobody before so many have asked."""


@dataclass
class ModelServer:
    """Serves chat completions; `requests` are the bodies that arrived, in their order."""

    models: dict[str, Model]
    requests: list[dict[str, Any]] = field(default_factory=list)
    listing: Listing = Listing()
    asked_by: list[str] = field(default_factory=list)
    """The `authorization` of every request for the list of models."""
    left: list[str] = field(default_factory=list)
    """Models whose client closed the connection while they were silent."""
    running: int = 0
    most_running: int = 0
    """How many requests were under way at the same time."""

    def __post_init__(self) -> None:
        """Listen on a free port."""
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._go = threading.Semaphore(0)
        self._silent: list[socket.socket] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def asked(self) -> list[str]:
        """The models in the order they were asked."""
        return [request["model"] for request in self.requests]

    def let_go(self) -> None:
        """Let one silent model speak."""
        self._go.release()

    def begin(self, body: dict[str, Any]) -> None:
        """A request arrived."""
        with self._lock:
            self.requests.append(body)
            self.running += 1
            # Whoever left is not under way any more, even if its thread has yet to see it.
            here = self.running - sum(map(_is_closed, self._silent))
            self.most_running = max(self.most_running, here)

    def end(self) -> None:
        """A request is answered."""
        with self._lock:
            self.running -= 1

    def hush(self, name: str, connection: socket.socket) -> bool:
        """Wait for the test's word; whether it came before the client left, which is an end, too."""
        self._silent.append(connection)
        spoken = left = False
        while not (spoken or left or self.over.is_set()):
            spoken = self._go.acquire(timeout=0.01)
            left = not spoken and _is_closed(connection)
        with self._lock:
            self._silent.remove(connection)
            self.running -= not spoken
            self.left += [name] * left
        return spoken

    def close(self) -> None:
        """Let endless models go and stop listening."""
        self.over.set()
        self._http.shutdown()
        self._http.server_close()

    def write_config(
        self, path: Path, members: Sequence[str] = (), more: str = "", provider: str = PLENTY
    ) -> None:
        """A configuration whose only panel are these models (all by default) of this server."""
        seats = ", ".join(
            f'{{ provider = "here", model = "{m}", name = "name of {m}" }}' for m in members or self.models
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'[providers.here]\napi = "openai"\nbase_url = "{self.base_url}"\n{provider}'
            f"[panels.all]\nmembers = [{seats}]\n{more}",
            encoding="utf-8",
        )


def _is_closed(connection: socket.socket) -> bool:
    """Whether the client closed its end."""
    readable, _, _ = select.select([connection], [], [], 0)
    try:
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except ConnectionError:
        return True


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """Answer as the model was told to."""
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.begin(body)
            model = server.models[body["model"]]
            if model.silent and not server.hush(body["model"], self.connection):
                return
            if model.status != 200:
                server.end()
                self._refuse(model)
            else:
                text = model.says(body) if model.says else model.text
                self._answer(body["model"], replace(model, text=text))

        def _answer(self, name: str, model: Model) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self._event({"model": name, "choices": [{"delta": {"content": model.text}}]})
            if model.endless:
                self._go_on()
            # What follows may let the client go and ask the next.
            server.end()
            if not model.endless and not model.breaks_off:
                usage = {"prompt_tokens": model.read, "completion_tokens": 4, "cost": 0.5}
                self._event({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": usage})
                self.wfile.write(b"data: [DONE]\n\n")

        def do_GET(self) -> None:
            """List the models."""
            server.asked_by.append(self.headers.get("authorization", ""))
            listing = server.listing
            while len(server.asked_by) < listing.waits_for and not server.over.wait(0.01):
                pass
            names = json.dumps({"data": [{"id": name} for name in server.models]})
            body = (names if listing.body is None else listing.body).encode()
            with suppress(OSError):  # the client may have left
                self.send_response(listing.status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def _go_on(self) -> None:
            with suppress(OSError):  # the client leaves when it is stopped
                while not server.over.wait(0.05):
                    self._event({"choices": [{"delta": {"content": "."}}]})

        def _refuse(self, model: Model) -> None:
            said = json.dumps({"error": {"message": model.said}}).encode()
            self.send_response(model.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def _event(self, data: dict[str, Any]) -> None:
            self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
