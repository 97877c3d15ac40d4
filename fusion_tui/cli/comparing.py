"""`compare`: drafts from disk become candidates, without any model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.cli.asking import prepared
from fusion_tui.cli.documents import read_input, whole
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, has_terminal, out_json, say
from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.core import rules
from fusion_tui.core.compose import new_drafts
from fusion_tui.core.export import ask_object
from fusion_tui.core.filters import parse
from fusion_tui.core.models import MAX_SEATS, Ballot, Comparison, Record, Reveal
from fusion_tui.errors import DocumentError, UsageError


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the command line said."""

    files: Sequence[Path]
    prompt: str
    mode: str
    """`tui`, `json`, or empty for what fits the terminal."""
    private: bool = False


def compare(world: World, drafts: Drafts) -> Exit:
    """Lay drafts out to be picked from; without a terminal they are stored and printed as JSON."""
    world = prepared(world, drafts.mode, drafts.private)
    comparison, ballot = new_drafts(
        whole(drafts.prompt),
        _read(drafts.files),
        blind=world.config.ui.blind,
        rng_seed=new_seed(),
        now=now(),
        new_id=new_id,
    )
    if drafts.mode == "tui" or not drafts.mode and has_terminal():
        from fusion_tui.cli import screen
        from fusion_tui.ui.services import StartAsk

        return screen.run(world, StartAsk(comparison, ballot))
    return _print(world, comparison, ballot)


def duel(world: World, named: Sequence[str], prompt: str, private: bool) -> Exit:
    """Open the program at a duel: between drafts, or between what comparisons hold, one after the other.

    Without a name: the comparisons that nobody has picked in, the newest first.
    """
    from fusion_tui.cli import screen
    from fusion_tui.ui.services import StartAsk, StartDuels

    world = prepared(world, "tui", private)
    if not named:
        return screen.run(world, StartDuels(_unpicked(world)))
    if _are_ids(named):
        return screen.run(world, StartDuels(_comparisons(world, named)))
    comparison, ballot = new_drafts(
        whole(prompt),
        _read([Path(name) for name in named]),
        blind=world.config.ui.blind,
        rng_seed=new_seed(),
        now=now(),
        new_id=new_id,
    )
    return screen.run(world, StartAsk(comparison, ballot, duel=True))


def _are_ids(named: Sequence[str]) -> bool:
    """Whether comparisons are meant: none is a file, and all look like ids, or there is one alone."""
    if any(Path(name).exists() for name in named):
        return False
    return len(named) == 1 or all(re.fullmatch("[0-9a-f]+", name) for name in named)


def _comparisons(world: World, named: Sequence[str]) -> tuple[str, ...]:
    """Their ids; raises `StoreError` for an unknown one, `UsageError` for one that has nothing to duel."""
    with open_store(world) as store:
        found = [store.load(name).comparison for name in named]
    for comparison in found:
        if why := rules.may_duel(comparison):
            raise UsageError(f"{comparison.id[:8]}: {why}")
    return tuple(dict.fromkeys(comparison.id for comparison in found))


def _unpicked(world: World) -> tuple[str, ...]:
    """The newest comparisons without a pick; raises `UsageError` where there is none."""
    with open_store(world) as store:
        rows = store.find(parse("picked:no demo:no", None)).rows
    ids = tuple(row.id for row in rows if row.candidates - row.failed - row.unfinished > 1)
    if not ids:
        raise UsageError("Nothing waits for a pick. Name two to eight drafts, or comparisons by their ids.")
    return ids


def _read(files: Sequence[Path]) -> list[tuple[str, str]]:
    """Names and texts; raises `UsageError` for too few or too many, `DocumentError` for a file."""
    if not 2 <= len(files) <= MAX_SEATS:
        raise UsageError(f"Name 2 to {MAX_SEATS} files to compare; found {len(files)}.")
    if sum(str(path) == "-" for path in files) > 1:
        raise UsageError("Standard input can be read once; name - only once.")
    texts = [read_input(path).text for path in files]
    for path, text in zip(files, texts, strict=True):
        if not text.strip():
            raise DocumentError(f"{whole(str(path))} is empty; there is nothing to pick in it.")
    return list(zip(_names(files), texts, strict=True))


def _names(files: Sequence[Path]) -> list[str]:
    """File names, with as many folders before them as tell equal ones apart; no file may come twice."""
    parts = [("stdin",) if str(path) == "-" else path.absolute().parts for path in files]
    if len(set(parts)) < len(parts):
        twice = next(
            path for path, whole_path in zip(files, parts, strict=True) if parts.count(whole_path) > 1
        )
        raise UsageError(f"{whole(str(twice))} is named twice; a draft is compared with others.")
    length = 1
    while len({path[-length:] for path in parts}) < len(parts):
        length += 1
    return [whole("/".join(path[-length:])) for path in parts]


def _print(world: World, comparison: Comparison, ballot: Ballot) -> Exit:
    """The object of `ask --json`; it shows names, so a later pick is made knowing."""
    if not world.private:
        with open_store(world) as store:
            store.save_comparison(comparison, ballot)
            if comparison.blind:
                store.save_reveal(Reveal(comparison.id, now(), "json"))
    out_json(ask_object(Record(comparison, (ballot,), (), ())), indent=2)
    short = comparison.id[:8]
    say(
        "Private: nothing is kept."
        if world.private
        else f"Kept as {short}; `fusion pick {short} LETTER` picks."
    )
    return Exit.DONE
