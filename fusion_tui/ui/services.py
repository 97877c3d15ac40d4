"""What the user interface is handed at the door; it opens no file, connection or database of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fusion_tui.config.schema import Config
from fusion_tui.core.events import Consultation
from fusion_tui.core.models import Ballot, Comparison, Document, Panel, Record, Turn
from fusion_tui.core.redact import Redactor
from fusion_tui.demo import Demo
from fusion_tui.engine import Engine
from fusion_tui.store import StoreThread

if TYPE_CHECKING:
    from fusion_tui.core.judging import Recipe
    from fusion_tui.core.taste.observations import Observation


@dataclass(frozen=True, slots=True)
class Services:
    """Everything with a clock, a file or a random number in it, made once by the command line."""

    config: Config
    store: StoreThread
    engine: Engine
    redact: Redactor
    clock: Callable[[], float]
    """Seconds, for durations."""
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    new_seed: Callable[[], int]
    read_document: Callable[[Path], Document]
    """Raises `DocumentError`."""
    write_file: Callable[[Path, str, bool], None]
    """Path, text, overwrite: written whole or not at all; raises `ExportError`."""
    config_file: Path
    clipboard_file: Path
    """What was copied last; replaced with every copy."""
    report_folder: Path
    """Where a redacted report of a crash goes."""
    environ: Mapping[str, str]
    demo: Demo
    """What `D` asks."""
    key_sources: Mapping[str, str]
    """Provider name to where its key comes from, in words; absent when it has none."""
    close: Callable[[], Awaitable[None]]
    """Gives connections back."""
    recipes: Callable[[], tuple[Recipe, ...]] = lambda: ()
    """The person's own recipes for judges, as their files stand now."""
    keep_recipe: Callable[[Recipe], None] = lambda recipe: None
    """Writes one under its name; raises `ExportError`, also where a recipe has that name."""
    private: bool = False
    """The store is in memory: nothing of this run is kept."""


@dataclass(frozen=True, slots=True)
class StartCompose:
    """Open at the question, with these things filled in."""

    prompt: str = ""
    documents: tuple[Document, ...] = ()
    panel: str | None = None
    asked: frozenset[str] = frozenset()
    """Names of the members that are switched on; empty for all."""
    once: Panel | None = None
    """A panel that is on offer here although the configuration has none like it."""
    continues: Record | None = None
    """Whose thread goes on."""
    turns: tuple[Turn, ...] = ()
    """What its members are told of the thread."""

    @property
    def empty(self) -> bool:
        """Whether nothing is filled in."""
        return not (self.prompt or self.documents or self.continues)


@dataclass(frozen=True, slots=True)
class StartAsk:
    """Open at a comparison that is asked at once."""

    comparison: Comparison
    ballot: Ballot
    recheck: Consultation | None = None
    """Made besides, where a review goes on with an earlier one."""
    duel: bool = False
    """Open a duel of its candidates on top."""


@dataclass(frozen=True, slots=True)
class StartHistory:
    """Open at the list of past comparisons."""

    wanted: str = ""
    """What its filter says."""


@dataclass(frozen=True, slots=True)
class StartOpen:
    """Open a stored comparison."""

    comparison_id: str
    retest: str = ""
    """A letter: open a retest of it on top."""
    again: Observation | None = None
    """An old pick of it: open that once more instead."""


@dataclass(frozen=True, slots=True)
class StartDuels:
    """Open at duels of stored comparisons, one after the other."""

    comparisons: tuple[str, ...]


Start = StartCompose | StartAsk | StartHistory | StartOpen | StartDuels
