"""What the triage says of an issue; pure, so that every case can be tested without a screen."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.export.criteria import answered, to_criteria
from fusion_tui.core.export.issues import said_by
from fusion_tui.core.issues import Group, Issue, State
from fusion_tui.core.models import Comparison, Document
from fusion_tui.ui import words
from fusion_tui.ui.widgets.issue_list import Row

_AROUND = 3
"""Lines of the document before and after a passage."""


def listed(group: Group, state: State, note: str = "", by: tuple[str, ...] | None = None) -> Row:
    """A group's line; `by` are the letters behind it, those of the group by default."""
    return Row(group.claim, group.severity, group.reviewers if by is None else by, state, note)


def detail(comparison: Comparison, group: Group, asked: int, more: Sequence[str] = ()) -> str:
    """An issue as Markdown: the claim, who says so and where, `more`, why, the fix, other reviewers' words.

    `asked` is how many reviewers there were.
    """
    first, *others = group.issues
    who = said_by(group, asked)
    facts = f"**{group.severity}** · {who} · {where(group)}"
    parts = [f"## {line(group.claim)}", facts, *more, *words_of(first)]
    for issue in others:
        # What was said already, in the same words, is not said again.
        parts += [part for part in told(issue) if part not in parts]
    return "\n\n".join(part for part in (*parts, passage(comparison, group)) if part)


def criteria(comparison: Comparison) -> str:
    """What every answer says of the rubric's criteria, as Markdown; empty where none was asked for."""
    listed = answered(comparison)
    return to_criteria(listed) if listed else ""


def where(group: Group) -> str:
    """Where the passage stands, in words."""
    place = group.place
    if place is None:
        quoted = any(issue.quote for issue in group.issues)
        where_not = f"answer {group.issues[0].target}" if group.issues[0].target else "any document"
        return f"the quote is not in {where_not}" if quoted else "no quote"
    near = "" if place.how == "exact" else ", nearly in these words"
    named = "" if group.issues[0].target else f"{line(place.document)}, "
    return f"{named}line {place.first_line}{near}"


def told(issue: Issue) -> list[str]:
    """Another reviewer's words, under their letter."""
    return [f"### {issue.reviewer}: {line(issue.claim)}", *words_of(issue)]


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
    named = place.document if group.issues[0].target == "" else f"answer {place.document}"
    return f"### In {line(named)}\n\n{fenced(chr(10).join(shown))}"


def fenced(text: str) -> str:
    """A text in a fence that nothing in it closes."""
    fence = "`" * max(3, max((len(run) for run in _runs(text)), default=0) + 1)
    return f"{fence}\n{text}\n{fence}"


def document_of(comparison: Comparison, group: Group) -> Document:
    """The document that a group is about, the first where that is not known; or the candidate it is about."""
    if target := group.issues[0].target:
        text = comparison.candidate(target).text
        return Document(target, text, "", len(text))
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


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
