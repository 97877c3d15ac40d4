"""What a judge was asked, as it stands beside each reply: plain data, to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast, get_args

Step = Literal["compare", "rank", "points", "synthesis"]
"""What a judge does: an analysis, an order, the points a guided synthesis goes by, or a text."""
Turn = Literal["first", "reversed"]
"""A ranking is asked for twice; the second time in the reverse order."""
Ties = Literal["", "own", "family"]
"""What makes a judge partial: it wrote one of the texts, or a model of its family did."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call to one judge, whose reply is a verdict or the points of a guided synthesis."""

    step: str
    """Drawn anew for each step; what both orders and all judges of one have in common."""
    judge: str
    """`j1`, `j2` …: its place among the judges of the step, fallbacks included."""
    turn: Turn
    labels: tuple[tuple[str, str], ...]
    """Label and letter, in the order in which the texts were put before it."""
    nonce: str
    ties: Ties
    recipe: str
    """The recipe's name; empty for the usual wording, `edited` for one that has no name."""
    criteria: tuple[str, ...]
    axes: tuple[str, ...]
    version: int
    """Of the prompt."""
    told: str = ""
    """The recipe's text, which the rest of a guided synthesis goes by; empty for the usual wording."""

    @property
    def letters(self) -> tuple[str, ...]:
        """In the order in which the texts were put before it."""
        return tuple(letter for _, letter in self.labels)

    @property
    def questions(self) -> tuple[str, ...]:
        """Criteria, then axes: what is answered for each text."""
        return (*self.criteria, *self.axes)

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        labels = [list(pair) for pair in self.labels]
        return {**asdict(self), "labels": labels, "criteria": list(self.criteria), "axes": list(self.axes)}

    @classmethod
    def of_json(cls, about: Mapping[str, object]) -> Asked | None:
        """As it was kept, `None` where that is something else."""
        labels, turn, ties = _pairs(about.get("labels")), about.get("turn"), about.get("ties")
        if not labels or turn not in get_args(Turn):
            return None
        version = about.get("version")
        return cls(
            step=_text(about, "step"),
            judge=_text(about, "judge"),
            turn=cast("Turn", turn),
            labels=labels,
            nonce=_text(about, "nonce"),
            ties=cast("Ties", ties) if ties in get_args(Ties) else "",
            recipe=_text(about, "recipe"),
            criteria=_texts(about.get("criteria")),
            axes=_texts(about.get("axes")),
            version=version if isinstance(version, int) else 1,
            told=_text(about, "told"),
        )


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Empty unless every label and every letter stands there once."""
    found = []
    for item in value if isinstance(value, list | tuple) else ():
        match item:
            case [str(label), str(letter)]:
                found.append((label, letter))
    unique = len(dict(found)) == len(found) == len({letter for _, letter in found})
    return tuple(found) if unique else ()


def _text(about: Mapping[str, object], name: str) -> str:
    value = about.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else ()
