"""A text put together by hand from several: aligned passages, one decision each, and where each came from."""

from fusion_tui.core.diff.blocks import kind_of
from fusion_tui.core.merging.aligning import Passage, Version, align
from fusion_tui.core.merging.keeping import pack, unpack
from fusion_tui.core.merging.merge import Item, Merge, begin

__all__ = ["Item", "Merge", "Passage", "Version", "align", "begin", "kind_of", "pack", "unpack"]
