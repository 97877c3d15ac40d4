"""Reviews of a document are found by its name, with those that each goes on with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fusion_tui.core import prompts
from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Comparison, Document
from fusion_tui.errors import NotFoundError
from fusion_tui.store import Store
from tests.helpers.fakes import NOW, ids, panel

IDS = ids()


def document(name: str, text: str = "text") -> Document:
    return Document(name, text, f"{name}{text}", len(text))


def save(
    store: Store, names: list[str], minute: int, *, parent: Comparison | None = None, prompt: str = ""
) -> Comparison:
    documents = [document(name, f"version {minute}") for name in names]
    comparison, ballot = new_comparison(
        prompt or prompts.review(documents),
        documents,
        panel("one"),
        blind=True,
        continues=parent,
        rng_seed=1,
        now=NOW + timedelta(minutes=minute),
        new_id=IDS,
    )
    store.save_comparison(comparison, ballot)
    return comparison


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty record."""
    return Store(tmp_path / "fusion.db", now=lambda: NOW)


def test_reviews_are_found_by_exactly_their_documents_names_newest_first(store: Store) -> None:
    first = save(store, ["plan.md"], 1)
    save(store, ["plan.md", "risks.md"], 2)
    save(store, ["plan.md"], 3, prompt="Why?")
    again = save(store, ["plan.md"], 4, parent=first)
    both = save(store, ["risks.md", "plan.md"], 5)
    assert store.reviews_of(["plan.md"]) == ((again.id, first.id), (first.id, first.id))
    assert [identity for identity, _ in store.reviews_of(["plan.md", "risks.md"])][0] == both.id
    assert store.reviews_of(["other.md"]) == ()
    store.close()


def test_a_review_comes_with_those_it_goes_on_with_as_far_as_they_are_here(store: Store) -> None:
    first = save(store, ["plan.md"], 1)
    second = save(store, ["plan.md"], 2, parent=first)
    third = save(store, ["plan.md"], 3, parent=second)
    assert [record.comparison.id for record in store.reviews_up_to(third.id)] == [
        first.id,
        second.id,
        third.id,
    ]
    lost = save(store, ["plan.md"], 4, parent=replace(first, id="f" * 32))
    assert [record.comparison.id for record in store.reviews_up_to(lost.id)] == [lost.id]
    question = save(store, ["plan.md"], 5, parent=third, prompt="And now?")
    assert len(store.reviews_up_to(question.id)) == 1
    with pytest.raises(NotFoundError):
        store.reviews_up_to("e" * 32)
    store.close()


def test_reviews_that_go_on_with_each_other_in_a_circle_end(store: Store) -> None:
    ahead = save(store, ["plan.md"], 1)
    first = save(store, ["plan.md"], 2, parent=ahead)
    store._connection.execute("UPDATE comparison SET parent_id = ? WHERE id = ?", (first.id, ahead.id))
    assert [record.comparison.id for record in store.reviews_up_to(first.id)] == [ahead.id, first.id]
    store.close()
