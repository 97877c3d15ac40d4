"""Money against picks as a plot: every arm is named where it lies, free and dear ones alike."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.intervals import Number
from fusion_tui.core.taste.questions.tradeoff import TradeOff
from fusion_tui.ui.widgets.money_plot import money_plot
from tests.helpers.waiting import screen_text


def arm(model: str, usd: float, share: float) -> TradeOff:
    return TradeOff(Arm(model), usd, Number(share, share - 0.05, share + 0.05), 50, ())


class Plotted(App[None]):
    """Nothing but a plot."""

    def __init__(self, found: Sequence[TradeOff], *, ascii_only: bool = False) -> None:
        super().__init__()
        self._found, self._ascii = found, ascii_only

    def compose(self) -> ComposeResult:
        yield money_plot(self._found, lambda arm: arm.model, "#f0e0d0", ascii_only=self._ascii)


async def drawn(*found: TradeOff, ascii_only: bool = False) -> list[str]:
    async with Plotted(found, ascii_only=ascii_only).run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        return screen_text(pilot).splitlines()


def place(lines: Sequence[str], name: str) -> tuple[int, int]:
    """Line and column of a name."""
    return next((n, line.index(name)) for n, line in enumerate(lines) if name in line)


async def test_dearer_stands_further_right_and_more_picked_higher() -> None:
    lines = await drawn(arm("cheap", 0.005, 0.4), arm("middle", 0.02, 0.7), arm("dear", 0.09, 0.25))
    (cheap_y, cheap_x), (middle_y, middle_x), (dear_y, dear_x) = (
        place(lines, name) for name in ("● cheap", "● middle", "● dear")
    )
    assert cheap_x < middle_x < dear_x
    assert middle_y < cheap_y < dear_y, "the first line is the highest share"
    assert "$0.090" in "".join(lines) and "70%" in "".join(lines)


async def test_what_would_be_drawn_over_each_other_shares_a_label() -> None:
    lines = await drawn(arm("one", 0.01, 0.50), arm("other", 0.01, 0.51), arm("far", 0.04, 0.9))
    assert any("● one, other" in line for line in lines)


async def test_free_arms_and_one_alone_can_be_plotted() -> None:
    both = await drawn(arm("here", 0.0, 0.5), arm("there", 0.0, 0.9), ascii_only=True)
    assert any("* here" in line for line in both) and any("* there" in line for line in both)
    assert any("● alone" in line for line in await drawn(arm("alone", 0.01, 0.5)))
