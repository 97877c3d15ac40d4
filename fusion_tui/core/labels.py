"""Names that say nothing: what a call calls the texts it is shown."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels, so that no label is a word, and no label is a letter of the screen."""


def draw_labels(letters: Sequence[str], seed: int) -> tuple[tuple[str, str], ...]:
    """Pairs of label and letter in a fresh order; labels are two letters and a digit, each used once."""
    rng = random.Random(seed)
    order = list(letters)
    rng.shuffle(order)
    labels: list[str] = []
    while len(labels) < len(order):
        label = rng.choice(_LETTERS) + rng.choice(_LETTERS) + rng.choice("23456789")
        if label not in labels:
            labels.append(label)
    return tuple(zip(labels, order, strict=True))


def draw_nonce(texts: Iterable[str], seed: int) -> str:
    """32 hexadecimal digits that occur in none of the texts."""
    rng = random.Random(seed)
    held = list(texts)
    while True:
        nonce = f"{rng.getrandbits(128):032x}"
        if not any(nonce in text for text in held):
            return nonce
