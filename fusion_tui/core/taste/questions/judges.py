"""Does this judge judge like me, and is it biased?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from fusion_tui.core.judging import order_in, rankings_of
from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.agreement import Position, agreement_above_chance, rank_correlation
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import EQUAL_LENGTH, Parameter
from fusion_tui.core.taste.numbers.intervals import Number, Share, Z, paired_difference
from fusion_tui.core.taste.numbers.logit import Fit, fit
from fusion_tui.core.taste.numbers.ratings import Ratings
from fusion_tui.core.taste.observations import Observation, observe
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.habits import repeat

ENOUGH_CASES = 30
"""Cases below which nothing is said about a judge."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge took in one order of one comparison's candidates."""

    judge: str
    """Its name on the dashboard."""
    model: str
    """What judges, as answers name it: to know which candidates are its own."""
    comparison_id: str
    order: tuple[str, ...]
    """Letters as they were put before it."""
    best: str | None
    """`None` when it named none or could not be read."""


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """One judge on the comparisons in which the person picked one answer alone, before any verdict."""

    judge: str
    n: int
    """Comparisons that both decided among the same candidates; what is unreadable agrees with nothing."""
    ceiling: Share
    """How often the person agrees with themselves when shown the same again."""
    position: Position | None
    """On comparisons it judged in both orders, from 30 of them."""
    agreement: Share | None = None
    """Like all that follows `None` below 30 cases."""
    above_luck: Number | None = None
    """The agreement above chance: 0 is luck, 1 is always."""
    longest: Share | None = None
    """How often "always the longest" would have agreed, on the same cases."""
    constant: tuple[Arm, Share] | None = None
    """How often "always arm X" would have, for the X picked most; where X did not stand, luck decides."""
    self_preference: Number | None = None
    """How much more often than the person it takes its own model's answer, from 30 cases with one."""
    length: Number | None = None
    """Logits a doubling of words adds for the judge, less what it adds for the person."""
    ranks: Number | None = None
    """The correlation of both rankings of arms, from six arms on."""

    @property
    def early(self) -> str:
        """What stands in place of the figures; empty when there are enough cases."""
        return words.too_early(self.n, ENOUGH_CASES)

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if self.agreement is None or self.longest is None:
            return (
                f"{self.judge} judged {words.counted(self.n, 'comparison')} that you decided: {self.early}."
            )
        return (
            f"{self.judge} took your pick in {words.share(self.agreement)} of {self.n} comparisons; "
            f"always taking the longest answer would have in {words.share(self.longest)}."
        )


def judgements_of(records: Iterable[Record]) -> tuple[Judgement, ...]:
    """What judges took in the rankings of these comparisons, one for each order, oldest first."""
    return tuple(
        Judgement(
            judge=reply.member.name,
            model=reply.member.model,
            comparison_id=record.comparison.id,
            order=asked.letters,
            best=order.best if (order := order_in(reply.text, asked)) else None,
        )
        for record in records
        for asked, reply in rankings_of(record)
        if reply.member
    )


def judge_reports(records: Sequence[Record], judgements: Sequence[Judgement]) -> tuple[JudgeReport, ...]:
    """One report for each judge, by name. Of several judgements of a comparison the first one counts."""
    if not judgements:
        return ()
    seen = observe(records, "model").observations
    mine = {o.comparison.id: o for o in seen if o.winner is not None and not o.pick.seen_verdict}
    ceiling = repeat(records).same
    judges = sorted({j.judge for j in judgements})
    return tuple(_report(name, [j for j in judgements if j.judge == name], mine, ceiling) for name in judges)


def positions(judgements: Iterable[Judgement]) -> Position:
    """What one judge did with comparisons that it saw in one order and in the reverse of it."""
    firsts: dict[str, Judgement] = {}
    pairs: dict[str, tuple[Judgement, Judgement]] = {}
    for judgement in judgements:
        if judgement.best in judgement.order:
            one = firsts.setdefault(judgement.comparison_id, judgement)
            if judgement.order == one.order[::-1] and len(one.order) > 1:
                pairs.setdefault(judgement.comparison_id, (one, judgement))
    first = sum(all(j.best == j.order[0] for j in pair) for pair in pairs.values())
    last = sum(all(j.best == j.order[-1] for j in pair) for pair in pairs.values())
    return Position(len(pairs), first, last)


