"""Small windows of the triage: a threshold for votes, an issue of one's own, an objection, a revision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.budget import Estimate
from fusion_tui.core.clean import clean, clean_line
from fusion_tui.core.critique import (
    MAX_ROUNDS,
    Raised,
    Threshold,
    accepted_of_target,
    estimate_candidates,
    hidden_among,
    open_accepted,
    revisions,
    round_of,
)
from fusion_tui.core.issues import SEVERITIES, Severity
from fusion_tui.core.models import Candidate, Member, Price
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span


class ThresholdDialog(Dialog[Threshold]):
    """Two digits: how many jurors it takes on each axis."""

    ROWS: ClassVar[tuple[str, ...]] = ("form",)

    def __init__(self, keymap: Keymap, now: Threshold) -> None:
        """`now` is what stands."""
        super().__init__(keymap)
        self._true, self._worth = now.true, now.worth
        self._second = False

    def compose(self) -> ComposeResult:
        """The two numbers, what they mean, keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Static(id="numbers")
            yield Static("")
            yield keys
        title.show((Span("threshold", "bold $ink"), Span("  votes suggest, you decide", "$dim")))
        keys.show(hint_spans(self.keymap, ("form.save", "app.back")))

    def on_mount(self) -> None:
        """Show what stands."""
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """A digit for true, then one for worth fixing."""
        if event.character and event.character in "12345678":
            event.stop()
            if self._second:
                self._worth = int(event.character)
            else:
                self._true = int(event.character)
            self._second = not self._second
            self._draw()

    def _draw(self) -> None:
        marks = ("▸ ", "  ") if not self._second else ("  ", "▸ ")
        self.query_one("#numbers", Static).update(
            Content.assemble(
                (f"{marks[0]}{self._true}", "bold $ink"),
                (" jurors hold it for true\n", "$dim"),
                (f"{marks[1]}{self._worth}", "bold $ink"),
                (" jurors would have it fixed\n\n", "$dim"),
                ("Where fewer voted, all of them have to agree.", "$faint"),
            )
        )

    def action_save(self) -> None:
        """These count from now on."""
        self.dismiss(Threshold(self._true, self._worth))


@dataclass(frozen=True, slots=True)
class OwnIssue:
    """An issue that the person raises."""

    severity: Severity
    claim: str
    quote: str
    fix: str


