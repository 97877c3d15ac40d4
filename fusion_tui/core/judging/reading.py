"""Replies of a judge, read: what names a label that was not issued, or has not the shape, counts for nothing.

Both are kept as they came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from fusion_tui.core.judging.about import Asked
from fusion_tui.core.prompts.judging import MOST_POINTS
from fusion_tui.core.replies import json_of

Part = Literal["consensus", "contradictions", "partial", "unique", "blind_spots", "verify"]
PARTS: tuple[Part, ...] = get_args(Part)
"""In the order in which an analysis is read."""

PassFail = Literal["pass", "fail", "cannot tell"]

Json = Mapping[str, object]


class Forged(Exception):
    """A label that was not issued."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A text that says something, and where."""

    letter: str
    quote: str
    """As the judge gave it; may be empty."""


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of an analysis, and the texts it speaks of."""

    text: str
    cites: tuple[Cite, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """Of the texts, each once, in order."""
        return tuple(sorted({cite.letter for cite in self.cites}))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the texts disagree about, and who stands where."""

    topic: str
    stances: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a judge says of one text by one criterion or axis."""

    question: int
    """The criterion's, then the axis's, counted from 1."""
    letter: str
    answer: str
    """`pass`, `fail` or `cannot tell` for a criterion, a sentence for an axis."""
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """An analysis; nothing in it says which text is best."""

    consensus: tuple[Point, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    partial: tuple[Point, ...] = ()
    unique: tuple[Point, ...] = ()
    blind_spots: tuple[Point, ...] = ()
    verify: tuple[Point, ...] = ()
    """Claims to check before relying on them."""
    answers: tuple[Answered, ...] = ()

    def points(self, part: Part) -> tuple[Point, ...]:
        """One part as points; a contradiction's stances follow each other."""
        if part == "contradictions":
            return tuple(stance for found in self.contradictions for stance in found.stances)
        return cast("tuple[Point, ...]", getattr(self, part))


@dataclass(frozen=True, slots=True)
class Rank:
    """One place of a ranking."""

    letters: tuple[str, ...]
    """Several share it."""
    reason: str


@dataclass(frozen=True, slots=True)
class Order:
    """A ranking in one presentation order, the best first; every text stands in it once."""

    places: tuple[Rank, ...]
    answers: tuple[Answered, ...] = ()

    @property
    def best(self) -> str | None:
        """The single letter on top, if there is one."""
        return self.places[0].letters[0] if len(self.places[0].letters) == 1 else None

    def place(self, letter: str) -> float:
        """Counted from 1; those that share a place have the mean of the places they take up."""
        before = 0
        for rank in self.places:
            if letter in rank.letters:
                return before + (len(rank.letters) + 1) / 2
            before += len(rank.letters)
        raise KeyError(letter)

    def reason(self, letter: str) -> str:
        """Why it stands where it does."""
        return next((rank.reason for rank in self.places if letter in rank.letters), "")


@dataclass(frozen=True, slots=True)
class Points:
    """Points in which the texts differ, for a guided synthesis."""

    points: tuple[Point, ...]
    more: int
    """Given beyond the nine that are offered."""


def compared_in(text: str, asked: Asked) -> Compared | None:
    """An analysis; `None` when it holds no point at all."""
    value = json_of(text, asked.nonce)
    if not isinstance(value, dict):
        return None
    try:
        parts = {part: _points(value.get(part), asked) for part in PARTS if part != "contradictions"}
        found = Compared(
            contradictions=_contradictions(value.get("contradictions"), asked),
            answers=_answers(value.get("answers"), asked),
            **parts,
        )
    except Forged:
        return None
    return found if any(found.points(part) for part in PARTS) else None


def order_in(text: str, asked: Asked) -> Order | None:
    """A ranking; `None` unless every label that was issued stands in it once, and no other."""
    value = json_of(text, asked.nonce)
    given = value.get("ranking") if isinstance(value, dict) else value
    try:
        places = [Rank(_labels(item, asked), _line(item, "reason")) for item in _objects(given)]
        answers = _answers(value.get("answers"), asked) if isinstance(value, dict) else ()
    except Forged:
        return None
    letters = [letter for place in places for letter in place.letters]
    whole = sorted(letters) == sorted(asked.letters) and all(place.letters for place in places)
    return Order(tuple(places), answers) if letters and whole else None


def points_in(text: str, asked: Asked) -> Points | None:
    """Points of difference, nine at most; `None` when there is not one."""
    value = json_of(text, asked.nonce)
    given = value.get("points") if isinstance(value, dict) else value
    try:
        found = _points(given, asked)
    except Forged:
        return None
    more = max(len(found) - MOST_POINTS, 0)
    return Points(found[:MOST_POINTS], more) if found else None


def _points(given: object, asked: Asked) -> tuple[Point, ...]:
    found = (
        Point(_line(item, "point", "claim", "stance", "insight"), _cites(item, asked))
        for item in _objects(given, "point")
    )
    return tuple(point for point in found if point.text)


def _contradictions(given: object, asked: Asked) -> tuple[Contradiction, ...]:
    found = (
        Contradiction(_line(item, "topic", "point"), _points(item.get("stances"), asked))
        for item in _objects(given)
    )
    return tuple(one for one in found if one.topic and one.stances)


def _cites(item: Json, asked: Asked) -> tuple[Cite, ...]:
    """With their quotes, or as bare labels."""
    return tuple(
        Cite(letter, _text(cite, "quote"))
        for cite in _objects(item.get("cites"), "label")
        for letter in _labels(cite, asked)
    )


def _answers(given: object, asked: Asked) -> tuple[Answered, ...]:
    """One for each text and question; where two differ, neither counts."""
    found: dict[tuple[int, str], list[Answered]] = {}
    for item in _objects(given):
        number = item.get("question")
        number = int(number) if isinstance(number, str) and number.isdecimal() else number
        if not isinstance(number, int) or not 1 <= number <= len(asked.questions):
            continue
        said = _line(item, "answer")
        if number <= len(asked.criteria):
            said = said.lower().strip(".")
            if said not in get_args(PassFail):
                continue
        for letter in _labels(item, asked):
            made = Answered(number, letter, said, _text(item, "quote"), _line(item, "why"))
            found.setdefault((number, letter), []).append(made)
    clear = [made[0] for made in found.values() if len({one.answer for one in made}) == 1]
    return tuple(sorted((one for one in clear if one.answer), key=lambda one: (one.question, one.letter)))


def _labels(item: Json, asked: Asked) -> tuple[str, ...]:
    """Letters of the labels that an object names; raises `Forged` for any that was not issued."""
    given = item.get("labels", item.get("label"))
    named = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    issued = dict(asked.labels)
    letters = []
    for label in named:
        if not isinstance(label, str) or (letter := issued.get(label.strip(" []\"'`").upper())) is None:
            raise Forged(str(label))
        letters.append(letter)
    return tuple(letters)


def _objects(given: object, bare: str = "") -> Sequence[Json]:
    """The objects of a list; with `bare`, a plain text stands for an object with only that key."""
    if not isinstance(given, list):
        return ()
    found = [{bare: item} if bare and isinstance(item, str) else item for item in given]
    return [item for item in found if isinstance(item, dict)]


def _line(item: Json, *names: str) -> str:
    """The first of these keys that has a text, on one line."""
    return next((said for name in names if (said := " ".join(_text(item, name).split()))), "")


def _text(item: Json, name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""
