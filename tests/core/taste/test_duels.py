"""Duels: the best is found, sides are fair, and nothing depends on the order of letters."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from fusion_tui.core.models import Record, Reply
from fusion_tui.core.taste.duels import Duel, Won, duels_of, next_pair, table_of
from tests.core.critique.rounds import answered
from tests.helpers.fakes import NOW

LETTERS = ("A", "B", "C", "D")


def play(best: str, rounds: int, seed: int = 3, certain: float = 0.85) -> list[Duel]:
    """A person who prefers one, mostly, and has no opinion on the others."""
    rng = random.Random(seed)
    duels: list[Duel] = []
    for _ in range(rounds):
        left, right = next_pair(LETTERS, duels, rng)
        if best in (left, right):
            likes = best if rng.random() < certain else ({left, right} - {best}).pop()
        else:
            likes = rng.choice((left, right))
        duels.append(Duel(left, right, "left" if likes == left else "right"))
    return duels


@pytest.mark.parametrize("best", LETTERS)
def test_a_planted_best_is_found_and_proven(best: str) -> None:
    table = table_of(LETTERS, play(best, 60), random.Random(1))
    assert table.letters[0] == best and table.sure and table.proven and table.n == 60


def test_nothing_is_proven_of_a_person_without_a_preference() -> None:
    proven = [table_of(LETTERS, play("A", 40, seed, 0.5), random.Random(1)).proven for seed in range(40)]
    assert sum(proven) <= 2, "at most one in twenty"


def test_sides_are_fair_and_pairs_go_to_the_promising() -> None:
    rng, duels = random.Random(5), play("A", 40)
    pairs = [next_pair(LETTERS, duels, rng) for _ in range(1000)]
    left = Counter(pair[0] for pair in pairs if "A" in pair)
    sides = left["A"] / sum(1 for pair in pairs if "A" in pair)
    assert 0.44 < sides < 0.56
    assert sum("A" in pair for pair in pairs) > 700


def test_before_any_duel_every_pair_is_as_likely() -> None:
    rng = random.Random(7)
    met = Counter(frozenset(next_pair(LETTERS, [], rng)) for _ in range(1200))
    assert len(met) == 6 and min(met.values()) > 140


def test_another_name_for_a_candidate_changes_no_figure() -> None:
    duels = play("A", 20)
    names = dict(zip("ABCD", "DCBA", strict=True))
    renamed = [Duel(names[d.left], names[d.right], d.won) for d in duels]
    one, other = table_of(LETTERS, duels, random.Random(1)), table_of(LETTERS, renamed, random.Random(1))
    assert [names[letter] for letter in one.letters] == list(other.letters)
    assert one.e == other.e


@pytest.mark.parametrize("won", ["tie", "neither", "skip"])
def test_what_decides_nothing_proves_nothing(won: Won) -> None:
    table = table_of(LETTERS, [Duel("A", "B", won)] * 10, random.Random(1))
    assert not table.proven and table.n == (0 if won == "skip" else 10)


def with_duels(record: Record, *about: dict[str, object]) -> Record:
    replies = [
        Reply(f"{n:032x}", record.comparison.id, "own", None, one, "", NOW) for n, one in enumerate(about, 1)
    ]
    return replace(record, replies=tuple(replies))


def test_duels_are_read_back_without_those_taken_back() -> None:
    one, two = Duel("A", "B", "left"), Duel("C", "A", "tie")
    record = with_duels(answered(), one.to_json(), two.to_json(), {"undoes": f"{1:032x}"})
    assert duels_of(record) == (two,)
    odd: list[dict[str, object]] = [{"duel": ["A"], "won": "left"}, {"duel": ["A", "Z"], "won": "left"}, {}]
    assert duels_of(with_duels(answered(), *odd)) == ()


def test_a_late_entrant_stands_among_the_others() -> None:
    table = table_of((*LETTERS, "E"), play("A", 30), random.Random(1))
    assert "E" in table.letters and table.letters[0] == "A" and table.best["E"] > 0
