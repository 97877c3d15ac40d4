"""Where an API key comes from: environment, keyring, then a file only the person can read."""

from __future__ import annotations

import stat
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.redact import Secret
from fusion_tui.errors import ConfigError

KEYRING_S = 3.0
"""Seconds a keyring may take; a locked one can wait for a window nobody sees."""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key and where it was found, in words."""

    secret: Secret
    source: str


def find_key(provider: ProviderConfig, environ: Mapping[str, str], keys_path: Path) -> FoundKey | None:
    """The key of one provider, never another's; `None` when it has none.

    Raises `ConfigError` for a key that cannot be one, and for a key file others can read.
    """
    if provider.key_env and environ.get(provider.key_env):
        return _checked(environ[provider.key_env], f"{provider.key_env} in the environment")
    if provider.key:
        name = provider.key.removeprefix("keyring:")
        found = _from_keyring(name)
        if found:
            return _checked(found, f"the keyring entry {name!r}")
    found = _from_file(provider.name, keys_path)
    return _checked(found, str(keys_path)) if found else None


def _checked(key: str, source: str) -> FoundKey:
    key = key.strip(" \t")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError(
            f"The key in {source} has a line break, a space or a character that no key has; paste it again."
        )
    return FoundKey(Secret(key), source)


def _from_keyring(name: str) -> str | None:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise ConfigError(
            f"keyring:{name} needs the keyring package: pip install 'fusion-tui[keyring]'."
        ) from None
    answer: list[str | None] = []

    def ask() -> None:
        try:
            answer.append(keyring.get_password("fusion-tui", name))
        except keyring.errors.KeyringError:
            answer.append(None)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(KEYRING_S)
    return answer[0] if answer else None


def _from_file(name: str, path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"{path} can be read by others; run: chmod 600 {path}")
        keys = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise ConfigError(f"{path}: cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's own words would quote the line, and the line is a key.
        raise ConfigError(f'{path}: not valid TOML; one line per provider: {name} = "…".') from None
    found = keys.get(name)
    if found is not None and not isinstance(found, str):
        raise ConfigError(f'{path}: {name}: expected a text: {name} = "…".')
    return found
