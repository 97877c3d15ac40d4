"""`config.toml` over `settings.toml` over the defaults."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from fusion_tui.config.checks import Table
from fusion_tui.config.paths import settings_file
from fusion_tui.config.schema import Api, Budget, Config, ProviderConfig, Timeouts, Ui
from fusion_tui.core.models import MAX_SEATS, Member, Panel, Price
from fusion_tui.errors import ConfigError

_TOP = ("providers", "panels", "prices", "contexts", "budget", "ui", "network")
_APIS: tuple[Api, ...] = ("openai", "anthropic", "demo")
_GLYPHS = ("unicode", "ascii")
_MOTION = ("full", "none")


def read_config(path: Path, *, must_exist: bool = False) -> Config:
    """The whole configuration; raises `ConfigError` for a mistake in `config.toml`.

    `settings.toml` is written by the program: a broken one is left out with a notice.
    """
    notices: list[str] = []
    own = _load(path, must_exist)
    try:
        set_inside = _load(settings_file(path), must_exist=False)
        _config(Table(settings_file(path), "", set_inside), [])
    except ConfigError as problem:
        notices.append(f"{problem} These settings are left out.")
        set_inside = {}
    config = _config(Table(path, "", _merged(set_inside, own)), notices)
    origins = _origins(set_inside, settings_file(path)) | _origins(own, path)
    return replace(config, notices=tuple(notices), origins=origins)


def is_loopback(base_url: str) -> bool:
    """Whether an address is this machine."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _load(path: Path, must_exist: bool) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(f"{path}: there is no such file.") from None
        return {}
    except OSError as problem:
        raise ConfigError(f"{path}: cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise ConfigError(f"{path}: not valid TOML: {problem}.") from problem


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    both = dict(under)
    for name, value in over.items():
        below = both.get(name)
        both[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return both


def _origins(values: Mapping[str, object], file: Path, path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.items():
        dotted = f"{path}.{name}" if path else name
        found |= _origins(value, file, dotted) if isinstance(value, dict) else {dotted: str(file)}
    return found


def _config(top: Table, notices: list[str]) -> Config:
    top.only(_TOP)
    providers = {name: _provider(name, table) for name, table in top.tables("providers")}
    network = top.table("network")
    network.only(("trust_env",))
    panels = {name: _panel(name, table, providers) for name, table in top.tables("panels")}
    ui = _ui(top.table("ui"), notices)
    if ui.default_panel is not None and panels and ui.default_panel not in panels:
        raise top.table("ui").wrong("default_panel", f"a panel: {', '.join(panels)}")
    return Config(
        providers=providers,
        panels=panels,
        prices={name: _price(table) for name, table in top.tables("prices")},
        contexts=_contexts(top.table("contexts")),
        budget=_budget(top.table("budget")),
        ui=ui,
        trust_env=network.flag("trust_env", True),
    )


_PROVIDER = (
    *("api", "base_url", "key_env", "key", "extra"),
    *("timeouts", "retries", "concurrency", "group", "json_schema"),
)
_SCHEMA_HOSTS = ("api.openai.com", "openrouter.ai")
"""Both document `response_format` of type `json_schema`; a model that refuses it is asked without."""


def _provider(name: str, table: Table) -> ProviderConfig:
    table.only(_PROVIDER)
    api: Api = next(a for a in _APIS if a == table.choice("api", _APIS))
    base_url = "" if api == "demo" else _base_url(table)
    local = is_loopback(base_url)
    key = table.optional_text("key")
    if key is not None and not key.startswith("keyring:"):
        raise ConfigError(
            f'{table.file}: {table.at("key")}: expected "keyring:NAME". '
            "A key itself belongs into the environment or keys.toml."
        )
    return ProviderConfig(
        name=name,
        api=api,
        base_url=base_url,
        key_env=table.optional_text("key_env"),
        key=key,
        extra=dict(table.table("extra").values),
        timeouts=_timeouts(table.table("timeouts"), local),
        retries=table.whole("retries", 2, 0, 10),
        concurrency=table.whole("concurrency", 1 if local else 4, 1, 64),
        group=table.text("group", name),
        json_schema=table.flag("json_schema", urlsplit(base_url).hostname in _SCHEMA_HOSTS),
    )


def _base_url(table: Table) -> str:
    found = table.text("base_url").rstrip("/")
    try:
        parts = urlsplit(found)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise table.wrong("base_url", "an address such as https://host/v1") from None
    if not usable or not found.isascii() or any(c.isspace() for c in found):
        raise table.wrong("base_url", "an address such as https://host/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigError(
            f"{table.file}: {table.at('base_url')}: no user, password, query or fragment may stand in it."
        )
    return found


def _timeouts(table: Table, local: bool) -> Timeouts:
    """A clock that was set counts from the start; on this machine the others wait for the answer."""
    table.only(("connect", "idle", "content"))
    day = 86_400.0
    return Timeouts(
        connect=table.number("connect", 10, 0.1, day),
        idle=table.number("idle", 60, 0.1, day),
        content=table.number("content", 900, 0.1, day),
        idle_waits=local and "idle" not in table.values,
        content_waits=local and "content" not in table.values,
    )


def _panel(name: str, table: Table, providers: Mapping[str, ProviderConfig]) -> Panel:
    table.only(("members", "judge", "jurors"))
    seats = [seat for item in table.items("members") for seat in _seats(item, providers)]
    if not 1 <= len(seats) <= MAX_SEATS:
        raise ConfigError(
            f"{table.file}: {table.at('members')}: found {len(seats)} seats, expected 1 to {MAX_SEATS}."
        )
    judge = table.values.get("judge", [])
    judges = [table.table("judge")] if isinstance(judge, dict) else table.items("judge")
    return Panel(
        name=name,
        members=with_unique_names(seats),
        judge=with_unique_names([s for item in judges for s in _seats(item, providers)]),
        jurors=with_unique_names([s for item in table.items("jurors") for s in _seats(item, providers)]),
    )


def _seats(table: Table, providers: Mapping[str, ProviderConfig]) -> list[Member]:
    table.only(("provider", "model", "count", "params", "name", "persona"))
    provider = table.text("provider")
    if provider not in providers:
        known = f"one of {', '.join(map(repr, providers))}" if providers else "a [providers.…] table first"
        raise table.wrong("provider", known)
    model = table.text("model")
    member = Member(
        provider=provider,
        model=model,
        name=table.text("name", model),
        persona=table.text("persona", ""),
        params=dict(table.table("params").values),
    )
    return [member] * table.whole("count", 1, 1, MAX_SEATS)


def with_unique_names(seats: list[Member]) -> tuple[Member, ...]:
    """The seats with `#2`, `#3` … behind a name that stood before."""
    taken: set[str] = set()
    named = []
    for seat in seats:
        name, number = seat.name, 1
        while name in taken:
            number += 1
            name = f"{seat.name} #{number}"
        taken.add(name)
        named.append(replace(seat, name=name))
    return tuple(named)


def _price(table: Table) -> Price:
    table.only(("input", "output"))
    for name in ("input", "output"):
        if name not in table.values:
            raise table.wrong(name, "USD per million tokens")
    return Price(table.number("input", 0, 0, 1e6), table.number("output", 0, 0, 1e6))


def _contexts(table: Table) -> dict[str, int]:
    return {name: table.whole(name, 0, 1, 1_000_000_000) for name in table.values}


def _budget(table: Table) -> Budget:
    table.only(("per_run", "per_month"))
    return Budget(table.optional_number("per_run", 0, 1e9), table.optional_number("per_month", 0, 1e9))


def _ui(table: Table, notices: list[str]) -> Ui:
    table.only([name for name in Ui.__dataclass_fields__ if name != "key_places"])
    plain = Ui()
    keys = _keys(table.table("keys"), notices)
    return Ui(
        theme=table.text("theme", plain.theme),
        blind=table.flag("blind", True),
        strict_blind=table.flag("strict_blind", False),
        repeats=table.flag("repeats", False),
        default_panel=table.optional_text("default_panel"),
        glyphs="ascii" if table.choice("glyphs", _GLYPHS, "unicode") == "ascii" else "unicode",
        motion="none" if table.choice("motion", _MOTION, "full") == "none" else "full",
        bell=table.flag("bell", True),
        prose_width=table.whole("prose_width", plain.prose_width, 40, 200),
        repaint_hz=table.whole("repaint_hz", plain.repaint_hz, 1, 60),
        notify_seconds=table.number("notify_seconds", plain.notify_seconds, 0, math.inf),
        keys=keys,
        key_places={name: f"{table.file}{_line_of(table.file, name)}" for name in keys},
    )


def _keys(table: Table, notices: list[str]) -> dict[str, tuple[str, ...]]:
    """Key bindings; a bad entry must not cost a person the program, so it is left out with a notice."""
    good: dict[str, tuple[str, ...]] = {}
    for name, value in table.values.items():
        if isinstance(value, list) and value and all(isinstance(key, str) for key in value):
            good[name] = tuple(str(key) for key in value)
        else:
            where = f"{table.file}{_line_of(table.file, name)}"
            notices.append(f'{where}: ui.keys."{name}": expected a list of keys; the default stays.')
    return good


def _line_of(file: Path, name: str) -> str:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return next((f", line {n}" for n, line in enumerate(lines, start=1) if name in line), "")
