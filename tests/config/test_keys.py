"""A key is found in order, belongs to one provider, and never shows."""

from __future__ import annotations

import sys
import time
import types
from pathlib import Path

import pytest

from fusion_tui.config import keys
from fusion_tui.config.keys import find_key
from fusion_tui.config.schema import ProviderConfig
from fusion_tui.errors import ConfigError

OPENROUTER = ProviderConfig("openrouter", "openai", "https://x/v1", key_env="OPENROUTER_API_KEY")
LOCAL = ProviderConfig("local", "openai", "http://127.0.0.1/v1")


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "keys.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def fake_keyring(monkeypatch: pytest.MonkeyPatch, found: str | None, wait: float = 0.0) -> None:
    module, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")

    def get_password(service: str, name: str) -> str | None:
        time.sleep(wait)
        return found if (service, name) == ("fusion-tui", "mine") else None

    vars(module).update(get_password=get_password, errors=errors)
    vars(errors).update(KeyringError=RuntimeError)
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_environment_comes_first_and_says_so(tmp_path: Path) -> None:
    path = key_file(tmp_path, 'openrouter = "sk-file"')
    found = find_key(OPENROUTER, {"OPENROUTER_API_KEY": " sk-env\t"}, path)
    assert found is not None
    assert (found.secret.reveal(), found.source) == ("sk-env", "OPENROUTER_API_KEY in the environment")
    assert "sk-env" not in repr(found)


def test_then_the_keyring_then_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = ProviderConfig("p", "openai", "https://x", key="keyring:mine")
    path = key_file(tmp_path, 'p = "sk-file"')
    fake_keyring(monkeypatch, "sk-ring")
    found = find_key(provider, {}, path)
    assert found is not None and found.secret.reveal() == "sk-ring"
    fake_keyring(monkeypatch, None)
    found = find_key(provider, {}, path)
    assert found is not None and found.secret.reveal() == "sk-file" and found.source == str(path)


def test_a_keyring_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "KEYRING_S", 0.05)
    fake_keyring(monkeypatch, "sk-late", wait=0.5)
    began = time.monotonic()
    provider = ProviderConfig("p", "openai", "https://x", key="keyring:mine")
    assert find_key(provider, {}, tmp_path / "none") is None
    assert time.monotonic() - began < 0.4


def test_a_keyring_without_its_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match="pip install"):
        find_key(ProviderConfig("p", "openai", "https://x", key="keyring:mine"), {}, tmp_path / "none")


def test_one_endpoints_key_never_goes_to_another(tmp_path: Path) -> None:
    path = key_file(tmp_path, 'openrouter = "sk-file"')
    assert find_key(LOCAL, {"OPENROUTER_API_KEY": "sk-env"}, path) is None


@pytest.mark.parametrize("bad", ["sk-a\nsk-b", "sk–dash", "sk a", "sk\x00"])
def test_a_key_that_was_pasted_wrongly_is_refused_without_showing_it(tmp_path: Path, bad: str) -> None:
    with pytest.raises(ConfigError) as raised:
        find_key(OPENROUTER, {"OPENROUTER_API_KEY": bad}, tmp_path / "none")
    assert "paste it again" in str(raised.value) and "sk" not in str(raised.value)


def test_a_file_others_can_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = key_file(tmp_path, 'openrouter = "sk-file"', 0o640)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        find_key(OPENROUTER, {}, path)


@pytest.mark.parametrize("text", ["openrouter = sk-file", "openrouter = 7", "openrouter = ['sk-file']"])
def test_a_broken_key_file_never_shows_its_lines(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        find_key(OPENROUTER, {}, key_file(tmp_path, text))
    assert "sk-file" not in str(raised.value) and 'openrouter = "…"' in str(raised.value)
