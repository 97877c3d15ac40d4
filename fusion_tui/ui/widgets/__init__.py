"""Widgets that draw what they are given and post dataclass messages."""
