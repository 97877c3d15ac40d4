"""The program: screens come and go, comparisons run on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.filter import LineFilter
from textual.screen import Screen

from fusion_tui.core import rules
from fusion_tui.core.models import Ballot, Comparison, Record
from fusion_tui.demo import compared
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui import asking_again, screens, words
from fusion_tui.ui.clipboard import Clipboard
from fusion_tui.ui.crash import write_report
from fusion_tui.ui.duelling import DuellingApp
from fusion_tui.ui.filters import CleanFilter
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import (
    AskAgain,
    Decided,
    DemoWanted,
    OpenComparison,
    RoundEnded,
    RunEnded,
    Submitted,
)
from fusion_tui.ui.palette import FusionCommands
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.compose import ComposeScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.services import (
    Services,
    Start,
    StartAsk,
    StartCompose,
    StartDuels,
    StartHistory,
    StartOpen,
)
from fusion_tui.ui.themes import DEFAULT, Theme, load_themes, theme_folders


class FusionApp(DuellingApp):
    """Fusion in the terminal."""

    TITLE = "fusion"
    COMMANDS = {FusionCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    CSS_PATH = "fusion.tcss"

    def __init__(self, services: Services, start: Start | None = None, offer: str = "") -> None:
        """Open at `start`; `offer` says where an unconfigured panel was found."""
        self.themes, self._theme_notices = load_themes(theme_folders(services.config_file.parent))
        # One filter for good: strips are kept by the filters they passed.
        self._clean = CleanFilter()
        super().__init__(services)
        self.keymap = Keymap(services.config.ui.keys, services.config.ui.key_places)
        self._bindings = self.keymap.over(self._bindings, "app")
        self.decided: dict[str, Record] = {}
        """Comparisons in which a decision was made or taken back in this run, the newest last."""
        self.copies = Clipboard(services)
        self._start = start or StartCompose()
        self._offer = offer
        if services.config.ui.motion == "none":
            self.animation_level = "none"

    @property
    def look(self) -> Theme:
        """The theme in force."""
        return self.themes[self.theme]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names, known to style sheets before the first theme is set."""
        return self.themes[DEFAULT].to_textual().variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters and ours: nothing but text reaches the terminal."""
        return [*super().get_line_filters(), self._clean]

    async def on_mount(self) -> None:
        """Themes, signals, then the first screen."""
        for theme in self.themes.values():
            self.register_theme(theme.to_textual())
        wanted = self.services.config.ui.theme
        self.theme = wanted if wanted in self.themes else DEFAULT
        self._listen_to_signals()
        await self._open_first()
        self._tell_notices(wanted)
        self.set_timer(screens.PREPARE_S, lambda: self.run_worker(screens.prepare, thread=True))

    async def _open_first(self) -> None:
        match self._start:
            case StartCompose() as start:
                await self.push_screen(self._new_question(start))
            case StartHistory(wanted):
                await self.push_screen(self._new_history(wanted))
            case StartAsk(comparison, ballot, check, duel):
                await self._ask(comparison, ballot)
                self.recheck(comparison.id, check)
                if duel:
                    self.duel_here()
            case StartOpen(comparison_id, letter, old):
                await self.push_screen(self._new_history())
                await (screens.show_again(self, old) if old else self.open(comparison_id))
                if letter and isinstance(self.screen, screens.ArenaScreen):
                    self.screen.open_retest(letter)
            case StartDuels(comparisons):
                await self.push_screen(self._new_history())
                await self.duel_all(comparisons)

    def _tell_notices(self, wanted: str) -> None:
        config = self.services.config
        notices = [*config.notices, *self.keymap.notices, *self._theme_notices]
        if wanted not in self.themes:
            names = ", ".join(sorted(self.themes))
            notices.append(f"No theme is called {wanted!r}; there are {names}. {DEFAULT} is used.")
        if notices:
            timeout = config.ui.notify_seconds * max(len(notices), 2) or None
            text = self.services.redact("\n".join(notices))
            self.notify(text, severity="warning", markup=False, timeout=timeout or 86_400)

    def _listen_to_signals(self) -> None:
        """A lost terminal or a polite kill ends the program with everything stored; Textual does neither."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, self.call_later, self._leave)

    @on(Decided)
    def on_decided(self, message: Decided) -> None:
        """What a filter hands on is the newest decision that stands."""
        identity = message.record.comparison.id
        self.decided.pop(identity, None)
        self.decided[identity] = message.record
        if run := self.runs.get(identity):
            run.seen = message.record.pick is not None

    @property
    def picked_text(self) -> str | None:
        """The text that was picked last in this run; of a tie the first."""
        for identity, record in reversed(self.decided.items()):
            if record.pick and record.pick.ranking:
                comparison = self.runs[identity].comparison if identity in self.runs else record.comparison
                return comparison.candidate(record.pick.ranking[0][0]).text
        return None

    def show_later(self, comparison_id: str, letters: Sequence[str]) -> None:
        """Later candidates joined: an open arena shows them."""
        for screen in self.screen_stack:
            if isinstance(screen, screens.ArenaScreen) and screen.comparison.id == comparison_id:
                screen.show_later(letters)

    def _new_question(self, start: StartCompose) -> ComposeScreen:
        return ComposeScreen(self.keymap, self.services, start, self._offer)

    def _new_history(self, wanted: str = "") -> screens.HistoryScreen:
        return screens.HistoryScreen(self.keymap, self.services, self.runs, wanted)

    async def show_base(self, screen: Screen[None]) -> None:
        """Make this the screen that everything else returns to; what streams goes on streaming."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await (self.switch_screen(screen) if len(self.screen_stack) == 2 else self.push_screen(screen))

    async def open(self, comparison_id: str) -> None:
        """Show a comparison: live if it runs here, else as it is stored."""
        try:
            record = await self.services.store.run(lambda store: store.load(comparison_id))
        except StoreError as problem:
            self._say(str(problem), "bad")
            return
        run = self.runs.get(comparison_id)
        if run and not run.comparison.live:
            run.seen = True
        await self.push_screen(screens.ArenaScreen(self.keymap, self.services, record, run))

    async def leave(self, line: str = "") -> None:
        """Go back one screen; `line` stands in the status row of the screen arrived at."""
        if len(self.screen_stack) > 2:
            await self.pop_screen()
        elif isinstance(self.screen, screens.ArenaScreen):
            # Behind answers that were asked for here lies an empty question, made when it is wanted.
            await self._ask_of(self.screen.comparison.panel)
        else:
            return
        self._say(line) if line else self._say(*self._ready_line())
        if not line and isinstance(self.screen, screens.ArenaScreen):
            # What has come while something else lay over the answers.
            self.screen.offer_retest()

    def _say(self, text: str, tone: str = "") -> None:
        if isinstance(self.screen, FusionScreen):
            self.screen.say(text, tone)

    # Asking

    @on(Submitted)
    async def on_submitted(self, message: Submitted) -> None:
        """A question was sent from the compose screen."""
        await self._ask(message.comparison, message.ballot, message.draft_key)

    @on(DemoWanted)
    async def on_demo_wanted(self) -> None:
        """The demo was asked for on the first run."""
        services = self.services
        seed, now = services.new_seed(), services.now()
        await self._ask(*compared(services.demo, seed=seed, now=now, new_id=services.new_id))

    @on(AskAgain)
    async def on_ask_again(self, message: AskAgain) -> None:
        """Ask an earlier question again, or go on from its pick; what streams goes on streaming."""
        try:
            record = await self.services.store.run(lambda store: store.load(message.comparison_id))
        except StoreError as problem:
            self._say(str(problem), "bad")
            return
        rule = rules.may_continue if message.onward else rules.may_ask_again
        if why := rule(record):
            self._say(why, "warn")
            return
        start = asking_again.onward if message.onward else asking_again.again
        await self.show_base(self._new_question(start(record, self.services.config)))

    async def _ask_of(self, panel: str | None = None) -> None:
        """Ask something new, of this panel at first."""
        await self.show_base(self._new_question(StartCompose(panel=panel)))

    async def _ask(self, comparison: Comparison, ballot: Ballot, draft_key: str | None = None) -> None:
        """Store the comparison, forget only the draft it was, then send and show it."""

        def keep(store: Store) -> None:
            store.save_comparison(comparison, ballot)
            if draft_key:
                store.forget(draft_key)

        try:
            await self.services.store.run(keep)
        except StoreError as problem:
            if len(self.screen_stack) < 2:
                await self._ask_of(comparison.panel)
            self._say(f"Not sent, because it could not be stored: {problem}", "bad")
            return
        run = None
        if comparison.live:
            run = self._run_for(comparison, ballot)
            self.carry(run)
        record = Record(comparison, (ballot,), (), ())
        await self.show_base(screens.ArenaScreen(self.keymap, self.services, record, run))

    @on(RunEnded)
    def on_run_ended(self, message: RunEnded) -> None:
        """One bell when all have ended; a word where the person is, if that is elsewhere."""
        run = self.runs.get(message.comparison_id)
        if run is None or run.comparison.live or not self.is_running:
            # A program that closes takes its screens down while the last words still come in.
            return
        if self.services.config.ui.bell:
            self.bell()
        # A dialog may lie over the screen that a person is on.
        full = [screen for screen in self.screen_stack if isinstance(screen, FusionScreen)]
        arenas = [screen for screen in full if isinstance(screen, screens.ArenaScreen)]
        for arena in arenas:
            if arena.comparison.id == message.comparison_id:
                arena.run_ended()
        # What lies over an arena was opened from it: the person is in that comparison.
        here = bool(arenas) and arenas[-1].comparison.id == message.comparison_id
        run.seen = run.seen or here
        if here and full[-1] is not arenas[-1]:
            full[-1].all_ended()
        elif not run.seen or not full[-1].status.strip():
            full[-1].say(*self._ready_line())

    @on(RoundEnded)
    def on_round_ended(self, message: RoundEnded) -> None:
        """A word where the person is, be it under a dialog, if that is about the same answers."""
        full = [screen for screen in self.screen_stack if isinstance(screen, FusionScreen)]
        full[-1].round_ended(message)

    def _ready_line(self) -> tuple[str, str]:
        """How many comparisons wait for a pick that nobody has seen yet, for the status row."""
        count = sum(not run.seen and not run.comparison.live for run in self.runs.values())
        many = f"{words.count(count, 'comparison')} {'is' if count == 1 else 'are'}"
        key = self.keymap.key("app.history")
        typing = isinstance(self.screen, FusionScreen) and self.screen.TYPING
        pressed = key.shown_while_typing if typing else key.shown
        return (f"{many} ready to pick; {pressed} opens the history", "good") if count else ("", "")

    # Actions of the whole program

    @on(OpenComparison)
    async def on_open_comparison(self, message: OpenComparison) -> None:
        """A line of the history was opened."""
        await self.open(message.comparison_id)

    async def action_ask(self) -> None:
        """Ask something new."""
        if not isinstance(self.screen, ComposeScreen):
            await self._ask_of()

    async def action_history(self) -> None:
        """Show past comparisons."""
        if not isinstance(self.screen, screens.HistoryScreen):
            await self.show_base(self._new_history())

    async def action_taste(self) -> None:
        """Show what the picks say; back leads to where the person was."""
        if not isinstance(self.screen, screens.TasteScreen):
            await self.push_screen(screens.TasteScreen(self.keymap, self.services))

    async def action_back(self) -> None:
        """Leave the screen."""
        if isinstance(self.screen, screens.HistoryScreen):
            await self.action_ask()
        else:
            await self.leave()

    def action_palette(self) -> None:
        """Find a command by name."""
        self.action_command_palette()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        if isinstance(self.screen, FusionScreen):
            rows = tuple(dict.fromkeys((*self.screen.ROWS, "app")))
            self.push_screen(screens.HelpScreen(self.keymap, rows, "keys"))

    def action_undo(self) -> None:
        """Undo acts where the pick is seen."""
        self._say("Open a comparison to undo its pick.", "dim")

    def use_theme(self, name: str) -> None:
        """Change the colours now."""
        self.theme = name
        for screen in self.screen_stack:
            if isinstance(screen, screens.ArenaScreen):
                screen.restyle()

    async def action_quit(self) -> None:
        """Leave; asks first when answers are still arriving."""
        self._ask_to_quit()

    @work
    async def _ask_to_quit(self) -> None:
        live = len(self.live_runs)
        if live:
            what = "A comparison is" if live == 1 else f"{live} comparisons are"
            question = f"{what} still being answered. Quit? What has arrived is kept."
            if not await self.push_screen_wait(ConfirmDialog(self.keymap, question, "quit")):
                return
        await self._leave()

    async def _leave(self) -> None:
        """End every call, commit what has arrived, then go."""
        for run in [run for run in self.runs.values() if run.busy]:
            self.workers.cancel_group(self, f"comparison-{run.comparison.id}")
            await run.recorder.close()
        self.exit()

    async def on_unmount(self) -> None:
        """Give the database and connections back."""
        await self.services.close()

    def _handle_exception(self, error: Exception) -> None:
        """Replace Textual's crash screen: it prints local variables, API keys included, and exits with 0."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        text = write_report(error, self.services.report_folder, self.services.redact, self.services.now())
        self.panic(text)


@dataclass(frozen=True, slots=True)
class Left:
    """How the person left."""

    code: int
    """0, or 1 after a defect."""
    text: str | None
    """What was picked last in this run."""


def run_app(services: Services, start: Start, offer: str = "") -> Left:
    """Run until the person leaves."""
    if not os.environ.get("NO_COLOR"):
        # Only a value that is not empty asks for no colour; Textual would obey an empty one too.
        os.environ.pop("NO_COLOR", None)
    app = FusionApp(services, start, offer)
    app.run()
    return Left(app.return_code or 0, app.picked_text)
