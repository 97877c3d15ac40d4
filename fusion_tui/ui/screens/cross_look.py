"""What a member made of the other answers, in words; letters only."""

from __future__ import annotations

from fusion_tui.core.models import Record
from fusion_tui.core.provenance import listed


def cross_look(record: Record, letter: str) -> str:
    """`keeps its own`, `adopts C's`, `combines C and D`; empty for what comes from no cross-look.

    It reads the texts that its author was shown: not a thing for every redraw.
    """
    candidate = record.comparison.candidate(letter)
    if candidate.kind != "revision" or len(candidate.inputs) < 2 or candidate.live:
        return ""
    from fusion_tui.core.critique import second_look  # here, because hardly any answer needs it

    looked = second_look(record, letter)
    if looked is None:
        return "does not say what it took"
    if looked.look.stance == "keep":
        return "keeps its own"
    if looked.look.stance == "adopt":
        return "adopts " + listed([f"{one}'s" for one in looked.letters])
    return f"combines it with {listed(looked.letters)}"
