"""All views draw by one clock: in turns, with a budget, after the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from fusion_tui.ui.widgets.drawing_clock import LONGEST_S, MAX_SHARE, SLICE_S, TURN_HZ, DrawingClock
from tests.helpers.answers import Views, on_screen, settled
from tests.helpers.waiting import until


@dataclass
class Table:
    """A clock that is moved by hand, and what was drawn by it."""

    now: float = 0.0
    drawn: list[str] = field(default_factory=list)
    clock: DrawingClock = field(init=False)

    def __post_init__(self) -> None:
        """One clock for all."""
        self.clock = DrawingClock(lambda: self.now)

    def turn(self) -> str:
        """The views that drew in one turn, the next time it is due."""
        self.drawn.clear()
        began = self.now
        self.clock.turn()
        self.now = max(self.now, began + 1 / TURN_HZ)
        return "".join(self.drawn)


@dataclass(eq=False)
class View:
    """Draws at a cost."""

    name: str
    table: Table
    cost_s: float = 0.0
    left: int = 0
    """Pieces out of view."""
    is_on_screen: bool = True
    hz: float = 15

    def flush(self) -> None:
        """Draw what arrived."""
        self.table.now += self.cost_s
        self.table.drawn.append(self.name)

    def fill(self, enough: Callable[[], bool]) -> bool:
        """A piece a millisecond."""
        while self.left and not enough():
            self.left -= 1
            self.table.now += 0.001
            self.table.drawn.append(self.name)
        return not self.left


@pytest.fixture
def table() -> Table:
    """At the start."""
    return Table()


def test_eight_views_share_the_turns_and_each_keeps_its_pace(table: Table) -> None:
    views = [View(name, table) for name in "ABCDEFGH"]
    turns = []
    for _ in range(6):
        for view in views:
            table.clock.arrived(view)
        turns.append(table.turn())
    assert turns == ["ABCD", "EFGH"] * 3


def test_a_turn_ends_when_its_time_is_up_and_the_others_come_next(table: Table) -> None:
    for name in "ABCD":
        table.clock.arrived(View(name, table, cost_s=SLICE_S * 0.6, hz=30))
    assert [table.turn(), table.turn(), table.turn()] == ["AB", "CD", ""]


def test_what_is_dear_to_draw_is_drawn_less_often(table: Table) -> None:
    dear = View("D", table, cost_s=0.05)
    turns = []
    for _ in range(round(TURN_HZ * 0.05 / MAX_SHARE) + 1):
        table.clock.arrived(dear)
        turns.append(table.turn())
    assert turns.count("D") in (1, 2) and turns[0] == "D"


def test_text_does_not_wait_long_for_one_drawing_that_took_long(table: Table) -> None:
    slow = View("S", table, cost_s=1.5)
    table.clock.arrived(slow)
    assert table.turn() == "S"
    slow.cost_s = 0.0
    table.clock.arrived(slow)
    began, drawn = table.now, ""
    while not drawn:
        drawn = table.turn()
    assert table.now - began < LONGEST_S, "a tenth of a core would be 15 s"


def test_a_key_goes_first_but_cannot_stop_the_text(table: Table) -> None:
    view = View("A", table, hz=TURN_HZ)
    turns = []
    for _ in range(4):
        table.clock.arrived(view)
        table.clock.hold()
        turns.append(table.turn())
        turns.append(table.turn())
    assert turns == ["", "A"] * 4


def test_what_is_out_of_view_gets_the_time_that_is_left_and_what_is_seen_comes_first(table: Table) -> None:
    table.clock.unfinished(View("h", table, left=3, is_on_screen=False))
    table.clock.unfinished(View("s", table, left=10))
    table.clock.arrived(View("A", table, cost_s=SLICE_S / 2))
    assert [table.turn(), table.turn(), table.turn()] == ["Assss", "sssssshh", "h"]


def test_a_view_that_is_gone_draws_nothing_more(table: Table) -> None:
    gone = View("G", table, left=3)
    table.clock.arrived(gone)
    table.clock.unfinished(gone)
    table.clock.forget(gone)
    assert table.turn() == ""


async def test_views_of_a_program_share_one_clock_and_leave_it_when_they_go() -> None:
    app = Views(2)
    async with app.run_test(size=(80, 10)) as pilot:
        app.views[1].set_text("## Part\n\nsome words\n\n" * 500)
        app.views[0].append("one two")
        await until(pilot, lambda: on_screen(app.views[0])[0] == "one two")
        clock = app.views[0]._clock
        assert clock and clock is app.views[1]._clock
        assert app.views[1] in clock._unfinished
        await app.views[1].remove()
        assert not clock._unfinished
        app.views[0].append(" three")
        await until(pilot, lambda: app.views[0].size.width == 80 and settled(app.views[0]))
        await until(pilot, lambda: on_screen(app.views[0])[0] == "one two three")
