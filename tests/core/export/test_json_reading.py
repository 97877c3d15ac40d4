"""What was exported comes back as it was; anything else is named by its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.export import ask_object, export_object, to_record
from fusion_tui.core.models import Record
from fusion_tui.errors import RecordError
from tests.core.export.records import record
from tests.helpers.any_record import ANYTHING, any_records

Change = Callable[[dict[str, Any]], object]


def exported(made: Record | None = None) -> dict[str, Any]:
    """A record as another program finds it in a file."""
    made = made or record(["A"], ["B"], why="short", tags=("db",), revealed=True)
    told: dict[str, Any] = json.loads(json.dumps(export_object(made), allow_nan=False))
    return told


@given(any_records())
def test_any_record_comes_back_as_it_was(made: Record) -> None:
    assert to_record(exported(made)) == made


def test_keys_of_a_later_version_are_left_alone() -> None:
    told = exported()
    told["weather"] = told["candidates"][0]["weather"] = told["picks"][0]["weather"] = {"is": ["fine"]}
    assert to_record(told) == to_record(exported())


def test_an_export_from_before_threads_and_seats_comes_back() -> None:
    told = exported()
    del told["context"]
    for candidate in told["candidates"]:
        del candidate["seat"]
    for pick in told["picks"]:
        del pick["duels"]
    for seen in told["picks"][0]["shown"]:
        for key in ("cut_input", "headings", "bolds", "items", "seen"):
            del seen[key]
    found, known = to_record(told), to_record(exported())
    plain = tuple(replace(s, headings=None, bolds=None, items=None, seen=None) for s in known.picks[0].shown)
    assert found == replace(known, picks=(replace(known.picks[0], shown=plain),))


def test_a_schema_that_gave_a_key_another_meaning_is_refused() -> None:
    with pytest.raises(RecordError, match=r"^schema: found 2, expected 1: .* update Fusion\.$"):
        to_record({**exported(), "schema": 2})


def test_what_asking_prints_is_refused_with_the_command_that_prints_more() -> None:
    told = json.loads(json.dumps(ask_object(record(["A"]))))
    with pytest.raises(RecordError, match="fusion export --format json"):
        to_record(told)


def test_lone_surrogates_are_repaired_so_that_nothing_fails_to_store_them() -> None:
    told = exported()
    told["prompt"] = "a\ud800b"
    told["calls"][0]["id"] = "\udfff"
    told["candidates"][0]["params"] = {"a\ud800": ["\ud800"]}
    made = to_record(told)
    assert (made.comparison.prompt, made.calls[0].id) == ("a\ufffdb", "\ufffd")
    member = made.comparison.candidates[0].member
    assert member and member.params == {"a\ufffd": ["\ufffd"]}


def nested(levels: int) -> object:
    """Lists in lists."""
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


WRONG: dict[str, tuple[Change, str]] = {
    "no id": (lambda o: o.pop("id"), "id: found nothing, expected a text."),
    "an id that nobody can type": (
        lambda o: o.update(id="AB" * 16),
        f"id: found '{'AB' * 16}', expected 32 hexadecimal digits.",
    ),
    "a date without a zone": (
        lambda o: o.update(created_at="2026-11-24T12:00:00"),
        "created_at: found '2026-11-24T12:00:00', expected a date with a time zone",
    ),
    "a date at the end of time": (lambda o: o.update(created_at="9999-12-31T23:59:59-11:00"), "created_at: "),
    "a word that is no date": (lambda o: o.update(created_at="\ud800"), "created_at: found '\\ud800'"),
    "a number as text": (lambda o: o.update(seed="7"), "seed: found '7', expected a whole number"),
    "a number no database holds": (lambda o: o.update(seed=10**30), "seed: found 1000000"),
    "true as a number": (
        lambda o: o.update(prompt_version=True),
        "prompt_version: found true, expected a whole",
    ),
    "a flag as number": (lambda o: o.update(blind=1), "blind: found 1, expected true or false."),
    "no candidates": (lambda o: o.update(candidates=[]), "candidates: found a list, expected at least one"),
    "candidates as object": (
        lambda o: o.update(candidates={}),
        "candidates: found an object, expected a list",
    ),
    "a candidate that is none": (
        lambda o: o["candidates"].append(None),
        "candidates[3]: found null, expected",
    ),
    "candidates without end": (
        lambda o: o.update(candidates=[{}] * 10_001),
        "candidates: found a list, expected at most 10,000 entries.",
    ),
    "a letter twice": (lambda o: o["candidates"][1].update(letter="A"), "candidates[1].letter: found 'A'"),
    "a letter that is none": (
        lambda o: o["candidates"][0].update(letter="\x1b[2J"),
        "candidates[0].letter: found '\\x1b[2J', expected a letter such as A or A2.",
    ),
    "a status that runs": (
        lambda o: o["candidates"][0].update(status="writing"),
        "candidates[0].status: found 'writing', expected one of complete, truncated",
    ),
    "an unknown kind": (lambda o: o["candidates"][0].update(kind=["x"]), "candidates[0].kind: found a list"),
    "a cost that is endless": (
        lambda o: o["candidates"][0].update(cost_usd=float("inf")),
        "candidates[0].cost_usd: found inf, expected a number or null.",
    ),
    "usage that is a number": (lambda o: o["candidates"][0].update(usage=3), "candidates[0].usage: found 3"),
    "tokens below 0": (
        lambda o: o["candidates"][0]["usage"].update(input_tokens=-1),
        "candidates[0].usage.input_tokens: found -1, expected a whole number from 0",
    ),
    "params that go deep": (
        lambda o: o["candidates"][0].update(params={"a": nested(60)}),
        "candidates[0].params: found an object, expected at most 50 levels.",
    ),
    "params that are NaN": (
        lambda o: o["candidates"][0].update(params={"a": float("nan")}),
        "candidates[0].params: ",
    ),
    "an unknown error": (
        lambda o: o["candidates"][2]["error"].update(kind="bored"),
        "candidates[2].error.kind: found 'bored', expected one of answer_too_long",
    ),
    "a hash that is none": (
        lambda o: o["documents"][0].update(sha256="x"),
        "documents[0].sha256: found 'x', expected 64 hexadecimal digits.",
    ),
    "a call of nobody": (lambda o: o["calls"][0].update(candidate="Z"), "calls[0].candidate: found 'Z'"),
    "a call twice": (lambda o: o["calls"].append(o["calls"][0]), "calls[3].id: found 'call A', expected"),
    "no ballot": (lambda o: o.update(ballots=[], picks=[]), "ballots: found a list, expected at least one"),
    "a ballot of another": (
        lambda o: o["ballots"][0].update(comparison_id="c"),
        "ballots[0].comparison_id: found 'c', expected",
    ),
    "an unknown ballot": (lambda o: o["ballots"][0].update(kind="duel"), "ballots[0].kind: found 'duel'"),
    "a ballot with a stranger": (
        lambda o: o["ballots"][0].update(order=["A", "Z"]),
        "ballots[0].order: found a list, expected letters of the candidates, each once.",
    ),
    "an empty ballot": (lambda o: o["ballots"][0].update(order=[]), "ballots[0].order: "),
    "a pick on no ballot": (lambda o: o["picks"][0].update(ballot_id="x"), "picks[0].ballot_id: found 'x'"),
    "a pick of a stranger": (lambda o: o["picks"][0].update(ranking=[["Z"]]), "picks[0].ranking: "),
    "a pick of nobody": (lambda o: o["picks"][0].update(ranking=[[]]), "picks[0].ranking: "),
    "a ranking of texts": (
        lambda o: o["picks"][0].update(ranking=["AB"]),
        "picks[0].ranking[0]: found 'AB', expected a list of texts.",
    ),
    "a ranking that is no tie": (
        lambda o: o["picks"][0].update(outcome="tie"),
        "picks[0].outcome: found 'tie', expected the outcome that its ranking means.",
    ),
    "none good, and ranked": (
        lambda o: o["picks"][0].update(outcome="none"),
        "picks[0].ranking: found a list, expected no letters for the outcome 'none'.",
    ),
    "ranked, and nothing named": (lambda o: o["picks"][0].update(ranking=[]), "picks[0].outcome: "),
    "an outcome nobody offers": (
        lambda o: o["picks"][0].update(offered=["best", "worst"]),
        "picks[0].offered[1]: found 'worst', expected one of best",
    ),
    "an undo of another's pick": (
        lambda o: o["picks"][0].update(undoes="f" * 32),
        "picks[0].undoes: found 'ffff",
    ),
    "a stranger was shown": (
        lambda o: o["picks"][0]["shown"][0].update(letter="Z"),
        "picks[0].shown[0].letter",
    ),
    "tags as text": (lambda o: o["picks"][0].update(tags="db"), "picks[0].tags: found 'db', expected a list"),
    "a reveal without a date": (lambda o: o["reveals"][0].pop("at"), "reveals[0].at: found nothing"),
    "schema of nothing": (lambda o: o.update(schema=0), "schema: found 0, expected a whole number from 1"),
    "schema as text": (lambda o: o.update(schema="1"), "schema: found '1', expected a whole number"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_names_its_place_what_was_found_and_what_was_expected(case: str) -> None:
    change, says = WRONG[case]
    told = exported()
    change(told)
    with pytest.raises(RecordError) as refused:
        to_record(told)
    assert str(refused.value).startswith(says)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("value", [None, 3, "x" * 10**6, [], {}, {"schema": 1}, True, nested(900)])
def test_what_is_no_comparison_at_all_is_refused_in_one_short_sentence(value: object) -> None:
    with pytest.raises(RecordError) as refused:
        to_record(value)
    assert len(str(refused.value)) < 200


def paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside a value."""
    if isinstance(value, dict):
        below = [p for name, inner in value.items() for p in paths(inner, (*path, name))]
    elif isinstance(value, list):
        below = [p for place, inner in enumerate(value) for p in paths(inner, (*path, place))]
    else:
        below = []
    return [path, *below]


@given(st.data())
def test_whatever_stands_anywhere_is_taken_or_refused_with_a_sentence(data: st.DataObject) -> None:
    told = exported()
    *way, last = data.draw(st.sampled_from(paths(told)[1:]))
    inside: Any = told
    for step in way:
        inside = inside[step]
    if data.draw(st.booleans()):
        del inside[last]
    else:
        inside[last] = data.draw(ANYTHING)
    try:
        to_record(told)
    except RecordError as refused:
        assert str(refused).endswith(".")
