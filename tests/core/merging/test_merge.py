"""Deciding passage by passage: what is taken is taken to the letter, and every step can be taken back."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.merging import Merge, begin, pack, unpack
from tests.core.merging.documents import TEXTS, document

ONE = "# Plan\n\nThree services.\n\n## Options\n\n- Postgres is known\n- SQLite\n\n## End\n\nBye.\n"
TWO = "# Plan\n\nA system of three.\n\n## Options\n\n- Postgres is well known\n- MySQL\n\nMore.\n\n"
TWO += "## End\n\nBye."


def merge(base: str = "A") -> Merge:
    return begin([("A", ONE), ("B", TWO)], base)


def all_of(merge: Merge, letter: str) -> Merge:
    """Decide every passage for one candidate, from the top, whatever was decided before."""
    for place in range(len(merge.items)):
        merge = merge.go(place)
        merge = merge.take(letter) if merge.item.passage.version(letter) else merge.drop()
    return merge


def states(merge: Merge) -> str:
    return "".join({"open": "?", "kept": item.letter, "dropped": "-"}[item.state] for item in merge.items)


@given(st.lists(TEXTS.filter(str.strip), min_size=2, max_size=3), st.randoms())
def test_taking_everything_from_one_gives_its_text_to_the_letter(
    texts: list[str], rng: random.Random
) -> None:
    lettered = list(zip("ABC", texts, strict=False))
    for letter, text in lettered:
        begun = begin(lettered, rng.choice(lettered)[0])
        for _ in range(3):
            begun = begun.go(rng.randrange(len(begun.items))).split()
        assert all_of(begun, letter).text == text
        assert begin(lettered, letter).rest(True).text == text


def test_documents_of_a_whole_panel_come_back_to_the_letter() -> None:
    for seed in range(40):
        rng = random.Random(seed)
        texts = [(letter, document(rng)) for letter in "ABCD"[: rng.randint(2, 4)]]
        for letter, text in texts:
            assert all_of(begin(texts, "A"), letter).text == text, seed


def test_what_all_say_is_decided_and_the_first_open_passage_is_in_hand() -> None:
    begun = merge()
    assert states(begun) == "A?A??AA" and begun.at == 1 and begun.left == 3
    assert [item.letter for item in begun.items] == list("AAAABAA"), "the base first, else whoever has it"


def test_each_decision_goes_on_to_the_next_open_passage() -> None:
    done = merge().take("B").keep().drop()
    assert states(done) == "ABAA-AA" and done.left == 0 and done.at == 4
    assert done.text == ONE.replace("Three services.", "A system of three.")
    assert done.sources == ("A", "B") and done.words == len(done.text.split())
    with pytest.raises(KeyError):
        done.take("A")


def test_every_step_can_be_taken_back() -> None:
    changes: list[Callable[[Merge], Merge]] = [
        lambda m: m.take("B"),
        lambda m: m.split(),
        lambda m: m.edit(m.item, "- Oracle"),
        lambda m: m.move(-1),
        lambda m: m.rest(True),
        lambda m: m.smoothed("Other words.\n"),
    ]
    steps = [merge()]
    for change in changes:
        steps.append(change(steps[-1]))
    assert all(one != other for one, other in zip(steps, steps[1:], strict=False))
    back: Merge | None = steps[-1].go(0)
    for step in reversed(steps[:-1]):
        assert back is not None
        back = back.undo()
        assert back == step
    assert steps[0].undo() is None


def test_passages_of_different_texts_stand_a_blank_line_apart() -> None:
    texts = [("A", "One.\n\n- a\n- b\n\nTwo."), ("B", "Eins.\n\n- c\n\nZwei.\nDrei\n")]
    mixed = begin(texts, "A").take("A").take("B").take("A")
    assert mixed.text == "One.\n\n- c\n\nTwo."
    moved = mixed.go(2).move(-1).move(-1)
    assert moved.text == "Two.\n\nOne.\n\n- c\n", "and the end is a line's end"
    assert moved.move(-1) is moved


def test_items_of_a_list_that_was_split_stay_a_list() -> None:
    split = merge().go(3).split()
    assert [item.passage.letters for item in split.items[3:6]] == [("A", "B"), ("A",), ("B",)]
    both = split.take("B").keep().keep().drop()
    assert "- Postgres is well known\n- SQLite\n\n- MySQL\n\n## End" in both.rest(True).text


def test_other_passages_are_split_by_who_says_them() -> None:
    split = merge().split()
    assert [item.passage.letters for item in split.items[1:3]] == [("A",), ("B",)]
    assert (
        split.keep().keep().text.startswith("# Plan\n\nThree services.\n\nA system of three.\n\n## Options")
    )
    alone = split.go(1)
    assert alone.split() is alone
    edited = alone.edit(alone.item, "Four.").go(1)
    assert edited.split() is edited, "the person's own words are not lost"


def test_edited_words_say_from_whom_they_were() -> None:
    begun = merge()
    edited = begun.edit(begun.item, "Four services.\n")
    assert edited.items[1].provenance == "edited, from A" and edited.items[0].provenance == "from A"
    assert edited.text.startswith("# Plan\n\nFour services.\n\n## Options")
    assert begun.edit(begun.item, "Three services.") == begun.keep(), "the same words are no edit"
    assert states(begun.edit(begun.item, " \n"))[1] == "-"
    other = begun.edit(begun.item_of("B"), "A system of four.")
    assert other.items[1].provenance == "edited, from B"
    assert edited.go(1).take("B").items[1].edited is None


def test_the_rest_is_as_the_base_has_it_or_left_out() -> None:
    assert merge("B").take("A").rest(True).text == TWO.replace("A system of three.", "Three services.")
    assert merge().rest(False).text == "# Plan\n\n## Options\n\n## End\n\nBye.\n"
    assert begin([("A", "One."), ("B", "Two.")], "A").rest(False).text == ""


def test_a_smoothed_merge_keeps_what_was_not_touched_and_says_what_was() -> None:
    done = merge().take("B").keep().drop()
    smooth = done.smoothed("# Plan\n\nA system of three services.\n\n## Options\n\nSo:\n\n## End\n\nBye.\n")
    assert [item.provenance for item in smooth.kept] == [
        "from A",
        "smoothed, from B",
        "from A",
        "smoothed",
        "from A",
        "from A",
    ]
    assert smooth.text == "# Plan\n\nA system of three services.\n\n## Options\n\nSo:\n\n## End\n\nBye.\n"
    assert [item.state for item in smooth.items].count("dropped") == 2, "the list that it left out, and ours"
    assert done.smoothed(done.text).text == done.text


@given(TEXTS.filter(str.strip), TEXTS.filter(str.strip))
def test_a_smoothed_merge_has_the_models_words(one: str, other: str) -> None:
    smooth = begin([("A", one)], "A").smoothed(other)
    assert smooth.text.split() == other.split()


def test_a_merge_can_be_kept_and_taken_up_again() -> None:
    texts = [("A", ONE), ("B", TWO)]
    done = begin(texts, "A").take("B").split()
    done = done.edit(done.item, "- Oracle ü").drop().move(1)
    kept = pack(done, texts)
    assert ONE.split()[2] not in kept, "texts are stored once, with their candidates"
    again = unpack(kept, {**dict(texts), "C": "joined later"})
    assert again == done and again.text == done.text and again.undo() is None
    smooth = done.smoothed("Other words.\n")
    assert unpack(pack(smooth, texts), dict(texts)) == smooth


@pytest.mark.parametrize("harm", ["", "[]", "{}", '{"texts": 3}', "not json", '{"texts": {}, "items": []}'])
def test_what_was_kept_and_cannot_be_read_is_no_merge(harm: str) -> None:
    assert unpack(harm, {"A": ONE}) is None


def test_a_merge_of_texts_that_changed_is_not_taken_up() -> None:
    kept = pack(merge(), [("A", ONE), ("B", TWO)])
    assert unpack(kept, {"A": ONE, "B": TWO + " "}) is None
    assert unpack(kept, {"A": ONE}) is None
