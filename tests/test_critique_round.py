"""A whole round through the engine: one call that fails loses nothing, and no request names anybody."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from fusion_tui.core.critique import (
    Threshold,
    Wish,
    accepted_of_target,
    ballots,
    consultations,
    cross_looks,
    dispositions,
    dispute,
    every_target,
    evidence_of,
    plan,
    raised_in,
    revisions,
    second_look,
    votes_of,
)
from fusion_tui.core.events import Consultation, Consulted, EmitItem, Ended, FinishReason, Request, TextDelta
from fusion_tui.core.export import export_object, to_record
from fusion_tui.core.models import Call, Candidate, Document, Member, Record, Reply
from fusion_tui.core.replies import REPAIR
from fusion_tui.engine import Engine
from fusion_tui.engine.critique import critique, vote
from fusion_tui.engine.critique import dispute as carry_dispute
from fusion_tui.errors import ProviderError
from fusion_tui.providers.anthropic import AnthropicDialect
from tests.core.critique.rounds import answered, issues_text, with_candidates
from tests.helpers.fakes import NOW, FakeProvider, ids
from tests.helpers.log import Log

Says = str | Exception
MEMBERS = tuple(
    Member("fake", f"vendor/secret-model-{n}", f"Hidden name {n}", persona=f"You are persona {n}.")
    for n in (1, 2, 3)
)


def seated() -> Record:
    """Three answers by members whose every word could give them away."""
    record = answered()
    comparison = record.comparison
    candidates = tuple(
        replace(candidate, member=member, name=member.name)
        for candidate, member in zip(comparison.candidates, MEMBERS, strict=True)
    )
    text = "# The plan\nOne queue, no limit."
    documents = (Document("plan.md", text, "0" * 64, len(text)),)
    return replace(record, comparison=replace(comparison, candidates=candidates, documents=documents))


@dataclass
class Script:
    """An `ask` that keeps what it brings; `says` gives a text, or raises."""

    record: Record
    says: Callable[[Consultation], Says]
    asked: list[Consultation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)

    async def __call__(self, asked: Consultation) -> Consulted:
        self.asked.append(asked)
        said = self.says(asked)
        # What fails does so before anything else has come.
        for _ in range(0 if isinstance(said, Exception) else 5):
            await asyncio.sleep(0)
        if isinstance(said, Exception):
            raise said
        identity = f"{next(self._ids):032x}"
        call = Call(
            identity, asked.role, None, asked.member.name, "fake", asked.member.model, NOW, "complete"
        )
        if not said:
            return Consulted(replace(call, status="failed"), None)
        reply = Reply(identity, self.record.comparison.id, asked.kind, asked.member, asked.about, said, NOW)
        self.record = replace(self.record, replies=(*self.record.replies, reply))
        return Consulted(call, reply)


def asked_about(record: Record, *targets: str, **wish: object) -> tuple[Consultation, ...]:
    made = plan(record, Wish(targets or every_target(record.comparison), **wish))  # type: ignore[arg-type]
    return consultations(made, record.comparison, 11)


async def test_one_reviewer_that_fails_loses_nothing_of_the_others() -> None:
    record = answered()
    calls = asked_about(record)
    script = Script(
        record, lambda asked: "" if asked.about["reviewer"] == "B" else issues_text(asked, "it is vague")
    )
    went = await critique(script, calls)
    assert [one.read for one in went] == [one.asked.about["reviewer"] != "B" for one in went]
    assert len(script.asked) == 6, "a failed call is not repaired"
    assert {issue.reviewer for issue in raised_in(script.record).issues} == {"A", "C"}


async def test_even_a_defect_in_one_call_lets_the_others_end() -> None:
    record = answered()
    calls = asked_about(record, "A")

    def says(asked: Consultation) -> Says:
        return OSError("disk full") if asked.about["reviewer"] == "B" else issues_text(asked, "vague")

    script = Script(record, says)
    with pytest.raises(OSError, match="disk full"):
        await critique(script, calls)
    assert [issue.reviewer for issue in raised_in(script.record).issues] == ["C"]


async def test_what_cannot_be_read_is_asked_for_once_more_and_then_stays_as_it_came() -> None:
    record = answered()
    calls = asked_about(record, "A")
    script = Script(
        record,
        lambda asked: (
            "Looks fine."
            if asked.about["reviewer"] == "B" or REPAIR not in asked.about
            else issues_text(asked, "vague")
        ),
    )
    went = await critique(script, calls)
    assert [one.read for one in went] == [False, True] and len(script.asked) == 4
    bad, good = sorted(raised_in(script.record).reviews, key=lambda review: review.asked.reviewer)
    assert bad.unreadable and bad.reply.text == "Looks fine." and good.issues
    assert len(script.record.replies) == 4, "all four are kept"


async def test_a_note_is_never_asked_for_twice() -> None:
    script = Script(answered(), lambda asked: "Say who owns the queue.")
    went = await critique(script, asked_about(script.record, "A", depth="note"))
    assert all(one.read for one in went) and len(script.asked) == 2


async def test_one_juror_that_fails_or_talks_loses_nothing_of_the_others() -> None:
    record = answered("m1", "m2", "m3", "m4")
    calls = [one for one in asked_about(record, "A") if one.about["reviewer"] == "B"]
    script = Script(record, lambda asked: issues_text(asked, "vague"))
    await critique(script, calls)
    voting = ballots(raised_in(script.record), ["A"], 1)
    assert [one.about["juror"] for one in voting] == ["C", "D"]
    script.says = lambda asked: "" if asked.about["juror"] == "C" else yes(asked)
    assert [one.read for one in await vote(script, voting)] == [False, True]
    assert [one.juror for one in votes_of(script.record)] == ["D"]


def yes(asked: Consultation) -> str:
    issues = asked.about["issues"]
    assert isinstance(issues, list)
    votes = [{"issue": label, "true": True, "worth_fixing": True, "reason": "it is"} for label, _ in issues]
    return f"```json {asked.about['nonce']}\n{json.dumps({'votes': votes})}\n```"


def told(request: Request) -> str:
    return "\n".join(message.content for message in request.messages)


def begins(request: Request) -> tuple[str, str]:
    """What a call shares with the others of its step."""
    system, user = request.messages[:2]
    return system.content, user.content[: user.shared]


class Playing(FakeProvider):
    """Every member plays its role from what it was told."""

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Answer by role."""
        self.requests.append(request)
        if request.role == "reviewer" and "disputes" in request.messages[0].content:
            await emit(TextDelta('{"kind": "scenario", "evidence": "Cut the link."}'))
        elif request.role == "reviewer":
            await emit(
                TextDelta('{"issues": [{"severity": "major", "claim": "it is vague", "quote": "Use"}]}')
            )
        elif request.role == "juror":
            labels = re.findall(r'^\{"label": "(\w+)"', request.messages[1].content, re.M)
            votes = [{"issue": one, "true": True, "worth_fixing": True, "reason": "r"} for one in labels]
            await emit(TextDelta(json.dumps({"votes": votes})))
        else:
            await emit(TextDelta(self._written(request)))
        await emit(FinishReason("stop"))

    def _written(self, request: Request) -> str:
        said = request.messages[1].content
        mark = next(line for line in said.splitlines() if line.startswith(("===== disp", "===== stance")))
        labels = re.findall(r'^\{"label": "(\w+)"', said, re.M)
        fixed = [{"issue": one, "outcome": "fixed", "reason": "done"} for one in labels[1:]]
        both = {"dispositions": fixed, "stance": "combine", "labels": labels[1:], "reason": "better"}
        return f"A better text.\n{mark}\n{json.dumps(both)}"


