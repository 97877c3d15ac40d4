"""What screens ask of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from fusion_tui.core.models import Ballot, Comparison, Record

if TYPE_CHECKING:
    # The first paint waits for this room; what reads critiques is imported when a round is asked about.
    from fusion_tui.engine.critique import Went


@dataclass
class Submitted(Message):
    """A question is ready to be asked; its letters are drawn."""

    comparison: Comparison
    ballot: Ballot
    draft_key: str
    """Under which the store remembers the draft that this was."""


@dataclass
class OpenComparison(Message):
    """Show a comparison, live or stored."""

    comparison_id: str


@dataclass
class DuelsWanted(Message):
    """Show two candidates at a time, of one comparison after the other."""

    comparisons: tuple[str, ...]
    """Ids, in the order in which they come."""


@dataclass
class AskAgain(Message):
    """Fill a comparison's question in, or go on from its pick."""

    comparison_id: str
    onward: bool


@dataclass
class RunEnded(Message):
    """Every call of a comparison has ended."""

    comparison_id: str


@dataclass
class RoundEnded(Message):
    """What a round asked beside the candidates has come, or failed."""

    comparison_id: str
    went: tuple[Went, ...] = ()
    """How each call of a critique round went."""


@dataclass
class Decided(Message):
    """A pick was made or taken back; the record has it."""

    record: Record


@dataclass
class DemoWanted(Message):
    """Ask the demo's question."""
