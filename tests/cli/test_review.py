"""Asking a panel what is wrong with documents, and runs that keep nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]


def test_a_review_sends_every_document_whole_and_apart_with_the_question_after_them(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    server = serve(one=Model("# Verdict"))
    (tmp_path / "plan.md").write_text("the plan\n")
    (tmp_path / "risks.md").write_text("the risks\n")
    done = fusion("review", str(tmp_path / "plan.md"), str(tmp_path / "risks.md"), "--json")
    assert done.code == 0
    comparison = only_record().comparison
    assert comparison.title == "Review plan.md and risks.md."
    assert [d.name for d in comparison.documents] == ["plan.md", "risks.md"]
    (message,) = server.requests[0]["messages"]
    said = message["content"]
    assert said.index("'plan.md'") < said.index("the plan\n") < said.index("'risks.md'")
    assert said.index("the risks\n") < said.index("Review plan.md and risks.md.") < said.index("SEVERITY")


def test_a_document_may_come_from_a_pipe(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("fine"))
    assert "complete" in fusion("review", "-", stdin=b"a plan").out
    assert only_record().comparison.title == "Review stdin."


def test_a_review_needs_a_document(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("fine"))
    done = fusion("review")
    assert done.code == 2 and "FILE" in done.err


def test_a_private_question_is_answered_and_nothing_is_kept(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    done = fusion("ask", "Which?", "--private")
    assert done.code == 0 and "first" in done.out
    assert "Private: nothing is kept." in done.err
    assert not list(Path(os.environ["FUSION_DATA_DIR"]).glob("*.db"))


def test_a_private_question_leaves_the_record_as_it_was(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"), two=Model(status=500))
    fusion("ask", "Kept.", "--json")
    assert fusion("ask", "Not kept.", "--private", "--json").code == 3
    assert only_record().comparison.prompt == "Kept."
    assert json.loads(fusion("history", "--json").out)[0]["title"] == "Kept."


def test_nobody_answering_in_private_says_who_failed(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model(status=401, said="bad key"))
    done = fusion("ask", "Which?", "--private")
    assert done.code == 4 and "bad key" in done.err and "kept as" not in done.err


def test_a_private_question_still_counts_what_the_month_has_cost(fusion: Fusion, serve: Serve) -> None:
    serve(more="[budget]\nper_month = 0.4\n", one=Model("first"))
    assert fusion("ask", "Kept.", "--json").code == 0
    done = fusion("ask", "Which?", "--private")
    assert done.code == 2 and "$0.50 were spent this month" in done.err
    assert fusion("ask", "Which?", "--private", "--over-budget").code == 0


def test_private_stands_after_the_command(fusion: Fusion, serve: Serve) -> None:
    serve(one=Model("first"))
    done = fusion("--private", "ask", "Which?")
    assert done.code == 2 and "fusion ask --private" in done.err
    with open_store() as store:
        assert store.spent_since(datetime.now(UTC) - timedelta(days=1)) == 0
