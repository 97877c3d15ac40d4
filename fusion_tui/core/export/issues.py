"""The issues of a review as others read them: Markdown, an editor's quickfix list, a GitHub review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from fusion_tui.core.critique import YOU, raised_in
from fusion_tui.core.issues import SEVERITIES, Group, Severity, reviews_of
from fusion_tui.core.models import Comparison, Record
from fusion_tui.core.rereview import EARLIER

Json = dict[str, object]

_HEADINGS: dict[Severity, str] = {"blocker": "Blockers", "major": "Major issues", "minor": "Minor issues"}


def said_by(group: Group, asked: int) -> str:
    """`A, C (2 of 3)`: who raised it, by letter, of how many that were asked; the person counts apart."""
    others = sum(reviewer != YOU for reviewer in group.reviewers)
    counted = f" ({others} of {asked})" if others else ""
    return f"{', '.join(group.reviewers)}{counted}"


def issues_object(record: Record) -> list[Json]:
    """Every issue as JSON: whose it is, what it says, where it stands, and which group it belongs to.

    First those with the documents, then those that rounds raised with candidates; these have a `target`.
    """
    raised = raised_in(record)
    groups = (*raised.groups(""), *raised.every_group())
    return [
        {**asdict(issue), "key": issue.key, "group": number, "place": _place_object(group)}
        for number, group in enumerate(groups, start=1)
        for issue in group.issues
    ]


def _place_object(group: Group) -> Json | None:
    return asdict(group.place) if group.place else None


def to_quickfix(comparison: Comparison, groups: Sequence[Group]) -> str:
    """`file:line: severity: claim` a line, as `grep -n` prints and editors read.

    Behind the claim stand the letters of those who made it. What was not found stands at line 1 and says so.
    """
    return "".join(_quickfix_line(comparison, group) for group in groups)


def _quickfix_line(comparison: Comparison, group: Group) -> str:
    lost = "" if group.place else " (passage not found)"
    name, line = _where(comparison, group)
    return (
        f"{_line(name)}:{line}: {group.severity}: {_line(group.claim)} [{' '.join(group.reviewers)}]{lost}\n"
    )


def to_review(comparison: Comparison, groups: Sequence[Group]) -> str:
    """A review to be read: by severity, each issue with its passage, why, fix, and who made it, by letter."""
    names = ", ".join(_line(document.name) for document in comparison.documents)
    parts = [f"# Review of {names}\n"]
    for severity in SEVERITIES:
        of_it = [group for group in groups if group.severity == severity]
        parts += [f"\n## {_HEADINGS[severity]}\n"] if of_it else []
        parts += [f"\n### {_line(group.claim)}\n\n{_body(comparison, group)}" for group in of_it]
    return "".join(parts)


def to_github_review(comparison: Comparison, groups: Sequence[Group]) -> Json:
    """The body of GitHub's "create a review for a pull request" (REST API, pulls/reviews).

    A path is a document's name: where that lies deeper in the repository, `jq` puts the folder before it.
    What was not found in a document stands in the review's own text.
    """
    lost = [group for group in groups if group.place is None]
    body = "".join(f"\n**{g.severity}**: {_line(g.claim)}\n\n{_body(comparison, g)}" for g in lost)
    return {
        "event": "COMMENT",
        "body": f"{_counted(groups)}\n{body}".rstrip(),
        "comments": [_comment(comparison, group) for group in groups if group.place],
    }


def _comment(comparison: Comparison, group: Group) -> Json:
    place = group.place
    assert place is not None, "only what was found has a line to stand at"
    several = {"start_line": place.first_line, "start_side": "RIGHT"}
    said = f"**{group.severity}**: {_line(group.claim)}\n\n{_body(comparison, group, quoted=False)}"
    return {
        "path": place.document,
        "line": place.last_line,
        "side": "RIGHT",
        **(several if place.first_line < place.last_line else {}),
        "body": said.rstrip(),
    }


def _body(comparison: Comparison, group: Group, *, quoted: bool = True) -> str:
    """Passage, why, fix, and who made it; the words are those of the one who takes it most seriously."""
    first = group.issues[0]
    parts = [_quote(group)] if quoted else []
    fix = f"Fix: {first.fix}" if first.fix else ""
    said_by = f"Raised by {_agreed(comparison, group)}."
    return "".join(f"{part}\n\n" for part in (*parts, first.why, fix) if part) + f"{said_by}\n"


def _quote(group: Group) -> str:
    quote = next((issue.quote for issue in group.issues if issue.quote), "")
    marked = "\n".join(f"> {line}".rstrip() for line in quote.splitlines())
    if group.place is None:
        return f"{marked}\n\n(passage not found)" if quote else ""
    near = "" if group.place.how == "exact" else ", nearly in these words"
    return f"{marked}\n\n({_line(group.place.document)}, line {group.place.first_line}{near})"


def _agreed(comparison: Comparison, group: Group) -> str:
    if group.reviewers == (EARLIER,):
        return EARLIER
    return said_by(group, len(reviews_of(comparison)))


def _counted(groups: Sequence[Group]) -> str:
    counts = [(severity, sum(group.severity == severity for group in groups)) for severity in SEVERITIES]
    return ", ".join(f"{count} {severity}" for severity, count in counts if count) + "."


def _where(comparison: Comparison, group: Group) -> tuple[str, int]:
    if group.place:
        return group.place.document, group.place.first_line
    return comparison.documents[0].name, 1


def _line(text: str) -> str:
    return " ".join(text.split())