class OwnDialog(Dialog[OwnIssue]):
    """A claim, if one likes a quote and a fix; the severity is one key."""

    ROWS: ClassVar[tuple[str, ...]] = ("own",)
    AUTO_FOCUS = "#claim"

    def __init__(self, keymap: Keymap, about: str) -> None:
        """`about` says what it will be about; it may hold outside text."""
        super().__init__(keymap)
        self._about = about
        self._severity: Severity = "major"

    def compose(self) -> ComposeResult:
        """Three lines to fill in."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static(id="severity")
            yield Input(placeholder="what is wrong, in one sentence", id="claim")
            yield Input(placeholder="the passage, as it stands there (may be empty)", id="quote")
            yield Input(placeholder="what would fix it (may be empty)", id="fix")
            yield Static(id="said")
            yield keys
        title.show((Span("your own issue", "bold $ink"), Span(f"  with {self._about}", "$dim")))
        keys.show(hint_spans(self.keymap, ("own.save", "own.severity", "app.back"), typing=True))

    def on_mount(self) -> None:
        """Show the severity."""
        self._draw()

    def _draw(self) -> None:
        parts = [(f"{s}   ", "bold $ink" if s == self._severity else "$faint") for s in SEVERITIES]
        self.query_one("#severity", Static).update(Content.assemble("\n", *parts, "\n"))

    def action_severity(self) -> None:
        """The next severity."""
        self._severity = SEVERITIES[(SEVERITIES.index(self._severity) + 1) % len(SEVERITIES)]
        self._draw()

    def on_input_submitted(self) -> None:
        """Enter in a field saves."""
        self.action_save()

    def action_save(self) -> None:
        """Take it, when it says something."""
        claim, quote, fix = (
            self.query_one(f"#{name}", Input).value.strip() for name in ("claim", "quote", "fix")
        )
        if claim:
            self.dismiss(OwnIssue(self._severity, claim, quote, fix))
        else:
            said = Content("Say in one sentence what is wrong.").stylize("$warning")
            self.query_one("#said", Static).update(said)


class ObjectionDialog(Dialog[str]):
    """What the person holds against an issue, before its reviewer has to show it; may stay empty."""

    AUTO_FOCUS = "#objection"

    def __init__(self, keymap: Keymap, claim: str, reviewer: str, known: Estimate) -> None:
        """`claim` is outside text; `known` is what the one call comes to."""
        super().__init__(keymap)
        self._claim = claim
        self._reviewer = reviewer
        self._known = known

    def compose(self) -> ComposeResult:
        """What is disputed, a line to object, what it comes to."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Static(Content(clean(self._claim)))
            yield Static("")
            yield Input(placeholder="your objection (may be empty)", id="objection")
            yield Static("")
            yield Static(
                Content(
                    f"{self._reviewer} gets one chance: a failing scenario, a citation or a counterexample. "
                    f"Without one it is conceded. {self._known.said}."
                ).stylize("$dim")
            )
            yield Static("")
            yield keys
        title.show((Span("dispute", "bold $ink"),))
        keys.show(
            (Span("enter", "bold $accent"), Span(" ask   ", "$dim"), *hint_spans(self.keymap, ("app.back",)))
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask."""
        self.dismiss(event.value.strip())


@dataclass(frozen=True, slots=True)
class ReviseChoice:
    """Candidates that wait to be written."""

    candidates: tuple[Candidate, ...]
    known: Estimate


class ReviseDialog(Dialog[ReviseChoice]):
    """Which candidates are revised against what was accepted, and who writes."""

    ROWS: ClassVar[tuple[str, ...]] = ("revise",)

    def __init__(
        self,
        keymap: Keymap,
        raised: Raised,
        targets: Sequence[str],
        chosen: str,
        threshold: Threshold,
        seed: int,
        *,
        hue: Callable[[str], str],
        prices: Mapping[str, Price],
        writers: Sequence[tuple[str, Member]],
    ) -> None:
        """`targets` are letters with accepted points that no revision has answered.

        `writers` may write in an author's place, each under a letter or a name.
        """
        super().__init__(keymap)
        self._raised = raised
        self._targets = tuple(targets)
        self._wanted = {chosen} if chosen in targets else set(targets[:1])
        self._threshold = threshold
        self._seed = seed
        self._hue = hue
        self._prices = prices
        self._writers: tuple[tuple[str, Member | None], ...] = (("each its author", None), *writers)
        self._writer = 0
        self._made: ReviseChoice | None = None

    def compose(self) -> ComposeResult:
        """Targets, writer, what it comes to, keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Static(id="targets")
            yield Static("")
            yield Static(id="comes")
            yield Static("")
            yield keys
        title.show(
            (
                Span("revise", "bold $ink"),
                Span("  the originals stay; revisions are picked like answers", "$dim"),
            )
        )
        keys.show(hint_spans(self.keymap, ("revise.send", "revise.all", "revise.writer", "app.back")))

    def on_mount(self) -> None:
        """Draw what is usual."""
        self._draw()

    def action_choose(self, digit: int) -> None:
        """Switch a candidate."""
        if digit <= len(self._targets):
            self._wanted ^= {self._targets[digit - 1]}
            self._draw()

    def action_all(self) -> None:
        """Revise all of them."""
        self._wanted = set(self._targets)
        self._draw()

    def action_writer(self) -> None:
        """The next one who could write."""
        self._writer = (self._writer + 1) % len(self._writers)
        self._draw()

    def action_send(self) -> None:
        """Ask for them."""
        if self._made and self._made.candidates:
            self.dismiss(self._made)

    def _draw(self) -> None:
        lines = [self._line(digit, letter) for digit, letter in enumerate(self._targets, start=1)]
        name = clean_line(self._writers[self._writer][0])
        by = Content.assemble((" written by  ", "$dim"), (name, "$ink"))
        self.query_one("#targets", Static).update(Content("\n").join([*lines, Content(""), by]))
        self._made = None
        self.query_one("#comes", Static).update(Content("…").stylize("$dim"))
        self._count()

    def _line(self, digit: int, letter: str) -> Content:
        decided = accepted_of_target(self._raised, letter)
        points = open_accepted(self._raised, letter, self._threshold)
        suggested = sum(point not in decided for point in points)
        some = "" if suggested == len(points) else f"{suggested} of them "
        more = f", {some}suggested" if suggested else ""
        wanted, number = letter in self._wanted, round_of(self._raised.record.comparison, letter)
        return Content.assemble(
            (f" {digit}  ", "$accent"),
            (f" {letter} ", f"bold $background on {self._hue(letter)}"),
            ("  yes  " if wanted else "  -    ", "bold $success" if wanted else "$dim"),
            (f"{words.count(len(points), 'issue')}{more}", "$ink" if wanted else "$dim"),
            (f" · round {number} of at most {MAX_ROUNDS}", "$dim"),
        )

    @work(exclusive=True)
    async def _count(self) -> None:
        """The calls with their texts, off the event loop."""
        made = await asyncio.to_thread(self._make)
        self._made = made
        said = f"{made.known.said}." if made.candidates else "Nothing is chosen, or it has no author to ask."
        self.query_one("#comes", Static).update(
            Content(said).stylize("$dim" if made.candidates else "$warning")
        )

    def _make(self) -> ReviseChoice:
        points = {
            letter: open_accepted(self._raised, letter, self._threshold)
            for letter in self._targets
            if letter in self._wanted
        }
        record = self._raised.record
        candidates = revisions(record.comparison, points, self._seed, self._writers[self._writer][1])
        return ReviseChoice(candidates, estimate_candidates(candidates, self._prices, hidden_among(record)))
