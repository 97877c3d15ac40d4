"""What a triage lists, read from a record: points with the documents and candidates, and what is no issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fusion_tui.core.critique import (
    CritiqueAsked,
    Disposition,
    Raised,
    Threshold,
    Vote,
    answers_of,
    dispositions,
    dispute_told,
    evidence_of,
    raised_in,
    suggestion,
    tally,
    votes_of,
)
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group, State, state_of
from fusion_tui.core.models import Record
from fusion_tui.core.provenance import listed
from fusion_tui.ui.runs import Unanswered
from fusion_tui.ui.screens import triage_rows as rows
from fusion_tui.ui.screens.triage_again import Before
from fusion_tui.ui.screens.triage_failures import STOPPED, Failure, failures
from fusion_tui.ui.widgets.issue_list import Row


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer gave that is no issue, or that it gave nothing."""

    reply_id: str
    """Of the call, where there is no reply."""
    reviewer: str
    target: str
    kind: str
    """`note`, `no issues`, `unreadable`, or `failed`."""
    text: str
    """For `failed`, why."""
    weak: bool = False
    """The reviewer was told that a weak model wrote the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was read of a record at one time."""

    raised: Raised
    groups: tuple[Group, ...]
    """Those with the documents, then those with candidates, by letter."""
    said: tuple[Said, ...]
    votes: tuple[Vote, ...]
    failed: tuple[Failure, ...] = ()
    waited: frozenset[tuple[str, str]] = frozenset()
    """Reviewers that are being asked, and about which candidate."""
    fates: Mapping[str, tuple[str, Disposition]] = field(default_factory=dict)
    """Key of an issue to the newest revision that answers it, and what that says it did."""
    weak: frozenset[str] = frozenset()
    """Keys of issues raised only by who was told that a weak model wrote the text."""

    @property
    def record(self) -> Record:
        """What was read."""
        return self.raised.record

    @property
    def targets(self) -> tuple[str, ...]:
        """Letters that issues are about; empty for the documents, which come first."""
        return tuple(dict.fromkeys(group.issues[0].target for group in self.groups))


def found_in(
    record: Record,
    before: Before,
    unanswered: Sequence[Unanswered] = (),
    asking: Iterable[Consultation] = (),
) -> Found:
    """Read a record; takes its time. `unanswered` and `asking` are what a run knows besides."""
    raised = raised_in(record)
    documents = before.read(record) if record.comparison.documents else ()
    failed = failures(raised, unanswered)
    return Found(
        raised,
        (*documents, *raised.every_group()),
        (*_said(raised), *(Said(f.call_id, f.reviewer, f.target, "failed", f.why) for f in failed)),
        votes_of(record),
        failed,
        frozenset(_waited(asking)),
        {
            fate.issue.key: (candidate.letter, fate.disposition)
            for candidate in record.comparison.candidates
            if candidate.kind == "revision"
            for fate in dispositions(raised, candidate.letter)
            if fate.disposition
        },
        _weak(raised),
    )


def _waited(asking: Iterable[Consultation]) -> Iterable[tuple[str, str]]:
    for consultation in asking:
        asked = CritiqueAsked.of_json(consultation.about) if consultation.kind == "critique" else None
        if asked and asked.depth == "issues":
            yield asked.reviewer, asked.target


def _weak(raised: Raised) -> frozenset[str]:
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    for review in raised.reviews:
        keys[review.asked.stance == "weak"] |= {issue.key for issue in review.issues or ()}
    return frozenset(keys[True] - keys[False])


def _said(raised: Raised) -> list[Said]:
    found = []
    for review in raised.reviews:
        asked, reply = review.asked, review.reply
        if review.note:
            kind, text = ("no issues" if review.note.nothing else "note"), review.note.text
        elif review.unreadable:
            kind, text = "unreadable", reply.text
        elif not review.issues:
            kind, text = "no issues", ""
        else:
            continue
        weak = asked.stance == "weak"
        found.append(Said(reply.id, asked.reviewer, asked.target, kind, text, weak))
    return found


def state(group: Group, before: Before, decided: Mapping[str, bool]) -> State:
    """What the person decided, or had decided before."""
    return state_of(group, decided) if group.issues[0].target else before.state(group, decided)


def row(found: Found, group: Group, before: Before, decided: Mapping[str, bool], at: Threshold) -> Row:
    """The line of a point."""
    now, target = state(group, before, decided), group.issues[0].target
    cast, advice = tally(group, found.votes), suggestion(found.raised, group, found.votes, at)
    line = rows.listed(group, now, note=_note(found, group)) if target else before.row(group, now)
    return replace(
        line,
        target=target if len(found.targets) > 1 else "",
        votes=(f"{cast.true}/{cast.n}", f"{cast.worth}/{cast.n}") if cast.n else None,
        suggested=advice.accept if advice else None,
    )


