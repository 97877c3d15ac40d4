"""Model servers on this machine, found by asking their usual ports (vendors' documentation, 2026-11)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from fusion_tui.providers.reader import parse

_PORTS = {
    11434: "ollama",
    1234: "lmstudio",
    8080: "llamacpp",
    9931: "llamacpp-9931",
    8000: "vllm",
    4000: "litellm",
}
_CONNECT_S = 0.3
_ANSWER_S = 1.0


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that lists models."""

    name: str
    base_url: str
    models: tuple[str, ...]


async def find_local_servers(ports: dict[int, str] | None = None) -> tuple[LocalServer, ...]:
    """Every server that answers with a list of models; never raises. Takes a second at most."""
    clocks = httpx.Timeout(_ANSWER_S, connect=_CONNECT_S)
    async with httpx.AsyncClient(timeout=clocks, trust_env=False, follow_redirects=False) as client:
        found = await asyncio.gather(*(_ask(client, p, n) for p, n in (ports or _PORTS).items()))
    return tuple(server for server in found if server)


async def _ask(client: httpx.AsyncClient, port: int, name: str) -> LocalServer | None:
    base_url = f"http://127.0.0.1:{port}/v1"
    try:
        response = await client.get(f"{base_url}/models")
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    data = (parse(response.text) or {}).get("data") if response.status_code == 200 else None
    if not isinstance(data, list):
        return None
    models = [item["id"] for item in data if isinstance(item, dict) and isinstance(item.get("id"), str)]
    return LocalServer(name, base_url, tuple(models))
