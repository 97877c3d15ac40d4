"""Theme files: a dozen colour tokens each, data only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.theme import Theme as TextualTheme

DEFAULT = "ember"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_TOKENS = (
    "background",
    "surface",
    "text",
    "dim",
    "faint",
    "accent",
    "code",
    "good",
    "warn",
    "bad",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as `#rrggbb`."""

    name: str
    dark: bool
    background: str
    surface: str
    """Lies under the focused pane and under dialogs."""
    text: str
    dim: str
    faint: str
    """For rules and ends, never for words that matter."""
    accent: str
    """For keys and the program's name only."""
    code: str
    good: str
    warn: str
    bad: str
    letters: tuple[str, ...]
    """Eight hues; the ninth letter starts again at the first."""

    def hue(self, letter: str) -> str:
        """The hue of a candidate's letter."""
        return self.letters[(ord(letter[0]) - ord("A")) % len(self.letters)]

    def to_textual(self) -> TextualTheme:
        """The same tokens under the names that Textual's own widgets and our style sheet use."""
        return TextualTheme(
            name=self.name,
            dark=self.dark,
            primary=self.accent,
            secondary=self.dim,
            accent=self.accent,
            warning=self.warn,
            error=self.bad,
            success=self.good,
            foreground=self.text,
            background=self.background,
            surface=self.surface,
            panel=self.surface,
            variables={
                "ink": self.text,
                "dim": self.dim,
                "faint": self.faint,
                "code": self.code,
                "footer-background": self.background,
                "input-selection-background": self.faint,
                "block-cursor-background": self.accent,
                "block-cursor-foreground": self.background,
            },
        )


def theme_folders(config_folder: Path) -> tuple[Path, ...]:
    """Where themes lie: inside the package in a wheel, beside it in a checkout, and the person's own."""
    package = Path(__file__).resolve().parent.parent
    return package / "themes", package.parent / "themes", config_folder / "themes"


def load_themes(folders: Sequence[Path]) -> tuple[dict[str, Theme], tuple[str, ...]]:
    """All readable themes by name, and one sentence for each file that is not one; later folders win."""
    found: dict[str, Theme] = {}
    failures: list[str] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            theme = read_theme(path)
        except (OSError, ValueError) as problem:
            failures.append(f"{path}: {problem} This theme is left out.")
        else:
            found[theme.name] = theme
    return found, tuple(failures)


def read_theme(path: Path) -> Theme:
    """One theme file; `ValueError` says which token is wrong."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    letters = data.get("letters")
    if not isinstance(letters, list) or len(letters) != 8:
        raise ValueError("letters: a list of eight colours is needed.")
    colours = {name: _colour(data, name) for name in _TOKENS}
    dark = data.get("dark", True)
    return Theme(
        name=str(data.get("name", path.stem)),
        dark=dark if isinstance(dark, bool) else True,
        letters=tuple(_colour({"letters": hue}, "letters") for hue in letters),
        **colours,
    )


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1, section 1.4.3)."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _colour(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not _COLOUR.match(value):
        raise ValueError(f'{name}: found {value!r}, expected a colour like "#1a2b3c".')
    return value


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
