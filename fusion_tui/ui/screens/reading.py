"""The readers' keys, for every screen with panes of text."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Literal, get_args

from textual import on, work

from fusion_tui.ui import screens, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.searching import SearchingScreen
from fusion_tui.ui.widgets.flow_view import FlowView, Heading

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp

Sync = Literal["heading", "proportional", "off"]
"""How panes move together."""
SYNCS: tuple[Sync, ...] = get_args(Sync)
_SYNC_WORDS: dict[Sync, str] = {
    "heading": "] and [ move all panes to the same heading",
    "proportional": "all panes show the same share of their text",
    "off": "only the focused pane moves",
}


class ReaderScreen(SearchingScreen):
    """A screen whose keys scroll, jump, search, follow and copy."""

    app: FusionApp

    def __init__(self, keymap: Keymap) -> None:
        """Panes move together by heading."""
        super().__init__(keymap)
        self.sync: Sync = "heading"

    @abstractmethod
    def redraw(self) -> None:
        """Everything that can change."""

    def action_line_down(self) -> None:
        """One line down."""
        self.view.scroll_lines(1)

    def action_line_up(self) -> None:
        """One line up."""
        self.view.scroll_lines(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self.view.scroll_lines(max(self.view.size.height // 2, 1))

    def action_half_up(self) -> None:
        """Half a page up."""
        self.view.scroll_lines(-max(self.view.size.height // 2, 1))

    def action_page_down(self) -> None:
        """One page down."""
        self.view.scroll_page(1)

    def action_page_up(self) -> None:
        """One page up."""
        self.view.scroll_page(-1)

    def action_top(self) -> None:
        """To the start."""
        self.view.scroll_top()

    def action_bottom(self) -> None:
        """To the end."""
        self.view.scroll_bottom()

    def action_next_heading(self) -> None:
        """To the next heading, as far as panes move together in all of them."""
        self._jump(1)

    def action_previous_heading(self) -> None:
        """To the heading before, as far as panes move together in all of them."""
        self._jump(-1)

    @work
    async def action_outline(self) -> None:
        """Choose a heading of the focused text and go there."""
        view = self.view
        headings = view.headings
        letter = next((letter for letter, other in self.all_views.items() if other is view), "")
        if not headings:
            why = "w shows the text with headings" if view.raw else ""
            self.say(f"{letter} has no headings.", "dim", why)
            return
        under = sum(heading.line <= view.scroll_offset.y for heading in headings) - 1
        pointer = ">" if view.ascii else "▸"
        dialog = screens.OutlineDialog(self.keymap, letter, headings, max(under, 0), pointer)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            view.go_to_heading(chosen)
            self.say(f"at “{headings[chosen].text}”")

    def action_follow(self) -> None:
        """Keep the newest line in view, or stop doing so."""
        self.view.follow = not self.view.follow
        self.say("following the newest line" if self.view.follow else "staying where you are", "dim")

    def action_raw(self) -> None:
        """The source instead of the rendered text, and back."""
        self.view.raw = not self.view.raw
        self.search_on()
        self.say("raw source; w goes back" if self.view.raw else "rendered", "dim")

    def action_reasoning(self) -> None:
        """Open or close what was thought before the focused text, where there is any."""
        self.say("There is no reasoning here.", "dim")

    def action_copy(self) -> None:
        """The whole text to the clipboard."""
        if not self.view.text.strip():
            self.say("There is nothing to copy yet.", "warn")
        else:
            self.copy(self.view.text, f"copied {words.count(len(self.view.text.split()), 'word')}")

    def action_copy_code(self) -> None:
        """What is selected; else the code block at the top of the view, or the next that begins in it."""
        if not self._copy_selection():
            self._copy_block()

    def action_copy_text(self) -> None:
        """What is selected, by the key that other programs copy with."""
        if not self._copy_selection():
            super().action_copy_text()

    def _copy_selection(self) -> bool:
        """Copy the selection of any pane, the focused one's first; whether there was one."""
        views = sorted(self.all_views.values(), key=lambda view: view is not self.view)
        text = next((view.selected for view in views if view.selected), "")
        if text:
            self.copy(text, f"copied the selection, {words.count(text.count(chr(10)) + 1, 'line')}")
        return bool(text)

    def _copy_block(self) -> None:
        blocks, index = self.view.code_blocks(), self.view.code_in_view()
        if not blocks:
            self.say("There is no code block to copy.", "dim", "y copies the answer")
        elif self.view.raw:
            self.say("The source is shown; w goes back to where Y copies code.", "dim")
        elif index is None:
            self.say(f"No code block is in view; there {_are(len(blocks))} in this answer.", "dim")
        else:
            block = blocks[index].removesuffix("\n")
            lines = words.count(block.count("\n") + 1, "line")
            self.copy(block, f"copied code block {index + 1} of {len(blocks)}, {lines}")

    def copy(self, text: str, said: str) -> None:
        """Copy a text and say so."""
        self.say(said, more=self.app.copies.copy(text, self.app.copy_to_clipboard))

    def action_sync(self) -> None:
        """Let the panes move together by heading, in proportion, or not at all."""
        self.sync = SYNCS[(SYNCS.index(self.sync) + 1) % len(SYNCS)]
        self.redraw()
        self.say(f"sync: {self.sync}", more=_SYNC_WORDS[self.sync])

    @on(FlowView.Scrolled)
    def on_text_scrolled(self, message: FlowView.Scrolled) -> None:
        """In proportion, the others go where the focused text went."""
        if self.sync == "proportional" and message.view is self.view:
            for view in self.all_views.values():
                if view is not self.view:
                    view.share = self.view.share

    def _jump(self, direction: int) -> None:
        heading = self.view.next_heading(direction)
        if heading is None:
            where = "below" if direction > 0 else "above"
            self.say(f"There is no heading {where}.", "dim")
        elif self.sync == "heading":
            self._jump_along(heading)
        else:
            alone = self.sync == "off"
            self.say(f"at “{heading.text}”", more="sync is off" if alone else "the others in proportion")

    def _jump_along(self, heading: Heading) -> None:
        """The others to their heading that is about the same; says where there is none."""
        others = {letter: view for letter, view in self.all_views.items() if view is not self.view}
        found = {letter: view.go_to(heading.text) for letter, view in others.items()}
        missing = [letter for letter, there in found.items() if there is None]
        more = [
            f"{letter}: “{there.text}”"
            for letter, there in found.items()
            if there and there.text.casefold() != heading.text.casefold()
        ]
        if missing:
            more.append(f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} no such heading")
        count = len(self.all_views) - len(missing)
        self.say(f"jumped to “{heading.text}” in {count} of {len(self.all_views)}", more="; ".join(more))


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
