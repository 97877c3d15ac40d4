"""Comparisons as they leave the program, Markdown with provenance, JSON or preferences; JSON's way back."""

from fusion_tui.core.export.json_format import ask_object, export_object
from fusion_tui.core.export.json_reading import to_record
from fusion_tui.core.export.markdown import to_bare, to_markdown

__all__ = ["ask_object", "export_object", "to_bare", "to_markdown", "to_record"]
