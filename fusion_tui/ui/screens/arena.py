"""The arena: answers side by side as they stream."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.config.hosts import hosts
from fusion_tui.core import rules
from fusion_tui.core.clean import clean_line
from fusion_tui.core.equal import equal_groups
from fusion_tui.core.events import Delta, Ended, Event, Retrying, Started
from fusion_tui.core.models import Record
from fusion_tui.ui import repeating
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.layout import is_small
from fusion_tui.ui.looks import answer_style
from fusion_tui.ui.messages import RoundEnded
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens import arena_rows as rows
from fusion_tui.ui.screens import reasoning
from fusion_tui.ui.screens.arranging import ArrangingScreen
from fusion_tui.ui.screens.cross_look import cross_look
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.answer_view import AnswerStyle, AnswerView, Aside
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.pane import Pane
from fusion_tui.ui.widgets.pane_grid import PaneGrid


class ArenaScreen(ArrangingScreen):
    """One comparison: a pane per candidate, and the keys that read, pick and reveal."""

    ROWS: ClassVar[tuple[str, ...]] = ("reader", "arena")
    DEFAULT_CSS = """
    #whole { display: none; height: auto; max-height: 50%; padding: 0 1; }
    #whole.-open { display: block; }
    ArenaScreen.-small #question, ArenaScreen.-small #hints { display: none; }
    """

    def __init__(self, keymap: Keymap, services: Services, record: Record, run: Run | None) -> None:
        """Panes stand in the ballot's order."""
        super().__init__(keymap, services, record, run)
        self._bindings = keymap.over(self._bindings, "app.back", "app.undo")
        self._badges: dict[str, tuple[str, ...]] = {}
        self._looked: dict[str, str] = {}
        self._told_small = False
        self._opened: set[str] = set()
        self._strict = services.config.ui.strict_blind
        self._came_picked = record.pick is not None

    # Building

    def compose_body(self) -> ComposeResult:
        """The whole question, folded; then the panes."""
        first = [c.letter for c in self.comparison.candidates if c.kind != "revision"]
        with VerticalScroll(id="whole"):
            yield Static(markup=False)
        yield PaneGrid([self._pane(letter) for letter in self.record.arena.order if letter in first])

    def _pane(self, letter: str) -> Pane:
        return Pane(letter, self._style(letter), hz=self.services.config.ui.repaint_hz)

    def show_later(self, letters: Collection[str]) -> None:
        """Give later candidates their panes; a revision takes its original's."""
        self.run = self.app.runs.get(self.comparison.id, self.run)
        if self.run:
            self.run.listener = self.on_engine_event
        for letter in letters:
            self._add_pane(letter)
        self.redraw()

    def _add_pane(self, letter: str) -> None:
        candidate = self.comparison.candidate(letter)
        pane = self._pane(letter)
        original = candidate.inputs[0] if candidate.kind == "revision" and candidate.inputs else None
        self.grid.add(pane, original)
        self._fill(pane)

    async def on_mount(self) -> None:
        """Show what is there, then listen; nothing can arrive in between."""
        for pane in self.grid.panes:
            self._fill(pane)
        for candidate in self.comparison.candidates:
            if candidate.kind == "revision":
                self._add_pane(candidate.letter)
        if not self.comparison.live:
            self._collapse()
        if self.run:
            self.run.listener = self.on_engine_event
        self.set_interval(1.0, self.redraw)
        await self.recall_layout()
        self.redraw()
        self.say(*self.opening())
        if self.run and not self.status:
            self.say(self._where(), "dim")
        self.call_after_refresh(self.zoom_if_long)

    def _where(self) -> str:
        """Which hosts received the question; the demo's goes nowhere."""
        members = [c.member for c in self.comparison.candidates if c.member]
        names = hosts(self.services.config, members)
        return f"sent to {' and '.join(names)}" if names else "nothing leaves this machine"

    def on_unmount(self) -> None:
        """Stop listening; the run goes on."""
        if self.run and self.run.listener == self.on_engine_event:
            self.run.listener = None

    def _fill(self, pane: Pane) -> None:
        candidate = self.comparison.candidate(pane.letter)
        held = self._held
        if candidate.text and not held:
            pane.view.aside = self._aside(pane.letter)
            pane.view.set_text(candidate.text)
        pane.view.writing = candidate.status == "writing" and not held
        if not candidate.live:
            self._look_at(pane.letter)

    def _look_at(self, letter: str) -> None:
        """What is read only once of an answer that has ended."""
        self._badges[letter] = rows.badges(self.comparison, letter)
        self._looked[letter] = cross_look(self.record, letter)

    def _style(self, letter: str) -> AnswerStyle:
        return answer_style(self.app.look, self.services.config.ui, self.hue(letter))

    def restyle(self) -> None:
        """Take over another theme."""
        for pane in self.grid.panes:
            pane.restyle(self._style(pane.letter))
        self.redraw()

    def hue(self, letter: str) -> str:
        """The colour of a letter."""
        return self.app.look.hue(letter)

    # What keys act on

    @property
    def grid(self) -> PaneGrid:
        """The panes."""
        return self.query_one(PaneGrid)

    @property
    def letter(self) -> str:
        """The focused candidate's."""
        return self.grid.pane.letter

    @property
    def view(self) -> AnswerView:
        """The focused answer."""
        return self.grid.pane.view

    @property
    def all_views(self) -> dict[str, AnswerView]:
        """Every answer that has text."""
        return {pane.letter: pane.view for pane in self.grid.standing if pane.view.text}

    @property
    def seen(self) -> dict[str, float]:
        """How far down each answer had been in view; one pane stands for all that say the same."""
        return self.grid.seen

    def show_view(self, letter: str) -> None:
        """Focus the pane with this letter."""
        self._focus([pane.letter for pane in self.grid.panes].index(letter))

    @property
    def _held(self) -> bool:
        """Strictly blind: text appears only when all have finished, so that speed tells nothing."""
        return self.held_back is not None

    # What arrives

    def on_engine_event(self, event: Event) -> None:
        """Take one event of this comparison."""
        pane = next(pane for pane in self.grid.panes if pane.letter == event.letter)
        match event:
            case Delta(_, text):
                if not (self._strict and self._held):
                    pane.view.append(text)
                    if not pane.view.writing:
                        pane.view.writing = True
                        self._draw_pane(pane)
            case Started():
                pane.view.reset()
                self.redraw()
            case Retrying():
                self._draw_pane(pane)
            case Ended():
                pane.view.writing = False
                pane.view.aside = self._aside(event.letter)
                pane.view.finish()
                self._look_at(event.letter)
                self.redraw()

    def run_ended(self) -> None:
        """Every call has ended."""
        if self._strict:
            for pane in self.grid.panes:
                self._fill(pane)
        self._collapse()
        self.redraw()
        if self._record.pick is None:
            self.say(*self.opening())
        self.offer_retest()
        self.call_after_refresh(self.zoom_if_long)

    def round_ended(self, message: RoundEnded) -> None:
        """Say where to see what came."""
        if message.comparison_id == self.comparison.id:
            key = self.keymap.key("arena.triage").shown
            self.say("What was asked about the answers is in.", "good", f"{key} triages")

    def _collapse(self) -> None:
        """Equal answers need one pane; only once all have ended, so that nothing moves while one reads."""
        self.grid.collapse(equal_groups(self.comparison.candidates))

    def clear(self, letters: Collection[str]) -> None:
        """Empty panes for candidates that start anew, each for itself again."""
        self.grid.collapse(())
        for pane in self.grid.panes:
            if pane.letter in letters:
                self._opened.discard(pane.letter)
                pane.view.reset()

    # Drawing

    def redraw(self) -> None:
        """Rows and heads as things stand now."""
        record = self.record
        self.show_title(
            self.title_words(),
            rows.title_right(record, self._elapsed(), self.services.private, self.sync),
        )
        self._draw_question()
        for pane in self.grid.panes:
            self._draw_pane(pane)
        self.show_hints(self.hints())
        if self.run and self.run.recorder.failed:
            self.say(f"What arrives is NOT stored: {self.run.recorder.failed}", "bad", "e writes to a file.")

    def opening(self) -> tuple[str, str, str]:
        """Text, tone and remark for the status row when nothing else was said."""
        return rows.opening_status(self.record)

    def title_words(self) -> str:
        """What is on the screen."""
        return rows.title(self.record.comparison)

    def hints(self) -> tuple[str, ...]:
        """The keys that matter now, six at most."""
        return rows.hints(self.record, self.comparison.candidate(self.letter))

    def _draw_question(self) -> None:
        record = self.record
        ascii_only = self.services.config.ui.glyphs == "ascii"
        right = (
            rows.roster(record.comparison, self.letter, self.hue, ascii_only) if self.grid.hides_some else ()
        )
        self.query_one("#question", Line).show((Span(clean_line(record.comparison.title)),), right)

    def _draw_pane(self, pane: Pane) -> None:
        record = self.record
        candidate = record.comparison.candidate(pane.letter)
        run, now = self.run, self.services.clock()
        last = run.last_word.get(pane.letter) if run and candidate.live else None
        wait = run.waits.get(pane.letter) if run else None
        pane.view.aside = Aside() if self._held else self._aside(pane.letter)
        note = rows.note(candidate, (wait[0] - now, wait[1]) if wait else None, record.revealed)
        pane.show_note(() if pane.view.aside.opened else note)
        pane.show_head(
            rows.head(
                candidate,
                record,
                silent_s=None if last is None else now - last,
                lines=pane.view.text_lines,
                queued=bool(run and candidate.live and last is None),
                badges=self._badges_of(pane),
                strict=self._held,
                equals=pane.equals,
                looked="" if candidate.live or self._held else self._looked.get(pane.letter, ""),
            )
        )

    def _badges_of(self, pane: Pane) -> tuple[str, ...]:
        """Of the candidate and of those it stands for."""
        letters = (pane.letter, *pane.equals)
        return tuple(dict.fromkeys(badge for letter in letters for badge in self._badges.get(letter, ())))

    def _elapsed(self) -> float | None:
        if self.run:
            return (self.run.ended_at or self.services.clock()) - self.run.began
        spans = [call.seconds for call in self._record.calls if call.seconds is not None]
        return max(spans, default=None)

    # Looking around

    def on_resize(self) -> None:
        """Another window: the layout rule again."""
        size = self.app.size
        small = is_small(size.width, size.height)
        self.set_class(small, "-small")
        self.grid.lay_out()
        self.call_after_refresh(self.redraw)
        if small and not self._told_small:
            self._told_small = True
            self.say("The window is small: one answer at a time; h and l change it.", "warn")

    def _focus(self, index: int) -> None:
        self.grid.focus_at(index)
        self.redraw()

    def action_focus_pane(self, digit: int) -> None:
        """Focus a pane by its number."""
        if digit <= len(self.grid.panes):
            self._focus(digit - 1)
        else:
            self.say(f"There are only {len(self.grid.panes)} answers.", "dim")

    def action_next(self) -> None:
        """Focus the next pane."""
        self.grid.step(1)
        self.redraw()

    def action_previous(self) -> None:
        """Focus the pane before."""
        self.grid.step(-1)
        self.redraw()

    @on(Pane.Clicked)
    def on_pane_clicked(self, message: Pane.Clicked) -> None:
        """Focus the clicked pane."""
        self.show_view(message.letter)

    def action_question(self) -> None:
        """Unfold or fold the whole question."""
        whole = self.query_one("#whole")
        whole.query_one(Static).update(Content(rows.whole_question(self.comparison)))
        whole.toggle_class("-open")

    def action_reasoning(self) -> None:
        """Open or close the focused answer's reasoning, under it."""
        letter, held = self.letter, self.held_back
        if why := held or rules.may_read_reasoning(self.comparison, letter):
            self.say(why, "dim")
            return
        self._opened ^= {letter}
        self._draw_pane(self.grid.pane)
        self.view.visit_aside()
        if letter not in self._opened:
            self.say("reasoning closed", "dim")
        elif reasoning.tells(self.comparison, letter) and not self._record.revealed:
            self._told = True
            self.say("It says who wrote it.", "warn", "A pick is stored as not blind.")
        else:
            self.say(f"the reasoning of {letter}, under its answer", "dim")

    def _aside(self, letter: str) -> Aside:
        key = self.keymap.key("reader.reasoning").shown
        return reasoning.aside(
            self.comparison.candidate(letter),
            opened=letter in self._opened,
            revealed=self._record.revealed,
            key=key,
        )

    # Leaving

    async def action_back(self) -> None:
        """Fold, leave the zoom, or leave the screen; after a pick, leaving reveals."""
        if self.end_search():
            return
        if self.query_one("#whole").has_class("-open"):
            self.query_one("#whole").remove_class("-open")
        elif self.grid.zoomed:
            self.toggle_zoom()
        elif self._record.pick and not self._record.revealed and not self.comparison.live:
            await self.reveal("esc")
            self._leave(await self.reveal_line())
            self._maybe_repeat()
        else:
            self._leave()
            self._maybe_repeat()

    def _leave(self, line: str = "") -> None:
        """The app takes this screen away once it is done with its key."""
        self.app.call_later(self.app.leave, line)

    def _maybe_repeat(self) -> None:
        """Whoever has just picked for the first time may be asked, now and then, about an old comparison."""
        if self._record.pick and not self._came_picked and not self.comparison.demo:
            self.app.call_later(lambda: self.app.run_worker(repeating.maybe_offer(self.app)))
