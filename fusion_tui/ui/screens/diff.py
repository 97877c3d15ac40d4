"""Two candidates compared: beside each other where there is room, below each other where there is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core.clean import clean_line
from fusion_tui.core.critique import Fate, dispositions, raised_in, second_look
from fusion_tui.core.diff import Diff, diff
from fusion_tui.core.models import Comparison, Pick, Record
from fusion_tui.core.provenance import made_of
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.cross_look import cross_look
from fusion_tui.ui.widgets.diff_view import DiffStyle, DiffView, Look, draw
from fusion_tui.ui.widgets.line import Line, Span

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp

BESIDE = 100
"""Columns from which two texts stand beside each other."""


def diff_pair(comparison: Comparison, letter: str, pick: Pick | None) -> tuple[str, str]:
    """Which two are compared first: the focused one with the pick, else with the next one that has text."""
    having = [c.letter for c in comparison.candidates if c.text.strip()]
    one = letter if letter in having else having[0]
    best = pick.ranking[0][0] if pick and pick.ranking else ""
    if best in having and best != one:
        return best, one
    return one, having[(having.index(one) + 1) % len(having)]


class DiffScreen(FusionScreen):
    """Letters only: looking at a diff reveals nothing. What is still written is compared anew at its end."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "half_down", "half_up")),
        *(f"reader.{name}" for name in ("page_down", "page_up", "top", "bottom")),
        "diff",
    )
    HINTS: ClassVar[tuple[str, ...]] = (
        *(f"diff.{name}" for name in ("next_change", "previous_change", "view", "words", "side")),
        "app.back",
    )

    app: FusionApp

    DEFAULT_CSS = """
    DiffScreen #told { height: auto; max-height: 30%; margin: 1 1 0 1; display: none; }
    """

    def __init__(
        self, keymap: Keymap, record: Record, pair: tuple[str, str], hue: Callable[[str], str]
    ) -> None:
        """`pair` are the letters of two candidates that have text."""
        super().__init__(keymap)
        self._record = record
        self._raised = raised_in(record)
        self._pair = list(pair)
        self._hue = hue
        self._side = 1
        self._below = False
        self._words = True
        self._found: Diff | None = None

    def compose_body(self) -> ComposeResult:
        """What a revision says it did, then the view."""
        yield Static(id="told")
        yield DiffView()

    @property
    def view(self) -> DiffView:
        """The diff."""
        return self.query_one(DiffView)

    def on_mount(self) -> None:
        """Compare what was asked for, and again when that has ended."""
        self._compare()
        self.set_interval(1.0, self._follow)

    def on_resize(self) -> None:
        """Other lines fit."""
        self._draw()

    # Comparing

    @property
    def _comparison(self) -> Comparison:
        return self._record.comparison

    def _follow(self) -> None:
        """Compare anew what was being written when it was compared and has ended since."""
        run = self.app.runs.get(self._comparison.id)
        writing = [letter for letter in self._pair if self._comparison.candidate(letter).live]
        if run and any(not run.comparison.candidate(letter).live for letter in writing):
            self._record = replace(self._record, comparison=run.comparison, replies=tuple(run.replies))
            self._raised = raised_in(self._record)
            self._compare()

    def _compare(self) -> None:
        self._found = None
        self._tell()
        self._draw_rows()
        self.say("comparing", "dim")
        self.run_worker(self._find(), group="diff", exclusive=True)

    async def _find(self) -> None:
        """Off the event loop; a pair that is not wanted any more is dropped."""
        pair = tuple(self._pair)
        left, right = (self._comparison.candidate(letter) for letter in pair)
        found = await asyncio.to_thread(diff, left.text, right.text)
        if pair != tuple(self._pair):
            return
        self._found = found
        if self.view.size.width:
            await self._lines(found)
        writing = [candidate.letter for candidate in (left, right) if candidate.live]
        if writing:
            self.say(f"{' and '.join(writing)} still writing: compared as far as there was text", "warn")
        elif not found.count:
            self.say("The two say the same.", "dim")
        else:
            self.say("Some parts repeat too much to be compared in full." if found.coarse else "", "dim")

    def _tell(self) -> None:
        """Beside a revision stands what it says of each issue, or what it took from the other answers."""
        original, revision = self._pair
        later = self._comparison.candidate(revision)
        fates = dispositions(self._raised, revision) if later.inputs == (original,) else ()
        lines = [_fate(fate, later.live) for fate in fates]
        lines += [_look(self._record, one) for one in self._pair if cross_look(self._record, one)]
        told = self.query_one("#told", Static)
        told.update(Content("\n").join(lines))
        told.display = bool(lines)

    # Drawing

    @property
    def _look(self) -> Look:
        wide = self.app.size.width >= BESIDE
        return Look(wide and not self._below, self._words, *self._pair)

    def _draw(self) -> None:
        """What stood there stays until the new lines are there."""
        if self._found is not None and self.view.size.width:
            self.run_worker(self._lines(self._found), group="lines", exclusive=True)
        self._draw_rows()

    async def _lines(self, found: Diff) -> None:
        """Off the event loop: 40,000 lines take a third of a second, and keys would wait."""
        colours = self.app.look
        style = DiffStyle(colours.text, colours.dim, colours.faint, colours.bad, colours.good)
        wanted = found, self.view.size.width, self._look
        drawn = await asyncio.to_thread(draw, *wanted, style)
        if wanted == (self._found, self.view.size.width, self._look):
            self.view.show(drawn)
            self._draw_rows()

    def _draw_rows(self) -> None:
        found, count = self._found, self.view.count
        spans: list[Span] = []
        if found is not None:
            here = f"change {self.view.change} of {count}" if count else "no change"
            spans.append(Span(f"{here} · {round(100 * found.similarity)}% alike", "$dim"))
        self.show_title(f"diff · {' ↔ '.join(self._pair)}", tuple(spans))
        self.query_one("#question", Line).show(self.heads())
        self.show_hints(self.HINTS)

    def heads(self) -> tuple[Span, ...]:
        """The two letters, and which of them digits change."""
        spans: list[Span] = []
        for place, letter in enumerate(self._pair):
            here = place == self._side
            pointer = "▸" if self.app.services.config.ui.glyphs != "ascii" else ">"
            spans.append(Span(f"{pointer if here else ' '} ", "bold $ink"))
            spans.append(Span(f" {letter} ", f"bold $background on {self._hue(letter)}"))
            candidate = self._comparison.candidate(letter)
            state = words.state(candidate, len(candidate.text.splitlines()))
            spans.append(Span(f" {state}   ", "$ink" if here else "$dim"))
        spans.append(Span(f"digits change {self._pair[self._side]}", "$faint"))
        return tuple(spans)

    # Moving

    def action_next_change(self) -> None:
        """The next change."""
        self._go(1)

    def action_previous_change(self) -> None:
        """The change before."""
        self._go(-1)

    def _go(self, direction: int) -> None:
        if not self.view.go(direction):
            self.say(f"There is no change {'below' if direction > 0 else 'above'}.", "dim")
        self._draw_rows()

    def action_line_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(max(self.view.size.height // 2, 1))

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-max(self.view.size.height // 2, 1))

    def action_page_down(self) -> None:
        """One page down."""
        self._scroll(max(self.view.size.height - 1, 1))

    def action_page_up(self) -> None:
        """One page up."""
        self._scroll(-max(self.view.size.height - 1, 1))

    def action_top(self) -> None:
        """To the start."""
        self._scroll(-self.view.virtual_size.height)

    def action_bottom(self) -> None:
        """To the end."""
        self._scroll(self.view.virtual_size.height)

    def _scroll(self, lines: int) -> None:
        self.view.scroll_lines(lines)
        self._draw_rows()

    # Choosing

    def action_view(self) -> None:
        """Beside or below each other."""
        if self.app.size.width < BESIDE:
            self.say(f"Side by side needs {BESIDE} columns.", "dim")
            return
        self._below = not self._below
        self._draw()

    def action_words(self) -> None:
        """Changed words marked, or both versions whole."""
        self._words = not self._words
        self._draw()
        self.say("changed words are marked" if self._words else "both versions stand whole", "dim")

    def action_side(self) -> None:
        """Let digits change the other side."""
        self._side = 1 - self._side
        self._draw_rows()

    def action_choose(self, digit: int) -> None:
        """Another candidate on the chosen side."""
        letters = self._comparison.letters
        if digit > len(letters):
            self.say(f"There are only {len(letters)} answers.", "dim")
            return
        letter = letters[digit - 1]
        if letter in self._pair:
            self.say(f"{clean_line(letter)} is compared already; tab changes the side.", "dim")
        elif not self._comparison.candidate(letter).text.strip():
            self.say(f"{clean_line(letter)} has no text.", "warn")
        else:
            self._pair[self._side] = letter
            self._compare()


def _fate(fate: Fate, writing: bool) -> Content:
    done = fate.disposition
    # What was done stands below the text, so nothing of it is there before the end.
    outcome, reason = (done.outcome, done.reason) if done else ("writing" if writing else "not told", "")
    tone = {"fixed": "$success", "rebutted": "$warning"}.get(outcome, "$dim")
    return Content.assemble(
        (f"{outcome:<10}", tone), (clean_line(fate.issue.claim), "$ink"), (f"  {clean_line(reason)}", "$dim")
    )


def _look(record: Record, letter: str) -> Content:
    looked = second_look(record, letter)
    reason = looked.look.reason if looked else ""
    said = f"{letter}, {made_of(record.comparison.candidate(letter))}: {cross_look(record, letter)}"
    return Content.assemble((said, "$ink"), (f"  {clean_line(reason)}", "$dim"))
