"""Arms: what is compared with what, from a candidate's full identity down to one part of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from fusion_tui.core.models import Candidate, Member

Grouping = Literal["member", "model", "persona", "process"]
"""Which candidates count as one arm: same seat in every respect, same model, same persona, same process."""

_LONGEST_PERSONA = 40


class Arm(NamedTuple):
    """One thing that can be preferred; a part that its grouping does not look at is empty.

    A tuple, because everything is counted by arm: hashing and comparing it takes a tenth of the time.
    """

    model: str = ""
    """What the provider says it served, else what was asked for: a new version is a new arm."""
    provider: str = ""
    persona: str = ""
    params: str = ""
    """JSON with sorted keys; empty when nothing was set."""
    process: str = ""
    """How the text came about, where it is not the first answer or where processes are compared."""

    @property
    def label(self) -> str:
        """The arm on one line; a long persona is cut."""
        persona = " ".join(self.persona.split())
        if len(persona) > _LONGEST_PERSONA:
            persona = persona[: _LONGEST_PERSONA - 1].rstrip() + "…"
        seat = "/".join(part for part in (self.provider, self.model) if part)
        made = f"{self.process} by {seat}" if self.process and seat else self.process or seat
        parts = (made, f"“{persona}”" if persona else "", self.params)
        return " ".join(part for part in parts if part) or "no persona"


def arm_of(candidate: Candidate, grouping: Grouping) -> Arm:
    """The arm of a candidate; a merge and a draft have no author, so their process is all there is."""
    member = candidate.member
    if grouping == "process":
        return _process(candidate)
    if member is None:
        return Arm(process=candidate.kind)
    model = candidate.model_served or member.model
    process = "" if candidate.kind == "answer" else candidate.kind
    if grouping == "persona":
        return Arm(persona=member.persona, process=process)
    if grouping == "model":
        return Arm(model, process=process)
    return Arm(model, member.provider, member.persona, params_text(member), process)


def short_labels(arms: Iterable[Arm]) -> dict[Arm, str]:
    """Each arm by as little of its label as parts it from the others, often the model's own name."""
    every = sorted(set(arms))
    labels = {arm: arm.label for arm in every}
    for part in (_seatless, _model_name):
        shorter = {arm: part(arm).label for arm in every}
        times = Counter(shorter.values())
        labels |= {arm: label for arm, label in shorter.items() if times[label] == 1}
    return labels


def _seatless(arm: Arm) -> Arm:
    return arm._replace(provider="", model=arm.model.rpartition("/")[2])


def _model_name(arm: Arm) -> Arm:
    return _seatless(arm)._replace(persona="", params="") if arm.model else arm


def params_text(member: Member) -> str:
    """The parameters of a member as text, the same for the same parameters."""
    return json.dumps(dict(member.params), sort_keys=True, default=str) if member.params else ""


def _process(candidate: Candidate) -> Arm:
    """Answers and revisions are one arm each, whoever wrote them; a synthesis is its writer's."""
    if candidate.kind == "synthesis" and candidate.member:
        return Arm(model=candidate.model_served or candidate.member.model, process="synthesis")
    return Arm(process=candidate.kind)
