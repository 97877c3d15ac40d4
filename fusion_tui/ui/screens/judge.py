"""The dialog that asks a judge: what of, which texts, whom, with which prompt, and what that comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.budget import Estimate
from fusion_tui.core.events import Consultation
from fusion_tui.core.judging import (
    Choice,
    Judge,
    Recipe,
    Step,
    Way,
    Wish,
    choices,
    consultations,
    default_inputs,
    estimate,
    fit,
    read_recipe,
    recipe_text,
    synthesis_of,
    waiting,
    why_not,
)
from fusion_tui.core.models import Candidate, Price, Record
from fusion_tui.errors import ExportError, UsageError
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens import judge_rows as rows
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.screens.judge_rows import Kind
from fusion_tui.ui.widgets.line import Line, Span

_STEPS: Mapping[Kind, Step] = {
    "compare": "compare",
    "rank": "rank",
    "fuse": "synthesis",
    "guided": "points",
    "shortest": "synthesis",
}
"""What is asked of the judge first."""

_WAYS: Mapping[Kind, Way] = {"fuse": "fuse", "guided": "guided", "shortest": "shortest"}
_SYNTHESES = tuple(_WAYS)
_KEYS = tuple(f"judge.{name}" for name in ("send", "compare", "rank", "synthesise"))
_FRAME = 9
"""Rows that border, padding, title and keys take."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the dialog is opened with."""

    judges: tuple[Judge, ...]
    recipes: tuple[Recipe, ...]
    prices: Mapping[str, Price]
    contexts: Mapping[str, int]
    """Tokens by model, as far as they are known."""
    judged: bool
    """Whether there is something to see of judges that were asked before."""
    keep: Callable[[Recipe], None]
    """Writes a recipe; raises `ExportError`, also where one has the name."""


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """What the person wants of a judge; without a wish, to see the verdicts that are there."""

    wish: Wish | None = None
    way: Way | None = None
    """Of a synthesis."""
    known: Estimate | None = None


class NameDialog(Dialog[str]):
    """A name for a recipe: letters, digits and dashes, since it becomes a file's."""

    AUTO_FOCUS = "#name"

    def compose(self) -> ComposeResult:
        """One field."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Input(placeholder="name of the recipe", id="name", restrict=r"[\w-]*")
            yield Static("")
            yield keys
        title.show((Span("keep this prompt", "bold $ink"),))
        back = hint_spans(self.keymap, ("app.back",))
        keys.show((Span("enter", "bold $accent"), Span(" keep   ", "$dim"), *back))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it, when there is one."""
        if event.value:
            self.dismiss(event.value)


