"""Picks between two models as one document for LLM Comparator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from fusion_tui.core.export.decisions import Decision, Lost, Silent
from fusion_tui.core.export.json_format import Json
from fusion_tui.core.export.rows import Row
from fusion_tui.core.messages import Message
from fusion_tui.core.models import Candidate

Models = tuple[str, str]

BETTER = 1.0
"""The score of "A is better" where "much better" is 1.5: a pick says which, not by how much."""


@dataclass(frozen=True, slots=True)
class Example:
    """Two answers, and how they stand to each other."""

    decision: Decision
    a: Candidate
    b: Candidate
    score: float
    """Positive when A is better, negative when B is, 0 for a tie."""
    weight: float
    """Its part of its pick; the examples of one pick sum to 1."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What one pick says of two models."""

    examples: tuple[Example, ...]
    lost: Mapping[Lost, int]
    silent: Silent | None = None


def model_of(candidate: Candidate) -> str:
    """What is compared: the model that answered, else the one that was asked, else the draft's file."""
    asked = candidate.member.model if candidate.member else ""
    return candidate.model_served or asked or candidate.name or candidate.kind


def models_in(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Every model on a ballot, in alphabetical order."""
    return tuple(sorted({model_of(c) for decision in decisions for c in decision.observation.candidates}))


def most_met(decisions: Sequence[Decision], none: bool) -> Models | None:
    """The two models with the most examples, the first two by the alphabet where several have as many."""
    counts: Counter[Models] = Counter()
    for decision in decisions:
        for first, second in combinations(models_in([decision]), 2):
            counts[first, second] += len(compare(decision, (first, second), none).examples)
    return min(counts, key=lambda models: (-counts[models], models), default=None)


def compare(decision: Decision, models: Models, none: bool) -> Compared:
    """The examples of a pick: each answer of one model beside each of the other.

    Those with an order, or a tie that the person said; two answers that were both passed over have neither.
    """
    shown = decision.observation.candidates
    sides = [[c for c in shown if model_of(c) == model] for model in models]
    if not all(sides):
        return Compared((), {}, "others")
    if not decision.choice.groups and not none:
        return Compared((), {}, "none")
    ranks = _ranks(decision)
    kept, lost = [], Counter[Lost]()
    for a, b in product(*sides):
        if reason := _lost(decision, a, b, ranks):
            lost[reason] += 1
        else:
            kept.append((a, b, _score(ranks[a.letter], ranks[b.letter])))
    examples = [Example(decision, a, b, score, 1 / len(kept)) for a, b, score in kept]
    return Compared(tuple(examples), lost)


def _ranks(decision: Decision) -> dict[str, int]:
    """The group of each letter, best 0; what is unranked stands below all."""
    letters, groups = decision.observation.letters, decision.observation.choice.groups
    unranked = {letter: len(groups) for letter in letters}
    return unranked | {letters[place]: rank for rank, group in enumerate(groups) for place in group}


def _lost(decision: Decision, a: Candidate, b: Candidate, ranks: Mapping[str, int]) -> Lost | None:
    if reason := decision.unfit_for(a, b):
        return reason
    if decision.folded[a.letter] == decision.folded[b.letter]:
        return "equal"
    groups = len(decision.observation.choice.groups)
    unranked = ranks[a.letter] == groups == ranks[b.letter]
    return "unsaid" if unranked and groups else None


def _score(a: int, b: int) -> float:
    return BETTER if a < b else -BETTER if a > b else 0.0


def document(examples: Sequence[Example], models: Models, source: str, picks: Mapping[str, int]) -> Json:
    """The README of PAIR's LLM Comparator, "JSON Data Format": metadata, two models, examples.

    `source` is its free text about where the data come from, `picks` how many of each comparison's picks
    give examples.
    """
    fields = (("comparison_id", "string"), ("weight", "number"), ("member", "per_model_category"))
    return {
        "metadata": {
            "source_path": source,
            "custom_fields_schema": [{"name": name, "type": kind} for name, kind in fields],
        },
        "models": [{"name": model} for model in models],
        "examples": [_example(example, picks[example.decision.comparison.id]) for example in examples],
    }


def _example(example: Example, picks: int) -> Json:
    pick, comparison = example.decision.observation.pick, example.decision.comparison
    # After duels nobody stood in an order that could have been flipped.
    flipped = not pick.duels and pick.order.index(example.b.letter) < pick.order.index(example.a.letter)
    return {
        "input_text": _input(Row(comparison, example.a, example.b, example.weight).messages),
        "tags": list(pick.tags),
        "output_text_a": example.a.text,
        "output_text_b": example.b.text,
        "score": example.score,
        "individual_rater_scores": [
            {"is_flipped": flipped, "score": example.score, "rationale": pick.why},
        ],
        "custom_fields": {
            "comparison_id": comparison.id,
            "weight": example.weight / picks,
            "member": [example.a.name, example.b.name],
        },
    }


def _input(messages: Sequence[Message]) -> str:
    """The prompt as one text; who said what stands there only where there is more than the question."""
    if len(messages) == 1:
        return messages[0].content
    return "\n\n".join(f"[{message.role}]\n{message.content}" for message in messages)
