"""One thing that was looked at, as a line for people or an object for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found, and what to do about it."""

    name: str
    ok: bool | None
    """`None` is worth knowing, but nothing fails for it."""
    found: str
    cure: str = ""
    """A sentence; empty where there is nothing to do."""

    def hidden(self, redact: Callable[[str], str]) -> Check:
        """The same without keys."""
        return Check(self.name, self.ok, redact(self.found), redact(self.cure))

    def line(self) -> str:
        """One line: how it is, what it is, and the cure."""
        how = {True: "ok", None: "note", False: "wrong"}[self.ok]
        found = " ".join(self.found.split())
        if self.cure:
            found = f"{found.rstrip('.')}. {self.cure}"
        return f"{how:<6} {self.name}: {found}"

    def as_object(self) -> dict[str, object]:
        """What `--json` prints."""
        return {"name": self.name, "ok": self.ok, "found": self.found, "cure": self.cure or None}
