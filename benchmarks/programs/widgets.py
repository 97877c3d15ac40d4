"""One answer in a bare program: our view beside what Textual's Markdown offers for text that streams."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Markdown

from benchmarks.programs.channel import pace, settings, tell, until
from benchmarks.texts import MORE, TOKEN, answer, arrived
from fusion_tui.ui.widgets.answer_view import AnswerStyle, AnswerView

LOOK = AnswerStyle(
    text="#e8e3dc",
    dim="#a09a92",
    faint="#5c5852",
    accent="#e8a05c",
    code_text="#e8e3dc",
    code_background="#26231f",
    hue="#7fb4ca",
    prose_width=90,
    ascii=False,
)

HZ = 15
"""Repaints a second, as in the program."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which widget, what it shows, for how long."""

    widget: Literal["answer_view", "one_line", "markdown_stream", "markdown_update"]
    chars: int
    """Of the text before the pace begins."""
    seconds: float
    rate: float = 100
    world: bool = False


class Bench(App[None]):
    """A program with one text."""

    async def open(self, text: str) -> None:
        """Show a whole text."""

    @abstractmethod
    async def send(self, token: str) -> None:
        """Take a token that arrived."""

    @property
    @abstractmethod
    def shown(self) -> int:
        """Characters that were given to the screen so far."""


class OursBench(Bench):
    """Our view, at the repaint rate of the program."""

    def compose(self) -> ComposeResult:
        """The view."""
        yield AnswerView(LOOK, hz=HZ)

    @property
    def view(self) -> AnswerView:
        """The view."""
        return self.query_one(AnswerView)

    async def open(self, text: str) -> None:
        """Text that arrived earlier; the end is kept in view, as in the peers."""
        await until(lambda: self.view.size.width > 0)
        self.view.follow = True
        for start in range(0, len(text), 4_000):
            self.view.append(text[start : start + 4_000])
            self.view.flush()
        await until(lambda: self.view._flow.complete)

    async def send(self, token: str) -> None:
        """A token."""
        self.view.append(token)

    @property
    def shown(self) -> int:
        """What waits for the next repaint counts: it is a fifteenth of a second at most."""
        return len(self.view.text)


class OneLine(Widget):
    """Draws its last line and nothing else, as often as our view draws."""

    DEFAULT_CSS = "OneLine { height: 1fr; }"
    drawn = 0

    def on_mount(self) -> None:
        """Begin."""
        self.set_interval(1 / HZ, self.draw)

    def draw(self) -> None:
        """The last line, once more."""
        self.drawn += 1
        self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines that are ready."""
        return [Strip([Segment(f"{self.drawn}".ljust(self.size.width))])] * crop.height


class OneLineBench(Bench):
    """What Textual itself takes: a program that is given tokens and draws one line."""

    chars = 0

    def compose(self) -> ComposeResult:
        """The line."""
        yield OneLine()

    async def send(self, token: str) -> None:
        """Forget it."""
        self.chars += len(token)

    @property
    def shown(self) -> int:
        """What was forgotten."""
        return self.chars


class UpdateBench(Bench):
    """Textual's Markdown, made anew for every token."""

    def __init__(self) -> None:
        """Without text."""
        super().__init__()
        self.text = ""

    def compose(self) -> ComposeResult:
        """Markdown that scrolls."""
        with VerticalScroll():
            yield Markdown()

    @property
    def markdown(self) -> Markdown:
        """The widget."""
        return self.query_one(Markdown)

    async def open(self, text: str) -> None:
        """A whole text; its end is kept in view."""
        self.query_one(VerticalScroll).anchor()
        self.text = text
        await self.markdown.update(text)

    async def send(self, token: str) -> None:
        """A token."""
        self.text += token
        await self.markdown.update(self.text)

    @property
    def shown(self) -> int:
        """The source the widget has."""
        return len(self.markdown.source)


class StreamBench(UpdateBench):
    """Textual's Markdown with its own way to stream, which joins tokens when it is late."""

    async def open(self, text: str) -> None:
        """A whole text, then a stream."""
        await super().open(text)
        self.stream = Markdown.get_stream(self.markdown)

    async def send(self, token: str) -> None:
        """A token."""
        await self.stream.write(token)


BENCHES: dict[str, type[Bench]] = {
    "answer_view": OursBench,
    "one_line": OneLineBench,
    "markdown_stream": StreamBench,
    "markdown_update": UpdateBench,
}


async def main(plan: Plan) -> None:
    """Measure one plan."""
    app = BENCHES[plan.widget]()
    more = answer(int((plan.seconds + 60) * plan.rate) * TOKEN, MORE, world=plan.world)
    place = 0

    async def send() -> None:
        nonlocal place
        place += TOKEN
        await app.send(more[place - TOKEN : place])

    async def measure() -> None:
        await until(lambda: bool(app.screen.children))
        await app.open(arrived(plan.chars, 1, world=plan.world))
        feeding = asyncio.create_task(pace(plan.rate, 0, send))
        await asyncio.sleep(1.5)
        shown, used, began = app.shown, time.process_time(), time.perf_counter()
        await asyncio.sleep(plan.seconds)
        cpu, wall = time.process_time() - used, time.perf_counter() - began
        tell("result", tokens=(app.shown - shown) / TOKEN, cpu=cpu, wall=wall, due=wall * plan.rate)
        feeding.cancel()
        app.exit()

    async def go() -> None:
        await until(lambda: app.is_running)
        # A worker knows its app; a task of our own would not.
        await app.run_worker(measure()).wait()

    measuring = asyncio.create_task(go())
    await app.run_async()
    await measuring


if __name__ == "__main__":
    asyncio.run(main(Plan(**settings())))
