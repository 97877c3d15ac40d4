"""Calls to models and what is built of them: coroutines that report what happens, and decide nothing."""

from fusion_tui.engine.calls import Engine

__all__ = ["Engine"]
