"""The real command in a process of its own, without a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = (sys.executable, "-m", "fusion_tui")
ROOT = Path(__file__).resolve().parent.parent.parent


def environment(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment with no key in it, whose files lie in `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "CI", "FUSION_AIMOCK") if name in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "FUSION_CONFIG": str(folder / "config.toml"),
        "FUSION_DATA_DIR": str(folder / "data"),
        **(extra or {}),
    }


def fusion(
    folder: Path, *arguments: str, stdin: str | None = None, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end; nothing it says goes to a terminal."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env=environment(folder, extra),
        cwd=folder,
    )


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start without waiting."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(folder),
        cwd=folder,
    )


def configure(folder: Path, openai: str, anthropic: str, panels: Mapping[str, list[str]]) -> None:
    """A `config.toml` with both dialects on loopback; members are `openai/MODEL` or `anthropic/MODEL`."""
    lines = [
        f'[providers.openai]\napi = "openai"\nbase_url = "{openai}"\nconcurrency = 8\nretries = 0\n',
        f'[providers.anthropic]\napi = "anthropic"\nbase_url = "{anthropic}"\nconcurrency = 8\nretries = 0\n',
    ]
    for name, members in panels.items():
        seats = (member.split("/", 1) for member in members)
        told = ", ".join(f'{{ provider = "{provider}", model = "{model}" }}' for provider, model in seats)
        lines.append(f"[panels.{name}]\nmembers = [{told}]\n")
    (folder / "config.toml").write_text("\n".join(lines))
