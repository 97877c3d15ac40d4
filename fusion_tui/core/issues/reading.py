"""Issues read back from a review: in the shape that `prompts.review` asks for, or what models make of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from fusion_tui.core.models import Candidate, Comparison

Severity = Literal["blocker", "major", "minor"]
SEVERITIES: tuple[Severity, ...] = ("blocker", "major", "minor")
"""The most severe first."""

_WORDS: dict[str, Severity] = {
    "blocker": "blocker",
    "blocking": "blocker",
    "critical": "blocker",
    "major": "major",
    "high": "major",
    "minor": "minor",
    # In the four grades that some models fall back to, what is neither critical nor high can wait.
    "medium": "minor",
    "moderate": "minor",
    "low": "minor",
    "nit": "minor",
}
_MARK = r"(?:#{1,6}\s+|[-*+]\s+)?(?:\d{1,3}[.)]\s+)?"
_HEAD = re.compile(
    rf"^\s{{0,3}}{_MARK}(?:\*\*|__|\[|\*\*\[)?(?P<word>{'|'.join(_WORDS)})(?:\]\*\*|\*\*|__|\])?"
    r"\s*(?::|[-–—]\s)\s*(?:\*\*|__)?\s*(?P<claim>\S.*?)\s*$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(?P<text>.*?)[\s#]*$")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_FIX = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*|__|\*)?(?:suggested\s+)?fix(?:\*\*|__|\*)?\s*:\s*(?:\*\*|__|\*)?", re.I
)
_QUOTES = "\"'“”„«»‘’`"


@dataclass(frozen=True, slots=True)
class Issue:
    """One reviewer's issue with a document."""

    reviewer: str
    """The letter of the candidate that raised it."""
    severity: Severity
    claim: str
    """One sentence, on one line."""
    quote: str = ""
    """The passage it is about, as the reviewer gave it; empty when there is none."""
    why: str = ""
    fix: str = ""
    topic: str = ""
    """The heading it stood under: Missing, Risky, Unclear, Wrong, or what the reviewer wrote."""
    target: str = ""
    """The letter of the candidate it is about; empty when it is about the documents."""

    @property
    def key(self) -> str:
        """What a decision calls it by: the same wherever the same reply is read."""
        about = (self.target,) if self.target else ()
        told = "\0".join((self.reviewer, self.claim, self.quote, *about))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def severity_of(word: str) -> Severity | None:
    """What a reviewer's word for a severity means, `None` for a word that is none."""
    return _WORDS.get(word.strip(" *_[]").lower())


def reviews_of(comparison: Comparison) -> tuple[Candidate, ...]:
    """The candidates whose issues count: what a revision repeats is no second reviewer's word."""
    return tuple(
        candidate for candidate in comparison.candidates if candidate.pickable and not candidate.inputs
    )


def issues_of(comparison: Comparison) -> list[Issue]:
    """Every issue that the reviews of a comparison's documents raise, in the order of their letters."""
    return [issue for review in reviews_of(comparison) for issue in read_issues(review.text, review.letter)]


def read_issues(text: str, reviewer: str, target: str = "") -> tuple[Issue, ...]:
    """The issues of a reply, in its order; none where nothing has the shape of one.

    A line that begins with a severity opens an issue, whether it is a heading, a list item or bold; the
    next one, or a heading that is none, closes it. What stands in a code block opens nothing.
    """
    issues: list[Issue] = []
    topic, head, body = "", None, list[str]()
    who = (reviewer, target)
    for line, in_code in lines_of(text):
        opening = None if in_code else _HEAD.match(line)
        heading = None if in_code or opening else _HEADING.match(line)
        if opening or heading:
            issues += _issue(who, topic, head, body)
            head, body = opening, []
            topic = heading["text"].strip("*_ ") if heading else topic
        else:
            body.append(line)
    return (*issues, *_issue(who, topic, head, body))


def lines_of(text: str) -> list[tuple[str, bool]]:
    """Lines, and whether each belongs to a code block."""
    found, fence = [], ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        found.append((line, bool(mark or fence)))
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
    return found


def _issue(who: tuple[str, str], topic: str, head: re.Match[str] | None, body: list[str]) -> list[Issue]:
    if head is None:
        return []
    claim = head["claim"].strip().removesuffix("**").removesuffix("__").strip()
    quote, rest = quote_of(body)
    why, fix = _fix(rest)
    severity = _WORDS[head["word"].lower()]
    reviewer, target = who
    return [Issue(reviewer, severity, claim, quote, why, fix, topic, target)] if claim else []


def quote_of(body: list[str]) -> tuple[str, list[str]]:
    """The first block quote without its marks, and the other lines."""
    marked = [place for place, line in enumerate(body) if line.lstrip().startswith(">")]
    if not marked:
        return "", body
    first = last = marked[0]
    while last + 1 in marked:
        last += 1
    lines = [line.lstrip().removeprefix(">").removeprefix(" ") for line in body[first : last + 1]]
    quote = "\n".join(lines).strip()
    if len(quote) > 1 and quote[0] in _QUOTES and quote[-1] in _QUOTES:
        quote = quote[1:-1].strip()
    return quote, body[:first] + body[last + 1 :]


def _fix(lines: list[str]) -> tuple[str, str]:
    """Why it matters, and what to do: everything from the line on that says `Fix:`."""
    for place, line in enumerate(lines):
        if found := _FIX.match(line):
            return _text(lines[:place]), _text([line[found.end() :], *lines[place + 1 :]])
    return _text(lines), ""


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip()
