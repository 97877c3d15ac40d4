"""The chosen answer as Markdown: where it comes from on top, the text unchanged below."""

from __future__ import annotations

from fusion_tui.core.export.yaml_scalar import Value, front_matter
from fusion_tui.core.models import Candidate, Pick, Record
from fusion_tui.core.picking import describe

RULE = "<!-- fusion: other candidates -->"
"""Stands between the chosen text and the others."""


def to_markdown(record: Record, *, everything: bool = False) -> str:
    """The picked text behind front matter; with `everything` all other candidates follow.

    Names, tokens, cost and time stand in it only once they were revealed. Without a pick the front matter
    is followed by the other candidates alone.
    """
    chosen = _chosen(record)
    parts = [front_matter(_provenance(record, chosen)), "\n", chosen.text if chosen else ""]
    if everything:
        parts += [f"\n\n{RULE}\n", *_others(record, chosen)]
    return "".join(parts)


def bare(record: Record) -> str:
    """The picked text alone."""
    chosen = _chosen(record)
    return chosen.text if chosen else ""


def _chosen(record: Record) -> Candidate | None:
    pick = record.pick
    if pick is None or not pick.ranking:
        return None
    return record.comparison.candidate(pick.ranking[0][0])


def _provenance(record: Record, chosen: Candidate | None) -> dict[str, Value]:
    comparison, pick = record.comparison, record.pick
    values: dict[str, Value] = {
        "title": comparison.title,
        "prompt": comparison.prompt,
        "documents": [{"name": d.name, "sha256": d.sha256} for d in comparison.documents],
        "date": (pick.created_at if pick else comparison.created_at).isoformat(),
        "picked": chosen.letter if chosen else None,
    }
    if pick:
        values |= _decision(pick)
    if chosen and chosen.status != "complete":
        values["status"] = chosen.status
    if chosen and record.revealed:
        values |= _figures(chosen)
    if comparison.demo:
        values["demo"] = True
    return values | {"id": comparison.id}


def _decision(pick: Pick) -> dict[str, Value]:
    return {
        "decision": describe(pick),
        "blind": pick.blind,
        "order_shown": list(pick.order),
        "tags": list(pick.tags),
        "why": pick.why,
    }


def _figures(chosen: Candidate) -> dict[str, Value]:
    return {
        "member": chosen.name,
        "model": chosen.model_served or (chosen.member.model if chosen.member else None),
        "input_tokens": chosen.usage.input_tokens,
        "output_tokens": chosen.usage.output_tokens,
        "cost_usd": chosen.cost_usd,
        "seconds": chosen.seconds,
    }


def _others(record: Record, chosen: Candidate | None) -> list[str]:
    parts = []
    for candidate in record.comparison.candidates:
        if candidate is chosen:
            continue
        named = f" · {_one_line(candidate.name)}" if record.revealed else ""
        state = "" if candidate.status == "complete" else f" · {candidate.status}"
        failed = f" · {candidate.error.kind}" if candidate.error else ""
        parts.append(f"\n# Candidate {candidate.letter}{named}{state}{failed}\n\n{candidate.text}\n")
    return parts


def _one_line(text: str) -> str:
    return " ".join(text.split())
