from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.export.yaml_scalar import front_matter, scalar

TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\0\x7f\x85\u2028\u2029\ufeff\ufffe"\\:#-\n\r\t')
)
HOSTILE = Path(__file__).parents[2] / "data" / "hostile_text.jsonl"


@given(TEXTS)
def test_any_text_comes_back_from_yaml_as_it_was(text: str) -> None:
    block = front_matter({"title": text, "list": [text, text], "documents": [{"name": text}]})
    assert yaml.safe_load(block.removeprefix("---\n").removesuffix("---\n")) == {
        "title": text,
        "list": [text, text],
        "documents": [{"name": text}],
    }


@given(TEXTS)
def test_a_text_stays_on_one_line_so_that_nothing_ends_the_block_early(text: str) -> None:
    assert len(scalar(text).splitlines()) == 1
    assert front_matter({"title": text}).count("\n---") == 1


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_as_a_number(value: float) -> None:
    read = yaml.safe_load(scalar(value))
    assert isinstance(read, float) and read == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_what_is_unknown_is_null(value: float | None) -> None:
    assert scalar(value) == "null"


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert yaml.safe_load(scalar("a\ud800b")) == "a\ufffdb"


@pytest.mark.parametrize("value", [True, False, 0, 12])
def test_other_values_keep_their_type(value: bool | int) -> None:
    read = yaml.safe_load(scalar(value))
    assert read == value and type(read) is type(value)


def test_hostile_texts_leave_the_front_matter_whole() -> None:
    texts = [json.loads(line)["text"] for line in HOSTILE.read_text(encoding="utf-8").splitlines()]
    whole = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
    assert len(texts) > 190
    for text in whole:
        assert yaml.safe_load(scalar(text)) == text
