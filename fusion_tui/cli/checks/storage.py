"""What is kept: the database, its copies, who can read them, and room for more."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

from fusion_tui.cli.checks.check import Check
from fusion_tui.config import paths
from fusion_tui.errors import StoreError
from fusion_tui.store import Health, examine

LOW_BYTES = 200 << 20
"""Free space below which it is said."""


def check_storage(database: Path, config_file: Path) -> list[Check]:
    """The database and everything around it; nothing is made."""
    return [_database(database), _copies(database), *_readers(database, config_file), _room(database)]


def _database(path: Path) -> Check:
    if not os.path.exists(path):
        return _missing(path)
    try:
        health = examine(path)
    except StoreError as problem:
        copies = ", or put a copy in its place" if _backups(path) else ""
        cure = f"Set FUSION_DATA_DIR to another folder, move it away{copies}."
        return Check("database", False, str(problem), cure)
    comparisons = "1 comparison" if health.comparisons == 1 else f"{health.comparisons:,} comparisons"
    found = f"{path}, {comparisons}, {_bytes(health.size)}"
    return _judged(path, health, found)


def _missing(path: Path) -> Check:
    above = _existing(path.parent)
    if above.is_dir() and os.access(above, os.W_OK):
        return Check("database", True, f"{path} is made when something is asked")
    found = f"{path} cannot be made, because {above} is {'read-only' if above.is_dir() else 'not a folder'}"
    return Check("database", False, found, "Set FUSION_DATA_DIR to a folder of yours.")


def _judged(path: Path, health: Health, found: str) -> Check:
    if health.newer:
        cure = "It can be read and exported; update Fusion to write to it."
        return Check("database", False, f"{found}, written by a newer Fusion", cure)
    if not health.writable:
        cure = f"Make {path} and its folder writable, or set FUSION_DATA_DIR."
        return Check("database", False, f"{found}, read-only", cure)
    return Check("database", True, found)


def _backups(database: Path) -> list[Path]:
    """Copies, oldest first."""
    return sorted(database.parent.glob(f"{database.stem}-*.backup.db"))


def _copies(database: Path) -> Check:
    copies = _backups(database)
    if copies:
        found = f"{len(copies)}, the newest is {copies[-1].name}"
    else:
        found = "none yet; the first question of a day makes one"
    return Check("backups", True, found)


def _readers(database: Path, config_file: Path) -> list[Check]:
    """What others can reach. A key that they can read is not used; about the rest the person decides."""
    keys = paths.keys_file(config_file)
    kept = [path for path in (database.parent, database, *_backups(database), keys) if os.path.exists(path)]
    checks = []
    for path in kept:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            cure = f"Run: chmod {'700' if path.is_dir() else '600'} {shlex.quote(str(path))}"
            found = f"others can reach {path} ({mode:03o})"
            checks.append(Check("permissions", False if path == keys else None, found, cure))
    return checks or [Check("permissions", True, "nobody else can read what is kept")]


def _room(database: Path) -> Check:
    free = shutil.disk_usage(_existing(database.parent)).free
    if free < LOW_BYTES:
        cure = "Make room; an answer that cannot be stored is lost with the program."
        return Check("disk", None, f"{_bytes(free)} free", cure)
    return Check("disk", True, f"{_bytes(free)} free")


def _existing(path: Path) -> Path:
    """The path, or the nearest one above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if os.path.exists(each))


def _bytes(count: int) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            break
        count //= 1024
    return f"{count:,} {unit}"
