"""The question: what is asked, with which documents, of whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core.budget import context_tokens, estimate_tokens
from fusion_tui.core.clean import clean_line
from fusion_tui.core.compose import new_comparison
from fusion_tui.errors import StoreError, UsageError
from fusion_tui.ui import draft, words
from fusion_tui.ui.editor import edit, lent
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import DemoWanted, Submitted
from fusion_tui.ui.paths import complete, expanded, shown
from fusion_tui.ui.screens.compose_rows import (
    destination,
    doubt_about_money,
    doubt_about_secrets,
    plan,
    seat,
    thread_row,
)
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.drafting import DraftingScreen
from fusion_tui.ui.screens.first_run import first_run
from fusion_tui.ui.services import Services, StartCompose
from fusion_tui.ui.widgets.attachments import Attachments
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.member_list import MemberList
from fusion_tui.ui.widgets.prompt_editor import PromptEditor
from fusion_tui.ui.widgets.suggestions import Suggestions


class ComposeScreen(DraftingScreen):
    """Prompt, documents, panel; what leaves the machine is said before it does."""

    ROWS: ClassVar[tuple[str, ...]] = ("compose", "app.back")
    TYPING = True
    DEFAULT_CSS = """
    ComposeScreen #question { display: none; }
    ComposeScreen.-onward #question { display: block; }
    ComposeScreen #sides { height: 1fr; margin: 1 0 0 0; padding: 0 1; layout: vertical; }
    ComposeScreen #writing { height: 1fr; }
    ComposeScreen #asked { height: auto; width: 1fr; margin: 1 0 0 0; }
    ComposeScreen #offer, ComposeScreen #where { padding: 0 2; color: $dim; height: auto; }
    ComposeScreen #offer { margin: 0 0 1 0; }
    ComposeScreen #where { margin: 1 0; }
    ComposeScreen.-wide #sides { layout: horizontal; }
    ComposeScreen.-wide #writing { max-width: 100; padding: 0 0 1 0; }
    ComposeScreen.-wide #asked { width: 46; margin: 1 0 0 2; }
    ComposeScreen.-folded #sides, ComposeScreen.-folded #where, ComposeScreen.-picking #asked { margin: 0; }
    ComposeScreen.-folded #offer { display: none; }
    ComposeScreen.-picking #where, ComposeScreen.-picking Attachments { display: none; }
    ComposeScreen.-picking PromptEditor { padding: 0 2; min-height: 1; }
    ComposeScreen #first { height: 1fr; padding: 1 2 0 2; }
    """

    def __init__(self, keymap: Keymap, services: Services, start: StartCompose, offer: str = "") -> None:
        """`offer` says where an unconfigured panel was found."""
        super().__init__(keymap, services, start)
        self._offer = offer
        self._blind = services.config.ui.blind
        self._ascii = services.config.ui.glyphs == "ascii"

    def compose_body(self) -> ComposeResult:
        """The first-run text, or writing and panel."""
        if not self._choice.panels:
            yield Static(id="first")
            return
        with Horizontal(id="sides"):
            with Vertical(id="writing"):
                yield self.editor
                yield Suggestions(self._ascii)
                yield Attachments(self._ascii)
            with Vertical(id="asked"):
                if self._offer:
                    yield Static(Content(clean_line(self._offer)), id="offer")
                yield MemberList(self._ascii)
                yield Static(id="where")

    async def on_mount(self) -> None:
        """Restore what was left unfinished, unless something was given."""
        if self._choice.panels:
            if self._start.empty:
                await self._restore()
            self.editor.focus()
            self.editor.move_cursor(self.editor.document.end)
        self.redraw()

    def on_resize(self) -> None:
        """Share the new room out."""
        self.redraw()

    # Drawing

    def redraw(self) -> None:
        """Everything that depends on the question."""
        if not self._choice.panels:
            told = first_run(self._services.config_file, self.app.size.height, self._ascii)
            self.query_one("#first", Static).update(told)
            self.show_title("new question")
            self.show_hints(("compose.demo", "app.history", "app.quit"))
            return
        members, cost = self.members, self.cost
        price = f" · about {words.money(cost)}" if cost is not None else ""
        right = (
            *words.private(self._services.private),
            Span(words.count(len(members), "member") + price, "$dim"),
        )
        self.show_title("next question" if self._continues else "new question", right)
        self._draw_thread()
        tokens = estimate_tokens(self.editor.text) + sum(a.line.tokens for a in self._attached)
        tokens += context_tokens(self.turns)
        self.query_one("#where", Static).update(Content(destination(self._config, members, tokens)))
        self._draw_lists()
        self.show_hints(
            ("compose.send", "compose.new_line", "compose.editor", "compose.panel", "app.history")
        )

    def _draw_thread(self) -> None:
        """What the question continues; without a thread the row is not there."""
        self.set_class(self._continues is not None, "-onward")
        if self._continues:
            self.query_one("#question", Line).show(thread_row(self._continues, self.turns))

    def _draw_lists(self) -> None:
        choice, sources = self._choice, self._services.key_sources
        members = choice.panel.members
        room = plan(self.app.size.width, self.app.size.height, len(members), len(self._attached))
        seats = [seat(self._config, sources, m, choice.asks(place)) for place, m in enumerate(members)]
        self.set_class(room.wide, "-wide")
        self.set_class(room.folded, "-folded")
        panel = self.query_one(MemberList)
        panel.fit(stacked=room.stacked, folded=room.folded)
        title = clean_line(choice.panel.name)
        panel.show(title, seats, several=len(choice.panels) > 1, blind=self._blind)
        self.query_one(Attachments).show([a.line for a in self._attached], room.documents)
        self._make_room()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _make_room(self) -> None:
        """A folded panel unfolds over everything else while it has the focus."""
        focused = self.query_one(MemberList).has_focus
        self.set_class(focused and self.has_class("-folded"), "-picking")

    # Writing

    @on(PromptEditor.Changed)
    def on_prompt_changed(self) -> None:
        """Count again, and keep it soon."""
        if self.status.strip() != draft.SAVED:
            self.say("")
        self.redraw()
        self._save_soon()

    @on(PromptEditor.Completing)
    def on_completing(self, message: PromptEditor.Completing) -> None:
        """Suggest paths while one is typed."""
        self.editor.suggest(complete(message.path) if message.path is not None else ())
        self._draw_suggestions()

    @on(PromptEditor.Pointed)
    def _draw_suggestions(self) -> None:
        names = [clean_line(shown(path)) for path in self.editor.suggestions]
        self.query_one(Suggestions).show(names, self.editor.pointed)

    @on(PromptEditor.Accepted)
    def on_accepted(self, message: PromptEditor.Accepted) -> None:
        """A folder opens, a file is attached and its name stays in the text."""
        if message.suggestion.endswith("/"):
            self.editor.replace_path(message.path, f"@{message.suggestion}")
        elif self._add_file(Path(expanded(message.suggestion))):
            self.editor.replace_path(message.path, Path(message.suggestion).name)

    @on(Attachments.Removed)
    def on_removed(self, message: Attachments.Removed) -> None:
        """A document stays at home."""
        gone = self._attached.pop(message.place)
        self.say(f"{gone.document.name} is not sent", "dim")
        if not self._attached:
            self.editor.focus()
        self.redraw()
        self._save_soon()

    @work(exclusive=True, group="editor")
    async def action_editor(self) -> None:
        """Write in `$EDITOR`; answers that are still arriving go on arriving."""
        try:
            text = await lent(self.app, edit(self.editor.text, self._services.environ))
        except UsageError as problem:
            self.say(str(problem), "bad")
            return
        if text != self.editor.text:
            self.editor.load_text(text)
            self.editor.move_cursor(self.editor.document.end)

    # The panel

    @on(MemberList.Toggled)
    def on_toggled(self, message: MemberList.Toggled) -> None:
        """Ask this one, or not."""
        self._choice.toggle(message.place)
        self.redraw()

    @on(MemberList.Turned)
    def on_turned(self, message: MemberList.Turned) -> None:
        """Another panel."""
        if len(self._choice.panels) == 1:
            self.say("There is one panel.", "dim")
            return
        self._choice.turn(message.step)
        self.redraw()
        self._save_soon()

    @on(MemberList.Blinded)
    def on_blinded(self) -> None:
        """Hide the names of this comparison, or not."""
        self._blind = not self._blind
        self.redraw()

    # Sending

    @on(PromptEditor.Sent)
    def on_sent(self) -> None:
        """Enter in the question."""
        self.action_send()

    @work(exclusive=True, group="send")
    async def action_send(self) -> None:
        """Ask; what looks like a secret, or costs too much, is asked about first."""
        if self._sent:
            return
        if problem := self._incomplete():
            self.say(problem, "warn")
            return
        secrets = doubt_about_secrets(self._config, self.members, self._attached)
        if await self._confirmed(secrets, "send") and await self._affordable():
            self._send()

    def _incomplete(self) -> str | None:
        if not self._choice.panels:
            return "No provider is set up."
        if not self.editor.text.strip():
            return "The documents need a question." if self._attached else "There is no question yet."
        return None if self.members else "Nobody is asked; tab to the panel and switch a member on."

    async def _affordable(self) -> bool:
        try:
            money = await doubt_about_money(self._services, self.cost)
        except StoreError as problem:
            self.say(f"Not sent, because what was spent cannot be read: {problem}", "bad")
            return False
        return await self._confirmed(money, "ask")

    async def _confirmed(self, doubt: str | None, yes: str) -> bool:
        if doubt is None:
            return True
        answer = await self.app.push_screen_wait(ConfirmDialog(self.keymap, doubt, yes))
        return bool(answer)

    def _send(self) -> None:
        services = self._services
        comparison, ballot = new_comparison(
            self.editor.text,
            self.documents,
            replace(self._choice.panel, members=self.members),
            blind=self._blind,
            continues=self._continues,
            context=self.turns,
            rng_seed=services.new_seed(),
            now=services.now(),
            new_id=services.new_id,
        )
        self._stop_saving()
        self._sent = True
        self.app.post_message(Submitted(comparison, ballot, self.draft_key))
        # Comes after the message has been dealt with: still here means that nothing was sent.
        self.app.call_later(self._may_send_again)

    def _may_send_again(self) -> None:
        self._sent = not self.is_attached

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Without a panel there is nothing to write in."""
        return bool(self._choice.panels) or action not in ("new_line", "editor", "panel")

    def action_back(self) -> None:
        """Out of the question, so that letters are commands."""
        if self._choice.panels and self.editor.has_focus:
            self.query_one(MemberList).focus()
            self.say("letters are commands here; tab goes back to the question", "dim")
        else:
            self.say("This is where it starts; q quits.", "dim")

    def action_new_line(self) -> None:
        """A new line at the end, from wherever the focus is."""
        self.editor.insert("\n")
        self.editor.focus()

    def action_panel(self) -> None:
        """To the panel and the documents."""
        self.focus_next()

    def action_demo(self) -> None:
        """Ask the demo's question."""
        if self._choice.panels and not self.draft.empty:
            self.say("The demo has a question of its own; send yours first, or empty it.", "warn")
        else:
            self.post_message(DemoWanted())
