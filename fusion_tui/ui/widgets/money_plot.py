"""Money against picks as a plot, where the extra `plots` is installed; bars say the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

from textual.color import Color

from fusion_tui.core.clean import clean_line
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.tradeoff import TradeOff

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

ROWS = 15
"""Of a plot, axes among them."""
_COLUMNS, _LINES = 12, 11
"""Of the grid in whose cells points share one label."""
_ROOM = 1.2
"""So much wider than the dearest arm lies, for its name."""


def can_plot() -> bool:
    """Whether the extra is installed."""
    return find_spec("textual_plotext") is not None


def money_plot(
    found: Sequence[TradeOff], name: Callable[[Arm], str], ink: str, *, ascii_only: bool = False
) -> PlotextPlot:
    """USD an answer to the right, the share of picks against the average arm upwards, a point an arm.

    Money runs by its square root: most arms are cheap, and some are free. At least one arm; `ink` is the
    colour of points and names. Raises `ImportError` where `can_plot` says no.
    """
    from textual_plotext import PlotextPlot

    shown = PlotextPlot(classes="plot")
    shown.styles.height, shown.styles.margin = ROWS, (0, 1, 1, 1)
    # The theme without colours leaves the background to the screen.
    shown.theme = "clear"
    plot, colour = shown.plt, Color.parse(ink).rgb
    right = sqrt(max(one.usd for one in found)) or 1.0
    low, high = _tens(found)
    plot.xaxes(True, False)
    plot.yaxes(True, False)
    plot.xlim(0, right * _ROOM)
    plot.ylim(low, high)
    plot.xticks([right * part for part in (0, 0.25, 0.5, 1)], _prices(right))
    ticks = range(low, high + 1, 10)
    plot.yticks([float(tick) for tick in ticks], [f"{tick}%" for tick in ticks])
    plot.xlabel("an answer costs")
    point = "*" if ascii_only else "●"
    for x, y, arms in _points(found, right, low, high):
        plot.scatter([x], [y], marker=point, color=colour)
        label = ", ".join(clean_line(name(arm)) for arm in arms)
        plot.text(f"{point} {label}", x, y, color=colour, background="default", alignment="left")
    return shown


def _tens(found: Sequence[TradeOff]) -> tuple[int, int]:
    """Percent between which all shares lie."""
    shares = [100 * one.share.value for one in found]
    low, high = floor(min(shares) / 10) * 10, ceil(max(shares) / 10) * 10
    return low, max(high, low + 10)


def _prices(right: float) -> list[str]:
    return ["$0", *(words.paid((right * part) ** 2) for part in (0.25, 0.5, 1))]


def _points(
    found: Sequence[TradeOff], right: float, low: int, high: int
) -> list[tuple[float, float, list[Arm]]]:
    """Places and whose they are; those that would be drawn over each other share the first one's."""
    cells: dict[tuple[int, int], tuple[float, float, list[Arm]]] = {}
    for one in found:
        x, y = sqrt(one.usd), 100 * one.share.value
        cell = round(x / right * _COLUMNS), round((y - low) / (high - low) * _LINES)
        cells.setdefault(cell, (x, y, []))[2].append(one.arm)
    return list(cells.values())
