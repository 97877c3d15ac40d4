"""A merge on the screen: the versions of the passage in hand, and all passages with whom each is from."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from fusion_tui.core.clean import clean_line
from fusion_tui.core.merging import Merge, begin, unpack
from fusion_tui.core.models import Record
from fusion_tui.errors import StoreError
from fusion_tui.store import MERGE
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.looks import answer_style
from fusion_tui.ui.screens import merge_rows as rows
from fusion_tui.ui.screens.smoothing import SmoothingScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.answer_view import AnswerView
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.markdown.flow import Place
from fusion_tui.ui.widgets.pane import Pane
from fusion_tui.ui.widgets.passage_list import PassageList
from fusion_tui.ui.widgets.versions import YOURS, Versions, different

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp

_BESIDE = 150
"""Columns from which the merge stands beside the versions."""
_ROOMY = 40
"""Rows from which the text of the merge stands there too."""
_LOW = 30
"""Rows below which no line is left blank under a name."""


class MergingScreen(SmoothingScreen):
    """Draws a merge and looks around in it; it shows letters, never names."""

    DEFAULT_CSS = """
    MergingScreen #sides { height: 1fr; margin: 1 1 0 1; layout: vertical; }
    MergingScreen #versions { height: 1fr; }
    MergingScreen #whole { height: 1fr; display: none; }
    MergingScreen #whole > AnswerView { margin: 0 1 0 2; background: $background; }
    MergingScreen.-roomy #whole, MergingScreen.-whole #whole { display: block; }
    MergingScreen.-whole #passage { display: none; }
    MergingScreen #passage { height: 1fr; }
    MergingScreen #merge { height: 45%; margin: 1 0 0 0; }
    MergingScreen.-beside #sides { layout: horizontal; }
    MergingScreen.-beside #merge { height: 1fr; width: 44; margin: 0; }
    MergingScreen.-roomy #whole { margin: 1 0 0 0; }
    MergingScreen.-whole #whole { margin: 0; }
    MergingScreen #sides Line.name { margin: 0 0 1 0; padding: 0 1 0 2; }
    MergingScreen.-low #sides Line.name { margin: 0; }
    """

    app: FusionApp

    def __init__(
        self,
        keymap: Keymap,
        services: Services,
        record: Record,
        order: Sequence[str],
        base: str,
        hue: Callable[[str], str],
    ) -> None:
        """`order` are the letters as digits reach them; `base` is whose text the merge starts from."""
        super().__init__(keymap, services, record)
        self.digits = {letter: digit for digit, letter in enumerate(order, start=1)}
        self.texts = rows.sources(record.comparison, order)
        self._base = base
        self._hue = hue
        self._merge: Merge | None = None
        self._shown = ""
        self._whole = False

    def compose_body(self) -> ComposeResult:
        """The versions, or the whole merge in their place; and the list of passages."""
        ui = self.services.config.ui
        panes = [self._pane(letter, self._hue(letter)) for letter, _ in self.texts]
        whole = AnswerView(answer_style(self.app.look, ui, self.app.look.text), hz=ui.repaint_hz)
        whole.can_focus = False
        with Container(id="sides"):
            with Vertical(id="versions"):
                with Vertical(id="passage"):
                    yield Line(id="place", classes="name")
                    yield Versions(panes, self._pane(YOURS, self.app.look.text), self.digits)
                with Vertical(id="whole"):
                    yield Line(id="reads", classes="name")
                    yield whole
            with Vertical(id="merge"):
                yield Line(id="yours", classes="name")
                yield PassageList(self._hue, ascii_only=ui.glyphs == "ascii")

    def _pane(self, letter: str, hue: str) -> Pane:
        ui = self.services.config.ui
        return Pane(letter, answer_style(self.app.look, ui, hue), hz=ui.repaint_hz)

    def on_mount(self) -> None:
        """Cut the texts into passages, off the event loop, or take up what was begun."""
        self._fit()
        self._draw_rows()
        self.say("finding the passages", "dim")
        self.run_worker(self._begin(), group="merge")

    async def _begin(self) -> None:
        said, tone = "", "dim"
        try:
            kept = await self.services.store.run(lambda store: store.recall(self.memory_key))
        except StoreError as problem:
            kept, said, tone = None, f"What was begun before cannot be read: {problem}", "bad"
        found = await asyncio.to_thread(unpack, kept, dict(self.texts)) if kept else None
        if found:
            new = [letter for letter, _ in self.texts if letter not in found.letters]
            without = f"; {', '.join(new)} came later and is not in it" if new else ""
            said = f"your unfinished merge is back{without}"
        elif kept:
            said, tone = "The answers have changed since the merge was begun: it begins anew.", "warn"
        anew = functools.partial(begin, self.texts, self._base)
        merge = found if found else await asyncio.to_thread(anew)
        self.look_at(merge)
        self.say(said or self._same(merge), tone)

    def _same(self, merge: Merge) -> str:
        agreed = len(merge.items) - merge.left
        alike = (
            f"{words.count(agreed, 'passage')} that all have alike {'is' if agreed == 1 else 'are'} decided"
        )
        return alike if agreed else ""

    @property
    def memory_key(self) -> str:
        """Under which the store keeps it until it is picked."""
        return f"{MERGE}{self.record.comparison.id}"

    @property
    def merge(self) -> Merge | None:
        """The merge as it stands; `None` while the passages are being found."""
        return self._merge

    # Drawing

    def on_resize(self) -> None:
        """Another window: the merge below or beside the versions, and other columns."""
        self._fit()
        self.call_after_refresh(self._draw)

    def _fit(self) -> None:
        width, height = self.app.size
        self.set_class(width >= _BESIDE, "-beside")
        self.set_class(self._roomy, "-roomy")
        self.set_class(height < _LOW, "-low")

    @property
    def _roomy(self) -> bool:
        """Whether the merge as it reads stands below the versions."""
        width, height = self.app.size
        return width >= _BESIDE and height >= _ROOMY

    def _draw(self) -> None:
        self._draw_rows()
        merge = self._merge
        if merge is None:
            return
        self.query_one("#yours", Line).show(rows.yours(merge))
        self.query_one(PassageList).show(merge)
        if self._whole or self._roomy:
            self._draw_text(merge)
        if not self._whole:
            hidden = self.query_one(Versions).show(merge.item, self.shown)
            key = self.keymap.key("merge.show_next").shown
            self.query_one("#place", Line).show(rows.place(merge), rows.beside(hidden, self._hue, key))

    def _draw_text(self, merge: Merge) -> None:
        """The merge as it reads, from where the passage in hand stands or will stand."""
        self.query_one("#reads", Line).show((Span("as it reads", "bold $ink"),))
        view, above = self._text_view, len(merge.above)
        if view.text != merge.text:
            view.set_text(merge.text)
        self.call_after_refresh(view.restore, Place(max(above - 1, 0), 0, 1))

    def _draw_rows(self) -> None:
        merge, letters = self._merge, ", ".join(letter for letter, _ in self.texts)
        far = (Span(rows.left(merge), "$dim"),) if merge else ()
        self.show_title(f"merge · {letters}", (*words.private(self.services.private), *far))
        self.query_one("#question", Line).show((Span(clean_line(self.record.comparison.title), "$ink"),))
        self.show_hints(rows.hints(merge) if merge else ("app.back",))

    @property
    def shown(self) -> str:
        """The version in hand: a letter, or the changed words."""
        if self._merge is None:
            return ""
        item = self._merge.item
        return self._shown or (YOURS if item.edited is not None else item.letter)

    # Looking around

    def _go(self, step: int) -> None:
        if self._merge:
            self.look_at(self._merge.go(self._merge.at + step))

    def look_at(self, merge: Merge) -> None:
        """Show a merge as it stands now."""
        self._merge, self._shown = merge, ""
        self._draw()

    def action_next(self) -> None:
        """The next passage."""
        self._go(1)

    def action_previous(self) -> None:
        """The passage before."""
        self._go(-1)

    @on(PassageList.Chosen)
    def on_row_clicked(self, message: PassageList.Chosen) -> None:
        """The clicked one."""
        if self._merge:
            self.look_at(self._merge.go(message.place))

    @on(Pane.Clicked)
    def on_pane_clicked(self, message: Pane.Clicked) -> None:
        """Show the clicked version."""
        if self._merge and message.letter in different(self._merge.item):
            self._shown = message.letter
            self._draw()

    def action_show_next(self) -> None:
        """The next version of the passage."""
        self._turn(1)

    def action_show_previous(self) -> None:
        """The version before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if self._merge is None:
            return
        letters = different(self._merge.item)
        if len(letters) < 2:
            self.say("There is no other version of this passage.", "dim")
            return
        at = letters.index(self.shown) if self.shown in letters else 0
        self._shown = letters[(at + step) % len(letters)]
        self._draw()

    def action_whole(self) -> None:
        """The merge as a whole, and back."""
        self._whole = not self._whole
        self.set_class(self._whole, "-whole")
        # Where the passage in hand stands is known once the text has a width.
        self.call_after_refresh(self._draw)
        if self._whole and self._merge and self._merge.left:
            self.say(f"the merge so far; {words.count(self._merge.left, 'passage')} not decided", "dim")

    @property
    def _view(self) -> AnswerView:
        if self._whole:
            return self._text_view
        return self.query_one(Versions).view(self.shown).view

    @property
    def _text_view(self) -> AnswerView:
        return self.query_one("#whole > AnswerView", AnswerView)

    def action_half_down(self) -> None:
        """Half a page of the version down."""
        self._view.scroll_lines(max(self._view.size.height // 2, 1))

    def action_half_up(self) -> None:
        """Half a page of the version up."""
        self._view.scroll_lines(-max(self._view.size.height // 2, 1))

    def action_page_down(self) -> None:
        """A page of the version down."""
        self._view.scroll_page(1)

    def action_page_up(self) -> None:
        """A page of the version up."""
        self._view.scroll_page(-1)

    def action_copy(self) -> None:
        """The merge so far to the clipboard."""
        if self._merge and self._merge.text:
            more = self.app.copies.copy(self._merge.text, self.app.copy_to_clipboard)
            self.say(f"copied {words.count(self._merge.words, 'word')}", more=more)
        else:
            self.say("There is nothing to copy yet.", "warn")
