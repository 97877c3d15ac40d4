"""The dialog that starts a critique: who reviews whom, how, and what that comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fusion_tui.core import rules
from fusion_tui.core.budget import Estimate, with_most
from fusion_tui.core.clean import clean_line
from fusion_tui.core.critique import (
    Depth,
    Plan,
    Stance,
    Wish,
    consultations,
    cross_looks,
    default_targets,
    estimate,
    estimate_candidates,
    estimate_votes,
    every_target,
    hidden_among,
    plan,
    raised_in,
)
from fusion_tui.core.models import Candidate, Member, Price, Record
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.screens.scroll_dialog import ScrollDialog
from fusion_tui.ui.widgets.line import Line, Span

T = TypeVar("T")

_STANCES: Mapping[Stance, str] = {
    "neutral": "neutral",
    "adversarial": "adversarial: read as one who has to break it",
    "weak": "told that a weak model wrote it; kept out of all statistics",
}
_DEPTHS: Mapping[Depth, str] = {
    "issues": "issues: severity, quote, claim, fix",
    "note": "note: one remark of at most 120 words",
    "cross-look": "cross-look: authors see the other answers and suggest again",
}
_KEYS: Mapping[Depth, tuple[str, ...]] = {
    "issues": ("send", "all", "side", "stance", "depth", "votes"),
    "note": ("send", "all", "side", "stance", "depth"),
    "cross-look": ("send", "all", "depth"),
}
"""What a key does something to, by depth."""
_MOST = 9
"""Lines that digits reach."""


@dataclass(frozen=True, slots=True)
class CritiqueChoice:
    """What the person wants asked."""

    plan: Plan
    votes: bool
    """Whether jurors vote on the issues as soon as they are in."""
    known: Estimate
    """What the plan comes to, with what votes come to at most."""


class CritiqueDialog(ScrollDialog[CritiqueChoice]):
    """Candidates as lines; digits switch what is reviewed, or who reviews. It follows what still streams."""

    ROWS: ClassVar[tuple[str, ...]] = (*ScrollDialog.ROWS, "critique")
    AUTO_FOCUS = ""
    FRAME = 8

    def __init__(
        self,
        keymap: Keymap,
        record: Callable[[], Record],
        focused: str,
        outside: Sequence[Member],
        *,
        hue: Callable[[str], str],
        prices: Mapping[str, Price],
    ) -> None:
        """`record` gives it as it stands now; `outside` are members that may review and have no answer."""
        super().__init__(keymap)
        self._now = record
        self._record = record()
        self._outside = tuple(outside)[: _MOST - len(self._record.arena.order)]
        self._hue = hue
        self._prices = prices
        self._default = frozenset(default_targets(self._record, focused))
        self._targets = set(self._default)
        self._usual = {c.letter for c in self._candidates if _reviews(c)}
        self._reviewers: set[str] = set(self._usual)
        self._whom = False
        """Digits switch reviewers; else targets."""
        self._stance: Stance = "neutral"
        self._depth: Depth = "issues"
        self._votes = False
        self._known: Estimate | None = None
        self._most: Estimate | None = None
        """What votes come to at most, where they are wanted."""

    @property
    def _candidates(self) -> list[Candidate]:
        return [self._record.comparison.candidate(letter) for letter in self._record.arena.order]

    def compose(self) -> ComposeResult:
        """Candidates, how, what it comes to, keys."""
        title = Line()
        with Box():
            yield title
            with VerticalScroll(can_focus=False):
                yield Static(id="seats")
                yield Static("")
                yield Static(id="how")
                yield Static("")
                yield Static(id="comes")
            yield Line(id="keys")
        title.show((Span("critique", "bold $ink"), Span("  reviewers see letters only, never names", "$dim")))

    def on_mount(self) -> None:
        """Draw what is usual, and again when an answer has ended."""
        self._draw()
        self.set_interval(1.0, self._follow)

    def on_resize(self) -> None:
        """Another window has other room."""
        self.fit()

    @property
    def keys(self) -> Sequence[Span]:
        """Those that do something now."""
        offered = (f"critique.{name}" for name in _KEYS[self._depth])
        return hint_spans(self.keymap, (*offered, "app.back"))

    def _follow(self) -> None:
        """Take over what has become of the answers; what the person chose stays."""
        now, before = self._now(), self._record
        if [c.status for c in now.comparison.candidates] == [c.status for c in before.comparison.candidates]:
            return
        self._record = now
        able = {c.letter for c in self._candidates if _reviews(c)}
        self._reviewers -= self._usual - able
        self._usual &= able
        self._draw()

    # What is wanted

    @property
    def _plan(self) -> Plan:
        return plan(self._record, Wish(self._letters, self._members, self._stance, self._depth))

    @property
    def _letters(self) -> tuple[str, ...]:
        return tuple(letter for letter in self._record.comparison.letters if letter in self._targets)

    @property
    def _members(self) -> tuple[Member, ...]:
        """Empty for the usual ones, so that those that failed are named."""
        if self._reviewers == self._usual:
            return ()
        own = [c.member for c in self._candidates if c.letter in self._reviewers and c.member]
        return (*own, *(m for place, m in enumerate(self._outside) if str(place) in self._reviewers))

    def action_choose(self, digit: int) -> None:
        """Switch this line in the column that digits act on."""
        candidates = self._candidates
        if digit > len(candidates) + len(self._outside):
            return
        if digit > len(candidates):
            self._reviewers ^= {str(digit - len(candidates) - 1)}
        elif self._whom:
            letter = candidates[digit - 1].letter
            self._reviewers ^= {letter} if _reviews(candidates[digit - 1]) else set()
        else:
            self._targets ^= {candidates[digit - 1].letter}
        self._draw()

    def action_all(self) -> None:
        """Review every answer, or again only what is usual."""
        every = set(every_target(self._record.comparison))
        self._targets = every if self._targets != every else set(self._default)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the depth leaves no room for does nothing, rather than change what is not shown."""
        here = _KEYS[self._depth]
        return action in here or action not in _KEYS["issues"]

    def action_side(self) -> None:
        """Let digits switch the other column."""
        self._whom = not self._whom
        self._draw()

    def action_stance(self) -> None:
        """How reviewers are to read."""
        self._stance = _after(tuple(_STANCES), self._stance)
        self._draw()

    def action_depth(self) -> None:
        """What reviewers give."""
        self._depth = _after(tuple(_DEPTHS), self._depth)
        self._whom = self._whom and self._depth != "cross-look"
        self._draw()

    def action_votes(self) -> None:
        """Whether jurors vote as soon as the issues are in."""
        self._votes = not self._votes
        self._draw()

    def action_send(self) -> None:
        """Ask, when there is something to ask and it is known what that takes."""
        made = self._plan
        if made.pairs and self._known is not None:
            known = with_most(self._known, self._most)
            self.dismiss(CritiqueChoice(made, self._most is not None, known))

    # Drawing

    def _draw(self) -> None:
        self.query_one("#seats", Static).update(self._seats())
        self.query_one("#how", Static).update(self._how())
        self._known = None
        self._tell(self._plan)
        self._count(self._plan)

    def _seats(self) -> Content:
        looks = self._depth == "cross-look"
        reviewed = any(rules.may_critique(self._record.comparison, each) is None for each in self._targets)
        # Where nothing can be reviewed, that is why nobody reviews, and not whose text it is.
        busy = {pair.seat for pair in self._plan.pairs} if reviewed else self._reviewers
        heads = (("reviewed", not self._whom), ("" if looks else "reviews", self._whom))
        lines = [
            Content.assemble((" " * 8, ""), *((f"{h:<12}", "bold $ink" if on else "$dim") for h, on in heads))
        ]
        for digit, candidate in enumerate(self._candidates, start=1):
            letter, able = candidate.letter, rules.may_critique(self._record.comparison, candidate.letter)
            about = candidate.status if able else "yes" if letter in self._targets else "-"
            reviews = "-" if _reviews(candidate) else ""
            if letter in self._reviewers:
                reviews = "yes" if letter in busy else "not its own"
            badge = (f" {letter} ", f"bold $background on {self._hue(letter)}")
            lines.append(self._seat(digit, badge, about, "" if looks else reviews))
        for place, member in enumerate(() if looks else self._outside):
            reviews = "yes" if str(place) in self._reviewers else "-"
            name = (f"{clean_line(member.name)[:18]} ", "$ink")
            lines.append(self._seat(len(self._candidates) + place + 1, name, "", reviews))
        return Content("\n").join(lines)

    def _seat(self, digit: int, who: tuple[str, str], reviewed: str, reviews: str) -> Content:
        own = len(who[0]) <= 3
        yes = {"yes": "bold $success"}
        return Content.assemble(
            (f" {digit}  ", "$accent"),
            who,
            (f" {reviewed:<12}" if own else f"{'':<{max(16 - len(who[0]), 0)}}", yes.get(reviewed, "$dim")),
            (reviews, yes.get(reviews, "$dim")),
        )

    def _how(self) -> Content:
        depth, stance = _DEPTHS[self._depth], _STANCES[self._stance]
        votes = "jurors vote once the issues are in" if self._votes else "none unless asked for later"
        lines = [("depth", depth), ("stance", stance if self._depth != "cross-look" else "")]
        lines += [("votes", votes)] if self._depth == "issues" else []
        return Content("\n").join(
            Content.assemble((f" {name:<9}", "$dim"), (said, "$ink")) for name, said in lines if said
        )

    def _tell(self, made: Plan) -> None:
        """What it comes to, and who takes no part."""
        if not made.pairs:
            said = (
                "Nobody is asked: choose what is reviewed."
                if not self._targets
                else "Nobody can review that."
            )
        elif self._known is None:
            said = f"{words.count(len(made.pairs), 'call')} …"
        else:
            votes = self._most and f" Votes: at most {self._most.said}."
            said = f"{self._known.said}.{votes or ''}"
        self.call_after_refresh(self.show_keys)
        text = "\n".join((said, *made.left_out, *made.notes))
        self.query_one("#comes", Static).update(Content(text).stylize("$dim" if made.pairs else "$warning"))

    @work(exclusive=True)
    async def _count(self, made: Plan) -> None:
        """Tokens and money, off the event loop: documents may be long."""
        voting = self._votes and self._depth == "issues"
        known = await asyncio.to_thread(self._estimate, made)
        self._most = await asyncio.to_thread(self._estimate_votes, made) if voting else None
        self._known = known
        self._tell(made)

    def _estimate(self, made: Plan) -> Estimate:
        comparison, among = self._record.comparison, hidden_among(self._record)
        if made.wish.depth == "cross-look":
            return estimate_candidates(cross_looks(comparison, made, 0), self._prices, among)
        return estimate(consultations(made, comparison, 0), made.wish.depth, self._prices, among)

    def _estimate_votes(self, made: Plan) -> Estimate:
        return estimate_votes(raised_in(self._record), made, self._prices, hidden_among(self._record))


def _reviews(candidate: Candidate) -> bool:
    """Whether its member can review others: it answered."""
    return candidate.kind == "answer" and candidate.member is not None and candidate.status != "failed"


def _after(options: Sequence[T], now: T) -> T:
    return options[(options.index(now) + 1) % len(options)]
