"""Fusion TUI: several language models answer side by side in the terminal, and you pick by taste."""

__version__ = "0.1.0"
