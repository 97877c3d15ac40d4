"""What went wrong with one candidate, in the provider's own words."""

from __future__ import annotations

from fusion_tui.core.clean import clean
from fusion_tui.core.models import Candidate
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.text_dialog import TextDialog
from fusion_tui.ui.widgets.line import Span

_STAGES = {
    "connect": "before a connection was made",
    "response": "before any text, on the provider's answer",
    "stream": "while the answer arrived",
}


class ErrorDetail(TextDialog):
    """Stage, kind, status, the provider's words, and what to do."""

    def __init__(self, keymap: Keymap, candidate: Candidate) -> None:
        """The candidate must have an error."""
        error = candidate.error
        rows: list[list[Span]] = []
        if error:
            status = f", HTTP {error.http_status}" if error.http_status else ""
            rows = [
                [Span(f"{words.KINDS[error.kind]}{status}", "bold $error"), Span(f"  {error.kind}", "$dim")],
                [Span(_STAGES[error.stage], "$dim")],
                [],
                [Span(clean(error.provider_text) or "The provider said nothing.")],
                [],
                [Span(clean(error.hint))],
            ]
        super().__init__(keymap, f"{candidate.letter} · {clean(candidate.name)}", rows)
