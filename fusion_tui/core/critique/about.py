"""What was asked in a critique round, as it stands beside each reply: plain data, to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast, get_args

Stance = Literal["neutral", "adversarial", "weak"]
"""How a reviewer is to read: `weak` says the text comes from a weak model, and enters no statistics."""
Depth = Literal["issues", "note", "cross-look"]
"""What a reviewer gives: structured issues, one remark, or another version of its own answer."""

YOU = "you"
"""What stands for the reviewer in an issue that the person raised."""


@dataclass(frozen=True, slots=True)
class CritiqueAsked:
    """One reviewer was asked about one candidate."""

    target: str
    """The letter of the candidate."""
    reviewer: str
    """The letter of the reviewer's own answer; `r1`, `r2` … for one from outside."""
    stance: Stance
    depth: Depth
    round: int
    """Counted from 1: an original is in round 1, its revision in round 2."""
    whole: bool
    """Whether every answer was a target in this step; statistics keep the others apart."""
    label: str
    """What the candidate was called."""
    nonce: str
    version: int
    """Of the prompt."""

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, about: Mapping[str, object]) -> CritiqueAsked | None:
        """As it was kept, `None` where that is something else."""
        stance, depth = _text(about, "stance"), _text(about, "depth")
        target, reviewer = _text(about, "target"), _text(about, "reviewer")
        if stance not in get_args(Stance) or depth not in get_args(Depth) or not target or not reviewer:
            return None
        return cls(
            target,
            reviewer,
            cast("Stance", stance),
            cast("Depth", depth),
            _number(about, "round"),
            about.get("whole") is True,
            _text(about, "label"),
            _text(about, "nonce"),
            _number(about, "version"),
        )


@dataclass(frozen=True, slots=True)
class VotesAsked:
    """One juror was asked about the issues with one candidate."""

    target: str
    """The letter of the candidate; empty for the documents."""
    juror: str
    """The letter of the juror's own answer; `r1`, `r2` … for one from outside."""
    round: int
    issues: tuple[tuple[str, tuple[str, ...]], ...]
    """What each issue was called, and the keys of all issues that make its point."""
    nonce: str
    version: int

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return {**asdict(self), "issues": [[label, list(keys)] for label, keys in self.issues]}

    @classmethod
    def of_json(cls, about: Mapping[str, object]) -> VotesAsked | None:
        """As it was kept, `None` where that is something else."""
        target, juror, given = _text(about, "target"), _text(about, "juror"), about.get("issues")
        if not isinstance(about.get("target"), str) or not juror or not isinstance(given, list | tuple):
            return None
        issues = []
        for item in given:
            match item:
                case [str(label), [*keys]] if all(isinstance(key, str) for key in keys):
                    issues.append((label, tuple(keys)))
        return cls(
            target,
            juror,
            _number(about, "round"),
            tuple(issues),
            _text(about, "nonce"),
            _number(about, "version"),
        )


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """The reviewer that raised a disputed issue was asked to show it."""

    target: str
    reviewer: str
    issues: tuple[str, ...]
    """The keys of all issues that make the disputed point."""
    objection: str
    """What the person holds against it; may be empty."""
    nonce: str
    version: int

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return {**asdict(self), "issues": list(self.issues)}

    @classmethod
    def of_json(cls, about: Mapping[str, object]) -> EvidenceAsked | None:
        """As it was kept, `None` where that is something else."""
        target, reviewer, given = _text(about, "target"), _text(about, "reviewer"), about.get("issues")
        if not target or not reviewer or not isinstance(given, list | tuple):
            return None
        keys = tuple(key for key in given if isinstance(key, str))
        objection, nonce = _text(about, "objection"), _text(about, "nonce")
        return cls(target, reviewer, keys, objection, nonce, _number(about, "version"))


def _text(about: Mapping[str, object], name: str) -> str:
    value = about.get(name)
    return value if isinstance(value, str) else ""


def _number(about: Mapping[str, object], name: str) -> int:
    value = about.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 1
