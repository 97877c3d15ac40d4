"""`/`, `n` and `N`: words are looked for in every answer at once."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator

from textual import on
from textual.timer import Timer
from textual.widgets import Input

from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.widgets.answer_view import AnswerView
from fusion_tui.ui.widgets.flow_view import FlowView
from fusion_tui.ui.widgets.markdown.find import Hit

_SLICE_S = 0.012
"""Seconds at a time for what was not searched yet."""
_HZ = 30
_SAY_S = 1.0
"""The status row changes by itself at most this often."""


class SearchingScreen(FusionScreen):
    """A screen whose texts can be searched; nothing of this costs anything before `/` is pressed."""

    DEFAULT_CSS = """
    #search { margin: 0 1; background: $surface; }
    #search:focus { background: $surface; }
    """

    def __init__(self, keymap: Keymap) -> None:
        """No search is open."""
        super().__init__(keymap)
        self._words = ""
        self._searcher: Timer | None = None
        self._said_at = 0.0
        self._said = ""

    @property
    @abstractmethod
    def view(self) -> AnswerView:
        """The text that keys act on."""

    @property
    @abstractmethod
    def all_views(self) -> dict[str, AnswerView]:
        """Every text by letter, for keys that act on all."""

    def show_view(self, letter: str) -> None:
        """Have keys act on the text with this letter."""

    async def action_search(self) -> None:
        """Type what to look for."""
        field = next(iter(self.query("#search").results(Input)), None)
        if field is None:
            field = Input(self._words, placeholder="words in any answer", id="search", select_on_focus=True)
            await self.mount(field, before="#status")
        field.focus()

    @on(Input.Changed, "#search")
    def on_search_changed(self, message: Input.Changed) -> None:
        """Count and light up at once; nothing scrolls before `enter`."""
        self._look_for(message.value)

    @on(Input.Submitted, "#search")
    async def on_search_submitted(self, message: Input.Submitted) -> None:
        """To the first match from here on."""
        await message.input.remove()
        self.set_focus(None)
        if self._words:
            self._step(1)
        else:
            self.say("")

    def action_next_match(self) -> None:
        """To the next match, through all panes."""
        self._step(1)

    def action_previous_match(self) -> None:
        """To the match before, through all panes."""
        self._step(-1)

    def end_search(self) -> bool:
        """Leave the search; whether one was open."""
        field = self.query("#search")
        if not field and not self._words:
            return False
        field.remove()
        self.set_focus(None)
        self._look_for("")
        self.say("")
        return True

    @on(FlowView.Grew)
    def on_text_grew(self) -> None:
        """New text is searched as soon as it is drawn."""
        self.search_on()

    def search_on(self) -> None:
        """Look at what changed, if a search is open."""
        if self._words and self._searcher:
            self._searcher.resume()

    def _look_for(self, text: str) -> None:
        self._words = text
        for view in self.all_views.values():
            view.look_for(text)
        if self._searcher is None:
            self._searcher = self.set_interval(1 / _HZ, self._tick, pause=True)
        self._said_at, self._said = 0.0, self.status
        if text:
            self._tick()
            self.search_on()
        else:
            self._searcher.pause()
            self.say("")

    def _tick(self) -> None:
        """Search on for a moment, in one text after the other; say how far it is, now and then."""
        deadline = time.perf_counter() + _SLICE_S
        views = self.all_views.values()
        for view in views:
            if view.search is None:
                view.look_for(self._words)
        done = all(view.look_on(lambda: time.perf_counter() > deadline) for view in views)
        if self.status not in (self._said, ""):
            # Something else was said meanwhile; n says the count again.
            done_saying = True
        elif done_saying := time.perf_counter() - self._said_at >= _SAY_S:
            self._say_matches(counting=not done)
        if done and done_saying and self._searcher:
            self._searcher.pause()

    def _step(self, direction: int) -> None:
        """To the next match: from here to the end of this text, then through the others, and around."""
        if not self._words:
            self.say("Nothing is looked for.", "dim", f"{self.keymap.key('reader.search').shown} searches")
            return
        found = next(self._hits(direction), None)
        if found is None:
            self._say_matches(counting=False)
            return
        letter, hit, around = found
        for view in self.all_views.values():
            view.mark(None)
        self.show_view(letter)
        self.all_views[letter].mark(hit)
        self._say_matches(counting=False, more="around the end" if around else "")
        self.search_on()

    def _hits(self, direction: int) -> Iterator[tuple[str, Hit, bool]]:
        """Letter and match of whatever comes next, and whether that is around the end."""
        views = self.all_views
        letters = list(views)[::direction]
        for view in views.values():
            if view.search is None:
                view.look_for(self._words)
        if not letters:
            return
        here = next((place for place, letter in enumerate(letters) if views[letter] is self.view), 0)
        for turn in range(len(letters) + 1):
            letter = letters[(here + turn) % len(letters)]
            search = views[letter].search
            edge = views[letter].edge() if turn == 0 else None
            hit = search and (search.next(edge) if direction > 0 else search.previous(edge))
            if hit:
                yield letter, hit, here + turn >= len(letters)

    def _say_matches(self, *, counting: bool, more: str = "") -> None:
        views = {letter: view for letter, view in self.all_views.items() if view.search}
        counts = {letter: view.search.count for letter, view in views.items() if view.search}
        total = sum(counts.values())
        before = 0
        place = 0
        for letter, view in views.items():
            if view.search and view.marked:
                place = before + view.search.place_of(view.marked)
            before += counts[letter]
        if not total:
            text = f"looking for “{self._words}”" if counting else f"“{self._words}” stands in no answer."
            self.say(text, "dim" if counting else "warn")
        else:
            found = "1 match" if total == 1 else f"{total:,} matches"
            which = f"{place:,} of {total:,}" if place else found
            each = ", ".join(f"{letter} {count:,}" for letter, count in counts.items() if count)
            self.say(f"{which} · {each}", more="still counting" if counting else more)
        self._said_at, self._said = time.perf_counter(), self.status
