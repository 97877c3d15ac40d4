"""A loopback server that answers with stored responses, byte for byte and with their faults."""

from __future__ import annotations

import email.utils
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Case = dict[str, Any]

_DATE = "{{HTTP_DATE_PLUS_3}}"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    case: str
    line: str
    headers: dict[str, str]
    body: bytes


class Replay:
    """Serves `/<case id>/…`; `.seen` are the requests, `.stolen` what a redirect's target received."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.cases: dict[str, Case] = {case["id"]: case for case in manifest["cases"]}
        self.seen: list[Seen] = []
        self.stolen: list[str] = []
        self._over = threading.Event()
        self._sockets: list[socket.socket] = []
        self.port = self._listen(self._serve)
        self.other = self._listen(self._steal)

    def close(self) -> None:
        """Let every connection go."""
        self._over.set()
        for listener in self._sockets:
            # Closing alone leaves a thread in `accept`, which takes connections meant for a later server.
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _listen(self, serve: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._sockets.append(listener)

        def accept() -> None:
            while not self._over.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=self._guarded, args=(serve, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return int(listener.getsockname()[1])

    def _guarded(self, serve: Callable[[socket.socket], None], connection: socket.socket) -> None:
        with connection:
            try:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                serve(connection)
            except OSError:
                pass  # the client went away, as it may

    def _read(self, connection: socket.socket) -> tuple[str, dict[str, str], bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                raise OSError("closed before a request")
            data += piece
        head, body = data.split(b"\r\n\r\n", 1)
        line, *rest = head.decode("latin1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, v in (h.split(":", 1) for h in rest)}
        while len(body) < int(headers.get("content-length", "0")):
            body += connection.recv(65536)
        return line, headers, body

    def _steal(self, connection: socket.socket) -> None:
        line, _, _ = self._read(connection)
        self.stolen.append(line)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    def _serve(self, connection: socket.socket) -> None:
        line, headers, sent = self._read(connection)
        path = line.split()[1]
        name = path.strip("/").split("/")[0]
        self.seen.append(Seen(name, line, headers, sent))
        case = self.cases[name]
        key = headers.get("authorization", "").removeprefix("Bearer ") or headers.get("x-api-key", "")
        body = (self.folder / case["body_file"]).read_bytes().replace(b"{{API_KEY}}", key.encode())
        delivery: dict[str, Any] = case["delivery"]
        end = delivery["end"]
        if end == "stall_before_headers":
            self._over.wait()
        elif end == "rst_before_headers":
            _reset(connection)
        elif delivery["mode"] == "raw_socket":
            connection.sendall(body)
        else:
            self._answer(connection, case, path, body)

    def _answer(self, connection: socket.socket, case: Case, path: str, body: bytes) -> None:
        delivery: dict[str, Any] = case["delivery"]
        mode, end = delivery["mode"], delivery["end"]
        headers = {name: self._filled(value, path) for name, value in case["headers"].items()}
        clean = end == "clean" and case["status"] == 200
        chunked = mode.startswith("chunked") or end in ("rst", "stall", "never") or clean
        if "content_length_extra" in delivery:
            headers["content-length"], chunked = str(len(body) + delivery["content_length_extra"]), False
        elif not chunked and case["status"] != 204:
            headers["content-length"] = str(len(body))
        if chunked:
            headers["transfer-encoding"] = "chunked"
        # Said, because it is done: a client that asks again on this connection would meet its end instead.
        headers.setdefault("connection", "close")
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"HTTP/1.1 {case['status']} X\r\n{head}\r\n".encode())
        if case["status"] == 204:
            return

        def send(piece: bytes) -> None:
            if piece:
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)

        self._deliver(delivery, body, send)
        if end == "clean" and chunked:
            connection.sendall(b"0\r\n\r\n")
        elif end == "rst":
            time.sleep(0.1)  # so that what was sent is read before the reset throws it away
            _reset(connection)
        elif end == "stall":
            self._over.wait()

    def _filled(self, value: str, path: str) -> str:
        if _DATE in value:
            return email.utils.formatdate(time.time() + 3, usegmt=True)
        return value.replace("{{OTHER_PORT}}", str(self.other)).replace("{{SELF}}", path)

    def _deliver(self, how: dict[str, Any], body: bytes, send: Callable[[bytes], None]) -> None:
        pause = how.get("delay_ms", 0) / 1000
        for piece in _pieces(how, body):
            if self._over.is_set():
                return
            send(piece)
            if pause:
                time.sleep(pause)
        if how["mode"] == "whole_then_repeat":
            repeat, count = bytes.fromhex(how["repeat_hex"]), how.get("repeat_count")
            while (count is None or count > 0) and not self._over.is_set():
                send(repeat)
                count = None if count is None else count - 1
                if pause:
                    time.sleep(pause)
        while how["mode"] == "repeat_forever" and not self._over.is_set():
            send(body)
            if pause:
                time.sleep(pause)


def _pieces(how: dict[str, Any], body: bytes) -> list[bytes]:
    match how["mode"]:
        case "whole" | "chunked_truncated" | "whole_then_repeat":
            return [body]
        case "chunks":
            return [body[i : i + how["size"]] for i in range(0, len(body), how["size"])]
        case "split_at_every":
            marks = [i + 1 for i, byte in enumerate(body) if byte in how["bytes"]]
        case "split_before_bytes_hex":
            mark = bytes.fromhex(how["hex"])
            marks = [i for i in range(1, len(body)) if body.startswith(mark, i)]
        case _:
            return []
    edges = [0, *marks, len(body)]
    return [body[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
