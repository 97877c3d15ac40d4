"""What a person sees before anything is set up."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from fusion_tui.config.offer import KNOWN
from fusion_tui.core.clean import clean_line

_EXAMPLE = """\
[providers.local]
api = "openai"
base_url = "http://127.0.0.1:8080/v1"

[panels.mine]
members = [{ provider = "local", model = "qwen3", count = 2 }]
"""


ROOMY = 24
"""Rows of a screen from which there is room for spaces and an example."""


def first_run(config_file: Path, rows: int, ascii_only: bool) -> Content:
    """No provider: what can be done, in order of effort."""
    short = rows < ROOMY
    dash = "-" if ascii_only else "–"
    names = ", ".join(known.key_env for known in KNOWN.values())
    gap = "\n" if short else "\n\n"
    example = "" if short else "\n\n" + "".join(f"  {line}\n" for line in _EXAMPLE.splitlines())
    return Content.assemble(
        ("No provider is set up.\n\n", "bold $ink"),
        ("D", "bold $accent"),
        (f" {dash} a demo with recorded answers: no key, no network.{gap}", "$ink"),
        ("Or set a key in the environment and start again:\n", "$ink"),
        (f"{names}{gap}", "$dim"),
        (f"Or start a model server on this machine: Ollama, LM Studio, llama.cpp, vLLM.{gap}", "$ink"),
        ("Or write a panel of your own into\n", "$ink"),
        (clean_line(str(config_file)), "$dim"),
        (example, "$dim"),
    )
