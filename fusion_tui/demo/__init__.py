"""The demo: a document with real flaws, four recorded reviews of it, and rounds on them. Nothing is sent."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Ballot, Comparison, Document, Member, Panel, Usage
from fusion_tui.demo.rounds import Rounds

# Not by importlib.resources, which loads zipfile: every start would wait for it.
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded answer, and the pace at which it is played."""

    text: str
    reasoning: str
    first_token_s: float
    tokens_per_second: float
    """A token is about four characters."""
    usage: Usage
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Demo:
    """What `fusion demo` asks, of whom, and what they answer."""

    prompt: str
    document: Document
    panel: Panel
    recordings: Mapping[str, Recording]
    """By model name."""
    rounds: Rounds
    """What the members do when answers are criticised or judged."""


def load() -> Demo:
    """The bundled demo."""
    told = tomllib.loads(_text("panel.toml"))
    text = _text(told["document"])
    data = text.encode()
    members = told["members"]
    return Demo(
        prompt=told["prompt"],
        document=Document("meterline.md", text, hashlib.sha256(data).hexdigest(), len(data)),
        panel=Panel("demo", tuple(Member("demo", m["model"], m["name"]) for m in members)),
        rounds=Rounds(
            tomllib.loads(_text("rounds.toml")),
            {m["answer"].removesuffix(".md"): _text(f"answers/{m['answer']}") for m in members},
            {m["model"]: m["answer"].removesuffix(".md") for m in members},
        ),
        recordings={
            m["model"]: Recording(
                text=_text(f"answers/{m['answer']}"),
                reasoning=m.get("reasoning", ""),
                first_token_s=m["first_token_s"],
                tokens_per_second=m["tokens_per_second"],
                usage=Usage(m["input_tokens"], m["output_tokens"]),
                cost_usd=m["cost_usd"],
            )
            for m in members
        },
    )


def compared(kit: Demo, *, seed: int, now: datetime, new_id: Callable[[], str]) -> tuple[Comparison, Ballot]:
    """The demo's question, ready to be asked; its picks never enter the taste record."""
    return new_comparison(
        kit.prompt,
        (kit.document,),
        kit.panel,
        blind=True,
        demo=True,
        rng_seed=seed,
        now=now,
        new_id=new_id,
    )


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
