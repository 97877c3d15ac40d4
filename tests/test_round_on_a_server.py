"""A full round against a server that somebody else wrote: what it is sent, and what comes of its replies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fusion_tui.config.schema import Api
from fusion_tui.core.critique import (
    Wish,
    ballots,
    consultations,
    cross_looks,
    dispositions,
    dispute,
    evidence_of,
    plan,
    raised_in,
    revisions,
    second_look,
    votes_of,
)
from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.models import Call, Candidate, Record, Reply
from fusion_tui.engine.critique import critique, vote
from fusion_tui.engine.critique import dispute as carry_dispute
from tests.core.critique.rounds import TEXTS, fenced
from tests.helpers.aimock import AiMock
from tests.helpers.fakes import NOW
from tests.helpers.served import ISSUE, MODELS, Round, opened, seated, serving

pytestmark = pytest.mark.node


def labels(told: str) -> list[str]:
    return [json.loads(line)["label"] for line in told.splitlines() if line.startswith('{"label": ')]


def critiqued(asked: Consultation) -> str:
    """What each reviewer is to reply: issues, none, and something that cannot be read."""
    match asked.member.model, asked.about["target"]:
        case "vendor-gamma", "B":
            return "It is fine, {broken"
        case _, "A":
            return fenced(asked, {"issues": [ISSUE]})
    return fenced(asked, {"issues": []})


def voted(asked: Consultation) -> str:
    names = [label for label, _ in asked.about["issues"]]  # type: ignore[attr-defined]
    votes = [{"issue": name, "true": True, "worth_fixing": False, "reason": "so"} for name in names]
    return fenced(asked, {"votes": votes})


def shown(asked: Consultation) -> str:
    return fenced(asked, {"kind": "scenario", "evidence": "At noon the node dies."})


def written(candidate: Candidate) -> str:
    assert candidate.brief
    named = labels(candidate.brief.messages[-1].content)
    done = [{"issue": one, "outcome": "fixed", "reason": "said when"} for one in named[1:]]
    below = {"dispositions": done, "stance": "adopt", "labels": named[1:2], "reason": "shorter"}
    return f"A better text.\n{candidate.brief.mark}\n```json\n{json.dumps(below)}\n```"


@dataclass
class Script:
    """Plans the round without a server, and keeps what each call is to be answered with."""

    record: Record
    fixtures: list[Mapping[str, object]]

    def ask(self, says: Callable[[Consultation], str]) -> Any:
        async def answer(asked: Consultation) -> Consulted:
            text = says(asked)
            self.answer(asked.messages[-1].content, text)
            identity = f"{len(self.record.replies) + 1:032x}"
            reply = Reply(identity, "c", asked.kind, asked.member, asked.about, text, NOW)
            self.record = replace(self.record, replies=(*self.record.replies, reply))
            return Consulted(call_of(asked), reply)

        return answer

    def answer(self, told: str, text: str) -> None:
        """What ends like this is answered so; nonces make the ends differ."""
        self.fixtures.append({"match": {"userMessage": told[-200:]}, "response": {"content": text}})


def call_of(asked: Consultation) -> Call:
    return Call("0" * 32, asked.role, None, asked.member.name, "mock", asked.member.model, NOW, "complete")


async def scripted(record: Record) -> Script:
    """The whole round as it is planned."""
    script = Script(record, [])
    comparison = record.comparison
    made = plan(record, Wish(("A", "B")))
    await critique(script.ask(critiqued), consultations(made, comparison, 5))
    await vote(script.ask(voted), ballots(raised_in(script.record), ("A", "B"), 7))
    (group,) = raised_in(script.record).groups("A")
    asked = dispute(raised_in(script.record), group, 9, "It does not.")
    assert asked
    await carry_dispute(script.ask(shown), asked)
    looks = cross_looks(comparison, plan(record, Wish(("A", "B"), depth="cross-look")), 13)
    for candidate in (*revisions(comparison, {"A": (group,)}, 11), *looks):
        assert candidate.brief
        script.answer(candidate.brief.messages[-1].content, written(candidate))
    return script


@pytest.mark.parametrize("api", ["openai", "anthropic"])
async def test_a_full_round_is_played_by_a_server(tmp_path: Path, api: Api) -> None:
    record = seated()
    script = await scripted(record)
    with serving(tmp_path, script.fixtures) as mock:
        async with opened(mock, api, record) as going, opened(mock, api, record) as looking:
            steps = await _played(going, looking, mock, script)
        _check(mock.journal(), steps)


async def _played(going: Round, looking: Round, mock: AiMock, script: Script) -> int:
    """The round as the script has it; returns how many requests the first step took."""
    record = going.record
    made = plan(record, Wish(("A", "B")))
    went = await critique(going.ask, consultations(made, record.comparison, 5))
    assert [one.read for one in went].count(False) == 1, "one cannot be read, after one repair call"
    raised = raised_in(going.record)
    (group,) = raised.groups("A")
    assert group.reviewers == ("B", "C") and group.place and raised.groups("B") == ()
    steps = len(mock.journal())
    went_votes = await vote(going.ask, ballots(raised, ("A", "B"), 7))
    assert all(one.read for one in went_votes)
    asked = dispute(raised_in(going.record), group, 9, "It does not.")
    assert asked and (await carry_dispute(going.ask, asked)).read
    shown_there = evidence_of(group, going.record)
    assert shown_there and shown_there.text == "At noon the node dies."
    await going.write(revisions(record.comparison, {"A": (group,)}, 11))
    again = raised_in(going.record)
    assert [fate.disposition.outcome for fate in dispositions(again, "D") if fate.disposition] == ["fixed"]
    assert going.record.comparison.candidate("D").text.strip() == "A better text."
    looks = cross_looks(record.comparison, plan(record, Wish(("A", "B"), depth="cross-look")), 13)
    await looking.write(looks)
    assert all(second_look(looking.record, c.letter) for c in looks)
    assert votes_of(going.record) == votes_of(script.record)
    return steps


def _check(journal: Sequence[Mapping[str, Any]], critiques: int) -> None:
    """No request names anybody, and the calls of the first step begin alike."""
    for entry in journal:
        body = entry["body"]
        told = json.dumps(body["messages"])
        assert not any(name in told for name in (*MODELS, "Display"))
    first = [entry["body"]["messages"] for entry in journal[:critiques]]
    assert len({json.dumps(messages[0]) for messages in first}) == 1, "the system text"
    said = [_text(messages[1]["content"]) for messages in first]
    shared = said[0][: said[0].index("===== data ")]
    assert "One queue, no limit." in shared and all(text.startswith(shared) for text in said)
    assert TEXTS["A"] not in shared


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    assert isinstance(content, list)
    return "".join(part["text"] for part in content)
