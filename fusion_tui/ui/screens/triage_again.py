"""What the triage shows of the reviews before: accepted issues, with what became of them, above the new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fusion_tui.core.critique import raised_in
from fusion_tui.core.export.again import fates
from fusion_tui.core.issues import Group, State, state_of
from fusion_tui.core.models import Comparison, Record
from fusion_tui.core.rereview import Again, Earlier, due, followed
from fusion_tui.store import StoreThread
from fusion_tui.ui.screens import triage_rows as rows
from fusion_tui.ui.widgets.issue_list import Row

_NEW, _DISMISSED = "new", "before"
_MEANING = {
    "open": "still open",
    "changed": "its passage was changed",
    "unclear": "its passage is not there",
    "fixed": "fixed",
}


class Before:
    """The reviews that a review goes on with; without any, everything is as in a first review."""

    def __init__(self) -> None:
        """None, until they are loaded."""
        self._chain: tuple[Record, ...] = ()
        self._again = Again()

    async def load(self, store: StoreThread, record: Record) -> None:
        """Find them; raises `StoreError`."""
        identity = record.comparison.id
        self._chain = (await store.run(lambda s: s.reviews_up_to(identity)))[:-1]

    def read(self, record: Record) -> tuple[Group, ...]:
        """What is listed: accepted earlier, then new, then what was dismissed before. Takes its time."""
        if not self._chain:
            return raised_in(record).groups("")
        self._again = again = followed((*self._chain, record))
        return (*(one.group for one in again.earlier), *again.new, *again.dismissed)

    def state(self, group: Group, decided: Mapping[str, bool]) -> State:
        """As the person decided; else what was accepted counts unless fixed, what was dismissed does not."""
        state = state_of(group, decided)
        if state != "open":
            return state
        if one := self._earlier(group):
            return "dismissed" if one.fate == "fixed" else "accepted"
        return "dismissed" if self._was_dismissed(group) else "open"

    def row(self, group: Group, state: State) -> Row:
        """Its line in the list."""
        if not self._chain:
            return rows.listed(group, state)
        if one := self._earlier(group):
            letters = sorted({letter for found in one.again for letter in found.reviewers})
            # What is fixed is done; the person may say that it is not.
            fixed = one.fate == "fixed"
            note = "open" if fixed and state == "accepted" else one.fate
            return rows.listed(group, "accepted" if fixed else state, note=note, by=tuple(letters))
        return rows.listed(group, state, note=_DISMISSED if self._was_dismissed(group) else _NEW)

    def title_right(self, groups: Sequence[Group], states: Sequence[State]) -> str:
        """What became of the earlier ones, and how far the person is with the others."""
        others = [state for group, state in zip(groups, states, strict=True) if not self._earlier(group)]
        counts = fates(self._again)
        return f"{counts} · {rows.title_right(others)}" if counts else rows.title_right(others)

    def detail(self, comparison: Comparison, group: Group, asked: int, more: Sequence[str] = ()) -> str:
        """An issue as Markdown; with `asked` and `more` where it was not accepted before."""
        one = self._earlier(group)
        return _detail(comparison, one) if one else rows.detail(comparison, group, asked, more)

    def _earlier(self, group: Group) -> Earlier | None:
        return next((one for one in self._again.earlier if one.group.issues == group.issues), None)

    def _was_dismissed(self, group: Group) -> bool:
        return any(found.issues == group.issues for found in self._again.dismissed)


def _detail(comparison: Comparison, one: Earlier) -> str:
    issue = one.group.issues[0]
    again = [letter for group in one.again for letter in group.reviewers]
    said = f"raised again by {', '.join(sorted(set(again)))}" if again else _MEANING[one.fate]
    if one in due([one]) and not again:
        said += ", and no judge has said more"
    parts = [
        f"## {rows.line(issue.claim)}",
        f"**{one.group.severity}** · accepted before · {said} · {rows.where(one.group)}",
        *_judged(one),
        *(part for group in one.again for found in group.issues for part in rows.told(found)),
        "### As it was raised first",
        *rows.words_of(issue),
        rows.passage(comparison, one.group),
    ]
    return "\n\n".join(part for part in parts if part)


def _judged(one: Earlier) -> list[str]:
    if one.judged is None:
        return []
    fate = "cannot tell" if one.judged.fate == "unclear" else one.judged.fate
    why = f": {rows.line(one.judged.why)}" if one.judged.why else ""
    return [f"The judge says **{fate}**{why}", f"> {rows.line(one.judged.quote)}" if one.judged.quote else ""]
