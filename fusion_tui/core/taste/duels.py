"""Duels: two candidates at a time, the next pair where it is least known which is best."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.numbers.evidence import CONCLUDED, Stratum, e_value
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.numbers.ratings import Ratings

Won = Literal["left", "right", "tie", "neither", "skip"]
SURE = 0.95
"""The probability of being best from which it is said so."""
_RANDOM = 0.2
"""The part of pairs that is drawn at random, so that none is forgotten."""
_DRAWS = 30


@dataclass(frozen=True, slots=True)
class Duel:
    """Two candidates, and what the person said of them."""

    left: str
    right: str
    won: Won

    def to_json(self) -> dict[str, object]:
        """As it is kept, in what the person wrote themselves."""
        return {"duel": [self.left, self.right], "won": self.won}


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
    """Where candidates stand after some duels."""

    letters: tuple[str, ...]
    """The best first."""
    best: Mapping[str, float]
    """The probability of each that it is the best."""
    e: float
    """The e-value of the first one's wins against luck, divided by how many could have been first."""
    n: int
    """Duels that said something."""

    @property
    def sure(self) -> bool:
        """Whether the first one is the best with a probability of 95%."""
        return bool(self.letters) and self.best[self.letters[0]] >= SURE

    @property
    def proven(self) -> bool:
        """Whether that would also hold for somebody who looked after every duel."""
        return self.e >= CONCLUDED


def table_of(letters: Sequence[str], duels: Sequence[Duel], rng: random.Random) -> Table:
    """Rate candidates by their duels; those without one stand where the prior puts them."""
    said = [duel for duel in duels if duel.won != "skip" and {duel.left, duel.right} <= set(letters)]
    ratings = _ratings(letters, said)
    means = {arm.process: mean for arm, mean in zip(ratings.arms, ratings.means, strict=True)}
    best = {arm.process: share for arm, share in ratings.best(rng).items()}
    ordered = tuple(sorted(letters, key=lambda letter: (-means[letter], letter)))
    return Table(ordered, best, _e(ordered[0], said, len(letters)) if ordered else 0.0, len(said))


def next_pair(letters: Sequence[str], duels: Sequence[Duel], rng: random.Random) -> tuple[str, str]:
    """Top-two Thompson sampling, sides shuffled; one pair in five is drawn at random."""
    chosen: list[str] = []
    if rng.random() >= _RANDOM:
        ratings = _ratings(letters, [duel for duel in duels if duel.won != "skip"])
        places = [place for place, arm in enumerate(ratings.arms) if arm.process in letters]
        for draw in ratings.draws(rng, _DRAWS):
            top = ratings.arms[max(places, key=lambda place: draw[place])].process
            chosen += [] if top in chosen else [top]
            if len(chosen) == 2:
                break
    rest = [letter for letter in letters if letter not in chosen]
    chosen += rng.sample(rest, 2 - len(chosen))
    rng.shuffle(chosen)
    return chosen[0], chosen[1]


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
    won = [_winner(duel) for duel in duels if letter in (duel.left, duel.right)]
    decided = [winner for winner in won if winner]
    return e_value([Stratum(decided.count(letter), len(decided))]) / max(candidates, 1)


def _winner(duel: Duel) -> str | None:
    return {"left": duel.left, "right": duel.right}.get(duel.won)
