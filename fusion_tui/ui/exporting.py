"""Files that leave the program: their names, and many comparisons in one."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from fusion_tui.core.export import export_object
from fusion_tui.core.models import Record


def json_lines(records: Sequence[Record]) -> str:
    """One comparison a line, as `fusion import` reads them."""
    objects = (export_object(record) for record in records)
    return "".join(json.dumps(each, ensure_ascii=False, allow_nan=False) + "\n" for each in objects)


def file_name(records: Sequence[Record], now: datetime) -> tuple[str, str]:
    """A stem and an ending: date and title of the only one, date and number of many."""
    if len(records) == 1:
        return stem_of(records[0]), ".json"
    return f"{now:%Y-%m-%d}-{len(records)}-comparisons", ".jsonl"


def stem_of(record: Record) -> str:
    """A file's name from date and title."""
    comparison = record.comparison
    return f"{comparison.created_at:%Y-%m-%d}-{slug(comparison.title)}"


def free_path(folder: Path, stem: str, ending: str, exists: Callable[[Path], bool]) -> Path:
    """A file that is not there yet: the name as it is, or with a number."""
    names = (f"{stem}{number}{ending}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return folder / next((name for name in names if not exists(folder / name)), stem + ending)


def slug(title: str) -> str:
    """A title as a file name: at most six ASCII words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())[:6]
    return "-".join(words)[:60] or "comparison"
