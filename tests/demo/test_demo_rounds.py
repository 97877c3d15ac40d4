"""The demo plays a full round and every verdict, and nothing in it cannot be read."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest

from fusion_tui.core.critique import (
    Wish,
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
    tally,
    votes_of,
)
from fusion_tui.core.events import Consultation, Consulted, Ended, Event
from fusion_tui.core.judging import (
    Step,
    Ticked,
    default_inputs,
    judges_of,
    sources_of,
    synthesis_of,
    verdicts_of,
)
from fusion_tui.core.judging import Wish as JudgeWish
from fusion_tui.core.judging import consultations as judge_calls
from fusion_tui.core.models import Candidate, Record
from fusion_tui.demo import compared, load
from fusion_tui.engine import Engine
from fusion_tui.engine.critique import critique, vote
from fusion_tui.engine.critique import dispute as carry_dispute
from fusion_tui.engine.judging import judge
from fusion_tui.providers.demo import DemoProvider
from tests.helpers.fakes import NOW, ids

DEMO = load()
ANSWERS = DEMO.rounds.answers
ISSUES = DEMO.rounds.told["issues"]


@dataclass
class Play:
    """The demo's comparison, going on."""

    record: Record
    engine: Engine

    async def ask(self, asked: Consultation) -> Consulted:
        done = await self.engine.consult(self.record.comparison.id, asked)
        if done.reply:
            self.record = replace(self.record, replies=(*self.record.replies, done.reply))
        return done

    async def write(self, *waiting: Candidate) -> None:
        """Let later candidates be written."""
        comparison = self.record.comparison
        comparison = replace(comparison, candidates=(*comparison.candidates, *waiting))
        texts: dict[str, str] = {}

        async def emit(event: Event) -> None:
            if hasattr(event, "text") and event.letter:
                texts[event.letter] = texts.get(event.letter, "") + event.text
            if isinstance(event, Ended) and event.below:
                self.record = replace(self.record, replies=(*self.record.replies, event.below))

        await self.engine.fan_out(comparison, emit, [c.letter for c in waiting])
        for candidate in waiting:
            done = replace(candidate, text=texts[candidate.letter], status="complete")
            comparison = comparison.with_candidate(done)
        self.record = replace(self.record, comparison=comparison)


async def played() -> Play:
    """The demo with its four answers."""
    new_id = ids()
    comparison, ballot = compared(DEMO, seed=3, now=NOW, new_id=new_id)
    for candidate in comparison.candidates:
        assert candidate.member
        text = DEMO.recordings[candidate.member.model].text
        comparison = comparison.with_candidate(replace(candidate, text=text, status="complete"))
    provider = DemoProvider(DEMO.recordings, DEMO.rounds, speed=1e9, rng=random.Random(1))
    clock = iter(range(10**9))
    engine = Engine({"demo": provider}, {}, clock=lambda: float(next(clock)), now=lambda: NOW, new_id=new_id)
    return Play(Record(comparison, (ballot,), (), ()), engine)


@pytest.mark.parametrize("issue", ISSUES, ids=lambda issue: issue["claim"][:40])
def test_quotes_and_what_a_revision_replaces_stand_in_the_answers(issue: dict[str, object]) -> None:
    text = ANSWERS[str(issue["on"])]
    assert str(issue["quote"]) in text and str(issue.get("old", "")) in text
    assert issue["on"] not in issue["by"]  # type: ignore[operator]


def test_what_verdicts_quote_stands_in_the_answers() -> None:
    told = DEMO.rounds.told
    compare = told["compare"]
    items = [item for part in ("consensus", "partial", "unique", "verify") for item in compare[part]]
    items += [stance for one in compare["contradictions"] for stance in one["stances"]] + told["points"]
    for item in items:
        for name, quote in item.get("cites", {}).items():
            assert quote in ANSWERS[name], quote
    for look in told["looks"].values():
        assert not look["old"] or any(look["old"] in text for text in ANSWERS.values())


