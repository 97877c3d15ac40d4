"""The rubrics that come with the program: one Markdown list for each kind of document."""

from __future__ import annotations

from pathlib import Path

from fusion_tui.core.rubrics import Rubric, read_rubric

KINDS = ("adr", "rfc", "prd", "api", "postmortem")
"""Decision records, requests for comments, product requirements, interfaces, postmortems."""


def bundled(kind: str) -> Rubric:
    """The rubric of one of `KINDS`."""
    text = (Path(__file__).parent / f"{kind}.md").read_text(encoding="utf-8")
    return read_rubric(text, kind, f"{kind}.md")
