"""Figures as they stand in sentences."""

from __future__ import annotations

from math import floor, log10

from fusion_tui.core.taste.numbers.evidence import Evidence
from fusion_tui.core.taste.numbers.intervals import Share

ENOUGH = 50
"""Picks from which ratings are shown.

Simulated with five arms, three on a ballot, a 95% interval is 2.0 logits wide after 20 picks, 1.4 after 50.
"""


def percent(value: float) -> str:
    """A share without decimals: `61%`."""
    return f"{100 * value:.0f}%"


def share(found: Share) -> str:
    """A share with its interval: `61% (48–73)`, or `no cases`."""
    if found.value is None:
        return "no cases"
    return f"{percent(found.value)} ({100 * found.low:.0f}–{100 * found.high:.0f})"


def paid(usd: float | None) -> str:
    """Money with the digits that say something: `$4.10`, `$0.012`; `nothing`, or `an unknown amount`."""
    if usd is None:
        return "an unknown amount"
    if not usd:
        return "nothing"
    return f"${usd:,.{max(2, 1 - floor(log10(usd)))}f}"


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 pick`, `3 picks`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def too_early(n: int, enough: int = ENOUGH) -> str:
    """What stands where a rating is not shown yet; empty from `enough` on."""
    return f"too early, about {enough - n} more" if n < enough else ""


def verdict(evidence: Evidence) -> str:
    """Whether a badge may stand there, else how far it is away."""
    return "concluded" if evidence.concluded else f"not concluded, {evidence.more.text}"
