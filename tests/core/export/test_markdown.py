from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.export import to_bare, to_markdown
from fusion_tui.core.export.markdown import boundary
from fusion_tui.core.models import Record
from tests.core.export.records import record

TEXTS = st.text(min_size=1) | st.sampled_from(
    ["---\npicked: other\n---", "````\n```\n# Candidate B\n", "a\r\n---\r\nb", "\n\n\n", "<!-- fusion -->"]
)


def parts(exported: str) -> tuple[dict[str, Any], str]:
    """Front matter as data, and everything below it."""
    head, below = exported.removeprefix("---\n").split("\n---\n\n", 1)
    return yaml.safe_load(head), below


@given(TEXTS)
def test_the_picked_text_is_what_was_stored_to_the_last_byte(text: str) -> None:
    assert parts(to_markdown(record(["A"], texts=(text, "second", ""))))[1] == text


@given(TEXTS)
def test_bare_is_the_picked_text_and_nothing_else(text: str) -> None:
    assert to_bare(record(["C", "A"], texts=("first", "second", text))) == text
    assert to_bare(record(texts=(text, text, ""))) == ""


@given(TEXTS)
def test_with_all_answers_the_picked_text_still_ends_where_it_ended(text: str) -> None:
    made = record(["A"], texts=(text, text, ""))
    below = parts(to_markdown(made, everything=True))[1]
    line = boundary(made.comparison, "B")
    assert below[: below.index(f"\n\n{line}")] == text


def test_the_front_matter_says_where_the_text_comes_from() -> None:
    made = record(["B"], ["A"], prompt="Which one?\nSay why.", why="it is: short", tags=("db", "x y"))
    told, below = parts(to_markdown(made))
    assert below == "second"
    assert told == {
        "title": "Which one?",
        "prompt": "Which one?\nSay why.",
        "documents": [{"name": "spec.md", "sha256": "ab" * 32}],
        "date": "2026-11-24T12:00:00+00:00",
        "picked": "B",
        "decision": "B > A",
        "blind": True,
        "order_shown": ["A", "B", "C"],
        "tags": ["db", "x y"],
        "why": "it is: short",
        "id": made.comparison.id,
    }


@pytest.mark.parametrize("everything", [False, True])
def test_before_the_reveal_nothing_says_who_wrote_what(everything: bool) -> None:
    exported = to_markdown(record(["A"]), everything=everything)
    for hidden in ("name of", "0.00001", "tokens", "seconds"):
        assert hidden not in exported


def test_after_the_reveal_member_tokens_cost_and_time_are_said() -> None:
    made = record(["A"], revealed=True)
    told, _ = parts(to_markdown(made))
    chosen = made.comparison.candidate("A")
    assert chosen.member
    assert (told["member"], told["model"]) == (chosen.name, chosen.member.model)
    assert (told["input_tokens"], told["output_tokens"]) == (11, 22)
    assert (told["cost_usd"], told["seconds"]) == (0.00001, 1.5)


def test_all_answers_follow_under_headings_with_their_letters() -> None:
    made = record(["B"])
    _, below = parts(to_markdown(made, everything=True))
    first, second = boundary(made.comparison, "A"), boundary(made.comparison, "C")
    assert below == (
        f"second\n\n{first}\n\n# Candidate A\n\nfirst\n\n{second}\n\n# Candidate C · failed (no_credit)\n\n"
    )


def test_no_answer_can_know_the_line_between_answers() -> None:
    comparison = record(["A"]).comparison
    assert comparison.id in boundary(comparison, "B")


def test_after_the_reveal_the_other_headings_have_names() -> None:
    made = record(["B"], revealed=True)
    exported = to_markdown(made, everything=True)
    assert f"# Candidate A · {made.comparison.candidate('A').name}\n" in exported


def test_a_text_that_was_cut_says_so() -> None:
    made = record(["A"])
    cut = replace(made.comparison.candidate("A"), status="truncated")
    told, _ = parts(to_markdown(replace(made, comparison=made.comparison.with_candidate(cut))))
    assert told["status"] == "truncated"


@pytest.mark.parametrize("undone", [True, False])
def test_without_a_standing_pick_every_answer_stands_among_the_others(undone: bool) -> None:
    made = record(["A"])
    row = replace(made.picks[0], id="undo", undoes=made.picks[0].id)
    made = replace(made, picks=(made.picks[0], row) if undone else ())
    told, below = parts(to_markdown(made, everything=True))
    assert told["picked"] is None and "decision" not in told
    assert all(boundary(made.comparison, letter) in below for letter in "ABC")


def test_a_demo_is_marked() -> None:
    made = record(["A"])
    demo: Record = replace(made, comparison=replace(made.comparison, demo=True))
    assert parts(to_markdown(demo))[0]["demo"] is True


def test_an_answer_of_a_thread_says_what_its_question_continues() -> None:
    made = record(["A"])
    assert "continues" not in parts(to_markdown(made))[0]
    onward = replace(made, comparison=replace(made.comparison, parent_id="ab" * 16))
    assert parts(to_markdown(onward))[0]["continues"] == "ab" * 16


def test_what_was_made_from_others_says_so_in_letters() -> None:
    made = record(["C"], texts=("first", "second", "both"))
    merged = replace(made.comparison.candidate("C"), kind="merge", member=None, name="merge of A and B")
    merged = replace(merged, inputs=("A", "B"))
    made = replace(made, comparison=made.comparison.with_candidate(merged))
    told, _ = parts(to_markdown(made))
    assert (told["kind"], told["made_from"]) == ("merge", ["A", "B"]) and "member" not in told
    other = replace(made, picks=record(["A"]).picks)
    assert "# Candidate C · merge of A and B\n\nboth" in to_markdown(other, everything=True)
