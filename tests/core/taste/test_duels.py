"""Duels: the best is found, sides are fair, and nothing depends on the order of letters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fusion_tui.core.models import Record, Reply
from fusion_tui.core.taste.duels import duels_of, next_pair, table_of
from fusion_tui.core.taste.standings import Duel, Won, standings, unasked
from tests.core.critique.rounds import answered
from tests.helpers.fakes import NOW

LETTERS = ("A", "B", "C", "D")


MANY = tuple("ABCDEFGHIJKLMNOP")


def play(
    best: str, rounds: int, seed: int = 3, certain: float = 0.85, letters: Sequence[str] = LETTERS
) -> list[Duel]:
    """A person who prefers one, mostly, and has no opinion on the others."""
    rng = random.Random(seed)
    duels: list[Duel] = []
    for _ in range(rounds):
        pair = next_pair(letters, duels, rng)
        if pair is None:
            break
        left, right = pair
        if best in pair:
            likes = best if rng.random() < certain else ({left, right} - {best}).pop()
        else:
            likes = rng.choice(pair)
        duels.append(Duel(left, right, "left" if likes == left else "right"))
    return duels


@pytest.mark.parametrize("best", [MANY[0], MANY[7], MANY[15]])
def test_a_planted_best_is_found_and_proven(best: str) -> None:
    table = table_of(MANY, play(best, 200, certain=1.0, letters=MANY), random.Random(1))
    assert table.leader == best and table.best[best] > 0.9 and table.proven
    assert table.n == 120, "each pair once"


def test_nothing_is_proven_of_a_person_without_a_preference() -> None:
    proven = [table_of(MANY, play("A", 60, seed, 0.5, MANY), random.Random(1)).proven for seed in range(40)]
    assert sum(proven) <= 2, "at most one in twenty"


def test_the_same_pair_again_is_no_new_evidence() -> None:
    once, often = (table_of("AB", [Duel("A", "B", "left")] * times, random.Random(1)) for times in (1, 9))
    assert once == often and not often.sure and not often.proven


def test_two_candidates_meet_once_and_three_candidates_three_times() -> None:
    assert next_pair("AB", [Duel("B", "A", "left")], random.Random(1)) is None
    duels = play("A", 99, letters="ABC")
    assert {duel.pair for duel in duels} == {frozenset(pair) for pair in ("AB", "AC", "BC")}
    assert len(duels) == 3 and unasked("ABC", duels) == ()


def test_a_skipped_pair_does_not_come_back() -> None:
    skipped = [Duel("A", "B", "skip")]
    for seed in range(20):
        pair = next_pair("ABC", skipped, random.Random(seed))
        assert pair and "C" in pair


def test_sides_are_fair_and_pairs_go_to_the_promising() -> None:
    rng = random.Random(5)
    duels = [Duel("A", letter, "left") for letter in "BCDEFGH"]
    pairs = [next_pair(MANY, duels, rng) or ("", "") for _ in range(600)]
    with_a = [pair for pair in pairs if "A" in pair]
    assert 0.42 < sum(pair[0] == "A" for pair in with_a) / len(with_a) < 0.58
    assert len(with_a) > 200, "who won all is drawn far more often than one in eight"


def test_before_any_duel_every_pair_is_as_likely() -> None:
    rng = random.Random(7)
    met = Counter(frozenset(next_pair(LETTERS, [], rng) or ()) for _ in range(1200))
    assert len(met) == 6 and min(met.values()) > 140


def test_another_name_for_a_candidate_changes_no_figure() -> None:
    duels = play("A", 20)
    names = dict(zip("ABCD", "DCBA", strict=True))
    renamed = [Duel(names[d.left], names[d.right], d.won) for d in duels]
    one, other = table_of(LETTERS, duels, random.Random(1)), table_of(LETTERS, renamed, random.Random(1))
    assert names[one.leader] == other.leader and one.e == other.e
    ranked = [[names[letter] for letter in group] for group in standings(LETTERS, duels).groups]
    assert ranked == [list(group) for group in standings(LETTERS, renamed).groups]


@pytest.mark.parametrize("won", ["tie", "neither", "skip"])
def test_what_decides_nothing_proves_nothing(won: Won) -> None:
    table = table_of(LETTERS, [Duel("A", "B", won)] * 10, random.Random(1))
    assert not table.proven and table.n == (0 if won == "skip" else 1)


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
    table = table_of((*LETTERS, "E"), play("A", 30, certain=1.0), random.Random(1))
    assert table.leader == "A" and table.best["E"] > 0
