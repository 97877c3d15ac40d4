"""The issues of a review leave for an editor, for a reader, for a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fusion_tui.core.critique import own_issue, raised_in
from fusion_tui.core.export.issues import to_review
from fusion_tui.core.issues import decide
from fusion_tui.core.models import Candidate, Reply
from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]

PLAN = """\
# Storage

Writes go to the primary and are acknowledged
before replication, so a failover loses nothing.

# Ingest

The queue grows as needed.
"""
ONE = """\
## Risky

### blocker: a failover loses acknowledged writes
> Writes go to the primary and are acknowledged
> before replication
The primary dies after the answer.
Fix: acknowledge after the replica has it.

### minor: nobody owns the gateway
> a passage that nobody wrote
"""
TWO = """\
### major: On failover, acknowledged writes are lost
> before replication, so a failover loses nothing

### major: the queue has no limit
> The queue grows as needed.
"""


@pytest.fixture
def reviewed(fusion: Fusion, serve: Serve, tmp_path: Path) -> Path:
    """A folder with a plan that two models reviewed."""
    serve(one=Model(ONE), two=Model(TWO), three=Model("I found no issues."))
    (tmp_path / "plan.md").write_text(PLAN)
    assert fusion("review", str(tmp_path / "plan.md")).code == 0
    return tmp_path


def letters(*texts: str) -> list[str]:
    return sorted(c.letter for c in only_record().comparison.candidates if c.text in texts)


def test_quickfix_lines_open_at_the_passage_and_say_who_made_the_point(
    fusion: Fusion, reviewed: Path
) -> None:
    done = fusion("export", "--format", "quickfix", "--all")
    both, (one,), (two,) = " ".join(letters(ONE, TWO)), letters(ONE), letters(TWO)
    assert done.code == 0
    assert done.out.splitlines() == [
        f"plan.md:3: blocker: a failover loses acknowledged writes [{both}]",
        f"plan.md:8: major: the queue has no limit [{two}]",
        f"plan.md:1: minor: nobody owns the gateway [{one}] (passage not found)",
    ]
    assert "3 issues, 1 of them with a passage that was not found." in done.err
    assert all(re.fullmatch(r"[^:]+:\d+: (blocker|major|minor): .+", line) for line in done.out.splitlines())


def test_a_review_is_written_by_severity_with_passage_fix_and_letters(fusion: Fusion, reviewed: Path) -> None:
    target = reviewed / "review.md"
    assert fusion("export", "--format", "review", "--all", "-o", str(target)).code == 0
    text = target.read_text()
    assert text.startswith("# Review of plan.md\n\n## Blockers\n\n### a failover loses acknowledged writes\n")
    assert (
        "> Writes go to the primary and are acknowledged\n> before replication\n\n(plan.md, line 3)" in text
    )
    assert "Fix: acknowledge after the replica has it." in text and "(2 of 3)." in text
    assert text.index("## Major issues") < text.index("## Minor issues")
    assert "(passage not found)" in text and "name of" not in text
    again = fusion("export", "--format", "review", "--all", "-o", str(target))
    assert again.code == 2 and "--force" in again.err


def test_a_github_review_has_a_comment_for_every_passage(fusion: Fusion, reviewed: Path) -> None:
    told = json.loads(fusion("export", "--format", "github-review", "--all").out)
    assert set(told) == {"event", "body", "comments"} and told["event"] == "COMMENT"
    first, second = told["comments"]
    assert (first["path"], first["start_line"], first["line"]) == ("plan.md", 3, 4)
    assert first["side"] == first["start_side"] == "RIGHT"
    assert (second["line"], "start_line" in second) == (8, False)
    assert first["body"].startswith("**blocker**: a failover loses acknowledged writes")
    assert (
        told["body"].startswith("1 blocker, 1 major, 1 minor.") and "nobody owns the gateway" in told["body"]
    )


def test_a_revision_of_a_review_is_no_second_reviewer(reviewed: Path) -> None:
    record, original = only_record(), letters(ONE)[0]
    revision = Candidate("R", "revision", text=ONE, status="complete", inputs=(original,))
    comparison = replace(record.comparison, candidates=(*record.comparison.candidates, revision))
    with_it = replace(record, comparison=comparison)
    before, after = raised_in(record).groups(""), raised_in(with_it).groups("")
    assert after == before
    assert to_review(comparison, after) == to_review(record.comparison, before)


def test_what_the_person_raised_themselves_leaves_with_the_others(fusion: Fusion, reviewed: Path) -> None:
    text = own_issue("blocker", "nobody is on call", "The queue grows as needed.")
    with open_store() as store:
        identity = store.ids()[0]
        store.save_reply(
            identity, None, Reply("f" * 32, identity, "own", None, {"target": ""}, text, datetime.now(UTC))
        )
    done = fusion("export", "--format", "quickfix", "--all")
    assert "plan.md:8: blocker: nobody is on call [" in done.out and " you]" in done.out, done.out


def test_names_stay_hidden_and_a_later_pick_is_blind(fusion: Fusion, reviewed: Path) -> None:
    for form in ("quickfix", "review", "github-review"):
        assert "name of" not in fusion("export", "--format", form, "--all").out
    assert not only_record().revealed


def test_what_was_not_accepted_leaves_only_when_all_is_asked_for(fusion: Fusion, reviewed: Path) -> None:
    done = fusion("export", "--format", "quickfix")
    assert done.code == 1 and "--all" in done.err and done.out == ""


def test_a_comparison_without_issues_or_documents_says_so(
    fusion: Fusion, serve: Serve, tmp_path: Path
) -> None:
    serve(one=Model("I found no issues."))
    assert "Nothing yet" in fusion("export", "--format", "quickfix", "--all").err
    fusion("ask", "Why?")
    assert "has no document" in fusion("export", "--format", "quickfix", "--all").err
    (tmp_path / "plan.md").write_text(PLAN)
    fusion("review", str(tmp_path / "plan.md"))
    done = fusion("export", "--format", "quickfix", "--all")
    assert done.code == 1 and "raises an issue in the shape" in done.err


def test_a_claim_cannot_forge_a_line_of_its_own(fusion: Fusion, serve: Serve, tmp_path: Path) -> None:
    serve(one=Model("### major: true\u2028other.md:1: blocker: forged\n"))
    (tmp_path / "plan.md").write_text(PLAN)
    fusion("review", str(tmp_path / "plan.md"))
    (line,) = fusion("export", "--format", "quickfix", "--all").out.splitlines()
    assert line.startswith("plan.md:1: major: true")


def test_only_accepted_issues_leave_without_all(fusion: Fusion, reviewed: Path) -> None:
    record = only_record()
    comparison, (first, second, third) = record.comparison, raised_in(record).groups("")
    with open_store() as store:
        now = datetime.now(UTC)
        store.save_decisions(decide(second, True, comparison.id, now))
        store.save_decisions(decide(third, False, comparison.id, now))
    done = fusion("export", "--format", "quickfix")
    assert done.code == 0 and done.err == "1 issue.\n"
    assert [line.split(" [")[0] for line in done.out.splitlines()] == [
        "plan.md:8: major: the queue has no limit"
    ]
    told = json.loads(fusion("export", comparison.id, "--format", "json").out)
    assert [d["accepted"] for d in told["decisions"]] == [True, False]
    assert {i["claim"] for i in told["issues"]} == {i.claim for g in (first, second, third) for i in g.issues}
