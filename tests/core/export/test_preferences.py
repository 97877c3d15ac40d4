"""Preference data: which rows a decision gives, what they weigh, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fusion_tui.core import prompts
from fusion_tui.core.export.decisions import LOST, SILENT, Also, Filters
from fusion_tui.core.export.preferences import NOTICE, Form, Preferences, prefer
from fusion_tui.core.models import Document, Record, Turn
from fusion_tui.core.taste.observations import WHY
from tests.core.export.consumers import CHECKS, read
from tests.core.taste.people import asked, later, member, picked, retested, undone

SPEC = Document("spec.md", "# Spec\n", "ab" * 32, 7)
ROWS: tuple[Form, ...] = ("dpo", "kto", "openai", "sft")


def made(
    form: Form, *records: Record, also: tuple[Also, ...] = (), tag: str | None = None
) -> tuple[list[Any], Preferences]:
    """The lines as another program reads them, each checked against what its consumer documents."""
    found = prefer(records, form, Filters(tag, frozenset(also)))
    for line in found.lines:
        CHECKS[form](read(line))
    return [read(line) for line in found.lines], found


def pairs(*records: Record, also: tuple[Also, ...] = ()) -> list[tuple[str, str, float]]:
    """Chosen, rejected and weight; the answers are told by their last word."""
    rows, _ = made("dpo", *records, also=also)
    return [(said(row["chosen"]), said(row["rejected"]), row["weight"]) for row in rows]


def said(messages: Any) -> str:
    """The last word of a completion."""
    return str(messages[0]["content"].split()[-1])


def change(record: Record, letter: str, **changes: Any) -> Record:
    """The same with one candidate changed."""
    candidate = replace(record.comparison.candidate(letter), **changes)
    return replace(record, comparison=record.comparison.with_candidate(candidate))


def asking(record: Record, **changes: Any) -> Record:
    """The same about another question."""
    return replace(record, comparison=replace(record.comparison, **changes))


def test_a_pick_of_four_is_three_pairs_that_weigh_a_third_each() -> None:
    record = picked(asked("a", "b", "c", "d"), "B")
    assert pairs(record) == [("b", "a", 1 / 3), ("b", "c", 1 / 3), ("b", "d", 1 / 3)]
    rows, found = made("dpo", record)
    assert {row["comparison_id"] for row in rows} == {record.comparison.id}
    assert found.summary == ("dpo: 3 rows from 1 comparison",)


def test_a_ranking_is_a_pick_at_each_stage_and_no_stage_counts_more() -> None:
    assert pairs(picked(asked("a", "b", "c"), "C>A>B")) == [
        ("c", "a", 1 / 4),
        ("c", "b", 1 / 4),
        ("a", "b", 1 / 2),
    ]
    assert pairs(picked(asked("a", "b", "c", "d"), "C>A")) == [
        *[("c", other, 1 / 6) for other in "abd"],
        *[("a", other, 1 / 4) for other in "bd"],
    ]


def test_two_ballots_of_one_comparison_share_its_weight() -> None:
    record = retested(picked(asked("a", "b", "c"), "A"), "BCA")
    second = replace(record.ballots[1], kind="arena")
    record = picked(replace(record, ballots=(record.ballots[0], second)), "C")
    assert sorted(pairs(record)) == [(x, y, 1 / 4) for x, y in ("ab", "ac", "ca", "cb")]
    document = prefer([record], "llm-comparator", Filters(), ("a", "c")).lines[0]
    assert [each["custom_fields"]["weight"] for each in read(document)["examples"]] == [1 / 2, 1 / 2]


@pytest.mark.parametrize("decision", ["A=B", "A=B=C", "A=B>C"])
@pytest.mark.parametrize("form", ROWS)
def test_a_tie_gives_no_row(decision: str, form: Form) -> None:
    lines, found = made(form, picked(asked("a", "b", "c"), decision))
    assert lines == [] and found.picks_left_out == {SILENT["tie"]: 1}


def test_what_is_ranked_below_a_tie_is_still_ranked() -> None:
    assert pairs(picked(asked("a", "b", "c", "d"), "A=B>D")) == [("d", "c", 1.0)]
    assert pairs(picked(asked("a", "b", "c"), "A>B=C")) == [("a", "b", 1 / 2), ("a", "c", 1 / 2)]


def test_none_good_is_false_for_all_in_kto_and_nothing_elsewhere() -> None:
    record = picked(asked("a", "b", "c"), "none")
    rows, _ = made("kto", record)
    assert [(said(row["completion"]), row["label"], row["weight"]) for row in rows] == [
        ("a", False, 1 / 3),
        ("b", False, 1 / 3),
        ("c", False, 1 / 3),
    ]
    for form in ("dpo", "openai", "sft"):
        assert made(form, record, also=("none",))[1].picks_left_out == {SILENT["none"]: 1}


@pytest.mark.parametrize("decision", ["B", "B>A>C"])
def test_a_pick_is_true_for_the_winner_only(decision: str) -> None:
    rows, _ = made("kto", picked(asked("a", "b", "c"), decision))
    assert [(said(row["completion"]), row["label"], row["weight"]) for row in rows] == [("b", True, 1.0)]


def test_sft_ends_with_the_picked_answer() -> None:
    rows, _ = made("sft", picked(asked("a", "b"), "B"))
    assert rows == [
        {
            "messages": [
                {"role": "user", "content": "Which?"},
                {"role": "assistant", "content": "answer of b"},
            ]
        }
    ]


def test_openai_has_exactly_the_three_columns_that_every_reader_takes() -> None:
    rows, _ = made("openai", picked(asked("a", "b"), "B"))
    assert rows == [
        {
            "input": {
                "messages": [{"role": "user", "content": "Which?"}],
                "tools": [],
                "parallel_tool_calls": True,
            },
            "preferred_output": [{"role": "assistant", "content": "answer of b"}],
            "non_preferred_output": [{"role": "assistant", "content": "answer of a"}],
        }
    ]


@pytest.mark.parametrize("form", ROWS)
def test_the_prompt_is_what_was_sent_with_documents_and_earlier_turns(form: Form) -> None:
    turn = Turn("0" * 32, "A", "Before?", (SPEC,), "This.")
    polite = (member("a", persona="Be kind."), member("b", persona="Be kind."))
    record = picked(asking(asked(*polite), documents=(SPEC,), context=(turn,)), "A")
    (row,), found = made(form, record)
    messages = row["input"]["messages"] if form == "openai" else row.get("prompt") or row["messages"][:-1]
    sent = prompts.ask("Which?", (SPEC,), "Be kind.", (turn,))
    assert messages == [{"role": message.role, "content": message.content} for message in sent]
    assert len(messages) == 4 and found.without_system == 0


def test_a_pair_written_under_two_system_messages_has_none_and_is_counted() -> None:
    record = picked(asked(member("a", persona="Be kind."), "b", member("c", persona="Be kind.")), "A")
    rows, found = made("dpo", record)
    assert [message["role"] for message in rows[0]["prompt"]] == ["user"]
    assert rows[1]["prompt"][0] == {"role": "system", "content": "Be kind."}
    assert found.without_system == 1
    assert "different ones: 1 row" in found.summary[1]


def test_an_answer_alone_keeps_its_own_system_message() -> None:
    record = picked(asked(member("a", persona="Be kind."), "b"), "A")
    for form in ("kto", "sft"):
        (row,), found = made(form, record)
        assert (row.get("prompt") or row["messages"])[0]["content"] == "Be kind."
        assert found.without_system == 0


UNFIT: dict[str, Callable[[Record], Record]] = {
    "truncated": lambda record: change(record, "B", status="truncated"),
    "stopped": lambda record: change(record, "B", status="stopped"),
    "interrupted": lambda record: change(record, "B", status="interrupted"),
    "not read whole": lambda record: half_read(record),
}


def half_read(record: Record) -> Record:
    """The same, B's server having cut its input."""
    (pick,) = record.picks
    shown = tuple(replace(s, cut_input=s.letter == "B") for s in pick.shown)
    return replace(record, picks=(replace(pick, shown=shown),))


