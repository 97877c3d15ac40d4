"""The terminal user interface: the only room that imports Textual."""
