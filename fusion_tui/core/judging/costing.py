"""What a judge's calls come to, and whether they fit its context; nothing is ever cut to make them fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fusion_tui.core.budget import ANSWER_TOKENS, Estimate, Sent, estimate_calls, estimate_tokens
from fusion_tui.core.events import Consultation
from fusion_tui.core.judging.about import Step
from fusion_tui.core.judging.planning import Wish
from fusion_tui.core.judging.seats import Judge
from fusion_tui.core.models import Candidate, Comparison, Price

_REPLY_TOKENS: Mapping[Step, int] = {"compare": 1800, "rank": 400, "points": 900, "synthesis": ANSWER_TOKENS}
"""Assumed for one reply; a member's own limit counts where it is smaller."""
_ANSWER_TO_QUESTION = 60
"""Tokens assumed for what is said of one text by one criterion or axis."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether the fullest of some calls fits the context of whoever gets it."""

    tokens: int
    """About what it takes, its reply included."""
    context: int | None
    """Tokens; `None` where it is not known."""

    @property
    def over(self) -> int:
        """Tokens too many; 0 where it fits or nothing is known."""
        return max(self.tokens - self.context, 0) if self.context else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out when the texts do not fit; the person takes one or none."""

    kind: Literal["another judge", "fewer texts", "all the same"]
    says: str
    wish: Wish


def estimate(
    comparison: Comparison,
    wish: Wish,
    calls: Sequence[Consultation | Candidate],
    prices: Mapping[str, Price],
) -> Estimate:
    """What these calls come to, as far as that can be known before."""
    return estimate_calls([sent for call in calls if (sent := _sent(comparison, wish, call))], prices)


def fit(
    comparison: Comparison,
    wish: Wish,
    calls: Sequence[Consultation | Candidate],
    contexts: Mapping[str, int],
) -> Fit:
    """The call that fits worst; `contexts` are tokens by model, as far as they are known."""
    found = [
        Fit(estimate_calls([sent], {}).input_tokens + sent.reply_tokens, contexts.get(sent.member.model))
        for call in calls
        if (sent := _sent(comparison, wish, call))
    ]
    return max(found, key=lambda one: (one.over, one.tokens), default=Fit(0, None))


def choices(
    comparison: Comparison,
    wish: Wish,
    found: Fit,
    contexts: Mapping[str, int],
    others: Sequence[Judge] = (),
) -> tuple[Choice, ...]:
    """What can be done when it does not fit: `others` are further judges. Empty when it fits."""
    if not found.over:
        return ()
    return (*_larger(wish, found, contexts, others), *_fewer(comparison, wish, found), _as_it_is(wish))


def _larger(wish: Wish, found: Fit, contexts: Mapping[str, int], others: Sequence[Judge]) -> list[Choice]:
    made: list[Choice] = []
    for judge in (*wish.judges, *others):
        context = contexts.get(judge.member.model, 0)
        if context >= found.tokens and all(judge not in choice.wish.judges for choice in made):
            says = f"{judge.member.name} judges: its context is {context:,} tokens."
            made.append(Choice("another judge", says, replace(wish, judges=(judge,), every=False)))
    return made


def _fewer(comparison: Comparison, wish: Wish, found: Fit) -> list[Choice]:
    """Without as many of the longest texts as it takes, where two or more stay."""
    tokens = {letter: estimate_tokens(comparison.candidate(letter).text) for letter in wish.inputs}
    out: list[str] = []
    for letter in sorted(wish.inputs, key=lambda letter: (-tokens[letter], letter)):
        out.append(letter)
        if sum(tokens[one] for one in out) >= found.over:
            break
    stay = tuple(letter for letter in wish.inputs if letter not in out)
    if len(stay) < 2 or sum(tokens[one] for one in out) < found.over:
        return []
    says = f"Leave out {', '.join(sorted(out))}, the longest; {', '.join(stay)} are judged."
    return [Choice("fewer texts", says, replace(wish, inputs=stay))]


def _as_it_is(wish: Wish) -> Choice:
    says = "Send it all the same: the estimate may be wrong; a server may refuse it, or read only a part."
    return Choice("all the same", says, wish)


def _sent(comparison: Comparison, wish: Wish, call: Consultation | Candidate) -> Sent | None:
    member = call.member
    messages = call.messages if isinstance(call, Consultation) else call.brief and call.brief.messages
    if member is None or not messages:
        return None
    reply = _REPLY_TOKENS[wish.step]
    if wish.step == "synthesis":
        texts = [comparison.candidate(letter).text for letter in wish.inputs]
        reply = max([reply, *map(estimate_tokens, texts)])
    questions = len(wish.recipe.criteria) + len(wish.recipe.axes)
    return Sent(member, messages, reply + _ANSWER_TO_QUESTION * questions * len(wish.inputs))
