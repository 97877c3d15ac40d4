"""The picks that leave the program, as what they say of texts: which ones were chosen, which were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fusion_tui.core import prompts
from fusion_tui.core.equal import folded
from fusion_tui.core.models import Candidate, Comparison, Record, Shown
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.observations import WHY, Observation, Reason, observe

Also = Literal["knowing", "demo", "drafts", "early", "cut", "none"]

ALSO: Mapping[Also, str] = {
    "knowing": "picks made knowing names",
    "demo": "picks made in the demo",
    "drafts": "picks among drafts",
    "early": "picks made while others still wrote, about the answers that had ended",
    "cut": "answers that are not complete, or whose model did not read all of the input",
    "none": '"none good" in llm-comparator, as a tie; kto has it anyway, the others have no place for it',
}
"""What is left out unless it is asked for."""

Lost = Literal["cut", "changed", "equal", "unsaid"]

LOST: Mapping[Lost, str] = {
    "cut": "with an answer that is not complete, or whose model did not read all of the input",
    "changed": "with an answer that changed after the pick",
    "equal": "because answers say the same",
    "unsaid": "with two answers that the pick puts in no order",
}
"""Why a row of a pick that counts is left out, to be read after a number of rows."""

Silent = Literal["untagged", "unasked", "none", "tie", "alike", "others"]

SILENT: Mapping[Silent, str] = {
    "untagged": "without the tag",
    "unasked": "made without a question",
    "none": 'of "none good"',
    "tie": "tied, with nothing ranked below",
    "alike": "made among answers that all say the same",
    "others": "made without one of the two models",
}
"""Why a pick that counts for the statistics gives no row, to be read after a number of picks."""

_READ: Mapping[Also, Reason] = {
    "knowing": "knowing",
    "demo": "demo",
    "drafts": "drafts",
    "early": "writing",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which picks are asked for."""

    tag: str | None = None
    """Only picks with this tag."""
    also: frozenset[Also] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """One pick that counts."""

    observation: Observation
    texts: tuple[Candidate, ...]
    """One candidate for each text that was shown, the ranked ones first."""
    choice: ChoiceSet
    """The same decision among these texts: what tied only because it is equal is one winner."""
    unfit: Mapping[str, Lost]
    """Letters of candidates that stand in no row, and why."""
    folded: Mapping[str, str]
    """What each letter's text says, without what only changes its looks: equal ones are one text."""

    @property
    def comparison(self) -> Comparison:
        """What it was about."""
        return self.observation.comparison

    def unfit_for(self, *candidates: Candidate | None) -> Lost | None:
        """Why these candidates cannot stand in a row, if they cannot."""
        return next((self.unfit[c.letter] for c in candidates if c and c.letter in self.unfit), None)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The picks that count, and how many do not, by reason in words."""

    kept: tuple[Decision, ...]
    left_out: Mapping[str, int]


def decide(records: Iterable[Record], filters: Filters) -> Decisions:
    """The picks that count here: as for the statistics, and whatever the filters ask for besides.

    An answer that was asked for again after the pick, or that still wrote, is not the text that the person
    saw. The statistics leave such a pick out; here only that answer is, for the order of the others holds.
    """
    also: list[Reason] = ["changed", *(_READ[word] for word in sorted(filters.also) if word in _READ)]
    seen = observe(records, also=also, style=no_style)
    left_out = Counter({WHY[reason]: count for reason, count in seen.left_out.items()})
    kept = []
    for observation in seen.observations:
        if filters.tag is not None and filters.tag not in observation.pick.tags:
            left_out[SILENT["untagged"]] += 1
        elif _unasked(observation.comparison):
            left_out[SILENT["unasked"]] += 1
        else:
            kept.append(_decision(observation, filters.also))
    return Decisions(tuple(kept), dict(left_out))


def _unasked(comparison: Comparison) -> bool:
    """Whether a message would be empty, which no consumer takes."""
    messages = prompts.ask(comparison.prompt, comparison.documents, context=comparison.context)
    return any(not message.content.strip() for message in messages)


def _decision(observation: Observation, also: frozenset[Also]) -> Decision:
    unfit = {
        candidate.letter: reason
        for candidate, shown in zip(observation.candidates, observation.shown, strict=True)
        if (reason := _unfit(candidate, shown, also))
    }
    said = {c.letter: _said(c, unfit) for c in observation.candidates}
    groups = _distinct(observation, unfit, said)
    texts = [candidate for group in groups for candidate in group]
    places = {candidate.letter: place for place, candidate in enumerate(texts)}
    options = dict(zip(observation.letters, observation.choice.options, strict=True))
    choice = ChoiceSet(
        tuple(options[candidate.letter] for candidate in texts),
        tuple(tuple(places[candidate.letter] for candidate in group) for group in groups[:-1] if group),
        tags=observation.choice.tags,
    )
    return Decision(observation, tuple(texts), choice, unfit, said)


def _unfit(candidate: Candidate, shown: Shown, also: frozenset[Also]) -> Lost | None:
    """Why an answer is neither a chosen nor a rejected text."""
    if len(candidate.text) != shown.chars:
        return "changed"
    if candidate.live or not candidate.pickable:
        return "cut"
    whole = candidate.status == "complete" and not shown.cut_input
    return None if whole or "cut" in also else "cut"


def _said(candidate: Candidate, unfit: Mapping[str, Lost]) -> str:
    """What tells equal texts; one that changed says nothing about the text that was seen."""
    if unfit.get(candidate.letter) == "changed":
        return f"{candidate.letter}, changed"
    return f"= {folded(candidate.text)}"


def _distinct(
    observation: Observation, unfit: Mapping[str, Lost], said: Mapping[str, str]
) -> list[list[Candidate]]:
    """The groups of the ranking, and last what is unranked, with each text only where it stands highest."""
    groups = [[observation.candidates[place] for place in group] for group in observation.choice.groups]
    ranked = {candidate.letter for group in groups for candidate in group}
    groups.append([candidate for candidate in observation.candidates if candidate.letter not in ranked])
    met: set[str] = set()
    return [_unmet(group, met, unfit, said) for group in groups]


def _unmet(
    group: Sequence[Candidate], met: set[str], unfit: Mapping[str, Lost], said: Mapping[str, str]
) -> list[Candidate]:
    """The candidates whose text was not met yet; of equal ones the first that can stand in a row."""
    kept = []
    for candidate in sorted(group, key=lambda c: c.letter in unfit):
        if said[candidate.letter] not in met:
            kept.append(candidate)
        met.add(said[candidate.letter])
    return kept
