"""Two texts compared: by heading, then by paragraph, line or item, then by word."""

from fusion_tui.core.diff.comparing import Change, Diff, diff
from fusion_tui.core.diff.wording import Piece

__all__ = ["Change", "Diff", "Piece", "diff"]
