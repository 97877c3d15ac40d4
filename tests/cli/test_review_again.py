"""A document is edited and reviewed again: what became of accepted issues, and what is new."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fusion_tui.core.critique import raised_in
from fusion_tui.core.issues import decide
from tests.cli.conftest import Fusion, Start, open_store, until
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]

PLAN = "# Storage\n\nWrites are acknowledged early.\n\n# Ingest\n\nThe queue grows as needed.\n"
EDITED = PLAN.replace("The queue grows as needed.", "The queue is capped at 10,000 entries.")
FIRST = (
    "### blocker: writes are lost\n> Writes are acknowledged early.\nFix: wait.\n\n"
    "### major: the queue has no limit\n> The queue grows as needed.\n\n### minor: no owner\n"
)
SECOND = (
    "### major: writes are lost\n> Writes are acknowledged early.\n\n### minor: no owner\n\n"
    "### major: nobody says what happens beyond the cap\n> capped at 10,000 entries\n"
)
JUDGED = '```json\n{"issues": [{"number": 1, "state": "fixed", "why": "a cap \\u001b[31mholds"}]}\n```'


@pytest.fixture
def server(serve: Serve, config_file: Path) -> ModelServer:
    """A panel of one model, with a judge."""
    server = serve(one=Model(FIRST), judge=Model(JUDGED))
    server.write_config(config_file, ["one"], more='judge = { provider = "here", model = "judge" }\n')
    return server


@pytest.fixture
def plan(fusion: Fusion, server: ModelServer, tmp_path: Path) -> Path:
    """A plan whose review was triaged: two issues accepted, one dismissed; then it was edited."""
    path = tmp_path / "plan.md"
    path.write_text(PLAN)
    assert fusion("review", str(path)).code == 0
    triage(newest(), {"lost": True, "queue": True, "owner": False})
    path.write_text(EDITED)
    server.models["one"] = Model(SECOND)
    server.requests.clear()
    return path


def newest() -> str:
    with open_store() as store:
        return store.ids()[-1]


def triage(identity: str, wishes: dict[str, bool]) -> None:
    """Decide on the issues whose claims hold these words."""
    with open_store() as store:
        for group in raised_in(store.load(identity)).groups(""):
            for words, accepted in wishes.items():
                if words in group.claim:
                    store.save_decisions(decide(group, accepted, identity, datetime.now(UTC)))


def states(told: dict[str, object]) -> dict[str, str]:
    again = told["again"]
    assert isinstance(again, dict)
    return {one["claim"]: one["state"] for one in again["earlier"]}


def test_each_accepted_issue_is_told_with_its_state_and_the_new_ones_apart(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    first = newest()
    done = fusion("review", str(plan), "--again", "--json")
    told = json.loads(done.out)
    assert done.code == 0 and told["again"]["of"] == first
    assert states(told) == {"writes are lost": "open", "the queue has no limit": "fixed"}
    assert [group["claim"] for group in told["again"]["new"]] == ["nobody says what happens beyond the cap"]
    assert [group["claim"] for group in told["again"]["dismissed_before"]] == ["no owner"]
    assert f"Goes on with {first[:8]}" in done.err and "2 accepted issues" in done.err
    with open_store() as store:
        record = store.load(newest())
    assert record.comparison.parent_id == first and record.comparison.documents[0].text == EDITED
    assert [reply.kind for reply in record.replies] == ["recheck"]
    assert sorted(call.role for call in record.calls) == ["judge", "member"]


def test_one_call_asks_the_judge_of_what_the_text_leaves_unclear(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    fusion("review", str(plan), "--again")
    assert sorted(server.asked) == ["judge", "one"]
    (asked,) = (request for request in server.requests if request["model"] == "judge")
    said = asked["messages"][-1]["content"]
    assert "the queue has no limit" in said and "The queue grows as needed" in said and EDITED in said
    assert "writes are lost" not in said, "that passage stands there word for word"
    assert "name of" not in json.dumps(asked), "no reviewer is named"


def test_the_summary_follows_the_answers_without_names(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    done = fusion("review", str(plan), "--again")
    answers, again = done.out.split(" again =====\n")
    assert "### major: writes are lost" in answers and "name of" not in done.out
    assert again.splitlines()[1] == "2 accepted issues: 1 open, 1 fixed; 1 new; 1 dismissed before."
    assert "open             blocker  plan.md:3: writes are lost" in again
    assert "new              major    plan.md:7: nobody says" in again


def test_an_unchanged_document_has_every_accepted_issue_open_and_asks_no_judge(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    plan.write_text(PLAN)
    done = fusion("review", str(plan), "--again", "--json")
    assert set(states(json.loads(done.out)).values()) == {"open"}
    assert server.asked == ["one"] and "plan.md is what it was then." in done.err


def test_without_again_nothing_else_is_asked(fusion: Fusion, plan: Path, server: ModelServer) -> None:
    done = fusion("review", str(plan), "--json")
    assert done.code == 0 and "again" not in json.loads(done.out) and server.asked == ["one"]


def test_what_still_counts_leaves_with_what_is_accepted_anew(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    fusion("review", str(plan), "--again")
    done = fusion("export", "--format", "quickfix")
    assert done.out == "plan.md:3: major: writes are lost [A]\n"
    triage(newest(), {"beyond the cap": True})
    lines = fusion("export", "--format", "quickfix").out.splitlines()
    assert len(lines) == 2 and "beyond the cap" in lines[1]


def test_the_review_may_be_named_and_its_document_renamed(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    first, renamed = newest(), plan.with_name("plan-2.md")
    plan.rename(renamed)
    done = fusion("review", str(renamed), "--again")
    assert done.code == 2 and "No review of plan-2.md is on record" in done.err and not server.requests
    done = fusion("review", str(renamed), "--again", first[:8], "--json")
    assert states(json.loads(done.out)) == {"writes are lost": "open", "the queue has no limit": "fixed"}
    assert fusion("review", str(renamed), "--again", "0123abcd").code == 1
    assert fusion("review", "--again", first[:8]).code == 2


def test_documents_of_one_name_are_told_apart_by_id(fusion: Fusion, plan: Path, server: ModelServer) -> None:
    first = newest()
    other = plan.parent / "other" / "plan.md"
    other.parent.mkdir()
    other.write_text("Something else.\n")
    fusion("review", str(other))
    done = fusion("review", str(plan), "--again", "--json")
    assert f"Other documents called plan.md were reviewed, too: {first[:8]}" in done.err
    assert json.loads(done.out)["again"]["of"] != first
    done = fusion("review", str(plan), "--again", first, "--json")
    assert json.loads(done.out)["again"]["of"] == first


def test_a_recheck_that_fails_or_says_nothing_loses_nothing_else(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    server.models["judge"] = Model(status=500)
    done = fusion("review", str(plan), "--again", "--json")
    assert done.code == 3 and "The recheck failed (server_error)" in done.err
    assert states(json.loads(done.out)) == {"writes are lost": "open", "the queue has no limit": "unclear"}
    plan.write_text(EDITED + "\nMore.\n")
    server.models["judge"] = Model("I would rather not.")
    server.requests.clear()
    done = fusion("review", str(plan), "--again", "--json")
    assert done.code == 3 and "cannot be read" in done.err and states(json.loads(done.out))
    assert server.asked.count("judge") == 2, "asked once more, and never again"
    with open_store() as store:
        assert [reply.text for reply in store.load(newest()).replies] == ["I would rather not."] * 2


def test_the_rubric_of_the_first_review_is_asked_again(
    fusion: Fusion, plan: Path, server: ModelServer
) -> None:
    fusion("review", str(plan), "--for", "adr")
    fusion("review", str(plan), "--again")
    assert "Criteria of the rubric adr" in server.requests[-1]["messages"][-1]["content"]


def test_the_judges_price_counts_and_its_host_is_said(
    fusion: Fusion, plan: Path, server: ModelServer, config_file: Path
) -> None:
    told = config_file.read_text()
    prices = "[prices.one]\ninput = 1\noutput = 100\n[prices.judge]\ninput = 1\noutput = 100\n"
    config_file.write_text(f"{told}{prices}[budget]\nper_run = 0.3\n")
    assert fusion("review", str(plan), "--json").code == 0
    triage(newest(), {"lost": True, "queue": True})
    server.requests.clear()
    plan.write_text("Nothing of it is left.\n")
    config_file.write_text(f"{told}{prices}[budget]\nper_run = 0.3\n")
    done = fusion("review", str(plan), "--again")
    assert done.code == 2 and "--over-budget" in done.err and not server.requests
    assert fusion("review", str(plan), "--again", "--over-budget").code == 0


def test_an_interrupt_stops_the_recheck_too_and_asks_no_more(
    fusion: Fusion, plan: Path, server: ModelServer, start: Start
) -> None:
    server.models["judge"] = Model("half a", endless=True)
    process = start("review", str(plan), "--again", "--plain")

    def answered() -> bool:
        with open_store() as store:
            done = [c.status for c in store.load(newest()).comparison.candidates] == ["complete"]
        return done and sorted(server.asked) == ["judge", "one"]

    until(answered)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert b"1 open, 1 unclear" in out and b"cannot be read" not in err and b"Traceback" not in err
    assert server.asked.count("judge") == 1
    with open_store() as store:
        assert [call.status for call in store.load(newest()).calls if call.role == "judge"] == ["stopped"]


def test_nothing_is_kept_of_a_private_re_review(fusion: Fusion, plan: Path, server: ModelServer) -> None:
    first = newest()
    done = fusion("review", str(plan), "--again", "--private", "--json")
    assert states(json.loads(done.out)) and newest() == first
