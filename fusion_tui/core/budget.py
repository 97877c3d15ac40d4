"""What a question may cost, before it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.messages import Message
from fusion_tui.core.models import Document, Member, Price, Turn

ANSWER_TOKENS = 2000
"""Assumed for one answer where the member sets no limit."""

_BYTES_PER_TOKEN = 4
_LIMITS = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Sent:
    """One call before it is made."""

    member: Member
    messages: Sequence[Message]
    reply_tokens: int
    """Assumed for its reply; a smaller limit of the member's counts instead."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What some calls come to."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    """`None` unless every price is known; a cached prefix may make it less."""

    @property
    def said(self) -> str:
        """In words: calls, tokens, money."""
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        cost = "cost unknown" if self.cost_usd is None else f"about ${self.cost_usd:.4f}"
        return f"{calls}, about {self.input_tokens:,} tokens in and {self.output_tokens:,} out, {cost}"


def with_most(known: Estimate, most: Estimate | None) -> Estimate:
    """With what may come on top of it, all of it; the cost is unknown where either is."""
    if most is None:
        return known
    costs = known.cost_usd, most.cost_usd
    return Estimate(
        known.calls + most.calls,
        known.input_tokens + most.input_tokens,
        known.output_tokens + most.output_tokens,
        None if costs[0] is None or costs[1] is None else costs[0] + costs[1],
    )


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has: a quarter of its bytes (OpenAI's rule of thumb for English)."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)


def context_tokens(context: Sequence[Turn]) -> int:
    """About how many tokens the earlier turns of a thread have."""
    texts = (text for t in context for text in (t.prompt, t.answer, *(d.text for d in t.documents)))
    return sum(map(estimate_tokens, texts))


def estimate_cost(
    members: Sequence[Member],
    prices: Mapping[str, Price],
    prompt: str,
    documents: Sequence[Document],
    context: Sequence[Turn] = (),
) -> float | None:
    """USD for asking these members once; `None` unless every price is known."""
    tokens = estimate_tokens(prompt) + sum(estimate_tokens(d.text) for d in documents)
    tokens += context_tokens(context)
    total = 0.0
    for member in members:
        price = prices.get(member.model)
        if price is None:
            return None
        answer = next((v for n in _LIMITS if isinstance(v := member.params.get(n), int)), ANSWER_TOKENS)
        sent = tokens + estimate_tokens(member.persona)
        total += (sent * price.input + answer * price.output) / 1_000_000
    return total


def estimate_calls(
    sent: Sequence[Sent], prices: Mapping[str, Price], among: Sequence[Member] = ()
) -> Estimate:
    """What these calls come to together.

    With `among`, each is taken as the mean of what these members would come to: while names are hidden, the
    price of one call would tell whose it is.
    """
    shares = [(one, member, 1 / len(among or (1,))) for one in sent for member in among or (one.member,)]
    tokens_in = sum(_tokens(one.messages) for one in sent)
    tokens_out = sum(_reply_tokens(member, one.reply_tokens) * share for one, member, share in shares)
    cost: float | None = 0.0
    for one, member, share in shares:
        price = prices.get(member.model)
        if price is None or cost is None:
            cost = None
            continue
        reply = _reply_tokens(member, one.reply_tokens)
        cost += share * (_tokens(one.messages) * price.input + reply * price.output) / 1_000_000
    return Estimate(len(sent), tokens_in, round(tokens_out), cost)


def _tokens(messages: Iterable[Message]) -> int:
    return sum(estimate_tokens(message.content) for message in messages)


def _reply_tokens(member: Member, assumed: int) -> int:
    limits = [limit for name in _LIMITS if isinstance(limit := member.params.get(name), int)]
    return min([assumed, *limits])


def over_budget(
    cost: float | None, spent: float, *, per_run: float | None, per_month: float | None
) -> str | None:
    """Which limit asking would pass, in one sentence; an unknown cost passes only a month already spent."""
    if per_run is not None and cost is not None and cost > per_run:
        return f"This may cost about ${cost:.2f}; the limit for one question is ${per_run:.2f}."
    if per_month is not None and spent + (cost or 0.0) > per_month:
        return f"${spent:.2f} were spent this month; with this the limit of ${per_month:.2f} is passed."
    return None