@pytest.mark.parametrize("what", UNFIT)
def test_what_is_not_whole_is_neither_chosen_nor_rejected_unless_asked_for(what: str) -> None:
    lost, won = UNFIT[what](picked(asked("a", "b", "c"), "A")), UNFIT[what](picked(asked("a", "b", "c"), "B"))
    assert pairs(lost) == [("a", "c", 1.0)]
    assert made("dpo", lost)[1].rows_left_out == {LOST["cut"]: 1}
    counts: dict[Form, int] = {"dpo": 2, "openai": 2, "kto": 1, "sft": 1}
    for form, count in counts.items():
        lines, found = made(form, won)
        assert lines == [] and found.rows_left_out == {LOST["cut"]: count}
    assert pairs(lost, also=("cut",)) == [("a", "b", 1 / 2), ("a", "c", 1 / 2)]
    assert pairs(won, also=("cut",)) == [("b", "a", 1 / 2), ("b", "c", 1 / 2)]


@pytest.mark.parametrize("status", ["failed", "writing", "waiting"])
def test_what_failed_or_still_writes_is_never_a_text(status: str) -> None:
    record = change(picked(asked("a", "b", "c"), "A"), "B", status=status)
    assert pairs(record, also=("cut", "early")) == [("a", "c", 1.0)]


