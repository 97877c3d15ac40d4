"""What a model is told that smooths a merge made by hand: the text, and that nothing else may change."""

from __future__ import annotations

from fusion_tui.core.messages import Brief
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts.data import enclosed, opening, told

VERSION = 1
"""Raised whenever the text below changes."""


def smooth(comparison: Comparison, *, label: str, text: str, nonce: str) -> Brief:
    """The brief of one smoothed merge; its reply is the text and nothing else."""
    own = f"{enclosed([(label, text)], nonce)}\n\nSmooth {label}. Reply with the text alone."
    return Brief(told(_SMOOTH, opening(comparison), own))


_SMOOTH = """\
A person put a text together from passages of several texts, by hand. Make it read as one: joints, \
repetitions, terms that change, headings that do not fit. What it claims, recommends and leaves out is \
decided; change, add and drop no claim, and keep its order, form and language. Reply with the whole text, \
without a word about what you changed."""
