"""Duels: two candidates at a time, the next pair where it is least known which is best."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.numbers.evidence import CONCLUDED, Stratum, e_value
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from fusion_tui.core.taste.standings import Duel, Won, evidence, unasked

SURE = 0.95
"""The probability of being best from which it is said so."""
_RANDOM = 0.2
"""The part of pairs that is drawn at random, so that none is forgotten."""
_DRAWS = 30


def duels_of(record: Record) -> tuple[Duel, ...]:
    """Every duel between candidates of a comparison, oldest first; one taken back is not among them."""
    found: dict[str, Duel] = {}
    for reply in sorted(record.replies, key=lambda reply: (reply.at, reply.id)):
        if reply.kind == "own":
            if isinstance(back := reply.about.get("undoes"), str):
                found.pop(back, None)
            elif duel := _read(reply.about):
                found[reply.id] = duel
    known = set(record.comparison.letters)
    return tuple(duel for duel in found.values() if {duel.left, duel.right} <= known)


def _read(about: Mapping[str, object]) -> Duel | None:
    match about.get("duel"), about.get("won"):
        case [str(left), str(right)], won if won in get_args(Won) and left != right:
            return Duel(left, right, cast("Won", won))
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """How sure it is which candidate is the best after some duels."""

    leader: str
    """Who is most probably the best."""
    best: Mapping[str, float]
    """The probability of each that it is the best."""
    e: float
    """The e-value of the leader's wins against luck, divided by how many could have led."""
    n: int
    """Pairs of which something was said."""

    @property
    def sure(self) -> bool:
        """Whether the leader is the best with a probability of 95%."""
        return self.best[self.leader] >= SURE

    @property
    def proven(self) -> bool:
        """Whether that would also hold for somebody who looked after every duel."""
        return self.e >= CONCLUDED


def table_of(letters: Sequence[str], duels: Sequence[Duel], rng: random.Random) -> Table:
    """Rate candidates, of which there must be one, by their duels; each pair counts once."""
    said = evidence(letters, duels)
    ratings = _ratings(letters, said)
    means = {arm.process: mean for arm, mean in zip(ratings.arms, ratings.means, strict=True)}
    best = {arm.process: share for arm, share in ratings.best(rng).items()}
    leader = min(letters, key=lambda letter: (-means[letter], letter))
    return Table(leader, best, _e(leader, said, len(letters)), len(said))


def next_pair(letters: Sequence[str], duels: Sequence[Duel], rng: random.Random) -> tuple[str, str] | None:
    """Top-two Thompson sampling among pairs that have not met, sides shuffled; one in five is random.

    `None` when all have met.
    """
    open_pairs = unasked(letters, duels)
    if not open_pairs:
        return None
    drawn = rng.choice(open_pairs)
    sides = list(drawn if rng.random() < _RANDOM else _promising(letters, duels, open_pairs, rng) or drawn)
    rng.shuffle(sides)
    return sides[0], sides[1]


def _promising(
    letters: Sequence[str], duels: Sequence[Duel], pairs: Sequence[tuple[str, str]], rng: random.Random
) -> tuple[str, str] | None:
    """The first two that are best in a draw and have not met; `None` where draws found no second one."""
    ratings = _ratings(letters, evidence(letters, duels))
    places = {arm.process: place for place, arm in enumerate(ratings.arms)}
    able = {letter for pair in pairs for letter in pair}
    first = ""
    for draw in ratings.draws(rng, _DRAWS):
        top = max(sorted(able), key=lambda letter: draw[places[letter]])
        if first and top != first:
            return first, top
        if not first:
            first = top
            able = {letter for pair in pairs if first in pair for letter in pair}
    return None


def _ratings(letters: Sequence[str], duels: Sequence[Duel]) -> Ratings:
    arms = [Arm(process=letter) for letter in letters]
    return Ratings.of(fit([_choice(duel) for duel in duels], arms=arms))


def _choice(duel: Duel) -> ChoiceSet:
    groups: Mapping[Won, tuple[tuple[int, ...], ...]] = {
        "left": ((0,),),
        "right": ((1,),),
        "tie": ((0, 1),),
        "neither": (),
    }
    options = Option(Arm(process=duel.left)), Option(Arm(process=duel.right))
    return ChoiceSet(options, groups[duel.won], ties=True, none=True)


def _e(letter: str, duels: Sequence[Duel], candidates: int) -> float:
    decided = [duel.winner for duel in duels if letter in duel.pair and duel.winner]
    return e_value([Stratum(decided.count(letter), len(decided))]) / candidates
