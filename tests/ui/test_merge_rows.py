"""What the merge screen says, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fusion_tui.core.merging import Item, Passage, Version, begin
from fusion_tui.core.models import Call, CallError, Candidate, Comparison, Record
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.ui.screens import merge_rows as rows
from fusion_tui.ui.screens import smoothing_rows
from fusion_tui.ui.widgets.pane import Head
from fusion_tui.ui.widgets.versions import YOURS, different, head, note
from tests.helpers.fakes import NOW, compared, ids


def passage(*texts: str) -> Passage:
    """Versions of A, B, …; an empty text is none."""
    versions = (Version(letter, 0, text, False) for letter, text in zip("ABCD", texts, strict=False) if text)
    return Passage(tuple(versions))


OPEN = Item(passage("one\n", "two\n", "one\n", ""), "A")
KEPT = replace(OPEN, state="kept")
EDITED = replace(KEPT, edited="else\n", hand="you")


@pytest.mark.parametrize(
    ("item", "letter", "digit", "shown", "said"),
    [
        (OPEN, "A", 1, True, Head("enter or 1 takes it")),
        (OPEN, "B", 2, False, Head("2 takes it")),
        (OPEN, "B", 9, True, Head("enter takes it")),
        (OPEN, "B", 9, False, Head("")),
        (OPEN, "C", 3, False, Head("", "$faint")),
        (OPEN, "D", 4, False, Head("", "$faint")),
        (KEPT, "A", 1, True, Head("kept", picked=True)),
        (EDITED, "A", 1, False, Head("1 takes it")),
        (EDITED, YOURS, 0, True, Head("edited, from A · kept", picked=True)),
        (replace(EDITED, state="dropped"), YOURS, 0, True, Head("edited, from A · enter takes it")),
    ],
)
def test_a_versions_first_line(item: Item, letter: str, digit: int, shown: bool, said: Head) -> None:
    assert head(item, letter, digit, shown=shown) == said


def test_versions_that_say_the_same_are_read_once() -> None:
    assert different(OPEN) == ("A", "B") and different(replace(OPEN, letter="C")) == ("C", "B")
    assert different(EDITED) == ("A", "B", YOURS)
    assert [note(OPEN, letter)[0][0].text for letter in "CD"] == ["the same as A", "no such passage"]
    assert note(OPEN, "A") == note(OPEN, "B") == ()


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("a\n", "b\n", "1 passage is not decided. Take it from A?"),
        ("a\n\nb\n", "c\n\nd\n", "2 passages are not decided. Take them from A?"),
        ("a\n", "a\n\nb\n", "1 passage is not decided. A does not have it: it is left out."),
        ("a\n", "a\n\nb\n\nc\n", "2 passages are not decided. A does not have them: they are left out."),
        (
            "a\n",
            "b\n\nc\n\nd\n",
            "3 passages are not decided. Take them from A? 2 passages that A does not have stay out.",
        ),
    ],
)
def test_what_is_asked_of_the_rest(one: str, other: str, said: str) -> None:
    assert rows.rest_question(begin([("A", one), ("B", other)], "A")) == said


def drafts() -> Record:
    comparison, ballot = compared("one", "two", "three")
    made = [
        replace(c, status="complete", text=text)
        for c, text in zip(comparison.candidates, ("One.\n", "Two.\n", ""), strict=True)
    ]
    return Record(replace(comparison, candidates=tuple(made)), (ballot,), (), ())


def test_a_merge_starts_from_the_pick_then_from_the_focused_answer() -> None:
    record = drafts()
    order = ("A", "B", "C")
    assert rows.sources(record.comparison, order) == (("A", "One.\n"), ("B", "Two.\n"))
    assert rows.base(record, order, "B") == "B"
    assert rows.base(record, order, "C") == "A", "C has no text"
    pick = make_pick(
        Choice.of((("B",),)),
        record.comparison,
        record.arena,
        revealed=False,
        around=Circumstances((), None),
        now=NOW,
        new_id=ids(),
    )
    assert rows.base(replace(record, picks=(pick,)), order, "A") == "B"


def test_a_merge_of_own_words_alone_has_no_sources() -> None:
    comparison: Comparison = drafts().comparison
    begun = begin([("A", "One.\n"), ("B", "Two.\n")], "A").rest(False)
    written = begun.smoothed("New.\n")
    assert rows.candidate(written, comparison) == Candidate(
        "D", "merge", None, "merge, smoothed", "New.\n", status="complete"
    )
    assert rows.same_as(begin([("A", "One.\n"), ("B", "x\n")], "A").take("A"), [("A", "**One.**")]) == "A"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("stopped", "The smoothing was stopped."),
        ("truncated", "The smoothing failed: it ended before its end."),
        ("failed", "The smoothing failed: rate limited."),
    ],
)
def test_why_there_is_no_proposal(status: str, said: str) -> None:
    error = CallError("response", "rate_limited", 429, "", "") if status == "failed" else None
    call = Call("c" * 32, "synthesiser", None, "judge", "p", "m", NOW, status, error=error)  # type: ignore[arg-type]
    assert smoothing_rows.failed(call) == said
