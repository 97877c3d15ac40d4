"""The pick dialog: rank, tie, none good, skip, tags and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from fusion_tui.core import rules
from fusion_tui.core.clean import clean_line
from fusion_tui.core.equal import equals_of
from fusion_tui.core.models import Comparison, Pick
from fusion_tui.core.picking import Choice, describe
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span


class TagSuggester(Suggester):
    """Completes the last tag of a line from those of past picks; `→` takes the completion."""

    def __init__(self, tags: Sequence[str]) -> None:
        """The most used tags come first."""
        # Told the line as it was typed: what stands before the last tag is not the suggester's to change.
        super().__init__(use_cache=False, case_sensitive=True)
        self._tags = tuple(tags)

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last tag complete; the case is ignored."""
        begun = value.rpartition(" ")[2].removeprefix("#")
        if not begun:
            return None
        taken = {word.lstrip("#").casefold() for word in value.split()[:-1]}
        start = begun.casefold()
        fits = (t for t in self._tags if t.casefold().startswith(start) and t.casefold() not in taken)
        found = next(fits, None)
        return value + found[len(begun) :] if found else None


class PickDialog(Dialog[Choice]):
    """Digits in order are a ranking, one digit is the best; `=` ties with the next."""

    ROWS: ClassVar[tuple[str, ...]] = ("pick",)
    AUTO_FOCUS = ""  # digits rank until a field is wanted
    DEFAULT_CSS = """
    PickDialog #said { height: 1; margin: 0 0 1 0; }
    """

    def __init__(
        self,
        keymap: Keymap,
        comparison: Comparison,
        order: tuple[str, ...],
        standing: Pick | None,
        *,
        hue: Callable[[str], str],
        revealed: bool = False,
        tags: Sequence[str] = (),
    ) -> None:
        """`order` is the ballot's; `hue` colours a letter; `revealed` when names are known already.

        `tags` are those of past picks; what is typed is completed from them.
        """
        super().__init__(keymap)
        self._comparison = comparison
        self._order = order
        self._standing = standing
        self._hue = hue
        self._blind = comparison.blind and not revealed
        self._tags = TagSuggester(tags)
        self._groups: list[list[str]] = []
        self._tie_next = False

    def compose(self) -> ComposeResult:
        """Candidates, then tags and why, then keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Static(id="candidates")
            yield Static(id="said")
            yield Input(placeholder="tags, as #clear #wordy", id="tags", suggester=self._tags)
            yield Input(placeholder="why, in one line", id="why")
            yield Static("")
            yield keys
        now = f"  now: {describe(self._standing)}" if self._standing else ""
        title.show((Span("your pick", "bold $ink"), Span(now, "$dim")))
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
        if event.character and event.character in "123456789":
            event.stop()
            self._rank(int(event.character))
        elif event.key == "backspace":
            event.stop()
            self._take_back()

    def _rank(self, digit: int) -> None:
        if digit > len(self._order):
            self._say(f"There is no {digit}; the answers are 1 to {len(self._order)}.", "$warning")
            return
        letter = self._order[digit - 1]
        if any(letter in group for group in self._groups):
            self._say(f"{letter} has its place already; backspace takes the last one back.", "$warning")
        elif why := rules.may_pick(self._comparison, letter):
            self._say(why, "$warning")
        else:
            # Who ranks a text ranks all who wrote it.
            letters = [e for e in equals_of(self._comparison, letter) if e in self._order]
            if self._tie_next and self._groups:
                self._groups[-1] += letters
            else:
                self._groups.append(letters)
            self._tie_next = False
            self._draw()

    def _take_back(self) -> None:
        if not self._groups:
            self._say("Nothing to take back.", "$warning")
            return
        gone = equals_of(self._comparison, self._groups[-1][-1])
        self._groups[-1] = [letter for letter in self._groups[-1] if letter not in gone]
        if not self._groups[-1]:
            self._groups.pop()
        self._tie_next = False
        self._draw()

    def _say(self, text: str, style: str = "$dim") -> None:
        self.query_one("#said", Static).update(Content(text).stylize(style))

    def _draw(self) -> None:
        places = {letter: place for place, group in enumerate(self._groups, start=1) for letter in group}
        lines = [
            self._line(digit, letter, places.get(letter)) for digit, letter in enumerate(self._order, start=1)
        ]
        hidden = Content("Names stay hidden until you reveal." if self._blind else "").stylize("$dim")
        self.query_one("#candidates", Static).update(Content("\n").join([*lines, Content(""), hidden]))
        self._say(self._next())

    def _line(self, digit: int, letter: str, place: int | None) -> Content:
        candidate = self._comparison.candidate(letter)
        rank = "best" if place == 1 else f"{place}." if place else ""
        name = "" if self._blind else clean_line(candidate.name) + " · "
        return Content.assemble(
            (f" {digit}  ", "$accent" if candidate.pickable else "$dim"),
            (f" {letter} ", f"bold $background on {self._hue(letter)}"),
            (f"  {rank:<6}", "bold $ink"),
            (name + words.state(candidate) + ("" if candidate.pickable else "  (not counted)"), "$dim"),
        )

    def _next(self) -> str:
        """What the next digit does."""
        if self._tie_next:
            return "ties with the next digit"
        if not self._groups:
            return "Digits in order rank, the best first; tab goes to tags and why."
        return "backspace takes the last digit back" if len(self._order) > 1 else ""

    def action_tie(self) -> None:
        """The next digit shares the last place."""
        if self._groups:
            self._tie_next = True
            self._say(self._next())
        else:
            key = self.keymap.key("pick.tie").shown
            self._say(f"First a digit, then {key} and another digit.", "$warning")

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
            self._say("Press the digit of the best answer first.", "$warning")
            return
        choice = Choice.of(groups)
        tags, why = self._remarks()
        self.dismiss(Choice(choice.outcome, choice.ranking, tags, why))

    def action_back(self) -> None:
        """Out of a field first, so that digits rank again; then out of the dialog."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.dismiss(None)

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
