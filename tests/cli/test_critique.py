"""`fusion critique`: a round from the command line, by letter, with what failed said."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from fusion_tui.core.critique import raised_in
from tests.cli.conftest import Fusion, Start, only_record, open_store, until
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]
Body = dict[str, Any]

NAMES = ("one", "two", "three")


def plays(body: Body, issues: object = None) -> str:
    """What a model says in each role of a round."""
    system, user = body["messages"][0]["content"], body["messages"][-1]["content"]
    labels = re.findall(r'^\{"label": "(\w+)"', user, re.M)
    if "You are a juror" in system:
        votes = [{"issue": one, "true": True, "worth_fixing": True, "reason": "so it is"} for one in labels]
        return json.dumps({"votes": votes})
    if "You revise a text" in system or "others answered it too" in system:
        mark = next(line for line in user.splitlines() if re.match("===== (disp|stance)", line))
        told = [{"issue": one, "outcome": "fixed", "reason": "said who"} for one in labels[1:]]
        end = {"dispositions": told, "stance": "adopt", "labels": labels[1:2], "reason": "shorter"}
        return f"A better answer.\n{mark}\n{json.dumps(end)}"
    if "You review a text" in system:
        if "one remark in plain text" in system:
            return "Say who owns it."
        return json.dumps({"issues": issues if issues is not None else [ISSUE]})
    return f"The answer of a model.\nNobody owns the queue, says {body['model']}."


ISSUE = {
    "severity": "blocker",
    "quote": "Nobody owns the queue",
    "claim": "The queue has no owner.",
    "why": "It fills up at night.",
    "fix": "Name one.",
}


def player(**changes: object) -> Model:
    return Model(says=lambda body: plays(body), **changes)  # type: ignore[arg-type]


@pytest.fixture
def server(fusion: Fusion, serve: Serve) -> ModelServer:
    """Three members that have answered."""
    started = serve(**{name: player() for name in NAMES})
    fusion("ask", "Who owns the queue?", "--plain")
    started.requests.clear()
    return started


def database() -> Path:
    return Path(os.environ["FUSION_DATA_DIR"]) / "fusion.db"


def identity() -> str:
    return only_record().comparison.id


def test_issues_are_printed_by_letter_grouped_and_kept(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity()[:6], "--target", "a")
    assert done.code == 0, done.err
    assert "2 calls, about " in done.err and "tokens in" in done.err and "cost unknown" in done.err
    assert f"===== {identity()[:8]} critique of A: 1 issue by B, C; 1 open =====" in done.out
    assert "[open] blocker: The queue has no owner. [B C]" in done.out
    assert "  > Nobody owns the queue\n  (line 2)\n  It fills up at night.\n  Fix: Name one.\n" in done.out
    assert "name of" not in done.out + done.err and not only_record().revealed
    assert [call.role for call in only_record().calls].count("reviewer") == 2
    assert len(only_record().replies) == 2
    shown = fusion("show", identity())
    assert done.out in shown.out and "name of" not in shown.out


def test_no_request_holds_a_name(fusion: Fusion, server: ModelServer) -> None:
    fusion("critique", identity(), "--target", "all", "--vote", "--revise")
    assert len(server.requests) >= 6
    for request in server.requests:
        said = json.dumps(request["messages"])
        assert "name of" not in said
        assert len({json.dumps(r["messages"][0]) for r in server.requests[:6]}) == 1
        assert all(f"says {name}" in said or name not in re.findall(r"\w+", said) for name in NAMES[2:])


def test_the_pick_is_what_is_reviewed_and_without_one_a_target_is_needed(
    fusion: Fusion, server: ModelServer
) -> None:
    refused = fusion("critique", identity())
    assert refused.code == 2 and "--target LETTER" in refused.err and not server.requests
    fusion("pick", identity(), "B")
    done = fusion("critique", identity(), "--dry-run")
    assert done.code == 0 and done.out.splitlines() == ["A on B", "C on B"] and not server.requests


def test_votes_and_a_revision_in_one_run(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity(), "--target", "A", "--reviewer", "B", "--vote", "--revise")
    assert done.code == 0, done.err
    assert "[open] blocker: The queue has no owner. [B] true 1/1, fix 1/1" in done.out
    assert "D revises A.\nfixed: The queue has no owner. (said who)\n" in done.out
    record = only_record()
    made = record.comparison.candidate("D")
    assert (made.kind, made.inputs, made.status, made.text) == (
        "revision",
        ("A",),
        "complete",
        "A better answer.\n",
    )
    assert record.comparison.candidate("A").text.startswith("The answer of a model.")
    assert record.arena.order[-1] == "D" and record.decisions == ()
    roles = [call.role for call in record.calls]
    assert (roles.count("reviewer"), roles.count("juror"), roles.count("reviser")) == (1, 1, 1)
    again = fusion("critique", identity(), "--target", "A", "--reviewer", "B", "--vote", "--revise")
    assert "Not revised: No accepted issue with A is left open." in again.err


def test_what_all_raised_is_suggested_and_revised_without_a_vote(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity(), "--target", "A", "--vote", "--revise")
    assert done.code == 0, done.err
    assert "1 issue goes without votes, as all who could vote raised it. It is suggested." in done.err
    assert "Not revised" not in done.err
    assert "  suggested: yes. B and C raised it, and nobody is left to vote on it.\n" in done.out
    assert "D revises A.\nfixed: The queue has no owner. (said who)\n" in done.out
    roles = [call.role for call in only_record().calls]
    assert (roles.count("juror"), roles.count("reviser")) == (0, 1)
    assert only_record().decisions == (), "the person decides"


def test_the_most_that_votes_may_take_is_said_first(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity(), "--target", "A", "--vote", "--revise", "--dry-run")
    assert re.search(r"^2 calls, .*\. Votes: at most 2 calls, about [\d,]+ tokens in", done.err, re.M)
    assert "Revisions come on top." in done.err and not server.requests
    assert "otes" not in fusion("critique", identity(), "--target", "A", "--dry-run").err


def test_votes_count_before_a_budget_is_passed(fusion: Fusion, serve: Serve) -> None:
    prices = "".join(f"[prices.{name}]\ninput = 100.0\noutput = 100.0\n" for name in NAMES)
    started = serve(f"[budget]\nper_run = 0.5\n{prices}", **{name: player() for name in NAMES})
    fusion("ask", "Who owns the queue?", "--plain", "--over-budget")
    started.requests.clear()
    assert fusion("critique", identity(), "--target", "A", "--dry-run").code == 0
    refused = fusion("critique", identity(), "--target", "A", "--vote")
    assert refused.code == 2 and "--over-budget" in refused.err and not started.requests


def test_without_votes_only_what_the_person_accepted_is_revised(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity(), "--target", "A", "--revise")
    assert done.code == 0 and "Not revised: No issue with A is accepted yet." in done.err
    assert only_record().comparison.letters == ("A", "B", "C")


def test_one_reviewer_that_fails_is_said_and_loses_nothing(fusion: Fusion, server: ModelServer) -> None:
    server.models["two"] = Model(status=500, said="overloaded")
    done = fusion("critique", identity(), "--target", "all")
    assert done.code == 3 and "A call failed: server_error." in done.err
    assert "The queue has no owner." in done.out
    assert len(only_record().replies) == 4


def test_when_all_fail_it_says_so(fusion: Fusion, server: ModelServer) -> None:
    for name in NAMES:
        server.models[name] = Model(status=500)
    assert fusion("critique", identity(), "--target", "A").code == 4


def test_what_cannot_be_read_is_asked_for_once_more_and_shown_raw(
    fusion: Fusion, server: ModelServer
) -> None:
    for name in NAMES:
        server.models[name] = Model(says=lambda body: "It is [/]fine.")
    done = fusion("critique", identity(), "--target", "A")
    assert done.code == 3 and len(server.requests) == 4
    assert "unreadable review by B:\n  It is [/]fine.\n" in done.out
    assert "2 brought nothing that could be read" in done.err
    assert len(only_record().replies) == 4 and len(only_record().calls) == 7


def test_no_issues_is_a_good_answer(fusion: Fusion, server: ModelServer) -> None:
    for name in NAMES:
        server.models[name] = Model(says=lambda body: plays(body, []))
    done = fusion("critique", identity(), "--target", "A", "--vote")
    assert done.code == 0 and "critique of A: no issues by B, C =====" in done.out
    assert "There is nothing to vote on." in done.err and len(server.requests) == 2


def test_notes_and_second_looks(fusion: Fusion, server: ModelServer) -> None:
    noted = fusion("critique", identity(), "--target", "A", "--depth", "note", "--stance", "weak")
    assert noted.code == 0 and "note by B, called a weak model's: Say who owns it." in noted.out
    looked = fusion("critique", identity(), "--depth", "cross-look")
    assert looked.code == 0, looked.err
    assert re.search(r"D revises A\.\nadopt [BC]: shorter\n", looked.out)
    assert only_record().comparison.letters == ("A", "B", "C", "D", "E", "F")
    refused = fusion("critique", identity(), "--target", "A", "--depth", "note", "--vote")
    assert refused.code == 2 and "--depth note gives none" in refused.err


def test_json_is_by_letter_and_reveals_nothing(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("critique", identity(), "--target", "A", "--reviewer", "B", "--vote", "--revise", "--json")
    found = json.loads(done.out)
    assert (found["id"], found["left_out"]) == (identity(), [])
    (issue,) = found["issues"]
    assert (issue["target"], issue["severity"], issue["reviewers"], issue["state"]) == (
        "A",
        "blocker",
        ["B"],
        "open",
    )
    assert issue["place"]["first_line"] == 2 and issue["votes"] == {"n": 1, "true": 1, "worth_fixing": 1}
    (review,) = found["reviews"]
    assert (review["reviewer"], review["issues"], review["unreadable"]) == ("B", 1, None)
    (revision,) = found["revisions"]
    assert (revision["letter"], revision["revises"]) == ("D", "A")
    assert revision["dispositions"][0]["outcome"] == "fixed"
    assert "name of" not in done.out and not only_record().revealed


def test_export_tells_issues_and_votes_and_import_takes_replies(fusion: Fusion, server: ModelServer) -> None:
    fusion("critique", identity(), "--target", "A", "--reviewer", "B", "--vote")
    done = fusion("export", identity(), "--format", "json")
    told = json.loads(done.out)
    (issue,) = told["issues"]
    assert (issue["target"], issue["reviewer"], issue["group"]) == ("A", "B", 1)
    assert [(v["issue"], v["juror"], v["true"]) for v in told["votes"]] == [(issue["key"], "C", True)]
    fusion("pick", identity(), "A")
    text = fusion("export", identity()).out
    assert 'critiques:\n  - "A: 1 issue by B; 1 open"\n' in text


def test_a_pick_after_a_critique_says_so(fusion: Fusion, server: ModelServer) -> None:
    fusion("pick", identity(), "A")
    fusion("critique", identity(), "--target", "A")
    fusion("pick", identity(), "B")
    assert [pick.seen_critique for pick in only_record().picks] == [False, True]


def test_a_reviewer_from_outside_and_one_that_has_an_answer_here(fusion: Fusion, server: ModelServer) -> None:
    server.models["outside"] = player()
    done = fusion("critique", identity(), "--target", "A", "--reviewer", "here/outside")
    assert done.code == 0 and "[r1]" in done.out
    refused = fusion("critique", identity(), "--target", "A", "--reviewer", "here/one")
    assert refused.code == 2 and "name it by its letter" in refused.err
    with open_store() as store:
        record = store.load(identity())
    assert [issue.reviewer for issue in raised_in(record).issues] == ["r1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target", "Z"), "There is no Z here"),
        (("--target", "A", "--stance", "kind"), "--stance 'kind'"),
        (("--target", "A", "--depth", "deep"), "--depth 'deep'"),
        (("--target", "A", "--reviewer", "A"), "nobody reviews its own text"),
        (("--target", "A", "--reviewer", "nowhere/m"), "no provider is called 'nowhere'"),
    ],
)
def test_wrong_words_are_refused_before_anything_is_sent(
    fusion: Fusion, server: ModelServer, arguments: tuple[str, ...], said: str
) -> None:
    done = fusion("critique", identity(), *arguments)
    assert done.code == 2 and said in done.err and not server.requests


def test_a_budget_is_asked_first(fusion: Fusion, serve: Serve) -> None:
    prices = "".join(f"[prices.{name}]\ninput = 1000.0\noutput = 1000.0\n" for name in NAMES)
    more = f"[budget]\nper_run = 0.5\n{prices}"
    started = serve(more, **{name: player() for name in NAMES})
    fusion("ask", "Who owns the queue?", "--plain", "--over-budget")
    started.requests.clear()
    refused = fusion("critique", identity(), "--target", "A")
    assert refused.code == 2 and "--over-budget" in refused.err and not started.requests
    assert fusion("critique", identity(), "--target", "A", "--over-budget").code == 0


def test_while_names_are_hidden_every_host_is_named(
    fusion: Fusion, server: ModelServer, config_file: Path
) -> None:
    other = server.base_url.replace("127.0.0.1", "localhost")
    text = config_file.read_text()
    author = next(c.member for c in only_record().comparison.candidates if c.letter == "A")
    assert author
    config_file.write_text(f'{text}\n[providers.there]\napi = "openai"\nbase_url = "{other}"\n')
    with closing(sqlite3.connect(database())) as db, db:
        moved = json.dumps({**asdict(author), "provider": "there"})
        db.execute("UPDATE candidate SET member = ? WHERE letter = 'A'", (moved,))
    done = fusion("critique", identity(), "--target", "A", "--dry-run")
    assert "Would send the question, its documents and answers to 127.0.0.1 and localhost." in done.err
    fusion("pick", identity(), "A")
    done = fusion("critique", identity(), "--target", "A", "--dry-run")
    assert "answers to 127.0.0.1." in done.err, "names are known: only who is asked is named"


def test_an_interrupt_keeps_what_has_arrived(fusion: Fusion, server: ModelServer, start: Start) -> None:
    author = next(c.member for c in only_record().comparison.candidates if c.letter == "A")
    slow = next(name for name in NAMES if author and name != author.model)
    server.models[slow] = Model("It goes on", endless=True)
    running = start("critique", identity(), "--target", "A")
    until(lambda: len(only_record().replies) == 1 and slow in server.asked)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, err.decode()
    assert "Interrupted; what had arrived is kept." in err.decode()
    assert "The queue has no owner." in out.decode()
    statuses = {call.member: call.status for call in only_record().calls if call.role == "reviewer"}
    assert sorted(statuses.values()) == ["complete", "stopped"]


def test_a_retest_without_anything_later_says_so(fusion: Fusion, server: ModelServer) -> None:
    identity = only_record().comparison.id[:8]
    done = fusion("retest", identity)
    assert done.code == 2 and "there is none yet" in done.err
    named = fusion("retest", identity, "a")
    assert named.code == 2 and "nothing to compare A with" in named.err


def test_without_an_old_pick_nothing_comes_back(fusion: Fusion, server: ModelServer) -> None:
    done = fusion("retest")
    assert done.code == 2 and "No comparison can come back yet" in done.err and "7 days ago" in done.err
