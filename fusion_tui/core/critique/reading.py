"""Replies of a round, read: what has no readable shape is `None` and counts for nothing, kept as it came."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from fusion_tui.core.critique.about import CritiqueAsked, EvidenceAsked, VotesAsked
from fusion_tui.core.issues import Issue, read_issues, severity_of
from fusion_tui.core.prompts.critique import NOTE_WORDS
from fusion_tui.core.replies import json_of

MOST_ISSUES = 50
"""Issues that are read of one reply; nobody decides on more, and grouping compares them all."""

Shown = Literal["scenario", "citation", "counterexample"]
Done = Literal["fixed", "rebutted"]
Look = Literal["keep", "adopt", "combine"]

_NONE = re.compile(r"\W*(?:there are )?no issues(?: found)?\W*", re.I)
_YES = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Note:
    """One bounded remark."""

    text: str
    """At most 120 words of it."""
    cut: bool
    """It was longer."""

    @property
    def nothing(self) -> bool:
        """Whether it says that there is nothing to say."""
        return bool(_NONE.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Vote:
    """One juror on one point."""

    keys: tuple[str, ...]
    """Of all issues that make the point."""
    juror: str
    true: bool
    worth: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What became of the one chance that a disputed point has."""

    kind: Shown | None
    """`None`: nothing was shown, so it is conceded."""
    text: str

    @property
    def conceded(self) -> bool:
        """Whether the reviewer gave it up."""
        return self.kind is None


@dataclass(frozen=True, slots=True)
class Disposition:
    """What a revision did about one accepted issue."""

    issue: str
    """The label it was given: the beginning of the issue's key."""
    outcome: Done
    reason: str


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a member made of the other answers."""

    stance: Look
    labels: tuple[str, ...]
    """Of the answers it adopted or took parts from, among those that were given."""
    reason: str


def issues_in(text: str, asked: CritiqueAsked) -> tuple[Issue, ...] | None:
    """The issues of a structured critique: JSON, or the Markdown shape of a review; empty means none."""
    items = _items(json_of(text, asked.nonce), "issues", "claim")
    if items is None:
        found = read_issues(text, asked.reviewer, asked.target)
        return found[:MOST_ISSUES] if found else () if _NONE.fullmatch(text.strip()) else None
    issues = [issue for item in items[:MOST_ISSUES] if (issue := _issue(item, asked))]
    return tuple(issues) if issues or not items else None


def note_in(text: str) -> Note | None:
    """A remark, cut to its first 120 words; `None` when there is no word."""
    words = list(re.finditer(r"\S+", text))
    if not words:
        return None
    cut = len(words) > NOTE_WORDS
    end = words[NOTE_WORDS - 1].end() if cut else words[-1].end()
    return Note(text[words[0].start() : end], cut)


def votes_in(text: str, asked: VotesAsked) -> tuple[Vote, ...] | None:
    """The votes on issues that were put before the juror; `None` when there is not one.

    A vote needs both axes. Of an issue that is voted on twice in two ways, neither counts.
    """
    items = _items(json_of(text, asked.nonce), "votes", "issue")
    if items is None:
        return None
    issued = dict(asked.issues)
    cast_votes: dict[str, set[tuple[bool, bool]]] = {}
    reasons: dict[str, str] = {}
    for item in items:
        label, true, worth = _line(item, "issue"), _flag(item, "true"), _flag(item, "worth_fixing")
        if label in issued and true is not None and worth is not None:
            cast_votes.setdefault(label, set()).add((true, worth))
            reasons.setdefault(label, _line(item, "reason"))
    found = [
        Vote(issued[label], asked.juror, *axes, reasons[label])
        for label, different in cast_votes.items()
        if len(different) == 1
        for axes in different
    ]
    return tuple(found) or None


def evidence_in(text: str, asked: EvidenceAsked) -> Evidence | None:
    """What was shown; a kind without anything to show is conceded."""
    value = json_of(text, asked.nonce)
    if not isinstance(value, dict):
        return None
    kind, said = _line(value, "kind").lower(), _text(value, "evidence")
    if kind in get_args(Shown) and said:
        return Evidence(cast("Shown", kind), said)
    return Evidence(None, said) if kind else None


def dispositions_in(text: str, labels: Sequence[str]) -> tuple[Disposition, ...] | None:
    """What stands below a revision's mark about these labels; `None` when there is not one.

    One that is told twice in two ways counts as not told.
    """
    items = _items(json_of(text), "dispositions", "issue")
    if items is None:
        return None
    told: dict[str, list[Disposition]] = {}
    for item in items:
        label, outcome = _line(item, "issue"), _line(item, "outcome").lower()
        if label in labels and outcome in get_args(Done):
            made = Disposition(label, cast("Done", outcome), _line(item, "reason"))
            told.setdefault(label, []).append(made)
    clear = [made[0] for made in told.values() if len({one.outcome for one in made}) == 1]
    return tuple(clear) or None


def look_in(text: str, labels: Sequence[str]) -> SecondLook | None:
    """What stands below a cross-look's mark; it adopts or combines only what it was shown."""
    value = json_of(text)
    if not isinstance(value, dict):
        return None
    stance, given = _line(value, "stance").lower(), value.get("labels")
    if isinstance(given, str):
        given = [given]
    named = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    taken = tuple(dict.fromkeys(one.strip() for one in named if one.strip() in labels))
    if stance not in get_args(Look) or (stance != "keep" and not taken):
        return None
    return SecondLook(cast("Look", stance), () if stance == "keep" else taken, _line(value, "reason"))


def _items(value: object, name: str, needed: str) -> list[Mapping[str, object]] | None:
    """The objects of a list, wherever models put it: under its name, bare, or as the only one."""
    if isinstance(value, dict):
        value = value[name] if name in value else [value] if needed in value else None
    if not isinstance(value, list):
        return None
    objects: list[Mapping[str, object]] = [item for item in value if isinstance(item, dict)]
    return objects if objects or not value else None


def _issue(item: Mapping[str, object], asked: CritiqueAsked) -> Issue | None:
    claim = _line(item, "claim")
    # A severity in other words is no reason to lose the issue; in doubt it is worth a line.
    severity = severity_of(_line(item, "severity")) or "minor"
    quote, why, fix = (_text(item, name) for name in ("quote", "why", "fix"))
    made = Issue(asked.reviewer, severity, claim, quote, why, fix, target=asked.target)
    return made if claim else None


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    if isinstance(value, list):
        value = "\n".join(part for part in value if isinstance(part, str))
    return value.strip() if isinstance(value, str) else ""


def _line(item: Mapping[str, object], name: str) -> str:
    return " ".join(_text(item, name).split())


def _flag(item: Mapping[str, object], name: str) -> bool | None:
    value = item.get(name)
    if isinstance(value, str):
        return _YES.get(value.strip().lower())
    return value if isinstance(value, bool) else None
