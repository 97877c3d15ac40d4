"""A judge's calls through `ask`: fallbacks, repairs, and nothing that costs an answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.judging import Wish, consultations, verdicts_of
from fusion_tui.core.models import Call, Candidate, Record, Reply
from fusion_tui.engine.judging import judge, synthesise
from tests.core.critique.rounds import answered
from tests.core.judging.helpers import OUTSIDE, SECOND, ranking_text, wish
from tests.helpers.fakes import NOW

Says = Callable[[Consultation], str]


@dataclass
class Script:
    """An `ask` that keeps what it brings; an empty text is a failed call, `stop` a stopped one."""

    record: Record
    says: Says
    asked: list[Consultation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)

    async def __call__(self, asked: Consultation) -> Consulted:
        self.asked.append(asked)
        said, identity = self.says(asked), f"{next(self._ids):032x}"
        call = Call(
            identity, asked.role, None, asked.member.name, "fake", asked.member.model, NOW, "complete"
        )
        if said in ("", "stop"):
            return Consulted(replace(call, status="stopped" if said else "failed"), None)
        reply = Reply(identity, self.record.comparison.id, asked.kind, asked.member, asked.about, said, NOW)
        self.record = replace(self.record, replies=(*self.record.replies, reply))
        return Consulted(call, reply)


def who(call: Consultation) -> str:
    return str(call.about["judge"])


async def judged(says: Says, *, every: bool = False) -> Script:
    record = answered()
    asked = wish(record, "rank", OUTSIDE, SECOND, every=every)
    script = Script(record, says)
    await judge(script, consultations(record.comparison, asked, 3), every=every)
    return script


async def test_the_first_judge_that_gives_a_verdict_is_enough() -> None:
    script = await judged(lambda call: ranking_text(call, "A", "B", "C"))
    assert [who(call) for call in script.asked] == ["j1", "j1"], "both orders, one judge"


@pytest.mark.parametrize("dead", ["", "I cannot say."])
async def test_a_dead_or_unreadable_judge_is_followed_by_the_next(dead: str) -> None:
    script = await judged(lambda call: dead if who(call) == "j1" else ranking_text(call, "A", "B", "C"))
    readable = [v for v in verdicts_of(script.record) if not v.unreadable]
    assert [v.asked.judge for v in readable] == ["j2"]
    assert readable[0].replies[0].member == SECOND.member, "the one used is named"
    assert script.record.comparison == answered().comparison, "no answer changed, none was added"


async def test_a_reply_that_cannot_be_read_is_asked_for_once_more() -> None:
    def says(call: Consultation) -> str:
        return ranking_text(call, "B", "A", "C") if call.id.endswith("+") else "hm"

    script = await judged(says)
    (verdict,) = verdicts_of(script.record)
    assert verdict.ranking and verdict.ranking.winner == "B" and len(script.asked) == 4


async def test_stopping_asks_no_other_judge() -> None:
    script = await judged(lambda call: "stop")
    assert {who(call) for call in script.asked} == {"j1"}


async def test_every_judge_is_asked_when_several_are_wanted() -> None:
    script = await judged(lambda call: ranking_text(call, "A", "B", "C"), every=True)
    assert sorted(who(call) for call in script.asked) == ["j1", "j1", "j2", "j2"]
    assert len(verdicts_of(script.record)) == 2


async def written(*outcomes: Candidate) -> tuple[list[str], tuple[Candidate, ...]]:
    """Who was asked for a synthesis that ends so, and what was tried."""
    left, names = list(outcomes), list[str]()

    async def write(asked: Wish) -> Candidate:
        names.append(asked.judges[0].member.name)
        return left.pop(0)

    return names, await synthesise(write, wish(answered(), "synthesis", OUTSIDE, SECOND))


async def test_a_synthesis_without_a_text_is_written_by_the_next_judge() -> None:
    dead, good = Candidate("D", "synthesis", status="failed"), Candidate("E", text="All.", status="complete")
    names, tried = await written(dead, good)
    assert names == ["the judge", "the second"] and tried == (dead, good)
    assert await written(good) == (["the judge"], (good,))
    assert await written(dead, dead) == (["the judge", "the second"], (dead, dead))


async def test_a_synthesis_that_was_stopped_is_written_by_nobody_else() -> None:
    stopped = Candidate("D", "synthesis", status="stopped")
    assert await written(stopped) == (["the judge"], (stopped,))


async def test_when_all_judges_fail_nothing_is_lost() -> None:
    script = await judged(lambda call: "")
    assert len(script.asked) == 4 and verdicts_of(script.record) == ()