def _note(found: Found, group: Group) -> str:
    """What became of it: what a revision did, else how a dispute ended, else the stance it came of."""
    told = next((found.fates[issue.key] for issue in group.issues if issue.key in found.fates), None)
    if told:
        return told[1].outcome
    shown = evidence_of(group, found.record)
    if shown is not None:
        return "conceded" if shown.conceded else "shown"
    if any(answer.evidence is None for answer in answers_of(group, found.record)):
        return "raw"
    return "weak" if {issue.key for issue in group.issues} <= found.weak else ""


def aside(found: Found, said: Said) -> Row:
    """The line of what is no issue."""
    text = " ".join(said.text.split())
    claim = "has no issue to raise" if said.kind == "no issues" else text
    if said.kind == "failed":
        claim = f"{said.reviewer or 'a reviewer'} {text}"
    target = said.target if len(found.raised.targets) > 1 else ""
    severity = {"note": "note", "no issues": "none", "unreadable": "raw", "failed": "failed"}
    by = (said.reviewer,) if said.reviewer else ()
    kind = severity[said.kind] if said.text != STOPPED else "stopped"
    return Row(claim, kind, by, note="weak" if said.weak else "", target=target, quiet=True)


def detail(found: Found, group: Group, before: Before) -> str:
    """A point as Markdown."""
    comparison, target = found.record.comparison, group.issues[0].target
    more, asked = _more(found, group), _asked(found, target)
    if not target:
        return before.detail(comparison, group, asked, more)
    return rows.detail(comparison, group, asked, more)


def _asked(found: Found, target: str) -> int:
    """How many reviewers were asked for issues with a candidate or the documents, whatever came of it."""
    if not target:
        return sum(candidate.kind == "answer" for candidate in found.record.comparison.candidates)
    heard = (r.asked for r in found.raised.reviews if r.asked.depth == "issues")
    seats = {asked.reviewer for asked in heard if asked.target == target}
    seats |= {reviewer for reviewer, about in found.waited if about == target}
    failed = [failure for failure in found.failed if failure.target == target]
    unknown = sum(not failure.reviewer for failure in failed)
    return len(seats | {failure.reviewer for failure in failed if failure.reviewer}) + unknown


def _more(found: Found, group: Group) -> list[str]:
    """In which stance it was raised, votes with their reasons, how a dispute ended, what a revision did."""
    weak = sorted({issue.reviewer for issue in group.issues if issue.key in found.weak})
    parts = [_told_weak(weak)] if weak else []
    told = next((found.fates[issue.key] for issue in group.issues if issue.key in found.fates), None)
    if told:
        letter, done = told
        parts.append(f"**{letter}, the revision:** {done.outcome}. {rows.line(done.reason)}")
    parts += _dispute(found, group)
    cast = tally(group, found.votes)
    if cast.n:
        parts.append(f"**Votes:** {cast.true} of {cast.n} true, {cast.worth} of {cast.n} worth fixing")
        parts.append("\n".join(_vote(vote) for vote in cast.votes))
    return parts


def _dispute(found: Found, group: Group) -> list[str]:
    """How it stands, what was shown, and what nobody could read as it came."""
    told = dispute_told(group, found.record)
    parts = [f"**Disputed:** {rows.line(' '.join(told))}"] if told else []
    for answer in answers_of(group, found.record):
        if answer.evidence and not answer.evidence.conceded:
            parts.append(f"{answer.reviewer}: {rows.line(answer.evidence.text)}".rstrip())
        elif answer.evidence is None:
            parts.append(f"{answer.reviewer}, unreadable: {rows.line(answer.text)}")
    return parts


def _told_weak(reviewers: Sequence[str]) -> str:
    were = "was" if len(reviewers) == 1 else "were"
    return f"**{listed(reviewers)} {were} told that a weak model wrote it;** kept out of all statistics."


def _vote(vote: Vote) -> str:
    yes = {True: "yes", False: "no"}
    reason = f": {rows.line(vote.reason)}" if vote.reason else ""
    return f"- {vote.juror} true {yes[vote.true]}, fix {yes[vote.worth]}{reason}"


def aside_detail(found: Found, said: Said) -> str:
    """What is no issue, as Markdown; a reply that cannot be read stands as it came."""
    who = said.reviewer or "a reviewer"
    about = f"## {who} on {said.target}" if said.target else f"## {who}"
    if said.kind == "failed":
        again = next(failure.again for failure in found.failed if failure.call_id == said.reply_id)
        return (
            f"{about} {said.text}\n\nNothing of the others is lost. `{again}` in the answers asks again, "
            "`$` there shows the call."
        )
    told = f"{_told_weak([who])}\n\n" if said.weak else ""
    if said.kind == "no issues":
        return f"{about}\n\n{told}No issues, which is a good answer."
    if said.kind == "note":
        return f"{about}, a note\n\n{told}{said.text}"
    return (
        f"{about}: cannot be read\n\n{told}The reply has no issues in the shape that was asked for. "
        f"It counts for nothing and stands here as it came.\n\n{rows.fenced(said.text)}"
    )
