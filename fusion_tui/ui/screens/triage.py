"""The triage: the person decides which issues count, of a review and of critiques."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.widget import Widget

from fusion_tui.core.clean import clean_line
from fusion_tui.core.critique import YOU, decided_in
from fusion_tui.core.issues import Group, State, decide, state_of, updated
from fusion_tui.core.models import Comparison, Record
from fusion_tui.core.prompts import rubric_of
from fusion_tui.errors import StoreError
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens import triage_points as points
from fusion_tui.ui.screens import triage_rows as rows
from fusion_tui.ui.screens.triage_again import Before
from fusion_tui.ui.screens.triage_matrix import matrix
from fusion_tui.ui.screens.triage_rounds import TriageRounds
from fusion_tui.ui.screens.triage_whole import Whole, whole
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.issue_list import IssueList
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.markdown.flow import Place
from fusion_tui.ui.widgets.matrix import Matrix

_MATRIX = 140
"""Columns from which the reviewer by candidate table stands below the list."""
_SAID: dict[bool | None, str] = {True: "accepted", False: "dismissed", None: "open again"}


class TriageScreen(TriageRounds):
    """A list of issues, the chosen one in full, and one key for each decision. It shows no names."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *TriageRounds.SCROLLS,
        "triage",
        "app.undo",
    )
    DEFAULT_CSS = """
    TriageScreen Matrix { display: none; }
    TriageScreen.-matrix Matrix { display: block; }
    """

    def __init__(
        self,
        keymap: Keymap,
        services: Services,
        record: Record,
        run: Run | None,
        hue: Callable[[str], str],
        focused: str = "",
    ) -> None:
        """`run` is there while its calls are, or were, made by this program; `focused` is a letter."""
        super().__init__(keymap, services, run, focused or record.comparison.letters[0], hue)
        self._record = record
        self._groups: tuple[Group, ...] = ()
        self._found: points.Found | None = None
        self._read: tuple[Comparison, int, int] | None = None
        self._before = Before()
        self._shown_asking = 0
        self._new: tuple[str, ...] = ()
        """Keys of issues that came since the person was last led to new ones."""
        self._chosen = 0
        self._moved = False
        self._whole = False
        self._criteria = False
        self._undone: list[tuple[Group, bool | None]] = []
        self._reading = asyncio.Lock()

    def below_list(self) -> Iterable[Widget]:
        """Who raised how much with whom, where there is room."""
        yield Matrix(self._hue)

    async def on_mount(self) -> None:
        """Load what was decided, read the replies, and look again while more arrive."""
        self.fit()
        self._draw()
        self.say("reading the replies", "dim")
        self.run_worker(self._open(), group="triage")
        self.set_interval(1.0, self._look_again)

    async def _open(self) -> None:
        identity = self._record.comparison.id
        try:
            stored = await self._services.store.run(lambda store: store.load(identity))
            self._record = replace(
                self._record, decisions=stored.decisions, replies=stored.replies, calls=stored.calls
            )
            await self._before.load(self._services.store, stored)
            await self._recall_threshold()
        except StoreError as problem:
            self.say(f"What was decided before cannot be read: {problem}", "bad")
        await self._read_again()
        if not self._groups and not self._asking:
            self.say(*self._nothing())
        elif self.status.strip() == "reading the replies":
            self.say("")

    def _nothing(self) -> tuple[str, str]:
        if any(reply.kind == "critique" for reply in self.record.replies):
            return "No reviewer raised an issue.", "dim"
        if self._found and (failed := len(self._found.failed)):
            return f"There is no review: {words.count(failed, 'reviewer')} brought nothing.", "warn"
        if self.comparison.documents:
            return "No answer raises an issue in the shape that `fusion review` asks for.", "warn"
        return f"No issue yet: + adds your own with {self._focused}, c in the answers asks members.", "dim"

    # What is listed

    @property
    def comparison(self) -> Comparison:
        """As it stands now."""
        return self._run.comparison if self._run else self._record.comparison

    @property
    def record(self) -> Record:
        """As it stands now."""
        if self._run is None:
            return self._record
        return replace(self._record, comparison=self._run.comparison, replies=tuple(self._run.replies))

    @property
    def _asking(self) -> int:
        """Reviewers, jurors and others that are being asked."""
        return len(self._run.asking) if self._run else 0

    def _look_again(self) -> None:
        self._run = self.app.runs.get(self.comparison.id, self._run)
        self._note_writing()
        if self._read is not None and self._state != self._read:
            self.run_worker(self._read_again(), group="triage")
        elif self._asking != self._shown_asking:
            self._draw_title()

    @property
    def _state(self) -> tuple[Comparison, int, int]:
        """What is read: answers, and replies and failures that are only ever added."""
        return self.comparison, len(self.record.replies), len(self._unanswered)

    async def _read_again(self) -> None:
        """Find and group off the event loop; what is listed stays where it is, new issues follow."""
        async with self._reading:
            state = self._state
            if state == self._read:
                return
            calls = self._unanswered, self._under_way
            found = await asyncio.to_thread(points.found_in, self.record, self._before, *calls)
            # Before the person goes anywhere, the first issue is what they want to see.
            aside = self._said if self._moved else None
            self._read, self._found = state, found
            before = self._groups
            self._groups = updated(before, found.groups)
            self._note_new(before)
            if not before and not self._moved:
                self._chosen = self._first_wanted
            if aside:
                # What is no issue stands below all issues and moves when one is added.
                ids = [said.reply_id for said in found.said]
                self._chosen = len(self._groups) + ids.index(aside.reply_id)
            self._draw()

    def _note_new(self, before: Sequence[Group]) -> None:
        """Tell of issues that came below what the person already has before them."""
        known = {issue.key for group in before for issue in group.issues}
        came = [g for g in self._groups if not known & {i.key for i in g.issues} and g.reviewers != (YOU,)]
        if before and came:
            self._new = (*self._new, *(group.issues[0].key for group in came))
            self.say(self._new_words, "good")

    @property
    def _new_words(self) -> str:
        """How many have come that the person was not led to; empty where there are none."""
        key = self.keymap.key("triage.newest").shown
        came = words.count(len(self._new), "new issue")
        return f"{came} below, {key} goes to the first" if self._new else ""

    @property
    def _first_wanted(self) -> int:
        """The first open issue with the answer that the person came from, else the first of all."""
        targets = [group.issues[0].target for group in self._groups]
        wanted = zip(targets, self._states, strict=True)
        return next((n for n, one in enumerate(wanted) if one == (self._focused, "open")), 0)

    @property
    def _items(self) -> int:
        return len(self._groups) + (len(self._found.said) if self._found else 0)

    @property
    def _states(self) -> list[State]:
        decided = self._decided
        return [points.state(group, self._before, decided) for group in self._groups]

    @property
    def _decided(self) -> Mapping[str, bool]:
        return decided_in(self._found.raised, self._record.decisions) if self._found else {}

    @property
    def _group(self) -> Group | None:
        return self._groups[self._chosen] if self._chosen < len(self._groups) else None

    @property
    def _said(self) -> points.Said | None:
        place = self._chosen - len(self._groups)
        return self._found.said[place] if self._found and 0 <= place < len(self._found.said) else None

    def _with_own(self, claim: str, target: str) -> Group | None:
        for place, group in enumerate(self._groups):
            own = (issue for issue in group.issues if issue.reviewer == YOU and issue.target == target)
            if any(issue.claim == " ".join(claim.split()) for issue in own):
                self._chosen = place
                return group
        return None

    # Drawing

    def fit(self) -> None:
        """Beside or below, and the table."""
        super().fit()
        self.set_class(self.app.size.width >= _MATRIX, "-matrix")
        self.show_hints(self._hints())

    def _draw(self) -> None:
        self._draw_title()
        self.query_one("#question", Line).show((Span(clean_line(self.comparison.title), "$ink"),))
        found, decided = self._found, self._decided
        listed = [points.row(found, g, self._before, decided, self._threshold) for g in self._groups if found]
        listed += [points.aside(found, said) for said in found.said] if found else []
        self._chosen = max(min(self._chosen, len(listed) - 1), 0)
        voted = found is not None and bool(found.votes)
        self.query_one(IssueList).show(listed, self._chosen, self._threshold_words if voted else "")
        self.query_one(Matrix).show(matrix(found, self._groups) if found else None)
        self._draw_detail()
        self.show_hints(self._hints())

    def _draw_title(self) -> None:
        names = ", ".join(document.name for document in self.comparison.documents)
        about = sorted({group.issues[0].target for group in self._groups} - {""})
        where = " · ".join(
            part for part in (names, f"critique of {', '.join(about)}" if about else "") if part
        )
        progress = self._before.title_right(self._groups, self._states) if self._groups else ""
        self._shown_asking = self._asking
        asking = f"{words.count(self._asking, 'call')} under way · " if self._asking else ""
        blind = () if self._record.revealed else (Span("blind  ", "bold $ink"),)
        private = words.private(self._services.private)
        right = (*private, *blind, Span(asking, "$accent"), Span(progress, "$dim"))
        self.show_title(f"triage · {where}" if where else "triage", right)

    def _hints(self) -> tuple[str, ...]:
        group = self._group
        if group is None or not group.issues[0].target:
            third = "triage.criteria" if rubric_of(self.comparison.prompt) else "triage.next"
            return ("triage.accept", "triage.dismiss", third, "triage.quote", "app.undo", "app.back")
        later = any(c.inputs[:1] == (group.issues[0].target,) for c in self.comparison.candidates)
        last = "triage.diff" if later else "triage.vote"
        return ("triage.accept", "triage.dismiss", "triage.quote", "triage.revise", last, "app.back")

    def _draw_detail(self) -> None:
        """What is chosen; while that stays the same, so does the reader's place in it."""
        group, said, found = self._group, self._said, self._found
        if self._criteria:
            self.show_text(rows.criteria(self.comparison))
        elif found is None or (group is None and said is None):
            self.show_text("")
        elif said is not None:
            self.show_text(points.aside_detail(found, said))
        elif group is not None and self._whole:
            self._show_whole(whole(self.comparison, group))
        elif group is not None:
            self.show_text(points.detail(found, group, self._before))

    def _show_whole(self, shown: Whole) -> None:
        def mark() -> None:
            if not any(self.text.show_passage(passage, shown.near) for passage in shown.passages):
                self.text.restore(Place(shown.near, 0, 1))

        if self.show_text(shown.text, shown.source, shown.near):
            self.call_after_refresh(mark)

    # Moving

    def _go(self, place: int) -> None:
        self._moved = True
        place = max(min(place, self._items - 1), 0)
        if place != self._chosen or self._criteria:
            self._chosen, self._criteria = place, False
            self._draw()

    def action_next(self) -> None:
        """The next issue."""
        self._go(self._chosen + 1)

    def action_previous(self) -> None:
        """The issue before."""
        self._go(self._chosen - 1)

    def action_newest(self) -> None:
        """The first of the issues that came while the person had others before them."""
        new, self._new = self._new, ()
        places = (n for n, g in enumerate(self._groups) if {issue.key for issue in g.issues} & set(new))
        self._go(next(places, self._chosen))
        self.say("" if new else "No new issue has come since you were here.", "dim")

    @on(IssueList.Chosen)
    def on_row_clicked(self, message: IssueList.Chosen) -> None:
        """The clicked one."""
        self._go(message.place)

    def action_quote(self) -> None:
        """The whole document at the passage, and back."""
        if self._group is None:
            return
        self._whole, self._criteria = not self._whole, False
        self._draw_detail()
        if self._whole:
            self.say(rows.where(self._group), "" if self._group.place else "warn")

    def action_criteria(self) -> None:
        """The rubric's criteria with every answer's verdict, and back."""
        if not rows.criteria(self.comparison):
            self.say("No rubric was asked for here; `fusion review FILE --for KIND` judges by one.", "warn")
            return
        self._criteria = not self._criteria
        self._draw_detail()

    # Deciding

    async def action_accept(self) -> None:
        """This issue counts."""
        await self._decide(True)

    async def action_dismiss(self, result: None = None) -> None:
        """This issue does not count."""
        await self._decide(False)

    async def _decide(self, accepted: bool) -> None:
        group = self._group
        if group is None:
            self.say(self._undecidable(), "dim")
            return
        state = state_of(group, self._decided)
        before = {"open": None, "accepted": True, "dismissed": False}[state]
        if await self._keep(group, accepted):
            self._undone.append((group, before))
            self._whole = self._criteria = False
            self._to_next_open()
            self._say_decided(accepted)

    def _undecidable(self) -> str:
        return (
            "This is no issue; + adds one of your own." if self._said else "There is no issue to decide on."
        )

    def _to_next_open(self) -> None:
        """The next one below that is open; where it is when there is none."""
        below = range(self._chosen + 1, len(self._groups))
        states = self._states
        self._chosen = next((place for place in below if states[place] == "open"), self._chosen)
        self._draw()

    def _say_decided(self, accepted: bool) -> None:
        states = zip(self._groups, self._states, strict=True)
        of_documents = [s for group, s in states if s == "accepted" and not group.issues[0].target]
        short, count = self.comparison.id[:8], words.count(len(of_documents), "accepted issue")
        more = f"`fusion export {short} --format quickfix` writes {count}"
        shown = of_documents and not self._services.private
        self.say(_SAID[accepted], "good" if accepted else "", more if shown else "")

    async def action_undo(self) -> None:
        """Take the last decision of this screen back."""
        if not self._undone:
            self.say("No decision of this visit is left to undo.", "dim")
            return
        group, before = self._undone.pop()
        if await self._keep(group, before):
            keys = {issue.key for issue in group.issues}
            places = (n for n, g in enumerate(self._groups) if keys & {issue.key for issue in g.issues})
            self._chosen = next(places, self._chosen)
            self._draw()
            self.say(_SAID[before])

    async def _keep(self, group: Group, accepted: bool | None) -> bool:
        """Commit before the screen says so."""
        made = decide(group, accepted, self.comparison.id, self._services.now())
        try:
            await self._services.store.run(lambda store: store.save_decisions(made))
        except StoreError as problem:
            self.say(f"The decision is NOT stored: {problem}", "bad")
            return False
        self._record = replace(self._record, decisions=(*self._record.decisions, *made))
        return True
