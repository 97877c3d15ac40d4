"""Calls of a round: what a later candidate's writer says, and replies that are no candidate."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.events import Consultation, Consulted, FinishReason, TextDelta
from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import Call, Candidate, Comparison, Member, Reply, Status
from fusion_tui.core.replies import REPAIR, json_of
from fusion_tui.engine import Engine
from fusion_tui.engine.listening import Cut
from fusion_tui.engine.rounds import ask_structured
from fusion_tui.errors import ProviderError
from tests.helpers.fakes import NOW, FakeProvider, answer, compared, forever, ids
from tests.helpers.log import Log

MEMBER = Member("fake", "judge", "name of judge", params={"temperature": 0})
TOLD = (Message("system", "Review."), Message("user", "the text", 3))
MARK = "===== 00ff ====="


def engine(provider: FakeProvider) -> Engine:
    ticks = iter(range(1_000_000))
    clock = lambda: float(next(ticks))  # noqa: E731
    return Engine({"fake": provider}, {}, clock=clock, now=lambda: NOW, new_id=ids())


def question(identity: str = "q") -> Consultation:
    return Consultation(identity, "critique", "reviewer", MEMBER, TOLD, {"target": "A"})


def with_revision(mark: str = MARK) -> Comparison:
    comparison, _ = compared("one", "two")
    later = Candidate("C", "revision", MEMBER, "r", inputs=("A",), brief=Brief(TOLD, mark))
    return replace(comparison, candidates=(*comparison.candidates, later))


async def test_a_consultation_sends_what_it_says_and_keeps_what_arrives() -> None:
    provider = FakeProvider({"judge": answer("no issues")})
    heard: list[str] = []
    done = await engine(provider).consult("c", question(), heard.append)
    (request,) = provider.requests
    assert (request.messages, request.role, request.params) == (TOLD, "reviewer", MEMBER.params)
    assert (done.call.role, done.call.letter, done.call.status) == ("reviewer", None, "complete")
    assert done.reply is not None and done.reply.id == done.call.id
    assert done.reply.text.strip() == "no issues" == "".join(heard).strip()
    assert (done.reply.kind, done.reply.about, done.reply.member) == ("critique", {"target": "A"}, MEMBER)


async def test_a_failed_consultation_says_why_and_keeps_the_text_it_had() -> None:
    broken = ProviderError("connection_lost", "stream", "gone")
    none = await engine(FakeProvider({"judge": [broken]})).consult("c", question())
    assert none.reply is None and none.call.status == "failed"
    some = await engine(FakeProvider({"judge": [TextDelta("half"), broken]})).consult("c", question())
    assert some.reply is not None and some.reply.text == "half" and some.call.status == "truncated"
    assert some.call.error is not None and some.call.error.kind == "connection_lost"


async def test_a_consultation_is_stopped_like_an_answer() -> None:
    asked = engine(FakeProvider({"judge": [TextDelta("half"), forever().wait]}))
    started = asyncio.Event()
    task = asyncio.create_task(asked.consult("c", question(), lambda _: started.set()))
    await started.wait()
    assert asked.stop_all("c") == 1
    done = await task
    assert done.call.status == "stopped" and done.reply is not None and done.reply.text == "half"


async def test_a_later_candidate_is_told_its_brief_and_its_rest_becomes_a_reply() -> None:
    provider = FakeProvider({"judge": answer(f"# Better\ntext\n{MARK}\n1 fixed")})
    log = Log()
    await engine(provider).fan_out(with_revision(), log, ("C",))
    assert provider.requests[0].messages == TOLD and provider.requests[0].role == "reviser"
    assert log.text("C") == "# Better\ntext\n"
    below = log.ended("C").below
    assert below is not None and below.text == "1 fixed" and below.about == {"letter": "C"}
    assert (below.kind, below.id) == ("revision", log.call("C").id)


async def test_a_later_candidate_without_text_of_its_own_has_failed() -> None:
    provider = FakeProvider({"judge": [TextDelta(f"{MARK}\nall rebutted"), FinishReason("stop")]})
    log = Log()
    await engine(provider).fan_out(with_revision(), log, ("C",))
    assert log.call("C").status == "failed" and log.text("C") == ""


@given(st.data())
def test_the_mark_parts_a_text_whatever_its_pieces(data: st.DataObject) -> None:
    lines = st.sampled_from(["text", "", "===== 00f", MARK + "x", " = ", "=====", f"say {MARK}"])
    above = "\n".join(data.draw(st.lists(lines, max_size=5))) + data.draw(st.sampled_from(["\n", ""]))
    marked = data.draw(st.booleans()) and (not above or above.endswith("\n"))
    below = data.draw(st.sampled_from(["", "\n", "\n1 fixed\n", f"\n{MARK}\nagain"])) if marked else ""
    whole = above + (MARK + below if marked else "")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    cut = Cut(MARK)
    edges = [0, *cuts, len(whole)]
    said = "".join(cut.take(whole[a:b]) for a, b in zip(edges, edges[1:], strict=False)) + cut.rest()
    assert said == above
    assert cut.below == (below.removeprefix("\n") if marked else "")


class Script:
    """Answers consultations with these texts, one after the other."""

    def __init__(self, *texts: str, status: Status = "complete") -> None:
        """An empty text is a call that failed."""
        self.texts = list(texts)
        self.status = status
        self.asked: list[Consultation] = []

    async def __call__(self, asked: Consultation) -> Consulted:
        self.asked.append(asked)
        text = self.texts.pop(0)
        call = Call(f"call {len(self.asked)}", asked.role, None, "m", "fake", "judge", NOW, self.status)
        reply = Reply(call.id, "c", asked.kind, asked.member, asked.about, text, NOW)
        return Consulted(call, reply if text else None)


async def test_what_can_be_read_is_asked_for_once() -> None:
    script = Script('{"a": 1}')
    done, value = await ask_structured(script, question(), json_of)
    assert value == {"a": 1} and len(script.asked) == 1 and done.call.id == "call 1"


async def test_what_cannot_be_read_is_asked_for_once_more_and_no_more() -> None:
    script = Script("I think A.", '{"a": 1}')
    _, value = await ask_structured(script, question(), json_of)
    assert value == {"a": 1}
    again = script.asked[1]
    assert again.messages[: len(TOLD)] == TOLD, "the prefix stays the same"
    assert again.messages[len(TOLD)] == Message("assistant", "I think A.")
    assert again.about == {"target": "A", REPAIR: "call 1"}
    script = Script("I think A.", "Still A.", '{"a": 1}')
    assert (await ask_structured(script, question(), json_of))[1] is None
    assert len(script.asked) == 2


async def test_a_call_that_brought_nothing_is_not_repaired() -> None:
    script = Script("", '{"a": 1}')
    assert (await ask_structured(script, question(), json_of))[1] is None
    assert len(script.asked) == 1


async def test_what_the_person_stopped_is_not_asked_for_again() -> None:
    script = Script('{"a": ', '{"a": 1}', status="stopped")
    assert (await ask_structured(script, question(), json_of))[1] is None
    assert len(script.asked) == 1