class JudgeDialog(Dialog[JudgeChoice]):
    """Digits tick texts; letters choose what is asked, of whom, and with which prompt."""

    ROWS: ClassVar[tuple[str, ...]] = ("reader.page_down", "reader.page_up", "judge")
    AUTO_FOCUS = ""

    def __init__(
        self,
        keymap: Keymap,
        record: Record,
        offer: Offer,
        *,
        hue: Callable[[str], str],
        edit: Callable[[str], Awaitable[str]],
    ) -> None:
        """`edit` is a coroutine function that gives back the text as the person's editor leaves it."""
        super().__init__(keymap)
        self._record = record
        self._offer = offer
        self._hue = hue
        self._edit = edit
        self._kind: Kind = "compare"
        self._ticked: set[str] | None = None
        """`None`: the usual ones of what is asked."""
        self._judge = 0
        self._every = False
        self._recipe = Recipe()
        self._known: Estimate | None = None
        self._over: tuple[Choice, ...] = ()
        """What can be done where it may not fit; each is one key."""

    def compose(self) -> ComposeResult:
        """Texts, what is asked, what it comes to, keys."""
        title = Line()
        with Box():
            yield title
            with VerticalScroll(can_focus=False):
                yield Static(id="texts")
                yield Static("")
                yield Static(id="what")
                yield Static("")
                yield Static(id="comes")
            yield Line(id="keys")
            yield Line(id="more")
        title.show(
            (Span("judge", "bold $ink"), Span("  it never decides; it sees labels, not names", "$dim"))
        )

    def on_mount(self) -> None:
        """Draw what is usual."""
        self._draw()

    def on_resize(self) -> None:
        """Keep the keys in sight, whatever the window's size; what is above them scrolls."""
        self._body.styles.max_height = max(self.app.size.height - _FRAME, 1)
        self.call_after_refresh(self._show_keys)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_page_down(self) -> None:
        """What stands below."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """What stands above."""
        self._scroll(-1)

    def _scroll(self, pages: int) -> None:
        lines = pages * max(self._body.size.height - 1, 1)
        self._body.scroll_to(y=self._body.scroll_offset.y + lines, animate=False, immediate=True)
        self._show_keys()

    # What is wanted

    @property
    def _step(self) -> Step:
        return _STEPS[self._kind]

    @property
    def _inputs(self) -> tuple[str, ...]:
        usual = default_inputs(self._record.comparison, self._step)
        if self._ticked is None:
            return usual
        return tuple(letter for letter in self._record.comparison.letters if letter in self._ticked)

    @property
    def _judges(self) -> tuple[Judge, ...]:
        """The chosen one, then the others that are not partial, as fallbacks."""
        offered = self._offer.judges
        if not offered:
            return ()
        first = offered[self._judge]
        return (first, *(judge for judge in offered if judge != first and not judge.ties))

    @property
    def _wish(self) -> Wish:
        every = self._every and self._step == "rank"
        return Wish(self._step, self._inputs, self._judges, every, self._recipe)

    def action_choose(self, digit: int) -> None:
        """Tick or untick a text."""
        order = self._record.arena.order
        if digit <= len(order):
            self._ticked = set(self._inputs) ^ {order[digit - 1]}
            self._draw()

    def action_compare(self) -> None:
        """Map what the texts say."""
        self._ask_for("compare")

    def action_rank(self) -> None:
        """Put them in order; once more: by every judge that is not partial."""
        self._every = self._kind == "rank" and not self._every
        self._ask_for("rank")

    def action_synthesise(self) -> None:
        """Write one more; once more: guided, then shortest."""
        at = _SYNTHESES.index(self._kind) + 1 if self._kind in _WAYS else 0
        self._ask_for(_SYNTHESES[at % len(_SYNTHESES)])

    def _ask_for(self, kind: Kind) -> None:
        if self._recipe.name == "":
            # What was edited was the wording of another step.
            self._recipe = self._recipe if kind == self._kind else Recipe()
        self._kind = kind
        self._draw()

    def action_judge(self) -> None:
        """The next who could judge."""
        if self._offer.judges:
            self._judge = (self._judge + 1) % len(self._offer.judges)
            self._draw()

    def action_recipe(self) -> None:
        """The next recipe of the person's own."""
        names = ["", *(recipe.name for recipe in self._offer.recipes)]
        at = names.index(self._recipe.name) if self._recipe.name in names else 0
        name = names[(at + 1) % len(names)]
        self._recipe = next((r for r in self._offer.recipes if r.name == name), Recipe())
        self._draw()

    @work
    async def action_prompt(self) -> None:
        """See and edit what the judge is told to do."""
        shown = recipe_text(replace(self._recipe, text=self._wish.wording))
        try:
            recipe = read_recipe(await self._edit(shown), "", "the prompt")
        except UsageError as problem:
            self._say(str(problem))
            return
        if recipe_text(recipe) != shown:
            self._recipe = recipe
        self._draw()

    @work
    async def action_keep(self) -> None:
        """Save an edited prompt as a recipe of the person's own."""
        if self._recipe.called != "edited":
            self._say("Edit the prompt first; what was edited can be kept as a recipe.")
            return
        name = await self.app.push_screen_wait(NameDialog(self.keymap))
        if name is None:
            return
        recipe = replace(self._recipe, name=name)
        try:
            self._offer.keep(recipe)
        except ExportError as problem:
            self._say(str(problem))
            return
        self._recipe = recipe
        self._draw()

    def action_verdicts(self) -> None:
        """What judges have said so far."""
        if self._offer.judged:
            self.dismiss(JudgeChoice())

    def action_send(self) -> None:
        """Ask, unless it may not fit: then one of the ways out is taken."""
        if why_not(self._record.comparison, self._wish) or self._known is None:
            return
        if self._over:
            self._tell()
            return
        self._send()

    def _send(self) -> None:
        self.dismiss(JudgeChoice(self._wish, _WAYS.get(self._kind), self._known))

    def action_larger(self) -> None:
        """Let a judge with room enough do it."""
        if choice := self._way_out("another judge"):
            self._judge = self._offer.judges.index(choice.wish.judges[0])
            self._draw()

    def action_fewer(self) -> None:
        """Leave out the longest texts."""
        if choice := self._way_out("fewer texts"):
            self._ticked = set(choice.wish.inputs)
            self._draw()

    def action_anyway(self) -> None:
        """Send what may not fit."""
        if self._way_out("all the same"):
            self._send()

    def _way_out(self, kind: str) -> Choice | None:
        return next((choice for choice in self._over if choice.kind == kind), None)

    # Drawing

    def _draw(self) -> None:
        self._known, self._over = None, ()
        order, comparison = self._record.arena.order, self._record.comparison
        self.query_one("#texts", Static).update(rows.texts(comparison, order, self._inputs, self._hue))
        every = self._every and self._step == "rank"
        self.query_one("#what", Static).update(
            rows.what(self._kind, self._judges, self._recipe.called, every=every)
        )
        self._tell()
        self._count(self._wish)

    def _show_keys(self) -> None:
        more = ["judge.judge", "judge.prompt"]
        more += ["judge.recipe"] if self._offer.recipes else []
        more += ["judge.keep"] if self._recipe.called == "edited" else []
        more += ["judge.verdicts"] if self._offer.judged else []
        body = self._body
        below = max(body.virtual_size.height - body.scroll_offset.y - body.size.height, 0)
        right = (*hint_spans(self.keymap, ("reader.page_down",)), Span(f" ↓ {below}", "$dim"))
        self.query_one("#keys", Line).show(hint_spans(self.keymap, (*_KEYS, "app.back")))
        self.query_one("#more", Line).show(hint_spans(self.keymap, more), right if below else ())

    def _tell(self) -> None:
        """What it comes to, what speaks against it, and what else can be done."""
        record = self._record
        problem = why_not(record.comparison, self._wish)
        said = [problem or (f"{self._known.said}." if self._known else "…")]
        if live := waiting(record.comparison):
            said.append(f"{', '.join(live)} still write; what is ready is used, or wait for the rest.")
        if record.pick is None and self._step in ("compare", "rank"):
            said.append("You have not picked yet: a pick after this is stored as made after a verdict.")
        told = Content("\n".join(said)).stylize("$warning" if problem else "$dim")
        ways = rows.ways_out(self._over, self.keymap)
        self._show(Content("\n").join([ways, told]) if self._over else told)

    def _show(self, said: Content) -> None:
        self.query_one("#comes", Static).update(said)
        self.call_after_refresh(self._show_keys)

    def _say(self, text: str) -> None:
        self._show(Content(text).stylize("$warning"))

    @work(exclusive=True, group="count")
    async def _count(self, wish: Wish) -> None:
        """Tokens and money, off the event loop: texts may be long."""
        if why_not(self._record.comparison, wish):
            return
        self._known, self._over = await asyncio.to_thread(self._estimate, wish)
        self._tell()

    def _estimate(self, wish: Wish) -> tuple[Estimate, tuple[Choice, ...]]:
        comparison, offer = self._record.comparison, self._offer
        made: list[Consultation | Candidate] = []
        if wish.step == "synthesis":
            made.append(synthesis_of(comparison, wish, _WAYS.get(self._kind, "fuse"), 0))
        else:
            per_judge = consultations(comparison, wish, 0)
            made += [call for each in (per_judge if wish.every else per_judge[:1]) for call in each]
        found = fit(comparison, wish, made, offer.contexts)
        known = estimate(comparison, wish, made, offer.prices)
        return known, choices(comparison, wish, found, offer.contexts, offer.judges)
