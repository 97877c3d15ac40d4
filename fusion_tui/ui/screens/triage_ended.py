"""What a critique round, its votes, a dispute or a revision brought, in one sentence for the status row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fusion_tui.core.critique import EvidenceAsked, Raised, dispositions, evidence_in
from fusion_tui.core.models import Candidate
from fusion_tui.engine.critique import Went
from fusion_tui.ui import words
from fusion_tui.ui.screens.cross_look import cross_look
from fusion_tui.ui.screens.triage_failures import why

Said = tuple[str, str]
"""A sentence, and its tone in the status row."""


def brought(went: Sequence[Went], dispute: str) -> Said:
    """What the calls of a step brought; `dispute` is the key that asks for evidence again."""
    shown = [one for one in went if one.asked.kind == "evidence"]
    if shown:
        return _evidence(shown[-1], dispute)
    said = [
        _counted(went, "critique", "reviewer", "answered"),
        _counted(went, "votes", "juror", "voted"),
    ]
    if all(one.done.call.status == "stopped" for one in went):
        # Whoever stopped them was told so.
        return "", ""
    lost = list(dict.fromkeys(_lost(one) for one in went if not one.read))
    return "; ".join(part for part in (*said, *lost) if part), "warn" if lost else "good"


def _counted(went: Sequence[Went], kind: str, noun: str, done: str) -> str:
    of_kind = [one for one in went if one.asked.kind == kind]
    read = sum(one.read for one in of_kind)
    if read == len(of_kind):
        return f"{words.count(read, noun)} {done}" if read else ""
    return f"{read} of {words.count(len(of_kind), noun)} {done}" if read else f"no {noun} {done}"


def _lost(one: Went) -> str:
    return f"{_seat(one)} {why(one.done.call)}" if _failed(one) else f"{_seat(one)}'s reply cannot be read"


def _evidence(one: Went, dispute: str) -> Said:
    reply, asked = one.done.reply, EvidenceAsked.of_json(one.asked.about)
    if one.read and reply and asked and (shown := evidence_in(reply.text, asked)):
        if shown.conceded:
            return f"{asked.reviewer} concedes it", "good"
        return f"{asked.reviewer} shows it with a {shown.kind}", "good"
    if _failed(one) and not (reply and reply.text.strip()):
        return f"{_lost(one)}, so the dispute stays open; {dispute} asks again", "warn"
    return f"{_lost(one)}: it had its chance, and the answer counts for nothing", "warn"


def _failed(one: Went) -> bool:
    return one.done.reply is None or bool(one.done.call.error) or one.done.call.status == "stopped"


def _seat(one: Went) -> str:
    return str(one.asked.about.get("reviewer") or one.asked.about.get("juror") or "a reviewer")


def written(raised: Raised, letters: Sequence[str]) -> Said:
    """What each of these revisions says it did, or why there is none."""
    candidates = [raised.record.comparison.candidate(letter) for letter in letters]
    bad = any(not candidate.pickable for candidate in candidates)
    return "; ".join(_written(raised, each) for each in candidates), "warn" if bad else "good"


def _written(raised: Raised, candidate: Candidate) -> str:
    letter = candidate.letter
    if not candidate.pickable:
        return f"{letter} {why(candidate)}"
    if looked := cross_look(raised.record, letter):
        return f"{letter} is there: {looked}"
    done = [fate.disposition for fate in dispositions(raised, letter)]
    outcomes = Counter(each.outcome if each else "not told" for each in done)
    kinds = [kind for kind in ("fixed", "rebutted", "not told") if outcomes[kind]]
    told = ", ".join(f"{outcomes[kind]} {kind}" for kind in kinds)
    return f"{letter} is there" + (f": {told}" if told else "")
