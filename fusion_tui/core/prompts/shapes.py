"""JSON schemas of what reviewers and jurors reply, for providers that hold a model to one.

Strict in OpenAI's sense (every property required, none besides): "Structured outputs", API reference.
"""

from __future__ import annotations

from collections.abc import Mapping

Schema = Mapping[str, object]

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _words(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


ISSUES: Schema = _object(
    issues={
        "type": "array",
        "items": _object(
            severity=_words("blocker", "major", "minor"), quote=_TEXT, claim=_TEXT, why=_TEXT, fix=_TEXT
        ),
    }
)
VOTES: Schema = _object(
    votes={"type": "array", "items": _object(issue=_TEXT, reason=_TEXT, true=_FLAG, worth_fixing=_FLAG)}
)
EVIDENCE: Schema = _object(kind=_words("scenario", "citation", "counterexample", "concede"), evidence=_TEXT)
