"""Preference data as JSONL: a row is one thing that a pick says, in the shape that its consumer documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fusion_tui.core import prompts
from fusion_tui.core.export.decisions import Decision, Lost, Silent
from fusion_tui.core.export.json_format import Json
from fusion_tui.core.messages import Message
from fusion_tui.core.models import Candidate, Comparison

RowForm = Literal["dpo", "kto", "openai", "sft"]

Judged = tuple[Candidate | None, Candidate | None]
"""A chosen and a rejected answer; a format without pairs has one of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, before it has a shape."""

    comparison: Comparison
    chosen: Candidate | None
    rejected: Candidate | None
    weight: float
    """Its part of its pick; the rows of one pick sum to 1."""

    @property
    def one_persona(self) -> bool:
        """Whether its answers were written under the same system message, or all without one."""
        return len(self._personas) == 1

    @property
    def messages(self) -> tuple[Message, ...]:
        """The prompt, as it was sent.

        A pair has one prompt. Where its answers were written under different system messages, no prompt is
        the one that was sent to both; what both got is everything but the system message.
        """
        comparison = self.comparison
        persona = min(self._personas) if self.one_persona else ""
        return prompts.ask(comparison.prompt, comparison.documents, persona, comparison.context)

    @property
    def _personas(self) -> frozenset[str]:
        return frozenset(persona_of(c) for c in (self.chosen, self.rejected) if c)


@dataclass(frozen=True, slots=True)
class Found:
    """What one pick gives: rows, how many were left out, and why there can be none at all."""

    rows: tuple[Row, ...]
    lost: Mapping[Lost, int]
    silent: Silent | None = None


def persona_of(candidate: Candidate) -> str:
    """The system message it was written under; empty for none."""
    return candidate.member.persona if candidate.member else ""


def find(decision: Decision, form: RowForm) -> Found:
    """The rows of a pick, with weights that sum to 1.

    A pick of k is one decision, not k-1, so each of its k-1 pairs weighs 1/(k-1). A ranking is a product of
    picks, each among what is left, so a ranking of three stages is three decisions; but they were made
    together, about one prompt, and to rank must not count three times what to pick counts. Each stage gets
    the same share, for each is one decision, and its pairs share that. A plain pick is the ranking with one
    stage. What is left out leaves its share to the rest of its stage, or to the other stages.
    """
    meant = _meant(decision, form)
    lost: Counter[Lost] = Counter()
    if form in ("dpo", "openai"):
        lost["equal"] += len(decision.observation.candidates) - len(decision.texts) if meant else 0
    stages = []
    for stage in meant:
        reasons = [decision.unfit_for(*judged) for judged in stage]
        lost.update(reason for reason in reasons if reason)
        stages.append([judged for judged, reason in zip(stage, reasons, strict=True) if not reason])
    stages = [stage for stage in stages if stage]
    rows = [
        Row(decision.comparison, chosen, rejected, 1 / len(stages) / len(stage))
        for stage in stages
        for chosen, rejected in stage
    ]
    return Found(tuple(rows), +lost, None if meant else _silent(decision))


def _meant(decision: Decision, form: RowForm) -> list[list[Judged]]:
    """What a pick says in this format, by stages.

    No format has a place for a tie, so a stage that ties gives no pair. "None good" judges every answer, and
    only kto can say it. A pick calls its winner good; that the others are bad it does not say, so kto gets
    the winner alone.
    """
    texts, choice = decision.texts, decision.choice
    if form == "kto" and not choice.groups:
        return [[(None, text) for text in texts]]
    if len(texts) < 2:
        return []
    if form in ("kto", "sft"):
        return [] if choice.winner is None else [[(texts[choice.winner], None)]]
    return [
        [(texts[group[0]], texts[place]) for place in left if place != group[0]]
        for left, group in choice.stages()
        if len(group) == 1
    ]


def _silent(decision: Decision) -> Silent:
    if not decision.choice.groups:
        return "none"
    return "alike" if len(decision.texts) < 2 else "tie"


def shape(row: Row, form: RowForm, picks: int) -> Json:
    """A row as its consumer reads it; `picks` is how many of its comparison's picks give rows.

    The rows of one comparison sum to 1, however many ballots it had.
    """
    prompt = [_message(message) for message in row.messages]
    about: Json = {"comparison_id": row.comparison.id, "weight": row.weight / picks}
    if form == "dpo":
        return _dpo(prompt, _said(row.chosen), _said(row.rejected)) | about
    if form == "kto":
        return _kto(prompt, _said(row.chosen or row.rejected), row.chosen is not None) | about
    if form == "openai":
        return _openai(prompt, _said(row.chosen), _said(row.rejected))
    return _sft(prompt, _said(row.chosen))


def _dpo(prompt: Sequence[Json], chosen: Sequence[Json], rejected: Sequence[Json]) -> Json:
    """TRL, "Dataset formats and types": preference, conversational, with an explicit prompt.

    Columns that its trainer does not know are dropped by it; others can weigh rows by them.
    """
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


def _kto(prompt: Sequence[Json], completion: Sequence[Json], label: bool) -> Json:
    """TRL, "Dataset formats and types": unpaired preference, conversational."""
    return {"prompt": prompt, "completion": completion, "label": label}


def _openai(prompt: Sequence[Json], chosen: Sequence[Json], rejected: Sequence[Json]) -> Json:
    """OpenAI, "Direct preference optimization"; also Together, "Preference fine-tuning", and Fireworks.

    There is no weight in it: Together's client 1.x refuses a file with a column besides these three.
    """
    return {
        "input": {"messages": prompt, "tools": [], "parallel_tool_calls": True},
        "preferred_output": chosen,
        "non_preferred_output": rejected,
    }


def _sft(prompt: Sequence[Json], answer: Sequence[Json]) -> Json:
    """TRL, "Dataset formats and types": language modeling, conversational; also OpenAI's chat format.

    As with `openai`, Together's client 1.x refuses any other column.
    """
    return {"messages": [*prompt, *answer]}


def _said(candidate: Candidate | None) -> list[Json]:
    """An answer as the one message it is; nothing for a side that the format does not have."""
    return [_message(Message("assistant", candidate.text))] if candidate else []


def _message(message: Message) -> Json:
    return {"role": message.role, "content": message.content}
