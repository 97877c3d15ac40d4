"""Every exception Fusion raises on purpose.

FusionError                  one sentence: what, where, what to do
├── UsageError               the command line or a key was used wrongly (exit 2)
├── ConfigError              a configuration or key file is wrong (exit 2)
├── DocumentError            a file cannot be attached
├── StoreError               the database cannot be opened, read or written
│   └── NotFoundError        no comparison has that id
├── ExportError              a file cannot be written
├── RecordError              a comparison from elsewhere cannot be taken
└── ProviderError            one request to a provider failed
"""

from __future__ import annotations

from typing import Literal

Stage = Literal["connect", "response", "stream"]
"""Where a request failed: before a connection, on the status line, or while text arrived."""

ErrorKind = Literal[
    "answer_too_long",
    "auth",
    "bad_encoding",
    "bad_http",
    "bad_request",
    "connection_lost",
    "context_too_long",
    "empty_answer",
    "event_too_large",
    "incomplete_stream",
    "no_credit",
    "not_a_stream",
    "not_found",
    "provider_error",
    "rate_limited",
    "redirect_refused",
    "refused",
    "server_error",
    "stalled",
    "timeout_no_content",
]
"""What went wrong with one request; scripts rely on these words."""


class FusionError(Exception):
    """The base of every error that is meant to be read by a person."""


class UsageError(FusionError):
    """The command line, or a request to the program, does not fit what is possible."""


class ConfigError(FusionError):
    """A configuration or key file is wrong; the message names file, key path, found and allowed."""


class DocumentError(FusionError):
    """A file cannot be attached; the message says why and what to do."""


class StoreError(FusionError):
    """The database cannot be opened, read or written."""


class NotFoundError(StoreError):
    """No comparison, or more than one, fits the id that was given."""


class ExportError(FusionError):
    """An export cannot be written."""


class RecordError(FusionError):
    """A comparison from elsewhere cannot be taken; the message names key path, found and expected."""


class ProviderError(FusionError):
    """One request to a provider failed; raised once, at the border where the foreign error arrives."""

    def __init__(
        self,
        kind: ErrorKind,
        stage: Stage,
        provider_text: str = "",
        *,
        hint: str = "",
        http_status: int | None = None,
        retry_after: float | None = None,
        retryable: bool = False,
    ) -> None:
        """Keep what the provider said (redacted by the caller) beside what it means.

        `retry_after` is in seconds as the provider asked for it, `retryable` says whether the
        same request may be sent again while no text has arrived.
        """
        super().__init__(f"{kind} ({stage}): {provider_text}" if provider_text else f"{kind} ({stage})")
        self.kind: ErrorKind = kind
        self.stage: Stage = stage
        self.provider_text = provider_text
        self.hint = hint
        self.http_status = http_status
        self.retry_after = retry_after
        self.retryable = retryable
