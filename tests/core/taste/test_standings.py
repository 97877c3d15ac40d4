"""What duels record: the order that was said, of those that met, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.export.decisions import Filters
from fusion_tui.core.export.preferences import prefer
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import Parameter
from fusion_tui.core.taste.numbers.logit import fit
from fusion_tui.core.taste.observations import observe
from fusion_tui.core.taste.questions.habits import habits
from fusion_tui.core.taste.standings import Duel, Standings, Won, standings
from tests.core.critique.rounds import answered
from tests.helpers.fakes import NOW, ids

_WON: dict[str, Won] = {">": "left", "<": "right", "=": "tie", "0": "neither", "s": "skip"}


def said(letters: str, *duels: str) -> Standings:
    """Standings after duels such as `A>B`, `A=B`, `A0B`."""
    return standings(letters, [Duel(one[0], one[2], _WON[one[1]]) for one in duels])


def test_who_met_nobody_is_left_out() -> None:
    found = said("ABC", "B>C", "B0A")
    assert found.among == ("B", "C") and found.groups == (("B",), ("C",))


def test_one_duel_of_four_orders_two() -> None:
    assert said("ABCD", "C>B").groups == (("C",), ("B",))
    assert said("ABCD", "C>B").among == ("B", "C")


def test_who_only_tied_is_a_group() -> None:
    assert said("AB", "A=B").groups == (("A", "B"),)
    assert said("ABC", "A=B", "B>C").groups == (("A", "B"), ("C",))


def test_losers_that_never_met_have_no_order_but_a_best() -> None:
    found = said("ABC", "A>B", "A>C")
    assert found.groups == (("A",),) and found.among == ("A", "B", "C")


def test_an_order_goes_through_others() -> None:
    assert said("ABCD", "B>C", "A>B", "C>D").groups == (("A",), ("B",), ("C",), ("D",))


def test_two_on_top_that_never_met_refuse_by_name() -> None:
    found = said("ABCD", "A>B", "C>D")
    assert not found.groups and found.why.startswith("A and C stand on top")


def test_a_circle_on_top_has_no_best_and_one_below_ends_the_order() -> None:
    assert said("ABC", "A>B", "B>C", "C>A").why.startswith("A, B and C beat each other in a circle")
    below = said("ABCD", "A>B", "B>C", "C>A", "D>A", "D>B", "D>C")
    assert below.groups == (("D",),) and not below.why


def test_none_good_only_when_it_was_said_of_all() -> None:
    assert said("AB", "A0B").none_good
    assert not said("ABC", "A0B").none_good and "not yet of C" in said("ABC", "A0B").why
    assert said("ABC", "A0B", "AsC").why and said("AB", "AsB").why == "No duel is decided yet."


def test_the_first_answer_about_a_pair_stands() -> None:
    assert said("AB", "AsB", "A>B", "B>A").groups == (("A",), ("B",))


@given(st.lists(st.tuples(st.permutations("ABCDE"), st.sampled_from(sorted(_WON.values()))), max_size=12))
def test_no_order_is_recorded_that_no_answers_lead_to(drawn: list[tuple[list[str], Won]]) -> None:
    duels = [Duel(order[0], order[1], won) for order, won in drawn]
    found = standings("ABCDE", duels)
    assert bool(found.why) != bool(found.groups or found.none_good)
    rest = [x for x in found.among if x not in {y for group in found.groups for y in group}]
    ranked = [*found.groups, *([tuple(rest)] if rest else [])]
    for high, low in combinations(ranked, 2) if found.groups else ():
        assert all(_leads(better, worse, duels) for better in high for worse in low)


def _leads(better: str, worse: str, duels: list[Duel]) -> bool:
    first: dict[frozenset[str], Duel] = {}
    for duel in duels:
        if duel.won not in ("skip", "neither"):
            first.setdefault(duel.pair, duel)
    found = {better}
    for _ in range(5):
        found |= {
            other
            for duel in first.values()
            for one in duel.pair & found
            for other in duel.pair - {one}
            if duel.winner in (one, None)
        }
    return worse in found


def test_a_pick_by_duels_is_of_those_that_met_and_claims_no_place() -> None:
    record = answered()
    letters = record.comparison.letters
    first, second = letters[0], letters[-1]
    assert len(letters) > 2
    choice = replace(Choice.of([[second], [first]]), duelled=(first, second))
    pick = make_pick(
        choice,
        record.comparison,
        record.arena,
        revealed=False,
        around=Circumstances((), None),
        now=NOW,
        new_id=ids(),
    )
    assert pick.order == (first, second) and pick.duels
    picked = replace(record, picks=(pick,))
    (choices,) = observe([picked]).choices
    assert len(choices.options) == 2 and not choices.placed
    assert all(slot.n == 0 for slot in habits([picked]).slots)
    rows = prefer([picked], "dpo", Filters()).lines
    assert len(rows) == 1, "who met nobody is neither chosen nor rejected"
    side_by_side = replace(choices, placed=True)
    assert _first_bonus(choices) == 0.0 > _first_bonus(side_by_side), "the one that won would have stood last"


def _first_bonus(choice: ChoiceSet) -> float:
    return fit([choice] * 9).value(Parameter("first"))
