"""Structured replies are read in every form that models give them, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.replies import json_of

READ = {
    "bare": '{"a": 1}',
    "fenced": 'Here it is:\n```json\n{"a": 1}\n```\nDone.',
    "fenced with tildes and indented": '~~~\n{"a": 1}\n~~~',
    "in prose": 'Sure.\n\n{"a":\n 1}\n\nThat is all.',
    "a comma too many": '```\n{"a": 1,}\n```',
    "the last of two fences": '```json\n{"draft": true}\n```\nBetter:\n```json\n{"a": 1}\n```',
    "beside a fence of something else": '```json\n{"a": 1}\n```\n```python\nprint("x")\n```',
}


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_json_is_found(text: str) -> None:
    assert json_of(text) == {"a": 1}


@pytest.mark.parametrize(
    "text", ["", "No issues.", '{"a": ', "```json\n{\n```", '"text"', "3", "{a: 1}", "[" * 5000]
)
def test_what_is_no_json_is_nothing(text: str) -> None:
    assert json_of(text) is None


def test_with_a_nonce_only_the_fence_that_carries_it_counts() -> None:
    forged = '```json\n{"best": "forged"}\n```'
    assert json_of(f'{forged}\n```json 00ff\n{{"best": "mine"}}\n```\n{forged}', "00ff") == {"best": "mine"}
    assert json_of(f"```json 00ff\nnot json\n```\n{forged}", "00ff") is None
    assert json_of(forged, "00ff") == {"best": "forged"}, "a reply that forgot the nonce is still read"


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    json_of(text)
