"""`fusion config`: where the configuration is, and everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Done, Fusion

GOOD = """
[providers.here]
api = "openai"
base_url = "http://127.0.0.1:9/v1"

[providers.far]
api = "openai"
base_url = "https://far.example/v1"
key_env = "FAR_API_KEY"

[panels.review]
members = [{ provider = "here", model = "one" }, { provider = "here", model = "two" }]

[panels.other]
members = [{ provider = "far", model = "big" }]

[ui]
theme = "paper"
default_panel = "other"

[ui.keys]
"arena.pick" = ["f9"]
"""
FAR_KEY = "far-key-0123456789"


@pytest.fixture
def write(config_file: Path) -> Path:
    """Where the configuration is written; its folder is there."""
    config_file.parent.mkdir()
    return config_file


def wrong(done: Done) -> list[str]:
    """What is wrong, without the word."""
    return [line.removeprefix("wrong  ") for line in done.out.splitlines() if line.startswith("wrong ")]


def test_path_is_printed_whether_it_is_there_or_not(fusion: Fusion, config_file: Path) -> None:
    done = fusion("config", "path")
    assert (done.code, done.out) == (0, f"{config_file}\n")
    assert "no such file yet" in done.err
    assert not config_file.parent.exists()


def test_path_tells_of_the_settings_beside_it_and_minds_no_mistake(fusion: Fusion, write: Path) -> None:
    write.write_text("not [toml")
    settings = write.with_name("settings.toml")
    settings.write_text('[ui]\ntheme = "paper"\n')
    done = fusion("config", "path")
    assert (done.code, done.out) == (0, f"{write}\n")
    assert done.err.splitlines() == [
        "It is there.",
        f"What was set inside the program is beside it: {settings}",
    ]


@pytest.mark.parametrize(
    "order",
    [
        ("--config", "{}", "config", "path"),
        ("config", "--config", "{}", "path"),
        ("config", "path", "--config", "{}"),
    ],
)
def test_path_is_the_file_that_was_named(fusion: Fusion, tmp_path: Path, order: tuple[str, ...]) -> None:
    named = tmp_path / "mine.toml"
    assert fusion(*(word.format(named) for word in order)).out == f"{named}\n"


@pytest.mark.parametrize("command", [("config",), ("config", "check")])
def test_a_right_configuration_is_listed(
    fusion: Fusion, write: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    write.write_text(GOOD)
    monkeypatch.setenv("FAR_API_KEY", FAR_KEY)
    done = fusion(*command)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"ok     configuration: {write}",
        "ok     panel review: 2 members",
        "ok     panel other: 1 member, asked by default",
        "ok     theme: paper",
        "ok     key bindings: 1 of your own",
        "ok     provider here: http://127.0.0.1:9/v1, no key is set up for it",
        "ok     provider far: https://far.example/v1, key from FAR_API_KEY in the environment",
    ]


def test_without_a_file_the_defaults_hold(fusion: Fusion, config_file: Path) -> None:
    done = fusion("config", "check")
    assert done.code == 0 and not wrong(done)
    assert f"{config_file} is not there; the defaults hold" in done.out
    assert "note   panels: none is configured. `fusion ask` offers what it finds" in done.out
    assert not config_file.parent.exists()


def test_a_key_that_a_panel_needs_is_named_with_its_variable(fusion: Fusion, write: Path) -> None:
    write.write_text(GOOD)
    done = fusion("config", "check")
    assert done.code == 2
    assert wrong(done) == [
        "provider far: https://far.example/v1, no key was found, and panel other needs it. "
        f'Set FAR_API_KEY, or write far = "…" into {write.with_name("keys.toml")}, readable by you alone.'
    ]


def test_a_key_that_no_panel_needs_is_only_noted(fusion: Fusion, write: Path) -> None:
    write.write_text(GOOD.replace('provider = "far"', 'provider = "here"'))
    done = fusion("config", "check")
    assert done.code == 0
    assert "note   provider far: https://far.example/v1, no key was found. Set FAR_API_KEY" in done.out


def test_keys_that_others_can_read_are_wrong(fusion: Fusion, write: Path) -> None:
    write.write_text(GOOD)
    keys = write.with_name("keys.toml")
    keys.write_text(f'far = "{FAR_KEY}"')
    keys.chmod(0o644)
    done = fusion("config", "check")
    assert done.code == 2
    assert f"provider far: {keys} can be read by others; run: chmod 600 {keys}" in wrong(done)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[panels.other]", "[panels.other", "not valid TOML"),
        ('api = "openai"', 'api = "opnai"', "providers.here.api: found 'opnai', expected one of"),
        (
            'panel = "other"',
            'panel = "gone"',
            "ui.default_panel: found 'gone', expected a panel: review, other",
        ),
        ('theme = "paper"', 'theme = "payper"', "ui.theme: found 'payper', expected one of contrast-dark"),
        ('"arena.pick" = ["f9"]', '"arena.pock" = ["f9"]', 'line 22: ui.keys."arena.pock": no such binding'),
        (
            '"arena.pick" = ["f9"]',
            '"arena.pick" = ["hyper"]',
            "line 22: ui.keys.\"arena.pick\": 'hyper' is not",
        ),
        ('"arena.pick" = ["f9"]', '"arena.pick" = "f9"', 'ui.keys."arena.pick": expected a list of keys'),
        ('"arena.pick" = ["f9"]', '"arena.pick" = ["b"]', "b already means"),
    ],
)
def test_a_mistake_names_file_place_found_and_allowed(
    fusion: Fusion, write: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, says: str
) -> None:
    monkeypatch.setenv("FAR_API_KEY", FAR_KEY)
    write.write_text(GOOD.replace(old, new, 1))
    done = fusion("config", "check")
    assert (done.code, done.err) == (2, "")
    (found,) = wrong(done)
    assert str(write) in found and says in found


def test_a_default_panel_without_any_panel_is_wrong(fusion: Fusion, write: Path) -> None:
    write.write_text('[ui]\ndefault_panel = "review"\n')
    done = fusion("config", "check")
    assert done.code == 2
    assert wrong(done) == [
        f"panels: {write}: ui.default_panel: found 'review', and no panel is configured. "
        "Write a [panels.review] table, or remove the line."
    ]


def test_broken_settings_and_themes_are_wrong_too(fusion: Fusion, write: Path) -> None:
    write.write_text("")
    settings, theme = write.with_name("settings.toml"), write.parent / "themes" / "mine.toml"
    settings.write_text("[ui]\ntheme = 7\n")
    theme.parent.mkdir()
    theme.write_text('background = "blue"')
    done = fusion("config", "check")
    assert done.code == 2
    first, second = wrong(done)
    assert f"{settings}: ui.theme: found 7" in first and f"{theme}: " in second


def test_a_file_that_was_named_must_be_there(fusion: Fusion, tmp_path: Path) -> None:
    done = fusion("config", "check", "--config", str(tmp_path / "gone.toml"))
    assert done.code == 2 and "there is no such file" in done.out


def test_a_key_in_the_wrong_place_is_not_printed(fusion: Fusion, write: Path) -> None:
    write.write_text('[ui]\ntheme = ["sk-ant-api03-AAAAAAAAAAAAAAAA"]\n')
    done = fusion("config", "check")
    assert done.code == 2 and "sk-ant" not in done.out + done.err
