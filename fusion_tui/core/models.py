"""The words of the program as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from fusion_tui.core.messages import Brief
from fusion_tui.errors import ErrorKind, ProviderError, Stage

CandidateKind = Literal["answer", "revision", "synthesis", "merge", "draft"]
Status = Literal["waiting", "writing", "complete", "truncated", "stopped", "interrupted", "failed"]
"""`waiting` and `writing` are live; the other five are outcomes and the only ones that leave the program."""
Role = Literal["member", "reviewer", "juror", "reviser", "judge", "synthesiser"]
Outcome = Literal["best", "ranking", "tie", "none", "skip"]
_Asked = Literal[
    "critique", "votes", "evidence", "revision", "recheck", "compare", "rank", "points", "smooth"
]
ReplyKind = Literal[_Asked, "synthesis", "merge", "own"]
"""`revision` and `synthesis` came below a candidate's text; `smooth` is a proposal for a merge; `merge` says
from whom its passages are; `own` was written by the person."""

LIVE: frozenset[Status] = frozenset({"waiting", "writing"})
"""Statuses of a candidate whose call still runs."""

MAX_SEATS = 8
"""Members on one panel, and panes on one screen."""


@dataclass(frozen=True, slots=True)
class CallError:
    """What a person is told when a call fails."""

    stage: Stage
    kind: ErrorKind
    http_status: int | None
    provider_text: str
    """The provider's own words, redacted, not cleaned for display."""
    hint: str
    """What to do, one sentence."""

    @classmethod
    def of(cls, error: ProviderError) -> CallError:
        """The data of a provider's exception."""
        return cls(error.stage, error.kind, error.http_status, error.provider_text, error.hint)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; `None` is unknown, never 0."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens."""

    input: float
    output: float


