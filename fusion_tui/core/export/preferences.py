"""Preference data: what a person's picks say, for those who train or evaluate models with it.

A file holds texts, ids and weights, and names only where its format has models. Which picks count is decided
where the statistics decide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from fusion_tui.core.export.decisions import LOST, SILENT, Decisions, Filters, Lost, Silent, decide
from fusion_tui.core.export.json_format import Json
from fusion_tui.core.export.llm_comparator import Models, compare, document, models_in, most_met
from fusion_tui.core.export.rows import RowForm, find, persona_of, shape
from fusion_tui.core.models import Comparison, Record
from fusion_tui.core.taste.questions.words import counted
from fusion_tui.errors import UsageError

Form = Literal["dpo", "kto", "openai", "sft", "llm-comparator"]

FORMS: tuple[Form, ...] = get_args(Form)

NOTICE = (
    "Before you train with it: the terms of the providers that wrote these answers "
    "may restrict training on their outputs."
)
"""Goes with every file."""

_FOR: Mapping[Form, str] = {
    "dpo": 'TRL, "Dataset formats and types": preference, conversational',
    "kto": 'TRL, "Dataset formats and types": unpaired preference, conversational',
    "openai": 'OpenAI, "Direct preference optimization"; Together and Fireworks read the same',
    "sft": 'TRL, "Dataset formats and types": language modeling, conversational; OpenAI\'s chat format',
    "llm-comparator": 'PAIR\'s LLM Comparator, "JSON Data Format"',
}

_WEIGHTS: Mapping[Form, str] = {
    "dpo": "weight: the rows of one comparison_id sum to 1; a pick of five counts as much as one of two.",
    "kto": "weight: the rows of one comparison_id sum to 1.",
    "openai": "There are no weights here, so a pick of k counts as k-1 pairs; --format dpo has weights.",
    "sft": "Each row is one pick.",
    "llm-comparator": "weight: the examples of one comparison_id sum to 1. A score of 0 is a tie.",
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one file holds, and what it does not."""

    form: Form
    lines: tuple[Json, ...]
    """The lines of a JSONL file, or the one document of llm-comparator."""
    rows: int
    comparisons: int
    picks_left_out: Mapping[str, int]
    """By reason in words, to be read after a number of picks."""
    rows_left_out: Mapping[str, int]
    """Of picks that count; by reason in words, to be read after a number of rows."""
    without_system: int
    """Rows whose answers were written under different system messages, so that none stands there."""
    telling: frozenset[str]
    """Ids of comparisons of which the file says, or lets one guess, who wrote what."""

    @property
    def summary(self) -> tuple[str, ...]:
        """How many rows there are, and how many were left out and why; names nobody."""
        rows = counted(self.rows, "row")
        lines = [f"{self.form}: {rows} from {counted(self.comparisons, 'comparison')}"]
        if self.without_system:
            rows = counted(self.without_system, "row")
            lines.append(f"without a system message, because the two answers had different ones: {rows}")
        for one, left_out in (("pick", self.picks_left_out), ("row", self.rows_left_out)):
            for why, count in sorted(left_out.items()):
                lines.append(f"left out: {counted(count, one)} {why}")
        return tuple(lines)

    @property
    def note(self) -> str:
        """The text that stands beside the file, for whoever finds it later."""
        head = ("Preferences of one person, exported by Fusion TUI.", NOTICE)
        about = (f"For {_FOR[self.form]}.", _WEIGHTS[self.form])
        return "\n\n".join(["\n".join(head), "\n".join(about), "\n".join(self.summary)]) + "\n"


def prefer(
    records: Iterable[Record], form: Form, filters: Filters, between: Models | None = None
) -> Preferences:
    """What these records hold in a format; `between` names the two models of llm-comparator.

    Raises `UsageError` when a model that is named stands on no ballot.
    """
    decisions = decide(records, filters)
    if form == "llm-comparator":
        return _documented(decisions, filters, between)
    return _lined(decisions, form)


def _lined(decisions: Decisions, form: RowForm) -> Preferences:
    found = [find(decision, form) for decision in decisions.kept]
    rows = [row for each in found for row in each.rows]
    picks = Counter(each.rows[0].comparison.id for each in found if each.rows)
    return Preferences(
        form,
        tuple(shape(row, form, picks[row.comparison.id]) for row in rows),
        len(rows),
        len(picks),
        _silent(decisions, [each.silent for each in found]),
        _lost([each.lost for each in found]),
        sum(not row.one_persona for row in rows),
        frozenset(row.comparison.id for row in rows if _personas_differ(row.comparison)),
    )


def _personas_differ(comparison: Comparison) -> bool:
    """Whether a system message, or that there is none, tells the answers of a panel apart."""
    return len({persona_of(candidate) for candidate in comparison.candidates}) > 1


def _documented(decisions: Decisions, filters: Filters, between: Models | None) -> Preferences:
    none = "none" in filters.also
    if between:
        _check(between, models_in(decisions.kept))
    models = between or most_met(decisions.kept, none) or ("", "")
    found = [compare(decision, models, none) for decision in decisions.kept]
    examples = [example for each in found for example in each.examples]
    picks = Counter(each.examples[0].decision.comparison.id for each in found if each.examples)
    source = f"Preferences of one person, exported by Fusion TUI. {NOTICE}"
    return Preferences(
        "llm-comparator",
        (document(examples, models, source, picks),),
        len(examples),
        len(picks),
        _silent(decisions, [each.silent for each in found]),
        _lost([each.lost for each in found]),
        sum(persona_of(example.a) != persona_of(example.b) for example in examples),
        frozenset(picks),
    )


def _check(between: Models, known: Sequence[str]) -> None:
    for model in between:
        if model not in known:
            there = f"the models are {', '.join(known)}" if known else "no pick counts here"
            raise UsageError(f"--between: no pick that counts has {model!r}; {there}.")


def _silent(decisions: Decisions, reasons: Iterable[Silent | None]) -> dict[str, int]:
    found = Counter(SILENT[reason] for reason in reasons if reason)
    return dict(Counter(decisions.left_out) + found)


def _lost(counts: Iterable[Mapping[Lost, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update({LOST[reason]: count for reason, count in each.items()})
    return dict(+total)
