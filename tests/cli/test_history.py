"""The history as lines and as JSON: all of it, or what fits."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from fusion_tui.cli.world import now
from fusion_tui.store import Store
from tests.cli.conftest import Fusion, open_store
from tests.helpers.kept import keep
from tests.helpers.programs import services_for


@pytest.fixture
def filled() -> None:
    """A few comparisons, the newest first."""
    with open_store() as store:
        keep(store, 0, "newest of all", "alpha", "b", groups=["A"], tags=["Ops"], revealed=True)
        keep(store, 1, "third question", "alpha beta", "b", thread=3)
        keep(store, 2, "in between", "alpha", "b")
        keep(store, 3, "first question", "beta", "b", thread=3)


def titles(printed: str) -> list[str]:
    return [re.split("  +", line, maxsplit=3)[3] for line in printed.splitlines()]


@pytest.mark.usefixtures("filled")
def test_lines_stand_as_on_the_screen_with_every_thread_open(fusion: Fusion) -> None:
    lines = ["newest of all", "third question  (2 questions)", "· first question", "in between"]
    assert titles(fusion("history").out) == lines
    assert titles(fusion("history", "--limit", "3").out) == lines[:3]


def test_the_name_beside_a_ranking_is_the_winners(fusion: Fusion) -> None:
    with open_store() as store:
        name = keep(store, 0, "ranked", "a", "b", groups=["A", "B"], revealed=True).candidate("A").name
    assert f"A {name} > B  " in fusion("history").out


@pytest.mark.usefixtures("filled")
def test_a_filter_is_what_its_arguments_say_together(fusion: Fusion) -> None:
    assert titles(fusion("history", "alpha").out) == ["newest of all", "third question", "in between"]
    assert titles(fusion("history", "alpha", "picked:no").out) == ["third question", "in between"]
    assert titles(fusion("history", '"alpha beta"').out) == ["third question"]
    assert titles(fusion("history", "tag:ops", "model:model-1").out) == ["newest of all"]
    assert titles(fusion("history", "alpha", "--limit", "1").out) == ["newest of all"]
    found = json.loads(fusion("history", "question", "--json").out)
    assert [(row["title"], row["questions"]) for row in found] == [
        ("third question", 2),
        ("first question", 2),
    ]
    assert found[0]["thread_id"] == found[1]["thread_id"] == found[1]["id"]


@pytest.mark.usefixtures("filled")
def test_a_mistake_is_said_and_the_rest_holds(fusion: Fusion) -> None:
    done = fusion("history", "before:soon", "between")
    assert done.code == 0 and titles(done.out) == ["in between"]
    assert "before: found “soon”" in done.err and "The rest of the filter holds." in done.err
    assert done.err.count("\n") == 1


@pytest.mark.usefixtures("filled")
def test_what_fits_nothing_is_said_apart_from_data(fusion: Fusion) -> None:
    done = fusion("history", "nowhere", "at", "all")
    assert (done.code, done.out) == (0, "") and "No comparison matches “nowhere at all”." in done.err
    assert fusion("history", "nowhere", "--json").out == "[]\n"


@pytest.mark.usefixtures("filled")
def test_a_purge_removes_what_was_deleted_and_names_the_copies_that_still_hold_it(fusion: Fusion) -> None:
    with open_store() as store:
        gone = store.summaries()[2]
        store.delete((gone.id,))
        assert store.backup() is not None
    done = fusion("history", "--purge")
    assert done.code == 0 and "Removed 1 deleted comparison for good." in done.err
    assert "may still hold them" in done.err and ".backup.db" in done.err
    with open_store() as store:
        assert store.deleted() == 0 and len(store.ids()) == 3
    assert "Removed 0 deleted comparisons" in fusion("history", "--purge").err


def test_a_purge_takes_no_filter(fusion: Fusion) -> None:
    done = fusion("history", "--purge", "picked:no")
    assert done.code == 2 and "give it alone" in done.err


@pytest.mark.usefixtures("filled")
def test_a_deleted_comparison_is_neither_shown_nor_exported(fusion: Fusion) -> None:
    with open_store() as store:
        gone = store.summaries()[0]
        store.delete((gone.id,))
    for command in ("show", "export"):
        done = fusion(command, gone.id)
        assert done.code == 1 and "was deleted" in done.err
    assert "newest of all" not in fusion("history").out + fusion("export", "--format", "json").out


async def test_the_program_removes_what_was_deleted_a_month_ago(tmp_path: Path) -> None:
    path = tmp_path / "data" / "fusion.db"
    for days in (31, 29):
        with Store(path, now=lambda days=days: now() - timedelta(days=days)) as store:  # type: ignore[misc]
            made = keep(store, days, f"deleted {days} days ago", "a", "b")
            store.delete((made.id,))
    services = services_for(tmp_path, {})
    assert await services.store.run(Store.deleted) == 1
    await services.close()
