"""Merging by hand: nothing is lost in alignment, and every key does one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion_tui.core.merging import Merge, align, begin, passages
from tests.core.critique.rounds import answered

A = """# Plan

## Context

Three services share one database.

## Options

- keep it
- split it

```python
a = 1

b = 2
```

## Cost

$420 a month.
"""
C = """# The plan

## Context

The three services share a single database today.

## Options considered

- keep it
- split it by team

## Risks

A failover takes an hour.

## Cost

$510 a month, with a replica.
"""


def merge(base: str = "A") -> Merge:
    comparison = answered(texts={"A": A, "B": "Nothing alike at all.", "C": C}).comparison
    return begin(comparison, ["A", "B", "C"], base)


def test_paragraphs_lists_and_code_stay_whole_and_a_heading_goes_with_what_follows() -> None:
    found = passages(A)
    assert "".join(found) == A
    assert [part.split("\n")[0] for part in found] == [
        "# Plan",
        "## Context",
        "## Options",
        "```python",
        "## Cost",
    ]
    assert found[2].startswith("## Options\n\n- keep it\n- split it")


def test_what_says_the_same_stands_beside_each_other() -> None:
    columns = align([("A", A), ("C", C)])
    heads = {column.versions[0][1].split("\n")[0]: column.letters for column in columns}
    assert heads["## Context"] == ("A", "C") and heads["## Options"] == ("A", "C")
    assert heads["## Cost"] == ("A", "C") and heads["## Risks"] == ("C",)


def test_the_same_under_another_heading_stands_beside_it() -> None:
    text = "## {}\n\nWrites go to the primary and are acknowledged before replication.\n"
    (column,) = align([("A", text.format("Storage")), ("B", text.format("Durability"))])
    assert column.letters == ("A", "B")


WORDS = st.sampled_from("queue data plan one two risks the a of failover owner cost 12".split())
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map(lambda line: f"## {line}"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    LINES.map(lambda line: f"```\n{line}\n\n{line}\n```"),
    st.just("```\nnever closed"),
)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=8).map("\n\n".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_taking_all_of_one_candidate_gives_back_its_text(texts: list[str]) -> None:
    named = [(letter, text) for letter, text in zip("ABCD", texts, strict=False)]
    columns = align(named)
    for letter, text in named:
        assert "".join(column.text_of(letter) or "" for column in columns) == text
    for column in columns:
        assert len(set(column.letters)) == len(column.letters) >= 1


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_passages_together_are_the_text(text: str) -> None:
    assert "".join(passages(text)) == text


def test_until_somebody_decides_a_merge_is_its_base() -> None:
    assert merge().text == A and merge("C").text == C
    assert merge().sources == ("A",) and merge().decided == 0


def to(merge_: Merge, head: str) -> Merge:
    """Go to the passage that begins so."""
    return merge_.go(next(n for n, item in enumerate(merge_.items) if item.text.startswith(head)))


def test_a_digit_takes_a_version_and_goes_on() -> None:
    at = to(merge(), "## Context")
    taken = at.take("C")
    assert taken and taken.at == at.at + 1
    assert "a single database today" in taken.text and "Three services share one" not in taken.text
    assert taken.sources == ("A", "C") and taken.items[at.at].provenance == "from C"
    assert at.take("B") is None, "B has none"


def test_keep_takes_what_only_another_has_and_drop_leaves_out() -> None:
    risks = to(merge(), "## Risks")
    assert "failover" not in risks.text
    assert "A failover takes an hour." in risks.keep().text
    cost = to(merge(), "## Cost").drop()
    assert "$420" not in cost.text and cost.decided == 1


def test_passages_move_and_stay_before_the_person() -> None:
    at = to(merge(), "## Cost")
    up = at.move(-1)
    assert up.here.text.startswith("## Cost") and up.at == at.at - 1
    assert up.move(1).items == at.items
    assert at.go(0).move(-1) == at.go(0)


def test_an_edited_passage_says_whose_it_was() -> None:
    at = to(merge(), "## Context")
    edited = at.edit("## Context\n\nOne database.")
    assert edited.here.provenance == "from A, edited" and "One database.\n\n## Options" in edited.text
    assert at.edit(at.here.text).here.edited is False


def test_the_merge_is_one_more_candidate_of_its_sources() -> None:
    comparison = answered(texts={"A": A, "B": "b", "C": C}).comparison
    taken = to(merge(), "## Context").take("C")
    assert taken
    made = taken.candidate(comparison)
    assert (made.letter, made.kind, made.inputs, made.member) == ("D", "merge", ("A", "C"), None)
    assert made.pickable and made.text == taken.text


@pytest.mark.parametrize("text", ["", "one line", "one\n\ntwo"])
def test_short_texts_align(text: str) -> None:
    comparison = answered(texts={"A": text or "x", "B": "two", "C": "three"}).comparison
    short = begin(comparison, ["A", "B", "C"], "A")
    assert short.text == (text or "x")
    assert replace(short, at=0).here
