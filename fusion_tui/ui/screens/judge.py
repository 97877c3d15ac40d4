"""The dialog that asks a judge: what of, which texts, whom, with which prompt, and what that comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core.budget import Estimate
from fusion_tui.core.events import Consultation
from fusion_tui.core.judging import (
    Choice,
    For,
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
    with_fallbacks,
)
from fusion_tui.core.models import Candidate, Record
from fusion_tui.errors import ExportError, UsageError
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens import judge_rows as rows
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box, NameDialog
from fusion_tui.ui.screens.judge_offer import JudgeChoice, Offer
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


class JudgeDialog(Dialog[JudgeChoice]):
    """Digits tick texts; letters choose what is asked, of whom, and with which prompt."""

    ROWS: ClassVar[tuple[str, ...]] = ("reader.page_down", "reader.page_up", "judge")
    AUTO_FOCUS = ""

    def __init__(
        self,
        keymap: Keymap,
        record: Callable[[], Record],
        offer: Offer,
        *,
        hue: Callable[[str], str],
        edit: Callable[[str], Awaitable[str]],
    ) -> None:
        """`record` gives it as it stands now.

        `edit` is a coroutine function that gives back the text as the person's editor leaves it.
        """
        super().__init__(keymap)
        self._record_now = record
        self._offer = offer
        self._hue = hue
        self._edit = edit
        self._kind: Kind = "compare"
        self._ticked: set[str] | None = None
        """`None`: the usual ones of what is asked."""
        self._judge = 0
        self._ranking: set[int] = set()
        """Judges that are ticked: with two or more, each gives its own ranking."""
        self._recipes: dict[For, Recipe] = {}
        """What is used for each purpose; where none stands, the usual wording."""
        self._known: Estimate | None = None
        self._over: tuple[Choice, ...] = ()
        """What can be done where it may not fit; each is one key."""
        self._hurry = False
        """Enter was pressed before it was known what it comes to."""
        self._wrote = self._writing
        """Letters that still wrote when this was drawn."""
        self._all_in = False
        """The last of them has ended meanwhile."""

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
        """Draw what is usual, and again when a text has ended or another begins."""
        self._draw()
        self.set_interval(0.5, self._follow)

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

    @property
    def _record(self) -> Record:
        return self._record_now()

    @property
    def _writing(self) -> tuple[str, ...]:
        return waiting(self._record.comparison)

    def _follow(self) -> None:
        if self._writing != self._wrote:
            self._draw()

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
        """The ticked ones of a ranking by several, else the chosen one and its fallbacks."""
        offered = self._offer.judges
        if self._every:
            return tuple(offered[place] for place in sorted(self._ranking))
        return with_fallbacks(offered[self._judge], self._offer.fallbacks) if offered else ()

    @property
    def _shown_judges(self) -> tuple[Judge, ...]:
        """Whom the person looks at: with several ticked ones nobody stands in for anybody."""
        return self._offer.judges[self._judge : self._judge + 1] if self._every else self._judges

    @property
    def _every(self) -> bool:
        return self._step == "rank" and len(self._ranking) > 1

    @property
    def _wish(self) -> Wish:
        wish = Wish(self._step, self._inputs, self._judges, self._every)
        return replace(wish, recipe=self._recipes.get(wish.purpose, Recipe()))

    def _use(self, recipe: Recipe) -> None:
        self._recipes[self._wish.purpose] = recipe
        self._draw()

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
        """Put them in order."""
        self._ask_for("rank")

    def action_tick(self) -> None:
        """Several judges may rank: the one that is shown is one of them, or no longer."""
        if self._step != "rank":
            self._say("Several judges only rank; r ranks.")
        elif self._offer.judges:
            self._ranking ^= {self._judge}
            self._draw()

    def action_synthesise(self) -> None:
        """Write one more; once more: guided, then shortest."""
        at = _SYNTHESES.index(self._kind) + 1 if self._kind in _WAYS else 0
        self._ask_for(_SYNTHESES[at % len(_SYNTHESES)])

    def _ask_for(self, kind: Kind) -> None:
        self._kind = kind
        self._draw()

    def action_judge(self) -> None:
        """The next who could judge."""
        if self._offer.judges:
            self._judge = (self._judge + 1) % len(self._offer.judges)
            self._draw()

    @property
    def _fitting(self) -> tuple[Recipe, ...]:
        """Recipes of the person's own for what is asked."""
        purpose = self._wish.purpose
        return tuple(recipe for recipe in self._offer.recipes if recipe.fits(purpose))

    def action_recipe(self) -> None:
        """The next recipe of the person's own, after the last one the usual wording."""
        offered = (Recipe(), *self._fitting)
        now = self._wish.recipe
        self._use(offered[(offered.index(now) + 1) % len(offered) if now in offered else 0])

    @work
    async def action_prompt(self) -> None:
        """See and edit what the judge is told to do."""
        wish = self._wish
        shown = recipe_text(replace(wish.recipe, text=wish.wording, step=None))
        try:
            recipe = read_recipe(await self._edit(shown), "", "the prompt")
        except UsageError as problem:
            self._say(str(problem))
            return
        if recipe_text(recipe) != shown:
            self._use(replace(recipe, step=wish.purpose))

    @work
    async def action_keep(self) -> None:
        """Save an edited prompt as a recipe of the person's own."""
        edited = self._wish.recipe
        if edited.called != "edited":
            self._say("Edit the prompt first; what was edited can be kept as a recipe.")
            return
        name = await self.app.push_screen_wait(NameDialog(self.keymap))
        if name is None:
            return
        recipe = replace(edited, name=name)
        try:
            self._offer.keep(recipe)
        except ExportError as problem:
            self._say(str(problem))
            return
        self._use(recipe)

    def action_verdicts(self) -> None:
        """What judges have said so far."""
        if self._offer.judged:
            self.dismiss(JudgeChoice())

    def action_send(self) -> None:
        """Ask, unless it may not fit: then one of the ways out is taken."""
        if why_not(self._record.comparison, self._wish):
            return
        self._hurry = self._known is None
        if self._over:
            self._tell()
        elif self._known:
            self._send()

    def _send(self) -> None:
        self.dismiss(JudgeChoice(self._wish, _WAYS.get(self._kind), self._known))

    def action_larger(self) -> None:
        """Let a judge with room enough do it."""
        if choice := self._way_out("another judge"):
            self._judge = self._offer.judges.index(choice.wish.judges[0])
            self._ranking = set()
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
        self._known, self._over, self._hurry = None, (), False
        before, self._wrote = self._wrote, self._writing
        self._all_in = self._all_in or bool(before and not self._wrote)
        order, comparison = self._record.arena.order, self._record.comparison
        self.query_one("#texts", Static).update(rows.texts(comparison, order, self._inputs, self._hue))
        ticking = rows.Ticking(self._offer.judges, self._judge, frozenset(self._ranking))
        self.query_one("#what", Static).update(
            rows.what(self._kind, self._shown_judges, self._wish.recipe.called, ticking)
        )
        self._tell()
        self._count(self._wish)

    def _show_keys(self) -> None:
        more = ["judge.judge", *(["judge.tick"] if self._step == "rank" else []), "judge.prompt"]
        more += ["judge.recipe"] if self._fitting else []
        more += ["judge.keep"] if self._wish.recipe.called == "edited" else []
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
        if live := self._writing:
            verb = "still writes" if len(live) == 1 else "still write"
            said.append(f"{', '.join(live)} {verb}. Ask now and what is ready is used, or wait here.")
        elif self._all_in:
            said.append("All texts are in now.")
        if record.pick is None and self._step != "synthesis":
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
        if self._hurry:
            self.action_send()

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
