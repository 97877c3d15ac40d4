"""What the triage says of an issue; pure, so that every case can be tested without a screen."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.export.criteria import answered, to_criteria
from fusion_tui.core.issues import Group, Issue, State, reviews_of
from fusion_tui.core.models import Comparison, Document
from fusion_tui.ui import words

_AROUND = 3
"""Lines of the document before and after a passage."""


def detail(comparison: Comparison, group: Group) -> str:
    """An issue as Markdown: the claim, who says so and where, why, the fix, then other reviewers' words."""
    first, *others = group.issues
    parts = [f"## {_line(group.claim)}", _facts(comparison, group), *words_of(first)]
    for issue in others:
        parts += told(issue)
    return "\n\n".join(part for part in (*parts, passage(comparison, group)) if part)


def criteria(comparison: Comparison) -> str:
    """What every answer says of the rubric's criteria, as Markdown; empty where none was asked for."""
    listed = answered(comparison)
    return to_criteria(listed) if listed else ""


def _facts(comparison: Comparison, group: Group) -> str:
    asked = len(reviews_of(comparison))
    who = f"{', '.join(group.reviewers)} ({len(group.reviewers)} of {asked})"
    return f"**{group.severity}** · {who} · {where(group)}"


def where(group: Group) -> str:
    """Where the passage stands, in words."""
    place = group.place
    if place is None:
        quoted = any(issue.quote for issue in group.issues)
        return "the quote stands in no document" if quoted else "no quote"
    near = "" if place.how == "exact" else ", nearly in these words"
    return f"{_line(place.document)}, line {place.first_line}{near}"


def told(issue: Issue) -> list[str]:
    """Another reviewer's words, under their letter."""
    return [f"### {issue.reviewer}: {_line(issue.claim)}", *words_of(issue)]


def words_of(issue: Issue) -> list[str]:
    """Quote, why and fix."""
    quote = "\n".join(f"> {line}".rstrip() for line in issue.quote.splitlines())
    return [quote, issue.why, f"**Fix:** {issue.fix}" if issue.fix else ""]


def passage(comparison: Comparison, group: Group) -> str:
    """The lines around the passage with their numbers."""
    place = group.place
    if place is None:
        return ""
    lines = document_of(comparison, group).text.splitlines()
    first, last = max(place.first_line - _AROUND, 1), min(place.last_line + _AROUND, len(lines))
    inside = range(place.first_line, place.last_line + 1)
    shown = [f"{'>' if n in inside else ' '}{n:>5}  {lines[n - 1]}" for n in range(first, last + 1)]
    fence = "`" * max(3, max((len(run) for run in _runs("\n".join(shown))), default=0) + 1)
    return f"### In {_line(place.document)}\n\n{fence}\n" + "\n".join(shown) + f"\n{fence}"


def document_of(comparison: Comparison, group: Group) -> Document:
    """The document that a group is about; the first where that is not known."""
    name = group.place.document if group.place else comparison.documents[0].name
    return next(document for document in comparison.documents if document.name == name)


def title_right(states: Sequence[State]) -> str:
    """How far the person is."""
    decided = len(states) - states.count("open")
    return f"{decided} of {words.count(len(states), 'issue')} decided"


def _runs(text: str) -> list[str]:
    """Runs of backticks: a fence has to be longer than all of them."""
    runs, run = [], ""
    for character in text + " ":
        if character == "`":
            run += character
        elif run:
            runs.append(run)
            run = ""
    return runs


def _line(text: str) -> str:
    return " ".join(text.split())
