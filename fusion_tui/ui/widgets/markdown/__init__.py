"""Markdown as lines of styled cells: parsing, blocks that never change again, rendering."""
