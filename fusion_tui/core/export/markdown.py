"""The chosen answer as Markdown: where it comes from on top, the text unchanged below."""

from __future__ import annotations

from fusion_tui.core.critique import raised_in
from fusion_tui.core.export.rounds import summary_of
from fusion_tui.core.export.verdicts import claims_of, summary_of_verdict
from fusion_tui.core.export.yaml_scalar import Value, front_matter
from fusion_tui.core.judging import verdicts_of
from fusion_tui.core.models import Candidate, Comparison, Pick, Record
from fusion_tui.core.picking import describe
from fusion_tui.core.provenance import called


def to_markdown(record: Record, *, everything: bool = False) -> str:
    """The picked text behind front matter; with `everything` all other candidates follow.

    Names, tokens, cost and time stand in it only once they were revealed. A tie gives its first text.
    Without a pick the front matter is followed by the other candidates alone.
    """
    chosen = _chosen(record)
    parts = [front_matter(_provenance(record, chosen)), "\n", chosen.text if chosen else ""]
    if everything:
        others = [c for c in record.comparison.candidates if c is not chosen]
        parts += [_other(candidate, record) for candidate in others]
    return "".join(parts)


def to_bare(record: Record) -> str:
    """The picked text alone, exactly as it arrived. A tie gives its first text, no pick gives none."""
    chosen = _chosen(record)
    return chosen.text if chosen else ""


def boundary(comparison: Comparison, letter: str) -> str:
    """The line above every other candidate.

    No answer can imitate it: it holds the comparison's random id, which no model is told.
    """
    return f"<!-- fusion {comparison.id}: candidate {letter}, not the picked text -->"


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
    if chosen and chosen.inputs:
        values |= {"kind": chosen.kind, "made_from": chosen.inputs}
    if chosen and chosen.status != "complete":
        values["status"] = chosen.status
    if chosen and record.revealed:
        values |= _figures(chosen)
    if chosen and chosen.kind == "revision" and chosen.inputs:
        values["revises"] = chosen.inputs[0]
    raised = raised_in(record)
    if raised.targets:
        values["critiques"] = [summary_of(raised, target) for target in raised.targets]
    if verdicts := verdicts_of(record):
        values["verdicts"] = [summary_of_verdict(verdict) for verdict in verdicts]
    if claims := claims_of(verdicts):
        values["verify"] = claims
    if comparison.parent_id:
        values["continues"] = comparison.parent_id
    if comparison.demo:
        values["demo"] = True
    return values | {"id": comparison.id}


def _decision(pick: Pick) -> dict[str, Value]:
    return {
        "decision": describe(pick),
        "blind": pick.blind,
        "two_at_a_time" if pick.duels else "order_shown": pick.order,
        "tags": pick.tags,
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


def _other(candidate: Candidate, record: Record) -> str:
    words = [f"Candidate {candidate.letter}", *called(candidate, record.revealed)]
    if candidate.status != "complete":
        words.append(f"{candidate.status} ({candidate.error.kind})" if candidate.error else candidate.status)
    line = boundary(record.comparison, candidate.letter)
    return f"\n\n{line}\n\n# {' · '.join(words)}\n\n{candidate.text}"
