"""Reviewers that were asked and brought nothing: who, about what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fusion_tui.core.critique import CritiqueAsked, Raised
from fusion_tui.core.models import Call, Candidate, Member, Record
from fusion_tui.core.replies import REPAIR
from fusion_tui.ui import words
from fusion_tui.ui.runs import Unanswered

STOPPED = "was stopped"
"""Why there is nothing, where the person stopped it."""
_NOTHING = frozenset({"failed", "stopped", "interrupted"})


@dataclass(frozen=True, slots=True)
class Failure:
    """One reviewer's call that brought no text."""

    call_id: str
    reviewer: str
    """Its letter or seat; empty where the record does not tell."""
    target: str
    """The letter of the candidate; empty for the documents, or where the record does not tell."""
    why: str
    again: str = "c"
    """The key in the answers that asks again."""


def failures(raised: Raised, unanswered: Sequence[Unanswered]) -> tuple[Failure, ...]:
    """What failed and was not asked again since; of an earlier run only what its receipt tells."""
    found = [*_told(raised, unanswered), *_on_receipt(raised, {one.call.id for one in unanswered})]
    return (*found, *_documents(raised.record))


def why(ended: Call | Candidate) -> str:
    """Why a call brought nothing, in a few words."""
    return f"failed: {words.KINDS[ended.error.kind]}" if ended.error else f"was {ended.status}"


def _told(raised: Raised, unanswered: Sequence[Unanswered]) -> Iterable[Failure]:
    replies = raised.record.replies
    newest: dict[tuple[str, str], Failure] = {}
    for one in unanswered:
        asked = CritiqueAsked.of_json(one.asked.about) if one.asked.kind == "critique" else None
        # Where a repair fails, the reply that needed it is listed.
        if asked is None or REPAIR in one.asked.about:
            continue
        seat, since = (asked.reviewer, asked.target), {reply.id for reply in replies[one.after :]}
        newest.pop(seat, None)
        heard = (r.asked for r in raised.reviews if r.reply.id in since)
        if seat not in ((other.reviewer, other.target) for other in heard):
            newest[seat] = Failure(one.call.id, *seat, why(one.call))
    return newest.values()


def _on_receipt(raised: Raised, known: set[str]) -> Iterable[Failure]:
    """Reviewers' calls of an earlier run that brought nothing: the receipt does not say with whom."""
    record = raised.record
    heard = {reply.id for reply in record.replies}
    calls = [call for call in record.calls if call.role == "reviewer" and call.letter is None]
    targets = {review.asked.target for review in raised.reviews}
    target = next(iter(targets)) if len(targets) == 1 else ""
    for call in calls:
        again = (c.id in heard and _same(c, call) and c.started_at >= _end(call) for c in calls)
        if call.id not in known | heard and call.status in _NOTHING and not any(again):
            yield Failure(call.id, _seat(record, call), target, why(call))


def _documents(record: Record) -> Iterable[Failure]:
    """Members that were to review the documents and have no text."""
    if not record.comparison.documents:
        return
    for candidate in record.comparison.candidates:
        if candidate.kind == "answer" and candidate.status in _NOTHING and not candidate.pickable:
            yield Failure(f"review {candidate.letter}", candidate.letter, "", why(candidate), "r")


def _seat(record: Record, call: Call) -> str:
    """What its member is called: a letter, a seat from outside that was heard, else nothing."""
    own = (c.letter for c in record.comparison.candidates if c.member and _by(c.member, call))
    outside = (str(r.about.get("reviewer", "")) for r in record.replies if r.member and _by(r.member, call))
    return next(own, "") or next(outside, "")


def _by(member: Member, call: Call) -> bool:
    return (member.name, member.provider, member.model) == (call.member, call.provider, call.model_requested)


def _same(one: Call, other: Call) -> bool:
    return (one.member, one.provider, one.model_requested) == (
        other.member,
        other.provider,
        other.model_requested,
    )


def _end(call: Call) -> datetime:
    return call.started_at + timedelta(seconds=call.seconds or 0)
