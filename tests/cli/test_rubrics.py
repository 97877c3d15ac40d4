"""Reviews by a rubric: pass or fail for each criterion, with a quote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fusion_tui.core.prompts import rubric_of
from fusion_tui.rubrics import KINDS, bundled
from tests.cli.conftest import Fusion, only_record
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]

PLAN = "We use Postgres.\n\nOn trouble we drop the table.\n"
ONE = (
    "### major: no way back\n> On trouble we drop the table.\n\n## Criteria\n\n"
    "### 1. pass\n> We use Postgres.\nIt says so.\n\n### 2. fail\n> never written\nNo | way.\n"
)
TWO = "## Criteria\n1. cannot tell: [x](http://a)\n2. maybe\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan, and a rubric of the person's own beside it."""
    (tmp_path / "ours.md").write_text("# Ours\n\n- Decision: it is made\n- Rollback: it says how\n")
    path = tmp_path / "plan.md"
    path.write_text(PLAN)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_document_brings_its_criteria(fusion: Fusion, serve: Serve, plan: Path, kind: str) -> None:
    server = serve(one=Model("fine"))
    assert fusion("review", str(plan), "--for", kind).code == 0
    said = server.requests[0]["messages"][0]["content"]
    assert all(criterion in said for criterion in bundled(kind).criteria)
    assert rubric_of(only_record().comparison.prompt) == bundled(kind)


def test_a_rubric_of_ones_own_is_a_file_or_a_name_in_the_configuration(
    fusion: Fusion, serve: Serve, plan: Path, config_file: Path
) -> None:
    server = serve(one=Model("fine"))
    assert fusion("review", str(plan), "--for", str(plan.with_name("ours.md"))).code == 0
    folder = config_file.parent / "rubrics"
    folder.mkdir()
    (folder / "adr.md").write_text("- Mine: comes first\n")
    assert fusion("review", str(plan), "--for", "adr").code == 0
    first, second = (request["messages"][0]["content"] for request in server.requests)
    assert "2. Rollback: it says how" in first and "1. Mine: comes first" in second


def test_a_rubric_that_is_not_there_or_not_right_says_what_and_where(
    fusion: Fusion, serve: Serve, plan: Path
) -> None:
    server = serve(one=Model("fine"))
    done = fusion("review", str(plan), "--for", "sdr")
    assert done.code == 2 and "adr, rfc, prd, api, postmortem" in done.err and "rubrics" in done.err
    wrong = plan.with_name("wrong.md")
    wrong.write_text("- One\n\nprose\n")
    done = fusion("review", str(plan), "--for", str(wrong))
    assert done.code == 2 and "wrong.md, line 3" in done.err
    assert not server.requests


def test_the_exported_review_ends_with_the_table_and_every_answer(
    fusion: Fusion, serve: Serve, plan: Path
) -> None:
    serve(one=Model(ONE), two=Model(TWO))
    assert fusion("review", str(plan), "--for", str(plan.with_name("ours.md"))).code == 0
    one = next(c.letter for c in only_record().comparison.candidates if c.text == ONE)
    done = fusion("export", "--format", "review", "--all")
    assert done.code == 0 and "name of" not in done.out
    lines = done.out.splitlines()
    assert "## Criteria: ours" in lines and "| criterion | A | B |" in lines
    decision, rollback = ("pass", "cannot tell"), ("fail", "unreadable")
    if one == "B":
        decision, rollback = decision[::-1], rollback[::-1]
    assert f"| 1. Decision | {decision[0]} | {decision[1]} |" in lines
    assert f"| 2. Rollback | {rollback[0]} | {rollback[1]} |" in lines
    assert "> We use Postgres.\n\n(plan.md, line 1)" in done.out
    assert "> never written\n\n(passage not found)" in done.out
    told = json.loads(fusion("export", "--format", "json").out)["criteria"]
    assert told["rubric"] == "ours" and len(told["criteria"]) == 2
    assert {answer["verdict"] for answer in told["criteria"][1]["answers"]} == {"fail", "unreadable"}


def test_criteria_leave_without_an_accepted_issue(fusion: Fusion, serve: Serve, plan: Path) -> None:
    serve(one=Model(TWO))
    fusion("review", str(plan), "--for", str(plan.with_name("ours.md")))
    done = fusion("export", "--format", "review")
    assert done.code == 0 and "| 1. Decision | cannot tell |" in done.out
    assert fusion("export", "--format", "quickfix").code == 1
