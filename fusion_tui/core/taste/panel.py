"""What a panel of the dashboard is made of: bars and sentences, for any front end to draw."""

from __future__ import annotations

from dataclasses import dataclass

from fusion_tui.core.taste.numbers.intervals import Number, Share
from fusion_tui.core.taste.questions import words


@dataclass(frozen=True, slots=True)
class Bar:
    """A number between 0 and 1 to be drawn, with itself in words beside it."""

    label: str
    figure: str
    value: float | None
    """`None` where there is nothing to draw."""
    limits: tuple[float, float] | None = None
    """To be drawn as an interval instead of a bar from 0."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of its own; a quiet one only says that something is not known yet."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One question with its answer."""

    name: str
    title: str
    n: int | None
    """How many cases stand behind it; `None` where rows say so themselves."""
    meaning: str
    """In one sentence; empty where there is nothing to say but the rows."""
    rows: tuple[Bar | Said, ...] = ()


def share_bar(label: str, share: Share, note: str = "") -> Bar:
    """A share from 0, with its interval in words."""
    return Bar(label, words.share(share), share.value, note=note)


def luck_bar(label: str, share: Share, chance: float, mark: str = "") -> Bar:
    """A share beside what luck would give."""
    return share_bar(label, share, " ".join(part for part in (f"luck {words.percent(chance)}", mark) if part))


def interval(number: Number) -> str:
    """A number between 0 and 1 in percent, with its limits."""
    return f"{words.percent(number.value)} ({100 * number.low:.0f}–{100 * number.high:.0f})"
