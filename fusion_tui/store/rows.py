"""Rows in and out: core types as columns, with nested data as JSON."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from fusion_tui.core.clean import whole
from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import (
    Ballot,
    Call,
    CallError,
    Candidate,
    Comparison,
    Decision,
    Document,
    Member,
    Pick,
    Reply,
    Reveal,
    Shown,
    Turn,
    Usage,
)

Row = sqlite3.Row


def pack(value: object) -> str:
    """Nested data as JSON; an escaped lone surrogate would come back as one, so none is left."""
    return whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _optional(value: object | None) -> str | None:
    return None if value is None else pack(asdict(value))  # type: ignore[call-overload]  # only dataclasses come here


def comparison_values(comparison: Comparison, owner: str | None) -> dict[str, object]:
    """The columns of a comparison."""
    return {
        "id": comparison.id,
        "created_at": comparison.created_at.isoformat(),
        "title": whole(comparison.title),
        "prompt": whole(comparison.prompt),
        "panel": whole(comparison.panel),
        "seed": comparison.seed,
        "blind": comparison.blind,
        "demo": comparison.demo,
        "prompt_version": comparison.prompt_version,
        "thread_id": comparison.thread_id,
        "parent_id": comparison.parent_id,
        "owner": owner,
        "context": pack([_turn_values(turn) for turn in comparison.context]),
    }


def _turn_values(turn: Turn) -> dict[str, object]:
    """A turn of a thread; its documents stand in their own table, once."""
    return {
        "comparison_id": turn.comparison_id,
        "letter": turn.letter,
        "prompt": turn.prompt,
        "documents": [{"name": d.name, "sha256": d.sha256} for d in turn.documents],
        "answer": turn.answer,
    }


def candidate_values(comparison_id: str, place: int, candidate: Candidate) -> dict[str, object]:
    """The columns of a candidate."""
    return {
        "comparison_id": comparison_id,
        "letter": candidate.letter,
        "place": place,
        "kind": candidate.kind,
        "member": _optional(candidate.member),
        "name": whole(candidate.name),
        "status": candidate.status,
        "text": whole(candidate.text),
        "reasoning": whole(candidate.reasoning),
        "error": _optional(candidate.error),
        "finish_reason": _whole_or_none(candidate.finish_reason),
        "model_served": _whole_or_none(candidate.model_served),
        "usage": pack(asdict(candidate.usage)),
        "cost_usd": candidate.cost_usd,
        "ttft_s": candidate.ttft_s,
        "seconds": candidate.seconds,
        "inputs": pack(candidate.inputs),
        "brief": _optional(candidate.brief),
    }


def call_values(comparison_id: str, call: Call) -> dict[str, object]:
    """The columns of a call."""
    return {
        "id": call.id,
        "comparison_id": comparison_id,
        "role": call.role,
        "letter": call.letter,
        "member": whole(call.member),
        "provider": whole(call.provider),
        "model_requested": whole(call.model_requested),
        "model_served": _whole_or_none(call.model_served),
        "request_id": _whole_or_none(call.request_id),
        "started_at": call.started_at.isoformat(),
        "status": call.status,
        "finish_reason": _whole_or_none(call.finish_reason),
        "error": _optional(call.error),
        "usage": pack(asdict(call.usage)),
        "cost_usd": call.cost_usd,
        "ttft_s": call.ttft_s,
        "seconds": call.seconds,
        "attempts": call.attempts,
    }


def reply_values(reply: Reply) -> dict[str, object]:
    """The columns of what was written in a round."""
    return {
        "id": reply.id,
        "comparison_id": reply.comparison_id,
        "kind": reply.kind,
        "member": _optional(reply.member),
        "about": pack(dict(reply.about)),
        "text": whole(reply.text),
        "at": reply.at.isoformat(),
    }


_PICK_COLUMNS = frozenset({"id", "ballot_id", "comparison_id", "created_at", "outcome", "blind", "undoes"})


def pick_values(pick: Pick) -> dict[str, object]:
    """The columns of a pick; what is not asked for by SQL stands in `detail`."""
    everything = asdict(pick)
    detail = {name: value for name, value in everything.items() if name not in _PICK_COLUMNS}
    return {
        "id": pick.id,
        "ballot_id": pick.ballot_id,
        "comparison_id": pick.comparison_id,
        "created_at": pick.created_at.isoformat(),
        "outcome": pick.outcome,
        "best": pick.best,
        "blind": pick.blind,
        "undoes": pick.undoes,
        "detail": pack(detail),
    }


def to_comparison(
    row: Row, documents: tuple[Document, ...], candidates: tuple[Candidate, ...], context: tuple[Turn, ...]
) -> Comparison:
    """A comparison from its row and its parts."""
    return Comparison(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        prompt=row["prompt"],
        documents=documents,
        panel=row["panel"],
        candidates=candidates,
        seed=row["seed"],
        blind=bool(row["blind"]),
        demo=bool(row["demo"]),
        prompt_version=row["prompt_version"],
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        context=context,
    )


def to_candidate(row: Row) -> Candidate:
    """A candidate from its row."""
    return Candidate(
        letter=row["letter"],
        kind=row["kind"],
        member=Member(**json.loads(row["member"])) if row["member"] else None,
        name=row["name"],
        text=row["text"],
        reasoning=row["reasoning"],
        status=row["status"],
        error=_error(row["error"]),
        finish_reason=row["finish_reason"],
        model_served=row["model_served"],
        usage=Usage(**json.loads(row["usage"])),
        cost_usd=row["cost_usd"],
        ttft_s=row["ttft_s"],
        seconds=row["seconds"],
        inputs=tuple(json.loads(row["inputs"])) if "inputs" in row.keys() else (),  # noqa: SIM118  (a Row is no dict)
        brief=_brief(row["brief"]) if "brief" in row.keys() else None,  # noqa: SIM118
    )


def _brief(packed: str | None) -> Brief | None:
    if not packed:
        return None
    told = json.loads(packed)
    return Brief(tuple(Message(**message) for message in told["messages"]), told["mark"])


def to_reply(row: Row) -> Reply:
    """What was written in a round, from its row."""
    return Reply(
        id=row["id"],
        comparison_id=row["comparison_id"],
        kind=row["kind"],
        member=Member(**json.loads(row["member"])) if row["member"] else None,
        about=json.loads(row["about"]),
        text=row["text"],
        at=datetime.fromisoformat(row["at"]),
    )


def to_call(row: Row) -> Call:
    """A call from its row."""
    plain = {field.name: row[field.name] for field in fields(Call)}
    plain |= {
        "started_at": datetime.fromisoformat(row["started_at"]),
        "error": _error(row["error"]),
        "usage": Usage(**json.loads(row["usage"])),
    }
    return Call(**plain)


def to_ballot(row: Row) -> Ballot:
    """A ballot from its row."""
    return Ballot(
        id=row["id"],
        comparison_id=row["comparison_id"],
        kind=row["kind"],
        order=tuple(json.loads(row["letters"])),
        seed=row["seed"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def to_pick(row: Row) -> Pick:
    """A pick from its row."""
    detail: dict[str, Any] = json.loads(row["detail"])
    for name in ("offered", "order", "finish_order", "tags"):
        detail[name] = tuple(detail[name])
    detail["ranking"] = tuple(tuple(group) for group in detail["ranking"])
    detail["shown"] = tuple(Shown(**shown) for shown in detail["shown"])
    return Pick(
        id=row["id"],
        ballot_id=row["ballot_id"],
        comparison_id=row["comparison_id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        outcome=row["outcome"],
        blind=bool(row["blind"]),
        undoes=row["undoes"],
        **detail,
    )


def to_decision(row: Row) -> Decision:
    """A decision on an issue from its row."""
    accepted = None if row["accepted"] is None else bool(row["accepted"])
    return Decision(row["comparison_id"], row["issue"], accepted, datetime.fromisoformat(row["at"]))


def to_reveal(row: Row) -> Reveal:
    """A reveal from its row."""
    return Reveal(row["comparison_id"], datetime.fromisoformat(row["at"]), row["how"])


def _error(packed: str | None) -> CallError | None:
    return CallError(**json.loads(packed)) if packed else None


def _whole_or_none(text: str | None) -> str | None:
    return None if text is None else whole(text)
