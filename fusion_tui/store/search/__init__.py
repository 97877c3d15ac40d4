"""Finding comparisons: an index kept in step by what is due, and questions to it."""

from fusion_tui.store.search.asking import Found
from fusion_tui.store.search.index import Index

__all__ = ["Found", "Index"]