@dataclass(frozen=True, slots=True)
class _Case:
    """One comparison that the person and the judge decided."""

    mine: Observation
    judged: Judgement

    @property
    def agreed(self) -> bool:
        """Whether both took the same candidate."""
        return self.mine.winner == self.judged.best

    def own(self, letter: str | None) -> bool:
        """Whether this candidate is the judge's own model's."""
        letters = self.mine.letters
        return letter in letters and self.mine.arms[letters.index(letter)].model == self.judged.model

    def choice(self) -> ChoiceSet:
        """What the judge chose, among the candidates in the order it saw them."""
        order, letters = self.judged.order, self.mine.letters
        options = tuple(self.mine.choice.options[letters.index(letter)] for letter in order)
        return ChoiceSet(options, tuple((i,) for i, letter in enumerate(order) if letter == self.judged.best))


def _cases(judgements: Iterable[Judgement], mine: Mapping[str, Observation]) -> list[_Case]:
    """The first judgement of each comparison, where it was shown the same candidates as the person."""
    cases: dict[str, _Case] = {}
    for judgement in judgements:
        observation = mine.get(judgement.comparison_id)
        if observation and sorted(judgement.order) == sorted(observation.letters):
            cases.setdefault(judgement.comparison_id, _Case(observation, judgement))
    return list(cases.values())


def _report(
    judge: str, judgements: Sequence[Judgement], mine: Mapping[str, Observation], ceiling: Share
) -> JudgeReport:
    cases, position = _cases(judgements, mine), positions(judgements)
    report = JudgeReport(judge, len(cases), ceiling, position if position.n >= ENOUGH_CASES else None)
    return report if len(cases) < ENOUGH_CASES else _with_agreement(report, cases)


def _with_agreement(report: JudgeReport, cases: Sequence[_Case]) -> JudgeReport:
    agreed, n = sum(c.agreed for c in cases), len(cases)
    own = [c for c in cases if any(map(c.own, c.mine.letters))]
    read = [c for c in cases if c.judged.best in c.mine.letters]
    theirs = [c.choice() for c in read]
    mine = [replace(c.mine.choice, groups=c.mine.choice.groups[:1], ties=False, none=False) for c in read]
    return replace(
        report,
        agreement=Share(agreed, n),
        above_luck=agreement_above_chance(agreed, [len(c.mine.letters) for c in cases]),
        longest=Share(sum(_longest_agrees(c.mine) for c in cases), n),
        constant=_constant([c.mine for c in cases]),
        self_preference=_self_preference(own) if len(own) >= ENOUGH_CASES else None,
        length=_difference(fit(theirs, EQUAL_LENGTH), fit(mine, EQUAL_LENGTH)),
        ranks=_ranks(fit(theirs), fit(mine)),
    )


def _longest_agrees(mine: Observation) -> float:
    """The chance that taking the longest takes the person's pick; equally long ones share it."""
    most = max(s.words for s in mine.shown)
    longest = [s.letter for s in mine.shown if s.words == most]
    return (mine.winner in longest) / len(longest)


def _constant(mine: Sequence[Observation]) -> tuple[Arm, Share]:
    won = [(o, o.arms[o.letters.index(o.winner)]) for o in mine if o.winner]
    counts = Counter(arm for _, arm in won)
    best = min(counts, key=lambda arm: (-counts[arm], arm))
    agreed = [(arm == best) / seats if (seats := o.arms.count(best)) else 1 / len(o.arms) for o, arm in won]
    return best, Share(sum(agreed), len(won))


def _self_preference(own: Sequence[_Case]) -> Number | None:
    """On the same cases, so that a judge whose model is simply good is not blamed for it."""
    more = sum(c.own(c.judged.best) and not c.own(c.mine.winner) for c in own)
    less = sum(c.own(c.mine.winner) and not c.own(c.judged.best) for c in own)
    return paired_difference(more, less, len(own))


def _difference(theirs: Fit, mine: Fit) -> Number:
    """What a doubling of words is worth to the judge, less what it is worth to the person."""
    words_of = {Parameter("style", name="words"): 1.0}
    (value,), ((variance,),) = theirs.covariance([words_of])
    (own,), ((own_variance,),) = mine.covariance([words_of])
    half = Z * sqrt(variance + own_variance)
    return Number(value - own, value - own - half, value - own + half)


def _ranks(theirs: Fit, mine: Fit) -> Number | None:
    return rank_correlation(Ratings.of(theirs).means, Ratings.of(mine).means)
