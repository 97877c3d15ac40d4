from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Fusion, only_record


@pytest.fixture
def shown(fusion: Fusion) -> str:
    """What the demo prints without a terminal."""
    done = fusion("demo", "--speed", "100000")
    assert done.code == 0
    return done.out


def test_the_demo_prints_its_answers_marked_and_ends(shown: str) -> None:
    assert shown.startswith("DEMO")
    assert [shown.count(f" {letter} · complete") for letter in "ABCD"] == [1, 1, 1, 1]


def test_the_demo_is_kept_as_a_demo_and_can_be_picked_in(fusion: Fusion, shown: str) -> None:
    record = only_record()
    assert record.comparison.demo and not record.revealed
    assert fusion("pick", record.comparison.id, "C").code == 0
    assert "DEMO" in fusion("show", record.comparison.id).out
    assert "DEMO" in fusion("history").out
    assert "demo: true" in fusion("export").out


def test_a_provider_cannot_take_the_demos_place(fusion: Fusion, config_file: Path) -> None:
    config_file.parent.mkdir(parents=True)
    config_file.write_text('[providers.demo]\napi = "openai"\nbase_url = "http://127.0.0.1:9/v1"\n')
    done = fusion("demo", "--speed", "100000")
    assert done.code == 2 and "providers.demo" in done.err
