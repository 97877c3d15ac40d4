"""What the demo's members do in rounds: recorded replies under the labels and nonce of a request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fusion_tui.core.events import Request

_NONCE = re.compile(r"The nonce is ([0-9a-f]{32})\.")
_MARK = re.compile(r"^===== (?!data )(?!end of )\w+(?: \w+)? [0-9a-f]{32} =====$", re.MULTILINE)
_START = 60
"""Characters by which an answer and its revisions are known."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The recorded parts, and the answers they are about."""

    told: Mapping[str, Any]
    """As `rounds.toml` has it."""
    answers: Mapping[str, str]
    """Name of an answer to its text."""
    models: Mapping[str, str]
    """Model to the name of its answer."""

    def reply(self, request: Request) -> str:
        """What the requested model says in this role; texts that are not the demo's raise nothing."""
        system, told = request.messages[0].content, request.messages[-1].content
        asked = _Asked(
            self.models.get(request.model, ""),
            _shown(told),
            next(iter(_NONCE.findall(told)[-1:]), ""),
            next(iter(_MARK.findall(told)[-1:]), ""),
        )
        match request.role:
            case "juror":
                return self._votes(asked)
            case "reviser":
                return self._look(asked) if '"stance"' in system else self._revision(asked)
            case "synthesiser":
                return self._synthesis(asked)
            case "judge":
                return self._verdict(asked, system)
        if '"evidence"' in system:
            return self._evidence(asked)
        return self._issues(asked) if '"issues"' in system else self._note(asked)

    # Critiques

    def _issues(self, asked: _Asked) -> str:
        about = self._name(asked.shown[0][1])
        found = [issue for issue in self.told["issues"] if issue["on"] == about and asked.who in issue["by"]]
        keys = ("severity", "quote", "claim", "why", "fix")
        return asked.fenced({"issues": [{key: issue[key] for key in keys} for issue in found]})

    def _note(self, asked: _Asked) -> str:
        return str(self.told["notes"].get(self._name(asked.shown[0][1]), "No issues."))

    def _votes(self, asked: _Asked) -> str:
        votes = []
        for label, text in asked.shown:
            if (issue := self._issue(text)) is not None:
                true, worth, why = issue["votes"].get(asked.who, [True, True, "It is so, and it matters."])
                votes.append({"issue": label, "reason": why, "true": true, "worth_fixing": worth})
        return asked.fenced({"votes": votes})

    def _evidence(self, asked: _Asked) -> str:
        found = next((issue for _, text in asked.shown if (issue := self._issue(text))), None)
        kind, said = found["evidence"] if found else ("concede", "")
        return asked.fenced({"kind": kind, "evidence": said})

    def _revision(self, asked: _Asked) -> str:
        text, done = asked.shown[0][1], []
        for label, said in asked.shown[1:]:
            issue = self._issue(said)
            if issue is None:
                done.append(
                    {"issue": label, "outcome": "rebutted", "reason": "The demo has no recording of this."}
                )
                continue
            text = text.replace(issue.get("old", ""), issue.get("new", "")) if issue.get("old") else text
            done.append({"issue": label, "outcome": issue["done"], "reason": issue["reason"]})
        return f"{text.rstrip()}\n\n{asked.mark}\n{asked.fenced({'dispositions': done})}"

    def _look(self, asked: _Asked) -> str:
        own = next((text for _, text in asked.shown if self._name(text) == asked.who), asked.shown[0][1])
        look = self.told["looks"].get(
            asked.who, {"stance": "keep", "of": [], "reason": "", "old": "", "new": ""}
        )
        labels = [label for label, text in asked.shown if self._name(text) in look["of"]]
        stance = look["stance"] if labels or look["stance"] == "keep" else "keep"
        text = own.replace(look["old"], look["new"]) if look["old"] and stance != "keep" else own
        below = {"stance": stance, "labels": labels, "reason": look["reason"]}
        return f"{text.rstrip()}\n\n{asked.mark}\n{asked.fenced(below)}"

    def _issue(self, text: str) -> Mapping[str, Any] | None:
        return next((issue for issue in self.told["issues"] if issue["claim"] in text), None)

    # Judges

    def _verdict(self, asked: _Asked, system: str) -> str:
        if '"ranking"' in system:
            return self._ranking(asked)
        if '"points"' in system:
            return asked.fenced({"points": self._cited(asked, self.told["points"])})
        told = self.told["compare"]
        parts = ("consensus", "partial", "unique", "blind_spots", "verify")
        value: dict[str, object] = {part: self._cited(asked, told[part]) for part in parts}
        value["contradictions"] = [
            {"topic": one["topic"], "stances": self._cited(asked, one["stances"])}
            for one in told["contradictions"]
        ]
        return asked.fenced(value)

    def _ranking(self, asked: _Asked) -> str:
        """A judge is moved by the order: the two in the middle change places with it."""
        named = [(label, self._name(text)) for label, text in asked.shown]
        told = self.told["rank"]
        first, last = named[0][1], named[-1][1]
        order = told["order"] if first < last else told["swapped"]
        known = sorted(named, key=lambda one: order.index(one[1]) if one[1] in order else len(order))
        reasons = told["reasons"]
        places = [{"labels": [label], "reason": reasons.get(name, "One more.")} for label, name in known]
        return asked.fenced({"ranking": places})

    def _cited(self, asked: _Asked, items: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
        """The items whose texts were shown, under their labels."""
        labels = {self._name(text): label for label, text in asked.shown}
        found = []
        for item in items:
            cites = [
                {"label": labels[name], "quote": quote}
                for name, quote in item.get("cites", {}).items()
                if name in labels
            ]
            if cites or not item.get("cites"):
                found.append({**item, "cites": cites})
        return found

    def _synthesis(self, asked: _Asked) -> str:
        told = self.told["synthesis"]
        labels = {self._name(text): label for label, text in asked.shown}
        below = {
            "sources": [{"label": labels[n], "took": t} for n, t in told["took"].items() if n in labels],
            "minority": [{"label": labels[n], "note": t} for n, t in told["minority"].items() if n in labels],
            "dropped": [
                {"label": labels[n], "what": what, "why": why}
                for n, (what, why) in told["dropped"].items()
                if n in labels
            ],
        }
        return f"{told['text'].strip()}\n\n{asked.mark}\n{asked.fenced(below)}"

    def _name(self, text: str) -> str:
        """Which answer a text is, or came from."""
        start = text.strip()[:_START]
        return next((name for name, answer in self.answers.items() if answer.strip()[:_START] == start), "")


@dataclass(frozen=True, slots=True)
class _Asked:
    who: str
    """The name of the answer that the requested model gave."""
    shown: Sequence[tuple[str, str]]
    nonce: str
    mark: str

    def fenced(self, value: object) -> str:
        return f"```json {self.nonce}\n{json.dumps(value, ensure_ascii=False)}\n```"


def _shown(told: str) -> list[tuple[str, str]]:
    """Labels and texts between the marks of the data."""
    found = []
    for line in told.splitlines():
        if line.startswith('{"label": '):
            try:
                item = json.loads(line)
            except ValueError:
                continue
            found.append((str(item.get("label")), str(item.get("text"))))
    return found or [("", "")]
