"""A provider that plays its part in a critique round: it reads labels and nonce from what it is told."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fusion_tui.core.events import EmitItem, FinishReason, Request, TextDelta
from fusion_tui.engine import Engine
from fusion_tui.ui.services import Services
from tests.helpers.fakes import NOW, FakeProvider, ids
from tests.helpers.programs import services_for

_NONCE = re.compile(r"The nonce is ([0-9a-f]{32})\.")
_SHOWN = re.compile(r'^\{"label": "([^"]+)", "text": "(.*)"\}$', re.MULTILINE)
_SOURCES = re.compile(r"^===== \w+ sources [0-9a-f]{32} =====$", re.MULTILINE)
_STANCE = re.compile(r"^===== stance [0-9a-f]{32} =====$", re.MULTILINE)
_MARK = re.compile(r"^===== dispositions [0-9a-f]{32} =====$", re.MULTILINE)

Issue = Mapping[str, str]


def issue(claim: str, severity: str = "major", quote: str = "", why: str = "", fix: str = "") -> Issue:
    """An issue as reviewers give it."""
    return {"severity": severity, "quote": quote, "claim": claim, "why": why, "fix": fix}


@dataclass
class Part:
    """What one model does in a round; a text in place of issues is sent as it is."""

    text: str
    """Its answer."""
    issues: Callable[[str], Sequence[Issue] | str] = field(default=lambda text: ())
    """Told the text under review."""
    vote: Callable[[str], tuple[bool, bool]] = field(default=lambda issue: (True, True))
    """Told the issue."""
    evidence: tuple[str, str] = ("concede", "")
    revision: str = "Revised."
    outcome: str = "fixed"
    look: str | None = None
    """Its stance in a cross-look, towards the first answer that it is shown; none says nothing."""
    before: Callable[[], Awaitable[object]] | None = None
    """Awaited before anything of a round is answered."""
    rest: Callable[[], Awaitable[object]] | None = None
    """Awaited after the first line of a reply of a round."""
    order: Callable[[str], int] = field(default=len)
    """As a judge: a key by which texts are ranked."""
    synthesis: str = "Fused."
    smoothed: str = "Smoothed."
    verdict: str | None = None
    """Sent in place of every verdict."""
    fails: Exception | None = None
    """Raised in place of every reply of a round."""


class RoundProvider(FakeProvider):
    """Answers as its scripts say, and each other role by what it finds in the request."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        """`parts` by model."""
        super().__init__({model: (TextDelta(p.text), FinishReason("stop")) for model, p in parts.items()})
        self.parts = dict(parts)

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Play the part that the role asks for."""
        if request.role == "member":
            await super().stream(request, emit)
            return
        self.requests.append(request)
        part = self.parts[request.model]
        if part.before:
            await part.before()
        if part.fails:
            raise part.fails
        first, end, rest = self._reply(request, part).partition("\n")
        await emit(TextDelta(first + end))
        if part.rest:
            await part.rest()
        if rest:
            await emit(TextDelta(rest))
        await asyncio.sleep(0)
        await emit(FinishReason("stop"))

    def _reply(self, request: Request, part: Part) -> str:
        told = _told(request)
        nonce = next(iter(_NONCE.findall(told)[-1:]), "")
        shown = [(label, json.loads(f'"{text}"')) for label, text in _SHOWN.findall(told)]
        if marks := _MARK.findall(told):
            done = [{"issue": one, "outcome": part.outcome, "reason": "because"} for one, _ in shown[1:]]
            return f"{part.revision}\n{marks[-1]}\n{_fenced({'dispositions': done}, nonce)}"
        if part.look and (marks := _STANCE.findall(told)):
            taken = [] if part.look == "keep" else [shown[1][0]]
            value = {"stance": part.look, "labels": taken, "reason": "it is shorter"}
            return f"{part.revision}\n{marks[-1]}\n{_fenced(value, nonce)}"
        if request.role in ("judge", "synthesiser"):
            return self._judged(request, part, shown, nonce)
        if request.role == "juror":
            # Issues with documents come without a text of their own.
            issues = shown[1:] if f"{shown[0][0]} is the text" in told else shown
            votes = [
                {"issue": label, "true": axes[0], "worth_fixing": axes[1], "reason": "so it seems"}
                for label, text in issues
                for axes in [part.vote(text)]
            ]
            return _fenced({"votes": votes}, nonce)
        if "that is disputed" in told:
            return _fenced({"kind": part.evidence[0], "evidence": part.evidence[1]}, nonce)
        given = part.issues(shown[0][1])
        return given if isinstance(given, str) else _fenced({"issues": list(given)}, nonce)

    def _judged(self, request: Request, part: Part, shown: Sequence[tuple[str, str]], nonce: str) -> str:
        """A verdict in the shape that the system text asks for; labels stand in the order of `part.order`."""
        if isinstance(part.verdict, str):
            return part.verdict
        if not nonce:
            return part.smoothed
        labels = [label for label, _ in sorted(shown, key=lambda one: part.order(one[1]))]
        cites = [{"label": label, "quote": text.split(".")[0]} for label, text in shown]
        system, told = request.messages[0].content, _told(request)
        if marks := _SOURCES.findall(told):
            said = [{"label": label, "took": "the start", "note": "disagrees"} for label, _ in shown[:2]]
            dropped = [{"label": shown[-1][0], "what": "a part", "why": "not needed"}]
            below = {"sources": said, "minority": said[:1], "dropped": dropped}
            return f"{part.synthesis}\n{marks[-1]}\n{_fenced(below, nonce)}"
        if '"ranking"' in system:
            places = [{"labels": [label], "reason": f"place {n}"} for n, label in enumerate(labels, start=1)]
            return _fenced({"ranking": places}, nonce)
        if '"points"' in system:
            points = [{"point": f"point {n}", "cites": cites[:n]} for n in (1, 2, 3)]
            return _fenced({"points": points}, nonce)
        stances = [{"stance": "keep it", "cites": cites[:1]}, {"stance": "drop it", "cites": cites[1:2]}]
        value = {
            "consensus": [{"point": "all store data", "cites": cites}],
            "contradictions": [{"topic": "the queue", "stances": stances}],
            "unique": [{"point": "only one counts cost", "cites": cites[:1]}],
            "blind_spots": [{"point": "nobody names an owner"}],
            "verify": [{"claim": "it costs $420", "cites": cites[:1]}],
        }
        return _fenced(value, nonce)


def _told(request: Request) -> str:
    """What is asked; a repair follows it."""
    asked = [m.content for m in request.messages if m.role == "user" and _NONCE.search(m.content)]
    return asked[-1] if asked else request.messages[-1].content


def _fenced(value: Any, nonce: str) -> str:
    return f"```json {nonce}\n{json.dumps(value)}\n```"


def rounds_for(folder: Path, parts: Mapping[str, Part], **changed: Any) -> tuple[Services, RoundProvider]:
    """Services whose only provider plays these parts, and that provider."""
    services = services_for(folder, {model: () for model in parts}, **changed)
    provider, counted = RoundProvider(parts), ids()
    engine = Engine({"fake": provider}, {}, clock=services.clock, now=lambda: NOW, new_id=counted)
    return replace(services, engine=engine, new_id=counted), provider
