"""Texts to merge: any text at all, and documents as models write them."""

from __future__ import annotations

import random

from hypothesis import strategies as st

_LINES = st.sampled_from(
    ["# One", "## Two", "2. Risks", "- item", "  more", "| a | b |", "```", "~~~~", "", " ", "words", "1) x"]
)
TEXTS = st.lists(_LINES | st.text(max_size=8), max_size=14).map("\n".join)
"""Whatever may arrive."""

_WORDS = "the queue grows as needed and nobody watches it while writes are lost on failover today".split()
_HEADINGS = ["Context", "Options", "Options considered", "Risks", "1. Cost", "Decision", "Rollback"]


def document(rng: random.Random) -> str:
    """A document with sections, paragraphs, lists, tables and code, with or without a last line's end."""
    parts = ["# The plan\n\n"] if rng.random() < 0.5 else []
    for heading in rng.sample(_HEADINGS, rng.randint(1, len(_HEADINGS))):
        parts.append(f"## {heading}\n\n")
        parts += [_block(rng) for _ in range(rng.randint(1, 4))]
    text = "".join(parts)
    return text if rng.random() < 0.7 else text.rstrip()


def _block(rng: random.Random) -> str:
    match rng.randint(0, 5):
        case 0:
            return "".join(f"- {_sentence(rng)}\n" for _ in range(rng.randint(1, 4))) + "\n"
        case 1:
            return f"```py\n{_sentence(rng)}\n\n# {_sentence(rng)}\n```\n\n"
        case 2:
            return f"| a | b |\n|---|---|\n| {_sentence(rng)} | x |\n\n"
        case _:
            return "\n".join(_sentence(rng) for _ in range(rng.randint(1, 3))) + "\n\n"


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(2, 12))).capitalize() + "."
