"""What goes to a provider, what it brings, and what the engine reports of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fusion_tui.core.messages import Message
from fusion_tui.core.models import Call, CallError, Member, Reply, ReplyKind, Role, Usage


@dataclass(frozen=True, slots=True)
class Request:
    """What one call sends, before a dialect puts it into its own words."""

    model: str
    messages: tuple[Message, ...]
    params: Mapping[str, object] = field(default_factory=dict)
    role: Role = "member"
    """What it is for; never sent, the demo plays by it."""
    schema: Mapping[str, object] | None = None
    """JSON schema of the reply; sent where the provider is known to hold a model to one."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Text that arrived."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """Reasoning that arrived."""

    text: str


@dataclass(frozen=True, slots=True)
class Served:
    """Who really answers; sent whenever more of it is known."""

    model: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Tokens and cost so far; each report replaces the one before."""

    usage: Usage
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class FinishReason:
    """Why the provider stopped, in its own word; a natural end without a word is `stop`."""

    reason: str


@dataclass(frozen=True, slots=True)
class RetryWait:
    """A request failed before any text and will be sent again."""

    seconds: float
    attempt: int
    """The attempt that comes next, counted from 1."""
    attempts: int
    error: CallError


StreamItem = TextDelta | ReasoningDelta | Served | UsageReport | FinishReason | RetryWait
EmitItem = Callable[[StreamItem], Awaitable[None]]


class Provider(Protocol):
    """One configured endpoint, as the engine sees it."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def group(self) -> str:
        """Providers with one group share their places."""
        ...

    @property
    def concurrency(self) -> int:
        """Calls at a time; in a group the smallest number counts."""
        ...

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Send one request and emit what arrives, in order.

        Returns after a finish marker; raises `ProviderError` for everything else, after what had
        arrived was emitted. Cancelling closes the connection.
        """
        ...


@dataclass(frozen=True, slots=True)
class Started:
    """A call left its queue; what its candidate had before is gone from the screen."""

    letter: str
    call_id: str


@dataclass(frozen=True, slots=True)
class Delta:
    """Text of one candidate."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Reasoning of one candidate."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Retrying:
    """One candidate's request is sent again after a wait."""

    letter: str
    wait: RetryWait


@dataclass(frozen=True, slots=True)
class Ended:
    """One candidate's call ended, well or not."""

    letter: str
    call: Call
    below: Reply | None = None
    """What stood below the mark of the candidate's brief."""


Event = Started | Delta | Reasoning | Retrying | Ended
Emit = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Consultation:
    """One call of a round that writes no candidate, before it is made."""

    id: str
    """Of its own; the call gets another."""
    kind: ReplyKind
    role: Role
    member: Member
    messages: tuple[Message, ...]
    about: Mapping[str, object]
    """Goes into the reply as it is."""
    schema: Mapping[str, object] | None = None
    """JSON schema of the reply, where one shape is asked for."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """What became of it."""

    call: Call
    reply: Reply | None
    """`None` when no text arrived."""
