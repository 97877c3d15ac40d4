"""Does a synthesis help, and does a critique round?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import quantiles
from typing import Literal

from fusion_tui.core.models import Candidate, Comparison, Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.numbers.evidence import Evidence, Stratum, evidence, strata_of
from fusion_tui.core.taste.numbers.intervals import Number, Share
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from fusion_tui.core.taste.observations import Observation, observe, once
from fusion_tui.core.taste.questions import words

Rounds = Literal["whole", "subset"]
"""Whether every answer of a comparison was revised, or only some."""

SYNTHESIS = Arm(process="synthesis")
"""All syntheses as one arm, whoever wrote them."""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A synthesis on a retest ballot with every text it came from."""

    picked: Share
    """Of the ballots with one single winner."""
    chance: float
    """The share that luck would give: the mean of 1/|S|."""
    evidence: Evidence
    ties: int
    none_good: int
    above_best: Number | None
    """Logits above the best answering arm, whichever that is; `None` while it is too early."""

    @property
    def n(self) -> int:
        """Ballots with one single winner."""
        return self.picked.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if not self.n:
            return "No synthesis has stood on a retest ballot with all it came from yet, so nobody knows."
        told = (
            f"Among the texts it came from you picked the synthesis in {words.share(self.picked)} of "
            f"{words.counted(self.n, 'ballot')}, where luck gives {words.percent(self.chance)}"
        )
        return f"{told}; {words.verdict(self.evidence)}."


def synthesis(records: Sequence[Record], rng: random.Random) -> Synthesis:
    """Over blind picks on retest ballots that show a synthesis and all that it was made from."""
    retests = once(observe(records, source="retest", style=no_style)).observations
    seen = [(o, made) for o in retests if (made := _synthesis_on(o))]
    decided = [(o, made) for o, made in seen if o.winner is not None]
    found = strata_of((o.winner == made.letter, 1 / len(o.candidates)) for o, made in decided)
    n = len(decided)
    return Synthesis(
        Share(sum(s.wins for s in found), n),
        sum(s.n * s.chance for s in found) / n if n else 0.0,
        evidence(found, rng),
        ties=sum(len(o.choice.tied) > 1 for o, _ in seen),
        none_good=sum(not o.choice.groups for o, _ in seen),
        above_best=_above_best(seen, rng) if n >= words.ENOUGH else None,
    )


def _synthesis_on(observation: Observation) -> Candidate | None:
    """The synthesis that stands there among exactly what it was made from."""
    comparison, letters = observation.comparison, set(observation.letters)
    for candidate in observation.candidates:
        texts = {x for x in candidate.inputs if x in comparison.letters and comparison.candidate(x).pickable}
        if candidate.kind == "synthesis" and texts and letters == texts | {candidate.letter}:
            return candidate
    return None


def _winner(observation: Observation) -> Candidate:
    assert observation.winner is not None
    return observation.comparison.candidate(observation.winner)


def _above_best(seen: Sequence[tuple[Observation, Candidate]], rng: random.Random) -> Number:
    """The best arm beside it is looked for in each draw anew: nobody chose it after looking."""
    ratings = Ratings.of(fit([_with_one_synthesis(o, made) for o, made in seen]))
    at = ratings.arms.index(SYNTHESIS)
    differences = [draw[at] - max(draw[:at] + draw[at + 1 :]) for draw in ratings.draws(rng)]
    cuts = quantiles(differences, n=40, method="inclusive")
    return Number(cuts[19], cuts[0], cuts[38])


def _with_one_synthesis(observation: Observation, made: Candidate) -> ChoiceSet:
    options = [
        Option(SYNTHESIS) if candidate is made else option
        for candidate, option in zip(observation.candidates, observation.choice.options, strict=True)
    ]
    return replace(observation.choice, options=tuple(options))


@dataclass(frozen=True, slots=True)
class Critique:
    """A member's answer before and after its critique, as a blind pair."""

    rounds: Rounds
    better: Share
    """How often the revision won, of the pairs that did not tie."""
    ties: int
    none_good: int
    evidence: Evidence

    @property
    def losses(self) -> int:
        """How often the original won."""
        return self.better.n - round(self.better.count)

    @property
    def n(self) -> int:
        """All pairs that were judged."""
        return self.better.n + self.ties + self.none_good

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if not self.n:
            return "No revision has met its original on a retest ballot yet, so nobody knows."
        told = (
            f"In {words.counted(self.n, 'blind pair')} the revised answer won {self.better.count:.0f} times, "
            f"lost {self.losses} and tied {self.ties}"
        )
        return f"{told}: {words.share(self.better)} without ties; {words.verdict(self.evidence)}."


def critique(records: Sequence[Record], rng: random.Random) -> tuple[Critique, Critique]:
    """Over blind retest ballots with an answer and its revision: whole rounds, then those on a subset.

    Comparisons in which a reviewer was told that a weak model had written are left out.
    """
    retests = once(observe(records, source="retest", style=no_style)).observations
    pairs = [o for o in retests if _is_pair(o.candidates) and not _told_weak(o.record)]
    whole = [o for o in pairs if _all_revised(o.comparison)]
    subset = [o for o in pairs if not _all_revised(o.comparison)]
    return _critique("whole", whole, rng), _critique("subset", subset, rng)


def _told_weak(record: Record) -> bool:
    return any(reply.kind == "critique" and reply.about.get("stance") == "weak" for reply in record.replies)


def _critique(rounds: Rounds, pairs: Sequence[Observation], rng: random.Random) -> Critique:
    decided = [_winner(o).kind == "revision" for o in pairs if o.winner is not None]
    better = Share(sum(decided), len(decided))
    return Critique(
        rounds,
        better,
        ties=sum(len(o.choice.tied) > 1 for o in pairs),
        none_good=sum(not o.choice.groups for o in pairs),
        evidence=evidence([Stratum(sum(decided), len(decided))], rng),
    )


def _is_pair(candidates: Sequence[Candidate]) -> bool:
    kinds, members = {c.kind for c in candidates}, [c.member for c in candidates]
    return len(candidates) == 2 and kinds == {"answer", "revision"} and members[0] == members[1]


def _all_revised(comparison: Comparison) -> bool:
    answered = [c.member for c in comparison.candidates if c.kind == "answer" and c.pickable]
    revised = [c.member for c in comparison.candidates if c.kind == "revision"]
    return all(member in revised for member in answered)
