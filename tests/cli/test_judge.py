"""`fusion judge` and `fusion synth`: from the command line, by letter, with what failed said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Fusion, only_record
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]
Body = dict[str, Any]

NAMES = ("one", "two", "three")
OUTSIDE = "test/judge"


def plays(body: Body) -> str:
    """What a model says in each role."""
    system, user = body["messages"][0]["content"], body["messages"][-1]["content"]
    shown = [json.loads(line) for line in user.splitlines() if line.startswith('{"label": ')]
    labels = [one["label"] for one in sorted(shown, key=lambda one: str(one["text"]))]
    cites = [{"label": label, "quote": "The answer"} for label in labels[:2]]
    if '"sources"' in system:
        mark = next(line for line in user.splitlines() if re.match(r"===== \w+ sources", line))
        below = {"sources": [{"label": labels[0], "took": "the start"}], "minority": [], "dropped": []}
        return f"One answer of all.\n{mark}\n{json.dumps(below)}"
    if '"ranking"' in system:
        return json.dumps({"ranking": [{"labels": [one], "reason": "so it is"} for one in labels]})
    if '"points"' in system:
        return json.dumps({"points": [{"point": f"point {n}", "cites": cites} for n in (1, 2, 3)]})
    if '"consensus"' in system:
        more = {"blind_spots": ["cost"], "verify": [{"claim": "it is cheap", "cites": cites}]}
        return json.dumps({"consensus": [{"point": "all answer", "cites": cites}], **more})
    return f"The answer of {body['model']}."


def player(**changes: Any) -> Model:
    return Model(says=plays, **changes)


@pytest.fixture
def server(fusion: Fusion, serve: Serve) -> ModelServer:
    """Three members that have answered; a judge from outside is known to the same server."""
    started = serve(**{name: player() for name in NAMES})
    fusion("ask", "Who owns the queue?", "--plain")
    started.models["judge"] = player()
    started.models["second"] = player()
    started.requests.clear()
    return started


def identity() -> str:
    return only_record().comparison.id[:8]


def judge(fusion: Fusion, command: str, *more: str) -> Any:
    return fusion(command, identity(), "--judge", provider("judge"), *more)


def provider(model: str) -> str:
    member = only_record().comparison.candidates[0].member
    assert member
    return f"{member.provider}/{model}"


def test_a_comparison_is_printed_by_letter_and_kept(fusion: Fusion, server: ModelServer) -> None:
    done = judge(fusion, "judge")
    assert done.code == 0 and "All say:\n- all answer [" in done.out
    assert re.search(r"  > The answer \([ABC], line 1\)", done.out) and "None sees:\n- cost" in done.out
    assert "1 call, about " in done.err and "name of" not in done.out
    shown = fusion("show", identity()).out
    assert "comparison of A, B, C by judge: 3 points" in shown
    told = json.loads(fusion("export", "--format", "json").out)
    (verdict,) = told["comparisons"][0]["verdicts"] if "comparisons" in told else told["verdicts"]
    assert verdict["kind"] == "compare" and verdict["letters"] == ["A", "B", "C"]
    cite = verdict["compared"]["consensus"][0]["cites"][0]
    assert cite["place"]["document"] == cite["letter"] and cite["place"]["first_line"] == 1
    assert fusion("pick", identity(), "A").code == 0
    assert re.search(r"^verify:\n +- .*it is cheap \[", fusion("export").out, re.MULTILINE)


def test_a_ranking_is_asked_for_in_both_orders(fusion: Fusion, server: ModelServer) -> None:
    done = judge(fusion, "judge", "--rank", "--json")
    (verdict,) = json.loads(done.out)["verdicts"]
    assert verdict["ranking"]["agreement"] == 1.0 and verdict["ranking"]["winner"] in "ABC"
    assert len(server.requests) == 2
    assert not any(
        name in message["content"]
        for body in server.requests
        for message in body["messages"]
        for name in ("name of", "vendor")
    )


def test_a_synthesis_is_one_more_answer_to_pick(fusion: Fusion, server: ModelServer) -> None:
    done = judge(fusion, "synth")
    assert done.code == 0 and done.out.startswith("One answer of all.\n")
    assert "D is a synthesis (fuse) of A, B, C." in done.out and "took from " in done.out
    candidate = only_record().comparison.candidate("D")
    assert candidate.kind == "synthesis" and candidate.text.strip() == "One answer of all."
    assert fusion("pick", identity(), "D").code == 0
    text = fusion("export").out
    assert "made_from:" in text and "One answer of all." in text


def test_a_guided_synthesis_is_two_commands(fusion: Fusion, server: ModelServer) -> None:
    early = judge(fusion, "synth", "--guided", "--want", "1")
    assert early.code == 2 and "There are no points yet" in early.err
    points = judge(fusion, "synth", "--guided")
    assert "1. point 1 [" in points.out and "3. point 3 [" in points.out
    wrong = judge(fusion, "synth", "--guided", "--want", "4")
    assert wrong.code == 2 and "the points are 1 to 3" in wrong.err
    server.requests.clear()
    done = judge(fusion, "synth", "--guided", "--want", "1", "--want", "3")
    assert done.code == 0 and "(guided)" in done.out
    (body,) = server.requests
    assert "The person does not want these" in body["messages"][-1]["content"]


def test_a_judge_that_fails_is_followed_and_never_costs_an_answer(
    fusion: Fusion, server: ModelServer
) -> None:
    server.models["judge"] = Model("", status=500)
    texts = [c.text for c in only_record().comparison.candidates]
    done = fusion("judge", identity(), "--judge", provider("judge"), "--judge", provider("second"))
    assert "by second: 3 points" in done.out and done.code == 3, done.err
    server.models["second"] = Model("I like A.")
    both = fusion("judge", identity(), "--judge", provider("second"))
    assert both.code == 3 and "cannot be read" in both.out and "I like A." in both.out
    assert [c.text for c in only_record().comparison.candidates] == texts


def test_a_synthesis_is_written_by_the_next_judge_where_the_first_fails(
    fusion: Fusion, server: ModelServer
) -> None:
    server.models["judge"] = Model("", status=500)
    done = fusion("synth", identity(), "--judge", provider("judge"), "--judge", provider("second"))
    assert done.code == 3 and done.out.startswith("One answer of all.\n"), done.err
    dead, good = only_record().comparison.candidates[-2:]
    assert (dead.letter, dead.status, good.letter, good.status) == ("D", "failed", "E", "complete")
    assert good.name == "second" and sorted(good.inputs) == ["A", "B", "C"]


def test_a_member_as_judge_is_flagged_and_a_dry_run_sends_nothing(
    fusion: Fusion, server: ModelServer
) -> None:
    done = fusion("judge", identity(), "--dry-run")
    assert done.code == 0 and "(has a text here) judges" in done.err and "Would send" in done.err
    assert not server.requests


def test_what_does_not_fit_is_refused_with_ways_out(fusion: Fusion, serve: Serve, config_file: Path) -> None:
    started = serve(more='[contexts]\n"judge" = 500\n', **{name: player() for name in NAMES})
    started.models["judge"] = player()
    fusion("ask", "Who owns the queue?", "--plain")
    started.requests.clear()
    done = judge(fusion, "judge")
    assert done.code == 2 and "may not fit" in done.err and "--over-context" in done.err
    assert not started.requests
    assert judge(fusion, "judge", "--over-context").code == 0


def test_a_recipe_of_ones_own_is_sent_and_named(
    fusion: Fusion, server: ModelServer, config_file: Path
) -> None:
    folder = config_file.parent / "recipes"
    folder.mkdir()
    (folder / "cost.md").write_text("Weigh cost first.\n\n## Criteria\n- names a price\n")
    done = judge(fusion, "judge", "--recipe", "cost", "--json")
    assert json.loads(done.out)["verdicts"][0]["recipe"] == "cost"
    told = server.requests[0]["messages"][0]["content"]
    assert "Weigh cost first." in told and "names a price" in told
    wrong = judge(fusion, "judge", "--recipe", "nope")
    assert wrong.code == 2 and "There are: cost" in wrong.err
    (folder / "bad.md").write_text("## Criteria\nno list\n")
    bad = judge(fusion, "judge", "--recipe", "bad")
    assert bad.code == 2 and "line 2" in bad.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("judge", "--every"), "--every belongs to --rank"),
        (("synth", "--want", "1"), "--want belongs to --guided"),
        (("synth", "--guided", "--shortest"), "exclude each other"),
        (("judge", "--input", "A"), "two texts or more"),
        (("judge", "--input", "A", "--input", "Z"), "There is no Z here"),
    ],
)
def test_bad_input_gets_a_sentence(
    fusion: Fusion, server: ModelServer, arguments: tuple[str, ...], said: str
) -> None:
    command, *more = arguments
    done = fusion(command, identity(), *more)
    assert done.code == 2 and said in done.err
    assert not server.requests
