"""Two texts compared: nothing lost, nothing invented, and in bounded time."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.diff import Diff, Piece, diff

WORDS = "the queue grows as needed and nobody watches it while writes are lost on failover today".split()
LINES = st.sampled_from(
    [
        "# One",
        "## Two",
        "2. Risks",
        "- item",
        "| a | b |",
        "```",
        "~~~~",
        "",
        " ",
        "words here",
        "more words",
        "1) x",
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=8), max_size=14).map("\n".join)


def kinds(found: Diff) -> list[str]:
    return [change.kind for change in found.changes]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(one: str, other: str) -> None:
    found = diff(one, other)
    assert "".join(change.left for change in found.changes) == one
    assert "".join(change.right for change in found.changes) == other
    assert 0 <= found.similarity <= 1
    for change in found.changes:
        if change.kind == "changed":
            kept = (
                [p for p in change.pieces if p.kind != "added"],
                [p for p in change.pieces if p.kind != "removed"],
            )
            assert ("".join(p.text for p in kept[0]), "".join(p.text for p in kept[1])) == (
                change.left,
                change.right,
            )
        if change.kind == "same":
            assert change.left.strip() == change.right.strip()


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    found = diff(text, text)
    assert found.count == 0 and found.similarity == 1.0 and not found.coarse


def test_sections_meet_by_their_headings_wherever_they_stand() -> None:
    one = "# Storage\n\nSQLite.\n\n# Risks\n\nNone.\n"
    other = "# Scope\n\nSmall.\n\n# 1. Storage\n\nSQLite.\n\n# Risks and mitigations\n\nMany.\n"
    found = diff(one, other)
    assert [(c.kind, c.only) for c in found.changes if c.kind == "added"][0] == ("added", "Scope")
    assert ("same", "SQLite.\n\n") in [(c.kind, c.right) for c in found.changes]
    heading = next(c for c in found.changes if c.left == "# Risks\n\n")
    assert heading.kind == "changed" and heading.right == "# Risks and mitigations\n\n"


def test_a_section_that_only_one_has_says_so() -> None:
    found = diff("# A\n\nx\n\n# Example\n\ncode\n", "# A\n\nx\n")
    assert [(c.kind, c.only) for c in found.changes[2:]] == [("removed", "Example"), ("removed", "")]


def test_words_of_a_changed_paragraph_are_told_apart() -> None:
    (change,) = diff("JSONB covers the document case", "JSONB covers most of the document case").changes
    assert change.pieces == (
        Piece("same", "JSONB covers "),
        Piece("added", "most of "),
        Piece("same", "the document case"),
    )


def test_items_rows_and_lines_of_code_are_compared_one_by_one() -> None:
    one = "- a\n- b\n- c\n\n| x | 1 |\n| y | 2 |\n\n```py\na = 1\nb = 2\n```\n"
    other = one.replace("- b\n", "").replace("| y | 2 |\n", "").replace("b = 2\n", "")
    found = diff(one, other)
    assert [c.left for c in found.changes if c.kind == "removed"] == ["- b\n", "| y | 2 |\n\n", "b = 2\n"]
    assert kinds(found).count("changed") == 0


def test_a_hash_in_code_is_no_heading() -> None:
    text = "```sh\n# not a heading\nmake\n```\n"
    assert [change.left for change in diff(text, "").changes] == text.splitlines(keepends=True)


def test_similarity_is_the_share_of_what_both_have() -> None:
    assert diff("", "").similarity == 1.0
    assert diff("one", "").similarity == 0.0
    assert diff("alpha beta", "alpha gamma").similarity == pytest.approx(10 / 19)


def prose(seed: int, size: int, change: float = 0.0) -> str:
    rng, other = random.Random(seed), random.Random(seed + 1)
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        words = [rng.choice(WORDS) for _ in range(rng.randint(20, 80))]
        words = [w if other.random() > change else "changed" for w in words]
        parts.append(("## Part\n\n" if rng.random() < 0.1 else "") + " ".join(words) + ".\n\n")
    return "".join(parts)


CASES = {
    "alike": (prose(1, 100_000), prose(1, 100_000, 0.02)),
    "half alike": (prose(1, 100_000), prose(1, 100_000, 0.5)),
    "nothing alike": (prose(1, 100_000), "".join(chr(0x4E00 + n % 900) for n in range(33_000))),
    "one huge paragraph": (prose(1, 40_000).replace("\n", " "), prose(1, 40_000, 0.1).replace("\n", " ")),
    "no sentence": ("word " * 20_000, "other " * 17_000),
    "one word a line": ("word\n\n" * 10_000, "word\n\n" * 4_000 + "other\n\n" * 6_000),
    "repeated items": ("- item\n" * 10_000, "- item\n- thing\n" * 5_000),
    "swapped halves": (prose(3, 50_000) + prose(5, 50_000), prose(5, 50_000) + prose(3, 50_000)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hundred_kilobytes_are_compared_within_a_second(name: str) -> None:
    """The bound is wider than the goal, because machines differ."""
    one, other = CASES[name]
    began = time.process_time()
    found = diff(one, other)
    took = time.process_time() - began
    assert took < 4, f"{name}: {took:.1f} s"
    assert "".join(change.left for change in found.changes) == one
