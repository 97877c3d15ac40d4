"""A comparison as text that leaves the program: Markdown with provenance, or JSON."""

from fusion_tui.core.export.json_format import ask_object, export_object
from fusion_tui.core.export.markdown import to_bare, to_markdown

__all__ = ["ask_object", "export_object", "to_bare", "to_markdown"]
