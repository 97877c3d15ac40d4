"""A quote is found again where it stands, also when it was not quoted to the letter."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.issues import Finder
from fusion_tui.core.models import Document

PLAN = """\
# Storage

Writes go to the **primary** and are acknowledged
before replication, so a failover loses nothing.

## Ingest

The queue grows as needed. Retries continue for a day.

| part | limit |
|---|---|
| queue | none |
"""
OTHER = "The queue grows as needed.\r\nNobody watches it.\r\n"


def document(name: str, text: str) -> Document:
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest(), len(text))


FINDER = Finder([document("plan.md", PLAN), document("other.md", OTHER)])


@pytest.mark.parametrize(
    ("quote", "name", "lines", "how"),
    [
        ("Writes go to the **primary** and are acknowledged", "plan.md", (3, 3), "exact"),
        ("acknowledged before replication", "plan.md", (3, 4), "exact"),
        ("WRITES GO TO THE PRIMARY", "plan.md", (3, 3), "exact"),
        ("acknowledged\nbefore replication,", "plan.md", (3, 4), "exact"),
        ("Writes go … loses nothing.", "plan.md", (3, 4), "exact"),
        ("Writes go [...] a failover", "plan.md", (3, 4), "exact"),
        ("Section: Ingest", None, None, None),
        ("Ingest", "plan.md", (6, 6), "exact"),
        ("| queue | none |", "plan.md", (12, 12), "exact"),
        ("Nobody watches it", "other.md", (2, 2), "exact"),
        ("Writes go to the primary and get acknowledged before replication", "plan.md", (3, 4), "near"),
        ("retries will continue for a day", "plan.md", (8, 8), "near"),
        ("a sentence that stands nowhere in it", None, None, None),
        ("so a", "plan.md", (4, 4), "exact"),
        ("so b", None, None, None),
        ("", None, None, None),
        ("— … —", None, None, None),
    ],
)
def test_where_a_quote_stands(
    quote: str, name: str | None, lines: tuple[int, int] | None, how: str | None
) -> None:
    place = FINDER.find(quote)
    if name is None:
        assert place is None
    else:
        assert place is not None
        assert (place.document, (place.first_line, place.last_line), place.how) == (name, lines, how)


def test_a_passage_that_stands_in_two_documents_is_taken_from_the_first() -> None:
    place = FINDER.find("The queue grows as needed.")
    assert place is not None and place.document == "plan.md"


def test_words_in_another_order_are_another_passage() -> None:
    assert FINDER.find("nothing loses failover a so replication before acknowledged are and") is None


SLICES = """\
# Slices

The controller splits a service with more than 1000 endpoints into slices of 100 endpoints each.
The API server rejects a slice with more than 100 endpoints and an update that would add another.
The controller rejects a service with more than an endpoint of each kind and a slice of another.

A watch sends the whole slice to each node when one of its endpoints changes.
A watch sends each changed slice to the whole node when all of its endpoints are gone.
The kube-proxy on each node reads the slices of a service and merges them into one list.
The kube-proxy on one node reads the list of a service and merges it into the slices of each.

## Limits

The number of endpoints in one slice is a flag of the controller, and the default of the flag is 100.
The number of slices of one service is no flag of the controller, and the API server has no default.
"""
SLICED = Finder([document("slices.md", SLICES)])


@pytest.mark.parametrize("line", [line for line in SLICES.splitlines() if line.endswith(".")])
def test_a_sentence_with_a_word_changed_is_found_on_its_line_beside_others_with_the_same_words(
    line: str,
) -> None:
    words, number = line.split(), SLICES.splitlines().index(line) + 1
    for start in range(len(words) - 9):
        for at in range(1, 9):
            quote = [*words[start : start + at], "some", *words[start + at + 1 : start + 10]]
            place = SLICED.find(" ".join(quote))
            assert place and (place.first_line, place.last_line) == (number, number), quote


def test_a_sentence_with_a_word_left_out_is_found_whole() -> None:
    place = SLICED.find("A watch sends slice to each node when one of its endpoints changes")
    assert place and (place.first_line, place.last_line) == (7, 7)
    assert place.last_word - place.first_word == 14


def test_a_word_for_another_is_near_beside_a_sentence_with_more_of_the_same_words() -> None:
    text = (
        "With more than 1000 slices the endpoint writes the controller.\n"
        "The controller writes an endpoint with more than 1000 slices.\n"
    )
    finder = Finder([document("slices.md", text)])
    place = finder.find("The controller writes the endpoint with more than 1000 slices.")
    assert place and (place.first_line, place.last_line, place.how) == (2, 2, "near")


@given(st.integers(0, 30), st.integers(1, 12))
def test_every_passage_of_a_document_is_found_in_it(start: int, size: int) -> None:
    words = PLAN.split()
    passage = " ".join(words[start : start + size])
    place = FINDER.find(passage)
    assert place is not None or not any(c.isalnum() for c in passage)


def test_a_long_document_and_many_quotes_take_no_time() -> None:
    text = "\n".join(f"Line {n} says that part {n % 97} depends on part {n % 89}." for n in range(4000))
    finder = Finder([document("long.md", text)])
    began = time.process_time()
    for n in range(40):
        finder.find(f"Line {n * 90} says somehow that part {n} hangs on part 7 and more")
        finder.find("that part on that part says on depends part Line that says part on part depends")
    assert time.process_time() - began < 5
