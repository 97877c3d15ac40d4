"""The readers' keys, for every screen with panes of text."""

from __future__ import annotations

from textual import work

from fusion_tui.core.clean import clean
from fusion_tui.ui.screens.outline import OutlineDialog
from fusion_tui.ui.screens.searching import SearchingScreen


class ReaderScreen(SearchingScreen):
    """A screen whose keys scroll, jump, search, follow and copy."""

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
        """All panes to the focused one's next heading."""
        self._jump(1)

    def action_previous_heading(self) -> None:
        """All panes to the focused one's heading before."""
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
        dialog = OutlineDialog(self.keymap, letter, headings, max(under, 0), pointer)
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

    def action_copy(self) -> None:
        """The whole text to the clipboard, with characters that could act on a terminal made visible."""
        if not self.view.text.strip():
            self.say("There is nothing to copy yet.", "warn")
            return
        self.app.copy_to_clipboard(clean(self.view.text))
        self.say(f"copied {len(self.view.text.split()):,} words")

    def _jump(self, direction: int) -> None:
        heading = self.view.next_heading(direction)
        if heading is None:
            where = "below" if direction > 0 else "above"
            self.say(f"There is no heading {where}.", "dim")
            return
        missing = [
            letter
            for letter, view in self.all_views.items()
            if view is not self.view and view.go_to(heading.text) is None
        ]
        found = len(self.all_views) - len(missing)
        self.say(
            f"jumped to “{heading.text}” in {found} of {len(self.all_views)}",
            more=f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} no such heading"
            if missing
            else "",
        )
