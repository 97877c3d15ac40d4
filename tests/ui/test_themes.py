"""Every theme can be read, and a broken one costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusion_tui.ui.themes import Theme, contrast, load_themes, read_theme, theme_folders

THEMES, _ = load_themes(theme_folders(Path("/nonexistent")))
WORDS = ("text", "dim", "accent", "good", "warn", "bad")


def test_a_dark_and_a_light_theme_are_there() -> None:
    assert THEMES["ember"].dark and not THEMES["paper"].dark
    assert {"contrast-dark", "contrast-light"} <= set(THEMES)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_word_has_enough_contrast_on_every_ground(theme: Theme) -> None:
    least = 7.0 if theme.name.startswith("contrast") else 4.5
    for ground in (theme.background, theme.surface):
        for token in WORDS:
            assert contrast(getattr(theme, token), ground) >= least, (token, ground)
        for hue in theme.letters:
            assert contrast(hue, ground) >= min(least, 4.5), (hue, ground)
    assert contrast(theme.text, theme.code) >= least
    assert contrast(theme.code, theme.dim) >= 4.5, "words that are looked for"
    assert all(contrast(theme.code, hue) >= 4.5 for hue in theme.letters), "the one a reader is at"


def test_contrast_is_the_published_ratio() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_ninth_letter_starts_again_at_the_first_hue() -> None:
    ember = THEMES["ember"]
    assert ember.hue("I") == ember.hue("A") != ember.hue("B")


def test_a_broken_theme_is_named_and_left_out(tmp_path: Path) -> None:
    source = next(f for f in theme_folders(tmp_path) if (f / "ember.toml").exists()) / "ember.toml"
    good = source.read_text()
    (tmp_path / "mine.toml").write_text(good.replace('name = "ember"', 'name = "mine"'))
    (tmp_path / "bad.toml").write_text(good.replace('"#ff9e64"', '"orange"'))
    (tmp_path / "worse.toml").write_text("= not toml")
    themes, failures = load_themes([tmp_path])
    assert list(themes) == ["mine"]
    assert len(failures) == 2
    assert "bad.toml" in failures[0] and "accent" in failures[0] and "'orange'" in failures[0]
    assert "worse.toml" in failures[1]
    assert read_theme(tmp_path / "mine.toml").accent == "#ff9e64"