def test_the_share_of_a_stage_goes_to_those_that_are_left() -> None:
    record = change(picked(asked("a", "b", "c"), "C>A>B"), "C", status="truncated")
    assert pairs(record) == [("a", "b", 1.0)]


def test_an_answer_that_came_anew_after_the_pick_was_not_picked_from() -> None:
    record = change(picked(asked("a", "b", "c"), "A"), "B", text="another answer of bb")
    assert pairs(record) == [("a", "c", 1.0)]
    assert made("dpo", record)[1].rows_left_out == {LOST["changed"]: 1}


def test_of_a_pick_while_others_wrote_only_what_had_ended_counts() -> None:
    record = picked(change(asked("a", "b", "c"), "B", status="writing", text="ans"), "A")
    record = change(record, "B", status="complete", text="answer of b")
    assert pairs(record) == []
    assert pairs(record, also=("early",)) == [("a", "c", 1.0)]


def test_equal_answers_give_no_pair_and_one_text_stands_once() -> None:
    same = {"a": "the same", "b": "**the** same", "c": "another"}
    tied = picked(asked("a", "b", "c", texts=same), "A=B")
    assert pairs(tied) == [("same", "another", 1.0)]
    assert made("dpo", tied)[1].rows_left_out == {LOST["equal"]: 1}
    assert pairs(picked(asked("a", "b", "c", texts=same), "C")) == [("another", "same", 1.0)]
    assert pairs(picked(asked("a", "b", "c", texts=same), "A>B>C")) == [("same", "another", 1.0)]


def test_of_equal_answers_the_whole_one_stands_for_both() -> None:
    record = asked("a", "b", "c", texts={"a": "same", "b": "same", "c": "another"})
    assert pairs(picked(change(record, "A", status="truncated"), "A=B")) == [("same", "another", 1.0)]


@pytest.mark.parametrize("form", ROWS)
@pytest.mark.parametrize("decision", ["A", "A=B"])
def test_a_pick_among_equal_answers_says_nothing(form: Form, decision: str) -> None:
    lines, found = made(form, picked(asked("a", "b", texts={"a": "same", "b": "same"}), decision))
    assert lines == [] and found.picks_left_out == {SILENT["alike"]: 1}


def test_an_equal_text_that_changed_is_not_the_one_that_tied() -> None:
    record = change(picked(asked("a", "b", "c"), "A=B"), "B", text="answer of a ")
    assert pairs(record) == []


def demo(record: Record) -> Record:
    return asking(record, demo=True)


