"""What a question consists of while it is written, and how it survives a quit."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from functools import partial
from pathlib import Path

from textual.timer import Timer

from fusion_tui.core.budget import estimate_cost
from fusion_tui.core.compose import continued
from fusion_tui.core.models import Comparison, Document, Member, Record, Turn
from fusion_tui.errors import DocumentError, NotFoundError, StoreError
from fusion_tui.store import Store
from fusion_tui.ui import draft
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.panel_choice import PanelChoice
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.compose_rows import Attachment
from fusion_tui.ui.services import Services, StartCompose
from fusion_tui.ui.widgets.prompt_editor import PromptEditor


class DraftingScreen(FusionScreen):
    """Prompt, documents, panel and thread; kept about a second after each change until they are sent."""

    def __init__(self, keymap: Keymap, services: Services, start: StartCompose) -> None:
        """With what `start` fills in."""
        super().__init__(keymap)
        self._services, self._config = services, services.config
        self._start = start
        wanted = start.panel or services.config.ui.default_panel
        self._choice = PanelChoice(
            services.config, services.key_sources, wanted, once=start.once, asked=start.asked
        )
        self._continues: Comparison | None = start.continues.comparison if start.continues else None
        self._turns = start.turns
        self._attached = [Attachment.of(document) for document in start.documents]
        self._saver: Timer | None = None
        self._touched = self._sent = False
        self.draft_key = draft.KEY if start.empty else draft.AGAIN
        """Under which the store remembers what stands here."""
        self.editor = PromptEditor(
            start.prompt,
            send=keymap.key("compose.send").keys,
            new_line=keymap.key("compose.new_line").keys,
            blink=services.config.ui.motion != "none",
        )
        """Where the question is written; it outlives the screen's widgets, so that nothing typed is lost."""

    @abstractmethod
    def redraw(self) -> None:
        """Everything that depends on the question."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Who will be asked."""
        return self._choice.members

    @property
    def documents(self) -> tuple[Document, ...]:
        """What goes along."""
        return tuple(attachment.document for attachment in self._attached)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that are sent before the question."""
        return self._turns

    @property
    def cost(self) -> float | None:
        """USD for asking once, if every price is known."""
        return estimate_cost(self.members, self._config.prices, self.editor.text, self.documents, self._turns)

    @property
    def draft(self) -> draft.Draft:
        """What stands here, as it can be kept."""
        return draft.Draft(
            self.editor.text,
            tuple(a.path for a in self._attached if a.path),
            self._choice.panel.name,
            tuple((a.document.name, a.document.sha256) for a in self._attached if not a.path),
            self._continues.id if self._continues else None,
        )

    def _add_file(self, path: Path) -> bool:
        path = path.absolute()
        if path in (attachment.path for attachment in self._attached):
            return True
        try:
            self._attached.append(Attachment.of(self._services.read_document(path), path))
        except DocumentError as problem:
            self.say(str(problem), "bad")
            return False
        return True

    # Keeping

    async def on_unmount(self) -> None:
        """Keep what was not sent."""
        self._stop_saving()
        if self._touched and not self._sent:
            # Nobody sees this screen any more, and the draft of a second ago is on the disk.
            with suppress(StoreError):
                await self._keep()

    def _save_soon(self) -> None:
        self._touched = True
        if self._saver is None:
            self._saver = self.set_timer(1.0, self._save)

    def _stop_saving(self) -> None:
        if self._saver is not None:
            self._saver.stop()
            self._saver = None

    async def _save(self) -> None:
        self._saver = None
        try:
            await self._keep()
        except StoreError as problem:
            self.say(f"The draft is not kept: {problem}", "warn")
            return
        if not self.status.strip() and not self.draft.empty:
            self.say(draft.SAVED, "dim")

    async def _keep(self) -> None:
        await self._services.store.run(partial(draft.keep, draft=self.draft, key=self.draft_key))

    async def _restore(self) -> None:
        """Take up what was left unfinished."""
        try:
            kept = await self._services.store.run(draft.recall)
            if kept is None:
                return
            self.draft_key, found = kept
            documents, parent = await self._services.store.run(partial(_from_store, found=found))
        except StoreError as problem:
            self.say(f"The draft cannot be read: {problem}", "warn")
            return
        self._touched = True
        with self.editor.prevent(PromptEditor.Changed):
            self.editor.load_text(found.prompt)
        if not self._start.panel:
            self._choice.turn_to(found.panel)
        self._attached += [Attachment.of(document) for document in documents]
        if parent:
            self._continues, self._turns = parent.comparison, continued(parent)
        lost = [f"{n} of its documents"] if (n := len(found.stored) - len(documents)) else []
        lost += ["its thread"] if found.continues and not parent else []
        without = f", without {' and '.join(lost)}" if lost else ""
        self.say(f"your unfinished question is back{without}", "warn" if lost else "dim")
        for path in found.paths:
            self._add_file(path)


def _from_store(store: Store, found: draft.Draft) -> tuple[list[Document], Record | None]:
    """A draft's documents, as far as the store has them, and the comparison that it continues."""
    documents = [store.document(name, sha256) for name, sha256 in found.stored]
    parent = None
    # What was typed is worth more than what it goes on from.
    with suppress(NotFoundError):
        parent = store.load(found.continues) if found.continues else None
    return [document for document in documents if document], parent
