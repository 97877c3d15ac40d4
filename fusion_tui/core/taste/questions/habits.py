"""Am I biased? Where on the screen, how long, how quick — and would I pick the same again?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fusion_tui.core.models import Record
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.numbers.agreement import agreement_above_chance
from fusion_tui.core.taste.numbers.evidence import CONCLUDED, e_value, strata_of
from fusion_tui.core.taste.numbers.intervals import Number, Share
from fusion_tui.core.taste.observations import Observation, observe
from fusion_tui.core.taste.questions import words


@dataclass(frozen=True, slots=True)
class Habit:
    """How often the pick fell on a kind of candidate, against how often luck would have it."""

    name: str
    """Which candidate, as words in a sentence: `what stood first`."""
    picked: Share
    expected: float
    """The share that blind luck would give."""
    e: float
    """The e-value against luck, shared out among the habits of its kind that were looked at."""
    caveat: str = ""
    """What else could explain it."""

    @property
    def n(self) -> int:
        """The picks of one single candidate behind it."""
        return self.picked.n

    @property
    def concluded(self) -> bool:
        """Whether luck is ruled out."""
        return self.e >= CONCLUDED

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if not self.n:
            return f"No pick tells yet whether you favour {self.name}."
        told = f"You picked {self.name} in {words.share(self.picked)} of {words.counted(self.n, 'pick')}"
        luck = f"where luck gives {words.percent(self.expected)}"
        return f"{told}, {luck}: {self._ending}{self.caveat and '; ' + self.caveat}."

    @property
    def _ending(self) -> str:
        if not self.concluded:
            return "luck can explain that"
        return "more than luck" if self.picked.count > self.expected * self.n else "less than luck"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Old comparisons shown again, blind and shuffled anew."""

    same: Share
    above_luck: Number | None
    """0 is luck, 1 is always the same."""

    @property
    def n(self) -> int:
        """Comparisons that were shown again."""
        return self.same.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if not self.n:
            unknown = "No comparison was shown to you again yet, so nobody knows how steady your picks are"
            return f"{unknown}; `fusion retest` brings one back."
        return (
            f"Shown {words.counted(self.n, 'old comparison')} again, you picked the same in "
            f"{words.share(self.same)}; no judge can be expected to agree with you more often."
        )


@dataclass(frozen=True, slots=True)
class Habits:
    """Everything about the person rather than the arms."""

    n: int
    """Blind picks in the arena of one single candidate."""
    slots: tuple[Habit, ...]
    """By place on the screen."""
    longest: Habit
    first_finished: Habit
    repeat: Repeat

    @property
    def meaning(self) -> str:
        """In one sentence."""
        found = [h.name for h in (*self.slots, self.longest, self.first_finished) if h.concluded]
        picks = f"In {words.counted(self.n, 'blind pick')}"
        if not found:
            return f"{picks} no habit shows that luck could not explain."
        return f"{picks} luck does not explain how often you picked {_listed(found)}."


def habits(records: Sequence[Record]) -> Habits:
    """Over blind picks of one single candidate in the arena."""
    seen = [o for o in observe(records, style=no_style).observations if o.winner is not None]
    most = max((len(o.candidates) for o in seen), default=0)
    longest = "a longer answer may also be the better one"
    first = "a quick model may also be the better one"
    return Habits(
        len(seen),
        tuple(_habit(f"what stood in place {i + 1}", seen, _at(i), most) for i in range(most)),
        _habit("the longest answer", seen, _longest, 1, longest),
        _habit("what had finished first", seen, _first_finished, 1, first),
        repeat(records),
    )


def repeat(records: Sequence[Record]) -> Repeat:
    """The first retest of each comparison that showed the same answers again after one was picked alone."""
    before = {o.comparison.id: o for o in observe(records, style=no_style).observations}
    again: dict[str, Observation] = {}
    retests = observe(records, source="retest", style=no_style).observations
    for observation in sorted(retests, key=lambda o: o.pick.created_at):
        old = before.get(observation.comparison.id)
        if old and set(old.letters) == set(observation.letters):
            again.setdefault(old.comparison.id, observation)
    pairs = [(before[key], new) for key, new in again.items() if before[key].winner]
    same = sum(old.winner == new.winner for old, new in pairs)
    sizes = [len(old.candidates) for old, _ in pairs]
    return Repeat(Share(same, len(pairs)), agreement_above_chance(same, sizes))


_Target = Callable[[Observation], str | None]
"""The letter a habit would pick; `None` where it has nothing to say."""


def _habit(
    name: str, seen: Sequence[Observation], target: _Target, looked_at: int = 1, caveat: str = ""
) -> Habit:
    found = strata_of(
        (letter == observation.winner, 1 / len(observation.letters))
        for observation in seen
        if (letter := target(observation)) is not None
    )
    n = sum(s.n for s in found)
    expected = sum(s.n * s.chance for s in found) / n if n else 0.0
    return Habit(name, Share(sum(s.wins for s in found), n), expected, e_value(found) / looked_at, caveat)


def _at(place: int) -> _Target:
    def stood(observation: Observation) -> str | None:
        return None if observation.pick.duels else next(iter(observation.letters[place : place + 1]), None)

    return stood


def _longest(observation: Observation) -> str | None:
    most = max(s.words for s in observation.shown)
    longest = [s.letter for s in observation.shown if s.words == most]
    return longest[0] if len(longest) == 1 else None


def _first_finished(observation: Observation) -> str | None:
    ended = [letter for letter in observation.pick.finish_order if letter in observation.letters]
    return ended[0] if ended else None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
