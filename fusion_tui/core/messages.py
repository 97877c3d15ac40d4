"""What a model is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str
    shared: int = 0
    """Characters at its start that every call of one step begins with, so that a provider can cache them."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the writer of a later candidate is told."""

    messages: tuple[Message, ...]
    mark: str = ""
    """A line of what it writes; that line and all below it are no part of the candidate's text."""
