"""Syntheses: one more anonymous candidate, with its sources by letter."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fusion_tui.core.judging import (
    Point,
    Ticked,
    Way,
    most_words,
    sources_of,
    synthesis_of,
    too_long,
    way_of,
)
from fusion_tui.core.judging.synthesising import _labels
from fusion_tui.core.models import Candidate, Record, Reply
from tests.core.critique.rounds import TEXTS, answered, with_candidates
from tests.core.judging.helpers import OUTSIDE, wish
from tests.helpers.fakes import NOW


def made(record: Record, way: Way = "fuse", *points: Ticked) -> Candidate:
    return synthesis_of(record.comparison, wish(record, "synthesis"), way, 7, points)


def told(candidate: Candidate) -> str:
    assert candidate.brief
    return candidate.brief.messages[-1].content


def test_a_synthesis_waits_under_the_next_letter_and_names_its_inputs() -> None:
    candidate = made(answered())
    assert (candidate.letter, candidate.kind, candidate.status) == ("D", "synthesis", "waiting")
    assert candidate.member == OUTSIDE.member and sorted(candidate.inputs) == ["A", "B", "C"]
    assert candidate.brief and "name of" not in told(candidate)
    assert candidate.brief.mark in told(candidate)


def test_texts_stand_in_the_order_of_the_inputs() -> None:
    candidate = made(answered())
    shown = [json.loads(line) for line in told(candidate).splitlines() if line.startswith('{"label": ')]
    assert [one["text"] for one in shown] == [TEXTS[letter] for letter in candidate.inputs]


def test_a_guided_one_names_what_is_wanted_and_what_is_not() -> None:
    points = [Ticked(Point("use a queue", ()), True), Ticked(Point("no queue", ()), False)]
    candidate = made(answered(), "guided", *points)
    labels = dict(zip(["use a queue", "no queue"], _labels(candidate)[3:], strict=True))
    assert f"The person wants these points in it: {labels['use a queue']}." in told(candidate)
    assert f"The person does not want these: {labels['no queue']}." in told(candidate)
    assert way_of(candidate) == "guided"


def test_a_shortest_one_is_told_the_limit_and_measured_by_it() -> None:
    record = answered()
    candidate = made(record, "shortest")
    limit = most_words(record.comparison, candidate.inputs)
    assert f"at most {limit} words" in told(candidate)
    for words, over in ((limit, 0), (limit + 3, 3)):
        written = replace(candidate, text=" ".join(["word"] * words), status="complete")
        assert too_long(with_candidates(record, written).comparison, "D") == over
    fused = replace(made(record), text="word " * 999, status="complete")
    assert too_long(with_candidates(record, fused).comparison, "D") == 0


def below(record: Record, candidate: Candidate, text: str) -> Record:
    written = replace(candidate, text="Use Postgres.", status="complete")
    reply = Reply("1" * 32, record.comparison.id, "synthesis", OUTSIDE.member, {"letter": "D"}, text, NOW)
    return replace(with_candidates(record, written), replies=(reply,))


def test_sources_minority_and_what_was_dropped_stand_by_letter() -> None:
    record = answered()
    candidate = made(record)
    label = dict(zip(candidate.inputs, _labels(candidate), strict=True))
    value = {
        "sources": [{"label": label["B"], "took": "the copy"}, {"label": "ZZ9", "took": "nothing"}],
        "minority": [{"label": label["C"], "note": "both are needed"}],
        "dropped": [{"label": label["A"], "what": "replicas", "why": "not needed"}],
    }
    found = sources_of(below(record, candidate, f"```json\n{json.dumps(value)}\n```"), "D")
    assert found
    assert [(s.letter, s.said) for s in found.took] == [("B", "the copy")], "a forged label is left out"
    assert [(s.letter, s.said) for s in found.minority] == [("C", "both are needed")]
    assert [(s.letter, s.said) for s in found.dropped] == [("A", "replicas: not needed")]


@pytest.mark.parametrize("text", ["", "nothing", "[]"])
def test_unreadable_sources_cost_nothing_of_the_text(text: str) -> None:
    record = answered()
    whole = below(record, made(record), text)
    assert sources_of(whole, "D") is None and whole.comparison.candidate("D").text == "Use Postgres."