@dataclass
class Round:
    """A record that the engine works on."""

    record: Record
    provider: Playing = field(default_factory=lambda: Playing({}))

    def __post_init__(self) -> None:
        ticks = itertools.count()
        self.engine = Engine(
            {"fake": self.provider},
            {},
            clock=lambda: float(next(ticks)),
            now=lambda: NOW,
            new_id=ids(),
        )

    async def ask(self, asked: Consultation) -> Consulted:
        """Keeps the reply."""
        done = await self.engine.consult(self.record.comparison.id, asked)
        if done.reply:
            self.record = replace(self.record, replies=(*self.record.replies, done.reply))
        return done

    async def write(self, *waiting: Candidate) -> Log:
        """Asks for later candidates."""
        self.record = with_candidates(self.record, *waiting)
        log = Log()
        await self.engine.fan_out(self.record.comparison, log, [c.letter for c in waiting])
        for event in log.events:
            if isinstance(event, Ended) and event.below:
                self.record = replace(self.record, replies=(*self.record.replies, event.below))
        return log


async def whole_round() -> Round:
    """Critique, votes, a dispute, a revision and a cross-look."""
    played = Round(seated())
    await critique(played.ask, asked_about(played.record, "A", stance="weak"))
    await critique(played.ask, asked_about(played.record, stance="adversarial", depth="note"))
    await critique(played.ask, asked_about(played.record, "B", "C", reviewers=MEMBERS[:1]))
    await vote(played.ask, ballots(raised_in(played.record), ["A", "B", "C"], 5))
    raised = raised_in(played.record)
    disputed = dispute(raised, raised.groups("B")[0], 6, "It is not.")
    assert disputed
    await carry_dispute(played.ask, disputed)
    raised = raised_in(played.record)
    accepted = {"B": accepted_of_target(raised, "B", Threshold())} | {"A": raised.groups("A")}
    await played.write(*revisions(played.record.comparison, accepted, 7))
    looks = plan(played.record, Wish(("A", "B", "C"), depth="cross-look"))
    await played.write(*cross_looks(played.record.comparison, looks, 8))
    return played


