"""Every text that is sent to a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fusion_tui.core.events import Message
from fusion_tui.core.models import Document, Turn

VERSION = 1
"""Raised whenever a text below changes, and stored with each comparison."""


def ask(
    prompt: str, documents: Sequence[Document], persona: str = "", context: Sequence[Turn] = ()
) -> tuple[Message, ...]:
    """The messages of one question.

    The persona is the system message; a thread's earlier turns follow as one conversation. Documents
    stand before the question, so that calls of one comparison share the longest possible prefix. Without
    documents the prompt is sent as it is.
    """
    messages = [Message("system", persona)] if persona else []
    for turn in context:
        messages += [Message("user", _said(turn.prompt, turn.documents)), Message("assistant", turn.answer)]
    return (*messages, Message("user", _said(prompt, documents)))


def _said(prompt: str, documents: Sequence[Document]) -> str:
    return "\n\n".join([*map(_fenced, documents), prompt])


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
