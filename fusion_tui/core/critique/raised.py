"""What rounds brought, read from a record's replies: issues, remarks, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fusion_tui.core.critique.about import YOU, CritiqueAsked
from fusion_tui.core.critique.reading import Note, issues_in, note_in
from fusion_tui.core.issues import Finder, Group, Issue, Severity, group_issues, issues_of, read_issues
from fusion_tui.core.models import Candidate, Document, Record, Reply
from fusion_tui.core.replies import REPAIR

_CRITICAL = frozenset({"critique", "votes", "evidence", "revision", "own"})


@dataclass(frozen=True, slots=True)
class Review:
    """One critique as it was read."""

    reply: Reply
    asked: CritiqueAsked
    issues: tuple[Issue, ...] | None
    """Empty: no issues, which is a good answer. `None`: a note, or nothing that could be read."""
    note: Note | None = None

    @property
    def unreadable(self) -> bool:
        """Whether only the raw text can be shown, with a badge."""
        return self.issues is None and self.note is None


@dataclass(frozen=True)
class Raised:
    """Everything that rounds and the person hold against the candidates of a record."""

    record: Record
    reviews: tuple[Review, ...]
    """Oldest first; a reply that was asked for again is not among them, what came then is."""

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All of them, each once: what one reviewer says twice in the same words is one issue."""
        found: dict[str, Issue] = {}
        own = (issue for issue in own_issues(self.record) if issue.target)
        for issue in (*(i for review in self.reviews for i in review.issues or ()), *own):
            found.setdefault(issue.key, issue)
        return tuple(found.values())

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Letters that were reviewed or that the person raised an issue with, in letter order."""
        about = {review.asked.target for review in self.reviews} | {issue.target for issue in self.issues}
        return tuple(letter for letter in self.record.comparison.letters if letter in about)

    def groups(self, target: str) -> tuple[Group, ...]:
        """The points made about one candidate, whatever the order in which replies came.

        Quotes are looked for in the candidate's text: a place's `document` is the letter. An empty letter
        stands for the documents, with what their reviews and the person raise.
        """
        return self._grouped.get(target, ()) if target else self._with_documents

    def every_group(self) -> tuple[Group, ...]:
        """All points, target by target."""
        return tuple(group for target in self.targets for group in self.groups(target))

    @cached_property
    def _with_documents(self) -> tuple[Group, ...]:
        documents = self.record.comparison.documents
        return group_issues(with_documents(self.record), Finder(documents)) if documents else ()

    @cached_property
    def _grouped(self) -> dict[str, tuple[Group, ...]]:
        return {target: self._group(target) for target in self.targets}

    def _group(self, target: str) -> tuple[Group, ...]:
        issues = [issue for issue in self.issues if issue.target == target]
        return group_issues(issues, finder_of(self.record.comparison.candidate(target)))


def raised_in(record: Record) -> Raised:
    """Read a record's critiques and the person's own issues."""
    return Raised(record, tuple(_reviews(record)))


def critique_seen(record: Record) -> bool:
    """Whether there is anything of a critique that whoever picks now has had before them."""
    own = {"duel", "undoes"}
    return any(reply.kind in _CRITICAL and not own & set(reply.about) for reply in record.replies)


def finder_of(candidate: Candidate) -> Finder:
    """Looks for quotes in a candidate's text."""
    return Finder((Document(candidate.letter, candidate.text, "", 0),))


def oldest_first(record: Record) -> list[Reply]:
    """A record's replies by when they came, however they are listed."""
    return sorted(record.replies, key=lambda reply: (reply.at, reply.id))


def superseded(replies: Iterable[Reply]) -> frozenset[str]:
    """Ids of replies that could not be read and were asked for again."""
    return frozenset(first for reply in replies if isinstance(first := reply.about.get(REPAIR), str))


def own_issue(severity: Severity, claim: str, quote: str = "", fix: str = "") -> str:
    """The text of a reply of kind `own`, in the shape of a review.

    Its `about` is `{"target": letter}`, with an empty letter where it is about the documents.
    """
    lines = [f"### {severity}: {' '.join(claim.split())}", *(f"> {line}" for line in quote.splitlines())]
    return "\n".join([*lines, *([f"Fix: {fix}"] if fix.strip() else [])])


def _reviews(record: Record) -> Iterable[Review]:
    again = superseded(record.replies)
    letters = record.comparison.letters
    for reply in oldest_first(record):
        if reply.kind != "critique" or reply.id in again:
            continue
        asked = CritiqueAsked.of_json(reply.about)
        if asked is None or asked.target not in letters:
            continue
        if asked.depth == "note":
            yield Review(reply, asked, None, note_in(reply.text))
        else:
            yield Review(reply, asked, issues_in(reply.text, asked))


def own_issues(record: Record) -> tuple[Issue, ...]:
    """What the person raised, oldest first; issues about the documents have no target."""
    known = ("", *record.comparison.letters)
    replies = (reply for reply in oldest_first(record) if reply.kind == "own")
    about = ((reply.text, reply.about.get("target")) for reply in replies)
    return tuple(i for text, at in about if isinstance(at, str) and at in known for i in _own_of(text, at))


def with_documents(record: Record) -> list[Issue]:
    """Every issue with the documents: those that their reviews raise, then the person's own."""
    return [*issues_of(record.comparison), *(issue for issue in own_issues(record) if not issue.target)]


def _own_of(text: str, target: str) -> Sequence[Issue]:
    """What the person wrote, in the shape of a review or as one plain sentence."""
    found = read_issues(text, YOU, target)
    claim = " ".join(text.split())
    return found or ([Issue(YOU, "major", claim, target=target)] if claim else [])
