"""A model server on loopback whose models do what a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


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
    """Serves chat completions; `requests` are the bodies that arrived."""

    models: dict[str, Model]
    requests: list[dict[str, Any]] = field(default_factory=list)
    listing: Listing = Listing()
    asked_by: list[str] = field(default_factory=list)
    """The `authorization` of every request for the list of models."""

    def __post_init__(self) -> None:
        """Listen on a free port."""
        self.over = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def close(self) -> None:
        """Let endless models go and stop listening."""
        self.over.set()
        self._http.shutdown()
        self._http.server_close()

    def write_config(self, path: Path, members: Sequence[str] = (), more: str = "") -> None:
        """A configuration whose only panel are these models (all by default) of this server."""
        seats = ", ".join(
            f'{{ provider = "here", model = "{m}", name = "name of {m}" }}' for m in members or self.models
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'[providers.here]\napi = "openai"\nbase_url = "{self.base_url}"\nconcurrency = 8\nretries = 0\n'
            f"[panels.all]\nmembers = [{seats}]\n{more}",
            encoding="utf-8",
        )


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """Answer as the model was told to."""
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.requests.append(body)
            model = server.models[body["model"]]
            if model.status != 200:
                self._refuse(model)
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self._event({"model": body["model"], "choices": [{"delta": {"content": model.text}}]})
            if model.endless:
                self._go_on()
            elif not model.breaks_off:
                usage = {"prompt_tokens": 3, "completion_tokens": 4, "cost": 0.5}
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
