"""How alike the answers of two members are, so that a seat that says what another says shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from fusion_tui.core.diff.wording import alike
from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of

ENOUGH = 10
"""Questions that both have answered, below which nothing is said of a pair."""
RECENT = 60
"""The newest comparisons whose texts are read: all would take long, and tell of models that are gone."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two arms and the words that their answers have in common."""

    one: Arm
    other: Arm
    median: float
    """Of the share of words that both have, 0 to 1, over the questions that both have answered."""
    n: int
    """These questions."""


def overlaps(records: Iterable[Record], grouping: Grouping = "member") -> tuple[Overlap, ...]:
    """The most alike first; only comparisons whose names are known, and answers that are complete."""
    shares: dict[tuple[Arm, Arm], list[float]] = {}
    for record in records:
        if record.comparison.demo or not record.revealed:
            continue
        texts = [
            (arm_of(candidate, grouping), candidate.text)
            for candidate in record.comparison.candidates
            if candidate.kind == "answer" and candidate.status == "complete" and candidate.text.strip()
        ]
        for (one, text), (other, second) in combinations(sorted(texts), 2):
            if one != other:
                shares.setdefault((one, other), []).append(alike(text, second))
    found = [Overlap(*pair, median(each), len(each)) for pair, each in shares.items() if len(each) >= ENOUGH]
    return tuple(sorted(found, key=lambda pair: (-pair.median, pair.one, pair.other)))
