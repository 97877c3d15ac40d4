"""Who may smooth a merge, at what price, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from fusion_tui.config.hosts import hosts
from fusion_tui.config.schema import Config
from fusion_tui.core import prompts
from fusion_tui.core.budget import estimate_tokens
from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Call, Comparison, Member, Panel, Reply
from fusion_tui.ui import words
from fusion_tui.ui.panel_choice import lacks_key
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.line import Span


@dataclass(frozen=True, slots=True)
class Offer:
    """One model that can be asked."""

    member: Member
    host: str
    """Where the merge would go."""
    tokens: int
    """About how many there and back."""
    cost: float | None
    """USD, about; `None` where no price is known."""


def offers(services: Services, comparison: Comparison, text: str) -> tuple[Offer, ...]:
    """Who can be asked: the panel's judges, then its members, each model once."""
    config = services.config
    models: dict[tuple[str, str], Member] = {}
    for member in _members(config, comparison):
        if _usable(services, member):
            models.setdefault((member.provider, member.model), member)
    return tuple(_offer(config, member, text) for member in models.values())


def _members(config: Config, comparison: Comparison) -> tuple[Member, ...]:
    panel = _panel(config, comparison)
    if panel and panel.members:
        return (*panel.judge, *panel.members)
    # In the order of their letters they would tell whose is whose.
    return tuple(sorted((c.member for c in comparison.candidates if c.member), key=lambda m: m.name))


def _panel(config: Config, comparison: Comparison) -> Panel | None:
    asked = any(candidate.member for candidate in comparison.candidates)
    names = [comparison.panel] if asked else [config.ui.default_panel or "", *config.panels]
    return next((config.panels[name] for name in names if name in config.panels), None)


def _usable(services: Services, member: Member) -> bool:
    provider = services.config.providers.get(member.provider)
    return provider is not None and provider.api != "demo" and not lacks_key(provider, services.key_sources)


def _offer(config: Config, member: Member, text: str) -> Offer:
    told = sum(estimate_tokens(message.content) for message in prompts.smoothing(text, "0" * 32))
    back = estimate_tokens(text)
    price = config.prices.get(member.model)
    cost = (told * price.input + back * price.output) / 1_000_000 if price else None
    return Offer(member, next(iter(hosts(config, (member,))), ""), told + back, cost)


def offered(offer: Offer, pointer: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """One row of the choice, left and right."""
    here = pointer.strip()
    about = f"about {words.money(offer.cost)}" if offer.cost is not None else words.money(None)
    return (
        (
            Span(f"{pointer} {clean_line(offer.member.name)}", "bold $ink" if here else "$ink"),
            Span(f"  {clean_line(offer.host)}", "$dim"),
        ),
        (Span(f"{offer.tokens:,} tokens · {about}", "$dim"),),
    )


def said(reply: Reply) -> str | None:
    """The smoothed text of a reply; `None` where it does not stand as it was asked for."""
    return prompts.smoothed(reply.text, str(reply.about.get("nonce", "")))


def failed(call: Call) -> str:
    """Why there is no proposal, in a few words."""
    if call.status == "stopped":
        return "The smoothing was stopped."
    why = words.KINDS[call.error.kind] if call.error else "it ended before its end"
    return f"The smoothing failed: {why}."