def drafts(record: Record) -> Record:
    for letter in record.comparison.letters:
        record = change(record, letter, kind="draft", member=None)
    return record


LEFT_OUT: dict[Also, tuple[str, Callable[[], Record]]] = {
    "knowing": (WHY["knowing"], lambda: picked(asked("a", "b"), "A", blind=False)),
    "demo": (WHY["demo"], lambda: demo(picked(asked("a", "b"), "A"))),
    "drafts": (WHY["drafts"], lambda: picked(drafts(asked("a", "b")), "A")),
    "early": (WHY["writing"], lambda: picked(asked("a", "b"), "A", still_writing=1)),
}


@pytest.mark.parametrize("word", LEFT_OUT)
@pytest.mark.parametrize("form", ROWS)
def test_some_picks_are_left_out_unless_they_are_asked_for(word: Also, form: Form) -> None:
    why, record = LEFT_OUT[word]
    lines, found = made(form, record())
    assert lines == [] and found.picks_left_out == {why: 1}
    assert found.summary == (f"{form}: 0 rows from 0 comparisons", f"left out: 1 pick {why}")
    assert len(made(form, record(), also=(word,))[0]) == 1


@pytest.mark.parametrize(
    "why, record",
    [
        (WHY["undone"], lambda: undone(picked(asked("a", "b"), "A"))),
        (WHY["skipped"], lambda: picked(asked("a", "b"), "skip")),
        (WHY["retest"], lambda: picked(retested(asked("a", "b"), "BA"), "A")),
        (WHY["few"], lambda: picked(asked("a", "b", failed=["b"]), "A")),
        (SILENT["unasked"], lambda: picked(asking(asked("a", "b"), prompt=" \n"), "A")),
        (
            SILENT["unasked"],
            lambda: picked(asking(asked("a", "b"), context=(Turn("0", "A", "", (), "x"),)), "A"),
        ),
    ],
)
def test_what_never_counts_has_its_reason(why: str, record: Callable[[], Record]) -> None:
    also: tuple[Also, ...] = ("knowing", "demo", "drafts", "early", "cut", "none")
    lines, found = made("dpo", record(), also=also)
    assert lines == [] and found.picks_left_out == {why: 1}


def test_a_later_synthesis_is_in_no_row() -> None:
    record = later(picked(asked("a", "b"), "A"), "synthesis", "s")
    assert pairs(record) == [("a", "b", 1.0)]


def test_only_the_newest_pick_that_stands_is_exported() -> None:
    record = picked(picked(asked("a", "b"), "A"), "B")
    assert pairs(record) == [("b", "a", 1.0)]
    assert pairs(undone(record)) == [("a", "b", 1.0)]


def test_a_tag_keeps_the_picks_that_have_it() -> None:
    mine = picked(asked("a", "b", number=1), "A", tags=["python", "short"])
    other = picked(asked("a", "b", number=2), "A", tags=["py"])
    lines, found = made("dpo", mine, other, tag="python")
    assert [line["comparison_id"] for line in lines] == [mine.comparison.id]
    assert found.picks_left_out == {SILENT["untagged"]: 1}


def test_no_name_model_or_letter_is_in_a_row() -> None:
    record = picked(asked("a-model", "b-model", texts={"a-model": "one", "b-model": "two"}), "A", why="Why.")
    for form in ROWS:
        text = str(made(form, record)[0])
        assert not any(hidden in text for hidden in ("model", "name of", "fake", "Why."))


def test_only_system_messages_that_differ_let_one_guess_the_authors() -> None:
    plain = picked(asked("a", "b", number=1), "A")
    kind = picked(asked(member("a", persona="Be kind."), "b", number=2), "A")
    for form in ROWS:
        assert made(form, plain, kind)[1].telling == {kind.comparison.id}


def test_the_note_says_what_it_is_and_that_terms_may_restrict_it() -> None:
    for form in ROWS:
        _, found = made(form, picked(asked("a", "b"), "A"))
        assert NOTICE in found.note and found.summary[0] in found.note
        assert found.note.endswith("\n") and "\n\n\n" not in found.note