async def test_a_full_round_plays_and_every_reply_can_be_read() -> None:
    play = await played()
    made = plan(play.record, Wish(every_target(play.record.comparison)))
    went = await critique(play.ask, consultations(made, play.record.comparison, 5))
    assert len(went) == 12 and all(one.read for one in went)
    raised = raised_in(play.record)
    groups = raised.every_group()
    assert len(groups) == len(ISSUES), "what two reviewers raise is one point"
    assert sum(len(group.reviewers) > 1 for group in groups) >= 4
    assert all(group.place or not group.issues[0].quote for group in groups), "every quote is found"
    went = await vote(play.ask, ballots(raised, raised.targets, 7))
    assert all(one.read for one in went)
    assert {tally(group, votes_of(play.record)).n > 0 for group in groups} == {True}
    for group in groups:
        asked = dispute(raised_in(play.record), group, 9)
        assert asked and (await carry_dispute(play.ask, asked)).read
    shown = [evidence_of(group, play.record) for group in groups]
    assert {one.conceded for one in shown if one} == {True, False}
    accepted = {letter: raised.groups(letter) for letter in raised.targets}
    await play.write(*revisions(play.record.comparison, accepted, 11))
    again = raised_in(play.record)
    later = [c for c in play.record.comparison.candidates if c.kind == "revision"]
    assert len(later) == 4
    for candidate in later:
        fates = dispositions(again, candidate.letter)
        assert fates and all(fate.disposition for fate in fates)
        original = play.record.comparison.candidate(candidate.inputs[0])
        assert candidate.text.strip() != original.text.strip()
        assert "=====" not in candidate.text, "what stands below the mark is not part of it"


async def test_notes_and_cross_looks_play() -> None:
    play = await played()
    every = every_target(play.record.comparison)
    notes = plan(play.record, Wish(every, depth="note"))
    went = await critique(play.ask, consultations(notes, play.record.comparison, 5))
    assert all(one.read for one in went)
    assert all(review.note and not review.note.cut for review in raised_in(play.record).reviews)
    looks = plan(play.record, Wish(every, depth="cross-look"))
    await play.write(*cross_looks(play.record.comparison, looks, 5))
    later = [c.letter for c in play.record.comparison.candidates if c.kind == "revision"]
    found = [second_look(play.record, letter) for letter in later]
    assert len(found) == 4 and {one.look.stance for one in found if one} == {"keep", "adopt", "combine"}


@pytest.mark.parametrize("step", ["compare", "rank", "points"])
async def test_every_verdict_plays(step: Step) -> None:
    play = await played()
    comparison = play.record.comparison
    wish = JudgeWish(step, default_inputs(comparison, step), judges_of(play.record, None))
    went = await judge(play.ask, judge_calls(comparison, wish, 5))
    assert went and all(one.read for one in went)
    (verdict,) = verdicts_of(play.record)
    assert not verdict.unreadable
    if verdict.compared:
        assert verdict.compared.contradictions and verdict.compared.blind_spots
    if verdict.points:
        ticks = [Ticked(point, n != 1) for n, point in enumerate(verdict.points.points)]
        await play.write(synthesis_of(comparison, replace(wish, step="synthesis"), "guided", 7, ticks))
        assert sources_of(play.record, "E")


async def test_the_synthesis_names_its_sources_and_keeps_the_dissent() -> None:
    play = await played()
    comparison = play.record.comparison
    inputs = default_inputs(comparison, "synthesis")
    wish = JudgeWish("synthesis", inputs, judges_of(play.record, None))
    await play.write(synthesis_of(comparison, wish, "fuse", 7))
    sources = sources_of(play.record, "E")
    assert sources and len(sources.took) == 3 and len(sources.minority) == 1 and len(sources.dropped) == 2
    assert play.record.comparison.candidate("E").text.startswith("**Not yet.**")


async def test_texts_that_are_not_the_demos_raise_nothing() -> None:
    play = await played()
    strange = play.record.comparison
    for candidate in strange.candidates:
        strange = strange.with_candidate(replace(candidate, text=f"Something else, {candidate.letter}."))
    play.record = replace(play.record, comparison=strange)
    made = plan(play.record, Wish(every_target(strange)))
    went = await critique(play.ask, consultations(made, strange, 5))
    assert all(one.read for one in went) and raised_in(play.record).issues == ()
