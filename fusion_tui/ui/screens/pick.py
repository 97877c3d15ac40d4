"""The pick dialog: rank, tie, none good, skip, tags and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core import rules
from fusion_tui.core.models import Comparison, Pick
from fusion_tui.core.picking import Choice, describe
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line


class PickDialog(Dialog[Choice]):
    """Digits in order are a ranking, one digit is the best; `=` ties with the next."""

    ROWS: ClassVar[tuple[str, ...]] = ("pick",)
    AUTO_FOCUS = ""  # digits rank until a field is wanted
    DEFAULT_CSS = """
    PickDialog #said { color: $warning; height: 1; }
    """

    def __init__(
        self,
        keymap: Keymap,
        comparison: Comparison,
        order: tuple[str, ...],
        standing: Pick | None,
        *,
        hue: Callable[[str], str],
    ) -> None:
        """`order` is the ballot's; `hue` colours a letter."""
        super().__init__(keymap)
        self._comparison = comparison
        self._order = order
        self._standing = standing
        self._hue = hue
        self._groups: list[list[str]] = []
        self._tie_next = False

    def compose(self) -> ComposeResult:
        """Candidates, then tags and why, then keys."""
        keys = Line()
        with Box():
            yield Static(id="candidates")
            yield Static(id="said")
            yield Input(placeholder="tags, as #clear #wordy", id="tags")
            yield Input(placeholder="why, in one line", id="why")
            yield Static("")
            yield keys
        keys.show(
            hint_spans(self.keymap, ("pick.tie", "pick.none_good", "pick.skip", "pick.save", "app.back"))
        )

    def on_mount(self) -> None:
        """Start from what stands."""
        if self._standing:
            self.query_one("#why", Input).value = self._standing.why
            self.query_one("#tags", Input).value = " ".join(f"#{tag}" for tag in self._standing.tags)
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """Digits and backspace, while no field has the focus."""
        if self.focused is not None:
            return
        if event.character and event.character.isdigit() and event.character != "0":
            event.stop()
            self._rank(int(event.character))
        elif event.key == "backspace":
            event.stop()
            self._take_back()

    def _rank(self, digit: int) -> None:
        if digit > len(self._order):
            self._say(f"There are only {len(self._order)} answers.")
            return
        letter = self._order[digit - 1]
        if any(letter in group for group in self._groups):
            self._say(f"{letter} has its place already; backspace takes the last one back.")
        elif why := rules.may_pick(self._comparison, letter):
            self._say(why)
        else:
            if self._tie_next and self._groups:
                self._groups[-1].append(letter)
            else:
                self._groups.append([letter])
            self._tie_next = False
            self._draw()

    def _take_back(self) -> None:
        if self._groups:
            self._groups[-1].pop()
            if not self._groups[-1]:
                self._groups.pop()
        self._tie_next = False
        self._draw()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(text))

    def _draw(self) -> None:
        places = {letter: place for place, group in enumerate(self._groups, start=1) for letter in group}
        parts: list[tuple[str, str]] = []
        for digit, letter in enumerate(self._order, start=1):
            candidate = self._comparison.candidate(letter)
            place = places.get(letter)
            rank = "best" if place == 1 else f"{place}." if place else ""
            state = words.state(candidate) + ("" if candidate.pickable else "  (not counted)")
            parts += [
                (f" {digit}  ", "$dim"),
                (f" {letter} ", f"bold $background on {self._hue(letter)}"),
                (f"  {rank:<6}", "bold $ink"),
                (f"{state}\n", "$dim"),
            ]
        standing = f"now: {describe(self._standing)}\n" if self._standing else ""
        parts += [(f"\n{standing}", "$dim"), ("Names stay hidden until you reveal.", "$dim")]
        self.query_one("#candidates", Static).update(Content.assemble(*parts))
        self._say("ties with the next digit" if self._tie_next else "")

    def action_tie(self) -> None:
        """The next digit shares the last place."""
        if self._groups:
            self._tie_next = True
            self._say("ties with the next digit")
        else:
            self._say("First a digit, then = and another digit.")

    def action_none_good(self) -> None:
        """None of them is good."""
        self.dismiss(self._choice("none"))

    def action_skip(self) -> None:
        """Do not count this one."""
        self.dismiss(self._choice("skip"))

    def action_save(self) -> None:
        """Save what was ranked; without digits, only tags and why change on the standing pick."""
        groups = self._groups or [list(group) for group in (self._standing.ranking if self._standing else ())]
        if not groups:
            self._say("Press the digit of the best answer first.")
            return
        choice = Choice.of(groups)
        tags, why = self._remarks()
        self.dismiss(Choice(choice.outcome, choice.ranking, tags, why))

    def on_input_submitted(self) -> None:
        """Enter in a field saves too."""
        self.action_save()

    def _choice(self, outcome: str) -> Choice:
        tags, why = self._remarks()
        return Choice("none" if outcome == "none" else "skip", (), tags, why)

    def _remarks(self) -> tuple[tuple[str, ...], str]:
        typed = self.query_one("#tags", Input).value.replace(",", " ").split()
        tags = tuple(dict.fromkeys(tag.lstrip("#") for tag in typed if tag.lstrip("#")))
        return tags, self.query_one("#why", Input).value.strip()
