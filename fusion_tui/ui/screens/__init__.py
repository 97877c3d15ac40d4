"""Screens and dialogs; those that are not shown first are imported when they are wanted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fusion_tui.ui.screens.arena import ArenaScreen as ArenaScreen
    from fusion_tui.ui.screens.critique import CritiqueDialog as CritiqueDialog
    from fusion_tui.ui.screens.diff import DiffScreen as DiffScreen
    from fusion_tui.ui.screens.diff import diff_pair as diff_pair
    from fusion_tui.ui.screens.duel import DuelScreen as DuelScreen
    from fusion_tui.ui.screens.duel import pair_of as pair_of
    from fusion_tui.ui.screens.error_detail import ErrorDetail as ErrorDetail
    from fusion_tui.ui.screens.export import CopyChoice as CopyChoice
    from fusion_tui.ui.screens.export import ExportDialog as ExportDialog
    from fusion_tui.ui.screens.help import HelpScreen as HelpScreen
    from fusion_tui.ui.screens.history import HistoryScreen as HistoryScreen
    from fusion_tui.ui.screens.judge import JudgeDialog as JudgeDialog
    from fusion_tui.ui.screens.judge_offer import Offer as Offer
    from fusion_tui.ui.screens.merge import MergeScreen as MergeScreen
    from fusion_tui.ui.screens.outline import OutlineDialog as OutlineDialog
    from fusion_tui.ui.screens.pick import PickDialog as PickDialog
    from fusion_tui.ui.screens.receipt import ReceiptScreen as ReceiptScreen
    from fusion_tui.ui.screens.retest import RetestScreen as RetestScreen
    from fusion_tui.ui.screens.retest import show_again as show_again
    from fusion_tui.ui.screens.taste import TasteScreen as TasteScreen
    from fusion_tui.ui.screens.triage import TriageScreen as TriageScreen
    from fusion_tui.ui.screens.verdict import VerdictScreen as VerdictScreen

PREPARE_S = 0.3
"""Seconds after the first screen when the others are imported."""

_ROOMS = {
    "ArenaScreen": "arena",
    "HistoryScreen": "history",
    "PickDialog": "pick",
    "HelpScreen": "help",
    "OutlineDialog": "outline",
    "DiffScreen": "diff",
    "diff_pair": "diff",
    "ExportDialog": "export",
    "CopyChoice": "export",
    "ReceiptScreen": "receipt",
    "CritiqueDialog": "critique",
    "TriageScreen": "triage",
    "RetestScreen": "retest",
    "show_again": "retest",
    "JudgeDialog": "judge",
    "Offer": "judge_offer",
    "VerdictScreen": "verdict",
    "DuelScreen": "duel",
    "pair_of": "duel",
    "MergeScreen": "merge",
    "ErrorDetail": "error_detail",
    "TasteScreen": "taste",
}
"""Where each of them is; the one that is most likely wanted next comes first."""


def __getattr__(name: str) -> object:
    """Import what is wanted for the first time."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


def prepare() -> None:
    """Import all of them, so that the first key that opens one does not wait for it. For a thread."""
    for room in dict.fromkeys(_ROOMS.values()):
        import_module(f"{__name__}.{room}")
