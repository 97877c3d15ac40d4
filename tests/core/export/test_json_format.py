from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fusion_tui.core.export import ask_object, export_object
from tests.core.export.records import record

CANDIDATE = (
    "letter kind member model_requested model_served text reasoning status error usage "
    "cost_usd ttft_s seconds"
)
CALL = "id role candidate member model_requested model_served status error usage cost_usd ttft_s seconds"


def through_json(value: dict[str, object]) -> Any:
    """As another program reads it; anything JSON has no word for fails here."""
    return json.loads(json.dumps(value, allow_nan=False))


def test_an_asked_comparison_has_exactly_the_promised_keys() -> None:
    told = through_json(ask_object(record(["A"])))
    assert list(told) == ["id", "prompt", "panel", "candidates", "calls", "cost_usd"]
    assert all(list(candidate) == CANDIDATE.split() for candidate in told["candidates"])
    assert all(list(call) == CALL.split() for call in told["calls"])
    assert list(told["candidates"][0]["usage"]) == [
        "input_tokens",
        "output_tokens",
        "cached_tokens",
        "reasoning_tokens",
    ]


def test_a_failure_says_stage_kind_status_words_and_hint() -> None:
    failed = through_json(ask_object(record()))["candidates"][2]
    assert failed["status"] == "failed"
    assert failed["error"] == {
        "stage": "response",
        "kind": "no_credit",
        "http_status": 402,
        "provider_text": "Not enough credit.",
        "hint": "Add credit.",
    }


def test_what_is_unknown_is_null_and_never_zero() -> None:
    told = through_json(ask_object(record()))
    assert told["cost_usd"] is None
    assert told["candidates"][2]["cost_usd"] is None
    assert told["candidates"][0]["usage"]["cached_tokens"] is None
    assert told["candidates"][0]["error"] is None


def test_a_cost_that_is_no_number_is_unknown() -> None:
    made = record()
    odd = replace(made.comparison.candidate("A"), cost_usd=float("inf"))
    told = through_json(ask_object(replace(made, comparison=made.comparison.with_candidate(odd))))
    assert told["candidates"][0]["cost_usd"] is None


def test_what_still_runs_reads_as_interrupted_elsewhere() -> None:
    made = record()
    live = replace(made.comparison.candidate("A"), status="writing")
    told = through_json(ask_object(replace(made, comparison=made.comparison.with_candidate(live))))
    assert told["candidates"][0]["status"] == "interrupted"


def test_a_draft_is_called_by_its_file_and_has_no_model() -> None:
    made = record()
    draft = replace(made.comparison.candidate("A"), kind="draft", member=None, name="mine.md")
    told = through_json(export_object(replace(made, comparison=made.comparison.with_candidate(draft))))
    assert told["candidates"][0]["member"] == "mine.md"
    assert told["candidates"][0]["model_requested"] is None


def test_an_export_has_everything_that_asking_prints_and_more() -> None:
    made = record(["A"], ["B"], why="short", tags=("db",), revealed=True)
    asked, told = through_json(ask_object(made)), through_json(export_object(made))
    for name in ("id", "prompt", "panel", "cost_usd"):
        assert told[name] == asked[name]
    for name in ("candidates", "calls"):
        for more, less in zip(told[name], asked[name], strict=True):
            assert less.items() <= more.items()
    for name in ("schema", "documents", "ballots", "picks", "issues", "votes", "verdicts"):
        assert name in told


def test_an_export_holds_documents_ballots_picks_and_seats_whole() -> None:
    made = record(["A"], ["B"], why="short", tags=("db",), revealed=True)
    told = through_json(export_object(made))
    assert told["documents"] == [{"name": "spec.md", "text": "# Spec\n", "sha256": "ab" * 32, "size": 7}]
    assert told["ballots"][0]["order"] == ["A", "B", "C"]
    pick = told["picks"][0]
    assert (pick["outcome"], pick["ranking"]) == ("ranking", [["A"], ["B"]])
    assert (pick["why"], pick["tags"], pick["blind"]) == ("short", ["db"], True)
    assert [seen["letter"] for seen in pick["shown"]] == ["A", "B", "C"]
    assert told["candidates"][0]["provider"] == "fake"
    assert told["reveals"] == [{"at": "2026-11-24T12:00:00+00:00", "how": "pick"}]
    assert told["calls"][0]["started_at"] == "2026-11-24T12:00:00+00:00"
