"""`fusion taste`: what a person's picks say, on the command line."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer
from tests.core.taste.people import Taste, asked, history, picked, revealed
from tests.helpers.any_record import kept
from tests.helpers.fakes import NOW

PLANTED = Taste((0.0, 1.8, 0.2), words=0.3, tie=-2.0, none=-2.0, tags={"db": (0.0,) * 3, "prose": (0.0,) * 3})
KEYS = {
    *("by", "tag", "picked", "waiting_for_reveal", "n", "more_needed", "outcomes", "tags", "left_out"),
    *(
        "leaderboard",
        "money",
        "alike",
        "drop",
        "compare_next",
        "synthesis",
        "critique",
        "reviewers",
        "change_of_mind",
    ),
    *("judges", "habits", "apart", "weeks", "whys"),
}


def live_through(count: int) -> None:
    """So many picks of the planted taste, in this test's record."""
    with open_store() as store:
        for record in history(PLANTED, random.Random(2), count):
            kept(store, revealed(record))


def printed_json(fusion: Fusion, *options: str) -> dict[str, Any]:
    done = fusion("taste", "--json", *options)
    assert done.code == 0

    def refused(name: str) -> None:
        pytest.fail(f"{name} is no JSON")

    found: dict[str, Any] = json.loads(done.out, parse_constant=refused)
    return found


def test_without_a_pick_it_says_what_to_do(fusion: Fusion) -> None:
    done = fusion("taste")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("No pick yet: `fusion ask`") and done.out.count("\n") == 1
    assert set(printed_json(fusion)) == KEYS


def test_few_picks_give_counts_and_how_many_are_missing(fusion: Fusion) -> None:
    live_through(12)
    done = fusion("taste")
    assert done.code == 0
    assert "So far (n=12)\n  Too early: about 38 more picks.\n" in done.out
    assert "m1: picked " in done.out and "Picks a week (n=12)" in done.out and "#db" in done.out
    assert "Leaderboard" not in done.out and "best" not in done.out
    found = printed_json(fusion)
    assert (found["n"], found["more_needed"], found["leaderboard"]["more_needed"]) == (12, 38, 38)
    for arm in found["leaderboard"]["arms"]:
        assert arm["early"] and arm["as_shown"] is None and arm["equal_length"] is None
    assert found["compare_next"] is None and found["drop"] == []


def test_the_planted_favourite_is_printed_first_with_bars_and_numbers(fusion: Fusion) -> None:
    live_through(150)
    lines = fusion("taste").out.splitlines()
    assert lines[0] == "Leaderboard (n=150)"
    assert lines[1].startswith("  Best so far by all ballots together: m1, >99%. Directly: m1 over ")
    assert lines[2] == "  concluded."
    assert lines[4].startswith("  m1  ██") and "· best >99% · n=" in lines[4]
    assert "  at equal length and format" in lines


def test_json_has_every_number_with_its_n_and_limits(fusion: Fusion) -> None:
    live_through(150)
    found = printed_json(fusion)
    assert set(found) == KEYS and (found["by"], found["tag"], found["n"]) == ("member", None, 150)
    first = found["leaderboard"]["arms"][0]
    assert (first["short"], first["model"], first["provider"]) == ("m1", "m1", "fake")
    for reading in ("as_shown", "equal_length"):
        score = first[reading]["score"]
        assert score["low"] < score["value"] < score["high"] and 0 <= first[reading]["best"] <= 1
    assert set(first["wins"]) == {"n", "count", "value", "low", "high"}
    assert first["cost"]["per_win_usd"]["low"] < first["cost"]["per_win_usd"]["value"]
    assert found["synthesis"]["n"] == 0 and found["synthesis"]["picked"]["value"] is None
    assert found["synthesis"]["picked"]["low"] is None, "without cases nothing is known"
    assert all(math.isfinite(number) for number in numbers(found))


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    elif isinstance(value, int | float):
        yield value


def test_a_tag_and_what_is_rated_can_be_chosen(fusion: Fusion) -> None:
    live_through(150)
    found = printed_json(fusion, "--tag", "db", "--by", "model")
    assert (found["by"], found["tag"], found["n"]) == ("model", "db", found["leaderboard"]["n"])
    assert found["leaderboard"]["n"] == found["tags"]["db"] < 150
    assert {arm["provider"] for arm in found["leaderboard"]["arms"]} == {""}
    assert fusion("taste", "--tag", "db").out.startswith("Leaderboard #db (n=")
    unknown = fusion("taste", "--tag", "nope")
    assert unknown.code == 0
    assert "No pick that counts has the tag 'nope'; there are: prose, db." in unknown.err
    by_process = printed_json(fusion, "--by", "process")
    assert by_process["leaderboard"]["n"] == 0, "only retest ballots compare processes"


def test_an_unknown_grouping_is_refused(fusion: Fusion) -> None:
    done = fusion("taste", "--by", "colour")
    assert done.code == 2 and "'colour', expected member, model, persona or process" in done.err


def test_all_picks_shows_those_made_knowing_names_beside_the_blind_ones(fusion: Fusion) -> None:
    live_through(60)
    with open_store() as store:
        for number in range(100, 103):
            kept(store, revealed(picked(asked("m0", "m2", number=number), "A", blind=False)))
    assert "knowing names, for" not in fusion("taste").out
    assert "knowing names, for comparison only" in fusion("taste", "--all-picks").out
    assert fusion("taste").out.startswith("Leaderboard (n=60)")
    assert "3 picks made knowing names." in fusion("taste").out.lower()


def test_hidden_names_stay_hidden(fusion: Fusion) -> None:
    """A pick made in the program and not revealed yet is counted without a name."""
    with open_store() as store:
        kept(store, picked(asked("hidden", "secret"), "A"))
    done = fusion("taste")
    assert "1 pick whose names are not revealed yet" in done.out
    assert "hidden" not in done.out and "secret" not in done.out
    whole = fusion("taste", "--json").out
    assert "hidden" not in whole and "secret" not in whole


def test_a_private_answer_is_in_no_figure(fusion: Fusion, serve: Callable[..., ModelServer]) -> None:
    serve(one=Model("first"), two=Model("second"))
    fusion("ask", "Which?", "--plain", "--private")
    assert printed_json(fusion)["picked"] == 0
    fusion("ask", "Which?", "--plain")
    fusion("pick", only_record().comparison.id, "A")
    found = printed_json(fusion)
    assert (found["picked"], found["n"]) == (1, 1)


def test_outside_text_cannot_act_on_a_terminal(fusion: Fusion) -> None:
    with open_store() as store:
        for number in range(3):
            record = asked("m\x1b[2J0", "m1", number=number)
            kept(store, revealed(picked(record, "A", why="\x1b]0;owned\x07", tags=("\x1b[31m",))))
    printed = fusion("taste")
    assert printed.code == 0 and "owned" in printed.out
    assert not {"\x1b", "\x07"} & set(printed.out)


def test_it_looks_back_as_far_and_at_the_panel_that_is_asked_for(
    fusion: Fusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_through(72)
    # Asked hour by hour: the last of three days are the newest 24.
    monkeypatch.setattr("fusion_tui.cli.tasting.now", lambda: NOW + timedelta(hours=72))
    assert printed_json(fusion)["picked"] == 72
    assert printed_json(fusion, "--days", "1")["picked"] == 24
    assert printed_json(fusion, "--panel", "panel")["picked"] == 72
    other = fusion("taste", "--panel", "review", "--json")
    assert json.loads(other.out)["picked"] == 0
    assert "No comparison is of the panel 'review'; there are: panel." in other.err
