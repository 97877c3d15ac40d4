"""What the consumers of preference data document, as checks; a row that one of them would refuse fails."""

from __future__ import annotations

import json
from typing import Any

CUSTOM_TYPES: dict[str, type | tuple[type, ...]] = {
    "number": (int, float),
    "category": str,
    "text": str,
    "string": str,
    "per_model_boolean": bool,
    "per_model_number": (int, float),
    "per_model_category": str,
}
"""LLM Comparator's README, "Custom Fields"; those `per_model` hold a list of two."""


def read(value: object) -> Any:
    """As another program reads it: valid JSON in valid UTF-8, and one line."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    assert "\n" not in text
    return json.loads(text.encode())


def conversation(messages: Any, last: str) -> None:
    """Together, "Data formats": `system` or `user` first, then `user` and `assistant` in turns.

    TRL's and OpenAI's messages have the same two fields.
    """
    assert isinstance(messages, list) and messages
    assert all(set(message) == {"role", "content"} for message in messages)
    assert all(isinstance(message["content"], str) and message["content"] for message in messages)
    roles = [message["role"] for message in messages]
    turns = roles[1:] if roles[0] == "system" else roles
    assert turns == [("user", "assistant")[place % 2] for place in range(len(turns))]
    assert roles[-1] == last


def completion(messages: Any) -> str:
    """One message of the assistant; its text."""
    (message,) = messages
    assert set(message) == {"role", "content"} and message["role"] == "assistant"
    assert isinstance(message["content"], str) and message["content"].strip()
    return str(message["content"])


def check_dpo(row: Any) -> None:
    """TRL, "Dataset formats and types": preference, conversational, explicit prompt."""
    assert set(row) == {"prompt", "chosen", "rejected", "comparison_id", "weight"}
    conversation(row["prompt"], last="user")
    assert completion(row["chosen"]) != completion(row["rejected"])
    weighed(row)


def check_kto(row: Any) -> None:
    """TRL, "Dataset formats and types": unpaired preference, conversational."""
    assert set(row) == {"prompt", "completion", "label", "comparison_id", "weight"}
    conversation(row["prompt"], last="user")
    completion(row["completion"])
    assert isinstance(row["label"], bool)
    weighed(row)


def check_openai(row: Any) -> None:
    """OpenAI, "Direct preference optimization", without a column that Together's client 1.x would refuse."""
    assert set(row) == {"input", "preferred_output", "non_preferred_output"}
    assert set(row["input"]) == {"messages", "tools", "parallel_tool_calls"}
    assert row["input"]["tools"] == [] and row["input"]["parallel_tool_calls"] is True
    conversation(row["input"]["messages"], last="user")
    assert completion(row["preferred_output"]) != completion(row["non_preferred_output"])


def check_sft(row: Any) -> None:
    """TRL, "Dataset formats and types": language modeling, conversational; no other column."""
    assert set(row) == {"messages"}
    conversation(row["messages"], last="assistant")


def check_llm_comparator(document: Any) -> None:
    """LLM Comparator's README, "JSON Data Format"."""
    assert set(document) == {"metadata", "models", "examples"}
    assert set(document["metadata"]) == {"source_path", "custom_fields_schema"}
    assert isinstance(document["metadata"]["source_path"], str)
    assert [set(model) for model in document["models"]] == [{"name"}, {"name"}]
    schema = {field["name"]: field["type"] for field in document["metadata"]["custom_fields_schema"]}
    assert set(schema.values()) <= set(CUSTOM_TYPES)
    for example in document["examples"]:
        _check_example(example, schema)


def _check_example(example: Any, schema: dict[str, str]) -> None:
    texts = {"input_text", "output_text_a", "output_text_b"}
    assert set(example) == texts | {"tags", "score", "individual_rater_scores", "custom_fields"}
    assert all(isinstance(example[name], str) and example[name].strip() for name in texts)
    assert example["output_text_a"] != example["output_text_b"]
    assert all(isinstance(tag, str) for tag in example["tags"])
    assert -1.5 <= example["score"] <= 1.5
    for rating in example["individual_rater_scores"]:
        assert set(rating) == {"is_flipped", "score", "rationale"}
        assert isinstance(rating["is_flipped"], bool) and isinstance(rating["rationale"], str)
        assert -1.5 <= rating["score"] <= 1.5
    assert set(example["custom_fields"]) == set(schema)
    for name, kind in schema.items():
        value = example["custom_fields"][name]
        values = value if kind.startswith("per_model") else [value]
        assert len(values) == (2 if kind.startswith("per_model") else 1)
        assert all(isinstance(each, CUSTOM_TYPES[kind]) for each in values)


def weighed(row: Any) -> None:
    """The two columns of Fusion's own."""
    assert isinstance(row["comparison_id"], str) and row["comparison_id"]
    assert 0 < row["weight"] <= 1


CHECKS = {"dpo": check_dpo, "kto": check_kto, "openai": check_openai, "sft": check_sft}
"""Of one line, by format; llm-comparator is one document."""
