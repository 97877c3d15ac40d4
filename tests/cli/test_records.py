from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from fusion_tui.core.models import Turn
from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer
from tests.helpers.fakes import compared

Serve = Callable[..., ModelServer]


@pytest.fixture
def asked(fusion: Fusion, serve: Serve) -> str:
    """The id of a comparison of two answers and a failure, not picked."""
    serve(one=Model("first"), two=Model("second"), three=Model(status=401, said="secret of name of three"))
    fusion("ask", "Which?\nSay why.", "--plain")
    return only_record().comparison.id


def written() -> list[str]:
    """Letters that have a text."""
    return [c.letter for c in only_record().comparison.candidates if c.pickable]


def failed() -> str:
    """The letter that has none."""
    return next(c.letter for c in only_record().comparison.candidates if not c.pickable)


def test_a_pick_is_stored_and_then_reveals(fusion: Fusion, asked: str) -> None:
    letter = written()[0]
    done = fusion("pick", asked, letter.lower(), "--why", "shorter", "--tag", "db", "--tag", "ops")
    record = only_record()
    assert done.code == 0
    assert done.out.splitlines() == [
        f"picked {letter}",
        *(f"{c.letter} was {c.name}" for c in record.comparison.candidates),
    ]
    assert record.pick and record.pick.best == letter
    assert (record.pick.blind, record.pick.why, record.pick.tags) == (True, "shorter", ("db", "ops"))
    assert sorted(record.pick.finish_order) == ["A", "B", "C"]
    assert [reveal.how for reveal in record.reveals] == ["pick"]


def test_a_second_pick_is_made_knowing(fusion: Fusion, asked: str) -> None:
    first, second = written()
    fusion("pick", asked, first)
    fusion("pick", asked, second)
    record = only_record()
    assert [pick.blind for pick in record.picks] == [True, False]
    assert record.pick and record.pick.best == second


@pytest.mark.parametrize(
    ("options", "outcome", "groups", "printed"),
    [
        ((), "ranking", (("{0}",), ("{1}",)), "picked {0} > {1}"),
        (("--tie",), "tie", (("{0}", "{1}"),), "picked {0} = {1}"),
    ],
)
def test_several_letters_are_a_ranking_or_a_tie(
    fusion: Fusion,
    asked: str,
    options: tuple[str, ...],
    outcome: str,
    groups: tuple[tuple[str, ...], ...],
    printed: str,
) -> None:
    letters = written()
    done = fusion("pick", asked, *letters, *options)
    pick = only_record().pick
    assert pick and pick.outcome == outcome
    assert pick.ranking == tuple(tuple(name.format(*letters) for name in group) for group in groups)
    assert done.out.splitlines()[0] == printed.format(*letters)


@pytest.mark.parametrize(
    ("option", "outcome", "says"), [("--none", "none", "none good"), ("--skip", "skip", "skipped")]
)
def test_none_and_skip_are_answers_of_their_own(
    fusion: Fusion, asked: str, option: str, outcome: str, says: str
) -> None:
    done = fusion("pick", asked, option)
    pick = only_record().pick
    assert pick and (pick.outcome, pick.ranking) == (outcome, ())
    assert done.out.splitlines()[0] == says


@pytest.mark.parametrize(
    "arguments",
    [[], ["A", "--none"], ["--none", "--skip"], ["A", "--tie"], ["Z"], ["A", "A"], ["{failed}"]],
)
def test_a_pick_that_means_nothing_is_refused_and_reveals_nothing(
    fusion: Fusion, asked: str, arguments: list[str]
) -> None:
    done = fusion("pick", asked, *(a.replace("{failed}", failed()) for a in arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    record = only_record()
    assert not record.picks and not record.revealed


def test_the_start_of_an_id_is_enough(fusion: Fusion, asked: str) -> None:
    assert fusion("show", asked[:4]).code == 0
    assert asked in fusion("show", asked[:4].upper()).out


@pytest.mark.parametrize("command", [("show",), ("pick", "A"), ("export",)])
@pytest.mark.parametrize("identity", ["ffffffffffff", "xyz", ""])
def test_an_id_that_fits_nothing_is_one_sentence(
    fusion: Fusion, asked: str, command: tuple[str, ...], identity: str
) -> None:
    done = fusion(command[0], identity, *command[1:])
    assert (done.code, done.out) == (1, "")
    assert "fusion history" in done.err and done.err.count("\n") == 1


def test_show_prints_letters_until_the_reveal_and_names_after_it(fusion: Fusion, asked: str) -> None:
    before = fusion("show", asked)
    assert before.code == 0
    assert "first" in before.out and "auth 401" in before.out and "Which?\nSay why." in before.out
    assert "name of" not in before.out + before.err
    fusion("pick", asked, written()[0])
    after = fusion("show", asked).out
    assert all(f"name of {model}" in after for model in ("one", "two", "three"))
    assert f"picked {written()[0]}" in after


def test_history_lists_what_was_asked_newest_first(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, written()[0])
    fusion("ask", "Something newer", "--plain")
    lines = fusion("history").out.splitlines()
    assert len(lines) == 2
    assert "not picked" in lines[0] and lines[0].endswith("Something newer")
    assert lines[1].startswith(asked[:8]) and "Which?" in lines[1]
    assert len(fusion("history", "--limit", "1").out.splitlines()) == 1


def test_history_as_json_has_names_only_after_the_reveal(fusion: Fusion, asked: str) -> None:
    (line,) = json.loads(fusion("history", "--json").out)
    assert (line["id"], line["title"], line["candidates"], line["failed"]) == (asked, "Which?", 3, 1)
    assert (line["picked"], line["member"], line["revealed"]) == (None, None, False)
    fusion("pick", asked, written()[0])
    (line,) = json.loads(fusion("history", "--json").out)
    assert line["picked"] == written()[0] and line["member"].startswith("name of")


def test_an_empty_history_says_how_to_begin(fusion: Fusion) -> None:
    done = fusion("history")
    assert (done.code, done.out) == (0, "")
    assert "fusion ask" in done.err
    assert fusion("history", "--json").out == "[]\n"


def test_a_database_of_another_program_is_left_alone(fusion: Fusion, asked: str) -> None:
    with open_store() as store:
        path = store.path
    path.write_bytes(b"not a database at all")
    for command in (["history"], ["show", asked], ["pick", asked, "A"], ["export", asked]):
        done = fusion(*command)
        assert done.code == 1 and "is not a Fusion database" in done.err
        assert done.err.count("\n") == 1
    assert path.read_bytes() == b"not a database at all"


def test_a_continued_question_shows_what_was_said_before(fusion: Fusion, asked: str) -> None:
    comparison = only_record().comparison
    turn = Turn(comparison.id, "B", "Which?\nSay why.", (), "second")
    new_id = iter(["c" * 32, "d" * 32]).__next__
    later, ballot = compared("one", prompt="And then?", new_id=new_id)
    with open_store() as store:
        store.save_comparison(replace(later, context=(turn,), thread_id=comparison.id), ballot)
        store.interrupt(later.id)
    shown = fusion("show", "cccc").out
    assert f"continues {comparison.id[:8]}, from B: Which? Say why.\n\nAnd then?" in shown
