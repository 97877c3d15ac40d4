"""Preference data from the command line: to stdout, to a file with its note, or only counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fusion_tui.core.export.preferences import FORMS, NOTICE
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer
from tests.core.export.consumers import CHECKS, check_llm_comparator
from tests.helpers.fakes import NOW

Serve = Callable[..., ModelServer]


@pytest.fixture
def asked(fusion: Fusion, serve: Serve) -> str:
    """The id of a comparison of three answers, not picked."""
    serve(one=Model("the first"), two=Model("the second"), three=Model("the third"))
    fusion("ask", "Which?", "--plain")
    return only_record().comparison.id


@pytest.fixture
def picked(asked: str) -> str:
    """The id of that comparison with B picked, blind and with the tag `db`."""
    pick(knowing=False)
    return asked


def pick(*, knowing: bool) -> None:
    """Pick B as on the screen: nothing is revealed by it."""
    record = only_record()
    made = make_pick(
        Choice.of([["B"]], ["db"]),
        record.comparison,
        record.ballots[0],
        revealed=False,
        around=Circumstances(record.comparison.letters, 5.0, knowing),
        now=NOW,
        new_id=lambda: f"a pick, {knowing}",
    )
    with open_store() as store:
        store.save_pick(made)


def reveals(identity: str) -> list[str]:
    """What revealed a comparison."""
    with open_store() as store:
        return [reveal.how for reveal in store.load(identity).reveals]


@pytest.mark.parametrize("form", CHECKS)
def test_lines_go_to_stdout_and_talk_to_stderr(fusion: Fusion, picked: str, form: str) -> None:
    done = fusion("export", "--format", form)
    lines = [json.loads(line) for line in done.out.splitlines()]
    for line in lines:
        CHECKS[form](line)
    assert done.code == 0 and len(lines) == (2 if form in ("dpo", "openai") else 1)
    assert f"{form}: {len(lines)} row" in done.err and NOTICE in done.err
    assert reveals(picked) == [], "who wrote what is in no line"


def test_llm_comparator_is_one_document_that_reveals(fusion: Fusion, picked: str) -> None:
    done = fusion("export", "--format", "llm-comparator")
    check_llm_comparator(json.loads(done.out))
    assert done.code == 0 and reveals(picked) == ["export"]


def test_the_two_models_can_be_named(fusion: Fusion, picked: str) -> None:
    chosen = only_record().comparison.candidate("B").member
    assert chosen
    other = next(model for model in ("two", "one") if model != chosen.model)
    command = ("export", "--format", "llm-comparator", "--between", chosen.model, "--between")
    document = json.loads(fusion(*command, other).out)
    assert [model["name"] for model in document["models"]] == [chosen.model, other]
    assert [example["score"] for example in document["examples"]] == [1.0]
    done = fusion(*command, "four")
    assert done.code == 2 and "no pick that counts has 'four'" in done.err


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_private_whole_and_has_its_note_beside_it(
    fusion: Fusion, picked: str, tmp_path: Path, form: str
) -> None:
    target, note = tmp_path / "out" / "picks.jsonl", tmp_path / "out" / "picks.jsonl.README.txt"
    target.parent.mkdir()
    done = fusion("export", "--format", form, "-o", str(target))
    assert (done.code, done.out) == (0, "")
    assert str(target) in done.err and note.name in done.err
    assert sorted(target.parent.iterdir()) == [target, note]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (target, note))
    assert target.read_text() == fusion("export", "--format", form).out
    assert NOTICE in note.read_text() and f"{form}: " in note.read_text()


@pytest.mark.parametrize("taken", ["picks.jsonl", "picks.jsonl.README.txt"])
def test_neither_file_is_overwritten_without_force(
    fusion: Fusion, picked: str, tmp_path: Path, taken: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / taken).write_text("mine")
    command = ("export", "--format", "llm-comparator", "-o", str(folder / "picks.jsonl"))
    refused = fusion(*command)
    assert refused.code == 2 and "--force" in refused.err and taken in refused.err
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]
    assert reveals(picked) == []
    assert fusion(*command, "--force").code == 0
    assert len(list(folder.iterdir())) == 2 and (folder / taken).read_text() != "mine"


@pytest.mark.parametrize("where", ["no/such/folder/a.jsonl", "folder"])
def test_where_nothing_can_be_written_nothing_is_left_behind(
    fusion: Fusion, picked: str, tmp_path: Path, where: str
) -> None:
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*.README.txt"))
    done = fusion("export", "--format", "dpo", "--force", "-o", str(tmp_path / where))
    assert done.code == 1 and done.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*.README.txt")) == before == []


@pytest.mark.parametrize("form", FORMS)
def test_a_dry_run_counts_and_changes_nothing(fusion: Fusion, picked: str, tmp_path: Path, form: str) -> None:
    target = tmp_path / "picks.jsonl"
    done = fusion("export", "--format", form, "--tag", "other", "--dry-run", "-o", str(target))
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{form}: 0 rows from 0 comparisons\nleft out: 1 pick without the tag\n"
    done = fusion("export", picked, "--format", form, "--dry-run", "-o", str(target))
    assert done.out.startswith(f"{form}: ") and "name of" not in done.out and "the second" not in done.out
    assert not target.exists() and reveals(picked) == []


def test_with_nothing_to_write_nothing_is_written_and_the_reasons_are_said(
    fusion: Fusion, picked: str, tmp_path: Path
) -> None:
    fusion("pick", picked, "A", "B", "--tie")
    target = tmp_path / "picks.jsonl"
    for output in ([], ["-o", str(target)]):
        done = fusion("export", "--format", "dpo", *output)
        assert (done.code, done.out) == (1, "")
        assert "There is nothing to write." in done.err
        assert "left out: 1 pick tied, with nothing ranked below" in done.err
    assert not target.exists()


def test_a_pick_made_knowing_names_is_left_out_until_it_is_included(fusion: Fusion, asked: str) -> None:
    pick(knowing=True)
    done = fusion("export", "--format", "dpo", "--dry-run")
    assert done.out == "dpo: 0 rows from 0 comparisons\nleft out: 1 pick made knowing names\n"
    done = fusion("export", "--format", "dpo", "--include", "early,knowing", "--include", "cut")
    assert done.code == 0 and len(done.out.splitlines()) == 2


def test_a_comparison_that_is_named_twice_counts_once(fusion: Fusion, picked: str) -> None:
    done = fusion("export", picked, picked[:8], "--format", "dpo")
    assert len(done.out.splitlines()) == 2


def test_system_messages_that_differ_reveal(fusion: Fusion, serve: Serve, config_file: Path) -> None:
    serve(one=Model("the first"), two=Model("the second"))
    text = config_file.read_text()
    assert 'model = "one"' in text
    config_file.write_text(text.replace('model = "one"', 'model = "one", persona = "Be kind."'))
    fusion("ask", "Which?", "--plain")
    pick(knowing=False)
    done = fusion("export", "--format", "dpo")
    assert "without a system message, because the two answers had different ones: 1 row" in done.err
    assert reveals(only_record().comparison.id) == ["export"]


def test_days_and_a_panel_narrow_what_is_written(fusion: Fusion, picked: str) -> None:
    panel = only_record().comparison.panel
    every = fusion("export", "--format", "dpo").out
    assert fusion("export", "--format", "dpo", "--panel", panel, "--days", "1").out == every != ""
    none = fusion("export", "--format", "dpo", "--panel", "another")
    assert (none.code, none.out) == (1, "") and "No comparison is of the days and the panel" in none.err
    with open_store() as store:
        old = replace(store.load(picked).comparison, id="f" * 32, created_at=NOW - timedelta(days=4000))
        ballot = replace(store.load(picked).ballots[0], id="old", comparison_id=old.id)
        store.save_comparison(old, ballot)
        store.save_pick(replace(store.load(picked).picks[0], id="old", ballot_id="old", comparison_id=old.id))
    assert fusion("export", "--format", "sft", "--dry-run").out.startswith("sft: 2 rows")
    assert fusion("export", "--format", "sft", "--dry-run", "--days", "30").out.startswith("sft: 1 row")
    assert fusion("export", "--format", "json", "--days", "3").code == 2, "it holds everything"
