"""What critique rounds brought, as others read it: sentences and JSON, by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from fusion_tui.core.critique import (
    Raised,
    Review,
    Threshold,
    answers_of,
    decided_in,
    dispositions,
    dispute_told,
    evidence_of,
    second_look,
    suggestion,
    tally,
    votes_of,
)
from fusion_tui.core.issues import Group, state_of
from fusion_tui.core.models import Record

Json = dict[str, object]

_STANCES = {"neutral": "", "adversarial": ", adversarial", "weak": ", called a weak model's"}


def summary_of(raised: Raised, target: str) -> str:
    """One target on one line: `A: 3 issues by B, C; 2 accepted`."""
    groups = raised.groups(target)
    decided = decided_in(raised)
    states = [state_of(group, decided) for group in groups]
    counts = [f"{n} {state}" for state in ("accepted", "dismissed", "open") if (n := states.count(state))]
    issues = "1 issue" if len(groups) == 1 else f"{len(groups) or 'no'} issues"
    who = sorted({r.asked.reviewer for r in raised.reviews if r.asked.target == target and not r.unreadable})
    by = f" by {', '.join(who)}" if who else ""
    return f"{target}: {issues}{by}" + (f"; {', '.join(counts)}" if counts else "")


def critique_text(raised: Raised, target: str) -> str:
    """All that was raised about one candidate, to be read; reviewers stand by letter.

    The heading holds the start of the random id, so that no text in it can imitate another's.
    """
    parts = [f"===== {raised.record.comparison.id[:8]} critique of {summary_of(raised, target)} =====\n"]
    parts += [_group_text(raised, group) for group in raised.groups(target)]
    for review in raised.reviews:
        if review.asked.target == target and (said := _aside(review)):
            parts.append(said)
    return "\n".join(parts)


def _group_text(raised: Raised, group: Group) -> str:
    first, state = group.issues[0], state_of(group, decided_in(raised))
    lines = [
        f"[{state}] {group.severity}: {group.claim} [{' '.join(group.reviewers)}]{_votes(raised, group)}"
    ]
    quote = next((issue.quote for issue in group.issues if issue.quote), "")
    lines += [f"  > {line}".rstrip() for line in quote.splitlines()]
    if quote:
        near = "" if group.place is None or group.place.how == "exact" else ", nearly in these words"
        found = f"line {group.place.first_line}{near}" if group.place else "passage not found"
        lines.append(f"  ({found})")
    lines += [f"  {line}".rstrip() for line in first.why.splitlines()]
    lines += [f"  Fix: {' '.join(first.fix.split())}"] if first.fix else []
    if told := dispute_told(group, raised.record):
        lines.append(f"  disputed: {' '.join(told)}")
        lines += [_indented(_indented(a.text)) for a in answers_of(group, raised.record) if not a.evidence]
    if (shown := evidence_of(group, raised.record)) and shown.text:
        lines.append(f"  {shown.kind or 'conceded'}: {' '.join(shown.text.split())}")
    advice = suggestion(raised, group, votes_of(raised.record), Threshold()) if state == "open" else None
    lines += [f"  suggested: {'yes' if advice.accept else 'no'}. {advice.why}"] if advice else []
    return "\n".join(lines) + "\n"


def _votes(raised: Raised, group: Group) -> str:
    found = tally(group, votes_of(raised.record))
    return f" true {found.true}/{found.n}, fix {found.worth}/{found.n}" if found.n else ""


def _aside(review: Review) -> str:
    """A note, or a reply that could not be read, as it came."""
    who = f"{review.asked.reviewer}{_STANCES[review.asked.stance]}"
    if review.note:
        cut = " (cut)" if review.note.cut else ""
        return f"note by {who}{cut}: {review.note.text}\n"
    return f"unreadable review by {who}:\n{_indented(review.reply.text)}\n" if review.unreadable else ""


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def later_text(raised: Raised, letter: str) -> str:
    """Where a revision comes from and what it says it did, to be read; empty for other candidates."""
    record = raised.record
    candidate = record.comparison.candidate(letter)
    if candidate.kind != "revision" or not candidate.inputs:
        return ""
    lines = [f"{letter} revises {candidate.inputs[0]}."]
    if looked := second_look(record, letter):
        whose = f" {', '.join(looked.letters)}" if looked.letters else ""
        lines.append(f"{looked.look.stance}{whose}: {looked.look.reason}")
    for fate in dispositions(raised, letter):
        done = fate.disposition
        told = (
            f"{done.outcome}: {fate.issue.claim} ({done.reason})" if done else f"not told: {fate.issue.claim}"
        )
        lines.append(told)
    return "\n".join(lines) + "\n"


def critique_object(raised: Raised, left_out: Sequence[str] = ()) -> Json:
    """What rounds brought, as `fusion critique --json` prints it: by letter, without a name."""
    record = raised.record
    revisions = [c for c in record.comparison.candidates if c.kind == "revision" and c.inputs]
    return {
        "id": record.comparison.id,
        "left_out": list(left_out),
        "issues": [_group_object(raised, group) for group in raised.every_group()],
        "reviews": [_review_object(review) for review in raised.reviews],
        "revisions": [_revision_object(raised, candidate.letter) for candidate in revisions],
    }


def _group_object(raised: Raised, group: Group) -> Json:
    first, votes = group.issues[0], tally(group, votes_of(raised.record))
    shown, answers = evidence_of(group, raised.record), answers_of(group, raised.record)
    advice = suggestion(raised, group, votes_of(raised.record), Threshold())
    return {
        "target": first.target,
        "severity": group.severity,
        "claim": group.claim,
        "quote": first.quote,
        "why": first.why,
        "fix": first.fix,
        "place": asdict(group.place) if group.place else None,
        "reviewers": list(group.reviewers),
        "keys": [issue.key for issue in group.issues],
        "state": state_of(group, decided_in(raised)),
        "votes": {"n": votes.n, "true": votes.true, "worth_fixing": votes.worth},
        "suggested": asdict(advice) if advice else None,
        "evidence": {"conceded": shown.conceded, **asdict(shown)} if shown else None,
        "disputes": [{"reviewer": a.reviewer, "outcome": a.outcome, "text": a.text} for a in answers],
    }


def _review_object(review: Review) -> Json:
    asked = review.asked
    return {
        "reviewer": asked.reviewer,
        "target": asked.target,
        "stance": asked.stance,
        "depth": asked.depth,
        "round": asked.round,
        "issues": None if review.issues is None else len(review.issues),
        "note": review.note.text if review.note else None,
        "unreadable": review.reply.text if review.unreadable else None,
    }


def _revision_object(raised: Raised, letter: str) -> Json:
    candidate = raised.record.comparison.candidate(letter)
    looked = second_look(raised.record, letter)
    return {
        "letter": letter,
        "revises": candidate.inputs[0],
        "status": candidate.status,
        "dispositions": [
            {
                "issue": fate.issue.key,
                "claim": fate.issue.claim,
                "outcome": fate.disposition.outcome if fate.disposition else None,
                "reason": fate.disposition.reason if fate.disposition else None,
            }
            for fate in dispositions(raised, letter)
        ],
        "look": {
            "stance": looked.look.stance,
            "letters": list(looked.letters),
            "reason": looked.look.reason,
        }
        if looked
        else None,
    }


def votes_object(record: Record) -> list[Json]:
    """Every vote as JSON, one for each issue that it is about; jurors stand by letter."""
    return [
        {
            "issue": key,
            "juror": vote.juror,
            "true": vote.true,
            "worth_fixing": vote.worth,
            "reason": vote.reason,
        }
        for vote in votes_of(record)
        for key in vote.keys
    ]
