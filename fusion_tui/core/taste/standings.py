"""What duels say of the candidates that met: nothing that the person did not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

Won = Literal["left", "right", "tie", "neither", "skip"]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two candidates, and what the person said of them."""

    left: str
    right: str
    won: Won

    @property
    def pair(self) -> frozenset[str]:
        """Who met, whatever the sides."""
        return frozenset((self.left, self.right))

    @property
    def winner(self) -> str | None:
        """The better one, if one was."""
        return {"left": self.left, "right": self.right}.get(self.won)

    def to_json(self) -> dict[str, object]:
        """As it is kept, in what the person wrote themselves."""
        return {"duel": [self.left, self.right], "won": self.won}


@dataclass(frozen=True, slots=True)
class Standings:
    """What a pick of these duels records, or why it can record nothing."""

    among: tuple[str, ...] = ()
    """Candidates that it is about: those that won, lost or tied, or of which all "neither" was said."""
    groups: tuple[tuple[str, ...], ...] = ()
    """The best first, as far as duels order them; each beat all below it, directly or through others."""
    none_good: bool = False
    """Only "neither" was said, and of every candidate."""
    why: str = ""
    """Why nothing can be recorded; empty where something can."""


def evidence(letters: Collection[str], duels: Sequence[Duel]) -> tuple[Duel, ...]:
    """The first answer about each pair: asking again says how steady the person is, not what they like."""
    first: dict[frozenset[str], Duel] = {}
    for duel in duels:
        if duel.won != "skip" and duel.pair <= set(letters):
            first.setdefault(duel.pair, duel)
    return tuple(first.values())


def unasked(letters: Sequence[str], duels: Sequence[Duel]) -> tuple[tuple[str, str], ...]:
    """The pairs that have not met; one that was skipped has."""
    asked = {duel.pair for duel in duels}
    return tuple(pair for pair in combinations(letters, 2) if frozenset(pair) not in asked)


def standings(letters: Sequence[str], duels: Sequence[Duel]) -> Standings:
    """Order candidates only where duels do: who met nobody is left out, who was only tied is a group."""
    said = evidence(letters, duels)
    ordering = [duel for duel in said if duel.won != "neither"]
    seen = frozenset(chain.from_iterable(duel.pair for duel in ordering))
    met = tuple(letter for letter in letters if letter in seen)
    if not met:
        return _without_order(letters, said)
    reached = {letter: _reached(letter, ordering) for letter in met}
    groups: list[tuple[str, ...]] = []
    left = list(met)
    while top := tuple(letter for letter in left if reached[letter] >= set(left)):
        if any(duel.winner and duel.pair <= set(top) for duel in ordering):
            break
        groups.append(top)
        left = [letter for letter in left if letter not in top]
    return Standings(met, tuple(groups), why="" if groups else _why_no_best(top, left, reached))


def _without_order(letters: Sequence[str], said: Sequence[Duel]) -> Standings:
    named = frozenset(chain.from_iterable(duel.pair for duel in said))
    rest = [letter for letter in letters if letter not in named]
    if not said:
        return Standings(why="No duel is decided yet.")
    if rest:
        return Standings(why=f"Only “neither” was said, and not yet of {_listed(rest)}.")
    return Standings(tuple(letters), none_good=True)


def _reached(letter: str, duels: Sequence[Duel]) -> frozenset[str]:
    """All that this one beat or tied with, directly or through others, and itself."""
    found, fresh = {letter}, [letter]
    while fresh:
        one = fresh.pop()
        below = {
            other
            for duel in duels
            if one in duel.pair and duel.winner in (one, None)
            for other in duel.pair - found
        }
        found |= below
        fresh += below
    return frozenset(found)


def _why_no_best(top: Sequence[str], left: Sequence[str], reached: Mapping[str, frozenset[str]]) -> str:
    if top:
        return f"{_listed(top)} beat each other in a circle, so none is best."
    unbeaten = [one for one in left if all(other in reached[one] for other in left if one in reached[other])]
    first = unbeaten[0]
    other = next(one for one in unbeaten if one not in reached[first])
    return f"{first} and {other} stand on top, and no duel says which of the two is better."


def _listed(letters: Sequence[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
