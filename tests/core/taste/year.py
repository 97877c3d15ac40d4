"""A year of one person's picks made from truths that are known: 2,000 blind ones, and what stands beside.

Beside them stand picks made knowing names, early ones, drafts and demos, all of which prefer the weakest
arm: a board that let one kind in would show it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log2
from typing import Any

from fusion_tui.core.critique import ballots, raised_in
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import decide
from fusion_tui.core.judging import Judge
from fusion_tui.core.models import Call, Candidate, Member, Record
from tests.core.critique.rounds import critiques, with_issues
from tests.core.critique.test_voting import voting
from tests.core.judging import helpers
from tests.core.taste.people import Taste, asked, later, picked, retested, revealed
from tests.helpers.fakes import NOW

NAMES = ("Ada", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal")
"""Of the arms, the best first; Dee and Eli say nearly the same, Gus often fails, Hal is weak and dear."""
MEMBERS = tuple(Member("fake", name.lower(), name) for name in NAMES)
BEST, DESIGNER, FAILING, WEAK = 0, 1, 6, 7
COST = (0.02, 0.01, 0.01, 0.008, 0.008, 0.005, 0.005, 0.09)
"""USD an answer."""
TAGS = ("code", "design", "prose")
SEATS = 4
PICKS = 2_000
KNOWING, EARLY, DRAFTS, DEMOS = 100, 60, 20, 10
_HOURS = 365 * 24
_WHYS = ("names the owner", "shorter", "the only one with a rollback plan", "cites the table")


@dataclass(frozen=True)
class Truths:
    """What holds of the person, of judges and reviewers, and of what rounds bring."""

    taste: Taste
    design: float
    """What the tag `design` adds to the designer, who loses half as much with each other tag."""
    synthesis: float
    """What a synthesis is worth beside the mean of what it was made from, in logits."""
    revised: float
    """How often a revision beats its original, where they do not tie."""
    again: float
    """How often an old pick is made again."""
    judge: float
    """How often the judge takes what the person takes; else it throws dice, the same in both orders."""
    first: float
    """How often the second judge takes what it reads first; else it takes the longest, or its own."""
    own: float
    """How often it takes its own model's answer, where there is one, whatever else it would take."""
    accepted: tuple[float, ...]
    """By reviewer, how often the person accepts an issue."""
    changed: float
    """How often the person picks another one after a critique."""
    fails: float
    """How often the failing arm fails."""


KNOWN = Truths(
    Taste((0.9, 0.45, 0.3, 0.1, 0.0, -0.2, -0.5, -1.1), first=0.35, words=0.3, tie=-2.0, none=-2.4),
    design=0.8,
    synthesis=1.6,
    revised=0.72,
    again=0.75,
    judge=0.6,
    first=0.3,
    own=0.25,
    accepted=(0.8, 0.7, 0.6, 0.5, 0.5, 0.4, 0.3, 0.2),
    changed=0.3,
    fails=0.1,
)
NOTHING = Truths(
    Taste((0.0,) * 8, tie=-2.0, none=-2.4),
    design=0.0,
    synthesis=0.0,
    revised=0.5,
    again=0.25,
    judge=0.0,
    first=0.0,
    own=0.0,
    accepted=(0.5,) * 8,
    changed=0.0,
    fails=0.0,
)
"""A person without a preference, for whom nothing helps."""


