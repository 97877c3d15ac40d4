"""A question becomes a comparison."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from fusion_tui.core import prompts
from fusion_tui.core.budget import context_tokens, estimate_cost
from fusion_tui.core.compose import DRAFTS, continued, new_comparison, new_drafts
from fusion_tui.core.models import Comparison, Document, Price, Record
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.helpers.fakes import NOW, compared, ids, panel


def test_the_arena_stands_in_letter_order_and_the_seed_is_kept() -> None:
    comparison, ballot = compared("a", "b", "c", seed=99)
    assert comparison.seed == ballot.seed == 99
    assert ballot.order == comparison.letters == ("A", "B", "C")
    assert ballot.comparison_id == comparison.id == comparison.thread_id
    assert ballot.id != comparison.id
    assert comparison.prompt_version == prompts.VERSION


def test_a_title_is_the_first_line_that_says_something() -> None:
    assert compared("a", prompt="\n\n  Which one? \nmore")[0].title == "Which one?"
    assert compared("a", prompt=" \n")[0].title == "(no question)"
    assert len(compared("a", prompt="x" * 300)[0].title) == 80
    assert drafted("", ("b.md", "x"), ("a.md", "y")).title == "Drafts: a.md, b.md", "the order tells nothing"


def drafted(prompt: str, *drafts: tuple[str, str], seed: int = 7) -> Comparison:
    return new_drafts(prompt, drafts, blind=True, rng_seed=seed, now=NOW, new_id=ids())[0]


def test_drafts_are_complete_candidates_that_nobody_was_asked_for() -> None:
    comparison = drafted("Announce it.", ("a.md", "one\r\n"), ("b.md", "two"))
    assert comparison.panel == DRAFTS and not comparison.live
    assert {(c.kind, c.name, c.text, c.status, c.member) for c in comparison.candidates} == {
        ("draft", "a.md", "one\r\n", "complete", None),
        ("draft", "b.md", "two", "complete", None),
    }
    assert all(c.pickable for c in comparison.candidates)


def test_letters_of_drafts_do_not_follow_the_order_they_were_named_in() -> None:
    firsts = Counter(
        drafted("q", ("a", "1"), ("b", "2"), ("c", "3"), seed=seed).candidates[0].name for seed in range(300)
    )
    assert min(firsts.values()) > 70, firsts


def record_of(*groups: str, prompt: str = "Which database?", documents: tuple[Document, ...] = ()) -> Record:
    comparison, ballot = compared("one", "two", prompt=prompt, documents=documents)
    for letter in comparison.letters:
        done = replace(comparison.candidate(letter), text=f"text of {letter}", status="complete")
        comparison = comparison.with_candidate(done)
    picks = []
    if groups:
        choice = Choice.of([list(group) for group in groups])
        around = Circumstances((), None)
        picks.append(
            make_pick(choice, comparison, ballot, revealed=False, around=around, now=NOW, new_id=ids())
        )
    return Record(comparison, (ballot,), (), tuple(picks))


PLAN = Document("plan.md", "a plan", "5" * 64, 6)


def test_the_next_question_tells_every_member_the_same_conversation() -> None:
    record = record_of("B", documents=(PLAN,))
    comparison, ballot = new_comparison(
        "And the backup?",
        (),
        panel("three"),
        blind=True,
        continues=record.comparison,
        context=continued(record),
        rng_seed=1,
        now=NOW,
        new_id=iter(["9" * 32, "8" * 32]).__next__,
    )
    assert comparison.thread_id == record.comparison.id == comparison.parent_id
    (turn,) = comparison.context
    assert (turn.letter, turn.prompt, turn.answer) == ("B", "Which database?", "text of B")
    assert turn.documents == (PLAN,) and comparison.documents == ()
    assert ballot.comparison_id == "9" * 32
    said = prompts.ask(comparison.prompt, comparison.documents, "Be brief.", comparison.context)
    assert [m.role for m in said] == ["system", "user", "assistant", "user"]
    assert "a plan" in said[1].content and said[1].content.endswith("Which database?")
    assert [m.content for m in said[2:]] == ["text of B", "And the backup?"]


def test_a_third_question_has_both_turns_before_it() -> None:
    first = record_of("A")
    second = record_of("B", prompt="And then?")
    second = replace(second, comparison=replace(second.comparison, context=continued(first)))
    assert [turn.answer for turn in continued(second)] == ["text of A", "text of B"]


def test_a_tie_goes_on_from_its_first_and_no_pick_adds_nothing() -> None:
    assert continued(record_of("BA"))[0].letter == "B"
    assert continued(record_of()) == ()


def test_a_thread_is_paid_for_with_every_question() -> None:
    turns = continued(record_of("A", documents=(PLAN,)))
    assert context_tokens(turns) == 4 + 2 + 3
    prices = {"one": Price(1_000_000, 0)}
    members = panel("one").members
    alone, together = (estimate_cost(members, prices, "four", (), t) for t in ((), turns))
    assert alone is not None and together == alone + 9
