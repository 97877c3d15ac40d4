"""The table below the list: who raised how much, where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fusion_tui.core.critique import YOU
from fusion_tui.core.issues import Group
from fusion_tui.core.models import Comparison, Document
from fusion_tui.ui.screens.triage_failures import Failure
from fusion_tui.ui.screens.triage_points import Found
from fusion_tui.ui.widgets.matrix import ASKING, FAILED, NOT_ASKED, UNREADABLE, Table

_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*$")
_FENCE = re.compile(r"[ \t]*(```|~~~)")


def matrix(found: Found, groups: Sequence[Group]) -> Table | None:
    """Reviewer by candidate; for the documents place by reviewer, where there is no critique."""
    return _candidates(found) or _documents(found.record.comparison, groups, found.failed)


def _candidates(found: Found) -> Table | None:
    raised = found.raised
    reviews = [review for review in raised.reviews if review.asked.depth == "issues"]
    cells = dict.fromkeys(found.waited, ASKING)
    cells |= {(f.reviewer, f.target): FAILED for f in found.failed if f.reviewer and f.target}
    for review in reviews:
        count = UNREADABLE if review.issues is None else str(len(review.issues))
        cells[review.asked.reviewer, review.asked.target] = count
    if not cells:
        return None
    reviewers = sorted({reviewer for reviewer, _ in cells}, key=lambda r: (len(r), r))
    about = {target for _, target in cells}
    targets = tuple(letter for letter in raised.record.comparison.letters if letter in about)
    rows = ((one, tuple(cells.get((one, target), NOT_ASKED) for target in targets)) for one in reviewers)
    return Table("raised by", targets, tuple(rows))


def _documents(comparison: Comparison, groups: Sequence[Group], failed: Sequence[Failure]) -> Table | None:
    about = [group for group in groups if not group.issues[0].target]
    if not about:
        return None
    names = {candidate.letter for candidate in comparison.candidates if candidate.kind == "answer"}
    lost = {failure.reviewer for failure in failed if not failure.target}
    counts: dict[str, dict[str, int]] = {}
    for group in sorted(about, key=lambda group: _order(comparison, group)):
        row = counts.setdefault(_stands(comparison, group), {})
        for reviewer in group.reviewers:
            row[reviewer] = row.get(reviewer, 0) + 1
    raisers = {reviewer for row in counts.values() for reviewer in row} - {YOU}
    columns = tuple(sorted(names | raisers, key=lambda letter: (len(letter), letter)))
    rows = (
        (where, tuple(FAILED if letter in lost else str(row.get(letter, 0)) for letter in columns))
        for where, row in counts.items()
    )
    return Table("raised in", columns, tuple(rows))


def _order(comparison: Comparison, group: Group) -> tuple[int, int]:
    """Where a point stands; what has no place comes last."""
    names = [document.name for document in comparison.documents]
    place = group.place
    return (names.index(place.document), place.first_line) if place else (len(names), 0)


def _stands(comparison: Comparison, group: Group) -> str:
    """Of several documents the one, of a single one the section."""
    place = group.place
    if place is None:
        return "no place found"
    if len(comparison.documents) > 1:
        return place.document
    return _section(comparison.documents[0], place.first_line) or "before any heading"


def _section(document: Document, line: int) -> str:
    """The last heading up to a line."""
    return next(reversed(list(_headings(document.text.splitlines()[:line]))), "")


def _headings(lines: Iterable[str]) -> Iterable[str]:
    fence = ""
    for line in lines:
        if found := _FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        elif not fence and (heading := _HEADING.match(line)):
            yield heading[1]