def year(truths: Truths = KNOWN, seed: int = 7) -> tuple[Record, ...]:
    """Every record, oldest first; made in about a second, the same every time."""
    rng = random.Random(seed)
    life = _Life(truths, rng)
    blind = {n * _HOURS // PICKS: n for n in range(PICKS)}
    free = [hour for hour in range(_HOURS) if hour not in blind]
    hours = iter(rng.sample(free, KNOWING + EARLY + DRAFTS + DEMOS))
    records = [life.day(n, hour) for hour, n in blind.items()]
    records += [life.beside(next(hours), blind=False) for _ in range(KNOWING)]
    records += [life.beside(next(hours), still_writing=2) for _ in range(EARLY)]
    records += [_drafts(life.beside(next(hours))) for _ in range(DRAFTS)]
    records += [_demo(life.beside(next(hours))) for _ in range(DEMOS)]
    return tuple(sorted(map(revealed, records), key=lambda record: record.comparison.created_at))


SECOND = Judge(Member("fake", "bo", "the second"), "")
"""The judge that leans to length, to first places and to its own model's answers."""


def _writer(record: Record, letter: str) -> str:
    member = record.comparison.candidate(letter).member
    return member.model if member else ""


class _Life:
    """Makes one comparison after the other."""

    def __init__(self, truths: Truths, rng: random.Random) -> None:
        self._truths = truths
        self._rng = rng

    def day(self, n: int, hour: int) -> Record:
        """A blind pick, and what came of it on some days."""
        who = self._rng.sample(range(len(NAMES)), SEATS)
        tag = self._rng.choice(TAGS)
        record = self._answered(hour, who, tag)
        decision = self._choose(record, tag)
        why = self._rng.choice(_WHYS) if n % 97 == 0 else ""
        finished = self._rng.sample(record.comparison.letters, len(who))
        record = picked(record, decision, tags=(tag,), why=why, finished="".join(finished))
        for every, number, what in (
            (5, 0, self._judged),
            (11, 1, self._revised),
            (13, 2, self._fused),
            (17, 3, self._repeated),
            (29, 4, self._reviewed),
            (31, 5, self._thought_again),
        ):
            if n % every == number % every and record.pick and record.pick.best:
                return what(record, tag)
        return record

    def beside(self, number: int, **changed: Any) -> Record:
        """A pick of the weakest arm that no board may count."""
        record = self._answered(number, [WEAK, *self._rng.sample(range(FAILING), SEATS - 1)], "code")
        weak = next(c.letter for c in record.comparison.candidates if c.name == NAMES[WEAK])
        return picked(record, weak, tags=("code",), **changed)

    def _answered(self, number: int, who: Sequence[int], tag: str) -> Record:
        self._rng.shuffle(who := list(who))
        failed = [a for a in who if a == FAILING and self._rng.random() < self._truths.fails]
        texts = {MEMBERS[a].model: self._text(a) for a in who}
        gone = [MEMBERS[a].model for a in failed]
        record = asked(*(MEMBERS[a] for a in who), number=number, texts=texts, failed=gone)
        calls = tuple(_priced(call) for call in record.calls)
        comparison = replace(record.comparison, prompt=f"{tag} question {number}", panel=f"{SEATS} seats")
        return replace(record, comparison=comparison, calls=calls)

    def _text(self, arm: int) -> str:
        """Of words of the arm's own, but Eli's are Dee's."""
        vocabulary = "d" if NAMES[arm] == "Eli" else NAMES[arm][0].lower()
        count = int(exp(self._rng.gauss(4.2, 0.5)))
        return " ".join(f"{vocabulary}{n}" for n in range(count))

    def _utilities(self, candidates: Sequence[Candidate], tag: str) -> list[float]:
        """What candidates are worth to the person, in the order they stand."""
        taste, truths = self._truths.taste, self._truths
        lengths = [log2(1 + len(c.text.split())) for c in candidates]
        mean = sum(lengths) / len(lengths)
        return [
            self._of_arm(c, tag, truths)
            + taste.first * (place == 0)
            + taste.words * (length - mean) * (c.kind == "answer")
            for place, (c, length) in enumerate(zip(candidates, lengths, strict=True))
        ]

    def _of_arm(self, candidate: Candidate, tag: str, truths: Truths) -> float:
        if candidate.kind == "synthesis":
            return truths.synthesis
        arm = NAMES.index(candidate.name)
        liked = truths.design * (1.0 if tag == "design" else -0.5) if arm == DESIGNER else 0.0
        return truths.taste.arms[arm] + liked

    def _choose(self, record: Record, tag: str, order: str = "") -> str:
        comparison = record.comparison
        shown = [comparison.candidate(name) for name in order or comparison.letters]
        shown = [candidate for candidate in shown if candidate.text]
        outcomes = self._truths.taste.outcomes(self._utilities(shown, tag))
        (best,) = self._rng.choices(list(outcomes), [exp(x) for x in outcomes.values()])
        return "=".join(shown[place].letter for place in best) or "none"

    def _judged(self, record: Record, tag: str) -> Record:
        """Two judges rank in both orders: one judges like the person now and then, one has biases."""
        letters = [c.letter for c in record.comparison.candidates if c.text]
        mine = record.pick.best if record.pick else None
        order = self._rng.sample(letters, len(letters))
        if mine and self._rng.random() < self._truths.judge:
            order = [mine, *(name for name in order if name != mine)]
        record = helpers.ranked(record, order, order, helpers.OUTSIDE)
        longest = sorted(letters, key=lambda name: -len(record.comparison.candidate(name).text.split()))
        takes_first = self._rng.random() < self._truths.first
        own = [name for name in letters if _writer(record, name) == SECOND.member.model]
        takes_own = own and self._rng.random() < self._truths.own

        def biased(call: Consultation) -> str:
            read = helpers.asked_of(call).letters
            liked = read if takes_first else longest
            first = own if takes_own else []
            return helpers.ranking_text(call, *first, *(name for name in liked if name not in first))

        return _renumbered(helpers.judged(record, helpers.wish(record, "rank", SECOND), biased))

    def _revised(self, record: Record, tag: str) -> Record:
        """Every answer is revised; the picked one meets its revision on a retest."""
        best = record.pick.best if record.pick else None
        assert best
        pair = ""
        for candidate in record.comparison.candidates:
            if not candidate.text or candidate.member is None:
                continue
            record = later(record, "revision", candidate.member.model)
            new = record.comparison.letters[-1]
            record = _written_by(record, new, candidate.member)
            pair = f"{best}{new}" if candidate.letter == best else pair
        order = "".join(self._rng.sample(pair, 2))
        better = self._rng.random() < self._truths.revised
        decision = f"{pair[0]}={pair[1]}" if self._rng.random() < 0.15 else pair[better]
        return picked(retested(record, order), decision)

    def _fused(self, record: Record, tag: str) -> Record:
        """A synthesis meets all that it was made from."""
        record = later(record, "synthesis", "fuser")
        letters = [c.letter for c in record.comparison.candidates if c.text]
        order = "".join(self._rng.sample(letters, len(letters)))
        return picked(retested(record, order), self._choose(record, tag, order))

    def _repeated(self, record: Record, tag: str) -> Record:
        """The same answers again, in another order."""
        letters = [c.letter for c in record.comparison.candidates if c.text]
        best = record.pick.best if record.pick else None
        assert best
        others = [name for name in letters if name != best]
        same = self._rng.random() < self._truths.again
        order = "".join(self._rng.sample(letters, len(letters)))
        return picked(retested(record, order), best if same else self._rng.choice(others))

    def _reviewed(self, record: Record, tag: str) -> Record:
        """The others review the picked answer, two issues each; the person decides on every one."""
        best = record.pick.best if record.pick else None
        assert best
        accepted: dict[str, bool] = {}
        for call in critiques(record, best):
            arm = MEMBERS.index(call.member)
            claims = [f"{word} {record.comparison.id[-4:]} {NAMES[arm]}" for word in ("lacks", "misreads")]
            accepted |= {claim: self._rng.random() < self._truths.accepted[arm] for claim in claims}
            record = with_issues(record, call, *claims)
        for ballot in ballots(raised_in(record), [best], 1):
            record = voting(record, ballot, true=self._rng.random() < 0.8, worth=self._rng.random() < 0.5)
        for group in raised_in(record).groups(best):
            rows = decide(group, accepted[group.claim], record.comparison.id, NOW)
            record = replace(record, decisions=(*record.decisions, *rows))
        return _renumbered(record)

    def _thought_again(self, record: Record, tag: str) -> Record:
        """After a critique the person picks once more."""
        letters = [c.letter for c in record.comparison.candidates if c.text]
        best = record.pick.best if record.pick else None
        assert best
        changed = self._rng.random() < self._truths.changed
        again = self._rng.choice([name for name in letters if name != best]) if changed else best
        return picked(record, again, tags=(tag,), seen_critique=True)


def _priced(call: Call) -> Call:
    paid = COST[NAMES.index(call.model_requested.capitalize())]
    return replace(call, cost_usd=paid if call.status == "complete" else None)


def _renumbered(record: Record) -> Record:
    """Ids of replies that no other comparison has."""
    replies = (replace(r, id=f"{record.comparison.id[8:]}{n:08x}") for n, r in enumerate(record.replies))
    return replace(record, replies=tuple(replies))


def _written_by(record: Record, name: str, member: Member) -> Record:
    comparison = record.comparison
    candidates = tuple(
        replace(c, member=member, name=member.name) if c.letter == name else c for c in comparison.candidates
    )
    return replace(record, comparison=replace(comparison, candidates=candidates))


def _drafts(record: Record) -> Record:
    drafts = tuple(
        replace(c, kind="draft", member=None, name=f"{c.letter}.md") for c in record.comparison.candidates
    )
    return replace(record, comparison=replace(record.comparison, candidates=drafts), calls=())


def _demo(record: Record) -> Record:
    return replace(record, comparison=replace(record.comparison, demo=True))
