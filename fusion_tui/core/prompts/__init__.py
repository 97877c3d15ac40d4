"""Every text that is sent to a model."""

from fusion_tui.core.prompts.asking import ask, is_review, review
from fusion_tui.core.prompts.criteria import rubric_of
from fusion_tui.core.prompts.smoothing import smoothed, smoothing

VERSION = 2
"""Raised whenever the text of a question or review changes, and stored with each comparison."""

__all__ = ["VERSION", "ask", "is_review", "review", "rubric_of", "smoothed", "smoothing"]
