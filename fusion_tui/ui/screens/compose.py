"""The question: what is asked, with which documents, of whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from fusion_tui.config.hosts import hosts
from fusion_tui.core.budget import estimate_cost, estimate_tokens, over_budget
from fusion_tui.core.clean import clean_line
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Document, Member, Panel
from fusion_tui.core.secrets import looks_secret
from fusion_tui.errors import DocumentError, StoreError
from fusion_tui.ui import draft, words
from fusion_tui.ui.editor import edit
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import DemoWanted, Submitted
from fusion_tui.ui.paths import complete
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.first_run import first_run
from fusion_tui.ui.services import Services, StartCompose
from fusion_tui.ui.widgets.attachments import Attached, Attachments
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.member_list import MemberList, Seat
from fusion_tui.ui.widgets.prompt_editor import PromptEditor

SIDE_BY_SIDE = 110
"""Columns from which the panel stands beside the question."""


@dataclass(frozen=True, slots=True)
class _Attachment:
    document: Document
    path: Path | None


class ComposeScreen(FusionScreen):
    """Prompt, documents, panel; what leaves the machine is said before it does."""

    ROWS: ClassVar[tuple[str, ...]] = ("compose",)
    TYPING = True
    DEFAULT_CSS = """
    ComposeScreen #question { display: none; }
    ComposeScreen #sides { height: 1fr; margin: 1 0 0 0; padding: 0 1; layout: vertical; }
    ComposeScreen #writing { height: 1fr; }
    ComposeScreen #asked { height: auto; width: 1fr; margin: 1 0; }
    ComposeScreen #offer, ComposeScreen #where { padding: 0 2; color: $dim; height: auto; }
    ComposeScreen #suggestions { padding: 0 2; height: auto; color: $dim; display: none; }
    ComposeScreen #suggestions.-open { display: block; }
    ComposeScreen.-wide #sides { layout: horizontal; }
    ComposeScreen.-wide #asked { width: 44; margin: 0 0 0 2; }
    ComposeScreen.-wide #writing { height: 1fr; }
    ComposeScreen #first { height: 1fr; padding: 1 2; display: none; }
    ComposeScreen.-unset #first { display: block; }
    ComposeScreen.-unset #sides { display: none; }
    """

    def __init__(self, keymap: Keymap, services: Services, start: StartCompose, offer: str = "") -> None:
        """`offer` says where an unconfigured panel was found."""
        super().__init__(keymap)
        self._services = services
        self._start = start
        self._offer = offer
        self._panels = tuple(services.config.panels.values())
        self._panel_at = self._find_panel(start.panel or services.config.ui.default_panel)
        self._left_out: set[int] = set()
        self._attached = [_Attachment(document, None) for document in start.documents]
        self._saver: Timer | None = None
        self.editor = PromptEditor(
            start.prompt,
            send=keymap.key("compose.send").keys,
            new_line=keymap.key("compose.new_line").keys,
            blink=services.config.ui.motion != "none",
        )
        """Where the question is written; it outlives the screen's widgets, so that nothing typed is lost."""

    def compose_body(self) -> ComposeResult:
        """The first-run text, or writing and panel."""
        ui = self._services.config.ui
        yield Static(first_run(self._services.config_file, ui.glyphs == "ascii"), id="first")
        with Horizontal(id="sides"):
            with Vertical(id="writing"):
                yield self.editor
                yield Static(id="suggestions")
                yield Attachments()
            with Vertical(id="asked"):
                yield Static(Content(clean_line(self._offer)), id="offer")
                yield MemberList(ui.glyphs == "ascii")
                yield Static(id="where")

    async def on_mount(self) -> None:
        """Restore what was left unfinished, unless something was given."""
        self.set_class(not self._panels, "-unset")
        self.query_one("#offer").display = bool(self._offer)
        if self._panels and not self._start.prompt and not self._attached:
            await self._restore()
        if self._panels:
            self.editor.focus()
            self.editor.move_cursor(self.editor.document.end)
        self._draw()

    async def on_unmount(self) -> None:
        """Keep what was not sent."""
        if self._saver is not None:
            self._saver.stop()
            await self._save()

    def on_resize(self) -> None:
        """Beside each other where there is room."""
        wide = self.app.size.width >= SIDE_BY_SIDE
        self.set_class(wide, "-wide")
        self.query_one(MemberList).stacked = wide
        self._draw()

    @property
    def members(self) -> tuple[Member, ...]:
        """Who will be asked."""
        if not self._panels:
            return ()
        members = self._panels[self._panel_at].members
        return tuple(m for place, m in enumerate(members) if place not in self._left_out)

    @property
    def documents(self) -> tuple[Document, ...]:
        """What goes along."""
        return tuple(attachment.document for attachment in self._attached)

    def _find_panel(self, name: str | None) -> int:
        names = [panel.name for panel in self._panels]
        return names.index(name) if name in names else 0

    # Drawing

    def _draw(self) -> None:
        members = self.members
        cost = estimate_cost(members, self._services.config.prices, self.editor.text, self.documents)
        price = f" · about {words.money(cost)}" if cost is not None else ""
        count = words.count(len(members), "member")
        self.show_title("new question", (Span(f"{count}{price}" if self._panels else "", "$dim"),))
        self.query_one(Attachments).show([_line(a.document) for a in self._attached])
        if self._panels:
            self._draw_panel(self._panels[self._panel_at])
            self.show_hints(
                ("compose.send", "compose.new_line", "compose.editor", "compose.panel", "app.history")
            )
        else:
            self.show_hints(("compose.demo", "app.history", "app.quit"))

    def _draw_panel(self, panel: Panel) -> None:
        seats = [self._seat(place, member) for place, member in enumerate(panel.members)]
        self.query_one(MemberList).show(clean_line(panel.name), seats, len(self._panels) > 1)
        self.query_one("#where", Static).update(Content(self._where()))

    def _seat(self, place: int, member: Member) -> Seat:
        provider = self._services.config.providers.get(member.provider)
        source = self._services.key_sources.get(member.provider)
        if provider is None or provider.api == "demo":
            remark, usable = clean_line(member.provider), True
        elif source:
            remark, usable = f"{clean_line(member.provider)} · key ✓", True
        elif provider.key_env or provider.key:
            remark, usable = f"no key: set {clean_line(provider.key_env or provider.key or '')}", False
        else:
            remark, usable = f"{clean_line(member.provider)} · no key needed", True
        return Seat(clean_line(member.name), remark, usable, place not in self._left_out)

    def _where(self) -> str:
        names = hosts(self._services.config, self.members)
        tokens = estimate_tokens(self.editor.text) + sum(estimate_tokens(d.text) for d in self.documents)
        if not names:
            return "Nothing leaves this machine."
        count = words.count(tokens, "token")
        return f"Goes to {' and '.join(map(clean_line, names))} · about {count} each"

    # Writing

    @on(PromptEditor.Changed)
    def on_prompt_changed(self) -> None:
        """Count again, and keep it soon."""
        self._draw()
        self._save_soon()

    @on(PromptEditor.Completing)
    def on_completing(self, message: PromptEditor.Completing) -> None:
        """Suggest paths while one is typed."""
        found = complete(message.path) if message.path is not None else ()
        self.editor.suggesting = bool(found)
        box = self.query_one("#suggestions", Static)
        box.set_class(bool(found), "-open")
        names = [path.rstrip("/").rpartition("/")[2] + "/" * path.endswith("/") for path in found]
        lines = [(("▸ " if not n else "  ") + clean_line(name) + "\n") for n, name in enumerate(names)]
        box.update(Content("".join(lines) + "tab takes the first" if found else ""))

    @on(PromptEditor.Accepted)
    def on_accepted(self, message: PromptEditor.Accepted) -> None:
        """A folder opens, a file is attached and its name stays in the text."""
        found = complete(message.path)
        if not found:
            return
        if found[0].endswith("/"):
            self.editor.replace_path(message.path, f"@{found[0]}")
        elif self._add_file(Path(found[0]).expanduser()):
            self.editor.replace_path(message.path, Path(found[0]).name)

    def _add_file(self, path: Path) -> bool:
        try:
            document = self._services.read_document(path)
        except DocumentError as problem:
            self.say(str(problem), "bad")
            return False
        self._attached.append(_Attachment(document, path.absolute()))
        self._draw()
        self._save_soon()
        return True

    @on(Attachments.Removed)
    def on_removed(self, message: Attachments.Removed) -> None:
        """A document stays at home."""
        gone = self._attached.pop(message.place)
        self.say(f"{gone.document.name} is not sent", "dim")
        self._draw()
        self._save_soon()

    def action_editor(self) -> None:
        """Write in `$EDITOR`."""
        try:
            with self.app.suspend():
                text = edit(self.editor.text, self._services.environ)
        except OSError as problem:
            self.say(f"The editor could not be started: {problem.strerror}. Set EDITOR.", "bad")
            return
        self.editor.load_text(text)
        self.editor.move_cursor(self.editor.document.end)

    # The panel

    @on(MemberList.Toggled)
    def on_toggled(self, message: MemberList.Toggled) -> None:
        """Ask this one, or not."""
        self._left_out ^= {message.place}
        self._draw()

    @on(MemberList.Turned)
    def on_turned(self, message: MemberList.Turned) -> None:
        """Another panel."""
        self._panel_at = (self._panel_at + message.step) % len(self._panels)
        self._left_out.clear()
        self._draw()
        self._save_soon()

    # Keeping

    def _save_soon(self) -> None:
        if self._saver is None:
            self._saver = self.set_timer(1.0, self._save)

    async def _save(self) -> None:
        self._saver = None
        paths = [a.path for a in self._attached if a.path]
        panel = self._panels[self._panel_at].name if self._panels else None
        text = draft.pack(self.editor.text, paths, panel)
        empty = not self.editor.text.strip() and not paths
        try:
            if empty:
                await self._services.store.run(lambda store: store.forget(draft.KEY))
            else:
                await self._services.store.run(lambda store: store.remember(draft.KEY, text))
        except StoreError as problem:
            self.say(f"The draft is not kept: {problem}", "warn")

    async def _restore(self) -> None:
        found = draft.unpack(await self._services.store.run(lambda store: store.recall(draft.KEY)))
        if found is None or found.empty:
            return
        self.editor.load_text(found.prompt)
        if not self._start.panel:
            self._panel_at = self._find_panel(found.panel)
        for path in found.paths:
            self._add_file(path)
        self.say("your unfinished question is back", "dim")

    # Sending

    @on(PromptEditor.Sent)
    def on_sent(self) -> None:
        """Enter in the question."""
        self.action_send()

    @work(exclusive=True, group="send")
    async def action_send(self) -> None:
        """Ask; what looks like a secret, or costs too much, is asked about first."""
        if problem := self._incomplete():
            self.say(problem, "warn")
        elif await self._secrets_may_go() and await self._budget_allows():
            await self._send()

    def _incomplete(self) -> str | None:
        if not self._panels:
            return "No provider is set up."
        if not self.editor.text.strip():
            return "The documents need a question." if self._attached else "There is no question yet."
        return None if self.members else "Nobody is asked; tab to the panel and switch a member on."

    async def _secrets_may_go(self) -> bool:
        found = [why for d in self.documents if (why := looks_secret(d.name, d.text))]
        names = hosts(self._services.config, self.members)
        if not found or not names:
            return True
        question = f"{'; '.join(found)}. Send it to {' and '.join(names)}?"
        answer = await self.app.push_screen_wait(ConfirmDialog(self.keymap, question, "send"))
        return bool(answer)

    async def _budget_allows(self) -> bool:
        budget, services = self._services.config.budget, self._services
        month = services.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        spent = await services.store.run(lambda store: store.spent_since(month))
        cost = estimate_cost(self.members, services.config.prices, self.editor.text, self.documents)
        problem = over_budget(cost, spent, per_run=budget.per_run, per_month=budget.per_month)
        if problem is None:
            return True
        dialog = ConfirmDialog(self.keymap, f"{problem} Ask all the same?", "ask")
        answer = await self.app.push_screen_wait(dialog)
        return bool(answer)

    async def _send(self) -> None:
        services = self._services
        comparison, ballot = new_comparison(
            self.editor.text,
            self.documents,
            replace(self._panels[self._panel_at], members=self.members),
            blind=services.config.ui.blind,
            rng_seed=services.new_seed(),
            now=services.now(),
            new_id=services.new_id,
        )
        if self._saver is not None:
            self._saver.stop()
            self._saver = None
        self.post_message(Submitted(comparison, ballot))

    def action_new_line(self) -> None:
        """A new line at the end, from wherever the focus is."""
        self.editor.insert("\n")
        self.editor.focus()

    def action_panel(self) -> None:
        """To the panel and the documents."""
        self.focus_next()

    def action_demo(self) -> None:
        """Ask the demo's question."""
        self.post_message(DemoWanted())


def _line(document: Document) -> Attached:
    return Attached(
        clean_line(document.name),
        document.size,
        estimate_tokens(document.text),
        looks_secret(document.name, document.text),
    )
