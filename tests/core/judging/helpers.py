"""Records with verdicts, made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fusion_tui.core.events import Consultation
from fusion_tui.core.judging import Asked, Judge, Recipe, Step, Wish, consultations, default_inputs
from fusion_tui.core.models import Member, Record, Reply
from tests.helpers.fakes import NOW

OUTSIDE = Judge(Member("fake", "judge-model", "the judge"), "")
SECOND = Judge(Member("fake", "second-model", "the second"), "")


def wish(record: Record, step: Step, *judges: Judge, **more: Any) -> Wish:
    """What is usually asked, of these judges."""
    inputs = more.pop("inputs", None) or default_inputs(record.comparison, step)
    return Wish(step, inputs, judges or (OUTSIDE,), more.pop("every", False), more.pop("recipe", Recipe()))


def asked_of(asked: Consultation) -> Asked:
    """What a call is about."""
    about = Asked.of_json(asked.about)
    assert about
    return about


def label_of(asked: Consultation, letter: str) -> str:
    """What a text is called in this call."""
    return next(label for label, one in asked_of(asked).labels if one == letter)


def fenced(asked: Consultation, value: object) -> str:
    """JSON in a block with the call's nonce."""
    return f"```json {asked.about['nonce']}\n{json.dumps(value)}\n```"


def ranking_text(asked: Consultation, *places: str) -> str:
    """A ranking; letters in one string share a place."""
    return fenced(
        asked,
        {
            "ranking": [
                {"labels": [label_of(asked, letter) for letter in place], "reason": f"{place} is so"}
                for place in places
            ]
        },
    )


def replied(record: Record, asked: Consultation, text: str, **about: object) -> Record:
    """The record with one more reply."""
    identity = f"{len(record.replies) + 1:032x}"
    reply = Reply(
        identity, record.comparison.id, asked.kind, asked.member, {**asked.about, **about}, text, NOW
    )
    return replace(record, replies=(*record.replies, reply))


def judged(record: Record, asked: Wish, says: Callable[[Consultation], str], seed: int = 5) -> Record:
    """The record with a reply to every call."""
    for each in consultations(record.comparison, asked, seed):
        for call in each:
            record = replied(record, call, says(call))
    return record


def ranked(record: Record, first: Sequence[str], reverse: Sequence[str], *judges: Judge) -> Record:
    """The record with one ranking in both orders."""
    orders: Mapping[str, Sequence[str]] = {"first": first, "reversed": reverse}
    every = len(judges) > 1
    return judged(
        record,
        wish(record, "rank", *judges, every=every),
        lambda call: ranking_text(call, *orders[str(call.about["turn"])]),
    )
