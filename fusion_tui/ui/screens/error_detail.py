"""What went wrong with one candidate, in the provider's own words."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.clean import clean
from fusion_tui.core.models import Candidate
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.text_dialog import Row, TextDialog
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
        super().__init__(keymap, f"{candidate.letter} · {candidate.name}")
        self._error = candidate.error

    def rows(self, width: int) -> Sequence[Row]:
        """What, where, their words, what to do."""
        error = self._error
        if error is None:
            return []
        status = f", HTTP {error.http_status}" if error.http_status else ""
        said = clean(error.provider_text).strip()
        return [
            [Span(f"{words.KINDS[error.kind]}{status}", "bold $error"), Span(f"  {error.kind}", "$dim")],
            [Span(_STAGES[error.stage], "$dim")],
            [],
            *([Span(f"  {line}")] for line in (said or "The provider said nothing.").split("\n")),
            [],
            [Span(clean(error.hint), "$ink")],
        ]