async def test_a_whole_round_says_what_became_of_everything() -> None:
    played = await whole_round()
    raised = raised_in(played.record)
    assert [len(raised.groups(letter)) for letter in "ABC"] == [1, 1, 1]
    found = evidence_of(raised.groups("B")[0], played.record)
    assert found and found.kind == "scenario"
    assert {c.letter: c.inputs for c in played.record.comparison.candidates[3:5]} == {
        "D": ("B",),
        "E": ("A",),
    }
    (fate,) = dispositions(raised, "E")
    assert fate.disposition and fate.disposition.outcome == "fixed"
    looked = second_look(played.record, "F")
    assert looked and set(looked.letters) == {"B", "C"}
    roles = {request.role for request in played.provider.requests}
    assert roles == {"reviewer", "juror", "reviser"}


async def test_no_request_names_a_member_its_model_or_the_persona_of_another() -> None:
    played = await whole_round()
    assert len(played.provider.requests) > 15
    for request in played.provider.requests:
        said = told(request)
        for member in MEMBERS:
            assert member.name not in said and member.model not in said and "secret-model" not in said
            if member.model != request.model:
                assert member.persona not in said
        assert not re.search(r"\b(?:Answer|Candidate|Response|Reviewer) [A-H]\b", said)
        assert '"label": "A"' not in said and '"label": "B"' not in said
    own = [r for r in played.provider.requests if r.role == "reviser"]
    personas = {member.model: member.persona for member in MEMBERS}
    assert all(personas[request.model] in told(request) for request in own)


async def test_calls_of_a_step_begin_with_the_same_bytes_and_differ_in_what_comes_last() -> None:
    record = seated()
    steps = [
        [one.messages for one in asked_about(record)],
        [one.messages for one in asked_about(record, depth="note", stance="weak")],
        [
            c.brief.messages
            for c in cross_looks(
                record.comparison,
                plan(record, Wish(every_target(record.comparison), depth="cross-look")),
                1,
            )
            if c.brief
        ],
    ]
    for step in steps:
        requests = [Request("m", messages) for messages in step]
        assert len(requests) >= 3 and len({begins(request) for request in requests}) == 1
        ((system, shared),) = {begins(request) for request in requests}
        assert system and "One queue, no limit." in shared and record.comparison.prompt in shared
        assert not any(candidate.text in shared for candidate in record.comparison.candidates)
        bodies = [AnthropicDialect().body(request) for request in requests]
        assert {json.dumps(body["system"]) for body in bodies} == {json.dumps(system)}
        marked = {json.dumps(body["messages"][0]["content"][0]) for body in bodies}  # type: ignore[index]
        assert marked == {
            json.dumps({"type": "text", "text": shared, "cache_control": {"type": "ephemeral"}})
        }
        rests = {body["messages"][0]["content"][1]["text"] for body in bodies}  # type: ignore[index]
        assert len(rests) == len(bodies)


async def test_a_late_or_stopped_reviewer_leaves_what_had_arrived() -> None:
    record = answered()
    halted = asyncio.Event()

    async def wait() -> None:
        halted.set()
        await asyncio.Event().wait()

    slow = FakeProvider(
        {
            "m1": (TextDelta('{"issues": [{"claim": "slow"'), wait),
            "m2": (TextDelta('{"issues": [{"claim": "quick"}]}'), FinishReason("stop")),
            "m3": (ProviderError("rate_limited", "response", "slow down", hint="Wait."),),
        }
    )
    played = Round(record, slow)  # type: ignore[arg-type]
    target = next(c.letter for c in record.comparison.candidates if c.member and c.member.model == "m3")
    going = asyncio.ensure_future(critique(played.ask, asked_about(record, target)))
    async with asyncio.timeout(5):
        await halted.wait()
        played.engine.stop_all(record.comparison.id)
        went = await going
    assert sorted(one.done.call.status for one in went) in (["complete", "stopped"], ["stopped", "stopped"])
    kept = [reply.text for reply in played.record.replies]
    assert '{"issues": [{"claim": "slow"' in kept
    assert any(review.unreadable for review in raised_in(played.record).reviews)


async def test_a_round_survives_export_and_import_and_what_is_read_from_it_is_never_believed() -> None:
    played = await whole_round()
    ended = tuple(replace(c, status="complete") for c in played.record.comparison.candidates)
    record = replace(played.record, comparison=replace(played.record.comparison, candidates=ended))
    told = json.loads(json.dumps(export_object(record)))
    assert len(told["issues"]) > 3 and told["votes"]
    told["issues"], told["votes"] = [{"claim": "forged"}], "forged"
    back = to_record(told)
    assert back.replies == record.replies
    assert raised_in(back).every_group() == raised_in(record).every_group()
    assert votes_of(back) == votes_of(record)
    assert dispositions(raised_in(back), "E") == dispositions(raised_in(record), "E")
    assert second_look(back, "F") == second_look(record, "F")
