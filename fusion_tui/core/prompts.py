"""Every text that is sent to a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fusion_tui.core.events import Message
from fusion_tui.core.models import Document

VERSION = 1
"""Raised whenever a text below changes, and stored with each comparison."""


def ask(prompt: str, documents: Sequence[Document], persona: str = "") -> tuple[Message, ...]:
    """The messages of one question.

    The persona is the system message; documents stand before the question, so that calls of one
    comparison share the longest possible prefix. Without documents the prompt is sent as it is.
    """
    system = (Message("system", persona),) if persona else ()
    if not documents:
        return (*system, Message("user", prompt))
    parts = [_fenced(document) for document in documents]
    return (*system, Message("user", "\n\n".join([*parts, prompt])))


def _fenced(document: Document) -> str:
    """A document between two lines that do not occur in it."""
    mark = _mark(document)
    return f"===== document {document.name!r} {mark} =====\n{document.text}\n===== end of {mark} ====="


def _mark(document: Document) -> str:
    turn = 0
    while True:
        mark = hashlib.sha256(f"{turn}:{document.sha256}".encode()).hexdigest()[:12]
        if mark not in document.text:
            return mark
        turn += 1
