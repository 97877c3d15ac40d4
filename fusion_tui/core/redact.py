"""Keeping API keys out of everything that is shown, logged, stored or written."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[key hidden]"

_PATTERNS = re.compile(
    r"\b(?:sk|pk|rk)-[A-Za-z0-9_\-*]{8,}"  # OpenAI, OpenRouter, Anthropic and many that imitate them
    r"|\bAIza[A-Za-z0-9_\-]{20,}"  # Google
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"  # GitHub
    r"|\b(?:gsk|xai|hf)[_-][A-Za-z0-9]{16,}"  # Groq, xAI, Hugging Face
    r"|\bBearer\s+[A-Za-z0-9._\-]{12,}",
    re.IGNORECASE,
)


class Secret:
    """An API key that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold `value`; `reveal` is the only way back to it."""
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the one header that needs it."""
        return self._value

    def __repr__(self) -> str:
        """A mask, so that a traceback or a log shows nothing."""
        return "Secret(…)"

    __str__ = __repr__


class Redactor:
    """Replaces every known key, and whatever looks like one, in a text."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        """Know these keys from the start; `learn` adds more."""
        self._known: set[str] = set()
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: Secret) -> None:
        """Hide this key from now on. Very short values are left alone: they would mask ordinary words."""
        value = secret.reveal()
        if len(value) >= 6:
            self._known.add(value)

    def __call__(self, text: str) -> str:
        """The text without keys; longer keys first, so that one inside another leaves no rest."""
        for value in sorted(self._known, key=len, reverse=True):
            text = text.replace(value, MASK)
        return _PATTERNS.sub(MASK, text)
