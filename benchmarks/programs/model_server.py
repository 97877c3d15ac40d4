"""A model server on loopback: every request is answered with tokens at a pace, without an end."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

from benchmarks.programs.channel import pace, settings, tell
from benchmarks.texts import TOKEN, answer

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\nconnection: close\r\n\r\n"
CHARS = 100_000
"""After so many the text begins anew."""


class Server:
    """Speaks as much of HTTP and of the chat completions API as is needed."""

    def __init__(self, rate: float) -> None:
        """`rate` is tokens a second and request."""
        self.rate = rate
        self.sent = 0
        self.streams = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1])) if length else b"{}"
            if head.startswith(b"GET"):
                state = {"sent": self.sent, "streams": self.streams}
                writer.write(HEAD % b"application/json" + json.dumps(state).encode())
            else:
                await self._stream(json.loads(body), writer)
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async def _stream(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        seat = self.streams
        self.streams += 1
        text, place = answer(CHARS, seat), 0
        about = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": asked["model"]}
        writer.write(HEAD % b"text/event-stream")

        async def send() -> None:
            nonlocal place
            choice = {
                "index": 0,
                "delta": {"content": text[place : place + TOKEN]},
                "finish_reason": None,
            }
            writer.write(b"data: " + json.dumps({**about, "choices": [choice]}).encode() + b"\n\n")
            await writer.drain()
            place = (place + TOKEN) % CHARS
            self.sent += 1

        await pace(self.rate, seat % 8 / 8, send)


async def main(rate: float) -> None:
    """Serve until ended."""
    server = Server(rate)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    tell("ready", port=listening.sockets[0].getsockname()[1])
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(**settings()))