@dataclass(frozen=True, slots=True)
class Member:
    """One seat on a panel."""

    provider: str
    """Name of the provider in the configuration."""
    model: str
    name: str
    """Display name, unique on its panel (a second seat of one model is called `model #2`)."""
    persona: str = ""
    """System prompt; empty sends none."""
    params: Mapping[str, object] = field(default_factory=dict)
    """Sent to the provider as they are."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A named list of members, with an optional judge and jurors."""

    name: str
    members: tuple[Member, ...]
    judge: tuple[Member, ...] = ()
    jurors: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text that goes with the prompt."""

    name: str
    """File name without folders."""
    text: str
    sha256: str
    """Of the bytes as they were read."""
    size: int
    """Bytes as they were read."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a thread, with the answer that was picked: what the next one continues."""

    comparison_id: str
    letter: str
    prompt: str
    documents: tuple[Document, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Anything that can be picked."""

    letter: str
    kind: CandidateKind = "answer"
    member: Member | None = None
    """Who wrote it; `None` for a draft from disk or a merge."""
    name: str = ""
    """Display name: the member's, or a draft's file name."""
    text: str = ""
    """Exactly what arrived, repaired only where it was not valid Unicode."""
    reasoning: str = ""
    status: Status = "waiting"
    error: CallError | None = None
    finish_reason: str | None = None
    """The provider's own word."""
    model_served: str | None = None
    usage: Usage = Usage()
    cost_usd: float | None = None
    ttft_s: float | None = None
    """Seconds from the request to the first text or reasoning."""
    seconds: float | None = None
    inputs: tuple[str, ...] = ()
    """Letters of what it was made from: a revision's original, the answers of a synthesis or merge."""
    brief: Brief | None = None
    """What a later candidate's member was told; `None` where that is the question, or nobody was asked."""

    @property
    def live(self) -> bool:
        """Whether its call still runs."""
        return self.status in LIVE

    @property
    def pickable(self) -> bool:
        """Whether there is a text to choose."""
        return bool(self.text.strip()) and self.status != "failed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One prompt with its documents, and everything that happened to it."""

    id: str
    """32 hexadecimal digits, random, unique across machines."""
    created_at: datetime
    """With a time zone."""
    prompt: str
    documents: tuple[Document, ...]
    panel: str
    """The panel's name; members stand with the candidates."""
    candidates: tuple[Candidate, ...]
    """In letter order."""
    seed: int
    """Of the shuffle that drew the letters."""
    blind: bool = True
    """Whether names were to be hidden when it was asked."""
    demo: bool = False
    """A demo's picks never enter the taste record."""
    prompt_version: int = 1
    thread_id: str = ""
    """Id of the first comparison of its thread; its own id when it is the first."""
    parent_id: str | None = None
    """The comparison it continues."""
    context: tuple[Turn, ...] = ()
    """The conversation so far, oldest turn first; every member gets the same."""

    @property
    def letters(self) -> tuple[str, ...]:
        """All letters in order."""
        return tuple(c.letter for c in self.candidates)

    @property
    def title(self) -> str:
        """The first line of the prompt that says something, else the drafts by name."""
        drafts = sorted(c.name for c in self.candidates if c.kind == "draft")
        nothing = f"Drafts: {', '.join(drafts)}" if drafts else "(no question)"
        line = next((part.strip() for part in self.prompt.splitlines() if part.strip()), nothing)
        return line if len(line) <= 80 else line[:79].rstrip() + "…"

    @property
    def live(self) -> bool:
        """Whether any call still runs."""
        return any(c.live for c in self.candidates)

    def candidate(self, letter: str) -> Candidate:
        """The candidate with this letter; raises `KeyError`."""
        for candidate in self.candidates:
            if candidate.letter == letter:
                return candidate
        raise KeyError(letter)

    def with_candidate(self, changed: Candidate) -> Comparison:
        """The same comparison with one candidate replaced, found by its letter."""
        kept = tuple(changed if c.letter == changed.letter else c for c in self.candidates)
        return replace(self, candidates=kept)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A set of candidates in a drawn order, put before the person to choose from."""

    id: str
    comparison_id: str
    kind: Literal["arena", "retest"]
    order: tuple[str, ...]
    """Letters in the order the panes stand."""
    seed: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a provider, as it stands on the receipt."""

    id: str
    role: Role
    letter: str | None
    """The candidate it wrote, if any."""
    member: str
    """Display name."""
    provider: str
    model_requested: str
    started_at: datetime
    """When it left its queue; when it was asked, if it never left it."""
    status: Status
    model_served: str | None = None
    request_id: str | None = None
    finish_reason: str | None = None
    error: CallError | None = None
    usage: Usage = Usage()
    cost_usd: float | None = None
    ttft_s: float | None = None
    seconds: float | None = None
    attempts: int = 1
    """Requests sent, retries included."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate as the person saw it when they chose."""

    letter: str
    status: Status
    chars: int
    words: int
    lines: int
    names_author: bool
    """The text says which model wrote it."""
    cut_input: bool = False
    """The server reported far fewer input tokens than were sent: it did not read everything."""
    headings: int | None = None
    bolds: int | None = None
    items: int | None = None
    """Style in counts; `None`, here and below, is unknown: no record knew it at first."""
    seen: float | None = None
    """How far down it had been in view, from 0 to 1; where duels or no screen showed it, unknown."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The person's decision on one ballot; an undo is one more row that names what it takes back."""

    id: str
    ballot_id: str
    comparison_id: str
    created_at: datetime
    outcome: Outcome
    ranking: tuple[tuple[str, ...], ...]
    """Groups of letters, best first; letters of one group tie. Empty for none and skip."""
    offered: tuple[Outcome, ...]
    """The outcomes the screen really offered."""
    order: tuple[str, ...]
    """Letters as they stood on the screen; after duels those that met, which stood in no order."""
    shown: tuple[Shown, ...]
    finish_order: tuple[str, ...]
    """Letters in the order their calls ended, as far as they had."""
    blind: bool
    """False once names were known: revealed, printed as JSON, or an answer named its author."""
    seen_verdict: bool
    seen_critique: bool
    still_writing: int
    """How many candidates had not ended."""
    seconds: float | None
    """From the first text on the screen to the pick; `None` where no screen was open."""
    tags: tuple[str, ...] = ()
    why: str = ""
    undoes: str | None = None
    """Id of the pick this row takes back; then every other field repeats that pick."""
    duels: bool = False
    """Made two at a time, sides drawn anew for each pair: no candidate stood first."""

    @property
    def best(self) -> str | None:
        """The single letter on top, if there is one."""
        return self.ranking[0][0] if self.ranking and len(self.ranking[0]) == 1 else None


@dataclass(frozen=True, slots=True)
class Reveal:
    """The moment a comparison stopped being blind."""

    comparison_id: str
    at: datetime
    how: str
    """What revealed it: `b`, `esc`, `error detail`, `receipt`, `pick`, `json`, `export`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided of one issue; the newest one of an issue stands."""

    comparison_id: str
    issue: str
    """The issue's key."""
    accepted: bool | None
    """Accepted, dismissed, or taken back."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What was written in a round and is no candidate's text: a critique, votes, a verdict.

    Issues, votes and verdicts are read from replies, so one that cannot be read is still kept as it came.
    """

    id: str
    """Its call's; one of its own where the person wrote it."""
    comparison_id: str
    kind: ReplyKind
    member: Member | None
    """Who wrote it; `None` is the person."""
    about: Mapping[str, object]
    """What was asked, as JSON: which candidates, under which labels, in which order."""
    text: str
    """Exactly what arrived."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A comparison as the store gives it back, with all that belongs to it."""

    comparison: Comparison
    ballots: tuple[Ballot, ...]
    calls: tuple[Call, ...]
    """In the order they started."""
    picks: tuple[Pick, ...]
    """Every row, oldest first, undone ones and undos included."""
    reveals: tuple[Reveal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """Oldest first."""
    replies: tuple[Reply, ...] = ()
    """Oldest first."""
    running_elsewhere: bool = False
    """Another living process still writes it."""

    @property
    def arena(self) -> Ballot:
        """The ballot that the arena shows: the newest of its kind."""
        arenas = (ballot for ballot in reversed(self.ballots) if ballot.kind == "arena")
        return next(arenas, self.ballots[0])

    @property
    def pick(self) -> Pick | None:
        """The pick that stands: the newest one that was not undone. What a retest says is no pick of it."""
        undone = {p.undoes for p in self.picks if p.undoes}
        retests = {ballot.id for ballot in self.ballots if ballot.kind == "retest"}
        still = [p for p in self.picks if p.undoes is None and p.id not in undone]
        standing = [p for p in still if p.ballot_id not in retests]
        return standing[-1] if standing else None

    @property
    def revealed(self) -> bool:
        """Whether names are known; a comparison that was never blind is."""
        return bool(self.reveals) or not self.comparison.blind

    @property
    def cost_usd(self) -> float | None:
        """The sum of all calls, or `None` while the cost of any is unknown."""
        costs = [call.cost_usd for call in self.calls]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known and len(known) == len(costs) else None
