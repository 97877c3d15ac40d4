"""Every foreign failure becomes a `ProviderError` here: status codes, bodies, exceptions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

from fusion_tui.core.clean import whole
from fusion_tui.errors import ErrorKind, ProviderError, Stage
from fusion_tui.providers.late import late

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

MAX_WAIT_S = 30.0
"""A longer wait is the person's to decide on."""

MAX_SAID = 2000
"""Characters kept of a provider's own words."""

_RETRYABLE = frozenset({408, 409, 429})

_HINTS: dict[ErrorKind, str] = {
    "answer_too_long": "The answer passed 1 MiB and was cut; ask for a shorter one.",
    "auth": "Check the key of this provider in the environment, the keyring or keys.toml.",
    "bad_encoding": "The server or a proxy compresses although it was asked not to; check base_url.",
    "bad_http": "Something else answers there; check base_url.",
    "bad_request": "The provider refuses these parameters; check the member's model and params.",
    "connection_lost": "Check the network and base_url, then ask again.",
    "context_too_long": "Prompt and documents are longer than the model reads; send less, or use another.",
    "empty_answer": "Ask again.",
    "event_too_large": "The server sent more than 1 MiB in one event; it may not be a model server.",
    "incomplete_stream": "The server ended without saying that it was done; the text may be cut.",
    "no_credit": "The account has no credit or passed a spend limit; add credit at the provider.",
    "not_a_stream": "The address answers, but not as a model server; check base_url.",
    "not_found": "Check the model's name and base_url.",
    "provider_error": "The provider reported an error while it wrote; ask again.",
    "rate_limited": "Too many requests; ask again in a while.",
    "redirect_refused": "Redirects are not followed: key and prompt would go along; correct base_url.",
    "refused": "Another model, or other words, may answer.",
    "server_error": "The provider has a problem of its own; ask again in a while.",
    "stalled": "No data came for longer than timeouts.idle; ask again, or raise it.",
    "timeout_no_content": "No text came for longer than timeouts.content; ask again, or raise it.",
}

_CREDIT = re.compile(r"insufficient_quota|quota|credit|billing|spend[ _]?limit|payment", re.IGNORECASE)
_CONTEXT = re.compile(
    r"context[ _](?:length|window|size)|exceed_context|maximum context|too many tokens|prompt is too long"
    r"|input is too long|context_length_exceeded",
    re.IGNORECASE,
)
_FILTER = re.compile(r"content[ _](?:filter|policy)|safety|moderation", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{1,500}>")


def failure(
    kind: ErrorKind,
    stage: Stage,
    said: str = "",
    *,
    status: int | None = None,
    retry_after: float | None = None,
    retryable: bool = False,
) -> ProviderError:
    """A provider's error with the hint of its kind; `said` must be redacted."""
    hint = _HINTS[kind]
    if kind == "rate_limited" and retry_after:
        hint = f"The provider asks to wait {_duration(retry_after)}; ask again then."
    return ProviderError(
        kind,
        stage,
        said[:MAX_SAID],
        hint=hint,
        http_status=status,
        retry_after=retry_after,
        retryable=retryable,
    )


def of_status(
    status: int, headers: httpx.Headers, body: bytes, redact: Callable[[str], str], now: datetime
) -> ProviderError:
    """What an answer that is no success means."""
    said = redact(words_of(body))
    kind = _kind(status, said)
    wait = _retry_after(headers, now)
    retryable = (
        (status in _RETRYABLE or status >= 500)
        and kind in ("rate_limited", "server_error", "bad_request")
        and (wait is None or wait <= MAX_WAIT_S)
        and headers.get("x-should-retry", "true").lower() != "false"
    )
    return failure(kind, "response", said, status=status, retry_after=wait, retryable=retryable)


def _kind(status: int, said: str) -> ErrorKind:
    match status:
        case 401 | 403:
            return "auth"
        case 402:
            return "no_credit"
        case 404:
            return "not_found"
        case 429:
            return "no_credit" if _CREDIT.search(said) else "rate_limited"
        case 408:
            return "server_error"
        case _ if 300 <= status < 400:
            return "redirect_refused"
        case _ if status >= 500:
            return "server_error"
    if status == 413 or _CONTEXT.search(said):
        return "context_too_long"
    return "refused" if _FILTER.search(said) else "bad_request"


def of_exception(
    error: httpx.HTTPError | httpx.InvalidURL, stage: Stage, redact: Callable[[str], str]
) -> ProviderError:
    """What an exception of the transport means. Some have no text of their own: then the class is named."""
    said = redact(str(error)) or type(error).__name__
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError():
            return failure("connection_lost", "connect", said, retryable=True)
        case httpx.TimeoutException():
            return failure("stalled", stage, said)
        case httpx.NetworkError():
            return failure("connection_lost", stage, said, retryable=True)
        case httpx.RemoteProtocolError() if "peer closed" in said or "disconnected" in said:
            return failure("connection_lost", stage, said, retryable=True)
        case httpx.ProtocolError():
            return failure("bad_http", stage, said)
        case httpx.DecodingError():
            return failure("bad_encoding", stage, said)
        case _:
            return failure("bad_request", "connect", said)


def words_of(body: bytes) -> str:
    """The provider's own words in a body: JSON of any shape, an HTML page's title, or plain text."""
    text = whole(body.decode("utf-8", "replace")).strip()
    try:
        return whole(words_in(json.loads(text))) or text
    except (ValueError, RecursionError):
        pass
    title = _TITLE.search(text)
    if title:
        text = title[1]
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def words_in(value: object) -> str:
    """The message in an error value: a text, an object, or a list of either."""
    match value:
        case str():
            return value
        case [first, *_]:
            return words_in(first)
        case {"error": inner} if inner:
            return words_in(inner)
        case {"message": str(message), **rest}:
            details = rest.get("details")
            more = details.get("error_code") if isinstance(details, dict) else None
            return " · ".join(str(p) for p in (message, rest.get("code") or rest.get("type"), more) if p)
        case {"detail": inner}:
            return words_in(inner)
    return json.dumps(value, ensure_ascii=False) if value else ""


def _retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds the provider asks to wait; a date in the past is 0."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            return max(float(value) * unit, 0.0)
        except ValueError:
            pass
        try:
            return max((parsedate_to_datetime(value) - now).total_seconds(), 0.0)
        except (ValueError, TypeError):
            continue
    return None


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
